//! An EKS addon.
//!
//! Key: cluster and addon name. Calls: eks:DescribeAddon, DescribePodIdentityAssociation, CreateAddon, UpdateAddon,
//! TagResource, UntagResource, DeleteAddon, ListAddons. Ready in 15 to 45 s; CoreDNS is DEGRADED until there is a node. Immutable: nothing.

use std::collections::BTreeSet;
use std::time::Duration;

use aws_sdk_eks::types as eks;
use futures::future::try_join_all;
use serde_json::json;

use super::InCluster;
use super::eks_access_entry::ClusterScope;
use super::eks_cluster::retag;
use crate::error::{Answer, Error, Result};
use crate::graph::{Origin, Value};
use crate::resource::{Claim, Diff, Facts, Field, Kind, Owned, OwnedTags, Phase, Readiness, Resource, Shown, Tags};
use crate::world::World;

#[derive(Clone, Debug)]
pub struct Addon {
    pub cluster: String,
    pub name: String,
    /// What to install when it is not there, and what must be moved to when `version` was given or the one that
    /// lives is not offered for this Kubernetes version.
    pub version: Value<AddonVersion>,
    /// Configuration values: exclusive, compared as data.
    pub values: serde_json::Value,
    /// Roles by service account, for pod identity.
    pub pod_identity: Vec<(String, String)>,
    /// The role of its service account through the cluster's OIDC provider.
    pub service_account_role: Option<String>,
    /// The role that karpool makes for the addon when the spec asks for one: once it does not, the role goes.
    pub own_role: String,
    pub tags: OwnedTags,
}

/// The tag that leaves the addon's objects in the cluster when it is deleted: then nobody knows the spec any more.
pub const PRESERVE: &str = "karpool.dev/preserve";

/// A version as resolved once per run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddonVersion {
    /// The version that the user gave, or the default for the Kubernetes version.
    pub wanted: String,
    /// The user gave it, so what lives must be it.
    pub given: bool,
    /// Every version that EKS offers for the Kubernetes version.
    pub offered: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct Live {
    pub arn: String,
    pub status: eks::AddonStatus,
    pub version: Value<String>,
    pub values: serde_json::Value,
    /// Roles by service account, for pod identity.
    pub pod_identity: Vec<(String, String)>,
    pub service_account_role: Option<String>,
    pub issues: Vec<String>,
    pub tags: Tags,
}

impl Addon {
    /// EKS keeps a role that an update does not name, unless the update gives roles by pod identity.
    /// Source: <https://github.com/hashicorp/terraform-provider-aws/issues/30645>.
    fn role_after(&self, live: Option<&Live>) -> Option<String> {
        let kept = live.filter(|_| self.pod_identity.is_empty()).and_then(|live| live.service_account_role.clone());
        self.service_account_role.clone().or(kept)
    }

    fn role_change(&self, live: &Live) -> Option<Field> {
        let (from, to) = (live.service_account_role.as_ref(), self.role_after(Some(live)));
        if from != to.as_ref() {
            return Some(Field::new("serviceAccountRoleArn", Shown::of(from), Shown::of(to.as_ref())));
        }
        // A role of a stranger's stays; one of ours would be deleted under the addon.
        let left = self.service_account_role.is_none() && from == Some(&self.own_role);
        left.then(|| Field {
            fixed: Some(
                "EKS takes no role from an addon: give it `podIdentity`, or apply once without the addon".to_owned(),
            ),
            ..Field::new("serviceAccountRoleArn", Shown::of(from), Shown::Absent)
        })
    }
    /// The version that shall live: a given one, or the one that lives as long as it is offered, or the default.
    fn target(&self, live: Option<&Live>) -> Value<String> {
        self.version.clone().map(|version| {
            let kept = live.and_then(|live| live.version.as_known()).filter(|live| version.offered.contains(live));
            match kept {
                Some(kept) if !version.given => kept.clone(),
                _ => version.wanted,
            }
        })
    }
}

