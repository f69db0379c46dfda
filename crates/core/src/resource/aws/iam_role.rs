//! An IAM role with its trust policy, inline policies and attachments.
//!
//! Key: the name, unique in the account whatever the path. Calls: iam:GetRole, ListRolePolicies, GetRolePolicy,
//! ListAttachedRolePolicies, CreateRole, UpdateRole, UpdateAssumeRolePolicy, PutRolePolicy, DeleteRolePolicy,
//! AttachRolePolicy, DetachRolePolicy, PutRolePermissionsBoundary, DeleteRolePermissionsBoundary, TagRole, UntagRole,
//! ListInstanceProfilesForRole, RemoveRoleFromInstanceProfile, DeleteRole, ListRoles. Ready at once; other services
//! see it after 5 to 20 s. Immutable: the path.

mod lingering;
mod path;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use aws_sdk_iam::types as iam;
use futures::future::{try_join, try_join_all, try_join3};

pub use path::RolePath;

use super::Name;
use crate::error::{Answer, Error, Result};
use crate::graph::{Origin, Value};
use crate::policy::Document;
use crate::resource::{Claim, Diff, Facts, Field, Kind, Owned, OwnedTags, Resource, Shown, Tags, tag};
use crate::world::World;

/// A role as it shall be. Inline policies and attachments are exclusive: what is not named is taken away.
#[derive(Clone, Debug)]
pub struct Role {
    pub name: String,
    /// Begins and ends with `/`.
    pub path: String,
    pub description: String,
    /// Known when the cluster is, where it names the cluster's OIDC provider.
    pub trust: Value<Document>,
    pub inline: BTreeMap<String, Document>,
    /// ARNs of attached policies.
    pub attached: BTreeSet<String>,
    pub boundary: Option<String>,
    /// Seconds, 3,600 to 43,200.
    pub max_session: i32,
    pub tags: OwnedTags,
}

#[derive(Clone, Debug)]
pub struct Live {
    pub arn: String,
    /// `AROA...`: a role that is deleted and made again has another one, and access entries notice.
    pub unique_id: Value<String>,
    pub path: String,
    pub description: String,
    pub trust: Value<Document>,
    pub inline: BTreeMap<String, Document>,
    pub attached: BTreeSet<String>,
    pub boundary: Option<String>,
    pub max_session: i32,
    pub tags: Tags,
    /// Karpenter has made instance profiles, and this role may delete them.
    pub has_profiles: bool,
}

impl Live {
    pub fn arn(&self) -> Value<String> {
        Value::Known(self.arn.clone())
    }

    pub fn unique_id(&self) -> Value<String> {
        self.unique_id.clone()
    }
}

