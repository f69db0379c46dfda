//! Fargate profiles.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::cluster::Cluster;
use super::duration::{self, Work};
use super::fault::{about, absent, in_use, invalid, limit};
use super::place::Place;
use super::text::{entries, tags, texts};
use super::{access_entry, neighbours, page, token};
use crate::call::{Call, Fault, Reply};
use crate::time::Time;
use crate::world::World;

/// Source: EKS service quotas: profiles per cluster, selectors per profile, labels per selector.
const PROFILES: usize = 10;
const SELECTORS: usize = 5;
const LABELS: usize = 5;

/// Source: eksctl, ReservedProfileNamePrefix of its API types, which says that EKS refuses it.
const RESERVED: &str = "eks-";

const SERVICE: &str = "eks-fargate-pods.amazonaws.com";

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FargateProfile {
    pub name: String,
    pub arn: String,
    pub created: Time,
    pub role_arn: String,
    pub subnets: Vec<String>,
    pub selectors: Vec<Selector>,
    /// `CREATING`, `ACTIVE`, `DELETING`, `CREATE_FAILED`, `DELETE_FAILED`.
    pub status: String,
    pub tags: BTreeMap<String, String>,
    /// When the present status ends.
    pub(crate) ends: Option<Time>,
}

/// Pods of a namespace with certain labels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Selector {
    pub namespace: String,
    pub labels: BTreeMap<String, String>,
}

impl FargateProfile {
    fn view(&self, cluster: &str) -> Value {
        let selectors: Vec<Value> =
            self.selectors.iter().map(|s| json!({ "namespace": s.namespace, "labels": s.labels })).collect();
        json!({
            "fargateProfileName": self.name,
            "fargateProfileArn": self.arn,
            "clusterName": cluster,
            "createdAt": self.created.epoch_seconds(),
            "podExecutionRoleArn": self.role_arn,
            "subnets": self.subnets,
            "selectors": selectors,
            "status": self.status,
            "tags": self.tags,
            "health": { "issues": [] },
        })
    }
}

fn blame(fault: Fault, place: &Place, name: &str) -> Fault {
    about(about(fault, "clusterName", place.cluster.as_str()), "fargateProfileName", name)
}

fn find<'a>(cluster: &'a Cluster, place: &Place, name: &str) -> Result<&'a FargateProfile, Fault> {
    let missing = || blame(absent(format!("No Fargate Profile found with name: {name}.")), place, name);
    cluster.fargate_profiles.get(name).ok_or_else(missing)
}

/// One profile of a cluster is made or deleted at a time. Source: EKS API reference, `CreateFargateProfile`.
fn refuse_busy(cluster: &Cluster) -> Result<(), Fault> {
    let busy = cluster.fargate_profiles.values().find(|p| ["CREATING", "DELETING"].contains(&p.status.as_str()));
    busy.map_or(Ok(()), |p| {
        let what = if p.status == "CREATING" { "creating" } else { "deleting" };
        Err(in_use(format!(
            "Cannot create or delete a Fargate Profile because cluster {} currently has Fargate profile {} in status {} ({what})",
            cluster.name, p.name, p.status
        )))
    })
}

/// `CreateFargateProfile`.
pub(crate) fn create(call: &mut Call<'_>) -> Reply {
    let place = Place::of(call);
    let name = call.text("fargateProfileName").unwrap_or_default();
    let profile = check(call, &place, &name).map_err(|fault| blame(fault, &place, &name))?;
    let role = profile.role_arn.clone();
    neighbours::require_pass_role(call, &role, SERVICE)?;
    neighbours::ensure_linked_role(call.world, &place, "eks-fargate.amazonaws.com")?;
    access_entry::ensure_for_role(call.world, &place, &role, "FARGATE_LINUX");
    let view = profile.view(&place.cluster);
    place.get_mut(call.world)?.fargate_profiles.insert(name, profile);
    Ok(json!({ "fargateProfile": view }))
}

