//! The row of managed node groups.

use std::collections::BTreeSet;

use karpool::Specimen;
use karpool::graph::Value;
use karpool::resource::Owner;
use karpool::resource::aws::InCluster;
use karpool::resource::aws::eks_node_group::{MaxUnavailable, NodeGroup, Repair, Size, Taint, Template};
use serde_json::{Value as Json, json};

use super::{repaint, tags};
use crate::bench::{ACCOUNT_ID, Bench, CLUSTER_NAME, Ground};
use crate::hand::MARKS;
use crate::row::{Drift, Row, Then};

pub struct NodeGroupRow;

const NAME: &str = "specimen";
const ROLE: &str = "specimen-node";
const POLICIES: &[&str] = &["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryReadOnly"];

fn role(name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT_ID}:role/{name}")
}

fn describe(bench: &Bench, name: &str) -> Json {
    bench.eks("DescribeNodegroup", json!({"clusterName": CLUSTER_NAME, "nodegroupName": name}))["nodegroup"].clone()
}

/// The stack's own group: it says which versions are in use.
fn neighbour(bench: &Bench) -> Json {
    let names = bench.eks("ListNodegroups", json!({"clusterName": CLUSTER_NAME}));
    describe(bench, names["nodegroups"][0].as_str().expect("a group"))
}

fn text(value: &Json) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}

fn template(bench: &Bench) -> String {
    let ids = bench.ec2("launch_templates", |template| template["name"] == NAME);
    ids.into_iter().next().expect("a launch template")
}

fn template_data(hops: &str) -> Json {
    json!({"MetadataOptions": {"HttpTokens": "required", "HttpPutResponseHopLimit": hops}})
}

fn taint(key: &str) -> Taint {
    Taint { key: key.into(), value: Some("true".into()), effect: "NO_SCHEDULE".into() }
}

impl Row for NodeGroupRow {
    type Of = NodeGroup;
    const GROUND: Ground = Ground::Cluster;
    const STEADY: &'static [(&'static str, &'static str)] = &[
        ("cluster", "the key"),
        ("name", "the key"),
        ("version", "follows the control plane; an_upgrade tests move it"),
        ("release", "a pinned release; an_upgrade tests move it"),
    ];

    fn prepare(bench: &Bench) {
        bench.make_role(ROLE, "ec2.amazonaws.com", POLICIES);
        bench.make_role("specimen-other", "ec2.amazonaws.com", POLICIES);
        bench.iam("CreateServiceLinkedRole", json!({"AWSServiceName": "spot.amazonaws.com"}));
        let input = json!({"LaunchTemplateName": NAME, "LaunchTemplateData": template_data("1")});
        bench.ec2_call("CreateLaunchTemplate", input);
        let input = json!({"LaunchTemplateName": NAME, "LaunchTemplateData": template_data("2")});
        bench.ec2_call("CreateLaunchTemplateVersion", input);
    }

    fn specimen(bench: &Bench, owner: Owner) -> Specimen<NodeGroup> {
        let want = NodeGroup {
            cluster: CLUSTER_NAME.into(),
            name: NAME.into(),
            role_arn: role(ROLE),
            subnets: Value::Known(bench.subnets().into_iter().collect()),
            instance_types: vec!["m7i.large".into()],
            ami_type: "AL2023_x86_64_STANDARD".into(),
            capacity: "ON_DEMAND".into(),
            size: Size { min: 1, max: 2, desired: 1 },
            held: false,
            labels: [("tier".to_owned(), "specimen".to_owned())].into(),
            taints: [taint("specimen")].into(),
            max_unavailable: MaxUnavailable::Nodes(1),
            strategy: Some("DEFAULT".into()),
            repair: Repair { enabled: true, ..Repair::default() },
            template: Template { id: Value::Known(template(bench)), version: Value::Known("2".into()) },
            version: Value::Known(text(&neighbour(bench)["version"])),
            release: None,
            tags: tags(owner),
        };
        Specimen::new("eks.node_group/specimen", InCluster::new(CLUSTER_NAME, NAME), want)
    }

    fn drifts(bench: &Bench) -> Vec<Drift<NodeGroup>> {
        let two = Value::Known(bench.subnets().into_iter().take(2).collect::<BTreeSet<_>>());
        let made = |field, path: &str, change: fn(&mut NodeGroup)| Drift::made(field, path, change);
        let fixed = |field, path: &str, change: fn(&mut NodeGroup)| made(field, path, change).then(Then::Refused);
        vec![
            fixed("role_arn", "nodeRole", |want| want.role_arn = role("specimen-other")),
            fixed("instance_types", "instanceTypes", |want| want.instance_types = vec!["m7i.xlarge".into()]),
            fixed("ami_type", "amiType", |want| {
                want.ami_type = "AL2023_ARM_64_STANDARD".into();
                want.instance_types = vec!["m7g.large".into()];
            }),
            fixed("capacity", "capacityType", |want| want.capacity = "SPOT".into()),
            Drift::made("subnets", "subnets", move |want: &mut NodeGroup| want.subnets = two.clone())
                .then(Then::Refused),
            made("size", "scalingConfig", |want| want.size.max = 3),
            made("size", "scalingConfig", |want| want.size = Size { min: 0, max: 2, desired: 1 }),
            Drift::stranger("size", "scalingConfig", |bench| {
                let size = json!({"minSize": 1, "maxSize": 2, "desiredSize": 2});
                let input = json!({"clusterName": CLUSTER_NAME, "nodegroupName": NAME, "scalingConfig": size});
                bench.eks("UpdateNodegroupConfig", input);
            })
            .then(Then::Kept),
            made("held", "scalingConfig.desiredSize", |want| {
                (want.held, want.size.desired) = (true, 2);
            })
            .then(Then::Kept),
            made("labels", "labels", |want| want.labels.clear()),
            made("labels", "labels", |want| want.labels = [("more".to_owned(), "1".to_owned())].into()),
            made("taints", "taints", |want| want.taints.clear()),
            made("taints", "taints", |want| want.taints = [taint("other")].into()),
            made("max_unavailable", "updateConfig", |want| want.max_unavailable = MaxUnavailable::Percentage(50)),
            made("strategy", "updateConfig.updateStrategy", |want| want.strategy = Some("MINIMAL".into())),
            made("repair", "nodeRepairConfig", |want| want.repair.enabled = false),
            made("repair", "nodeRepairConfig", |want| want.repair.parallel_count = Some(1)),
            made("template", "launchTemplate", |want| want.template.version = Value::Known("1".into())),
            made("tags", "tags.", |want| repaint(&mut want.tags)),
        ]
    }

    fn unmark(bench: &Bench) {
        let arn = describe(bench, NAME)["nodegroupArn"].clone();
        bench.eks("UntagResource", json!({"resourceArn": arn, "tagKeys": MARKS}));
    }
}
