//! Rows of Kubernetes. A stranger's `kubectl edit` makes each leaf of the object another's.

use karpool::Specimen;
use karpool::graph::Value;
use karpool::resource::Owner;
use karpool::resource::kubernetes::{Applied, CustomResourceDefinition, Flavor, Namespace, Object};
use karpool_sandbox::kubernetes::Place;
use serde_json::{Value as Json, json};

use crate::bench::{Bench, Ground};
use crate::hand::MARKS;
use crate::row::{Drift, Marks, Row, Then};

/// The stack's hash in labels.
const STACK: &str = "0123456789abcdef";
pub(super) const STEADY: &[(&str, &str)] = &[
    ("owner", "decides whose it is"),
    ("schema", "says how lists are compared"),
    ("problems", "found before anything is sent"),
    ("force", "says what becomes of fields of others"),
    ("flavor", "the kind"),
];

pub(super) fn specimen<F: Flavor>(bench: &Bench, owner: Owner, manifest: Json) -> Specimen<Applied<F>> {
    let want = Applied::<F>::new(manifest, owner, STACK);
    let key = want.key(Value::Known(bench.access()), STACK);
    Specimen::new("specimen", key, want)
}

/// Every leaf of the object, as a pointer; lists are leaves.
fn leaves(value: &Json, at: &str, found: &mut Vec<String>) {
    match value.as_object().filter(|object| !object.is_empty()) {
        None => found.push(at.to_owned()),
        Some(object) => {
            for (key, value) in object {
                leaves(value, &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), found);
            }
        }
    }
}

/// `{"spec": {"weight": 5}}` for `/spec/weight`.
fn patch(pointer: &str, value: Json) -> Json {
    let keys: Vec<String> = pointer.split('/').skip(1).map(|key| key.replace("~1", "/").replace("~0", "~")).collect();
    keys.into_iter().rev().fold(value, |inner, key| json!({ key: inner }))
}

/// What identifies an object is no drift.
const IDENTITY: [&str; 4] = ["/apiVersion", "/kind", "/metadata/name", "/metadata/namespace"];

/// A drift for every leaf: a stranger's other value is contested, and where it may be missing, its removal is repaired.
/// `others` says the other value of each leaf; one that cannot change in Kubernetes either has none.
pub(super) fn edits<F: Flavor>(
    want: &Applied<F>,
    place: &Place,
    others: &[(&str, Option<Json>)],
) -> Vec<Drift<Applied<F>>> {
    let mut found = Vec::new();
    leaves(&want.manifest, "", &mut found);
    let meant = found.into_iter().filter(|leaf| !IDENTITY.contains(&leaf.as_str()) && !leaf.contains("karpool.dev"));
    let mut drifts = Vec::new();
    for leaf in meant {
        let row = others.iter().find(|(pointer, _)| *pointer == leaf);
        let (_, other) =
            row.unwrap_or_else(|| panic!("{leaf} of {} has no other value in its row", want.manifest["kind"]));
        let Some(other) = other.clone() else { continue };
        let (edited, path) = (place.clone(), leaf[1..].replace('/', "."));
        let (path, pointer) = (path.replace("~1", "/"), leaf.clone());
        let shown = path.split('.').take(2).collect::<Vec<_>>().join(".");
        drifts.push(
            Drift::stranger("manifest", &shown, move |bench| {
                bench.kubectl(|client| client.patch(&edited, patch(&pointer, other.clone())));
            })
            .then(Then::Contested),
        );
    }
    drifts
}

pub(super) fn unmark(bench: &Bench, place: &Place) {
    let nothing: serde_json::Map<String, Json> = MARKS.iter().map(|key| ((*key).to_owned(), Json::Null)).collect();
    let patch = json!({"metadata": {"annotations": nothing, "labels": {"karpool.dev/stack": null}}});
    bench.kubectl(|client| client.patch(place, patch));
}

/// A removal by a stranger: nobody else wants the field, so it is put back.
pub(super) fn removal<F: Flavor>(place: Place, pointer: &'static str, path: &str) -> Drift<Applied<F>> {
    Drift::stranger("manifest", path, move |bench| {
        bench.kubectl(|client| client.patch(&place, patch(pointer, Json::Null)));
    })
}

pub struct ObjectRow;

fn object_place() -> Place {
    Place::new("configmaps", "kube-system", "specimen")
}