fn check(call: &mut Call<'_>, place: &Place, name: &str) -> Result<FargateProfile, Fault> {
    let cluster = place.get(call.world)?;
    if cluster.fargate_profiles.contains_key(name) {
        return Err(in_use(format!("A Fargate Profile already exists with this name in this cluster: {name}")));
    }
    if name.starts_with(RESERVED) {
        return Err(invalid(format!("Fargate profile names must not begin with {RESERVED}: {name}")));
    }
    cluster.require_up()?;
    refuse_busy(cluster)?;
    if cluster.fargate_profiles.len() >= PROFILES {
        return Err(limit(format!("Fargate profile limit exceeded: {PROFILES} per cluster")));
    }
    let role_arn = call.text("podExecutionRoleArn").unwrap_or_default();
    neighbours::require_role(call.world, place, &role_arn, SERVICE)?;
    let given = texts(&call.input["subnets"]).filter(|list| !list.is_empty());
    let subnets = match given {
        Some(ids) => ids,
        None => cluster
            .vpc
            .subnet_ids
            .iter()
            .filter(|id| !neighbours::is_public_subnet(call.world, place, id))
            .cloned()
            .collect(),
    };
    check_subnets(call.world, place, &cluster.vpc.vpc_id, &subnets)?;
    let selectors = selectors(&call.input["selectors"])?;
    let tags = tags(&call.input["tags"])?;
    let now = call.now();
    let takes = duration::of(call.world, Work::CreateFargateProfile);
    let uuid = call.world.uuid();
    Ok(FargateProfile {
        name: name.to_owned(),
        arn: place.arn(&format!("fargateprofile/{}/{name}/{uuid}", place.cluster)),
        created: now,
        role_arn,
        subnets,
        selectors,
        status: "CREATING".to_owned(),
        tags,
        ends: Some(now + takes),
    })
}

fn check_subnets(world: &World, place: &Place, vpc: &str, subnets: &[String]) -> Result<(), Fault> {
    if subnets.is_empty() {
        return Err(invalid("The cluster has no private subnets: subnets must be specified"));
    }
    for id in subnets {
        match neighbours::subnet(world, place, id) {
            None => return Err(invalid(format!("The subnet ID '{id}' does not exist"))),
            Some(subnet) if subnet.vpc != vpc => {
                return Err(invalid(format!("Subnet {id} is not in the cluster's VPC {vpc}")));
            }
            Some(_) if neighbours::is_public_subnet(world, place, id) => {
                return Err(invalid(format!("Subnet {id} provided in Fargate Profile is not a private subnet")));
            }
            Some(_) => {}
        }
    }
    Ok(())
}

fn selectors(input: &Value) -> Result<Vec<Selector>, Fault> {
    let list = input.as_array().cloned().unwrap_or_default();
    if list.is_empty() || list.len() > SELECTORS {
        return Err(invalid(format!("A Fargate profile has between 1 and {SELECTORS} selectors")));
    }
    list.iter()
        .map(|selector| {
            let namespace = selector["namespace"].as_str().unwrap_or_default().to_owned();
            let labels = entries(&selector["labels"]);
            if namespace.is_empty() {
                return Err(invalid("Every selector needs a namespace"));
            }
            if labels.len() > LABELS {
                return Err(invalid(format!("A selector has at most {LABELS} labels")));
            }
            Ok(Selector { namespace, labels })
        })
        .collect()
}

/// `DescribeFargateProfile`.
pub(crate) fn describe(call: &mut Call<'_>) -> Reply {
    let place = Place::of(call);
    let name = call.text("fargateProfileName").unwrap_or_default();
    Ok(json!({ "fargateProfile": find(place.get(call.world)?, &place, &name)?.view(&place.cluster) }))
}

/// `ListFargateProfiles`.
pub(crate) fn list(call: &mut Call<'_>) -> Reply {
    let names = Place::of(call).get(call.world)?.fargate_profiles.keys().map(|n| Value::from(n.clone())).collect();
    page::page(call, "fargateProfileNames", names)
}

/// `DeleteFargateProfile`.
pub(crate) fn delete(call: &mut Call<'_>) -> Reply {
    let place = Place::of(call);
    let name = call.text("fargateProfileName").unwrap_or_default();
    let cluster = place.get(call.world)?;
    let profile = find(cluster, &place, &name)?;
    if profile.status != "DELETING" {
        refuse_busy(cluster).map_err(|fault| blame(fault, &place, &name))?;
    }
    let now = call.now();
    let takes = duration::of(call.world, Work::DeleteFargateProfile);
    let cluster = place.get_mut(call.world)?;
    if let Some(profile) = cluster.fargate_profiles.get_mut(&name).filter(|p| p.status != "DELETING") {
        profile.status = "DELETING".to_owned();
        profile.ends = Some(now + takes);
    }
    Ok(json!({ "fargateProfile": find(cluster, &place, &name)?.view(&place.cluster) }))
}

/// Lets the profiles of a cluster live for a tick.
pub(crate) fn live(world: &mut World, place: &Place) {
    let now = world.now;
    let Some(cluster) = place.find_mut(world) else {
        return;
    };
    let mut gone = Vec::new();
    for profile in cluster.fargate_profiles.values_mut().filter(|p| p.ends.is_some_and(|end| end <= now)) {
        profile.ends = None;
        if profile.status == "DELETING" {
            gone.push(profile.name.clone());
        } else {
            profile.status = "ACTIVE".to_owned();
        }
    }
    for name in gone {
        if let Some(cluster) = place.find_mut(world) {
            cluster.fargate_profiles.remove(&name);
        }
        token::forget(place, world, "fargateProfileName", &name);
    }
}
