//! Calls that hand a role to a service.
//!
//! Source: Service Authorization Reference, "Dependent actions".

use serde_json::Value;

use super::template;
use crate::call::Call;

/// Service, operation, the member that names the role, and the service that gets it.
const ROWS: &[(&str, &str, &str, &str)] = &[
    ("eks", "CreateCluster", "roleArn", "eks.amazonaws.com"),
    ("eks", "CreateNodegroup", "nodeRole", "ec2.amazonaws.com"),
    ("eks", "CreateFargateProfile", "podExecutionRoleArn", "eks-fargate-pods.amazonaws.com"),
    ("eks", "CreateAddon", "serviceAccountRoleArn", "eks.amazonaws.com"),
    ("eks", "CreatePodIdentityAssociation", "roleArn", "pods.eks.amazonaws.com"),
    ("eks", "UpdatePodIdentityAssociation", "roleArn", "pods.eks.amazonaws.com"),
    ("events", "PutRule", "RoleArn", "events.amazonaws.com"),
];

/// Roles that a call passes, with the services that get them.
pub(crate) fn list(call: &Call<'_>) -> Vec<(String, &'static str)> {
    let rows = ROWS.iter().filter(|row| row.0 == call.service && row.1 == call.operation);
    let mut found: Vec<(String, &'static str)> =
        rows.filter_map(|(_, _, member, service)| Some((call.input[*member].as_str()?.to_owned(), *service))).collect();
    let account = &call.caller.account;
    if call.service == "iam" && call.operation == "AddRoleToInstanceProfile" {
        let role = call.input["RoleName"].as_str().and_then(|name| crate::iam::find_role(call.world, account, name));
        found.extend(role.map(|role| (role.arn.clone(), "ec2.amazonaws.com")));
    }
    if call.service == "ec2" && matches!(call.operation.as_str(), "RunInstances" | "CreateFleet") {
        let templates = template::list(call);
        let profiles = std::iter::once(&call.input).chain(templates.iter().map(|(_, data)| data));
        let roles = profiles.filter_map(|launch| of_profile(call, &launch["IamInstanceProfile"]));
        found.extend(roles.map(|role| (role, "ec2.amazonaws.com")));
    }
    found
}

/// The role of an instance profile by its name or ARN.
fn of_profile(call: &Call<'_>, profile: &Value) -> Option<String> {
    let account = &call.caller.account;
    let found = match profile["Name"].as_str() {
        Some(name) => crate::iam::find_instance_profile(call.world, account, name),
        None => crate::iam::instance_profile_by_arn(call.world, profile["Arn"].as_str()?),
    };
    crate::iam::find_role(call.world, account, found?.role.as_deref()?).map(|role| role.arn.clone())
}
