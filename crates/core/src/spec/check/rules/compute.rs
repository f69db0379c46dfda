//! Node roles, node groups and addons.

use super::volume::{self, Volume};
use super::{Subject, at, check_reference, duplicate, node_group};
use crate::catalog::ami_family::AmiFamily;
use crate::catalog::instance_type;
use crate::spec::check::problem::{Problem, Problems};
use crate::spec::check::text_form;
use crate::spec::instance::VolumeType;
use crate::spec::node_group::{GroupCapacityType, GroupTaints, NodeGroup};
use crate::spec::node_role::{AccessEntryType, NodeAccessEntry, NodeRole, NodeRoleField};
use crate::spec::path::Path;
use crate::spec::resolved::{NodeRoleSource, ResolvedNodeGroup};
use crate::spec::scheduling::{Taint, TaintEffect};
use crate::units::InstanceType;

/// Source: IAM user guide, "IAM and AWS STS quotas": managed policies per role, by default.
pub(super) const POLICIES: usize = 10;

pub(super) fn node_role(subject: &Subject<'_>, problems: &mut Problems) {
    let path = at("nodeRole");
    let Some(NodeRoleField::Section(given)) = &subject.spec.node_role else { return };
    sources(&path, given, problems);
    if let Some(kind @ (AccessEntryType::FargateLinux | AccessEntryType::HybridLinux)) = given.access_entry_type {
        let message = format!("`{}` is not for the role of EC2 instances, so no node would join", kind.as_eks());
        let problem = Problem::error(&path.field("accessEntryType"), message);
        problems.push(problem.hint("the types for them are EC2_LINUX and EC2_WINDOWS"));
    }
    if let Some(reuse) = &given.reuse {
        match reuse.strip_prefix("nodeGroups/") {
            Some(group) => {
                let known = subject.full.node_groups.keys();
                if subject.full.kubernetes.existing && !subject.full.node_groups.contains_key(group) {
                    problems.push(unnamed(&path.field("reuse"), group));
                    return;
                }
                problems.extend_option(check_reference(&path.field("reuse"), group, "node group", known));
                node_group::reused(&path.field("reuse"), group, subject, problems);
            }
            None => {
                let problem = Problem::error(&path.field("reuse"), format!("`{reuse}` does not name a node group"));
                problems.push(problem.hint(format!("write `nodeGroups/{reuse}`")));
            }
        }
        if given.access_entry == Some(NodeAccessEntry::Create) {
            let message = "EKS makes the access entry of a node group's role itself; karpool will take that one over";
            problems.push(Problem::warning(&path.field("accessEntry"), message).hint("leave it at `auto`"));
        }
    }
    if let Some(NodeRoleSource::Create(role)) = subject.full.node_role.as_ref().map(|role| &role.source) {
        let all = role.managed_policies();
        if all.len() > POLICIES {
            problems.error(&path, format!("the role has {} managed policies; IAM allows {POLICIES}", all.len()));
        }
        let named = |policy: &str| all.iter().any(|one| one.rsplit('/').next() == Some(policy));
        if !named("AmazonEKSWorkerNodePolicy") {
            let message = "without `AmazonEKSWorkerNodePolicy` nodes do not join the cluster";
            problems.push(Problem::warning(&path.field("policies"), message));
        }
    }
}

/// A group that is in the cluster and not in the file: its role is known by nothing that the spec says.
fn unnamed(path: &Path, group: &str) -> Problem {
    let message = format!(
        "the file names no node group `{group}`, and of a cluster that is there nothing is known but what the file names"
    );
    Problem::error(path, message).hint(
        "give the role of the cluster's group instead: `nodeRole: {arn: ..., accessEntry: skip}` with the `nodeRole` that \
         `aws eks describe-nodegroup` shows; EKS has made the entry that lets it in",
    )
}

/// The three ways to a role exclude each other.
fn sources(path: &Path, given: &NodeRole, problems: &mut Problems) {
    if given.arn.is_some() && given.reuse.is_some() {
        problems.error(path, "`arn` and `reuse` are both given; the role is the one or the other");
    }
    let there = match (&given.arn, &given.reuse) {
        (Some(_), _) => "is there (`arn`)",
        (None, Some(_)) => "is a node group's (`reuse`)",
        (None, None) => return,
    };
    let rows = [
        ("name", given.name.is_some()),
        ("path", given.path.is_some()),
        ("policies", given.policies.is_some()),
        ("extraPolicies", given.extra_policies.is_some()),
        ("ssm", given.ssm.is_some()),
        ("cloudwatch", given.cloudwatch.is_some()),
        ("boundary", given.boundary.is_some()),
        ("tags", given.tags.is_some()),
    ];
    for (field, is_given) in rows {
        if is_given {
            problems.error(&path.field(field), format!("the role {there}, so karpool does not change it"));
        }
    }
}

