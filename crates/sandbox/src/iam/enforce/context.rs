//! The condition keys of a call.
//!
//! Source: IAM User Guide, "AWS global condition context keys".

use std::collections::BTreeMap;

use serde_json::Value;

use super::{resource, template};
use crate::call::Call;
use crate::iam::policy::Context;

type Tags = BTreeMap<String, String>;

/// The keys of tagging what a call makes: it is judged as if it had the tags already. Karpenter's own policy needs
/// that, which lets instance profiles be tagged by the tags that they have, and is enough to make them with tags.
pub(crate) fn of_new(call: &Call<'_>, resource: &str) -> Context {
    let mut context = build(call, resource);
    for (key, value) in requested(call, resource) {
        context.set(&format!("aws:ResourceTag/{key}"), value);
    }
    context
}

pub(crate) fn build(call: &Call<'_>, resource: &str) -> Context {
    let mut context = Context::new();
    context.set("aws:RequestedRegion", call.region.clone());
    context.set("aws:SecureTransport", "true");
    context.set("aws:CurrentTime", call.world.now.rfc3339());
    context.set("aws:EpochTime", (call.world.now.0 / 1000).to_string());
    let requested = requested(call, resource);
    for (key, value) in &requested {
        context.set(&format!("aws:RequestTag/{key}"), value.clone());
    }
    if !requested.is_empty() {
        context.set_all("aws:TagKeys", requested.into_keys().collect());
    }
    for (key, value) in present(call, resource) {
        context.set(&format!("aws:ResourceTag/{key}"), value);
    }
    if call.service == "arc_zonal_shift"
        && let Some(id) = call.input["resourceIdentifier"].as_str()
    {
        context.set("arc-zonal-shift:ResourceIdentifier", id);
    }
    context
}

/// Launches ask about things that are there and about things that they make, each of a kind with tags of its own.
/// Source: Service Authorization Reference, EC2: which resource types of these two have `aws:RequestTag`.
const LAUNCHES: &[&str] = &["RunInstances", "CreateFleet"];

/// Tags that the request carries for a resource, in whichever of the services' forms.
fn requested(call: &Call<'_>, resource: &str) -> Tags {
    let mut tags = Tags::new();
    for member in ["Tags", "tags", "Tag"] {
        collect(&call.input[member], &mut tags);
    }
    let launch = call.service == "ec2" && LAUNCHES.contains(&call.operation.as_str()) && template::are_there(call);
    let templates = if launch { template::list(call) } else { Vec::new() };
    let data = std::iter::once(&call.input).chain(templates.iter().map(|(_, data)| data));
    for specification in data.flat_map(|data| data["TagSpecification"].as_array().into_iter().flatten()) {
        let kind = specification["ResourceType"].as_str().unwrap_or_default();
        if !launch || resource == resource::arn(call, kind, "*") {
            collect(&specification["Tag"], &mut tags);
        }
    }
    tags
}

fn collect(value: &Value, tags: &mut Tags) {
    match value {
        Value::Array(list) => {
            for tag in list {
                let part = |names: [&str; 2]| names.iter().find_map(|name| tag[*name].as_str()).map(str::to_owned);
                if let Some(key) = part(["Key", "TagKey"]) {
                    tags.insert(key, part(["Value", "TagValue"]).unwrap_or_default());
                }
            }
        }
        Value::Object(map) => {
            tags.extend(map.iter().map(|(k, v)| (k.clone(), v.as_str().unwrap_or_default().to_owned())));
        }
        _ => {}
    }
}

/// Tags that a resource has.
fn present(call: &Call<'_>, resource: &str) -> Tags {
    let Some(account) = call.world.accounts.get(&call.caller.account) else { return Tags::new() };
    let state = &account.iam;
    if resource.contains(":iam:") {
        let role = state.roles.values().find(|r| r.arn == resource).map(|r| &r.tags);
        let profile = state.instance_profiles.values().find(|p| p.arn == resource).map(|p| &p.tags);
        let policy = state.policies.get(resource).map(|p| &p.tags);
        return role.or(profile).or(policy).cloned().unwrap_or_default();
    }
    let Some(regional) = account.regions.get(&call.region) else { return Tags::new() };
    crate::tagging::tags_of(regional, resource)
}

/// Whether an EC2 create carries tags.
pub(crate) fn tags_on_create(call: &Call<'_>) -> bool {
    call.operation != "CreateTags" && call.input["TagSpecification"].as_array().is_some_and(|list| !list.is_empty())
}

/// What an EC2 create tags, as resources.
pub(crate) fn tagged_kinds(call: &Call<'_>) -> Vec<String> {
    let list = call.input["TagSpecification"].as_array().into_iter().flatten();
    list.filter_map(|one| one["ResourceType"].as_str()).map(|kind| resource::arn(call, kind, "*")).collect()
}
