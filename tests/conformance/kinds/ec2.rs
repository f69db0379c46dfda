//! Rows of EC2.

use std::collections::BTreeSet;

use karpool::Specimen;
use karpool::graph::Value;
use karpool::resource::Owner;
use karpool::resource::aws::ec2_discovery_tag::{Discovered, DiscoveryTag};
use karpool::resource::aws::ec2_launch_template::{Data, LaunchTemplate, TemplateName, Volume};
use karpool::resource::aws::ec2_security_group::{GroupName, SecurityGroup};
use karpool::resource::aws::ec2_security_group_rule::{Peer, RuleKey, SecurityGroupRule, Traffic};
use karpool::resource::aws::ec2_vpc_endpoint::{EndpointKey, VpcEndpoint};
use karpool_sandbox::fixture::VPC;
use serde_json::json;

use super::{repaint, set, tags};
use crate::bench::{Bench, REGION};
use crate::row::{Drift, Marks, Row, Then};

const NAME: &str = "specimen";

pub struct LaunchTemplateRow;

fn volume() -> Volume {
    Volume {
        device: "/dev/xvda".into(),
        size: 50,
        kind: "gp3".into(),
        encrypted: true,
        kms_key: None,
        iops: Some(3000),
        throughput: Some(125),
    }
}

impl Row for LaunchTemplateRow {
    type Of = LaunchTemplate;
    const STEADY: &'static [(&'static str, &'static str)] = &[("name", "the key")];

    fn specimen(bench: &Bench, owner: Owner) -> Specimen<LaunchTemplate> {
        let data = Data {
            volume: Some(volume()),
            key_name: None,
            http_tokens: "required".into(),
            hop_limit: 1,
            user_data: Some("IyEvYmluL3NoCg==".into()),
            security_groups: Value::Known([bench.security_group()].into()),
            instance_tags: [("Name".to_owned(), NAME.to_owned())].into(),
            ..Data::default()
        };
        let key = TemplateName { name: NAME.into(), stack: owner.stack.clone() };
        Specimen::new(
            "ec2.launch_template/specimen",
            key,
            LaunchTemplate { name: NAME.into(), data, tags: tags(owner) },
        )
    }

    fn drifts(_: &Bench) -> Vec<Drift<LaunchTemplate>> {
        let made = |path: &str, change: fn(&mut Data)| {
            Drift::made("data", &format!("data.{path}"), move |want: &mut LaunchTemplate| change(&mut want.data))
        };
        vec![
            made("volume", |data| data.volume = Some(Volume { size: 80, ..volume() })),
            made("volume", |data| data.volume = Some(Volume { throughput: Some(250), ..volume() })),
            made("volume", |data| data.volume = None),
            made("metadataOptions.httpTokens", |data| data.http_tokens = "optional".into()),
            made("metadataOptions.httpPutResponseHopLimit", |data| data.hop_limit = 2),
            made("userData", |data| data.user_data = None),
            made("securityGroupIds", |data| data.security_groups = Value::Known(BTreeSet::new())),
            made("instanceTags", |data| data.instance_tags = [("Name".to_owned(), "other".to_owned())].into()),
            Drift::made("tags", "tags.", |want: &mut LaunchTemplate| repaint(&mut want.tags)),
        ]
    }

    fn unmark(bench: &Bench) {
        for id in bench.ec2("launch_templates", |template| template["name"] == NAME) {
            bench.untag_ec2(&id);
        }
    }
}

pub struct SecurityGroupRuleRow;

const PEER: &str = "10.9.0.0/16";

fn rules(bench: &Bench) -> Vec<String> {
    bench.ec2("security_group_rules", |rule| rule.to_string().contains(PEER))
}

impl Row for SecurityGroupRuleRow {
    type Of = SecurityGroupRule;
    const MARKS: Marks = Marks::TagsOrFree;

    fn specimen(bench: &Bench, owner: Owner) -> Specimen<SecurityGroupRule> {
        let group = Value::Known(bench.security_group());
        let key = RuleKey { group, traffic: Traffic::tcp(443), peer: Peer::Cidr(PEER.into()) };
        let want = SecurityGroupRule { description: "from the office".into(), tags: tags(owner) };
        Specimen::new("ec2.security_group_rule/specimen", key, want)
    }

    fn drifts(_: &Bench) -> Vec<Drift<SecurityGroupRule>> {
        vec![
            Drift::made("description", "description", |want: &mut SecurityGroupRule| want.description = "other".into()),
            Drift::made("tags", "tags.", |want: &mut SecurityGroupRule| repaint(&mut want.tags)),
        ]
    }

    fn unmark(bench: &Bench) {
        for id in rules(bench) {
            bench.untag_ec2(&id);
        }
    }
}

pub struct VpcEndpointRow;

/// Offered as interface and as gateway.
const SERVICE: &str = "com.amazonaws.us-east-1.s3";

/// The same service through route tables.
fn gateway(want: &mut VpcEndpoint) {
    want.kind = "Gateway".into();
    want.subnets = Value::Known(BTreeSet::new());
    want.security_groups = Value::Known(BTreeSet::new());
    want.private_dns = false;
}

