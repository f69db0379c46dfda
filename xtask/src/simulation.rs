//! Starts the random stories of `tests/simulation`, with the same choice of packages as every other build.

use std::path::Path;
use std::process::Command;

/// `--runs N` and `--seed S` in any order.
pub fn run(root: &Path, arguments: &[&str]) -> Result<String, String> {
    let (mut runs, mut seed) = (100, 1);
    for pair in arguments.chunks(2) {
        let number = pair.get(1).and_then(|text| text.parse::<u64>().ok());
        let number = number.ok_or_else(|| format!("{} needs a number", pair[0]))?;
        match pair[0] {
            "--runs" => runs = number,
            "--seed" => seed = number,
            other => return Err(format!("simulate does not know {other}")),
        }
    }
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut tests = Command::new(cargo);
    tests.current_dir(root).args(["test", "--workspace", "--test", "simulation", "--", "--nocapture"]);
    tests.env("KARPOOL_RUNS", runs.to_string()).env("KARPOOL_SEED", seed.to_string());
    let status = tests.status().map_err(|error| format!("cargo cannot be started: {error}"))?;
    if status.success() {
        Ok(format!("{runs} stories from seed {seed} on: none fails"))
    } else {
        Err("see above".into())
    }
}