impl Resource for Role {
    const KIND: Kind = Kind("iam.role");
    const PACE: Duration = Duration::from_secs(1);
    const TYPICAL: Duration = Duration::from_secs(1);
    const IN_USE: &'static [&'static str] = &["DeleteConflict"];
    const CONSISTENCY: &'static [&'static str] = &["NoSuchEntity", "MalformedPolicyDocument"];
    const SECURITY: bool = true;

    type Key = Name;
    type Live = Live;

    async fn read(key: &Name, world: &World) -> Result<Option<Live>> {
        let iam = world.iam();
        let role = async { iam.get_role().role_name(&key.0).send().await.found("iam:GetRole") };
        let (role, inline, attached) = try_join3(role, read_inline(key, world), read_attached(key, world)).await?;
        let Some(role) = role.and_then(|answer| answer.role) else { return Ok(None) };
        let tags: Tags = role.tags.unwrap_or_default().into_iter().map(|tag| (tag.key, tag.value)).collect();
        Ok(Some(Live {
            has_profiles: lingering::has_profiles(&inline, &tags, world).await?,
            arn: role.arn,
            unique_id: Value::Known(role.role_id),
            path: role.path,
            description: role.description.unwrap_or_default(),
            trust: Value::Known(parse(role.assume_role_policy_document.as_deref().unwrap_or_default())?),
            inline,
            attached,
            boundary: role.permissions_boundary.and_then(|boundary| boundary.permissions_boundary_arn),
            max_session: role.max_session_duration.unwrap_or(3600),
            tags,
        }))
    }

    fn claim(&self, live: &Live) -> Claim {
        self.tags.claim(&live.tags)
    }

    fn diff(&self, live: &Live) -> Diff {
        let mut diff = Diff::same();
        diff.compare_fixed(
            "path",
            &live.path,
            &self.path,
            "a role's path is fixed: choose another name, or delete the role",
        );
        diff.compare("description", &live.description, &self.description);
        diff.compare("maxSessionDuration", &live.max_session, &self.max_session);
        diff.compare("permissionsBoundary", &live.boundary, &self.boundary);
        if !same_trust(&live.trust, &self.trust) {
            diff.push(Field::new("trust", Shown::value(&live.trust), Shown::value(&self.trust)));
        }
        let inline = lingering::with_rights(&self.inline, live);
        for name in live.inline.keys().chain(inline.keys()).collect::<BTreeSet<_>>() {
            compare_document(&mut diff, &format!("policies.{name}"), live.inline.get(name), inline.get(name));
        }
        for arn in live.attached.symmetric_difference(&self.attached) {
            let (from, to) = (live.attached.contains(arn), self.attached.contains(arn));
            let shown = |there: bool| if there { Shown::of("attached") } else { Shown::Absent };
            diff.push(Field::new(format!("attached.{}", short(arn)), shown(from), shown(to)));
        }
        diff.extend(self.tags.diff(&live.tags));
        diff
    }

    fn fields(&self) -> Vec<Field> {
        let mut fields =
            vec![Field::added("path", Shown::of(&self.path)), Field::added("trust", Shown::value(&self.trust))];
        fields.extend(
            self.inline.iter().map(|(name, document)| Field::added(format!("policies.{name}"), Shown::of(document))),
        );
        fields.extend(
            self.attached.iter().map(|arn| Field::added(format!("attached.{}", short(arn)), Shown::of("attached"))),
        );
        fields.extend(self.boundary.iter().map(|arn| Field::added("permissionsBoundary", Shown::of(arn))));
        fields.extend(self.tags.fields());
        fields
    }

    fn preview(&self, key: &Name, live: Option<&Live>, facts: &Facts) -> Live {
        let arn = format!("arn:{}:iam::{}:role{}{}", facts.partition, facts.account, self.path, key.0);
        Live {
            arn: live.map_or(arn, |live| live.arn.clone()),
            unique_id: live
                .map_or_else(|| Value::Pending(Origin::new(&self.tags.owner.id)), |live| live.unique_id.clone()),
            path: self.path.clone(),
            description: self.description.clone(),
            trust: self.trust.clone(),
            inline: self.inline.clone(),
            attached: self.attached.clone(),
            boundary: self.boundary.clone(),
            max_session: self.max_session,
            tags: self.tags.preview(live.map(|live| &live.tags)),
            has_profiles: false,
        }
    }

    fn check(&self) -> Vec<String> {
        let size: usize = self.inline.values().map(Document::size).sum();
        let mut problems = Vec::new();
        if size > INLINE_LIMIT {
            problems.push(format!("the inline policies have {size} characters; IAM allows {INLINE_LIMIT} in all"));
        }
        // Source: IAM user guide, "IAM and STS quotas": the trust policy, unless a higher limit was asked for.
        if let Some(size) = self.trust.as_known().map(Document::size).filter(|size| *size > TRUST_LIMIT) {
            problems.push(format!("the trust policy has {size} characters; IAM allows {TRUST_LIMIT}"));
        }
        if self.name.len() > 64 {
            problems.push(format!("the role's name {} has {} characters; IAM allows 64", self.name, self.name.len()));
        }
        problems
    }

    async fn create(&self, key: &Name, world: &World) -> Result<Option<Name>> {
        let create = world
            .iam()
            .create_role()
            .role_name(&key.0)
            .path(&self.path)
            .description(&self.description)
            .max_session_duration(self.max_session)
            .assume_role_policy_document(self.trust.known()?.to_json())
            .set_permissions_boundary(self.boundary.clone())
            .set_tags(Some(to_tags(&self.tags.all())?));
        create.send().await.of("iam:CreateRole")?;
        // The policies go out at once: waiting for another look would cost a round on the critical path.
        try_join(self.put(key, self.inline.iter(), world), self.attach(key, self.attached.iter(), world)).await?;
        Ok(None)
    }

    async fn update(&self, key: &Name, live: &Live, world: &World) -> Result<()> {
        let iam = world.iam();
        let name = &key.0;
        if live.description != self.description || live.max_session != self.max_session {
            let update = iam.update_role().role_name(name).description(&self.description);
            update.max_session_duration(self.max_session).send().await.of("iam:UpdateRole")?;
        }
        if !same_trust(&live.trust, &self.trust) {
            let trust = self.trust.known()?.to_json();
            let update = iam.update_assume_role_policy().role_name(name).policy_document(trust);
            update.send().await.of("iam:UpdateAssumeRolePolicy")?;
        }
        self.update_boundary(key, live, world).await?;
        self.update_policies(key, live, world).await?;
        let (set, remove) = self.tags.changes(&live.tags);
        if !remove.is_empty() {
            iam.untag_role().role_name(name).set_tag_keys(Some(remove)).send().await.of("iam:UntagRole")?;
        }
        if !set.is_empty() {
            iam.tag_role().role_name(name).set_tags(Some(to_tags(&set)?)).send().await.of("iam:TagRole")?;
        }
        Ok(())
    }

    async fn delete(key: &Name, live: &Live, world: &World) -> Result<()> {
        let (iam, name) = (world.iam(), &key.0);
        let profiles = iam.list_instance_profiles_for_role().role_name(name).into_paginator().send().try_collect();
        let profiles = profiles.await.of("iam:ListInstanceProfilesForRole")?;
        for profile in profiles.into_iter().flat_map(|page| page.instance_profiles) {
            let remove = iam.remove_role_from_instance_profile().role_name(name);
            let remove = remove.instance_profile_name(profile.instance_profile_name).send().await;
            remove.found("iam:RemoveRoleFromInstanceProfile")?;
        }
        try_join(remove_inline(key, live.inline.keys(), world), detach(key, live.attached.iter(), world)).await?;
        iam.delete_role().role_name(name).send().await.of("iam:DeleteRole")?;
        Ok(())
    }
}

