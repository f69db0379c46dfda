//! What the repository does to itself: checks its house rules, writes what is generated, compares with references.
#![forbid(unsafe_code)]

mod comparison;
mod generate;
mod licences;
mod reference;
mod simulation;
mod surface;
mod tidy;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "usage: xtask COMMAND

  tidy                 checks the house rules
  schema [--check]     writes the schemas and what is made of them, or compares it with the code
  licences FILE        writes the licences of everything that is linked into what is shipped
  simulate [--runs N] [--seed S]
                       tells N random stories from seed S on (100 from 1)
  check-shared FILE    compares the controller policy with a reference of Karpenter's";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments[..] {
        ["tidy"] => tidy::report(&root()),
        ["schema"] => generate::write(&root()),
        ["schema", "--check"] => generate::check(&root()),
        ["licences", file] => licences::write(&root(), Path::new(file)),
        ["simulate", ref more @ ..] => simulation::run(&root(), more),
        ["check-shared", file] => comparison::compare(Path::new(file)),
        _ => Err(USAGE.to_owned()),
    };
    match done {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(text) => {
            eprintln!("{text}");
            ExitCode::FAILURE
        }
    }
}

/// The repository: the folder around this package.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}
