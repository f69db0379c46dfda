//! What karpool writes of classes, pools and overlays is accepted by an API server with Karpenter's own definitions,
//! whatever the spec says.

use std::collections::BTreeSet;
use std::time::Duration;

use http::Method;
use karpool_tests::control_plane::ControlPlane;
use karpool_tests::definitions::definitions;
use karpool_tests::{Lab, spec};
use serde_json::{Map, Value, json};

use crate::verdicts::Kind;

const SPEC: &str = include_str!("every_field.yaml");
const SCHEMA: &str = include_str!("../../schema/karpool.schema.json");
const VERSION: &str = "1.14.1";

#[test]
fn every_field_that_is_written_is_accepted() {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let written = runtime.enable_all().start_paused(true).build().expect("a runtime").block_on(written());
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(accepted(&written));
    let count = |wanted| written.iter().filter(|(kind, _)| *kind == wanted).count();
    assert_eq!([count(Kind::Class), count(Kind::Pool), count(Kind::Overlay)], [5, 4, 2]);
}

async fn accepted(written: &[(Kind, Value)]) {
    let plane = ControlPlane::start().await;
    plane.define(&definitions(VERSION)).await;
    for (kind, object) in written {
        let path = format!("/apis/{}?fieldValidation=Strict", kind.path());
        if let Err(error) = plane.send(Method::POST, &path, object).await {
            panic!("{error}\n{object:#}");
        }
    }
}

/// By then everything is written: the cluster takes ten minutes and the controller three.
const WRITTEN: Duration = Duration::from_secs(17 * 60);

/// The objects as karpool writes them in the simulated account. Those whose images and networks the account does not
/// have never become ready there, which is no concern of this.
async fn written() -> Vec<(Kind, Value)> {
    let lab = Lab::new().await;
    lab.make_role("other-nodes", "/").await;
    lab.make_role("profile-nodes", "/").await;
    let iam = |operation, input| lab.as_root(karpool_sandbox::iam::handle, "iam", operation, input);
    iam("CreateInstanceProfile", json!({"InstanceProfileName": "nodes"}));
    iam("AddRoleToInstanceProfile", json!({"InstanceProfileName": "nodes", "RoleName": "profile-nodes"}));
    let _ = tokio::time::timeout(WRITTEN, lab.apply(&spec(SPEC))).await;
    let kinds = [
        (Kind::Class, "ec2nodeclasses.karpenter.k8s.aws"),
        (Kind::Pool, "nodepools.karpenter.sh"),
        (Kind::Overlay, "nodeoverlays.karpenter.sh"),
    ];
    let of = |(kind, resource)| lab.objects(resource).into_iter().map(move |object| (kind, as_sent(object)));
    kinds.into_iter().flat_map(of).collect()
}

/// Without what a server adds.
fn as_sent(object: Value) -> Value {
    let metadata = &object["metadata"];
    let kept = ["name", "labels", "annotations"].map(|name| (name.to_owned(), metadata[name].clone()));
    let metadata: Map<String, Value> = kept.into_iter().filter(|(_, value)| !value.is_null()).collect();
    json!({"apiVersion": object["apiVersion"], "kind": object["kind"], "metadata": metadata, "spec": object["spec"]})
}

/// A field that is new in the spec has to be written above.
#[test]
fn the_spec_above_has_every_field() {
    let schema: Value = serde_json::from_str(SCHEMA).expect("the schema is JSON");
    let given = serde_json::to_value(spec(SPEC)).expect("a spec is data");
    let mut missing = BTreeSet::new();
    for (section, name) in [("nodeClasses", "NodeClass"), ("nodePools", "NodePool"), ("nodeOverlays", "NodeOverlay")] {
        let instances: Vec<&Value> = given[section].as_object().into_iter().flatten().map(|(_, one)| one).collect();
        look(&schema, &schema["$defs"][name], &instances, section, &mut missing);
    }
    // The definitions know none for overlays, and the check says so.
    assert_eq!(missing, BTreeSet::from(["nodeOverlays.requirements.minValues".to_owned()]));
}

/// Notes every property that no instance has.
fn look(root: &Value, schema: &Value, instances: &[&Value], path: &str, missing: &mut BTreeSet<String>) {
    for schema in variants(root, schema) {
        for (name, below) in schema["properties"].as_object().into_iter().flatten() {
            let found: Vec<&Value> =
                instances.iter().filter_map(|one| one.get(name)).filter(|one| !one.is_null()).collect();
            let path = format!("{path}.{name}");
            if found.is_empty() {
                missing.insert(path);
            } else {
                look(root, below, &found, &path, missing);
            }
        }
        if schema["items"].is_object() {
            let items: Vec<&Value> = instances.iter().filter_map(|one| one.as_array()).flatten().collect();
            look(root, &schema["items"], &items, path, missing);
        }
    }
}

/// A schema with its references followed and its alternatives side by side.
fn variants<'a>(root: &'a Value, schema: &'a Value) -> Vec<&'a Value> {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.trim_start_matches("#/$defs/");
        return variants(root, &root["$defs"][name]);
    }
    let alternatives = ["anyOf", "oneOf", "allOf"].into_iter().filter_map(|word| schema[word].as_array()).flatten();
    let mut found: Vec<&Value> = alternatives.flat_map(|one| variants(root, one)).collect();
    found.push(schema);
    found
}
