//! karpool checks Karpenter's objects before there is a cluster. With Karpenter's own definitions it must say what an
//! API server says, about the same fields.

use std::collections::BTreeSet;

use http::Method;
use karpool::chart::merge;
use karpool::crd::Schemas;
use karpool_tests::control_plane::ControlPlane;
use karpool_tests::definitions::definitions;
use kube::Error;
use serde_json::{Value, json};

use crate::verdicts::{Kind, ROWS};

const VERSION: &str = "1.14.1";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_servers_verdict_is_known_without_it() {
    let crds = definitions(VERSION);
    let schemas = Schemas::from_crds(&crds);
    let plane = ControlPlane::start().await;
    plane.define(&crds).await;
    let mut different = Vec::new();
    for (kind, over, accepted) in ROWS {
        let object = object(*kind, over);
        let server = refused_by_server(&plane, *kind, &object).await;
        let ours = refused_by_us(&schemas, &object);
        if server.is_empty() != *accepted {
            different.push(format!("{kind:?} {over}: the row is wrong, the server says {server:?}"));
        }
        if !agree(&server, &ours) {
            different.push(format!("{kind:?} {over}\n  server: {server:?}\n  ours:   {ours:?}"));
        }
    }
    assert!(different.is_empty(), "{} of {}:\n{}", different.len(), ROWS.len(), different.join("\n"));
    assert!(ROWS.len() >= 80);
}

fn object(kind: Kind, over: &str) -> Value {
    let mut object: Value = serde_json::from_str(kind.plain()).expect("a plain object");
    let over: Value = serde_json::from_str(over).unwrap_or_else(|error| panic!("{over}: {error}"));
    object["spec"] = merge(&object["spec"], &over);
    object
}

/// The fields that the server finds fault with; `?` where it names none.
async fn refused_by_server(plane: &ControlPlane, kind: Kind, object: &Value) -> BTreeSet<String> {
    let path = format!("/apis/{}?dryRun=All&fieldValidation=Strict", kind.path());
    let status = match plane.send(Method::POST, &path, object).await {
        Ok(_) => return BTreeSet::new(),
        Err(Error::Api(status)) => status,
        Err(other) => panic!("{object}: {other}"),
    };
    let causes = status.details.iter().flat_map(|details| &details.causes);
    // Of rules that it did not ask it says `<nil>`; the scale subresource's fields begin with a point.
    let named = causes.map(|cause| cause.field.trim_start_matches('.')).filter(|field| !matches!(*field, "" | "<nil>"));
    let mut fields: BTreeSet<String> = named.map(str::to_owned).collect();
    // An unknown field has no cause, only a sentence.
    fields.extend(
        status.message.split("unknown field \"").skip(1).filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())),
    );
    // A number that its type cannot hold has a cause without a field, and names it in the sentence.
    let held = status.message.split(" with format ").nth(1).and_then(|rest| rest.split(" in ").nth(1));
    fields.extend(held.and_then(|rest| rest.split_whitespace().next()).map(str::to_owned));
    if fields.is_empty() {
        fields.insert(format!("? {}", status.message));
    }
    fields
}

fn refused_by_us(schemas: &Schemas, object: &Value) -> BTreeSet<String> {
    schemas.validate(object).into_iter().map(|problem| problem.path).collect()
}

/// The server asks its rules only where the schema fits, so we may find more than it; never less, and never something
/// where it finds nothing.
fn agree(server: &BTreeSet<String>, ours: &BTreeSet<String>) -> bool {
    server.is_empty() == ours.is_empty() && server.is_subset(ours)
}

#[test]
fn what_is_not_known_yet_is_no_fault() {
    let schemas = Schemas::from_crds(&definitions(VERSION));
    let over = json!({"subnetSelectorTerms": [{"id": karpool::crd::UNKNOWN}],
        "securityGroupSelectorTerms": [{"id": karpool::crd::UNKNOWN}],
        "amiSelectorTerms": [{"alias": karpool::crd::UNKNOWN}], "role": null, "instanceProfile": karpool::crd::UNKNOWN});
    assert_eq!(schemas.validate(&object(Kind::Class, &over.to_string())), []);
}
