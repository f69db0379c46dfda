//! Security groups that are there: by name, and whether they let nodes work.

use std::sync::Arc;

use aws_sdk_ec2::types as ec2;

use crate::error::{Answer, Error, Kind as ErrorKind, Result};
use crate::graph::Value;
use crate::resource::aws::ec2_security_group_rule::rules_of;
use crate::resource::{Kind, Query};
use crate::world::World;

/// A group by its name, where another run makes it.
#[derive(Clone, Debug)]
pub struct FindGroup {
    pub name: String,
}

impl Query for FindGroup {
    const KIND: Kind = Kind("ec2.security_group");
    type Answer = String;

    async fn find(&self, world: &World) -> Result<String> {
        let filter = ec2::Filter::builder().name("group-name").values(&self.name).build();
        let describe = world.ec2().describe_security_groups().filters(filter).into_paginator().items().send();
        let found = describe.try_collect().await.of("ec2:DescribeSecurityGroups")?;
        found.into_iter().next().and_then(|group| group.group_id).ok_or_else(|| {
            let text = format!("there is no security group {} in {}", self.name, world.region());
            Error::new(ErrorKind::Preflight, text).with_hint("apply the stack first: it makes the group")
        })
    }
}

/// Whether a group that is not ours lets its nodes resolve names and leave.
#[derive(Clone, Debug)]
pub struct FindNodeTraffic {
    pub group: Value<String>,
}

impl Query for FindNodeTraffic {
    const KIND: Kind = Kind("ec2.node_traffic");
    /// What is missing and only hinders some.
    type Answer = Vec<String>;

    fn is_pending(&self) -> bool {
        self.group.is_pending()
    }

    async fn find(&self, world: &World) -> Result<Vec<String>> {
        let group = self.group.known()?;
        let rules: Arc<Vec<ec2::SecurityGroupRule>> = rules_of(group, world).await?;
        if rules.is_empty() && !exists(group, world).await? {
            let text = format!("network.nodeSecurityGroup.id: there is no security group {group}");
            return Err(Error::new(ErrorKind::Preflight, text).with_hint("check the id, the region and the account"));
        }
        for protocol in ["tcp", "udp"] {
            if !rules.iter().any(|rule| admits(rule, group, false, (protocol, 53))) {
                let text = format!(
                    "network.nodeSecurityGroup.id: {group} does not let its nodes reach each other on {protocol} 53: \
                     pods would get no DNS from CoreDNS on another node"
                );
                let hint = format!("add to {group} an inbound rule: {protocol} 53 from {group}");
                return Err(Error::new(ErrorKind::Preflight, text).with_hint(hint));
            }
        }
        if !rules.iter().any(|rule| rule.is_egress == Some(true) && fits(rule, ("tcp", 443))) {
            let text = format!(
                "network.nodeSecurityGroup.id: {group} lets nothing out on tcp 443: nodes would not reach the API server"
            );
            let hint = format!("add to {group} an outbound rule: tcp 443 to 0.0.0.0/0");
            return Err(Error::new(ErrorKind::Preflight, text).with_hint(hint));
        }
        let from_others = |rule: &ec2::SecurityGroupRule| rule.is_egress == Some(false) && fits(rule, ("tcp", 10250));
        let kubelet = rules.iter().any(|rule| from_others(rule) && !names(rule, group));
        let text = format!(
            "network.nodeSecurityGroup.id: {group} lets the control plane not reach kubelets on tcp 10250: logs, exec and \
             metrics will not work; add an inbound rule from the cluster's security group"
        );
        Ok(if kubelet { Vec::new() } else { vec![text] })
    }

    fn warnings(missing: &Vec<String>) -> Vec<String> {
        missing.clone()
    }
}

async fn exists(group: &str, world: &World) -> Result<bool> {
    let describe = world.ec2().describe_security_groups().group_ids(group).send().await;
    Ok(describe.found("ec2:DescribeSecurityGroups")?.is_some())
}

fn fits(rule: &ec2::SecurityGroupRule, (protocol, port): (&str, i32)) -> bool {
    let given = rule.ip_protocol.as_deref().unwrap_or_default();
    let ports = rule.from_port.unwrap_or(-1)..=rule.to_port.unwrap_or(-1);
    given == "-1" || given == protocol && ports.contains(&port)
}

fn names(rule: &ec2::SecurityGroupRule, group: &str) -> bool {
    rule.referenced_group_info.as_ref().and_then(|info| info.group_id.as_deref()) == Some(group)
}

/// Whether the rule lets the group's own members through; a range of addresses may or may not hold them.
fn admits(rule: &ec2::SecurityGroupRule, group: &str, egress: bool, traffic: (&str, i32)) -> bool {
    let ranges = rule.cidr_ipv4.is_some() || rule.cidr_ipv6.is_some() || rule.prefix_list_id.is_some();
    rule.is_egress == Some(egress) && fits(rule, traffic) && (names(rule, group) || ranges)
}
