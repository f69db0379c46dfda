//! An access entry of a cluster with its policy associations.
//!
//! Key: cluster and principal. Calls: eks:DescribeAccessEntry, ListAssociatedAccessPolicies, CreateAccessEntry,
//! UpdateAccessEntry, AssociateAccessPolicy, DisassociateAccessPolicy, TagResource, UntagResource, DeleteAccessEntry,
//! ListAccessEntries. Effective after some seconds. Immutable: the type. EKS stores the principal's unique id: an
//! entry for a role that was deleted and made again does not work, so it is made again.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use aws_sdk_eks::types as eks;
use futures::future::try_join_all;

use super::Name;
use super::eks_cluster::retag;
use crate::error::{Answer, Kind as ErrorKind, Result};
use crate::graph::Value;
use crate::resource::{Claim, Diff, Facts, Field, Kind, Owned, OwnedTags, Resource, Shown, Staying, Tags, tag};
use crate::world::World;

#[derive(Clone, Debug)]
pub struct AccessEntry {
    pub principal: Value<String>,
    /// `STANDARD`, `EC2_LINUX`, ...
    pub kind: String,
    /// Only compared when the user gave one: EKS makes one up otherwise.
    pub username: Option<String>,
    pub groups: BTreeSet<String>,
    /// Namespaces by policy ARN; empty means the whole cluster.
    pub policies: BTreeMap<String, BTreeSet<String>>,
    /// The unique id of the principal, where karpool makes the principal itself.
    pub principal_id: Option<Value<String>>,
    pub tags: OwnedTags,
}

/// A principal in a cluster; pending while the principal is still to be looked up.
#[derive(Clone, Debug, PartialEq)]
pub struct EntryKey {
    pub cluster: String,
    pub principal: Value<String>,
}

impl std::fmt::Display for EntryKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.cluster, self.principal)
    }
}

impl crate::resource::Key for EntryKey {
    fn is_pending(&self) -> bool {
        self.principal.is_pending()
    }
}

#[derive(Clone, Debug)]
pub struct Live {
    pub arn: String,
    pub kind: String,
    pub username: String,
    pub groups: BTreeSet<String>,
    pub policies: BTreeMap<String, BTreeSet<String>>,
    pub tags: Tags,
}

/// The type of an entry for people and roles; only these can have policies and groups.
const STANDARD: &str = "STANDARD";

/// The entry itself, asked for once per pass.
async fn describe(key: &EntryKey, world: &World) -> Result<std::sync::Arc<Option<eks::AccessEntry>>> {
    let principal = key.principal.known()?;
    let ask = || async {
        let describe = world.eks().describe_access_entry().cluster_name(&key.cluster).principal_arn(principal);
        let answer = describe.send().await.found_inside("eks:DescribeAccessEntry")?;
        Ok(answer.and_then(|answer| answer.access_entry))
    };
    world.once(format!("eks:DescribeAccessEntry {key}"), ask).await
}

async fn policies(key: &EntryKey, world: &World) -> Result<Vec<eks::AssociatedAccessPolicy>> {
    let list = world.eks().list_associated_access_policies().cluster_name(&key.cluster);
    let list = list.principal_arn(key.principal.known()?).into_paginator().items().send().try_collect().await;
    Ok(list.found_inside("eks:ListAssociatedAccessPolicies")?.unwrap_or_default())
}

/// The tag that remembers for which incarnation of a role an entry was made.
const PRINCIPAL_ID: &str = "karpool.dev/principal-id";

impl AccessEntry {
    /// Groups, policies and type as wanted: an entry that somebody else made may then be used as it is.
    fn grants_the_same(&self, live: &Live) -> bool {
        live.kind == self.kind
            && (self.kind != "STANDARD" || (live.groups == self.groups && live.policies == self.policies))
            && self.username.as_ref().is_none_or(|name| *name == live.username)
    }

    /// Made for an earlier role of the same name.
    fn is_stale(&self, live: &Live) -> bool {
        match (live.tags.get(PRINCIPAL_ID), self.principal_id.as_ref()) {
            (Some(made_for), Some(Value::Known(id))) => made_for != id,
            (Some(_), Some(Value::Pending(_))) => true,
            _ => false,
        }
    }

    fn tags_to_send(&self) -> Result<Tags> {
        let mut tags = self.tags.all();
        if let Some(id) = &self.principal_id {
            tags.insert(PRINCIPAL_ID.into(), id.known()?.clone());
        }
        Ok(tags)
    }
}

