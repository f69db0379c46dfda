//! Charts written for it give the same objects, values and definitions in karpool and in Helm.

use std::path::Path;

use karpool::chart::merge;
use serde_json::Value;

use crate::oracle::Oracle;
use crate::{charts, load, numbers, ours, rendered, theirs};

/// The chart's own values, and those that `ci/` lays over them.
fn value_files(chart: &Path) -> Vec<(String, String)> {
    let mut files = vec![("the chart's own values".to_owned(), "{}".to_owned())];
    let given = std::fs::read_dir(chart.join("ci")).into_iter().flatten();
    for path in given.map(|entry| entry.unwrap().path()) {
        files.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
    }
    files.sort();
    files
}

#[test]
fn the_same_objects_come_out_as_from_helm() {
    let mut helm = Oracle::start();
    let mut different = Vec::new();
    let mut compared = 0;
    for path in charts("charts") {
        let chart = load(&path).unwrap();
        for (file, text) in value_files(&path) {
            for revision in [1, 2] {
                let place = format!("{}, {file}, revision {revision}", chart.name);
                let answer =
                    helm.render_file(&path, &text, revision).unwrap_or_else(|error| panic!("{place}: {error}"));
                let mine =
                    rendered(&chart, &answer.values, revision).unwrap_or_else(|error| panic!("{place}: {error}"));
                let merged = merge(&chart.values, &answer.values);
                if numbers(merged.clone()) != numbers(answer.merged.clone()) {
                    different.push(format!("{place}\nvalues, ours: {merged}\nHelm's: {}", answer.merged));
                }
                let crds = |list: &[Value]| list.iter().map(|crd| crd["metadata"]["name"].clone()).collect::<Vec<_>>();
                assert_eq!(crds(&chart.crds), crds(&answer.crds), "{place}");
                let (mine, helms) = (ours(mine), theirs(answer.objects));
                for key in mine.keys().chain(helms.keys()) {
                    compared += 1;
                    if mine.get(key) != helms.get(key) {
                        different.push(format!("{place}\nours:   {:?}\nHelm's: {:?}", mine.get(key), helms.get(key)));
                    }
                }
            }
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n\n"));
    assert!(compared > 40, "only {compared} objects were compared");
}