fn first(texts: Vec<String>, count: usize) -> Value<BTreeSet<String>> {
    Value::Known(texts.into_iter().take(count).collect())
}

impl Row for VpcEndpointRow {
    type Of = VpcEndpoint;
    /// Found by the owner's tag: what nobody has marked is not seen at all.
    const MARKS: Marks = Marks::Invisible;
    const STEADY: &'static [(&'static str, &'static str)] = &[("route_tables", "interface endpoints have none")];

    fn specimen(bench: &Bench, owner: Owner) -> Specimen<VpcEndpoint> {
        let want = VpcEndpoint {
            kind: "Interface".into(),
            subnets: first(bench.subnets(), 2),
            security_groups: first(vec![bench.security_group()], 1),
            route_tables: Value::Known(set::<String>(&[])),
            private_dns: true,
            tags: tags(owner.clone()),
        };
        let key = EndpointKey { vpc: Value::Known(VPC.into()), service: SERVICE.into(), id: None, stack: owner.stack };
        Specimen::new("ec2.vpc_endpoint/specimen", key, want)
    }

    fn prepare(bench: &Bench) {
        let input = json!({"GroupName": "other", "GroupDescription": "other", "VpcId": VPC});
        bench.ec2_call("CreateSecurityGroup", input);
    }

    fn drifts(bench: &Bench) -> Vec<Drift<VpcEndpoint>> {
        let (three, one) = (first(bench.subnets(), 3), first(bench.subnets(), 1));
        let other = first(bench.ec2("security_groups", |group| group["name"] == "other"), 1);
        assert!(!other.as_known().is_some_and(BTreeSet::is_empty), "{REGION} has no other group");
        vec![
            Drift::made("kind", "vpcEndpointType", |want: &mut VpcEndpoint| gateway(want)).then(Then::Refused),
            Drift::made("subnets", "subnetIds", move |want: &mut VpcEndpoint| want.subnets = three.clone()),
            Drift::made("subnets", "subnetIds", move |want: &mut VpcEndpoint| want.subnets = one.clone()),
            Drift::made("security_groups", "securityGroupIds", move |want: &mut VpcEndpoint| {
                want.security_groups = other.clone();
            }),
            Drift::made("private_dns", "privateDnsEnabled", |want: &mut VpcEndpoint| want.private_dns = false),
            Drift::made("tags", "tags.", |want: &mut VpcEndpoint| repaint(&mut want.tags)),
        ]
    }
}

pub struct SecurityGroupRow;

fn our_groups(bench: &Bench) -> Vec<String> {
    bench.ec2("security_groups", |group| group["name"] == NAME)
}

impl Row for SecurityGroupRow {
    type Of = SecurityGroup;

    fn specimen(_: &Bench, owner: Owner) -> Specimen<SecurityGroup> {
        let key = GroupName { vpc: Value::Known(VPC.into()), name: NAME.into() };
        let want = SecurityGroup { description: "a specimen".into(), tags: tags(owner) };
        Specimen::new("ec2.security_group/specimen", key, want)
    }

    fn drifts(_: &Bench) -> Vec<Drift<SecurityGroup>> {
        vec![
            Drift::made("description", "description", |want: &mut SecurityGroup| want.description = "other".into())
                .then(Then::Refused),
            Drift::made("tags", "tags.", |want: &mut SecurityGroup| repaint(&mut want.tags)),
        ]
    }

    fn unmark(bench: &Bench) {
        for id in our_groups(bench) {
            bench.untag_ec2(&id);
        }
    }
}

pub struct DiscoveryTagRow;

/// The hash of an owner's stack.
fn hash(owner: &Owner) -> String {
    owner.stack.replace('/', "-")
}

impl Row for DiscoveryTagRow {
    type Of = DiscoveryTag;
    const MARKS: Marks = Marks::TagsOrFree;

    fn specimen(bench: &Bench, owner: Owner) -> Specimen<DiscoveryTag> {
        let key = Discovered { kind: "subnet", ids: first(bench.subnets(), 2), stack: hash(&owner) };
        Specimen::new("ec2.discovery_tag/specimen", key, DiscoveryTag { value: hash(&owner) })
    }

    fn drifts(_: &Bench) -> Vec<Drift<DiscoveryTag>> {
        vec![
            Drift::made("value", "subnet-", |want: &mut DiscoveryTag| want.value = "other".into()),
            Drift::stranger("value", "subnet-", |bench| {
                let tag = json!([{"Key": "karpenter.sh/discovery"}]);
                bench.ec2_call("DeleteTags", json!({"ResourceId": bench.subnets(), "Tag": tag}));
            }),
        ]
    }

    fn unmark(bench: &Bench) {
        let mark = format!("karpool.dev/discovery.{}", hash(&crate::row::owner()));
        bench.ec2_call("DeleteTags", json!({"ResourceId": bench.subnets(), "Tag": [{"Key": mark}]}));
    }
}
