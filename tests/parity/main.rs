//! The same cases in all languages: this runs them by the Rust library, and writes their answers down with
//! `KARPOOL_PARITY=write`; the packages for Python and Node run them by theirs.

mod answer;
mod examples;
mod subject;

use std::path::{Path, PathBuf};

use karpool_sandbox::Options;
use karpool_tests::Lab;
use serde_json::{Value, json};

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a repository").to_owned()
}

fn cases() -> Vec<PathBuf> {
    let folder = repository().join("tests/parity");
    let entries = std::fs::read_dir(folder).expect("the cases").map(|entry| entry.expect("a case").path());
    let mut cases: Vec<PathBuf> = entries.filter(|path| path.extension().is_some_and(|end| end == "json")).collect();
    cases.sort();
    cases
}

fn options(world: &Value) -> Options {
    let faults = world["faults"].as_array().into_iter().flatten();
    let faults = faults.map(|rule| rule.as_str().expect("a rule").parse().expect("a rule")).collect();
    let usual = Options::default();
    let region = world["region"].as_str().map_or(usual.region.clone(), str::to_owned);
    Options { faults, region, ..usual }
}

async fn run(case: &Value) -> Vec<Value> {
    let lab = Lab::with(options(&case["sandbox"])).await;
    let caller = case["sandbox"]["caller"].as_str().unwrap_or("deployer");
    let region = case["sandbox"]["region"].as_str().map(|region| region.parse().expect("a region"));
    let mut answers = Vec::new();
    for step in case["steps"].as_array().expect("steps") {
        answers.push(answer::of(step, &lab, (caller, region.as_ref())).await);
    }
    answers
}

#[tokio::test(start_paused = true)]
async fn every_case_has_the_answers_that_are_written_down() {
    std::env::set_current_dir(repository()).expect("the repository");
    let write = std::env::var_os("KARPOOL_PARITY").is_some_and(|value| value == "write");
    let cases = cases();
    assert!(cases.len() >= 40, "{} cases", cases.len());
    let mut wrong = Vec::new();
    for path in cases {
        let text = std::fs::read_to_string(&path).expect("a case");
        let mut case: Value = serde_json::from_str(&text).expect("JSON");
        let answers = run(&case).await;
        let steps = case["steps"].as_array_mut().expect("steps");
        for (step, answer) in steps.iter_mut().zip(answers) {
            if !write && step["gives"] != answer {
                wrong.push(format!("{}: {}: {}", path.display(), step["verb"], answer));
            }
            step["gives"] = answer;
        }
        if write {
            let text = serde_json::to_string_pretty(&case).expect("JSON") + "\n";
            std::fs::write(&path, text).expect("written");
        }
    }
    assert!(wrong.is_empty(), "run `make parity` and read the difference:\n{}", wrong.join("\n"));
}

#[test]
fn every_verb_has_a_case() {
    let used: Vec<Value> = cases()
        .iter()
        .flat_map(|path| {
            let case: Value = serde_json::from_str(&std::fs::read_to_string(path).expect("a case")).expect("JSON");
            case["steps"].as_array().into_iter().flatten().map(|step| step["verb"].clone()).collect::<Vec<_>>()
        })
        .collect();
    for verb in ["check", "load", "plan", "planDestroy", "apply", "destroy", "status", "outputs", "render"] {
        assert!(used.contains(&json!(verb)), "{verb}");
    }
}
