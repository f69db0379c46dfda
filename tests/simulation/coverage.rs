//! The stories speak of the whole schema: every field of it is given in some of them, and changed between two specs.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::story::Story;

/// Seeds that are looked at; drawing a story takes a moment, telling it does not happen here.
const SEEDS: u64 = 4_000;

/// The forms that a value of a schema may have.
fn forms<'a>(root: &'a Json, schema: &'a Json) -> Vec<&'a Json> {
    if let Some(place) = schema["$ref"].as_str() {
        return root.pointer(place.trim_start_matches('#')).map(|target| forms(root, target)).unwrap_or_default();
    }
    match schema["anyOf"].as_array().or_else(|| schema["oneOf"].as_array()) {
        Some(inner) => inner.iter().flat_map(|form| forms(root, form)).collect(),
        None => vec![schema],
    }
}

/// Every field that holds a value of its own; `*` is a name of the user's, `[]` an item of a list.
fn of_schema(root: &Json, schema: &Json, path: &str, seen: &mut Vec<*const Json>, found: &mut BTreeSet<String>) {
    for form in forms(root, schema) {
        if seen.contains(&std::ptr::from_ref(form)) {
            continue;
        }
        seen.push(form);
        let properties = form["properties"].as_object();
        let (names, items) = (&form["additionalProperties"], &form["items"]);
        for (name, field) in properties.into_iter().flatten() {
            of_schema(root, field, &format!("{path}.{name}"), seen, found);
        }
        if properties.is_none() && names.is_object() && is_section(root, names) {
            of_schema(root, names, &format!("{path}.*"), seen, found);
        } else if items.is_object() && is_section(root, items) {
            of_schema(root, items, &format!("{path}[]"), seen, found);
        } else if properties.is_none() {
            found.insert(path.to_owned());
        }
        seen.pop();
    }
}

fn is_section(root: &Json, schema: &Json) -> bool {
    forms(root, schema).iter().any(|form| form["properties"].is_object())
}

/// The fields of a spec by the paths of its schema, with their values.
fn of_spec(root: &Json, schema: &Json, value: &Json, path: &str, found: &mut BTreeSet<(String, String)>) {
    found.insert((path.to_owned(), value.to_string()));
    for form in forms(root, schema) {
        match value {
            Json::Object(map) => {
                for (name, inner) in map {
                    if let Some(field) = form["properties"].get(name) {
                        of_spec(root, field, inner, &format!("{path}.{name}"), found);
                    } else if form["additionalProperties"].is_object() {
                        of_spec(root, &form["additionalProperties"], inner, &format!("{path}.*"), found);
                    }
                }
            }
            Json::Array(items) if form["items"].is_object() => {
                items.iter().for_each(|item| of_spec(root, &form["items"], item, &format!("{path}[]"), found));
            }
            _ => {}
        }
    }
}

/// Fields that no story gives, and the test that speaks of them.
const MONITORS: &str = "behaviour/monitors_are_left_out_until_the_cluster_knows_them.rs";
const RARE: &str = "behaviour/what_needs_something_rare_shows_in_the_plan.rs";
const ROLE: &str = "behaviour/a_role_is_taken_first.rs";
const FIRST: &str = "behaviour/a_chart_that_is_not_there_ends_the_run_before_anything_is_made.rs";
const ELSEWHERE: &[(&str, &str)] = &[
    (".karpenter.chart", FIRST),
    (".assumeRole.arn", ROLE),
    (".assumeRole.externalId", ROLE),
    (".assumeRole.mfaSerial", ROLE),
    (".assumeRole.sessionName", ROLE),
    (".karpenter.instanceProfile.name", "behaviour/the_roles_that_classes_name_may_be_passed_and_may_join.rs"),
    (".karpenter.serviceMonitor", MONITORS),
    (".kubernetes.deletionProtection", RARE),
    (".network.private", "behaviour/a_private_network_is_one_switch.rs"),
    (".nodeClasses.*.ami.tags", RARE),
    (".nodeGroups.*.capacityReservation.groupArn", RARE),
    (".nodeGroups.*.capacityReservation.id", RARE),
    (".nodeGroups.*.launchTemplate.id", RARE),
    (".nodeGroups.*.launchTemplate.version", RARE),
    (".nodeGroups.*.releaseVersion", RARE),
];

/// Fields that do nothing in a simulated account, and why.
const NOTHING: [(&str, &str); 2] = [
    (".profile", "a simulated account has its own credentials"),
    (".nodeOverlays.*.requirements[].minValues", "it is refused: an overlay has no `minValues`"),
];

/// Fields that are given and never changed, and why.
const FIXED: [(&str, &str); 4] = [
    (".apiVersion", "it has one value"),
    (".name", "another name is another stack"),
    (".region", "another region is another stack"),
    (".kubernetes.existing", "who made the cluster does not change"),
];

/// The test stands there, and names the field.
fn told_elsewhere(path: &str) -> bool {
    if NOTHING.iter().any(|row| row.0 == path) {
        return true;
    }
    let Some((_, file)) = ELSEWHERE.iter().find(|row| row.0 == path) else { return false };
    let text = std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file));
    let name = path.rsplit('.').next().unwrap_or_default().trim_end_matches("[]");
    text.is_ok_and(|text| text.contains(name))
}

#[test]
fn every_field_is_given_and_changed_in_some_story() {
    let root = karpool::spec::schema();
    let mut wanted = BTreeSet::new();
    of_schema(&root, &root, "", &mut Vec::new(), &mut wanted);
    let (mut given, mut changed) = (BTreeSet::new(), BTreeSet::new());
    for seed in 1..=SEEDS {
        let mut before: Option<BTreeSet<(String, String)>> = None;
        for text in Story::draw(seed).specs.iter().filter(|text| text.starts_with("apiVersion")) {
            let value: Json = serde_saphyr::from_str(text).expect("a spec");
            let mut now = BTreeSet::new();
            of_spec(&root, &root, &value, "", &mut now);
            given.extend(now.iter().map(|(path, _)| path.clone()));
            if let Some(before) = &before {
                changed.extend(before.symmetric_difference(&now).map(|(path, _)| path.clone()));
            }
            before = Some(now);
        }
    }
    let never: Vec<&String> = wanted.iter().filter(|path| !given.contains(*path) && !told_elsewhere(path)).collect();
    let kept = wanted.iter().filter(|path| !changed.contains(*path) && !told_elsewhere(path));
    let kept: Vec<&String> = kept.filter(|path| !FIXED.iter().any(|row| row.0 == path.as_str())).collect();
    println!("{} fields", wanted.len());
    assert!(never.is_empty(), "{} of {} are never given: {never:#?}", never.len(), wanted.len());
    assert!(kept.is_empty(), "{} of {} never change: {kept:#?}", kept.len(), wanted.len());
}