impl Row for ObjectRow {
    type Of = Object;
    const GROUND: Ground = Ground::Cluster;
    const STEADY: &'static [(&'static str, &'static str)] = STEADY;

    fn specimen(bench: &Bench, owner: Owner) -> Specimen<Object> {
        let manifest = json!({
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": {"name": "specimen", "namespace": "kube-system", "labels": {"team": "blue"}},
            "data": {"one": "1", "two": "2"},
        });
        specimen(bench, owner, manifest)
    }

    fn drifts(bench: &Bench) -> Vec<Drift<Object>> {
        let want = Self::specimen(bench, crate::row::owner()).want;
        let others = [
            ("/metadata/labels/team", Some(json!("red"))),
            ("/data/one", Some(json!("3"))),
            ("/data/two", Some(json!("4"))),
        ];
        let mut drifts = edits(&want, &object_place(), &others);
        drifts.push(removal(object_place(), "/data/one", "data"));
        drifts.push(removal(object_place(), "/metadata/labels/team", "metadata.labels"));
        drifts
    }

    fn unmark(bench: &Bench) {
        unmark(bench, &object_place());
    }

    fn insist(want: Object) -> Object {
        want.force(true)
    }
}

pub struct CustomResourceDefinitionRow;

fn definition_place() -> Place {
    Place::cluster("customresourcedefinitions.apiextensions.k8s.io", "specimens.example.com")
}

fn version(description: &str) -> Json {
    json!([{
        "name": "v1", "served": true, "storage": true,
        "schema": {"openAPIV3Schema": {"type": "object", "description": description}},
    }])
}

impl Row for CustomResourceDefinitionRow {
    type Of = CustomResourceDefinition;
    const GROUND: Ground = Ground::Cluster;
    const STEADY: &'static [(&'static str, &'static str)] = STEADY;

    fn specimen(bench: &Bench, owner: Owner) -> Specimen<CustomResourceDefinition> {
        let manifest = json!({
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": {"name": "specimens.example.com"},
            "spec": {
                "group": "example.com", "scope": "Cluster",
                "names": {
                    "plural": "specimens", "singular": "specimen", "kind": "Specimen", "listKind": "SpecimenList",
                    "categories": ["all"],
                },
                "versions": version("a specimen"),
            },
        });
        specimen(bench, owner, manifest)
    }

    fn drifts(bench: &Bench) -> Vec<Drift<CustomResourceDefinition>> {
        let want = Self::specimen(bench, crate::row::owner()).want;
        let others = [
            ("/spec/group", None),
            ("/spec/scope", None),
            ("/spec/names/plural", None),
            ("/spec/names/singular", None),
            ("/spec/names/kind", None),
            ("/spec/names/listKind", None),
            ("/spec/names/categories", Some(json!(["other"]))),
            ("/spec/versions", Some(version("another"))),
        ];
        edits(&want, &definition_place(), &others)
    }

    fn unmark(bench: &Bench) {
        unmark(bench, &definition_place());
    }

    fn insist(want: CustomResourceDefinition) -> CustomResourceDefinition {
        want.force(true)
    }
}

pub struct NamespaceRow;

fn namespace_place() -> Place {
    Place::cluster("namespaces", "specimen")
}

impl Row for NamespaceRow {
    type Of = Namespace;
    const GROUND: Ground = Ground::Cluster;
    const MARKS: Marks = Marks::TagsOrFree;
    const STEADY: &'static [(&'static str, &'static str)] = STEADY;

    fn specimen(bench: &Bench, owner: Owner) -> Specimen<Namespace> {
        let manifest = json!({
            "apiVersion": "v1", "kind": "Namespace",
            "metadata": {"name": "specimen", "labels": {"team": "blue"}},
        });
        specimen(bench, owner, manifest)
    }

    fn drifts(bench: &Bench) -> Vec<Drift<Namespace>> {
        let want = Self::specimen(bench, crate::row::owner()).want;
        let mut drifts = edits(&want, &namespace_place(), &[("/metadata/labels/team", Some(json!("red")))]);
        drifts.push(removal(namespace_place(), "/metadata/labels/team", "metadata.labels"));
        drifts
    }

    fn unmark(bench: &Bench) {
        unmark(bench, &namespace_place());
    }

    fn insist(want: Namespace) -> Namespace {
        want.force(true)
    }
}