pub(super) fn groups(subject: &Subject<'_>, problems: &mut Problems) {
    let full = subject.full;
    let path = at("nodeGroups");
    for (name, group) in &full.node_groups {
        let given = subject.spec.node_groups.as_ref().and_then(|groups| groups.get(name));
        let place = path.field(name);
        instances(&place, group, problems);
        size(&place, group, problems);
        scheduling(&place, group, problems);
        if let Some(given) = given {
            template(&place, given, problems);
            update(&place, given, problems);
            node_group::options(&place, given, problems);
        }
    }
    let Some(karpenter) = full.karpenter.as_ref().filter(|_| !full.kubernetes.existing) else { return };
    if full.controller_on_fargate() {
        return;
    }
    if full.node_groups.is_empty() {
        let problem = Problem::error(&path, "there is no node group, and Karpenter never runs on nodes of its own");
        problems.push(problem.hint("leave `nodeGroups` out for the default group `system`, run it on Fargate (`fargateProfiles`), or say `karpenter: off`"));
        return;
    }
    let nodes: u64 = full.node_groups.values().map(|group| u64::from(*group.size.desired.value())).sum();
    if nodes < u64::from(karpenter.replicas) {
        let message = format!(
            "{} controllers need a node each, and the node groups begin with {nodes}: one stays pending and roll-outs hang",
            karpenter.replicas
        );
        let hint = format!(
            "set `karpenter.replicas` to {}, or a group's `size.desired` to {}",
            nodes.max(1),
            karpenter.replicas
        );
        let given = subject.spec.karpenter.as_ref().and_then(|section| section.on()?.replicas).is_some();
        let place = if given { at("karpenter").field("replicas") } else { path.clone() };
        problems.push(Problem::error(&place, message).hint(hint));
    }
    if full.node_groups.values().all(|group| shuts_out_addons(&group.taint_list())) {
        let message = "every node group has a taint that CoreDNS and Karpenter's controller do not tolerate";
        let problem = Problem::warning(&path, message);
        problems.push(
            problem.hint(
                "they tolerate `CriticalAddonsOnly`; else give tolerations in the addons' and the chart's `values`",
            ),
        );
    }
}

fn shuts_out_addons(taints: &[Taint]) -> bool {
    taints.iter().any(|taint| taint.effect != TaintEffect::PreferNoSchedule && taint.key != "CriticalAddonsOnly")
}

fn instances(path: &Path, group: &ResolvedNodeGroup, problems: &mut Problems) {
    let types = &group.instance_types;
    let place = path.field("instanceTypes");
    if types.is_empty() {
        problems.error(&place, "the list is empty");
    }
    // Source: EKS API, CreateNodegroup.instanceTypes.
    if types.len() > 20 {
        problems.error(&place, format!("there are {} instance types; EKS takes 20", types.len()));
    }
    if let Some(index) = duplicate(types) {
        problems.error(&place.index(index), format!("`{}` is there twice", types[index]));
    }
    if let Some(index) = types.iter().position(|one| instance_type::is_mac(one.family())) {
        problems.error(
            &place.index(index),
            format!("`{}` runs macOS on a dedicated host and cannot be a node", types[index]),
        );
    }
    let first = types.first().map(InstanceType::architecture);
    if let Some(index) = types.iter().position(|one| Some(one.architecture()) != first) {
        let (one, other) = (&types[0], &types[index]);
        let message = format!(
            "`{one}` is {} and `{other}` is {}: a group has one image, so one architecture",
            one.architecture(),
            other.architecture()
        );
        problems.push(Problem::error(&place.index(index), message).hint("make two groups of it"));
    }
    if group.capacity_type == GroupCapacityType::Spot && types.len() == 1 {
        let message = format!("spot capacity of one instance type (`{}`) often runs out", types[0]);
        problems.push(Problem::warning(&place, message).hint("name several types of one size"));
    }
    if !group.disk.size.thousandths().is_multiple_of(1000 << 30) || group.disk.size.gibibytes() == 0 {
        problems.error(&path.field("disk").field("size"), format!("`{}` is not a number of whole Gi", group.disk.size));
    } else if group.disk.size.gibibytes() < 20 {
        let message = format!("`{}` is smaller than the image: 20Gi is the least", group.disk.size);
        problems.error(&path.field("disk").field("size"), message);
    }
    let (disk, place) = (&group.disk, path.field("disk"));
    let (kind, iops, throughput) = (disk.volume_type, disk.iops, disk.throughput);
    volume::check(&place, &Volume { kind, iops, throughput, gibibytes: disk.size.gibibytes() }, problems);
    // Source: EBS user guide, "Amazon EBS volume types": hard disks are no boot volumes; Bottlerocket boots from another.
    if matches!(kind, VolumeType::St1 | VolumeType::Sc1) && group.ami == AmiFamily::Al2023 {
        problems.error(&place.field("type"), format!("nothing boots from a volume of type {}", kind.as_str()));
    }
    if group.metadata.hop_limit == 0 || group.metadata.hop_limit > 64 {
        problems
            .error(&path.field("metadata").field("hopLimit"), format!("{} is not 1 to 64", group.metadata.hop_limit));
    }
}

