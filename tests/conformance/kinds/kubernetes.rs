//! Rows of Kubernetes and Karpenter. A stranger's `kubectl edit` makes each leaf of the object another's.

use karpool::Specimen;
use karpool::graph::Value;
use karpool::resource::Owner;
use karpool::resource::kubernetes::{Applied, CustomResourceDefinition, Flavor, NodeClass, NodePool, Object};
use karpool_sandbox::kubernetes::Place;
use serde_json::{Value as Json, json};

use crate::bench::{Bench, Ground};
use crate::hand::MARKS;
use crate::row::{Drift, Row, Then};

/// The stack's hash in labels.
const STACK: &str = "0123456789abcdef";
const STEADY: &[(&str, &str)] = &[
    ("owner", "decides whose it is"),
    ("schema", "says how lists are compared"),
    ("problems", "found before anything is sent"),
    ("force", "says what becomes of fields of others"),
    ("flavor", "the kind"),
];

fn specimen<F: Flavor>(bench: &Bench, owner: Owner, manifest: Json) -> Specimen<Applied<F>> {
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
fn edits<F: Flavor>(want: &Applied<F>, place: &Place, others: &[(&str, Option<Json>)]) -> Vec<Drift<Applied<F>>> {
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

fn unmark(bench: &Bench, place: &Place) {
    let nothing: serde_json::Map<String, Json> = MARKS.iter().map(|key| ((*key).to_owned(), Json::Null)).collect();
    let patch = json!({"metadata": {"annotations": nothing, "labels": {"karpool.dev/stack": null}}});
    bench.kubectl(|client| client.patch(place, patch));
}

/// A removal by a stranger: nobody else wants the field, so it is put back.
fn removal<F: Flavor>(place: Place, pointer: &'static str, path: &str) -> Drift<Applied<F>> {
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

pub struct NodeClassRow;

const CLASSES: &str = "ec2nodeclasses.karpenter.k8s.aws";
const POOLS: &str = "nodepools.karpenter.sh";

/// The stack's own class: profile, groups and subnets of its account.
fn stack_class(bench: &Bench) -> Json {
    let classes = bench.kubectl(|client| client.list(CLASSES, "", ""));
    classes.into_iter().next().expect("a class")
}

impl Row for NodeClassRow {
    type Of = NodeClass;
    const GROUND: Ground = Ground::Cluster;
    const STEADY: &'static [(&'static str, &'static str)] = STEADY;

    fn specimen(bench: &Bench, owner: Owner) -> Specimen<NodeClass> {
        let theirs = stack_class(bench);
        let manifest = json!({
            "apiVersion": "karpenter.k8s.aws/v1", "kind": "EC2NodeClass",
            "metadata": {"name": "specimen"},
            "spec": {
                "amiSelectorTerms": theirs["spec"]["amiSelectorTerms"],
                "subnetSelectorTerms": theirs["spec"]["subnetSelectorTerms"],
                "securityGroupSelectorTerms": theirs["spec"]["securityGroupSelectorTerms"],
                "instanceProfile": theirs["spec"]["instanceProfile"],
                "detailedMonitoring": true,
                "tags": {"team": "blue"},
                "metadataOptions": {"httpTokens": "required", "httpPutResponseHopLimit": 1},
            },
        });
        specimen(bench, owner, manifest)
    }

    fn drifts(bench: &Bench) -> Vec<Drift<NodeClass>> {
        let want = Self::specimen(bench, crate::row::owner()).want;
        let subnet = bench.subnets().into_iter().next().expect("a subnet");
        let others = [
            ("/spec/amiSelectorTerms", Some(json!([{"alias": "al2023@latest"}]))),
            ("/spec/subnetSelectorTerms", Some(json!([{"id": subnet}]))),
            ("/spec/securityGroupSelectorTerms", Some(json!([{"id": bench.security_group()}]))),
            ("/spec/instanceProfile", Some(json!("other"))),
            ("/spec/detailedMonitoring", Some(json!(false))),
            ("/spec/tags/team", Some(json!("red"))),
            ("/spec/metadataOptions/httpTokens", Some(json!("optional"))),
            ("/spec/metadataOptions/httpPutResponseHopLimit", Some(json!(2))),
        ];
        let place = Place::cluster(CLASSES, "specimen");
        let mut drifts = edits(&want, &place, &others);
        drifts.push(removal(place, "/spec/tags/team", "spec.tags"));
        drifts
    }

    fn unmark(bench: &Bench) {
        unmark(bench, &Place::cluster(CLASSES, "specimen"));
    }

    fn insist(want: NodeClass) -> NodeClass {
        want.force(true)
    }
}

pub struct NodePoolRow;

fn requirement(key: &str, values: &[&str]) -> Json {
    json!({"key": key, "operator": "In", "values": values})
}

impl Row for NodePoolRow {
    type Of = NodePool;
    const GROUND: Ground = Ground::Cluster;
    const STEADY: &'static [(&'static str, &'static str)] = STEADY;

    fn specimen(bench: &Bench, owner: Owner) -> Specimen<NodePool> {
        let class = stack_class(bench)["metadata"]["name"].clone();
        let manifest = json!({
            "apiVersion": "karpenter.sh/v1", "kind": "NodePool",
            "metadata": {"name": "specimen"},
            "spec": {
                "weight": 10,
                "limits": {"cpu": "100"},
                "disruption": {"consolidationPolicy": "WhenEmptyOrUnderutilized", "consolidateAfter": "1m"},
                "template": {
                    "metadata": {"labels": {"team": "blue"}},
                    "spec": {
                        "nodeClassRef": {"group": "karpenter.k8s.aws", "kind": "EC2NodeClass", "name": class},
                        "expireAfter": "720h",
                        "requirements": [requirement("kubernetes.io/arch", &["amd64"])],
                    },
                },
            },
        });
        specimen(bench, owner, manifest)
    }

    fn drifts(bench: &Bench) -> Vec<Drift<NodePool>> {
        let want = Self::specimen(bench, crate::row::owner()).want;
        let others = [
            ("/spec/weight", Some(json!(20))),
            ("/spec/limits/cpu", Some(json!("200"))),
            ("/spec/disruption/consolidationPolicy", Some(json!("WhenEmpty"))),
            ("/spec/disruption/consolidateAfter", Some(json!("5m"))),
            ("/spec/template/metadata/labels/team", Some(json!("red"))),
            ("/spec/template/spec/nodeClassRef/group", None),
            ("/spec/template/spec/nodeClassRef/kind", None),
            ("/spec/template/spec/nodeClassRef/name", Some(json!("other"))),
            ("/spec/template/spec/expireAfter", Some(json!("24h"))),
            ("/spec/template/spec/requirements", Some(json!([requirement("kubernetes.io/arch", &["arm64"])]))),
        ];
        let place = Place::cluster(POOLS, "specimen");
        let mut drifts = edits(&want, &place, &others);
        drifts.push(removal(place.clone(), "/spec/weight", "spec.weight"));
        drifts.push(removal(place, "/spec/limits/cpu", "spec.limits"));
        drifts
    }

    fn unmark(bench: &Bench) {
        unmark(bench, &Place::cluster(POOLS, "specimen"));
    }

    fn insist(want: NodePool) -> NodePool {
        want.force(true)
    }
}
