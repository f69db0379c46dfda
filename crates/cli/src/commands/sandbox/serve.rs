//! `sandbox serve`: the simulated account on loopback, for programs of others.

use std::net::SocketAddr;

use karpool::units::Region;
use karpool_sandbox::Sandbox;

use super::super::Session;
use crate::args::{KubernetesWorld, SandboxArgs};
use crate::exit::{DONE, Failure};
use crate::ground;
use crate::render::style;

/// Where another process's karpool asks for charts.
const CHARTS: &str = "KARPOOL_CHART_REGISTRY";
/// Simulated seconds per second: programs of others have timeouts on the wall clock.
const SPEED: f64 = 60.0;

pub(super) fn serve(session: &Session, listen: SocketAddr) -> Result<u8, Failure> {
    let mut args = session.global.sandbox.clone();
    let usual = (args.kubernetes == KubernetesWorld::Simulated).then_some(SPEED);
    let speed = ground::speed(&SandboxArgs { sandbox_speed: args.sandbox_speed.or(usual), ..args.clone() })?;
    args.sandbox = true;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(|error| Failure::Sandbox(error.to_string()))?;
    runtime.block_on(async {
        let sandbox = open(&args, speed)?;
        let served = sandbox.serve(listen, &args.sandbox_user).await;
        let served = served.map_err(|error| Failure::usage(error.to_string(), "name another address with --listen"))?;
        let address = served.address();
        session.printer.raw(&format!("{}export {CHARTS}={address}\n", served.export_lines()));
        session.printer.note(&format!(
            "serving {} at {speed} simulated seconds per second; Ctrl-C ends it\n  {} \
             helm: `helm pull oci://{address}/karpenter/karpenter --plain-http`\n",
            args.sandbox_folder.display(),
            style::hint("charts:"),
        ));
        // Where the signal can't be listened to, it ends the process anyway.
        let _ = tokio::signal::ctrl_c().await;
        drop(served);
        sandbox.close();
        Ok(DONE)
    })
}

/// A region of each partition: a folder's account is in one of them, a new one in the first.
const REGIONS: [&str; 3] = ["us-east-1", "cn-north-1", "us-gov-west-1"];

fn open(args: &SandboxArgs, speed: f64) -> Result<Sandbox, Failure> {
    let mut first = None;
    for region in REGIONS {
        let region = Region::new(region).map_err(|error| Failure::Sandbox(error.to_string()))?;
        match ground::open(args, &region, speed) {
            Ok(sandbox) => return Ok(sandbox),
            Err(failure) => first.get_or_insert(failure),
        };
    }
    Err(first.unwrap_or_else(|| Failure::Sandbox("there is no region to serve".into())))
}
