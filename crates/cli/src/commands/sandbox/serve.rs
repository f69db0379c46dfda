//! `sandbox serve`: the simulated account on loopback, for programs of others.

use std::net::SocketAddr;

use karpool::units::Region;

use super::super::Session;
use crate::args::KubernetesWorld;
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
    let speed =
        ground::speed(&crate::args::SandboxArgs { sandbox_speed: args.sandbox_speed.or(usual), ..args.clone() })?;
    args.sandbox = true;
    let region = Region::new("us-east-1").map_err(|error| Failure::Sandbox(error.to_string()))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(|error| Failure::Sandbox(error.to_string()))?;
    runtime.block_on(async {
        let sandbox = ground::open(&args, &region, speed)?;
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
