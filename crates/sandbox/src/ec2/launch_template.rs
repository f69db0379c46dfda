//! Launch templates.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::fault::{combination, invalid_value, missing, refuse};
use super::input::{require, text, texts};
use super::launch_template_data as data;
use super::listing::{Listing, describe};
use super::{State, noun, state, tag};
use crate::call::{Call, Fault, Reply};
use crate::time::Time;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LaunchTemplate {
    pub id: String,
    pub name: String,
    pub created: Time,
    pub created_by: String,
    pub default_version: i64,
    pub latest_version: i64,
    pub versions: BTreeMap<i64, Version>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Version {
    pub description: Option<String>,
    pub created: Time,
    pub created_by: String,
    /// Members as RequestLaunchTemplateData sends them: `ImageId`, `SecurityGroupId[]`, `TagSpecification[]`, ...
    pub data: Value,
}

impl LaunchTemplate {
    /// The number that `$Default`, `$Latest`, a number or nothing stands for.
    pub fn version_number(&self, given: Option<&str>) -> Option<i64> {
        let number = match given {
            None | Some("" | "$Default") => self.default_version,
            Some("$Latest") => self.latest_version,
            Some(number) => number.parse().ok()?,
        };
        self.versions.contains_key(&number).then_some(number)
    }

    /// The data of a version.
    pub fn data(&self, given: Option<&str>) -> Option<&Value> {
        Some(&self.versions[&self.version_number(given)?].data)
    }

    pub(crate) fn render(&self, state: &State) -> Value {
        json!({
            "launchTemplateId": self.id, "launchTemplateName": self.name, "createTime": self.created.rfc3339(),
            "createdBy": self.created_by, "defaultVersionNumber": self.default_version,
            "latestVersionNumber": self.latest_version, "tagSet": tag::render(state, &self.id),
        })
    }
}

const LAUNCH_TEMPLATES: Listing = Listing {
    set: "launchTemplates",
    ids: Some(("LaunchTemplateId", "lt")),
    filters: &[
        ("create-time", "createTime"),
        ("launch-template-name", "launchTemplateName"),
        ("tag-key", "tagSet.key"),
        ("tag-value", "tagSet.value"),
    ],
    page: Some((1, 200)),
    ids_exclude_page: false,
};

pub(crate) fn unknown_name(name: &str) -> Fault {
    refuse(
        "InvalidLaunchTemplateName.NotFoundException",
        format!("The specified launch template, with template name {name}, does not exist."),
    )
}

pub(crate) fn unknown_version(template: &str, version: &str) -> Fault {
    refuse(
        "InvalidLaunchTemplateId.VersionNotFound",
        format!("Could not find the specified version {version} for the launch template with ID {template}."),
    )
}

/// The id of the template that a call names by id or by name, never both.
pub(crate) fn named(state: &State, input: &Value) -> Result<String, Fault> {
    match (text(input, "LaunchTemplateId"), text(input, "LaunchTemplateName")) {
        (Some(_), Some(_)) => {
            let message =
                "You must specify either the launch template ID or launch template name in the request, but not both.";
            Err(combination(message))
        }
        (Some(id), None) if state.launch_templates.contains_key(&id) => Ok(id),
        (Some(id), None) => Err(noun::absent("lt", &id)),
        (None, Some(name)) => match state.launch_templates.values().find(|template| template.name == name) {
            Some(template) => Ok(template.id.clone()),
            None => Err(unknown_name(&name)),
        },
        (None, None) => {
            Err(refuse("MissingParameter", "You must specify either a launch template ID or a launch template name."))
        }
    }
}

/// 3 to 128 of letters, digits and `().-/_`. Source: EC2 API reference, CreateLaunchTemplate.
fn check_name(name: &str) -> Result<(), Fault> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "().-/_".contains(c);
    if (3..=128).contains(&name.len()) && name.chars().all(allowed) {
        return Ok(());
    }
    let message =
        format!("Launch template name '{name}' is invalid: names are 3 to 128 letters, numbers and ( ) . - / _");
    Err(refuse("InvalidLaunchTemplateName.MalformedException", message))
}

