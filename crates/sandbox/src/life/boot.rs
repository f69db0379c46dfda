//! Instances that join a cluster, and nodes whose instance is gone.

use std::time::Duration;

use serde_json::Value;

use super::aws::{self, Member};
use super::node::{self, Machine};
use super::object;
use super::pass::Pass;
use crate::ec2::{image, instance_type};

/// From `running` to the kubelet's registration: 35 to 45 s.
fn boot_time(instance: &str) -> Duration {
    Duration::from_secs(35 + object::fingerprint(instance) % 11)
}

pub(crate) fn run(pass: &mut Pass<'_>) {
    let arn = pass.arn.clone();
    let claims = pass.list("nodeclaims.karpenter.sh");
    let members = aws::members(pass.world, &arn, &claims);
    let nodes = pass.list("nodes");
    for member in &members {
        let known = nodes.iter().any(|node| object::text(node, "/spec/providerID") == member.provider_id());
        if known || !member.running {
            continue;
        }
        let due = member.since + boot_time(&member.instance);
        if pass.now < due {
            pass.wake(due);
        } else if aws::admitted(pass.world, &arn, member)
            && let Some(machine) = machine(pass, member)
        {
            node::register(pass, &machine);
        }
    }
    for node in nodes.iter() {
        remove_lost(pass, node, &members);
    }
}

/// The cloud controller removes a node whose instance has ended.
fn remove_lost(pass: &mut Pass<'_>, node: &Value, members: &[Member]) {
    let provider = object::text(node, "/spec/providerID");
    let fargate = super::fargate::is_fargate(node);
    let alive = fargate || members.iter().any(|member| member.provider_id() == provider);
    if provider.starts_with("aws://") && !alive && !object::is_leaving(node) {
        pass.delete("nodes", node);
    }
}

fn machine(pass: &Pass<'_>, member: &Member) -> Option<Machine> {
    let kind = instance_type::find(&member.instance_type)?;
    let mut labels = super::machine::labels(kind, &member.location);
    labels.extend(member.labels.clone());
    let kubelet = image::find(&member.location.region, &member.image).map_or("", |image| image.kubelet());
    let version = match kubelet {
        "" => format!("{}.0", pass.cluster()?.version),
        known => known.to_owned(),
    };
    Some(Machine {
        name: member.name.clone(),
        provider_id: member.provider_id(),
        address: member.address.clone(),
        architecture: super::machine::architecture(kind).to_owned(),
        version,
        labels,
        taints: member.taints.clone(),
        capacity: super::machine::capacity(kind),
        allocatable: super::machine::allocatable(kind),
    })
}
