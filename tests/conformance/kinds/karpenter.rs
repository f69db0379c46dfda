//! Rows of Karpenter's own kinds.

use karpool::Specimen;
use karpool::resource::Owner;
use karpool::resource::kubernetes::{NodeClass, NodeOverlay, NodePool};
use karpool_sandbox::kubernetes::Place;
use serde_json::{Value as Json, json};

use super::kubernetes::{STEADY, edits, removal, specimen, unmark};
use crate::bench::{Bench, Ground};
use crate::row::{Drift, Row};

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

pub struct NodeOverlayRow;

const OVERLAYS: &str = "nodeoverlays.karpenter.sh";

impl Row for NodeOverlayRow {
    type Of = NodeOverlay;
    const GROUND: Ground = Ground::Cluster;
    const STEADY: &'static [(&'static str, &'static str)] = STEADY;

    fn specimen(bench: &Bench, owner: Owner) -> Specimen<NodeOverlay> {
        let manifest = json!({
            "apiVersion": "karpenter.sh/v1alpha1", "kind": "NodeOverlay",
            "metadata": {"name": "specimen", "labels": {"team": "blue"}},
            "spec": {
                "weight": 10,
                "priceAdjustment": "-10%",
                "capacity": {"smarter-devices/fuse": "1"},
                "requirements": [requirement("kubernetes.io/arch", &["arm64"])],
            },
        });
        specimen(bench, owner, manifest)
    }

    fn drifts(bench: &Bench) -> Vec<Drift<NodeOverlay>> {
        let want = Self::specimen(bench, crate::row::owner()).want;
        let others = [
            ("/metadata/labels/team", Some(json!("red"))),
            ("/spec/weight", Some(json!(20))),
            ("/spec/priceAdjustment", Some(json!("+0.05"))),
            ("/spec/capacity/smarter-devices~1fuse", Some(json!("2"))),
            ("/spec/requirements", Some(json!([requirement("kubernetes.io/arch", &["amd64"])]))),
        ];
        let place = Place::cluster(OVERLAYS, "specimen");
        let mut drifts = edits(&want, &place, &others);
        drifts.push(removal(place.clone(), "/spec/weight", "spec.weight"));
        drifts.push(removal(place, "/spec/priceAdjustment", "spec.priceAdjustment"));
        drifts
    }

    fn unmark(bench: &Bench) {
        unmark(bench, &Place::cluster(OVERLAYS, "specimen"));
    }

    fn insist(want: NodeOverlay) -> NodeOverlay {
        want.force(true)
    }
}
