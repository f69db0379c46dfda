//! A managed policy of the account: for documents that are too long to stand inline on a role.
//!
//! Key: the ARN, which name and path give. Calls: iam:GetPolicy, GetPolicyVersion, ListPolicyVersions, CreatePolicy,
//! CreatePolicyVersion, DeletePolicyVersion, TagPolicy, UntagPolicy, ListEntitiesForPolicy, DetachRolePolicy,
//! DeletePolicy, ListPolicies. Ready at once. Immutable: name, path, description; a changed document is a new version.

use std::fmt;
use std::time::Duration;

use aws_sdk_iam::types as iam;
use futures::future::try_join_all;

use super::iam_role::{RolePath, parse, to_tags};
use crate::error::{Answer, Error, Result};
use crate::policy::Document;
use crate::resource::{Claim, Diff, Facts, Field, Key, Kind, Owned, OwnedTags, Resource, Shown, Tags, tag};
use crate::world::World;

#[derive(Clone, Debug)]
pub struct Policy {
    pub name: String,
    /// Begins and ends with `/`.
    pub path: String,
    pub document: Document,
    pub tags: OwnedTags,
}

/// A policy's ARN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyArn(pub String);

impl fmt::Display for PolicyArn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Key for PolicyArn {}

#[derive(Clone, Debug)]
pub struct Live {
    pub document: Document,
    pub tags: Tags,
}

/// Characters of a managed policy. Source: IAM user guide, "IAM and STS quotas".
pub const LIMIT: usize = 6_144;
/// Versions that a policy keeps. Source: as above.
const VERSIONS: usize = 5;

impl Resource for Policy {
    const KIND: Kind = Kind("iam.policy");
    const PACE: Duration = Duration::from_secs(1);
    const IN_USE: &'static [&'static str] = &["DeleteConflict"];
    const CONSISTENCY: &'static [&'static str] = &["NoSuchEntity"];
    const SECURITY: bool = true;

    type Key = PolicyArn;
    type Live = Live;

    async fn read(key: &PolicyArn, world: &World) -> Result<Option<Live>> {
        let get = world.iam().get_policy().policy_arn(&key.0).send().await;
        let Some(policy) = get.found("iam:GetPolicy")?.and_then(|answer| answer.policy) else { return Ok(None) };
        let version = policy.default_version_id.unwrap_or_default();
        let get = world.iam().get_policy_version().policy_arn(&key.0).version_id(version).send().await;
        let Some(version) = get.found("iam:GetPolicyVersion")?.and_then(|answer| answer.policy_version) else {
            return Ok(None);
        };
        Ok(Some(Live {
            document: parse(version.document.as_deref().unwrap_or_default())?,
            tags: policy.tags.unwrap_or_default().into_iter().map(|tag| (tag.key, tag.value)).collect(),
        }))
    }

    fn claim(&self, live: &Live) -> Claim {
        self.tags.claim(&live.tags)
    }

    fn diff(&self, live: &Live) -> Diff {
        let mut diff = Diff::same();
        if !self.document.means_the_same_as(&live.document) {
            diff.push(Field::new("document", Shown::of(&live.document), Shown::of(&self.document)));
        }
        diff.extend(self.tags.diff(&live.tags));
        diff
    }

    fn fields(&self) -> Vec<Field> {
        let mut fields = vec![Field::added("document", Shown::of(&self.document))];
        fields.extend(self.tags.fields());
        fields
    }

    fn preview(&self, _: &PolicyArn, live: Option<&Live>, _: &Facts) -> Live {
        Live { document: self.document.clone(), tags: self.tags.preview(live.map(|live| &live.tags)) }
    }

    fn check(&self) -> Vec<String> {
        let size = self.document.size();
        let long = (size > LIMIT).then(|| format!("the policy has {size} characters; IAM allows {LIMIT}"));
        long.into_iter().collect()
    }

    async fn create(&self, _: &PolicyArn, world: &World) -> Result<Option<PolicyArn>> {
        let create = world.iam().create_policy().policy_name(&self.name).path(&self.path);
        let create = create.policy_document(self.document.to_json()).set_tags(Some(to_tags(&self.tags.all())?));
        create.send().await.of("iam:CreatePolicy")?;
        Ok(None)
    }

    async fn update(&self, key: &PolicyArn, live: &Live, world: &World) -> Result<()> {
        let iam = world.iam();
        if !self.document.means_the_same_as(&live.document) {
            make_room(key, world).await?;
            let create = iam.create_policy_version().policy_arn(&key.0).set_as_default(true);
            create.policy_document(self.document.to_json()).send().await.of("iam:CreatePolicyVersion")?;
        }
        let (set, remove) = self.tags.changes(&live.tags);
        if !remove.is_empty() {
            iam.untag_policy().policy_arn(&key.0).set_tag_keys(Some(remove)).send().await.of("iam:UntagPolicy")?;
        }
        if !set.is_empty() {
            iam.tag_policy().policy_arn(&key.0).set_tags(Some(to_tags(&set)?)).send().await.of("iam:TagPolicy")?;
        }
        Ok(())
    }

    async fn delete(key: &PolicyArn, _: &Live, world: &World) -> Result<()> {
        let iam = world.iam();
        let users = iam.list_entities_for_policy().policy_arn(&key.0).into_paginator().send().try_collect().await;
        let roles =
            users.of("iam:ListEntitiesForPolicy")?.into_iter().flat_map(|page| page.policy_roles.unwrap_or_default());
        try_join_all(roles.filter_map(|role| role.role_name).map(|role| async move {
            let detach = iam.detach_role_policy().role_name(role).policy_arn(&key.0).send().await;
            detach.found("iam:DetachRolePolicy")
        }))
        .await?;
        for version in versions(key, world).await?.into_iter().filter(|version| !version.is_default_version) {
            remove_version(key, version, world).await?;
        }
        iam.delete_policy().policy_arn(&key.0).send().await.of("iam:DeletePolicy")?;
        Ok(())
    }
}

