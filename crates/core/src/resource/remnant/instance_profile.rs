//! Instance profiles that Karpenter has made for a cluster's classes. While one holds a role, the role cannot go.
//!
//! Found by their path. Calls: iam:ListInstanceProfiles, RemoveRoleFromInstanceProfile, DeleteInstanceProfile.

use super::{Left, Remnant};
use crate::error::{Answer, Result};
use crate::resource::Kind;
use crate::world::World;

/// Every profile under `/karpenter/<region>/<cluster>/`, where Karpenter puts them since 1.7.
#[derive(Clone, Debug)]
pub struct KarpenterProfiles {
    pub cluster: String,
}

impl Remnant for KarpenterProfiles {
    const KIND: Kind = Kind("iam.instance_profile");
    const WHY: &'static str = "made by Karpenter; deleted here when Karpenter leaves it";
    const IN_USE: &'static [&'static str] = &["DeleteConflict"];

    async fn list(&self, world: &World) -> Result<Vec<Left>> {
        let path = format!("/karpenter/{}/{}/", world.region(), self.cluster);
        let list = world.iam().list_instance_profiles().path_prefix(path).into_paginator().items().send();
        let profiles = list.try_collect().await.of("iam:ListInstanceProfiles")?;
        Ok(profiles.into_iter().map(|profile| Left { id: profile.instance_profile_name, leaving: false }).collect())
    }

    async fn delete(&self, id: &str, world: &World) -> Result<()> {
        let get = world.iam().get_instance_profile().instance_profile_name(id).send().await;
        let Some(profile) = get.found("iam:GetInstanceProfile")?.and_then(|answer| answer.instance_profile) else {
            return Ok(());
        };
        for role in profile.roles {
            let remove = world.iam().remove_role_from_instance_profile().instance_profile_name(id);
            remove.role_name(role.role_name).send().await.found("iam:RemoveRoleFromInstanceProfile")?;
        }
        let delete = world.iam().delete_instance_profile().instance_profile_name(id).send().await;
        delete.found("iam:DeleteInstanceProfile")?;
        Ok(())
    }
}