pub(crate) fn create(call: &mut Call<'_>) -> Reply {
    let name = require(call, "LaunchTemplateName")?;
    check_name(&name)?;
    let given = call.input["LaunchTemplateData"].clone();
    if given.is_null() {
        return Err(missing("LaunchTemplateData"));
    }
    data::check(&given)?;
    let tags = tag::on_create(call, "launch-template")?;
    let (now, created_by) = (call.now(), call.caller.arn.clone());
    let description = text(&call.input, "VersionDescription");
    if state::of(call).launch_templates.values().any(|template| template.name == name) {
        let message = "Launch template name already in use.";
        return Err(refuse("InvalidLaunchTemplateName.AlreadyExistsException", message));
    }
    let id = call.world.hex_id("lt");
    let version = Version { description, created: now, created_by: created_by.clone(), data: given };
    let template = LaunchTemplate {
        id: id.clone(),
        name,
        created: now,
        created_by,
        default_version: 1,
        latest_version: 1,
        versions: BTreeMap::from([(1, version)]),
    };
    let state = state::of(call);
    state.launch_templates.insert(id.clone(), template);
    tag::put(state, &id, tags);
    Ok(json!({"launchTemplate": state.launch_templates[&id].render(state)}))
}

pub(crate) fn describe_launch_templates(call: &mut Call<'_>) -> Reply {
    let names = texts(&call.input, "LaunchTemplateName");
    if !names.is_empty() && !texts(&call.input, "LaunchTemplateId").is_empty() {
        return Err(combination("You may specify launch template names or launch template ids, but not both."));
    }
    let state = state::of(call);
    if let Some(name) = names.iter().find(|name| !state.launch_templates.values().any(|t| t.name == **name)) {
        return Err(unknown_name(name));
    }
    let items = state
        .launch_templates
        .values()
        .filter(|template| names.is_empty() || names.contains(&template.name))
        .map(|template| (template.id.clone(), template.render(state)))
        .collect();
    describe(call, &LAUNCH_TEMPLATES, items)
}

pub(crate) fn modify(call: &mut Call<'_>) -> Reply {
    let input = call.input.clone();
    let state = state::of(call);
    let id = named(state, &input)?;
    let given = text(&input, "SetDefaultVersion").ok_or_else(|| missing("SetDefaultVersion"))?;
    if let Some(template) = state.launch_templates.get_mut(&id) {
        let number = template.version_number(Some(&given)).ok_or_else(|| unknown_version(&id, &given))?;
        template.default_version = number;
    }
    Ok(json!({"launchTemplate": state.launch_templates[&id].render(state)}))
}

pub(crate) fn delete(call: &mut Call<'_>) -> Reply {
    let input = call.input.clone();
    let state = state::of(call);
    let id = named(state, &input)?;
    let answer = state.launch_templates[&id].render(state);
    state.launch_templates.remove(&id);
    state.tags.remove(&id);
    Ok(json!({"launchTemplate": answer}))
}

/// What RunInstances and CreateFleet say about a template: id, version number and data.
pub(crate) fn resolve(state: &State, specification: &Value) -> Result<(String, i64, Value), Fault> {
    let id = named(state, specification)?;
    let template = &state.launch_templates[&id];
    let given = text(specification, "Version");
    if given.as_deref().is_some_and(|v| !v.starts_with('$') && v.parse::<i64>().is_err()) {
        return Err(invalid_value(format!("Invalid launch template version: {}", given.unwrap_or_default())));
    }
    let number = template
        .version_number(given.as_deref())
        .ok_or_else(|| unknown_version(&id, given.as_deref().unwrap_or("$Default")))?;
    Ok((id, number, template.versions[&number].data.clone()))
}
