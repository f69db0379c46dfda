//! The row of Fargate profiles. One cannot be changed except for its tags: the composer names another one.

use std::collections::BTreeSet;

use karpool::Specimen;
use karpool::graph::Value;
use karpool::resource::Owner;
use karpool::resource::aws::InCluster;
use karpool::resource::aws::eks_fargate_profile::{FargateProfile, Selector};
use serde_json::json;

use super::{repaint, tags};
use crate::bench::{ACCOUNT_ID, Bench, CLUSTER_NAME, Ground};
use crate::hand::MARKS;
use crate::row::{Drift, Row, Then};

const NAME: &str = "specimen";
const ROLE: &str = "specimen-fargate";
const SERVICE: &str = "eks-fargate-pods.amazonaws.com";
const POLICY: &str = "AmazonEKSFargatePodExecutionRolePolicy";

fn role(name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT_ID}:role/{name}")
}

fn selector(namespace: &str) -> Selector {
    Selector { namespace: namespace.into(), labels: [("runs".to_owned(), "on-fargate".to_owned())].into() }
}

pub struct FargateProfileRow;

impl Row for FargateProfileRow {
    type Of = FargateProfile;
    const GROUND: Ground = Ground::Cluster;

    fn prepare(bench: &Bench) {
        bench.make_role(ROLE, SERVICE, &[POLICY]);
        bench.make_role("specimen-other", SERVICE, &[POLICY]);
    }

    fn specimen(bench: &Bench, owner: Owner) -> Specimen<FargateProfile> {
        let want = FargateProfile {
            role_arn: role(ROLE),
            subnets: Value::Known(bench.subnets().into_iter().collect()),
            selectors: [selector("batch"), selector("jobs")].into(),
            tags: tags(owner),
        };
        Specimen::new("eks.fargate_profile/specimen", InCluster::new(CLUSTER_NAME, NAME), want)
    }

    fn drifts(bench: &Bench) -> Vec<Drift<FargateProfile>> {
        let two = Value::Known(bench.subnets().into_iter().take(2).collect::<BTreeSet<_>>());
        vec![
            Drift::made("role_arn", "podExecutionRoleArn", |want: &mut FargateProfile| {
                want.role_arn = role("specimen-other");
            })
            .then(Then::Refused),
            Drift::made("subnets", "subnets", move |want: &mut FargateProfile| want.subnets = two.clone())
                .then(Then::Refused),
            Drift::made("selectors", "selectors", |want: &mut FargateProfile| {
                want.selectors = [selector("batch")].into();
            })
            .then(Then::Refused),
            Drift::made("tags", "tags.", |want: &mut FargateProfile| repaint(&mut want.tags)),
        ]
    }

    fn unmark(bench: &Bench) {
        let input = json!({"clusterName": CLUSTER_NAME, "fargateProfileName": NAME});
        let profile = bench.eks("DescribeFargateProfile", input);
        let arn = &profile["fargateProfile"]["fargateProfileArn"];
        bench.eks("UntagResource", json!({"resourceArn": arn, "tagKeys": MARKS}));
    }
}