impl Resource for Addon {
    const KIND: Kind = Kind("eks.addon");
    const PACE: Duration = Duration::from_secs(3);
    const LIMIT: Duration = Duration::from_secs(20 * 60);
    const TYPICAL: Duration = Duration::from_secs(25);
    const CONSISTENCY: &'static [&'static str] = &["InvalidParameterException"];
    const IN_USE: &'static [&'static str] = &["ResourceInUseException"];

    type Key = InCluster;
    type Live = Live;

    async fn read(key: &InCluster, world: &World) -> Result<Option<Live>> {
        let describe = world.eks().describe_addon().cluster_name(&key.cluster).addon_name(&key.name).send().await;
        let Some(addon) = describe.found_inside("eks:DescribeAddon")?.and_then(|answer| answer.addon) else {
            return Ok(None);
        };
        let associations = addon.pod_identity_associations.clone().unwrap_or_default();
        let pod_identity = try_join_all(associations.iter().map(|arn| association(key, arn, world))).await?;
        let mut pod_identity: Vec<_> = pod_identity.into_iter().flatten().collect();
        pod_identity.sort();
        Ok(Some(Live { pod_identity, ..parse(addon, key)? }))
    }

    fn phase(live: &Live) -> Phase {
        match live.status {
            eks::AddonStatus::Deleting => Phase::Leaving,
            eks::AddonStatus::Creating | eks::AddonStatus::Updating => Phase::Busy,
            eks::AddonStatus::CreateFailed | eks::AddonStatus::DeleteFailed => Phase::Failed,
            _ => Phase::Here,
        }
    }

    fn claim(&self, live: &Live) -> Claim {
        self.tags.claim(&live.tags)
    }

    /// DEGRADED is information while compute is still coming, so it is waited out.
    fn ready(&self, live: &Live) -> Readiness {
        let issues = if live.issues.is_empty() { String::new() } else { format!(": {}", live.issues.join("; ")) };
        match &live.status {
            eks::AddonStatus::Active => Readiness::Ready,
            eks::AddonStatus::CreateFailed | eks::AddonStatus::UpdateFailed | eks::AddonStatus::DeleteFailed => {
                Readiness::Broken { why: format!("the addon is {}{issues}", live.status.as_str()) }
            }
            eks::AddonStatus::Degraded => Readiness::Waiting { why: format!("degraded until it has nodes{issues}") },
            other => Readiness::Waiting { why: format!("the addon is {}{issues}", other.as_str()) },
        }
    }

    fn diff(&self, live: &Live) -> Diff {
        let mut diff = Diff::same();
        diff.compare_value("addonVersion", &live.version, &self.target(Some(live)));
        diff.compare("configurationValues", &live.values, &self.values);
        let role = |pairs: &[(String, String)], account: &String| {
            pairs.iter().find(|(other, _)| other == account).map(|(_, role)| role.clone())
        };
        let accounts: BTreeSet<&String> = live.pod_identity.iter().chain(&self.pod_identity).map(|(a, _)| a).collect();
        for account in accounts {
            let (from, to) = (role(&live.pod_identity, account), role(&self.pod_identity, account));
            diff.compare(&format!("podIdentity.{account}"), &from, &to);
        }
        diff.extend(self.role_change(live));
        diff.extend(self.tags.diff(&live.tags));
        diff
    }

    fn fields(&self) -> Vec<Field> {
        let mut fields = vec![Field::added("addonVersion", Shown::value(&self.target(None)))];
        if self.values != json!({}) {
            fields.push(Field::added("configurationValues", Shown::of(&self.values)));
        }
        fields.extend(
            self.pod_identity
                .iter()
                .map(|(account, role)| Field::added(format!("podIdentity.{account}"), Shown::of(role))),
        );
        let role = self.service_account_role.iter();
        fields.extend(role.map(|role| Field::added("serviceAccountRoleArn", Shown::of(role))));
        fields.extend(self.tags.fields());
        fields
    }

    fn preview(&self, key: &InCluster, live: Option<&Live>, _: &Facts) -> Live {
        Live {
            arn: live.map(|live| live.arn.clone()).unwrap_or_else(|| key.to_string()),
            status: eks::AddonStatus::Active,
            version: self.target(live),
            values: self.values.clone(),
            pod_identity: self.pod_identity.clone(),
            service_account_role: self.role_after(live),
            issues: Vec::new(),
            tags: self.tags.preview(live.map(|live| &live.tags)),
        }
    }

    async fn create(&self, key: &InCluster, world: &World) -> Result<Option<InCluster>> {
        let create = world
            .eks()
            .create_addon()
            .cluster_name(&key.cluster)
            .addon_name(&key.name)
            .addon_version(self.target(None).known()?)
            .resolve_conflicts(eks::ResolveConflicts::Overwrite)
            .set_configuration_values(self.configuration())
            .set_pod_identity_associations(Some(self.associations()?).filter(|list| !list.is_empty()))
            .set_service_account_role_arn(self.service_account_role.clone())
            .set_tags(Some(self.tags.all().into_iter().collect()));
        create.send().await.of("eks:CreateAddon")?;
        Ok(None)
    }

    async fn update(&self, key: &InCluster, live: &Live, world: &World) -> Result<()> {
        let (set, remove) = self.tags.changes(&live.tags);
        if !(set.is_empty() && remove.is_empty()) {
            return retag(&live.arn, set, remove, world).await;
        }
        let update = world.eks().update_addon().cluster_name(&key.cluster).addon_name(&key.name);
        let update = update
            .addon_version(self.target(Some(live)).known()?)
            .resolve_conflicts(eks::ResolveConflicts::Overwrite)
            .configuration_values(self.configuration().unwrap_or_else(|| "{}".into()))
            .set_service_account_role_arn(self.service_account_role.clone())
            // An empty list takes away what is there; none would leave it.
            .set_pod_identity_associations(Some(self.associations()?));
        update.send().await.of("eks:UpdateAddon")?;
        Ok(())
    }

    async fn delete(key: &InCluster, live: &Live, world: &World) -> Result<()> {
        let delete = world.eks().delete_addon().cluster_name(&key.cluster).addon_name(&key.name);
        let preserve = live.tags.contains_key(PRESERVE);
        delete.set_preserve(preserve.then_some(true)).send().await.of("eks:DeleteAddon")?;
        Ok(())
    }
}

