//! How much memory an apply needs: the command alone, against a sandbox that another process serves.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Simulated seconds per second: a quarter of an hour in some seconds, as slow as real sockets need it.
const SPEED: &str = "60";
const VERSION: &str = "1.14.1";

/// A process that ends with its owner.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The peak of the resident memory, in MB.
pub fn peak_of_apply(karpool: &Path, example: &str) -> f64 {
    let folder = tempfile::tempdir().expect("a folder");
    let chart = folder.path().join("karpenter.tgz");
    std::fs::write(&chart, karpool_sandbox::registry::chart_archive(VERSION).expect("a chart")).expect("a file");
    let spec = folder.path().join("spec.yaml");
    std::fs::write(&spec, example).expect("a file");
    let (served, environment) = serve(karpool, folder.path());
    let mut apply = Command::new(karpool);
    apply.arg("apply").arg(&spec).arg("--set").arg(format!("karpenter.chart={}", chart.display()));
    apply.args(["--yes", "--quiet"]).envs(environment).stdout(Stdio::null());
    let peak = watch(apply.spawn().expect("karpool runs"));
    drop(served);
    peak
}

fn serve(karpool: &Path, folder: &Path) -> (Served, Vec<(String, String)>) {
    let mut serve = Command::new(karpool);
    serve.args(["sandbox", "serve", "--listen", "127.0.0.1:0", "--sandbox-speed", SPEED, "--sandbox-folder"]);
    serve.arg(folder.join("world")).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = serve.spawn().expect("karpool runs");
    let output = child.stdout.take().expect("its output");
    let lines = BufReader::new(output).lines().map_while(Result::ok);
    let exports = lines.map_while(|line| {
        let (name, value) = line.strip_prefix("export ")?.split_once('=')?;
        Some((name.to_owned(), value.to_owned()))
    });
    (Served(child), exports.take(EXPORTS).collect())
}

/// Lines that `sandbox serve` prints for other programs.
const EXPORTS: usize = 6;

/// Linux keeps the peak itself; it is asked until the process has ended.
fn watch(mut child: Child) -> f64 {
    let status = format!("/proc/{}/status", child.id());
    let mut peak = f64::NAN;
    loop {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.trim().split(' ').next()?.parse::<f64>().ok());
        peak = kilobytes.map_or(peak, |kilobytes| kilobytes / 1000.0);
        if let Some(ended) = child.try_wait().expect("a process") {
            assert!(ended.success(), "the apply failed: {ended}");
            return peak;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}
