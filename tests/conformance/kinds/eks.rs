//! Rows of EKS that live inside a cluster.

use karpool::Specimen;
use karpool::graph::Value;
use karpool::resource::Owner;
use karpool::resource::aws::InCluster;
use karpool::resource::aws::eks_access_entry::{AccessEntry, EntryKey};
use karpool::resource::aws::eks_addon::{Addon, AddonVersion};
use karpool::resource::aws::eks_pod_identity_association::{PodIdentityAssociation, ServiceAccount};
use serde_json::json;

use super::{repaint, set, tags};
use crate::bench::{ACCOUNT_ID, Bench, CLUSTER_NAME, Ground, REGION};
use crate::hand::MARKS;
use crate::row::{Drift, Row, Then};

fn role(name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT_ID}:role/{name}")
}

fn untag(bench: &Bench, arn: &serde_json::Value) {
    bench.eks("UntagResource", json!({"resourceArn": arn, "tagKeys": MARKS}));
}

pub struct AccessEntryRow;

const PRINCIPAL: &str = "specimen-person";

fn policy(name: &str) -> String {
    format!("arn:aws:eks::aws:cluster-access-policy/{name}")
}

fn entry_call(bench: &Bench, operation: &str, more: serde_json::Value) -> serde_json::Value {
    let mut input = json!({"clusterName": CLUSTER_NAME, "principalArn": role(PRINCIPAL)});
    input.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap_or_default());
    bench.eks(operation, input)
}

impl Row for AccessEntryRow {
    type Of = AccessEntry;
    const GROUND: Ground = Ground::Cluster;
    const STEADY: &'static [(&'static str, &'static str)] = &[("principal", "the key")];

    fn prepare(bench: &Bench) {
        bench.make_role(PRINCIPAL, "ec2.amazonaws.com", &[]);
    }

    fn specimen(bench: &Bench, owner: Owner) -> Specimen<AccessEntry> {
        let id = bench.iam("GetRole", json!({"RoleName": PRINCIPAL}))["Role"]["RoleId"].clone();
        let want = AccessEntry {
            principal: Value::Known(role(PRINCIPAL)),
            kind: "STANDARD".into(),
            username: Some("person".into()),
            groups: set(&["viewers"]),
            policies: [(policy("AmazonEKSViewPolicy"), set(&["apps"]))].into(),
            principal_id: Some(Value::Known(id.as_str().expect("a role's id").to_owned())),
            tags: tags(owner),
        };
        let key = EntryKey { cluster: CLUSTER_NAME.into(), principal: Value::Known(role(PRINCIPAL)) };
        Specimen::new("eks.access_entry/specimen", key, want)
    }

    fn drifts(_: &Bench) -> Vec<Drift<AccessEntry>> {
        vec![
            Drift::made("kind", "type", |want: &mut AccessEntry| {
                want.kind = "EC2_LINUX".into();
                want.username = None;
                want.groups.clear();
                want.policies.clear();
            })
            .then(Then::Refused),
            Drift::made("username", "username", |want: &mut AccessEntry| want.username = Some("other".into())),
            Drift::made("groups", "kubernetesGroups", |want: &mut AccessEntry| want.groups = set(&["others"])),
            Drift::made("policies", "policies.", |want: &mut AccessEntry| want.policies.clear()),
            Drift::made("policies", "policies.", |want: &mut AccessEntry| {
                want.policies = [(policy("AmazonEKSViewPolicy"), set::<String>(&[]))].into();
            }),
            Drift::made("policies", "policies.", |want: &mut AccessEntry| {
                want.policies.insert(policy("AmazonEKSClusterAdminPolicy"), set::<String>(&[]));
            }),
            Drift::made("principal_id", "principalId", |want: &mut AccessEntry| {
                want.principal_id = Some(Value::Known("AROAEARLIER".into()));
            }),
            Drift::made("tags", "tags.", |want: &mut AccessEntry| repaint(&mut want.tags)),
            Drift::stranger("groups", "kubernetesGroups", |bench| {
                entry_call(bench, "UpdateAccessEntry", json!({"kubernetesGroups": ["viewers", "more"]}));
            }),
            Drift::stranger("policies", "policies.", |bench| {
                let input = json!({"policyArn": policy("AmazonEKSEditPolicy"), "accessScope": {"type": "cluster"}});
                entry_call(bench, "AssociateAccessPolicy", input);
            }),
            Drift::stranger("policies", "policies.", |bench| {
                entry_call(bench, "DisassociateAccessPolicy", json!({"policyArn": policy("AmazonEKSViewPolicy")}));
            }),
        ]
    }

    /// One that grants something else: one that grants the same is used as it is.
    fn unmark(bench: &Bench) {
        let entry = entry_call(bench, "DescribeAccessEntry", json!({}));
        untag(bench, &entry["accessEntry"]["accessEntryArn"]);
        entry_call(bench, "UpdateAccessEntry", json!({"kubernetesGroups": ["somebody"]}));
    }
}

