//! Access entries: which IAM principals the cluster's API knows, and as whom.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::access_policy::{self, Associated};
use super::duration::{self, Work};
use super::fault::{about, absent, in_use, invalid, invalid_request};
use super::neighbours::{self, Principal};
use super::place::Place;
use super::text::{tags, texts};
use super::{page, token};
use crate::call::{Call, Fault, Reply};
use crate::time::Time;
use crate::world::World;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AccessEntry {
    pub principal_arn: String,
    /// The principal's unique id when the entry was made: a role made anew under the same ARN is another one.
    pub principal_id: String,
    pub arn: String,
    pub username: String,
    pub groups: Vec<String>,
    /// `STANDARD`, `EC2_LINUX`, ...
    pub kind: String,
    pub tags: BTreeMap<String, String>,
    pub created: Time,
    pub modified: Time,
    /// From when on the API knows it.
    pub effective: Time,
    pub policies: BTreeMap<String, Associated>,
}

/// What EKS gives entries of one kind.
struct Kind {
    name: &'static str,
    username: &'static str,
    groups: &'static [&'static str],
}

/// Source: EKS user guide, "Create access entries" (types, user names, groups); STANDARD takes its own.
const KINDS: &[Kind] = &[
    Kind { name: "STANDARD", username: "", groups: &[] },
    Kind { name: "EC2_LINUX", username: "system:node:{{EC2PrivateDNSName}}", groups: &["system:nodes"] },
    Kind {
        name: "EC2_WINDOWS",
        username: "system:node:{{EC2PrivateDNSName}}",
        groups: &["eks:kube-proxy-windows", "system:nodes"],
    },
    Kind {
        name: "FARGATE_LINUX",
        username: "system:node:{{SessionName}}",
        groups: &["system:bootstrappers", "system:node-proxier", "system:nodes"],
    },
    Kind { name: "EC2", username: "system:node:{{EC2PrivateDNSName}}", groups: &["system:nodes"] },
    Kind { name: "HYBRID_LINUX", username: "system:node:{{SessionName}}", groups: &["system:nodes"] },
    Kind { name: "HYPERPOD_LINUX", username: "system:node:{{SessionName}}", groups: &["system:nodes"] },
];

/// Beginnings that user names and groups may not have. Source: EKS user guide, "Create access entries".
const RESERVED: &[&str] = &["system:", "eks:", "aws:", "amazon:", "iam:"];

impl AccessEntry {
    pub(crate) fn view(&self, cluster: &str) -> Value {
        json!({
            "clusterName": cluster,
            "principalArn": self.principal_arn,
            "kubernetesGroups": self.groups,
            "accessEntryArn": self.arn,
            "createdAt": self.created.epoch_seconds(),
            "modifiedAt": self.modified.epoch_seconds(),
            "tags": self.tags,
            "username": self.username,
            "type": self.kind,
        })
    }
}

/// The cluster of a call if its access entries may be used now.
fn open(call: &Call<'_>) -> Result<Place, Fault> {
    let place = Place::of(call);
    let cluster = place.get(call.world)?;
    if cluster.access.mode == "CONFIG_MAP" {
        return Err(about(
            invalid_request(
                "The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation.",
            ),
            "clusterName",
            place.cluster,
        ));
    }
    cluster.require_up()?;
    Ok(place)
}

/// Cluster and principal that a call names.
pub(crate) fn named(call: &Call<'_>) -> Result<(Place, String), Fault> {
    let principal = call.text("principalArn").unwrap_or_default();
    Ok((open(call)?, principal))
}

pub(crate) fn get<'a>(world: &'a World, place: &Place, principal: &str) -> Result<&'a AccessEntry, Fault> {
    place.get(world)?.access_entries.get(principal).ok_or_else(|| missing(place))
}

pub(crate) fn get_mut<'a>(world: &'a mut World, place: &Place, principal: &str) -> Result<&'a mut AccessEntry, Fault> {
    place.get_mut(world)?.access_entries.get_mut(principal).ok_or_else(|| missing(place))
}

fn missing(place: &Place) -> Fault {
    let text = "The specified principalArn could not be found. You can view your available access entries with 'list-access-entries'.";
    about(absent(text), "clusterName", place.cluster.as_str())
}

