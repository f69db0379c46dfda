//! The command line of karpool.
#![forbid(unsafe_code)]
#![expect(clippy::disallowed_methods, reason = "the command line owns the wall's clock, its tasks and the environment")]

mod args;
mod commands;
mod exit;
mod follow;
mod ground;
mod plan_file;
mod printer;
mod render;
mod specs;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    match args::Cli::try_parse() {
        Ok(cli) => ExitCode::from(commands::run(cli)),
        Err(error) => {
            // Help and usage errors; a closed pipe is nobody's mistake.
            let _ = error.print();
            ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(exit::WRONG_USE))
        }
    }
}