impl Addon {
    fn configuration(&self) -> Option<String> {
        (self.values != json!({})).then(|| self.values.to_string())
    }

    fn associations(&self) -> Result<Vec<eks::AddonPodIdentityAssociations>> {
        let build = |(account, role): &(String, String)| {
            let built = eks::AddonPodIdentityAssociations::builder().service_account(account).role_arn(role).build();
            built.map_err(|error| Error::bug(error.to_string()))
        };
        self.pod_identity.iter().map(build).collect()
    }
}

/// Service account and role of an association that EKS keeps for the addon.
async fn association(key: &InCluster, arn: &str, world: &World) -> Result<Option<(String, String)>> {
    let id = arn.rsplit('/').next().unwrap_or_default();
    let describe = world.eks().describe_pod_identity_association().cluster_name(&key.cluster).association_id(id);
    let found = describe.send().await.found_inside("eks:DescribePodIdentityAssociation")?;
    Ok(found
        .and_then(|answer| answer.association)
        .map(|association| (association.service_account.unwrap_or_default(), association.role_arn.unwrap_or_default())))
}

fn parse(addon: eks::Addon, key: &InCluster) -> Result<Live> {
    let values = addon.configuration_values.filter(|text| !text.trim().is_empty());
    let values = values.map_or_else(|| Ok(json!({})), |text| parse_values(&text))?;
    let issues = addon.health.and_then(|health| health.issues).unwrap_or_default();
    let version = addon.addon_version.map_or_else(|| Value::Pending(Origin::new(&key.to_string())), Value::Known);
    Ok(Live {
        arn: addon.addon_arn.unwrap_or_default(),
        status: addon.status.unwrap_or(eks::AddonStatus::Creating),
        version,
        values,
        pod_identity: Vec::new(),
        service_account_role: addon.service_account_role_arn,
        issues: issues.into_iter().filter_map(|issue| issue.message).collect(),
        tags: addon.tags.unwrap_or_default().into_iter().collect(),
    })
}

/// EKS keeps the text that was sent: JSON, or YAML when a human sent it.
fn parse_values(text: &str) -> Result<serde_json::Value> {
    serde_json::from_str(text)
        .or_else(|_| serde_saphyr::from_str(text))
        .map_err(|error| Error::bug(format!("configuration values that cannot be read: {error}")))
}

impl Owned for Addon {
    type Scope = ClusterScope;

    async fn list(scope: &ClusterScope, world: &World) -> Result<Vec<InCluster>> {
        let list = world.eks().list_addons().cluster_name(&scope.cluster.0).into_paginator().items().send();
        let names = list.try_collect().await.found_inside("eks:ListAddons")?.unwrap_or_default();
        Ok(names.into_iter().map(|name| InCluster::new(&scope.cluster.0, name)).collect())
    }

    fn is_ours(scope: &ClusterScope, live: &Live) -> bool {
        scope.owns(&live.tags)
    }
}
