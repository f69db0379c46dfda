//! Roles, reservations and repair of node groups.

use super::Subject;
use super::compute::POLICIES;
use crate::catalog::ami_family::AmiFamily;
use crate::catalog::{managed_policies, user_data};
use crate::spec::check::problem::{Problem, Problems};
use crate::spec::node_group::{GroupCapacityType, NodeGroup, Repair};
use crate::spec::path::Path;
use crate::spec::resolved::ResolvedGroupRole;

pub(super) fn options(path: &Path, given: &NodeGroup, problems: &mut Problems) {
    role(&path.field("role"), given, problems);
    reservation(path, given, problems);
    user_data(&path.field("userData"), given, problems);
    if let Some(Repair::Within(limits)) = given.repair {
        let place = path.field("repair");
        let rows = [
            ("maxUnhealthyCount", limits.max_unhealthy_count, u32::MAX),
            ("maxUnhealthyPercentage", limits.max_unhealthy_percentage, 100),
            ("maxParallelCount", limits.max_parallel_count, u32::MAX),
            ("maxParallelPercentage", limits.max_parallel_percentage, 100),
        ];
        for (field, value, most) in rows {
            if let Some(value) = value.filter(|value| !(1..=most).contains(value)) {
                let range = if most == 100 { "1 to 100" } else { "1 or more" };
                problems.error(&place.field(field), format!("{value} is not {range}"));
            }
        }
        // Source: EKS API, NodeRepairConfig: of each limit a count or a percentage.
        for pair in rows.chunks(2) {
            if let [(count, Some(_), _), (share, Some(_), _)] = pair {
                problems.error(&place, format!("`{count}` and `{share}` are both given; one is wanted"));
            }
        }
    }
}

fn user_data(path: &Path, given: &NodeGroup, problems: &mut Problems) {
    let family = given.ami.unwrap_or(AmiFamily::Al2023);
    let found = given.user_data.as_ref().and_then(|text| user_data::problem(text, family));
    if let Some((text, hint)) = found {
        problems.push(Problem::error(path, text).hint(hint));
    }
}

fn role(path: &Path, given: &NodeGroup, problems: &mut Problems) {
    let Some(role) = &given.role else { return };
    let rows = [
        ("name", role.name.is_some()),
        ("path", role.path.is_some()),
        ("policies", role.policies.is_some()),
        ("extraPolicies", role.extra_policies.is_some()),
        ("ssm", role.ssm.is_some()),
        ("cloudwatch", role.cloudwatch.is_some()),
        ("boundary", role.boundary.is_some()),
        ("tags", role.tags.is_some()),
    ];
    for (field, is_given) in rows {
        if is_given && role.arn.is_some() {
            problems.error(&path.field(field), "the role is there (`arn`), so karpool does not change it");
        }
    }
    let count = role.policies.as_ref().map_or(3, Vec::len) + role.extra_policies.as_ref().map_or(0, Vec::len);
    let count = count + usize::from(role.ssm != Some(false)) + usize::from(role.cloudwatch == Some(true));
    if role.arn.is_none() && count > POLICIES {
        problems.error(path, format!("the role has {count} managed policies; IAM allows {POLICIES}"));
    }
}

/// Source: EKS user guide, "Create a managed node group with Capacity Blocks for ML".
fn reservation(path: &Path, given: &NodeGroup, problems: &mut Problems) {
    let place = path.field("capacityReservation");
    let block = given.capacity_type == Some(GroupCapacityType::CapacityBlock);
    if let Some(reservation) = &given.capacity_reservation {
        match (&reservation.id, &reservation.group_arn, reservation.preference) {
            (None, None, None) => problems.error(&place, "`id`, `groupArn` or `preference` is missing"),
            (Some(_), Some(_), _) => problems.error(&place, "`id` and `groupArn` are both given; one is the target"),
            (Some(_), None, Some(_)) | (None, Some(_), Some(_)) => {
                problems.error(&place.field("preference"), "a target is given, and then there is no preference");
            }
            _ => {}
        }
        let plain = |id: &str| id.strip_prefix("cr-").is_some_and(|rest| !rest.is_empty());
        if let Some(id) = reservation.id.as_ref().filter(|id| !plain(id)) {
            let problem = Problem::error(&place.field("id"), format!("`{id}` is not a capacity reservation's id"));
            problems.push(problem.hint("it looks like `cr-0a1b2c3d4e5f60718`"));
        }
        if given.capacity_type == Some(GroupCapacityType::Spot) {
            problems.error(&place, "spot capacity is never reserved");
        }
    }
    if !block || given.launch_template.is_some() {
        return;
    }
    if given.capacity_reservation.as_ref().is_none_or(|reservation| reservation.id.is_none()) {
        let problem = Problem::error(&place, "a capacity block is a reservation, and `id` is missing");
        problems.push(problem.hint("capacityReservation: {id: cr-...}"));
    }
    if given.instance_types.as_ref().map_or(1, Vec::len) != 1 {
        problems.error(&path.field("instanceTypes"), "a capacity block has one instance type");
    }
}

/// What a reused role lacks for Karpenter's nodes.
pub(super) fn reused(path: &Path, group: &str, subject: &Subject<'_>, problems: &mut Problems) {
    let Some(ResolvedGroupRole::Create(role)) = subject.full.node_groups.get(group).map(|group| &group.role) else {
        return;
    };
    let has = role.managed_policies();
    let own_network = subject.full.addons.get("vpc-cni").is_some_and(|a| a.pod_identity.is_some() || a.irsa.is_some());
    for (policy, without) in managed_policies::missing(&has, own_network) {
        let message = format!("the role of `{group}` lacks `{policy}`: {without}");
        problems.push(Problem::warning(path, message).hint(format!("nodeGroups.{group}.role.extraPolicies")));
    }
}
