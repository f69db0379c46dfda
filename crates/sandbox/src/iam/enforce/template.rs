//! The launch templates of a call.
//!
//! Source: EC2 user guide, "Control launching with launch templates": what a template names is asked about as if the
//! call named it.

use serde_json::Value;

use crate::call::Call;
use crate::ec2;

/// Calls that act on a template itself.
const ON_ITSELF: &[&str] =
    &["CreateLaunchTemplateVersion", "DeleteLaunchTemplate", "DeleteLaunchTemplateVersions", "ModifyLaunchTemplate"];

/// Whether every template that a call names is there. One that is not is the call's own mistake, and told as that.
pub(crate) fn are_there(call: &Call<'_>) -> bool {
    list(call).len() == named(call).iter().filter(|specification| name(specification).is_some()).count()
}

fn name(specification: &Value) -> Option<&str> {
    let member = |name: &str| specification[name].as_str();
    member("LaunchTemplateId").or_else(|| member("LaunchTemplateName"))
}

fn named<'a>(call: &'a Call<'_>) -> Vec<&'a Value> {
    match call.operation.as_str() {
        "RunInstances" => vec![&call.input["LaunchTemplate"]],
        "CreateFleet" => {
            let configs = call.input["LaunchTemplateConfigs"].as_array().into_iter().flatten();
            configs.map(|config| &config["LaunchTemplateSpecification"]).collect()
        }
        operation if ON_ITSELF.contains(&operation) => vec![&call.input],
        _ => Vec::new(),
    }
}

/// Ids of the templates that a call names, by id or by name, and what a launch takes from them.
pub(crate) fn list(call: &Call<'_>) -> Vec<(String, Value)> {
    let operation = call.operation.as_str();
    let found = named(call).into_iter().filter_map(|specification| {
        let account = &call.caller.account;
        let template = ec2::find_launch_template(call.world, account, &call.region, name(specification)?)?;
        // A version that is not there is the call's own mistake.
        let used = !ON_ITSELF.contains(&operation);
        let data = used.then(|| template.data(specification["Version"].as_str())).flatten();
        Some((template.id.clone(), data.cloned().unwrap_or_default()))
    });
    found.collect()
}
