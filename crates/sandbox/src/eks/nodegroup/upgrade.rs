//! `UpdateNodegroupVersion`: new images or a new version of the launch template, node by node.

use serde_json::{Value, json};

use super::rolling::Rolling;
use super::{Nodegroup, ami_type, blame, named, template};
use crate::call::{Call, Fault, Reply};
use crate::eks::cluster::Change;
use crate::eks::fault::{invalid, invalid_request};
use crate::eks::place::Place;
use crate::eks::update::Update;
use crate::eks::version::{self, minor};
use crate::world::World;

pub(crate) fn upgrade(call: &mut Call<'_>) -> Reply {
    let (place, name) = named(call)?;
    let group = place.get(call.world)?.nodegroup(&name)?;
    group.require_idle().map_err(|fault| blame(fault, &place, &name))?;
    let mut rolling = check(call.world, &place, group, &call.input).map_err(|fault| blame(fault, &place, &name))?;
    rolling.force = call.input["force"].as_bool().unwrap_or(false);
    let mut params =
        vec![("Version".to_owned(), rolling.version.clone()), ("ReleaseVersion".to_owned(), rolling.release.clone())];
    if let Some(template) = &rolling.template {
        params.push(("LaunchTemplateName".to_owned(), template.name.clone()));
        params.push(("LaunchTemplateVersion".to_owned(), template.version.clone()));
    }
    let mut update = Update::begin(call.world, "VersionUpdate", params, Change::Contained);
    update.nodegroup = Some(name.clone());
    let view = update.describe();
    let now = call.now();
    let cluster = place.get_mut(call.world)?;
    cluster.updates.push(update);
    if let Some(group) = cluster.nodegroups.get_mut(&name) {
        rolling.began = now;
        group.status = "UPDATING".to_owned();
        group.modified = now;
        group.generation += 1;
        group.rolling = Some(rolling);
    }
    Ok(json!({ "update": view }))
}

fn check(world: &World, place: &Place, group: &Nodegroup, input: &Value) -> Result<Rolling, Fault> {
    let cluster = place.get(world)?;
    let (template, data) = template(world, place, group, &input["launchTemplate"])?;
    let image = data["ImageId"].as_str();
    let custom = group.ami_type == "CUSTOM";
    if custom && (!input["version"].is_null() || !input["releaseVersion"].is_null()) {
        return Err(invalid(
            "You cannot specify the field kubernetesVersion or releaseVersion when using custom AMIs.",
        ));
    }
    if template.is_some() && custom != image.is_some() {
        return Err(invalid_request("A node group cannot change between a custom AMI and an EKS optimized AMI."));
    }
    // A custom image's release is its id, and its version the control plane's.
    let default = if custom || template.is_none() { cluster.version.as_str() } else { group.version.as_str() };
    let version = input["version"].as_str().unwrap_or(default).to_owned();
    step(&cluster.version, &group.version, &version)?;
    let kind = ami_type::find(&group.ami_type)?;
    kind.check_version(&version)?;
    version::require(&version)?;
    if let Some(release) = input["releaseVersion"].as_str() {
        kind.check_release(release, &version)?;
    }
    let newest = kind.release(world, &version);
    let release = match (input["releaseVersion"].as_str(), image) {
        (Some(given), _) => given.to_owned(),
        (None, Some(image)) => image.to_owned(),
        (None, None) if custom => group.release_version.clone(),
        (None, None) if template.is_some() && version == group.version => group.release_version.clone(),
        (None, None) => newest,
    };
    let same_template = template.is_none() || template == group.launch_template;
    if version == group.version && release == group.release_version && same_template && input["force"] != true {
        return Err(invalid(format!(
            "Nodegroup {} is already at the desired configuration with version {version} and release version {release}",
            group.name
        )));
    }
    Ok(Rolling::new(version, release, template))
}

/// Not newer than the control plane, never back, one minor or the control plane's.
fn step(control_plane: &str, before: &str, wanted: &str) -> Result<(), Fault> {
    let (Some(plane), Some(old), Some(new)) = (minor(control_plane), minor(before), minor(wanted)) else {
        return Err(invalid(format!("Unsupported Kubernetes version {wanted}")));
    };
    if new > plane {
        return Err(invalid(format!(
            "Nodegroup Kubernetes version {wanted} should be equal to or lower than the cluster's version {control_plane}"
        )));
    }
    if new < old {
        return Err(invalid(format!("Nodegroup Kubernetes version cannot be downgraded from {before} to {wanted}")));
    }
    Ok(())
}

/// The template an update names: the group's own, in another version.
fn template(
    world: &World,
    place: &Place,
    group: &Nodegroup,
    input: &Value,
) -> Result<(Option<template::LaunchTemplate>, Value), Fault> {
    if input.is_null() {
        return Ok((None, Value::Null));
    }
    let Some(own) = &group.launch_template else {
        return Err(invalid_request("A launch template cannot be added to a node group that was created without one."));
    };
    let (found, data) = template::resolve(world, place, input)?;
    if found.id != own.id {
        return Err(invalid_request(format!(
            "The launch template cannot be changed: the node group uses {}, not {}",
            own.id, found.id
        )));
    }
    if !data["InstanceType"].is_null() && !group.instance_types.is_empty() {
        return Err(invalid("Cannot specify instance types in launch template and API request"));
    }
    Ok((Some(found), data))
}
