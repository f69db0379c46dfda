//! The row of EKS clusters.

use karpool::Specimen;
use karpool::graph::Value;
use karpool::resource::Owner;
use karpool::resource::aws::Name;
use karpool::resource::aws::eks_cluster::{Cluster, EndpointAccess, Settings};
use serde_json::json;

use super::{repaint, set, tags};
use crate::bench::{ACCOUNT_ID, Bench, REGION};
use crate::hand::MARKS;
use crate::row::{Drift, Row, Then};

pub struct ClusterRow;

const NAME: &str = "specimen";

fn role(name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT_ID}:role/{name}")
}

impl Row for ClusterRow {
    type Of = Cluster;
    const STEADY: &'static [(&'static str, &'static str)] = &[
        ("name", "the key"),
        ("version_given", "says whether `version` is compared"),
        ("creator_admin", "asked for at creation only: compared, it would make plans depend on the caller"),
    ];

    fn prepare(bench: &Bench) {
        bench.make_role("specimen-cluster", "eks.amazonaws.com", &["AmazonEKSClusterPolicy"]);
        bench.make_role("specimen-other", "eks.amazonaws.com", &["AmazonEKSClusterPolicy"]);
    }

    fn specimen(bench: &Bench, owner: Owner) -> Specimen<Cluster> {
        let want = Cluster {
            name: NAME.into(),
            version: "1.35".into(),
            version_given: true,
            role_arn: role("specimen-cluster"),
            subnets: Value::Known(bench.subnets().into_iter().collect()),
            security_groups: Value::Known(set::<String>(&[])),
            endpoint: EndpointAccess { private: true, public: true, public_cidrs: set(&["203.0.113.0/24"]) },
            logs: set(&["api", "audit"]),
            support: "STANDARD".into(),
            deletion_protection: false,
            settings: Settings { service_cidr: Some("172.20.0.0/16".into()), ..Settings::default() },
            authentication: "API".into(),
            creator_admin: true,
            tags: tags(owner),
        };
        Specimen::new("eks.cluster/specimen", Name::new(NAME), want)
    }

    fn drifts(bench: &Bench) -> Vec<Drift<Cluster>> {
        let group = bench.security_group();
        let two = Value::Known(bench.subnets().into_iter().take(2).collect());
        vec![
            Drift::made("role_arn", "roleArn", |want: &mut Cluster| want.role_arn = role("specimen-other"))
                .then(Then::Refused),
            Drift::made("version", "version", |want: &mut Cluster| want.version = "1.34".into()).anew(),
            Drift::made("version", "version", |want: &mut Cluster| want.version = "1.36".into()).then(Then::Refused),
            Drift::made("subnets", "resourcesVpcConfig.subnetIds", move |want: &mut Cluster| {
                want.subnets = two.clone();
            }),
            Drift::made("endpoint", "resourcesVpcConfig", |want: &mut Cluster| want.endpoint.public = false),
            Drift::made("endpoint", "resourcesVpcConfig", |want: &mut Cluster| want.endpoint.private = false),
            Drift::made("endpoint", "resourcesVpcConfig", |want: &mut Cluster| {
                want.endpoint.public_cidrs = set(&["198.51.100.0/24"]);
            }),
            Drift::made("logs", "logging", |want: &mut Cluster| want.logs = set(&["scheduler"])),
            Drift::made("logs", "logging", |want: &mut Cluster| want.logs.clear()),
            Drift::made("support", "upgradePolicy", |want: &mut Cluster| want.support = "EXTENDED".into()),
            Drift::made("deletion_protection", "deletionProtection", |want: &mut Cluster| {
                want.deletion_protection = true;
            }),
            Drift::made("authentication", "accessConfig", |want: &mut Cluster| {
                want.authentication = "API_AND_CONFIG_MAP".into();
            })
            .anew(),
            Drift::made("security_groups", "resourcesVpcConfig.securityGroupIds", move |want: &mut Cluster| {
                want.security_groups = Value::Known([group.clone()].into());
            }),
            Drift::made("settings", "kubernetesNetworkConfig", |want: &mut Cluster| {
                want.settings.service_cidr = Some("172.21.0.0/16".into());
            })
            .then(Then::Refused),
            Drift::made("settings", "", |want: &mut Cluster| want.settings.zonal_shift = true),
            Drift::made("tags", "tags.", |want: &mut Cluster| repaint(&mut want.tags)),
        ]
    }

    fn unmark(bench: &Bench) {
        let arn = format!("arn:aws:eks:{REGION}:{ACCOUNT_ID}:cluster/{NAME}");
        bench.eks("UntagResource", json!({"resourceArn": arn, "tagKeys": MARKS}));
    }
}
