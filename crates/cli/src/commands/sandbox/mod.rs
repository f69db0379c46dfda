//! `sandbox`: the simulated account by itself.

mod cluster;
mod contents;
mod serve;
mod workload;

use karpool_sandbox::reset;

use super::Session;
use crate::args::SandboxCommand;
use crate::exit::{DONE, Failure};

pub(super) fn sandbox(session: &Session, command: &SandboxCommand) -> Result<u8, Failure> {
    match command {
        SandboxCommand::Serve { listen } => serve::serve(session, *listen),
        SandboxCommand::Reset => forget(session),
        SandboxCommand::List => contents::list(session),
        SandboxCommand::Apply { cluster, region, files } => workload::apply(session, (cluster, region), files),
        SandboxCommand::Wait { cluster, region, namespace, timeout } => {
            workload::wait(session, (cluster, region), namespace, *timeout)
        }
    }
}

fn forget(session: &Session) -> Result<u8, Failure> {
    let folder = &session.global.sandbox.sandbox_folder;
    reset(folder).map_err(|error| Failure::Sandbox(error.to_string()))?;
    session.printer.note(&format!("{} is gone; the next run begins with a fresh account\n", folder.display()));
    Ok(DONE)
}
