//! The command line of karpool as a library: the binary calls it, and so do the packages for Python and Node, which
//! install the same command.
#![forbid(unsafe_code)]

mod args;
mod commands;
mod exit;
mod follow;
mod ground;
mod plan_file;
mod printer;
mod render;
mod site;
mod specs;

use std::ffi::OsString;

use clap::{CommandFactory, Parser};

pub use commands::kubeconfig;
pub use render::progress::Progress;

/// Runs a command; the first argument is the program's name. Gives the exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    match args::Cli::try_parse_from(arguments) {
        Ok(cli) => commands::run(cli),
        Err(error) => {
            // Help and usage errors; a closed pipe is nobody's mistake.
            let _ = error.print();
            u8::try_from(error.exit_code()).unwrap_or(exit::WRONG_USE)
        }
    }
}

/// The description of every command and argument, of which the manual page is made.
pub fn command() -> clap::Command {
    args::Cli::command()
}
