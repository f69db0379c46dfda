//! Tags of everything in EKS, by ARN.

use std::collections::BTreeMap;

use serde_json::json;

use super::cluster::Cluster;
use super::fault::refuse;
use super::place::Place;
use super::text::{check_tags, entries, texts};
use crate::call::{Call, Fault, Reply};

type Tags = BTreeMap<String, String>;

/// Cluster and kind of resource in an ARN of EKS.
fn parse(call: &Call<'_>) -> Result<(Place, String), Fault> {
    let arn = call.text("resourceArn").unwrap_or_default();
    let malformed = || refuse("BadRequestException", format!("Invalid resource ARN: {arn}"));
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let [head, partition, "eks", region, account, resource] = parts[..] else {
        return Err(malformed());
    };
    let mut steps = resource.split('/');
    let (Some(kind), Some(cluster)) = (steps.next(), steps.next()) else {
        return Err(malformed());
    };
    if head != "arn" || cluster.is_empty() || account.len() != 12 {
        return Err(malformed());
    }
    if account != call.account_id() || region != call.region || partition != call.partition {
        return Err(missing(&arn));
    }
    let place = Place {
        account: account.to_owned(),
        partition: partition.to_owned(),
        region: region.to_owned(),
        cluster: cluster.to_owned(),
    };
    Ok((place, kind.to_owned()))
}

fn missing(arn: &str) -> Fault {
    refuse("NotFoundException", format!("Resource not found: {arn}"))
}

/// The tags of the resource with this ARN.
fn tags_of<'a>(cluster: &'a mut Cluster, kind: &str, arn: &str) -> Option<&'a mut Tags> {
    match kind {
        "cluster" => Some(&mut cluster.tags).filter(|_| cluster.arn == arn),
        "nodegroup" => cluster.nodegroups.values_mut().find(|x| x.arn == arn).map(|x| &mut x.tags),
        "addon" => cluster.addons.values_mut().find(|x| x.arn == arn).map(|x| &mut x.tags),
        "access-entry" => cluster.access_entries.values_mut().find(|x| x.arn == arn).map(|x| &mut x.tags),
        "podidentityassociation" => cluster.associations.values_mut().find(|x| x.arn == arn).map(|x| &mut x.tags),
        "fargateprofile" => cluster.fargate_profiles.values_mut().find(|x| x.arn == arn).map(|x| &mut x.tags),
        "identityproviderconfig" => cluster.identity_providers.values_mut().find(|x| x.arn == arn).map(|x| &mut x.tags),
        _ => None,
    }
}

fn open<'c>(call: &'c mut Call<'_>) -> Result<&'c mut Tags, Fault> {
    let (place, kind) = parse(call)?;
    let arn = call.text("resourceArn").unwrap_or_default();
    let cluster = place.find_mut(call.world).ok_or_else(|| missing(&arn))?;
    tags_of(cluster, &kind, &arn).ok_or_else(|| missing(&arn))
}

/// `TagResource`.
pub(crate) fn tag(call: &mut Call<'_>) -> Reply {
    let added = entries(&call.input["tags"]);
    let tags = open(call)?;
    let mut all = tags.clone();
    all.extend(added);
    check_tags(&all).map_err(|fault| refuse("BadRequestException", fault.message))?;
    *tags = all;
    Ok(json!({}))
}

/// `UntagResource`.
pub(crate) fn untag(call: &mut Call<'_>) -> Reply {
    let keys = texts(&call.input["tagKeys"]).unwrap_or_default();
    if keys.is_empty() {
        return Err(refuse("BadRequestException", "tagKeys must not be empty"));
    }
    let tags = open(call)?;
    tags.retain(|key, _| !keys.contains(key));
    Ok(json!({}))
}

/// `ListTagsForResource`.
pub(crate) fn list(call: &mut Call<'_>) -> Reply {
    Ok(json!({ "tags": open(call)? }))
}