async fn versions(key: &PolicyArn, world: &World) -> Result<Vec<iam::PolicyVersion>> {
    let list = world.iam().list_policy_versions().policy_arn(&key.0).into_paginator().items().send();
    list.try_collect().await.of("iam:ListPolicyVersions")
}

async fn remove_version(key: &PolicyArn, version: iam::PolicyVersion, world: &World) -> Result<()> {
    let id = version.version_id.ok_or_else(|| Error::bug("a policy version without an id"))?;
    let delete = world.iam().delete_policy_version().policy_arn(&key.0).version_id(id).send().await;
    delete.found("iam:DeletePolicyVersion")?;
    Ok(())
}

/// A policy keeps five versions, so the oldest goes before a sixth comes.
async fn make_room(key: &PolicyArn, world: &World) -> Result<()> {
    let all = versions(key, world).await?;
    if all.len() < VERSIONS {
        return Ok(());
    }
    let mut old: Vec<iam::PolicyVersion> = all.into_iter().filter(|version| !version.is_default_version).collect();
    old.sort_by_key(|version| version.create_date.map(|date| date.secs()));
    match old.into_iter().next() {
        Some(oldest) => remove_version(key, oldest, world).await,
        None => Ok(()),
    }
}

impl Owned for Policy {
    type Scope = RolePath;

    async fn list(scope: &RolePath, world: &World) -> Result<Vec<PolicyArn>> {
        let list = world.iam().list_policies().scope(iam::PolicyScopeType::Local).path_prefix(scope.prefix());
        let policies = list.into_paginator().items().send().try_collect().await.of("iam:ListPolicies")?;
        let named = |policy: &iam::Policy| {
            scope
                .may_hold(policy.path.as_deref().unwrap_or_default(), policy.policy_name.as_deref().unwrap_or_default())
        };
        Ok(policies.into_iter().filter(named).filter_map(|policy| policy.arn).map(PolicyArn).collect())
    }

    fn is_ours(scope: &RolePath, live: &Live) -> bool {
        live.tags.get(tag::STACK) == Some(&scope.stack) && !live.tags.contains_key(tag::ADOPTED)
    }
}
