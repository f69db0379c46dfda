//! The page of examples: each story shows its file, and the plan that the binary gives for it.
//!
//! `INSTA_UPDATE=always cargo test --workspace --test screens stories` writes both anew; read the difference.

use std::fs;
use std::path::{Path, PathBuf};

use crate::shell::{SMALLEST, Shell};

/// A cluster that somebody has, without Karpenter.
const LEGACY: &str = "{name: legacy, region: us-east-1, karpenter: off,
    network: {vpcId: vpc-0a1b2c3d4e5f60718, subnets: {tags: {tier: private}}}}";
/// What is in the account before, where a story speaks of a cluster that is there.
const BEFORE: [(&str, &str); 2] = [("05_existing_cluster.yaml", LEGACY), ("09_node_pool_alone.yaml", SMALLEST)];
/// Stories that are told in four languages.
const FOUR: [&str; 8] = [
    "01_smallest",
    "02_spot_pools",
    "03_users_and_vpn",
    "04_reused_node_role",
    "05_existing_cluster",
    "06_private",
    "09_node_pool_alone",
    "10_two_regions",
];
const WIDTH: usize = 100;
/// The story in which the objects of Karpenter's chart are named one by one.
const WHOLE: &str = "01_smallest.yaml";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples")
}

/// The plan without fields, but for the nodes that a story shows.
fn plan(file: &str, shown: &[&str]) -> String {
    let shell = Shell::new();
    shell.write("story.yaml", &fs::read_to_string(folder().join(file)).expect("an example"));
    if let Some((_, before)) = BEFORE.iter().find(|(story, _)| *story == file) {
        shell.write("before.yaml", before);
        shell.run("apply before.yaml --sandbox --yes --quiet").ends(0);
        if *before == LEGACY {
            disown(&shell.path(".karpool/sandbox/parts"));
        }
    }
    let screen = shell.run("plan story.yaml --sandbox");
    // What the account lacks is a story as well.
    if screen.code != 0 {
        return screen.stderr;
    }
    let whole = outline(&screen.stdout, shown);
    if file == WHOLE { whole } else { without_objects(&whole) }
}

/// Makes everything in a simulated account somebody else's: no tag says any more that karpool made it.
fn disown(account: &Path) {
    for entry in fs::read_dir(account).expect("an account").flatten() {
        if let Ok(text) = fs::read_to_string(entry.path()) {
            fs::write(entry.path(), text.replace("karpool.dev/", "example.com/")).expect("written");
        }
    }
}

fn outline(plan: &str, shown: &[&str]) -> String {
    let mut out = String::new();
    let mut flow = String::new();
    let mut in_full = false;
    let end = |out: &mut String, flow: &mut String| {
        if !flow.is_empty() {
            *out += &format!("{flow}\n");
            flow.clear();
        }
    };
    for line in plan.lines() {
        // The facts of a plan whose head takes two lines.
        if line.starts_with("  account ") {
            out += &format!("{line}\n");
            continue;
        }
        let words: Vec<&str> = line.split_whitespace().take(2).collect();
        match (&words[..], line.starts_with("  ") && !line.starts_with("   ")) {
            (["+" | "~" | "-", id], true) => {
                in_full = shown.contains(id);
                if in_full {
                    end(&mut out, &mut flow);
                    out += &format!("{}\n", line.trim_end());
                    continue;
                }
                let item = format!("  {}", words.join(" "));
                if flow.len() + item.len() > WIDTH {
                    end(&mut out, &mut flow);
                }
                flow += &item;
            }
            _ if line.starts_with(' ') => {
                if in_full {
                    out += &format!("{}\n", line.trim_end());
                }
            }
            _ if line.contains("defaults filled in") => {}
            _ => {
                end(&mut out, &mut flow);
                out += &format!("{line}\n");
            }
        }
    }
    while out.contains("\n\n\n") {
        out = out.replace("\n\n\n", "\n\n");
    }
    out
}

/// The objects of the chart are the same in every plan: how many they are is said in the heading.
fn without_objects(plan: &str) -> String {
    plan.lines().filter(|line| !line.starts_with("  + kubernetes.")).map(|line| format!("{line}\n")).collect()
}

/// The page with every block that stands under a marker written anew.
fn renewed(page: &str) -> String {
    let mut renewed = String::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        renewed += &format!("{line}\n");
        let Some(marker) = line.strip_prefix("<!-- ").and_then(|rest| rest.strip_suffix(" -->")) else { continue };
        let fence = lines.next().filter(|fence| fence.starts_with("```")).expect("a block under its marker");
        assert!(lines.by_ref().any(|line| line == "```"), "a block that ends: {marker}");
        let text = match marker.split_once(' ') {
            Some(("file", name)) => fs::read_to_string(folder().join(name)).expect("an example"),
            Some(("plan", rest)) => {
                let (file, shown) = rest.split_once(": ").unwrap_or((rest, ""));
                plan(file, &shown.split(", ").collect::<Vec<_>>())
            }
            _ => panic!("no such marker: {marker}"),
        };
        renewed += &format!("{fence}\n{}\n```\n", text.trim_end());
    }
    renewed
}

#[test]
fn every_story_shows_its_file_and_the_plan_that_it_gives() {
    let path = folder().join("README.md");
    let page = fs::read_to_string(&path).expect("the page of examples");
    let renewed = renewed(&page);
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        fs::write(&path, renewed).expect("written");
        return;
    }
    let differs = page.lines().zip(renewed.lines()).find(|(here, there)| here != there);
    assert!(page == renewed, "examples/README.md is not what the binary says: {differs:#?}");
}

#[test]
fn every_example_has_a_story() {
    let page = fs::read_to_string(folder().join("README.md")).expect("the page of examples");
    for entry in fs::read_dir(folder()).expect("the examples") {
        let name = entry.expect("a file").file_name().to_string_lossy().into_owned();
        if name.ends_with(".yaml") {
            assert!(page.contains(&format!("<!-- file {name} -->")), "{name} is not shown");
            assert!(page.contains(&format!("<!-- plan {name}")), "{name} has no plan");
        } else if name != "README.md" {
            assert!(page.contains(&format!("]({name})")), "{name} is not named");
        }
    }
    for story in FOUR {
        for end in ["rs", "py", "ts"] {
            assert!(folder().join(format!("{story}.{end}")).exists(), "{story} is not told in .{end}");
        }
    }
}
