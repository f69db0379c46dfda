//! The command `karpool`.
#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(karpool_cli::run(std::env::args_os()))
}
