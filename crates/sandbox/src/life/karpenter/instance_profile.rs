//! Instance profiles: the given one, or one that the controller makes for the class's role.

use serde_json::{Value, json};

use super::settings::Controller;
use crate::call::Fault;
use crate::iam;
use crate::life::pass::Pass;
use crate::life::{aws, object};

/// The profile's name for a class, or reason and message why there is none.
pub(crate) fn resolve(
    controller: &Controller,
    pass: &mut Pass<'_>,
    class: &Value,
) -> Result<String, (&'static str, String)> {
    if let Some(name) = class["spec"]["instanceProfile"].as_str() {
        return match iam::find_instance_profile(pass.world, aws::account(&pass.arn), name) {
            Some(profile) if profile.role.is_some() => Ok(profile.name.clone()),
            Some(_) => Err(("InstanceProfileWithoutRole", format!("instance profile {name} holds no role"))),
            None => Err(("InstanceProfileNotFound", format!("instance profile {name} cannot be found"))),
        };
    }
    if controller.isolated {
        let why = "spec.role needs IAM, which an isolated VPC does not reach; use spec.instanceProfile";
        return Err(("InstanceProfileCreationFailed", why.to_owned()));
    }
    let name = own_name(controller, pass, class);
    ensure(controller, pass, class, &name)
        .map(|()| name)
        .map_err(|fault| (reason(&fault), format!("{}: {}", fault.code, fault.message)))
}

fn reason(fault: &Fault) -> &'static str {
    match fault.code.as_str() {
        "NoSuchEntity" => "InstanceProfileRoleNotFound",
        "AccessDenied" => "InstanceProfileUnauthorized",
        _ => "InstanceProfileCreationFailed",
    }
}

fn own_name(controller: &Controller, pass: &Pass<'_>, class: &Value) -> String {
    let text = format!("{}/{}/{}", aws::region(&pass.arn), object::name(class), object::uid(class));
    format!("{}_{}", controller.cluster_name, object::fingerprint(&text))
}

fn path(controller: &Controller, pass: &Pass<'_>, class: &Value) -> String {
    format!("/karpenter/{}/{}/{}/", aws::region(&pass.arn), controller.cluster_name, object::uid(class))
}

fn ensure(controller: &Controller, pass: &mut Pass<'_>, class: &Value, name: &str) -> Result<(), Fault> {
    let role = object::text(class, "/spec/role").rsplit('/').next().unwrap_or_default().to_owned();
    let kept = match controller.call(pass, "iam", "GetInstanceProfile", json!({"InstanceProfileName": name})) {
        Ok(answer) => object::text(&answer, "/InstanceProfile/Roles/0/RoleName").to_owned(),
        Err(fault) if fault.code == "NoSuchEntity" => {
            let mut tags: Vec<(String, String)> = controller.tags(class, "");
            tags.retain(|(key, _)| key != "karpenter.sh/nodepool");
            tags.push(("topology.kubernetes.io/region".to_owned(), aws::region(&pass.arn).to_owned()));
            let tags: Vec<Value> = tags.iter().map(|(key, value)| json!({"Key": key, "Value": value})).collect();
            let input = json!({"InstanceProfileName": name, "Path": path(controller, pass, class), "Tags": tags});
            controller.call(pass, "iam", "CreateInstanceProfile", input)?;
            String::new()
        }
        Err(fault) => return Err(fault),
    };
    if kept == role {
        return Ok(());
    }
    if !kept.is_empty() {
        let input = json!({"InstanceProfileName": name, "RoleName": kept});
        controller.call(pass, "iam", "RemoveRoleFromInstanceProfile", input)?;
    }
    let input = json!({"InstanceProfileName": name, "RoleName": role});
    controller.call(pass, "iam", "AddRoleToInstanceProfile", input).map(|_| ())
}

/// Deletes what was made for a class; done when there is nothing left.
pub(crate) fn clean_up(controller: &Controller, pass: &mut Pass<'_>, class: &Value) -> Result<(), Fault> {
    if controller.isolated {
        return Ok(());
    }
    let name = own_name(controller, pass, class);
    let answer = match controller.call(pass, "iam", "GetInstanceProfile", json!({"InstanceProfileName": name})) {
        Ok(answer) => answer,
        Err(fault) if fault.code == "NoSuchEntity" => return Ok(()),
        Err(fault) => return Err(fault),
    };
    for role in object::list(&answer, "/InstanceProfile/Roles") {
        let input = json!({"InstanceProfileName": name, "RoleName": role["RoleName"]});
        controller.call(pass, "iam", "RemoveRoleFromInstanceProfile", input)?;
    }
    controller.call(pass, "iam", "DeleteInstanceProfile", json!({"InstanceProfileName": name})).map(|_| ())
}