fn size(path: &Path, group: &ResolvedNodeGroup, problems: &mut Problems) {
    let (min, desired, max) = (group.size.min, *group.size.desired.value(), group.size.max);
    let place = path.field("size");
    if max == 0 {
        problems.error(&place.field("max"), "a group has 1 node or more at most");
    } else if min > max {
        problems.error(&place, format!("min {min} is more than max {max}"));
    } else if desired < min || desired > max {
        problems.error(&place.field("desired"), format!("desired {desired} is outside of min {min} to max {max}"));
    }
}

fn scheduling(path: &Path, group: &ResolvedNodeGroup, problems: &mut Problems) {
    for (key, value) in &group.labels {
        let place = path.field("labels").field(key);
        check_label(&place, key, value, problems);
        if key.starts_with("eks.amazonaws.com/") || key.starts_with("kubernetes.io/") || key.starts_with("k8s.io/") {
            problems.error(&place, format!("`{key}` is set by EKS or Kubernetes and cannot be given"));
        }
    }
    if let GroupTaints::List(taints) = &group.taints {
        check_taints(&path.field("taints"), taints, problems);
        // Source: EKS user guide, "Recipe: Prevent pods from being scheduled": taints per node group.
        if taints.len() > 50 {
            problems.error(&path.field("taints"), format!("there are {} taints; EKS takes 50", taints.len()));
        }
    }
}

pub(super) fn check_label(place: &Path, key: &str, value: &str, problems: &mut Problems) {
    if let Err(why) = text_form::label_key(key) {
        problems.error(place, format!("`{key}` is not a label's key: {why}"));
    }
    if let Err(why) = text_form::label_value(value) {
        problems.error(place, format!("`{value}` is not a label's value: {why}"));
    }
}

pub(super) fn check_taints(path: &Path, taints: &[Taint], problems: &mut Problems) {
    for (index, taint) in taints.iter().enumerate() {
        let place = path.index(index);
        if let Err(why) = text_form::label_key(&taint.key) {
            problems.error(&place.field("key"), format!("`{}` is not a taint's key: {why}", taint.key));
        }
        if let Err(why) = text_form::label_value(taint.value.as_deref().unwrap_or_default()) {
            problems.error(&place.field("value"), format!("it is not a taint's value: {why}"));
        }
        if taints[..index].iter().any(|other| other.key == taint.key && other.effect == taint.effect) {
            problems.error(&place, format!("`{}` with this effect is there twice", taint.key));
        }
    }
}

/// Fields that a launch template of one's own has already.
fn template(path: &Path, given: &NodeGroup, problems: &mut Problems) {
    let Some(own) = &given.launch_template else { return };
    if own.version.parse::<u64>().is_err() {
        let problem = Problem::error(
            &path.field("launchTemplate").field("version"),
            format!("`{}` is not a version's number", own.version),
        );
        problems.push(problem.hint("`$Latest` and `$Default` would move by themselves: give a number"));
    }
    let rows = [
        ("disk", given.disk.is_some()),
        ("keyName", given.key_name.is_some()),
        ("securityGroups", given.security_groups.is_some()),
        ("metadata", given.metadata.is_some()),
        ("userData", given.user_data.is_some()),
        ("capacityReservation", given.capacity_reservation.is_some()),
    ];
    for (field, is_given) in rows {
        if is_given {
            problems.error(
                &path.field(field),
                "it belongs to the launch template, and that is your own (`launchTemplate`)",
            );
        }
    }
}

fn update(path: &Path, given: &NodeGroup, problems: &mut Problems) {
    let Some(update) = &given.update else { return };
    let place = path.field("update");
    if update.max_unavailable.is_some() && update.max_unavailable_percentage.is_some() {
        problems.error(&place, "`maxUnavailable` and `maxUnavailablePercentage` are both given; one is wanted");
    }
    // Source: EKS API, NodegroupUpdateConfig.
    if let Some(count) = update.max_unavailable.filter(|count| !(1..=100).contains(count)) {
        problems.error(&place.field("maxUnavailable"), format!("{count} is not 1 to 100"));
    }
    if let Some(percent) = update.max_unavailable_percentage.filter(|percent| !(1..=100).contains(percent)) {
        problems.error(&place.field("maxUnavailablePercentage"), format!("{percent} is not 1 to 100"));
    }
}
