//! What karpool says of an object before anything is sent (does it differ, where, and who is met) is what the server
//! says of the same apply when it is tried out.

mod meaning;
mod objects;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use http::Method;
use karpool::manifest::{Change, compare, conflicts};
use karpool_tests::control_plane::ControlPlane;
use karpool_tests::definitions::definitions;
use meaning::parting;
use objects::{KINDS, Kind};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::{Value, json};

const CASES: u32 = 500;
const MANAGER: &str = "karpool";
/// Who else has a hand on the object, and whether they apply or edit. The last one has taken karpool's own name.
const OTHERS: [(&str, bool); 4] = [("kubectl-edit", false), ("argocd", true), ("helm", false), (MANAGER, false)];

/// Small numbers that choose.
#[derive(Clone, Debug)]
struct Case {
    kind: usize,
    before: Vec<usize>,
    /// Field and value that are another then.
    changes: Vec<(usize, usize)>,
    /// Field, value and manager of edits.
    edits: Vec<(usize, usize, usize)>,
}

fn cases() -> impl Strategy<Value = Case> {
    let number = 0..30usize;
    let changes = prop::collection::vec((number.clone(), 0..6usize), 0..4);
    let edits = prop::collection::vec((number.clone(), 0..6usize, 0..OTHERS.len()), 0..3);
    // Half of the fields are not there.
    let before = prop::collection::vec(prop_oneof![Just(0usize), 1..6usize], 30);
    (0..KINDS.len(), before, changes, edits).prop_map(|(kind, before, changes, edits)| Case {
        kind,
        before,
        changes,
        edits,
    })
}

