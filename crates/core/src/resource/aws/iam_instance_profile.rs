//! An instance profile that holds one role.
//!
//! Key: the name, unique in the account. Calls: iam:GetInstanceProfile, CreateInstanceProfile,
//! AddRoleToInstanceProfile, RemoveRoleFromInstanceProfile, TagInstanceProfile, UntagInstanceProfile,
//! DeleteInstanceProfile, ListInstanceProfiles. Ready at once; EC2 sees it after some seconds. Immutable: the path.

use std::time::Duration;

use aws_sdk_iam::types as iam;

use super::Name;
use super::iam_role::{RolePath, to_tags};
use crate::error::{Answer, Result};
use crate::graph::Value;
use crate::resource::{Claim, Diff, Facts, Field, Kind, Owned, OwnedTags, Resource, Shown, Tags, tag};
use crate::world::World;

/// A profile as it shall be. It holds exactly one role; another one is taken out.
#[derive(Clone, Debug)]
pub struct InstanceProfile {
    pub name: String,
    pub path: String,
    /// The role's name.
    pub role: String,
    pub tags: OwnedTags,
}

#[derive(Clone, Debug)]
pub struct Live {
    pub name: String,
    pub arn: String,
    pub path: String,
    pub role: Option<String>,
    pub tags: Tags,
}

impl Live {
    pub fn name(&self) -> Value<String> {
        Value::Known(self.name.clone())
    }
}

impl Resource for InstanceProfile {
    const KIND: Kind = Kind("iam.instance_profile");
    const PACE: Duration = Duration::from_secs(1);
    const CONSISTENCY: &'static [&'static str] = &["NoSuchEntity"];
    const IN_USE: &'static [&'static str] = &["DeleteConflict"];

    type Key = Name;
    type Live = Live;

    async fn read(key: &Name, world: &World) -> Result<Option<Live>> {
        let get = world.iam().get_instance_profile().instance_profile_name(&key.0).send().await;
        let found = get.found("iam:GetInstanceProfile")?.and_then(|answer| answer.instance_profile);
        Ok(found.map(|profile| Live {
            name: profile.instance_profile_name,
            arn: profile.arn,
            path: profile.path,
            role: profile.roles.into_iter().next().map(|role| role.role_name),
            tags: profile.tags.unwrap_or_default().into_iter().map(|tag: iam::Tag| (tag.key, tag.value)).collect(),
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
            "a profile's path is fixed: choose another name, or delete it",
        );
        diff.compare("role", &live.role, &Some(self.role.clone()));
        diff.extend(self.tags.diff(&live.tags));
        diff
    }

    fn fields(&self) -> Vec<Field> {
        let mut fields = vec![Field::added("role", Shown::of(&self.role)), Field::added("path", Shown::of(&self.path))];
        fields.extend(self.tags.fields());
        fields
    }

    fn preview(&self, key: &Name, live: Option<&Live>, facts: &Facts) -> Live {
        Live {
            name: key.0.clone(),
            arn: format!("arn:{}:iam::{}:instance-profile{}{}", facts.partition, facts.account, self.path, key.0),
            path: self.path.clone(),
            role: Some(self.role.clone()),
            tags: self.tags.preview(live.map(|live| &live.tags)),
        }
    }

    async fn create(&self, key: &Name, world: &World) -> Result<Option<Name>> {
        let create = world.iam().create_instance_profile().instance_profile_name(&key.0).path(&self.path);
        create.set_tags(Some(to_tags(&self.tags.all())?)).send().await.of("iam:CreateInstanceProfile")?;
        Ok(None)
    }

    async fn update(&self, key: &Name, live: &Live, world: &World) -> Result<()> {
        let (iam, name) = (world.iam(), &key.0);
        if live.role.as_ref() != Some(&self.role) {
            if let Some(other) = &live.role {
                let remove = iam.remove_role_from_instance_profile().instance_profile_name(name).role_name(other);
                remove.send().await.found("iam:RemoveRoleFromInstanceProfile")?;
            }
            let add = iam.add_role_to_instance_profile().instance_profile_name(name).role_name(&self.role);
            add.send().await.of("iam:AddRoleToInstanceProfile")?;
        }
        let (mut set, remove) = self.tags.changes(&live.tags);
        if live.role.as_ref().is_some_and(|role| *role != self.role) {
            // Instances that run act as the role of before for a while, so it is not to go before them.
            set.insert(
                tag::ROLE_SINCE.to_owned(),
                world.clock().timestamp().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            );
        }
        if !remove.is_empty() {
            let untag = iam.untag_instance_profile().instance_profile_name(name).set_tag_keys(Some(remove));
            untag.send().await.of("iam:UntagInstanceProfile")?;
        }
        if !set.is_empty() {
            let tag = iam.tag_instance_profile().instance_profile_name(name).set_tags(Some(to_tags(&set)?));
            tag.send().await.of("iam:TagInstanceProfile")?;
        }
        Ok(())
    }

    async fn delete(key: &Name, live: &Live, world: &World) -> Result<()> {
        let (iam, name) = (world.iam(), &key.0);
        if let Some(role) = &live.role {
            let remove = iam.remove_role_from_instance_profile().instance_profile_name(name).role_name(role);
            remove.send().await.found("iam:RemoveRoleFromInstanceProfile")?;
        }
        iam.delete_instance_profile().instance_profile_name(name).send().await.of("iam:DeleteInstanceProfile")?;
        Ok(())
    }
}

impl Owned for InstanceProfile {
    type Scope = RolePath;

    async fn list(scope: &RolePath, world: &World) -> Result<Vec<Name>> {
        let list = world.iam().list_instance_profiles().path_prefix(scope.prefix()).into_paginator().items().send();
        let profiles = list.try_collect().await.of("iam:ListInstanceProfiles")?;
        let ours = profiles.into_iter().filter(|one| scope.may_hold(&one.path, &one.instance_profile_name));
        Ok(ours.map(|profile| Name(profile.instance_profile_name)).collect())
    }

    fn is_ours(scope: &RolePath, live: &Live) -> bool {
        live.tags.get(tag::STACK) == Some(&scope.stack) && !live.tags.contains_key(tag::ADOPTED)
    }

    async fn used(scope: &RolePath, _: &Name, live: &Live, world: &World) -> Result<Option<String>> {
        match &scope.staying {
            Some(staying) => staying.wearing_profile(&live.arn, world).await,
            None => Ok(None),
        }
    }
}