/// Characters of all inline policies of one role. Source: IAM user guide, "IAM and STS quotas", 2026-11.
pub const INLINE_LIMIT: usize = 10_240;
const TRUST_LIMIT: usize = 2_048;

/// Compared by meaning once both are known.
fn same_trust(live: &Value<Document>, want: &Value<Document>) -> bool {
    match (live, want) {
        (Value::Known(live), Value::Known(want)) => want.means_the_same_as(live),
        (live, want) => live == want,
    }
}

impl Role {
    async fn put(&self, key: &Name, policies: impl Iterator<Item = (&String, &Document)>, world: &World) -> Result<()> {
        try_join_all(policies.map(|(policy, document)| async move {
            let put = world.iam().put_role_policy().role_name(&key.0).policy_name(policy);
            put.policy_document(document.to_json()).send().await.of("iam:PutRolePolicy")
        }))
        .await?;
        Ok(())
    }

    async fn attach(&self, key: &Name, arns: impl Iterator<Item = &String>, world: &World) -> Result<()> {
        try_join_all(arns.map(|arn| async move {
            world.iam().attach_role_policy().role_name(&key.0).policy_arn(arn).send().await.of("iam:AttachRolePolicy")
        }))
        .await?;
        Ok(())
    }

    async fn update_boundary(&self, key: &Name, live: &Live, world: &World) -> Result<()> {
        match &self.boundary {
            boundary if *boundary == live.boundary => {}
            Some(arn) => {
                let put = world.iam().put_role_permissions_boundary().role_name(&key.0).permissions_boundary(arn);
                put.send().await.of("iam:PutRolePermissionsBoundary")?;
            }
            None => {
                let delete = world.iam().delete_role_permissions_boundary().role_name(&key.0);
                delete.send().await.of("iam:DeleteRolePermissionsBoundary")?;
            }
        }
        Ok(())
    }

    async fn update_policies(&self, key: &Name, live: &Live, world: &World) -> Result<()> {
        let differs =
            |name: &String, document: &Document| !live.inline.get(name).is_some_and(|l| document.means_the_same_as(l));
        let inline = lingering::with_rights(&self.inline, live);
        let put = inline.iter().filter(|(name, document)| differs(name, document));
        let attach = self.attached.difference(&live.attached);
        try_join(self.put(key, put, world), self.attach(key, attach, world)).await?;
        let gone = live.inline.keys().filter(|name| !self.inline.contains_key(*name));
        try_join(remove_inline(key, gone, world), detach(key, live.attached.difference(&self.attached), world)).await?;
        Ok(())
    }
}