pub struct PodIdentityAssociationRow;

const NAMESPACE: &str = "apps";

impl Row for PodIdentityAssociationRow {
    type Of = PodIdentityAssociation;
    const GROUND: Ground = Ground::Cluster;

    fn prepare(bench: &Bench) {
        bench.make_role("specimen-pod", "pods.eks.amazonaws.com", &[]);
        bench.make_role("specimen-other", "pods.eks.amazonaws.com", &[]);
    }

    fn specimen(_: &Bench, owner: Owner) -> Specimen<PodIdentityAssociation> {
        let key = ServiceAccount { cluster: CLUSTER_NAME.into(), namespace: NAMESPACE.into(), name: "specimen".into() };
        let want = PodIdentityAssociation { role_arn: role("specimen-pod"), tags: tags(owner) };
        Specimen::new("eks.pod_identity_association/specimen", key, want)
    }

    fn drifts(_: &Bench) -> Vec<Drift<PodIdentityAssociation>> {
        vec![
            Drift::made("role_arn", "roleArn", |want: &mut PodIdentityAssociation| {
                want.role_arn = role("specimen-other");
            }),
            Drift::made("tags", "tags.", |want: &mut PodIdentityAssociation| repaint(&mut want.tags)),
        ]
    }

    fn unmark(bench: &Bench) {
        let input = json!({"clusterName": CLUSTER_NAME, "namespace": NAMESPACE});
        let listed = bench.eks("ListPodIdentityAssociations", input);
        untag(bench, &listed["associations"][0]["associationArn"]);
    }
}

pub struct AddonRow;

const ADDON: &str = "aws-ebs-csi-driver";
const ADDON_ACCOUNT: &str = "ebs-csi-controller-sa";

fn version(wanted: &str, given: bool) -> Value<AddonVersion> {
    let offered = ["v1.60.0-eksbuild.1", "v1.58.0-eksbuild.1"].map(str::to_owned).to_vec();
    Value::Known(AddonVersion { wanted: wanted.to_owned(), given, offered })
}

impl Row for AddonRow {
    type Of = Addon;
    const GROUND: Ground = Ground::Cluster;
    const STEADY: &'static [(&'static str, &'static str)] =
        &[("cluster", "the key"), ("name", "the key"), ("own_role", "says which role may not be left under it")];

    fn prepare(bench: &Bench) {
        bench.make_role("specimen-csi", "pods.eks.amazonaws.com", &["service-role/AmazonEBSCSIDriverPolicy"]);
        bench.make_role("specimen-other", "pods.eks.amazonaws.com", &["service-role/AmazonEBSCSIDriverPolicy"]);
    }

    fn specimen(_: &Bench, owner: Owner) -> Specimen<Addon> {
        let want = Addon {
            cluster: CLUSTER_NAME.into(),
            name: ADDON.into(),
            version: version("v1.58.0-eksbuild.1", true),
            values: json!({"controller": {"replicaCount": 1}}),
            pod_identity: vec![(ADDON_ACCOUNT.into(), role("specimen-csi"))],
            own_role: role("specimen-own"),
            service_account_role: Some(role("specimen-csi")),
            tags: tags(owner),
        };
        Specimen::new("eks.addon/specimen", InCluster::new(CLUSTER_NAME, ADDON), want)
    }

    fn drifts(_: &Bench) -> Vec<Drift<Addon>> {
        vec![
            Drift::made("version", "addonVersion", |want: &mut Addon| {
                want.version = version("v1.60.0-eksbuild.1", true);
            }),
            Drift::made("values", "configurationValues", |want: &mut Addon| want.values = json!({})),
            Drift::made("values", "configurationValues", |want: &mut Addon| {
                want.values = json!({"controller": {"replicaCount": 3}});
            }),
            Drift::made("pod_identity", "podIdentity", |want: &mut Addon| want.pod_identity.clear()),
            Drift::made("pod_identity", "podIdentity", |want: &mut Addon| {
                want.pod_identity = vec![(ADDON_ACCOUNT.into(), role("specimen-other"))];
            }),
            Drift::made("service_account_role", "serviceAccountRoleArn", |want: &mut Addon| {
                want.service_account_role = Some(role("specimen-other"));
            }),
            Drift::made("tags", "tags.", |want: &mut Addon| repaint(&mut want.tags)),
        ]
    }

    fn unmark(bench: &Bench) {
        let addon = bench.eks("DescribeAddon", json!({"clusterName": CLUSTER_NAME, "addonName": ADDON}));
        let arn = addon["addon"]["addonArn"].clone();
        assert!(arn.is_string(), "{REGION} has no such addon: {addon}");
        untag(bench, &arn);
    }
}
