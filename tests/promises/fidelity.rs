//! `docs/fidelity.md`: which behaviour is held in which world, and every difference that remains. Made of the tests: a
//! behaviour's name is its test's, and where it stands says which worlds it is held in.
//! `KARPOOL_FIDELITY=write` writes the page (`make fidelity`).

mod differences;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use differences::DIFFERENCES;

/// The parts that others wrote, and the sandbox itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum World {
    Sandbox,
    ControlPlane,
    Karpenter,
    Emulators,
    Helm,
    Clients,
}

const WORLDS: [(World, &str, &str); 6] = [
    (World::Sandbox, "sandbox", "the simulated account with its own Kubernetes, in simulated time"),
    (World::ControlPlane, "control plane", "etcd, kube-apiserver, kube-controller-manager and kube-scheduler"),
    (World::Karpenter, "Karpenter", "Karpenter's own controller, or its own definitions"),
    (World::Emulators, "emulators", "ministack for the main job, moto for what EC2 and IAM refuse"),
    (World::Helm, "Helm", "Helm's own engine"),
    (World::Clients, "clients", "boto3, the aws CLI and kubectl against the sandbox"),
];

/// Folders of tests, and the world that all in them are held in.
const FOLDERS: [(&str, World); 5] = [
    ("behaviour", World::Sandbox),
    ("real", World::ControlPlane),
    ("helm", World::Helm),
    ("emulator", World::Emulators),
    ("clients", World::Clients),
];

/// Words of a test's file, and a world that it is held in besides.
const SIGNS: [(&str, World); 7] = [
    ("RealLab", World::ControlPlane),
    ("ControlPlane::start", World::ControlPlane),
    ("with_karpenter(", World::Karpenter),
    ("definitions(", World::Karpenter),
    ("helm_engine", World::Helm),
    ("sandbox", World::Sandbox),
    ("kubectl", World::Clients),
];

/// What the table's promises are held in besides both worlds.
const BESIDES: [(&str, World); 1] = [("kubectl", World::Clients)];

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// Sentences with the worlds that they are held in. One that is held in two places has the worlds of both.
type Table = BTreeMap<String, Vec<World>>;

fn add(table: &mut Table, name: &str, worlds: &[World]) {
    let row = table.entry(name.replace('_', " ")).or_default();
    row.extend(worlds);
    row.sort_unstable();
    row.dedup();
}

/// The names of a file's tests: functions below `#[test]` and the like in Rust, `test_` in Python.
fn names(path: &Path, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut marked = false;
    for line in text.lines().map(str::trim_start) {
        if let Some(rest) = line.strip_prefix("def test_") {
            found.extend(rest.split('(').next().map(str::to_owned));
        }
        marked |= line.starts_with("#[test]") || line.starts_with("#[tokio::test");
        let function = line.split("fn ").nth(1).filter(|_| marked && !line.starts_with("//"));
        if let Some(rest) = function {
            found.extend(rest.split('(').next().map(str::to_owned));
            marked = false;
        }
    }
    // A file with one promise is named as its sentence; the function may be short.
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let sentence = stem.matches('_').count() > 2;
    if found.len() == 1 && sentence { vec![stem] } else { found }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut found = Vec::new();
    for path in entries.map(|entry| entry.expect("an entry").path()) {
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|end| end == "rs" || end == "py") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn collected() -> Table {
    let mut table = Table::new();
    for promise in crate::OF_FIELDS.iter().chain(crate::OF_COURSES) {
        let besides = BESIDES.iter().filter(|(word, _)| promise.name.contains(word)).map(|(_, world)| *world);
        let worlds: Vec<World> = [World::Sandbox, World::ControlPlane].into_iter().chain(besides).collect();
        add(&mut table, promise.name, &worlds);
    }
    add(&mut table, "what_is_said_of_an_object_is_what_the_server_does", &[World::ControlPlane, World::Karpenter]);
    for (folder, world) in FOLDERS {
        for path in files(&tests().join(folder)) {
            let text = std::fs::read_to_string(&path).expect("a text");
            let signs = SIGNS.iter().filter(|(sign, of)| {
                // Every file of clients and emulators speaks of the sandbox; behaviour needs no sign.
                text.contains(sign) && (matches!(folder, "real" | "helm") && *of != World::Sandbox)
            });
            let mut worlds: Vec<World> = signs.map(|(_, world)| *world).chain([world]).collect();
            if matches!(folder, "clients" | "emulator") && text.contains("sandbox") {
                worlds.push(World::Sandbox);
            }
            for name in names(&path, &text) {
                add(&mut table, &name, &worlds);
            }
        }
    }
    table
}

/// The gaps of the emulator, which its suite corrects and counts: operation, field, reason.
fn gaps() -> Vec<[String; 3]> {
    let text = std::fs::read_to_string(tests().join("emulator/gaps.py")).expect("a text");
    let rows = text.split("\n    Gap(").skip(1);
    rows.map(|row| {
        let mut quoted = row.split('"').skip(1).step_by(2).map(str::to_owned);
        [(); 3].map(|()| quoted.next().expect("operation, field and reason"))
    })
    .collect()
}

fn page() -> String {
    let mut page = String::from(
        "# Fidelity\n\nWhat is held against which world, made of the tests by `make fidelity`; do not edit. A row is a test, by \
         its name.\n\n",
    );
    for (_, name, what) in WORLDS {
        page += &format!("- **{name}**: {what}\n");
    }
    let table = collected();
    page += "\n## Held in more than one world, or in one that others wrote\n\n| behaviour |";
    page += &WORLDS.map(|(_, name, _)| format!(" {name} |")).concat();
    page += &format!("\n|---|{}\n", ":-:|".repeat(WORLDS.len()));
    let (alone, rows): (Vec<_>, Vec<_>) = table.iter().partition(|(_, worlds)| **worlds == [World::Sandbox]);
    for (name, worlds) in rows {
        let marks = WORLDS.map(|(world, ..)| if worlds.contains(&world) { " x |" } else { " |" });
        page += &format!("| {name} |{}\n", marks.concat());
    }
    page += "\n## Held in the sandbox alone\n\nSweeps over every call and second, simulated hours, and what only AWS decides.\n\n";
    for (name, _) in alone {
        page += &format!("- {name}\n");
    }
    page += "\n## Differences that remain\n\n| world | what | why | where it is seen |\n|---|---|---|---|\n";
    for (world, what, why, place) in DIFFERENCES {
        page += &format!("| {world} | {what} | {why} | {place} |\n");
    }
    for [operation, field, reason] in gaps() {
        page += &format!(
            "| ministack | {operation}: `{field}` | {reason}; corrected on its way | tests/emulator/gaps.py |\n"
        );
    }
    page
}

#[test]
fn the_page_of_fidelity_is_what_the_tests_are() {
    let (path, page) = (tests().join("../docs/fidelity.md"), page());
    if std::env::var_os("KARPOOL_FIDELITY").is_some_and(|value| value == "write") {
        std::fs::write(&path, &page).expect("a page");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    let lines = committed.lines().zip(page.lines()).position(|(old, new)| old != new);
    let line = lines.unwrap_or_else(|| committed.lines().count().min(page.lines().count())) + 1;
    assert!(committed == page, "docs/fidelity.md is not what the tests are, first in line {line}: run `make fidelity`");
}

/// A difference names a test or a file, and that is there.
#[test]
fn every_difference_is_seen_somewhere() {
    let table = collected();
    for (_, what, _, place) in DIFFERENCES {
        let there = tests().join("..").join(place).exists() || table.contains_key(&place.replace('_', " "));
        assert!(there, "{what}: there is no {place}");
    }
}
