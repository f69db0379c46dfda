//! Versions of launch templates.

use serde_json::{Value, json};

use super::fault::{combination, missing, refuse};
use super::input::{integer, require_some, text, texts};
use super::launch_template::{LaunchTemplate, Version, named, unknown_version};
use super::launch_template_data as data;
use super::listing::{Listing, describe};
use super::state;
use crate::call::{Call, Fault, Reply};

const VERSIONS: Listing = Listing {
    set: "launchTemplateVersionSet",
    ids: None,
    filters: &[
        ("create-time", "createTime"),
        ("ebs-optimized", "launchTemplateData.ebsOptimized"),
        ("http-endpoint", "launchTemplateData.metadataOptions.httpEndpoint"),
        ("http-tokens", "launchTemplateData.metadataOptions.httpTokens"),
        ("iam-instance-profile", "launchTemplateData.iamInstanceProfile.arn"),
        ("image-id", "launchTemplateData.imageId"),
        ("instance-type", "launchTemplateData.instanceType"),
        ("is-default-version", "defaultVersion"),
        ("kernel-id", "launchTemplateData.kernelId"),
        ("license-configuration-arn", "launchTemplateData.licenseSet.licenseConfigurationArn"),
    ],
    page: Some((1, 200)),
    ids_exclude_page: false,
};

fn render(template: &LaunchTemplate, number: i64, version: &Version) -> Value {
    json!({
        "launchTemplateId": template.id, "launchTemplateName": template.name, "versionNumber": number,
        "versionDescription": version.description, "createTime": version.created.rfc3339(),
        "createdBy": version.created_by, "defaultVersion": number == template.default_version,
        "launchTemplateData": data::render(&version.data),
    })
}

pub(crate) fn create(call: &mut Call<'_>) -> Reply {
    let input = call.input.clone();
    let (now, created_by) = (call.now(), call.caller.arn.clone());
    let given = &input["LaunchTemplateData"];
    let state = state::of(call);
    let id = named(state, &input)?;
    let template = state.launch_templates.get_mut(&id).ok_or_else(|| unknown_version(&id, "$Latest"))?;
    let merged = match text(&input, "SourceVersion") {
        Some(source) => {
            let base = template.data(Some(&source)).ok_or_else(|| unknown_version(&id, &source))?;
            data::overlay(base, given)
        }
        None if given.is_null() => return Err(missing("LaunchTemplateData")),
        None => given.clone(),
    };
    data::check(&merged)?;
    template.latest_version += 1;
    let number = template.latest_version;
    let description = text(&input, "VersionDescription");
    let version = Version { description, created: now, created_by, data: merged };
    template.versions.insert(number, version);
    Ok(json!({"launchTemplateVersion": render(template, number, &template.versions[&number])}))
}

pub(crate) fn describe_versions(call: &mut Call<'_>) -> Reply {
    let wanted = texts(&call.input, "LaunchTemplateVersion");
    let (least, greatest) = (integer(&call.input, "MinVersion")?, integer(&call.input, "MaxVersion")?);
    let input = call.input.clone();
    let state = state::of(call);
    if text(&input, "LaunchTemplateId").is_none() && text(&input, "LaunchTemplateName").is_none() {
        return every_template(call, &wanted);
    }
    let id = named(state, &input)?;
    let template = &state.launch_templates[&id];
    if !wanted.is_empty() && (least.is_some() || greatest.is_some()) {
        return Err(combination("You cannot specify both versions and a range of versions"));
    }
    let mut numbers: Vec<i64> = Vec::new();
    for given in &wanted {
        numbers.push(template.version_number(Some(given)).ok_or_else(|| unknown_version(&id, given))?);
    }
    let items = template
        .versions
        .iter()
        .filter(|(number, _)| numbers.is_empty() || numbers.contains(number))
        .filter(|(number, _)| least.is_none_or(|l| **number >= l) && greatest.is_none_or(|g| **number <= g))
        // The newest comes first.
        .map(|(number, version)| (format!("{:019}", i64::MAX - number), render(template, *number, version)));
    let mut items: Vec<(String, Value)> = items.collect();
    items.sort_by(|a, b| a.0.cmp(&b.0));
    describe(call, &VERSIONS, items)
}

/// Without a template only `$Latest` and `$Default` of all templates can be asked for.
fn every_template(call: &mut Call<'_>, wanted: &[String]) -> Reply {
    if wanted.is_empty() || wanted.iter().any(|version| version != "$Latest" && version != "$Default") {
        let message = "You must specify either a launch template ID or a launch template name.";
        return Err(refuse("MissingParameter", message));
    }
    let state = state::of(call);
    let mut items = Vec::new();
    for template in state.launch_templates.values() {
        let mut numbers: Vec<i64> = wanted.iter().filter_map(|v| template.version_number(Some(v))).collect();
        numbers.sort_unstable();
        numbers.dedup();
        for number in numbers {
            let key = format!("{} {number:019}", template.id);
            items.push((key, render(template, number, &template.versions[&number])));
        }
    }
    describe(call, &VERSIONS, items)
}

pub(crate) fn delete(call: &mut Call<'_>) -> Reply {
    let wanted = require_some(call, "LaunchTemplateVersion")?;
    let input = call.input.clone();
    let state = state::of(call);
    let id = named(state, &input)?;
    let template = state.launch_templates.get_mut(&id).ok_or_else(|| unknown_version(&id, "$Default"))?;
    let (mut gone, mut kept) = (Vec::new(), Vec::new());
    for given in wanted {
        match delete_one(template, &given) {
            Ok(number) => gone.push(json!({
                "launchTemplateId": template.id, "launchTemplateName": template.name, "versionNumber": number,
            })),
            Err(fault) => kept.push(json!({
                "launchTemplateId": template.id, "launchTemplateName": template.name,
                "versionNumber": given.parse::<i64>().ok(),
                "responseError": {"code": fault.code, "message": fault.message},
            })),
        }
    }
    Ok(json!({
        "successfullyDeletedLaunchTemplateVersionSet": gone,
        "unsuccessfullyDeletedLaunchTemplateVersionSet": kept,
    }))
}

/// Codes of LaunchTemplateErrorCode.
fn delete_one(template: &mut LaunchTemplate, given: &str) -> Result<i64, Fault> {
    let number: i64 = given.parse().map_err(|_| refuse("unexpectedError", format!("invalid version {given}")))?;
    if number == template.default_version {
        return Err(refuse("unexpectedError", "You cannot delete the default version of a launch template."));
    }
    if template.versions.remove(&number).is_none() {
        return Err(refuse("launchTemplateVersionDoesNotExist", format!("Version {number} does not exist.")));
    }
    Ok(number)
}