fn parse(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

impl Kind {
    /// The value of a field by a number; nothing for one of them.
    fn value(&self, field: usize, choice: usize) -> Option<Value> {
        let values = self.fields[field % self.fields.len()].1;
        let choice = choice % (values.len() + 1);
        (choice > 0).then(|| parse(values[choice - 1]))
    }

    fn object(&self, name: &str, choices: &[usize]) -> Value {
        let mut object = parse(self.base);
        object["metadata"]["name"] = json!(name);
        if self.collection.contains("/namespaces/") {
            object["metadata"]["namespace"] = json!("default");
        }
        for (field, (pointer, _)) in self.fields.iter().enumerate() {
            if let Some(value) = self.value(field, choices[field]) {
                set(&mut object, pointer, Some(value));
            }
        }
        object
    }

    /// The least that an applier who wants one field sends: the item of a list is named by its keys.
    fn part(&self, whole: &Value, field: usize, value: Option<Value>) -> Value {
        let mut part = json!({"apiVersion": whole["apiVersion"], "kind": whole["kind"],
            "metadata": {"name": whole["metadata"]["name"]}});
        let pointer = self.fields[field % self.fields.len()].0;
        if let Some(value) = value {
            if let Some((list, _)) = pointer.split_once("/0/") {
                let item = &whole.pointer(list).expect("a list")[0];
                let keys =
                    ["name", "port"].into_iter().filter_map(|key| Some((key.to_owned(), item.get(key)?.clone())));
                set(&mut part, list, Some(json!([Value::Object(keys.collect())])));
            }
            set(&mut part, pointer, Some(value));
        }
        part
    }
}

/// Writes a value, with what it is in, or takes it away.
fn set(object: &mut Value, pointer: &str, value: Option<Value>) {
    let (parent, last) = pointer.rsplit_once('/').expect("a pointer");
    let mut at = object;
    for step in parent.split('/').skip(1) {
        at = match step.parse::<usize>() {
            Ok(index) => &mut at[index],
            Err(_) => {
                if at[step].is_null() {
                    at[step] = json!({});
                }
                &mut at[step]
            }
        };
    }
    let name = last.replace("~1", "/");
    match value {
        Some(value) => at[name.as_str()] = value,
        None => drop(at.as_object_mut().map(|map| map.shift_remove(&name))),
    }
}

/// Without what changes by itself.
fn settled(object: &Value) -> Value {
    let mut object = object.clone();
    object.as_object_mut().expect("an object").shift_remove("status");
    if let Some(metadata) = object["metadata"].as_object_mut() {
        metadata.retain(|name, _| !["managedFields", "resourceVersion", "generation"].contains(&name.as_str()));
        // The plane's own controllers are at work meanwhile.
        if let Some(annotations) = metadata.get_mut("annotations").and_then(Value::as_object_mut) {
            annotations.shift_remove("deployment.kubernetes.io/revision");
        }
        metadata.retain(|_, value| value.as_object().is_none_or(|value| !value.is_empty()));
    }
    object
}

/// A path of ours in the same form.
fn coarse(path: &str) -> String {
    let named = path.replace("[\"", ".").replace("\"]", "");
    named.split('[').next().unwrap_or_default().to_owned()
}

fn meet(one: &str, other: &str) -> bool {
    let within = |inner: &str, outer: &str| inner == outer || inner.starts_with(&format!("{outer}."));
    within(one, other) || within(other, one)
}

struct Judge {
    plane: ControlPlane,
    schemas: BTreeMap<String, Value>,
    count: AtomicUsize,
    /// How many said what.
    tally: [AtomicUsize; 3],
}

fn status(error: kube::Error) -> kube::core::Status {
    match error {
        kube::Error::Api(status) => *status,
        other => panic!("{other}"),
    }
}

impl Judge {
    async fn send(&self, method: Method, path: &str, object: &Value) -> Result<Value, kube::core::Status> {
        self.plane.send(method, path, object).await.map_err(status)
    }

    /// The object as others have left it, and what karpool wants now; nothing where the server takes no such object.
    async fn story(&self, case: &Case) -> Option<(String, Value, Value)> {
        let kind = &KINDS[case.kind];
        let name = format!("case-{}", self.count.fetch_add(1, Ordering::Relaxed));
        let path = format!("{}/{name}", kind.collection);
        let before = kind.object(&name, &case.before);
        let own = format!("{path}?fieldManager={MANAGER}&force=true");
        let mut live = self.send(Method::PATCH, &own, &before).await.ok()?;
        for (field, choice, other) in &case.edits {
            let (manager, applies) = OTHERS[*other];
            let value = kind.value(*field, *choice);
            let edited = if applies {
                let part = kind.part(&before, *field, value);
                let path = format!("{path}?fieldManager={manager}&force=true");
                self.send(Method::PATCH, &path, &part).await
            } else {
                let mut object = live.clone();
                set(&mut object, kind.fields[*field % kind.fields.len()].0, value);
                self.send(Method::PUT, &format!("{path}?fieldManager={manager}"), &object).await
            };
            live = edited.unwrap_or(live);
        }
        let mut choices = case.before.clone();
        for (field, choice) in &case.changes {
            choices[*field % kind.fields.len()] = *choice;
        }
        // Controllers of the plane may have written meanwhile.
        let live = self.send(Method::GET, &path, &Value::Null).await.unwrap_or(live);
        Some((path, live, kind.object(&name, &choices)))
    }

    async fn judge(&self, case: &Case) -> Result<(), String> {
        let Some((path, live, want)) = self.story(case).await else { return Ok(()) };
        let tried = format!("{path}?fieldManager={MANAGER}&dryRun=All");
        let Ok(after) = self.send(Method::PATCH, &format!("{tried}&force=true"), &want).await else { return Ok(()) };
        let schema = self.schemas.get(KINDS[case.kind].name);
        let changes = compare(&want, &live, MANAGER, schema);
        let said: BTreeSet<String> = changes.iter().map(|change| coarse(&change.path)).collect();
        let mut truth = BTreeSet::new();
        parting(&settled(&live), &settled(&after), &want, "", &mut truth);
        self.tally[usize::from(!truth.is_empty())].fetch_add(1, Ordering::Relaxed);
        let told =
            || format!("{}: said {changes:#?}\nserver {truth:?}\nwant {want:#}\nlive {live:#}", KINDS[case.kind].name);
        if let Some(missed) = truth.iter().find(|path| !said.iter().any(|said| meet(said, path))) {
            return Err(format!("{missed} changes and was not said\n{}", told()));
        }
        // What is taken away may come back as the server's default, and a zero may not be kept.
        let idle = |path: &str| !truth.iter().any(|truth| meet(truth, path));
        let tells = |value: &Value| ![json!(0), json!(false), json!("")].contains(value);
        let told_of = |change: &&Change| change.to.as_ref().is_some_and(tells);
        let wrong = changes.iter().filter(told_of).find(|change| idle(&coarse(&change.path)));
        if let Some(change) = wrong {
            return Err(format!("{} was said and does not change\n{}", change.path, told()));
        }
        if changes.is_empty() {
            return Ok(());
        }
        self.judge_conflicts(&tried, (&want, &live), schema).await
    }

    async fn judge_conflicts(
        &self,
        tried: &str,
        (want, live): (&Value, &Value),
        schema: Option<&Value>,
    ) -> Result<(), String> {
        let answer = self.send(Method::PATCH, &format!("{tried}&force=false"), want).await;
        let causes = answer.err().and_then(|status| status.details).map(|details| details.causes).unwrap_or_default();
        let truth: BTreeSet<(String, String)> = causes
            .iter()
            .filter(|cause| cause.reason == "FieldManagerConflict")
            .map(|cause| {
                let manager = cause.message.split('"').nth(1).unwrap_or_default();
                (coarse(cause.field.trim_start_matches('.')), manager.to_owned())
            })
            .collect();
        let said: BTreeSet<(String, String)> = conflicts(want, live, MANAGER, schema)
            .into_iter()
            .map(|met| (coarse(&met.path), met.manager.split(' ').next().unwrap_or_default().to_owned()))
            .collect();
        self.tally[2].fetch_add(usize::from(!truth.is_empty()), Ordering::Relaxed);
        if said == truth {
            return Ok(());
        }
        Err(format!("conflicts: said {said:?}\nserver {truth:?}\nwant {want:#}\nlive {live:#}"))
    }
}

/// The schemas of Karpenter's own kinds in their version.
fn schemas(crds: &[Value]) -> BTreeMap<String, Value> {
    let of = |crd: &Value| {
        let versions = crd["spec"]["versions"].as_array()?;
        let version = versions.iter().find(|version| version["name"] == "v1")?;
        Some((crd["spec"]["names"]["kind"].as_str()?.to_owned(), version["schema"]["openAPIV3Schema"].clone()))
    };
    crds.iter().filter_map(of).collect()
}

/// Folders of sockets that a process has made.
fn sockets(process: u32) -> usize {
    let prefix = format!("karpool-etcd-{process}-");
    let entries = std::fs::read_dir(std::env::temp_dir()).expect("a folder").flatten();
    entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(&prefix)).count()
}

