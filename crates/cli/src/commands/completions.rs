//! `completions`: what a shell can complete.

use clap::CommandFactory;

use super::Session;
use crate::args::Cli;
use crate::exit::{DONE, Failure};

pub(super) fn completions(session: &Session, shell: clap_complete::Shell) -> Result<u8, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "karpool", &mut script);
    session.printer.raw(&String::from_utf8_lossy(&script));
    Ok(DONE)
}
