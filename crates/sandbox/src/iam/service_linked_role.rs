//! Service-linked roles: made for a service, under its path, with its policy.

use std::collections::BTreeMap;

use serde_json::json;

use super::{Role, fault, role};
use crate::call::{Call, Fault, Reply};
use crate::world::World;

/// A row per service that may have one: service principal, role name, managed policies, custom suffix allowed.
///
/// Source: the "Using service-linked roles" page of each service's user guide.
pub(crate) struct Linked {
    pub(crate) service: &'static str,
    pub(crate) role: &'static str,
    pub(crate) policies: &'static [&'static str],
    pub(crate) suffix: bool,
    pub(crate) description: &'static str,
}

pub(crate) const LINKED: &[Linked] = &[
    Linked {
        service: "spot.amazonaws.com",
        role: "AWSServiceRoleForEC2Spot",
        policies: &["AWSEC2SpotServiceRolePolicy"],
        suffix: false,
        description: "Default EC2 Spot Service Linked Role",
    },
    Linked {
        service: "spotfleet.amazonaws.com",
        role: "AWSServiceRoleForEC2SpotFleet",
        policies: &["AWSEC2SpotFleetServiceRolePolicy"],
        suffix: false,
        description: "Default EC2 Spot Fleet Service Linked Role",
    },
    Linked {
        service: "ec2fleet.amazonaws.com",
        role: "AWSServiceRoleForEC2Fleet",
        policies: &["AWSEC2FleetServiceRolePolicy"],
        suffix: false,
        description: "Default EC2 Fleet Service Linked Role",
    },
    Linked {
        service: "eks.amazonaws.com",
        role: "AWSServiceRoleForAmazonEKS",
        policies: &["AmazonEKSServiceRolePolicy"],
        suffix: false,
        description: "A service-linked role required for Amazon EKS to manage AWS clusters on your behalf.",
    },
    Linked {
        service: "eks-nodegroup.amazonaws.com",
        role: "AWSServiceRoleForAmazonEKSNodegroup",
        policies: &["AWSServiceRoleForAmazonEKSNodegroup"],
        suffix: false,
        description: "This policy allows Amazon EKS to create and manage Nodegroups",
    },
    Linked {
        service: "eks-fargate.amazonaws.com",
        role: "AWSServiceRoleForAmazonEKSForFargate",
        policies: &["AmazonEKSForFargateServiceRolePolicy"],
        suffix: false,
        description: "This policy grants necessary permissions to Amazon EKS to run fargate tasks",
    },
    Linked {
        service: "autoscaling.amazonaws.com",
        role: "AWSServiceRoleForAutoScaling",
        policies: &["AutoScalingServiceRolePolicy"],
        suffix: true,
        description: "Default Service-Linked Role enables access to AWS Services and Resources used or managed by \
         Auto Scaling",
    },
    Linked {
        service: "elasticloadbalancing.amazonaws.com",
        role: "AWSServiceRoleForElasticLoadBalancing",
        policies: &["AWSElasticLoadBalancingServiceRolePolicy"],
        suffix: false,
        description: "Allows ELB to call AWS services on your behalf.",
    },
];

/// Makes the service-linked role of a service unless it exists, as services do by themselves; answers its ARN.
///
/// # Errors
/// `InvalidInput` when the service has no service-linked role.
pub fn create_service_linked_role_internal(
    world: &mut World,
    account: &str,
    partition: &str,
    service: &str,
) -> Result<String, Fault> {
    let row = LINKED.iter().find(|row| row.service == service).ok_or_else(|| {
        Fault::new(400, "InvalidInput", format!("Service {service} does not have a service-linked role template."))
    })?;
    if let Some(role) = super::find_role(world, account, row.role) {
        return Ok(role.arn.clone());
    }
    let role = build(world, (account, partition), row, row.role.to_owned(), None);
    let arn = role.arn.clone();
    world.account(account, partition).iam.roles.insert(role.name.to_lowercase(), role);
    Ok(arn)
}

