//! Pod identity associations.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::duration::{self, Work};
use super::fault::{about, absent, in_use, invalid, invalid_request};
use super::place::Place;
use super::text::tags;
use super::{neighbours, page, token};
use crate::call::{Call, Fault, Reply};
use crate::time::Time;
use crate::world::World;

/// A role for the pods of one service account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Association {
    pub id: String,
    pub arn: String,
    pub namespace: String,
    pub service_account: String,
    pub role_arn: String,
    pub target_role_arn: Option<String>,
    pub external_id: Option<String>,
    pub policy: Option<String>,
    pub disable_session_tags: bool,
    pub tags: BTreeMap<String, String>,
    /// The addon that it belongs to.
    pub owner_arn: Option<String>,
    pub created: Time,
    pub modified: Time,
    /// From when on pods of the service account get it.
    pub effective: Time,
}

/// What the principal of EKS's agent must be allowed in a role's trust. Source: EKS user guide, "Pod Identity role".
const SERVICE: &str = "pods.eks.amazonaws.com";

/// Source: EKS service quotas (associations per cluster).
const ASSOCIATIONS: usize = 5_000;

impl Association {
    fn view(&self, cluster: &str) -> Value {
        json!({
            "clusterName": cluster,
            "namespace": self.namespace,
            "serviceAccount": self.service_account,
            "roleArn": self.role_arn,
            "associationArn": self.arn,
            "associationId": self.id,
            "tags": self.tags,
            "createdAt": self.created.epoch_seconds(),
            "modifiedAt": self.modified.epoch_seconds(),
            "ownerArn": self.owner_arn,
            "disableSessionTags": self.disable_session_tags,
            "targetRoleArn": self.target_role_arn,
            "externalId": self.external_id,
            "policy": self.policy,
        })
    }

    fn summary(&self, cluster: &str) -> Value {
        json!({
            "clusterName": cluster,
            "namespace": self.namespace,
            "serviceAccount": self.service_account,
            "associationArn": self.arn,
            "associationId": self.id,
            "ownerArn": self.owner_arn,
        })
    }
}

/// `CreatePodIdentityAssociation`.
pub(crate) fn create(call: &mut Call<'_>) -> Reply {
    let place = Place::of(call);
    place.get(call.world)?.require_up()?;
    let (namespace, account) =
        (call.text("namespace").unwrap_or_default(), call.text("serviceAccount").unwrap_or_default());
    check_names(&namespace, &account)?;
    let role = call.text("roleArn").unwrap_or_default();
    neighbours::require_pod_role(call.world, &place, &role, SERVICE)?;
    neighbours::require_pass_role(call, &role, SERVICE)?;
    let settings = settings(call, &place)?;
    let tags = tags(&call.input["tags"])?;
    refuse_second(call.world, &place, &namespace, &account)?;
    let id = add(call.world, &place, (&namespace, &account), &role, None);
    let association = get_mut(call.world, &place, &id)?;
    association.tags = tags;
    settings.apply(association);
    Ok(json!({ "association": association.view(&place.cluster) }))
}

/// The optional part of an association.
struct Settings {
    target: Option<String>,
    policy: Option<String>,
    disable_session_tags: Option<bool>,
    external_id: String,
}

impl Settings {
    fn apply(self, association: &mut Association) {
        if let Some(target) = self.target {
            // An empty target takes it away.
            association.external_id = (!target.is_empty()).then_some(self.external_id);
            association.target_role_arn = (!target.is_empty()).then_some(target);
        }
        if let Some(policy) = self.policy {
            association.policy = (!policy.is_empty()).then_some(policy);
        }
        association.disable_session_tags = self.disable_session_tags.unwrap_or(association.disable_session_tags);
    }
}

fn settings(call: &mut Call<'_>, place: &Place) -> Result<Settings, Fault> {
    let (target, policy) = (call.text("targetRoleArn"), call.text("policy"));
    let disable_session_tags = call.input["disableSessionTags"].as_bool();
    if let Some(target) = target.as_deref().filter(|t| !t.is_empty())
        && !target.starts_with(&format!("arn:{}:iam::", place.partition))
    {
        return Err(invalid("The specified targetRoleArn is invalid"));
    }
    if let Some(text) = policy.as_deref().filter(|p| !p.is_empty()) {
        if !serde_json::from_str::<Value>(text).is_ok_and(|v| v["Statement"].is_array() || v["Statement"].is_object()) {
            return Err(invalid("The specified policy is not a valid IAM policy document"));
        }
        if disable_session_tags != Some(true) {
            return Err(invalid("disableSessionTags must be true when a policy is specified"));
        }
    }
    let external_id = format!("{}/{}/{}/{}", place.region, place.account, place.cluster, call.world.uuid());
    Ok(Settings { target, policy, disable_session_tags, external_id })
}

/// Kubernetes' rules for the two names. Source: Kubernetes, "Object names": DNS label and DNS subdomain.
fn check_names(namespace: &str, account: &str) -> Result<(), Fault> {
    let label = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    let edge = |text: &str| !text.starts_with(['-', '.']) && !text.ends_with(['-', '.']);
    if namespace.is_empty() || namespace.len() > 63 || !namespace.bytes().all(label) || !edge(namespace) {
        return Err(invalid(format!("The specified namespace is invalid: {namespace}")));
    }
    if account.is_empty() || account.len() > 253 || !account.bytes().all(|b| label(b) || b == b'.') || !edge(account) {
        return Err(invalid(format!("The specified serviceAccount is invalid: {account}")));
    }
    Ok(())
}

