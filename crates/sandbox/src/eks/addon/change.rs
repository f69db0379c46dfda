//! `CreateAddon`, `UpdateAddon`, `DeleteAddon`.

use std::time::Duration;

use serde_json::json;

use super::{Addon, blame, catalogue, identity, schema};
use crate::call::{Call, Fault, Reply};
use crate::eks::cluster::Change;
use crate::eks::duration::{self, Work};
use crate::eks::fault::{in_use, invalid};
use crate::eks::neighbours;
use crate::eks::place::Place;
use crate::eks::text::tags;
use crate::eks::update::Update;

/// How long an addon may wait for a place to run. Source: public logs (20 minutes).
const PATIENCE: Duration = Duration::from_secs(20 * 60);

/// Cluster and name that a call names; the cluster is up.
fn named(call: &Call<'_>) -> Result<(Place, String), Fault> {
    let (place, name) = (Place::of(call), call.text("addonName").unwrap_or_default());
    place.get(call.world)?.require_up()?;
    Ok((place, name))
}

/// What create and update check alike.
fn check(call: &mut Call<'_>, place: &Place, name: &str) -> Result<(), Fault> {
    if let Some(values) = call.text("configurationValues") {
        schema::check(name, &values)?;
    }
    if let Some(role) = call.text("serviceAccountRoleArn") {
        if !role.starts_with(&format!("arn:{}:iam::", place.partition)) || !role.contains(":role/") {
            return Err(invalid(format!("The serviceAccountRoleArn {role} is not a valid role ARN")));
        }
        neighbours::require_existing_role(call.world, place, &role)?;
    }
    identity::check(call, place, name)
}

pub(crate) fn create(call: &mut Call<'_>) -> Reply {
    let (place, name) = named(call)?;
    let entry = catalogue::find(&name).map_err(|fault| blame(fault, &place, &name))?;
    let cluster = place.get(call.world)?;
    if cluster.addons.contains_key(&name) {
        return Err(blame(in_use("Addon already exists."), &place, &name));
    }
    let default = entry.default_version(&cluster.version).unwrap_or_default().to_owned();
    let version = call.text("addonVersion").unwrap_or(default);
    entry.check_version(&version, &cluster.version).map_err(|fault| blame(fault, &place, &name))?;
    if call.input["resolveConflicts"] == "PRESERVE" {
        return Err(blame(invalid("resolveConflicts PRESERVE is not supported for CreateAddon"), &place, &name));
    }
    check(call, &place, &name).map_err(|fault| blame(fault, &place, &name))?;
    let tags = tags(&call.input["tags"])?;
    let uuid = call.world.uuid();
    let (now, takes) = (call.now(), duration::of(call.world, Work::CreateAddon));
    let namespace = call.input["namespaceConfig"]["namespace"].as_str().unwrap_or(entry.namespace).to_owned();
    let addon = Addon {
        arn: place.arn(&format!("addon/{}/{name}/{uuid}", place.cluster)),
        name: name.clone(),
        status: "CREATING".to_owned(),
        version,
        issues: Vec::new(),
        created: now,
        modified: now,
        service_account_role: call.text("serviceAccountRoleArn"),
        tags,
        configuration_values: call.text("configurationValues"),
        namespace,
        preserve: false,
        ends: Some(now + takes),
        deadline: Some(now + PATIENCE),
    };
    identity::set(call, &place, &addon.arn)?;
    let cluster = place.get_mut(call.world)?;
    cluster.addons.insert(name.clone(), addon);
    Ok(json!({ "addon": cluster.addon(&name)?.view(cluster) }))
}

pub(crate) fn update(call: &mut Call<'_>) -> Reply {
    let (place, name) = named(call)?;
    let cluster = place.get(call.world)?;
    let addon = cluster.addon(&name)?;
    if addon.is_busy() {
        let text = format!("Addon {name} cannot be updated as it is currently in {} state", addon.status);
        return Err(blame(in_use(text), &place, &name));
    }
    let (arn, version) = (addon.arn.clone(), call.text("addonVersion"));
    if let Some(version) = &version {
        let entry = catalogue::find(&name)?;
        entry.check_version(version, &cluster.version).map_err(|fault| blame(fault, &place, &name))?;
    }
    check(call, &place, &name).map_err(|fault| blame(fault, &place, &name))?;
    let params = params(call);
    let (now, takes) = (call.now(), duration::of(call.world, Work::UpdateAddon));
    identity::set(call, &place, &arn)?;
    let mut update = Update::begin(call.world, "AddonUpdate", params, Change::Contained);
    update.addon = Some(name.clone());
    let view = update.describe();
    let (role, values) = (call.text("serviceAccountRoleArn"), call.text("configurationValues"));
    let by_agent = call.input["podIdentityAssociations"].as_array().is_some_and(|list| !list.is_empty());
    let cluster = place.get_mut(call.world)?;
    cluster.updates.push(update);
    if let Some(addon) = cluster.addons.get_mut(&name) {
        addon.status = "UPDATING".to_owned();
        addon.modified = now;
        addon.ends = Some(now + takes);
        addon.deadline = Some(now + PATIENCE);
        addon.version = version.unwrap_or_else(|| addon.version.clone());
        // Roles by pod identity take the place of the service account's.
        let kept = if by_agent { None } else { addon.service_account_role.take() };
        addon.service_account_role = role.or(kept);
        addon.configuration_values = values.or_else(|| addon.configuration_values.take());
    }
    Ok(json!({ "update": view }))
}

/// Members of the input that an update shows. Source: EKS API reference, `UpdateParam`.
fn params(call: &Call<'_>) -> Vec<(String, String)> {
    const SHOWN: &[(&str, &str)] = &[
        ("addonVersion", "AddonVersion"),
        ("serviceAccountRoleArn", "ServiceAccountRoleArn"),
        ("resolveConflicts", "ResolveConflicts"),
        ("configurationValues", "ConfigurationValues"),
    ];
    let texts = SHOWN.iter().filter_map(|(member, kind)| Some(((*kind).to_owned(), call.text(member)?)));
    let identities = Some(&call.input["podIdentityAssociations"]).filter(|v| !v.is_null());
    texts.chain(identities.map(|list| ("PodIdentityAssociations".to_owned(), list.to_string()))).collect()
}

pub(crate) fn delete(call: &mut Call<'_>) -> Reply {
    let (place, name) = named(call)?;
    let addon = place.get(call.world)?.addon(&name)?;
    if matches!(addon.status.as_str(), "UPDATING") {
        return Err(blame(in_use(format!("Addon {name} is being updated")), &place, &name));
    }
    let (now, takes) = (call.now(), duration::of(call.world, Work::DeleteAddon));
    let preserve = call.input["preserve"].as_bool().unwrap_or(false);
    let cluster = place.get_mut(call.world)?;
    if let Some(addon) = cluster.addons.get_mut(&name).filter(|a| a.status != "DELETING") {
        addon.status = "DELETING".to_owned();
        addon.modified = now;
        addon.preserve = preserve;
        addon.ends = Some(now + takes);
    }
    Ok(json!({ "addon": cluster.addon(&name)?.view(cluster) }))
}
