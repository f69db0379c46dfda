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

/// Ids of the templates that a call names, by id or by name, and what a launch takes from them.
pub(crate) fn list(call: &Call<'_>) -> Vec<(String, Value)> {
    let operation = call.operation.as_str();
    let named: Vec<&Value> = match operation {
        "RunInstances" => vec![&call.input["LaunchTemplate"]],
        "CreateFleet" => {
            let configs = call.input["LaunchTemplateConfigs"].as_array().into_iter().flatten();
            configs.map(|config| &config["LaunchTemplateSpecification"]).collect()
        }
        _ if ON_ITSELF.contains(&operation) => vec![&call.input],
        _ => Vec::new(),
    };
    let found = named.into_iter().filter_map(|specification| {
        let member = |name: &str| specification[name].as_str();
        let name = member("LaunchTemplateId").or_else(|| member("LaunchTemplateName"))?;
        let template = ec2::find_launch_template(call.world, &call.caller.account, &call.region, name)?;
        // A version that is not there is the call's own mistake.
        let used = !ON_ITSELF.contains(&operation);
        let data = used.then(|| template.data(member("Version"))).flatten();
        Some((template.id.clone(), data.cloned().unwrap_or_default()))
    });
    found.collect()
}