pub(crate) fn refuse_second(world: &World, place: &Place, namespace: &str, account: &str) -> Result<(), Fault> {
    let associations = &place.get(world)?.associations;
    if let Some(found) = associations.values().find(|a| a.namespace == namespace && a.service_account == account) {
        let text = format!("Association already exists: {}", found.id);
        return Err(about(in_use(text), "clusterName", place.cluster.as_str()));
    }
    if associations.len() >= ASSOCIATIONS {
        return Err(super::fault::limit(format!("At most {ASSOCIATIONS} associations per cluster")));
    }
    Ok(())
}

/// Stores an association; answers its id (`a-` and 17 characters).
pub(crate) fn add(
    world: &mut World,
    place: &Place,
    (namespace, account): (&str, &str),
    role: &str,
    owner: Option<String>,
) -> String {
    let now = world.now;
    let id = format!("a-{}", world.unique_id("").to_lowercase());
    let effective = now + duration::of(world, Work::Effect);
    let association = Association {
        arn: place.arn(&format!("podidentityassociation/{}/{id}", place.cluster)),
        id: id.clone(),
        namespace: namespace.to_owned(),
        service_account: account.to_owned(),
        role_arn: role.to_owned(),
        target_role_arn: None,
        external_id: None,
        policy: None,
        disable_session_tags: false,
        tags: BTreeMap::new(),
        owner_arn: owner,
        created: now,
        modified: now,
        effective,
    };
    if let Some(cluster) = place.find_mut(world) {
        cluster.associations.insert(id.clone(), association);
    }
    id
}

fn missing(place: &Place, id: &str) -> Fault {
    about(absent(format!("Association not found: {id}")), "clusterName", place.cluster.as_str())
}

fn get_mut<'a>(world: &'a mut World, place: &Place, id: &str) -> Result<&'a mut Association, Fault> {
    place.get_mut(world)?.associations.get_mut(id).ok_or_else(|| missing(place, id))
}

/// Cluster and association that a call names.
fn named(call: &Call<'_>) -> Result<(Place, String), Fault> {
    let (place, id) = (Place::of(call), call.text("associationId").unwrap_or_default());
    match place.get(call.world)?.associations.contains_key(&id) {
        true => Ok((place, id)),
        false => Err(missing(&place, &id)),
    }
}

/// `DescribePodIdentityAssociation`.
pub(crate) fn describe(call: &mut Call<'_>) -> Reply {
    let (place, id) = named(call)?;
    Ok(json!({ "association": get_mut(call.world, &place, &id)?.view(&place.cluster) }))
}

/// `ListPodIdentityAssociations`.
pub(crate) fn list(call: &mut Call<'_>) -> Reply {
    let place = Place::of(call);
    let (namespace, account) = (call.text("namespace"), call.text("serviceAccount"));
    if account.is_some() && namespace.is_none() {
        return Err(invalid("The namespace parameter is required when serviceAccount is specified"));
    }
    let all = place.get(call.world)?.associations.values();
    let kept = all.filter(|a| {
        namespace.as_ref().is_none_or(|n| *n == a.namespace) && account.as_ref().is_none_or(|s| *s == a.service_account)
    });
    let items = kept.map(|a| a.summary(&place.cluster)).collect();
    page::page(call, "associations", items)
}

/// `UpdatePodIdentityAssociation`.
pub(crate) fn update(call: &mut Call<'_>) -> Reply {
    let (place, id) = named(call)?;
    refuse_owned(call.world, &place, &id)?;
    let role = call.text("roleArn");
    if let Some(role) = &role {
        neighbours::require_pod_role(call.world, &place, role, SERVICE)?;
        neighbours::require_pass_role(call, role, SERVICE)?;
    }
    let settings = settings(call, &place)?;
    let (now, effect) = (call.now(), duration::of(call.world, Work::Effect));
    let association = get_mut(call.world, &place, &id)?;
    if let Some(role) = role {
        association.role_arn = role;
    }
    settings.apply(association);
    association.modified = now;
    association.effective = association.effective.max(now + effect);
    Ok(json!({ "association": association.view(&place.cluster) }))
}

/// `DeletePodIdentityAssociation`.
pub(crate) fn delete(call: &mut Call<'_>) -> Reply {
    let (place, id) = named(call)?;
    refuse_owned(call.world, &place, &id)?;
    let removed = place.get_mut(call.world)?.associations.remove(&id).ok_or_else(|| missing(&place, &id))?;
    token::forget(&place, call.world, "serviceAccount", &removed.service_account);
    Ok(json!({ "association": removed.view(&place.cluster) }))
}

/// What belongs to an addon is changed through the addon.
fn refuse_owned(world: &World, place: &Place, id: &str) -> Result<(), Fault> {
    match place.get(world)?.associations.get(id).and_then(|a| a.owner_arn.as_ref()) {
        Some(owner) => Err(about(
            invalid_request(format!("Association {id} is owned by {owner} and must be changed through it")),
            "clusterName",
            place.cluster.as_str(),
        )),
        None => Ok(()),
    }
}
