//! Node groups with a launch template: EKS tries as the caller whether it could launch instances with it.
//!
//! Source: EKS user guide, "Customize managed nodes with launch templates" (the caller's `ec2:RunInstances`); the
//! refusal as users report it.

use serde_json::json;

use crate::call::{Call, Fault};
use crate::ec2;

const OPERATIONS: &[&str] = &["CreateNodegroup", "UpdateNodegroupVersion"];

/// The launch that EKS tries. A template that is not there is the call's own mistake, and told as that.
pub(super) fn launch<'a>(call: &'a mut Call<'_>) -> Option<Call<'a>> {
    if call.service != "eks" || !OPERATIONS.contains(&call.operation.as_str()) {
        return None;
    }
    let given = &call.input["launchTemplate"];
    let (key, version) = (given["id"].as_str().or_else(|| given["name"].as_str())?, given["version"].clone());
    let template = ec2::find_launch_template(call.world, &call.caller.account, &call.region, key)?;
    let tags = template.data(version.as_str())?["TagSpecification"].clone();
    let mut input = json!({
        "LaunchTemplate": { "LaunchTemplateId": template.id, "Version": version },
        "SubnetId": call.input["subnets"][0],
    });
    if tags.is_array() {
        input["TagSpecification"] = tags;
    }
    Some(Call {
        service: "ec2",
        operation: "RunInstances".to_owned(),
        input,
        caller: call.caller.clone(),
        region: call.region.clone(),
        partition: call.partition.clone(),
        world: call.world,
    })
}

/// EKS's answer to a launch that EC2 refuses.
pub(super) fn refusal(call: &Call<'_>, reason: &Fault) -> Fault {
    let text = "You are not authorized to launch instances with this launch template. Encoded authorization failure \
        message";
    let mut fault = Fault::new(400, "InvalidRequestException", format!("{text}: {}", reason.message));
    let member = |name: &str| call.input[name].clone();
    fault.members = json!({ "clusterName": member("clusterName"), "nodegroupName": member("nodegroupName") });
    fault
}
