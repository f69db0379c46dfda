//! Every field of every spec in `docs/fields` is changed, one at a time, and each time another plan, another refusal or
//! another stack comes of it: a field that nothing follows from fails here. `xtask`'s tests see that every field of the
//! schema has a value in one of these files.
//!
//! What a value is changed to is a row of `tests/fields/changes.yaml`; without a row a number grows, a switch is turned,
//! and anything else is left out.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use karpool::Apply;
use karpool::spec::{Document, Format, Severity, Spec};
use karpool_tests::Lab;
use serde_json::{Value as Json, json};

/// Fields whose effect no plan shows, and the test that changes them: its file and its name.
const ELSEWHERE: &[(&str, &str, &str)] = &[
    ("apiVersion", "tests/behaviour/every_field_does_something.rs", "another_form_of_the_file_is_refused"),
    ("timeouts", "tests/behaviour/every_field_does_something.rs", "a_timeout_ends_the_wait"),
    ("assumeRole", "tests/behaviour/a_role_is_taken_first.rs", "a_role_is_taken_first"),
];

/// Fields that no simulated account can show.
const NOWHERE: &[(&str, &str)] = &[("profile", "names a part of the machine's own AWS configuration")];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// `a.b[0].c` of everything that is no map: a list of plain values is one.
fn leaves(value: &Json, at: &str, found: &mut Vec<String>) {
    match value {
        Json::Object(map) if !map.is_empty() => {
            for (key, inner) in map {
                let quoted = if key.contains(['.', '/']) { format!("\u{1f}{key}") } else { format!(".{key}") };
                let place = if at.is_empty() { key.clone() } else { format!("{at}{quoted}") };
                leaves(inner, &place, found);
            }
        }
        Json::Array(items) if items.iter().any(|item| item.is_object() || item.is_array()) => {
            for (index, inner) in items.iter().enumerate() {
                leaves(inner, &format!("{at}[{index}]"), found);
            }
        }
        _ => found.push(at.to_owned()),
    }
}

/// The JSON pointer of a path of [`leaves`].
fn pointer(path: &str) -> String {
    let marked = path.replace('/', "~1").replace('\u{1f}', "\u{1e}");
    let mut text = String::new();
    for part in marked.split('\u{1e}') {
        let own = part.split('.').collect::<Vec<_>>();
        // What follows a mark is one key with its dots.
        let keys: Vec<String> = if text.is_empty() { own.iter().map(|key| (*key).to_owned()).collect() } else { vec![part.to_owned()] };
        for key in keys {
            text.push('/');
            text.push_str(&key.replace('[', "/").replace(']', ""));
        }
    }
    text
}

fn without(document: &Json, pointer: &str) -> Option<Json> {
    let mut changed = document.clone();
    let (parent, last) = pointer.rsplit_once('/')?;
    match changed.pointer_mut(parent)? {
        Json::Object(map) => map.remove(&last.replace("~1", "/")).map(drop)?,
        Json::Array(items) => drop(items.remove(last.parse().ok()?)),
        _ => return None,
    }
    Some(changed)
}

fn with(document: &Json, pointer: &str, value: Json) -> Option<Json> {
    let mut changed = document.clone();
    *changed.pointer_mut(pointer)? = value;
    Some(changed)
}

/// What the value may be changed to, the most telling first.
fn changes(document: &Json, path: &str, given: Option<&Json>) -> Vec<Json> {
    let place = pointer(path);
    let own = match document.pointer(&place) {
        Some(Json::Bool(on)) => Some(json!(!on)),
        Some(Json::Number(number)) => number.as_i64().map(|number| json!(number + 1)),
        _ => None,
    };
    let own = given.cloned().or(own).and_then(|value| with(document, &place, value));
    own.into_iter().chain(without(document, &place)).collect()
}

/// An account in which everything is that the files name.
async fn lab() -> Lab {
    let lab = Lab::new().await;
    let ec2 = |operation: &str, input: Json| lab.as_root(karpool_sandbox::ec2::handle, "ec2", operation, input);
    let iam = |operation: &str, input: Json| lab.as_root(karpool_sandbox::iam::handle, "iam", operation, input);
    let vpc = karpool_sandbox::fixture::VPC;
    let tags = json!([{"Key": "environment", "Value": "development"}, {"Key": "Name", "Value": "shared"}]);
    ec2("CreateTags", json!({"ResourceId": [vpc], "Tag": tags}));
    for (prefix, id) in [("pl", "pl-0a1b2c3d4e5f60718"), ("sg", "sg-0a1b2c3d4e5f60718")] {
        lab.sandbox.meddle(|world| world.force_id(prefix, id));
    }
    ec2("CreateManagedPrefixList", json!({"PrefixListName": "branches", "AddressFamily": "IPv4", "MaxEntries": 5}));
    let group = json!({"GroupName": "theirs", "GroupDescription": "theirs", "VpcId": vpc});
    let group = ec2("CreateSecurityGroup", group)["groupId"].clone();
    let all = json!([{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "10.0.0.0/16"}]}]);
    ec2("AuthorizeSecurityGroupIngress", json!({"GroupId": group, "IpPermissions": all}));
    iam("CreateUser", json!({"UserName": "carol"}));
    let roles = [
        ("platform-admin", "/", "ec2"),
        ("ci", "/", "ec2"),
        ("operator", "/", "ec2"),
        ("shared-nodes", "/", "ec2"),
        ("cluster", "/", "eks"),
        ("pods", "/", "eks-fargate-pods"),
        ("AWSReservedSSO_AdministratorAccess_0123456789abcdef", "/aws-reserved/sso.amazonaws.com/", "ec2"),
        ("AWSReservedSSO_Auditor_0123456789abcdef", "/aws-reserved/sso.amazonaws.com/", "ec2"),
    ];
    for (name, path, service) in roles {
        let trust = json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"Service": format!("{service}.amazonaws.com")}, "Action": "sts:AssumeRole",
        }]});
        iam("CreateRole", json!({"RoleName": name, "Path": path, "AssumeRolePolicyDocument": trust.to_string()}));
    }
    lab.sandbox.clock().sleep(std::time::Duration::from_secs(30)).await;
    lab
}