/// The role of a row, not yet stored.
pub(crate) fn build(
    world: &mut World,
    (account, partition): (&str, &str),
    row: &Linked,
    name: String,
    description: Option<String>,
) -> Role {
    let path = format!("/aws-service-role/{}/", row.service);
    let trust = json!({
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"Service": row.service}, "Action": "sts:AssumeRole"}],
    });
    Role {
        id: world.unique_id("AROA"),
        arn: format!("arn:{partition}:iam::{account}:role{path}{name}"),
        name,
        path,
        created: world.now,
        trust: trust.to_string(),
        trust_ids: BTreeMap::new(),
        trust_changed: world.now,
        description: description.or_else(|| Some(row.description.to_owned())),
        max_session_duration: 3600,
        boundary: None,
        tags: BTreeMap::new(),
        inline: BTreeMap::new(),
        attached: row
            .policies
            .iter()
            .map(|p| format!("arn:{partition}:iam::aws:policy/aws-service-role/{p}"))
            .collect(),
        permissions_changed: world.now,
        last_used: None,
        linked_service: Some(row.service.to_owned()),
    }
}

/// `CreateServiceLinkedRole`.
pub(crate) fn create(call: &mut Call<'_>) -> Reply {
    let service = call.text("AWSServiceName").unwrap_or_default();
    let row = LINKED.iter().find(|row| row.service == service).ok_or_else(|| {
        fault::invalid_input(format!("Service {service} does not have a service-linked role template."))
    })?;
    let suffix = call.text("CustomSuffix");
    if suffix.is_some() && !row.suffix {
        return Err(fault::invalid_input(format!("Custom suffix is not allowed for {service}")));
    }
    let name = match suffix {
        Some(suffix) => format!("{}_{suffix}", row.role),
        None => row.role.to_owned(),
    };
    if super::find_role(call.world, &call.caller.account, &name).is_some() {
        return Err(fault::invalid_input(format!(
            "Service role name {name} has been taken in this account, please try a different suffix."
        )));
    }
    let (account, partition, description) = (call.account_id(), call.partition.clone(), call.text("Description"));
    let role = build(call.world, (&account, &partition), row, name, description);
    let shown = role.show_in_list(call.world);
    call.account().iam.roles.insert(role.name.to_lowercase(), role);
    Ok(json!({ "Role": shown }))
}

/// `DeleteServiceLinkedRole`: the outcome is known at once, the task tells it when asked.
pub(crate) fn delete(call: &mut Call<'_>) -> Reply {
    let role = role::open(call)?;
    let name = role.name.clone();
    let Some(service) = role.linked_service.clone() else {
        return Err(fault::no_such_entity(format!("The service-linked role with name {name} cannot be found.")));
    };
    let task = format!("task/aws-service-role/{service}/{name}/{}", call.world.uuid());
    let usage = usage(call, &service);
    let state = &mut call.account().iam;
    if usage.is_empty() {
        state.roles.remove(&name.to_lowercase());
    }
    state.deletion_tasks.insert(task.clone(), usage);
    Ok(json!({ "DeletionTaskId": task }))
}

/// What still needs the role: ARNs by region.
fn usage(call: &mut Call<'_>, service: &str) -> BTreeMap<String, Vec<String>> {
    if !service.starts_with("eks") {
        return BTreeMap::new();
    }
    let kind = if service == "eks.amazonaws.com" { "cluster" } else { "nodegroup" };
    let regions = call.account().regions.iter();
    regions
        .map(|(region, regional)| (region.clone(), crate::tagging::arns_of(&regional.eks, &format!(":{kind}/"))))
        .filter(|(_, arns)| !arns.is_empty())
        .collect()
}

/// `GetServiceLinkedRoleDeletionStatus`.
pub(crate) fn deletion_status(call: &mut Call<'_>) -> Reply {
    let task = call.text("DeletionTaskId").unwrap_or_default();
    let missing = fault::no_such_entity(format!("The deletion task {task} cannot be found."));
    let usage = call.account().iam.deletion_tasks.get(&task).ok_or(missing)?;
    if usage.is_empty() {
        return Ok(json!({ "Status": "SUCCEEDED" }));
    }
    let list: Vec<_> = usage.iter().map(|(region, arns)| json!({ "Region": region, "Resources": arns })).collect();
    let reason = "A service-linked role cannot be deleted while its service has resources that use it.";
    Ok(json!({ "Status": "FAILED", "Reason": { "Reason": reason, "RoleUsageList": list } }))
}