/// `CreateAccessEntry`.
pub(crate) fn create(call: &mut Call<'_>) -> Reply {
    let (place, principal_arn) = named(call)?;
    let wrong = |text: &str| about(invalid(text), "clusterName", place.cluster.as_str());
    let principal = neighbours::principal(call.world, &place.account, &principal_arn)
        .map_err(|why| wrong(&format!("The specified principalArn is invalid: {why}.")))?;
    let name = call.text("type").unwrap_or_else(|| "STANDARD".to_owned());
    let kind = KINDS.iter().find(|k| k.name == name).ok_or_else(|| wrong("The specified type is invalid."))?;
    let groups = texts(&call.input["kubernetesGroups"]);
    let username = call.text("username").filter(|name| !name.is_empty());
    check_kind(kind, &principal, groups.as_deref(), username.as_deref())?;
    let tags = tags(&call.input["tags"])?;
    if place.get(call.world)?.access_entries.contains_key(&principal_arn) {
        let text = "The specified access entry resource is already in use on this cluster.";
        return Err(about(in_use(text), "clusterName", place.cluster));
    }
    insert(call.world, &place, &principal, kind);
    let entry = get_mut(call.world, &place, &principal_arn)?;
    entry.tags = tags;
    if let Some(groups) = groups.filter(|_| kind.name == "STANDARD") {
        entry.groups = groups;
    }
    if let Some(username) = username {
        entry.username = username;
    }
    let view = entry.view(&place.cluster);
    Ok(json!({ "accessEntry": view }))
}

fn check_kind(
    kind: &Kind,
    principal: &Principal,
    groups: Option<&[String]>,
    username: Option<&str>,
) -> Result<(), Fault> {
    if kind.name != "STANDARD" {
        if !principal.is_role {
            return Err(invalid(format!("The specified principalArn must be a role for the type {}", kind.name)));
        }
        if groups.is_some_and(|groups| !groups.is_empty()) {
            return Err(invalid(format!(
                "The kubernetesGroups parameter cannot be specified for the type {}",
                kind.name
            )));
        }
        if username.is_some() {
            return Err(invalid(format!("The username parameter cannot be specified for the type {}", kind.name)));
        }
    }
    check_names(groups.unwrap_or_default(), username)
}

fn check_names(groups: &[String], username: Option<&str>) -> Result<(), Fault> {
    let reserved = |text: &str| RESERVED.iter().find(|head| text.starts_with(**head));
    for group in groups {
        if let Some(head) = reserved(group) {
            return Err(invalid(format!("The kubernetes group name {group} is invalid, it cannot start with {head}")));
        }
        if group.is_empty() {
            return Err(invalid("The kubernetes group name must not be empty"));
        }
    }
    match username.and_then(reserved) {
        Some(head) => Err(invalid(format!("The username is invalid, it cannot start with {head}"))),
        None => Ok(()),
    }
}

/// Stores an entry as EKS makes it for a principal and kind.
fn insert(world: &mut World, place: &Place, principal: &Principal, kind: &Kind) {
    let now = world.now;
    let effective = now + duration::of(world, Work::Effect);
    let uuid = world.uuid();
    let sort = if principal.is_role { "role" } else { "user" };
    let resource = format!("access-entry/{}/{sort}/{}/{}/{uuid}", place.cluster, place.account, principal.name);
    let username = match (kind.username, principal.is_role) {
        ("", true) => {
            format!(
                "arn:{}:sts::{}:assumed-role/{}/{{{{SessionName}}}}",
                place.partition, place.account, principal.name
            )
        }
        ("", false) => principal.arn.clone(),
        (fixed, _) => fixed.to_owned(),
    };
    let entry = AccessEntry {
        principal_arn: principal.arn.clone(),
        principal_id: principal.id.clone(),
        arn: place.arn(&resource),
        username,
        groups: kind.groups.iter().map(|g| (*g).to_owned()).collect(),
        kind: kind.name.to_owned(),
        tags: BTreeMap::new(),
        created: now,
        modified: now,
        effective,
        policies: BTreeMap::new(),
    };
    if let Some(cluster) = place.find_mut(world) {
        cluster.access_entries.insert(principal.arn.clone(), entry);
        cluster.access_settles = cluster.access_settles.max(Some(effective));
    }
}

/// `UpdateAccessEntry`.
pub(crate) fn update(call: &mut Call<'_>) -> Reply {
    let (place, principal) = named(call)?;
    let groups = texts(&call.input["kubernetesGroups"]);
    let username = call.text("username").filter(|name| !name.is_empty());
    let now = call.now();
    let entry = get_mut(call.world, &place, &principal)?;
    if entry.kind != "STANDARD" && (username.is_some() || groups.as_ref().is_some_and(|g| !g.is_empty())) {
        let text =
            format!("An access entry of type {} cannot have a username or kubernetesGroups of its own", entry.kind);
        return Err(about(invalid_request(text), "clusterName", place.cluster));
    }
    check_names(groups.as_deref().unwrap_or_default(), username.as_deref())?;
    if let Some(groups) = groups {
        entry.groups = groups;
    }
    if let Some(username) = username {
        entry.username = username;
    }
    entry.modified = now;
    let view = entry.view(&place.cluster);
    unsettle(call.world, &place);
    Ok(json!({ "accessEntry": view }))
}