impl Resource for AccessEntry {
    const KIND: Kind = Kind("eks.access_entry");
    const CONSISTENCY: &'static [&'static str] = &["InvalidParameterException", "ResourceNotFoundException"];
    const TYPICAL: Duration = Duration::from_secs(2);
    const SECURITY: bool = true;

    type Key = EntryKey;
    type Live = Live;

    async fn read(key: &EntryKey, world: &World) -> Result<Option<Live>> {
        let Some(entry) = describe(key, world).await?.as_ref().clone() else { return Ok(None) };
        let kind = entry.r#type.clone().unwrap_or_default();
        let policies = if kind == STANDARD { policies(key, world).await? } else { Vec::new() };
        let scope = |policy: eks::AssociatedAccessPolicy| {
            let namespaces = policy.access_scope.and_then(|scope| scope.namespaces).unwrap_or_default();
            (policy.policy_arn.unwrap_or_default(), namespaces.into_iter().collect())
        };
        Ok(Some(Live {
            arn: entry.access_entry_arn.unwrap_or_default(),
            kind,
            username: entry.username.unwrap_or_default(),
            groups: entry.kubernetes_groups.unwrap_or_default().into_iter().collect(),
            policies: policies.into_iter().map(scope).collect(),
            tags: entry.tags.unwrap_or_default().into_iter().collect(),
        }))
    }

    fn claim(&self, live: &Live) -> Claim {
        match self.tags.claim(&live.tags) {
            Claim::Free if self.grants_the_same(live) => Claim::Adopted,
            claim => claim,
        }
    }

    fn diff(&self, live: &Live) -> Diff {
        let mut diff = Diff::same();
        let hint = "the type of an entry is fixed: delete the entry, then apply";
        diff.compare_fixed("type", &live.kind, &self.kind, hint);
        if self.kind == "STANDARD" {
            diff.compare("kubernetesGroups", &live.groups, &self.groups);
            for arn in live.policies.keys().chain(self.policies.keys()).collect::<BTreeSet<_>>() {
                let (from, to) = (live.policies.get(arn), self.policies.get(arn));
                if from != to {
                    let shown = |scope: Option<&BTreeSet<String>>| scope.map_or(Shown::Absent, scoped);
                    diff.push(Field::new(format!("policies.{}", short(arn)), shown(from), shown(to)));
                }
            }
        }
        diff.compare_given("username", &live.username, self.username.as_ref());
        if self.is_stale(live) {
            let to = self.principal_id.as_ref().map_or(Shown::Absent, Shown::value);
            diff.push(Field::new("principalId", Shown::of(live.tags.get(PRINCIPAL_ID)), to));
        }
        diff.extend(self.tags.diff(&live.tags));
        diff
    }

    fn fields(&self) -> Vec<Field> {
        let mut fields = vec![
            Field::added("principalArn", Shown::value(&self.principal)),
            Field::added("type", Shown::of(&self.kind)),
        ];
        if !self.groups.is_empty() {
            fields.push(Field::added("kubernetesGroups", Shown::of(&self.groups)));
        }
        for (arn, namespaces) in &self.policies {
            fields.push(Field::added(format!("policies.{}", short(arn)), scoped(namespaces)));
        }
        fields.extend(self.tags.fields());
        fields
    }

    fn preview(&self, key: &EntryKey, live: Option<&Live>, _: &Facts) -> Live {
        let mut tags = self.tags.preview(live.map(|live| &live.tags));
        tags.remove(PRINCIPAL_ID);
        if let Some(Value::Known(id)) = &self.principal_id {
            tags.insert(PRINCIPAL_ID.into(), id.clone());
        }
        let standard = self.kind == "STANDARD";
        Live {
            arn: live.map(|live| live.arn.clone()).unwrap_or_default(),
            kind: self.kind.clone(),
            username: self
                .username
                .clone()
                .or_else(|| live.map(|live| live.username.clone()))
                .unwrap_or_else(|| key.principal.to_string()),
            groups: if standard { self.groups.clone() } else { BTreeSet::new() },
            policies: if standard { self.policies.clone() } else { BTreeMap::new() },
            tags,
        }
    }

    async fn create(&self, key: &EntryKey, world: &World) -> Result<Option<EntryKey>> {
        let mut create = world
            .eks()
            .create_access_entry()
            .cluster_name(&key.cluster)
            .principal_arn(key.principal.known()?)
            .r#type(&self.kind)
            .set_username(self.username.clone())
            .set_tags(Some(self.tags_to_send()?.into_iter().collect()));
        if !self.groups.is_empty() {
            create = create.set_kubernetes_groups(Some(self.groups.iter().cloned().collect()));
        }
        create.send().await.of("eks:CreateAccessEntry")?;
        Ok(None)
    }

    async fn update(&self, key: &EntryKey, live: &Live, world: &World) -> Result<()> {
        let eks = world.eks();
        if self.is_stale(live) {
            // Only a new entry learns the new role's id; the next look finds none and makes it.
            let delete = eks.delete_access_entry().cluster_name(&key.cluster).principal_arn(key.principal.known()?);
            delete.send().await.found("eks:DeleteAccessEntry")?;
            return Ok(());
        }
        let diff = self.diff(live);
        if diff.touches("kubernetesGroups") || diff.touches("username") {
            let update = eks.update_access_entry().cluster_name(&key.cluster).principal_arn(key.principal.known()?);
            let update = update.set_username(self.username.clone());
            update
                .set_kubernetes_groups(Some(self.groups.iter().cloned().collect()))
                .send()
                .await
                .of("eks:UpdateAccessEntry")?;
        }
        let wanted = self.policies.iter().filter(|(arn, scope)| live.policies.get(*arn) != Some(*scope));
        try_join_all(wanted.map(|(arn, scope)| associate(key, arn, scope, world))).await?;
        for arn in live.policies.keys().filter(|arn| self.kind == "STANDARD" && !self.policies.contains_key(*arn)) {
            let remove =
                eks.disassociate_access_policy().cluster_name(&key.cluster).principal_arn(key.principal.known()?);
            remove.policy_arn(arn).send().await.found("eks:DisassociateAccessPolicy")?;
        }
        let (set, remove) = self.tags.changes(&live.tags);
        if set.is_empty() && remove.is_empty() { Ok(()) } else { retag(&live.arn, set, remove, world).await }
    }

    async fn delete(key: &EntryKey, _: &Live, world: &World) -> Result<()> {
        let delete = world.eks().delete_access_entry().cluster_name(&key.cluster).principal_arn(key.principal.known()?);
        match delete.send().await.of("eks:DeleteAccessEntry") {
            Err(error) if error.is(ErrorKind::NotFound) => Ok(()),
            answer => answer.map(|_| ()),
        }
    }
}