/// A key that EventBridge may use, in place of the one that the files name.
fn key(lab: &Lab) -> String {
    let policy = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "kms:*", "Resource": "*"},
        {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
            "Action": ["kms:GenerateDataKey", "kms:Decrypt"], "Resource": "*"},
    ]});
    let made = lab.as_root(karpool_sandbox::kms::handle, "kms", "CreateKey", json!({"Policy": policy.to_string()}));
    made["KeyMetadata"]["Arn"].as_str().expect("an ARN").to_owned()
}

/// What comes of a spec: a plan, or why not. A spec that is not valid tells nothing.
async fn outcome(lab: &Lab, document: &Json) -> Option<String> {
    let read = Document::from_value(document);
    if read.check().problems.iter().any(|problem| problem.severity == Severity::Error) {
        return None;
    }
    let spec = Spec::from_text(&document.to_string(), Format::Json, "field.json").ok()?;
    Some(match karpool::plan(&spec, &lab.world, &Apply::new()).await {
        Ok(plan) => format!("{} {} {:?}", plan.stack, serde_json::to_string(&plan.changes).expect("JSON"), plan.warnings),
        Err(errors) => format!("{:?}", errors.iter().map(ToString::to_string).collect::<Vec<_>>()),
    })
}

async fn every_field_of(file: &str) {
    let lab = lab().await;
    let text = std::fs::read_to_string(root().join("docs/fields").join(file)).expect("a file of fields");
    let text = text.replace("arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab", &key(&lab));
    let mut document = Document::read(&text, Format::Yaml, file).expect("YAML").to_value();
    let rows = std::fs::read_to_string(root().join("tests/fields/changes.yaml")).expect("changes");
    let rows = Document::read(&rows, Format::Yaml, "changes.yaml").expect("YAML").to_value();
    // Who signs in is nobody in this account.
    let sections = document.as_object_mut().expect("a spec");
    sections.remove("assumeRole");
    NOWHERE.iter().for_each(|(field, _)| drop(sections.remove(*field)));
    let base = outcome(&lab, &document).await.expect("a valid spec");
    assert!(!base.starts_with('['), "{file} itself is refused: {base}");
    let mut paths = Vec::new();
    leaves(&document, "", &mut paths);
    let mut idle = Vec::new();
    for path in paths {
        if ELSEWHERE.iter().any(|(field, _, _)| path == *field || path.starts_with(&format!("{field}."))) {
            continue;
        }
        let shown = path.replace('\u{1f}', ".");
        let mut done = false;
        for changed in changes(&document, &path, rows[file].get(&shown)) {
            done = done || outcome(&lab, &changed).await.is_some_and(|other| other != base);
        }
        if !done {
            idle.push(shown);
        }
    }
    assert!(idle.is_empty(), "{file}: nothing follows from a change of these:\n  {}", idle.join("\n  "));
}

macro_rules! files {
    ($($name:ident => $file:literal),* $(,)?) => {
        $(#[tokio::test(start_paused = true)]
        async fn $name() {
            every_field_of($file).await;
        })*

        #[test]
        fn no_file_is_passed_over() {
            let mut files: Vec<String> = std::fs::read_dir(root().join("docs/fields"))
                .expect("a folder")
                .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
                .collect();
            files.sort();
            assert_eq!(files, [$($file),*]);
        }
    };
}

files! {
    every_field_of_account_and_network_does_something => "01_account_and_network.yaml",
    every_field_of_nodes_does_something => "02_nodes.yaml",
    every_field_of_karpenter_does_something => "03_karpenter.yaml",
    every_field_of_special_nodes_does_something => "04_special_nodes.yaml",
    every_field_of_fargate_does_something => "05_fargate.yaml",
}

#[test]
fn what_no_plan_shows_has_a_test_elsewhere() {
    for (field, file, name) in ELSEWHERE {
        let text = std::fs::read_to_string(root().join(file)).unwrap_or_else(|_| panic!("{field}: no {file}"));
        assert!(text.contains(name), "{field}: {file} has no {name}");
    }
}

#[test]
fn another_form_of_the_file_is_refused() {
    let text = karpool_tests::SMALLEST.replace("karpool.dev/v1", "karpool.dev/v2");
    let problems = Spec::from_text(&text, Format::Yaml, "test.yaml").expect_err("a form of tomorrow");
    assert_eq!(problems.iter().next().expect("a problem").path.to_string(), "apiVersion");
}

#[tokio::test(start_paused = true)]
async fn a_timeout_ends_the_wait() {
    let lab = Lab::new().await;
    let text = format!("{}karpenter: off\ntimeouts: {{cluster: 1m}}\n", karpool_tests::SMALLEST);
    let report = lab.apply(&karpool_tests::spec(&text)).await.expect("a report");
    let error = report.errors().next().expect("a cluster takes ten minutes");
    assert_eq!((error.kind(), error.node()), (karpool::error::Kind::Timeout, Some("eks.cluster/dev")));
    assert!(report.seconds < 600.0, "{}", report.seconds);
}