/// `DescribeAccessEntry`.
pub(crate) fn describe(call: &mut Call<'_>) -> Reply {
    let (place, principal) = named(call)?;
    Ok(json!({ "accessEntry": get(call.world, &place, &principal)?.view(&place.cluster) }))
}

/// `ListAccessEntries`, all or those with a policy.
pub(crate) fn list(call: &mut Call<'_>) -> Reply {
    let place = open(call)?;
    let policy = call.text("associatedPolicyArn");
    let entries = place.get(call.world)?.access_entries.values();
    let kept = entries.filter(|e| policy.as_ref().is_none_or(|arn| e.policies.contains_key(arn)));
    let items = kept.map(|e| Value::from(e.principal_arn.clone())).collect();
    page::page(call, "accessEntries", items)
}

/// `DeleteAccessEntry`.
pub(crate) fn delete(call: &mut Call<'_>) -> Reply {
    let (place, principal) = named(call)?;
    if place.get_mut(call.world)?.access_entries.remove(&principal).is_none() {
        return Err(missing(&place));
    }
    token::forget(&place, call.world, "principalArn", &principal);
    unsettle(call.world, &place);
    Ok(json!({}))
}

/// The creator's entry with the cluster admin policy.
pub(crate) fn create_for_creator(world: &mut World, place: &Place) {
    let Some(cluster) = place.find(world) else {
        return;
    };
    if cluster.access.mode == "CONFIG_MAP" {
        return;
    }
    let (arn, user_id) = cluster.creator.clone();
    let principal = neighbours::caller_principal(world, place, &arn, &user_id);
    if cluster.access_entries.contains_key(&principal.arn) {
        return;
    }
    insert(world, place, &principal, &KINDS[0]);
    let (policy_arn, now) = (access_policy::arn(&place.partition, "AmazonEKSClusterAdminPolicy"), world.now);
    if let Ok(entry) = get_mut(world, place, &principal.arn) {
        // The creator is let in from the first moment.
        entry.effective = now;
        let policy =
            Associated { policy_arn: policy_arn.clone(), namespaces: Vec::new(), associated: now, modified: now };
        entry.policies.insert(policy_arn, policy);
    }
}

/// The entry of a node role unless it has one, as EKS makes it with a node group or Fargate profile.
pub(crate) fn ensure_for_role(world: &mut World, place: &Place, role: &str, kind: &str) {
    let Some(cluster) = place.find(world) else {
        return;
    };
    if cluster.access.mode == "CONFIG_MAP" || cluster.access_entries.contains_key(role) {
        unsettle(world, place);
        return;
    }
    let kind = KINDS.iter().find(|k| k.name == kind);
    if let (Some(kind), Ok(principal)) = (kind, neighbours::principal(world, &place.account, role)) {
        insert(world, place, &principal, kind);
    }
}

/// A cluster that leaves `CONFIG_MAP` gets entries for its creator and its node roles.
pub(crate) fn adopt_config_map(world: &mut World, place: &Place) {
    create_for_creator(world, place);
    let groups = place.find(world).map(|c| c.nodegroups.values()).into_iter().flatten();
    let roles: Vec<(String, &'static str)> = groups.map(|g| (g.node_role.clone(), g.entry_kind())).collect();
    for (role, kind) in roles {
        ensure_for_role(world, place, &role, kind);
    }
}

/// Something changed: the API hears of it with the next tick.
pub(crate) fn unsettle(world: &mut World, place: &Place) {
    let now = world.now;
    if let Some(cluster) = place.find_mut(world) {
        cluster.access_settles = cluster.access_settles.max(Some(now));
    }
}

/// Brings what is effective by now to the Kubernetes side.
pub(crate) fn settle(world: &mut World, place: &Place) {
    let now = world.now;
    let Some(settles) = place.find(world).and_then(|cluster| cluster.access_settles) else {
        return;
    };
    if !world.clusters.contains_key(&place.cluster_arn()) {
        return;
    }
    neighbours::share_access(world, place);
    if let Some(cluster) = place.find_mut(world).filter(|_| settles <= now) {
        cluster.access_settles = None;
    }
}
