//! The main job on a real control plane with Karpenter's own controller, to be looked at: nothing is simulated but AWS
//! and its machines. Stops at the first thing that is not as promised.
//!
//! Usage: `demo-real KARPOOL KUBECTL`, with `make build-kubernetes` done.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

use karpool::Report;
use karpool_sandbox::Served;
use karpool_tests::real::{RealLab, with_chart};
use karpool_tests::spec;

/// The version of Karpenter that karpool installs by itself.
const VERSION: &str = "1.14.1";

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(karpool), Some(kubectl)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: demo-real KARPOOL KUBECTL");
        return ExitCode::FAILURE;
    };
    match story(&karpool, &kubectl).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("demo-real: {why}");
            ExitCode::FAILURE
        }
    }
}

async fn story(karpool: &Path, kubectl: &Path) -> Result<(), String> {
    let began = Instant::now();
    let say = |what: &str| println!("\n\x1b[1;36m── {:>5.1} s  {what}\x1b[0m", began.elapsed().as_secs_f64());
    let lab = RealLab::with_karpenter(VERSION).await;
    let before = lab.inventory();
    let text = with_chart(VERSION);

    say("An account with a VPC and nothing else. Make a cluster with Karpenter, in one run");
    println!("{text}");
    let report = lab.apply(&spec(&text)).await.map_err(|errors| errors.to_string())?;
    tell(&lab, &report)?;

    say("kubectl, with karpool's kubeconfig: what lives now");
    let served = lab.sandbox.serve(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), "deployer").await;
    let served = served.map_err(|error| error.to_string())?;
    let tools = Tools { karpool, kubectl, folder: lab.folder(), served: &served };
    std::fs::write(lab.folder().join("stack.yaml"), &text).map_err(|error| error.to_string())?;
    tools.run(karpool, &["kubeconfig", "stack.yaml", "--quiet"])?;
    tools.run(kubectl, &["get", "nodes,nodepools,ec2nodeclasses"])?;

    say("A pod for each architecture: Karpenter makes the nodes");
    let pods = concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/cli/demo/pods.yaml");
    tools.run(kubectl, &["apply", "--server-side", "-f", pods])?;
    tools.run(kubectl, &["wait", "deployments", "--all", "--for=condition=Available", "--timeout=90s"])?;
    tools.run(kubectl, &["get", "nodes,nodeclaims,pods", "-o", "wide"])?;

    say("Apply again: nothing to do, nothing written");
    lab.sandbox.clear_log();
    let report = lab.apply(&spec(&text)).await.map_err(|errors| errors.to_string())?;
    tell(&lab, &report)?;
    // Karpenter has its own work to do.
    let log = lab.sandbox.log().into_iter().filter(|call| call.write && !call.caller.contains("assumed-role/"));
    let writes: Vec<String> = log.map(|call| call.to_string()).collect();
    if !writes.is_empty() {
        return Err(format!("the second apply wrote: {writes:#?}"));
    }

    say("Destroy: drain Karpenter's nodes, then everything else");
    let report = lab.destroy(&spec(&text)).await.map_err(|errors| errors.to_string())?;
    tell(&lab, &report)?;

    say("Sweep: what is left in the account?");
    let after = lab.inventory();
    if after != before {
        return Err(format!("destroy left something behind:\n{after}"));
    }
    println!("nothing but what a fresh account holds");
    say("done");
    Ok(())
}

/// What a run did, by action.
fn tell(lab: &RealLab, report: &Report) -> Result<(), String> {
    if !report.is_ok() {
        let errors: Vec<_> = report.errors().collect();
        return Err(format!("{errors:#?}\n{:#?}", lab.complaints()));
    }
    let report = serde_json::to_value(report).map_err(|error| error.to_string())?;
    let mut actions: BTreeMap<&str, usize> = BTreeMap::new();
    for node in report["nodes"].as_array().into_iter().flatten() {
        *actions.entry(node["action"].as_str().unwrap_or_default()).or_default() += 1;
    }
    let actions: Vec<String> = actions.iter().map(|(action, count)| format!("{action} {count}")).collect();
    println!(
        "{}: {} ({:.0} s of AWS's time)",
        report["outcome"].as_str().unwrap_or_default(),
        actions.join(", "),
        report["seconds"].as_f64().unwrap_or_default()
    );
    Ok(())
}

/// Programs, and the account that they work in.
struct Tools<'a> {
    karpool: &'a Path,
    kubectl: &'a Path,
    folder: &'a Path,
    served: &'a Served,
}

impl Tools<'_> {
    fn run(&self, program: &Path, arguments: &[&str]) -> Result<(), String> {
        let name = program.file_name().unwrap_or_default().to_string_lossy();
        println!("\x1b[2m$ {name} {}\x1b[0m", arguments.join(" "));
        let own = [self.karpool, self.kubectl].into_iter().filter_map(Path::parent);
        let places = own.map(Path::to_owned).chain(["/usr/bin", "/bin"].map(PathBuf::from));
        let status = Command::new(program)
            .args(arguments)
            .current_dir(self.folder)
            .env_clear()
            .envs(self.served.environment().iter().map(|(name, value)| (*name, value.as_str())))
            .env("HOME", self.folder)
            .env("KUBECONFIG", self.folder.join("kubeconfig.yaml"))
            .env("PATH", std::env::join_paths(places).map_err(|error| error.to_string())?)
            .status();
        match status {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(format!("{name} {}: {status}", arguments.join(" "))),
            Err(error) => Err(format!("{name} can't be run: {error}")),
        }
    }
}