async fn associate(key: &EntryKey, arn: &str, namespaces: &BTreeSet<String>, world: &World) -> Result<()> {
    let scope = eks::AccessScope::builder();
    let scope = match namespaces.is_empty() {
        true => scope.r#type(eks::AccessScopeType::Cluster),
        false => {
            scope.r#type(eks::AccessScopeType::Namespace).set_namespaces(Some(namespaces.iter().cloned().collect()))
        }
    };
    let associate =
        world.eks().associate_access_policy().cluster_name(&key.cluster).principal_arn(key.principal.known()?);
    associate.policy_arn(arn).access_scope(scope.build()).send().await.of("eks:AssociateAccessPolicy")?;
    Ok(())
}

/// Where a policy holds; no namespaces are the whole cluster.
fn scoped(namespaces: &BTreeSet<String>) -> Shown {
    if namespaces.is_empty() { Shown::of("cluster") } else { Shown::of(namespaces) }
}

fn short(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

/// Everything of one stack inside one cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClusterScope {
    pub cluster: Name,
    pub stack: String,
}

impl std::fmt::Display for ClusterScope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.cluster.fmt(f)
    }
}

impl crate::resource::Key for ClusterScope {}

impl ClusterScope {
    /// Whether live tags say that this stack made it.
    pub fn owns(&self, tags: &Tags) -> bool {
        tags.get(tag::STACK) == Some(&self.stack) && !tags.contains_key(tag::ADOPTED)
    }
}

/// All entries of a stack in a cluster.
#[derive(Clone, Debug, PartialEq)]
pub struct EntryScope {
    pub of: ClusterScope,
    /// Whose entries are not taken from under them.
    pub staying: Option<Staying>,
}

impl std::fmt::Display for EntryScope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.of.fmt(f)
    }
}

impl crate::resource::Key for EntryScope {}

impl Owned for AccessEntry {
    type Scope = EntryScope;

    async fn list(EntryScope { of: scope, .. }: &EntryScope, world: &World) -> Result<Vec<EntryKey>> {
        let list = world.eks().list_access_entries().cluster_name(&scope.cluster.0).into_paginator().items().send();
        let principals = list.try_collect().await.found_inside("eks:ListAccessEntries")?.unwrap_or_default();
        let key = |principal| EntryKey { cluster: scope.cluster.0.clone(), principal: Value::Known(principal) };
        let keys: Vec<EntryKey> = principals.into_iter().map(key).collect();
        let entries = try_join_all(keys.iter().map(|key| describe(key, world))).await?;
        let ours = |entry: &Option<eks::AccessEntry>| {
            let tags = entry.as_ref().and_then(|entry| entry.tags.clone()).unwrap_or_default();
            scope.owns(&tags.into_iter().collect())
        };
        Ok(keys.into_iter().zip(entries).filter(|(_, entry)| ours(entry)).map(|(key, _)| key).collect())
    }

    fn is_ours(scope: &EntryScope, live: &Live) -> bool {
        scope.of.owns(&live.tags)
    }

    /// Nodes that are let in by it lose their cluster when it goes.
    async fn used(scope: &EntryScope, key: &EntryKey, live: &Live, world: &World) -> Result<Option<String>> {
        let role = key.principal.known()?.rsplit('/').next().unwrap_or_default();
        match &scope.staying {
            Some(staying) if live.kind != STANDARD => staying.acting_as(role, world).await,
            _ => Ok(None),
        }
    }
}