async fn remove_inline(key: &Name, names: impl Iterator<Item = &String>, world: &World) -> Result<()> {
    try_join_all(names.map(|name| async move {
        let delete = world.iam().delete_role_policy().role_name(&key.0).policy_name(name);
        delete.send().await.found("iam:DeleteRolePolicy")
    }))
    .await?;
    Ok(())
}

async fn detach(key: &Name, arns: impl Iterator<Item = &String>, world: &World) -> Result<()> {
    try_join_all(arns.map(|arn| async move {
        world.iam().detach_role_policy().role_name(&key.0).policy_arn(arn).send().await.found("iam:DetachRolePolicy")
    }))
    .await?;
    Ok(())
}

async fn read_inline(key: &Name, world: &World) -> Result<BTreeMap<String, Document>> {
    let list = world.iam().list_role_policies().role_name(&key.0).into_paginator().items().send();
    let Some(names) = list.try_collect().await.found("iam:ListRolePolicies")? else { return Ok(BTreeMap::new()) };
    let documents = try_join_all(names.into_iter().map(|name| async move {
        let get = world.iam().get_role_policy().role_name(&key.0).policy_name(&name).send().await;
        match get.found("iam:GetRolePolicy")? {
            Some(answer) => Ok::<_, Error>(Some((name, parse(&answer.policy_document)?))),
            None => Ok(None),
        }
    }));
    Ok(documents.await?.into_iter().flatten().collect())
}

async fn read_attached(key: &Name, world: &World) -> Result<BTreeSet<String>> {
    let list = world.iam().list_attached_role_policies().role_name(&key.0).into_paginator().items().send();
    let attached = list.try_collect().await.found("iam:ListAttachedRolePolicies")?.unwrap_or_default();
    Ok(attached.into_iter().filter_map(|policy| policy.policy_arn).collect())
}

/// IAM answers documents URL-encoded.
pub(crate) fn parse(encoded: &str) -> Result<Document> {
    let text = percent_encoding::percent_decode_str(encoded).decode_utf8_lossy();
    Document::parse(&text).map_err(|error| Error::bug(format!("IAM gave a policy that cannot be read: {error}")))
}

fn compare_document(diff: &mut Diff, path: &str, live: Option<&Document>, want: Option<&Document>) {
    let same = match (live, want) {
        (Some(live), Some(want)) => want.means_the_same_as(live),
        (None, None) => true,
        _ => false,
    };
    if !same {
        diff.push(Field::new(path, live.map_or(Shown::Absent, Shown::of), want.map_or(Shown::Absent, Shown::of)));
    }
}

/// The policy's name without the rest of its ARN.
fn short(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

pub(super) fn to_tags(tags: &Tags) -> Result<Vec<iam::Tag>> {
    let build = |(key, value): (&String, &String)| iam::Tag::builder().key(key).value(value).build();
    tags.iter().map(build).collect::<Result<_, _>>().map_err(|error| Error::bug(error.to_string()))
}

impl Owned for Role {
    type Scope = RolePath;

    async fn list(scope: &RolePath, world: &World) -> Result<Vec<Name>> {
        let list = world.iam().list_roles().path_prefix(scope.prefix()).into_paginator().items().send();
        let roles = list.try_collect().await.of("iam:ListRoles")?;
        let ours = roles.into_iter().filter(|role| scope.may_hold(&role.path, &role.role_name));
        // Roles of services are nobody's to delete.
        let ours = ours.filter(|role| !role.path.starts_with("/aws-"));
        Ok(ours.map(|role| Name(role.role_name)).collect())
    }

    fn is_ours(scope: &RolePath, live: &Live) -> bool {
        live.tags.get(tag::STACK) == Some(&scope.stack) && !live.tags.contains_key(tag::ADOPTED)
    }

    async fn used(scope: &RolePath, key: &Name, live: &Live, world: &World) -> Result<Option<String>> {
        match &scope.staying {
            // Only a role that EC2 may take can be what a node acts as.
            Some(staying) if live.trust.known()?.to_json().contains("\"ec2.amazonaws.com") => {
                staying.acting_as(&key.0, world).await
            }
            _ => Ok(None),
        }
    }
}
