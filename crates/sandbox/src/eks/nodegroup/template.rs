//! Launch templates of node groups: what they may say, and the copy that EKS makes.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::call::Fault;
use crate::eks::fault::{invalid, invalid_request};
use crate::eks::neighbours;
use crate::eks::place::Place;
use crate::world::World;

/// A template as a group names it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LaunchTemplate {
    pub id: String,
    pub name: String,
    /// A number: `$Latest` and `$Default` are resolved when the group is made or updated.
    pub version: String,
}

impl LaunchTemplate {
    pub(crate) fn view(&self) -> Value {
        json!({ "id": self.id, "name": self.name, "version": self.version })
    }
}

/// Members that a group's template must not have.
///
/// Source: EKS user guide, "Customize managed nodes with launch templates", settings that are not allowed.
const FORBIDDEN: &[(&[&str], &str)] = &[
    (&["IamInstanceProfile"], "an IAM instance profile"),
    (&["InstanceInitiatedShutdownBehavior"], "an instance shutdown behavior"),
    (&["HibernationOptions"], "hibernation options"),
    (&["NetworkInterface", "NetworkInterfaces"], "a subnet in its network interfaces"),
];

/// Resolves and checks the template of an input; answers it with its data.
pub(crate) fn resolve(world: &World, place: &Place, input: &Value) -> Result<(LaunchTemplate, Value), Fault> {
    let (id, name) = (input["id"].as_str(), input["name"].as_str());
    let key = match (id, name) {
        (Some(_), Some(_)) => {
            return Err(invalid("Specify either the name or the id of the launch template, but not both"));
        }
        (None, None) => return Err(invalid("The launch template must have a name or an id")),
        (Some(key), None) | (None, Some(key)) => key,
    };
    let Some(found) = neighbours::launch_template(world, place, key, input["version"].as_str()) else {
        return Err(invalid_request(format!("Launch template or its version was not found: {key}")));
    };
    check_data(&found.1)?;
    Ok(found)
}

fn check_data(data: &Value) -> Result<(), Fault> {
    for (members, what) in FORBIDDEN {
        let given = members.iter().map(|m| &data[*m]).find(|v| !v.is_null());
        let refused = match given {
            Some(Value::Array(interfaces)) => interfaces.iter().any(|i| !i["SubnetId"].is_null()),
            Some(_) => true,
            None => false,
        };
        if refused {
            return Err(invalid(format!("Launch template must not specify {what}")));
        }
    }
    Ok(())
}

/// What a template and a group's own parameters must not both say. Source: as above, the two columns of its table.
pub(crate) fn check_against(input: &Value, data: &Value) -> Result<(), Fault> {
    if !input["diskSize"].is_null() {
        return Err(invalid("Disk size must be specified within the launch template."));
    }
    if !input["remoteAccess"].is_null() {
        return Err(invalid("Remote access configuration cannot be specified with a launch template."));
    }
    let types = input["instanceTypes"].as_array().is_some_and(|list| !list.is_empty());
    if types && !data["InstanceType"].is_null() {
        return Err(invalid("Cannot specify instance types in launch template and API request"));
    }
    let image = !data["ImageId"].is_null();
    let ami_type = input["amiType"].as_str();
    if image && ami_type.is_some_and(|t| t != "CUSTOM") {
        return Err(invalid(
            "You cannot specify an AMI Type other than CUSTOM when specifying an image id in your launch template.",
        ));
    }
    if image && (!input["version"].is_null() || !input["releaseVersion"].is_null()) {
        return Err(invalid(
            "You cannot specify the field kubernetesVersion or releaseVersion when using custom AMIs.",
        ));
    }
    if !image && ami_type == Some("CUSTOM") {
        return Err(invalid("The launch template must specify an image id for the AMI Type CUSTOM."));
    }
    Ok(())
}
