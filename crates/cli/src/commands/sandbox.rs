//! `sandbox`
use super::Session;
use crate::args::SandboxCommand;
use crate::exit::{DONE, Failure};

pub(super) fn sandbox(session: &Session, command: &SandboxCommand) -> Result<u8, Failure> {
    match command {
        SandboxCommand::Reset => {
            let folder = &session.global.sandbox.sandbox_folder;
            karpool_sandbox::reset(folder).map_err(|error| Failure::Sandbox(error.to_string()))?;
            session.printer.note(&format!("{} is empty; the next run begins with a fresh account\n", folder.display()));
            Ok(DONE)
        }
        _ => Ok(DONE),
    }
}