/// A control plane that is started takes away what a killed one has left.
async fn after_a_killed_one() -> ControlPlane {
    let first = ControlPlane::start().await;
    let process = first.process();
    first.kill();
    assert_eq!(sockets(process), 1, "a killed process takes nothing away");
    let plane = ControlPlane::start().await;
    assert_eq!(sockets(process), 0);
    plane
}

#[test]
fn what_is_said_of_an_object_is_what_the_server_does() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let judge = runtime.block_on(async {
        let (plane, crds) = (after_a_killed_one().await, definitions("1.14.1"));
        plane.define(&crds).await;
        Judge { plane, schemas: schemas(&crds), count: AtomicUsize::new(0), tally: Default::default() }
    });
    let mut runner = TestRunner::new(Config { cases: CASES, failure_persistence: None, ..Config::default() });
    let outcome = runner
        .run(&cases(), |case| runtime.block_on(judge.judge(&case)).map_err(|why| TestCaseError::fail(why.to_string())));
    let tally = judge.tally.each_ref().map(|count| count.load(Ordering::Relaxed));
    if let Err(error) = outcome {
        panic!("{error}");
    }
    let least = CASES as usize / 10;
    assert!(tally.iter().all(|count| *count > least), "same, other, contested: {tally:?} of {CASES}");
    runtime.block_on(async move { drop(judge) });
}
