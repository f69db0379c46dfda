//! Instance profiles.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Tags, fault, page, role, tag};
use crate::call::{Call, Fault, Reply};
use crate::time::Time;
use crate::world::World;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct InstanceProfile {
    pub name: String,
    pub path: String,
    /// `AIPA` and 17 characters.
    pub id: String,
    pub arn: String,
    pub created: Time,
    /// The role's name; a profile holds at most one.
    pub role: Option<String>,
    /// When the role was last put in or taken out.
    pub role_changed: Time,
    pub tags: Tags,
}

impl InstanceProfile {
    /// The profile with its role; lists leave the tags out.
    fn show(&self, world: &World, account: &str) -> Value {
        let role = self.role.as_ref().and_then(|name| super::find_role(world, account, name));
        json!({
            "Path": self.path,
            "InstanceProfileName": self.name,
            "InstanceProfileId": self.id,
            "Arn": self.arn,
            "CreateDate": self.created.rfc3339(),
            "Roles": role.iter().map(|role| role.show_in_list(world)).collect::<Vec<_>>(),
        })
    }
}

/// The profile that the request names.
pub(crate) fn open<'c>(call: &'c mut Call<'_>) -> Result<&'c mut InstanceProfile, Fault> {
    let name = call.text("InstanceProfileName").unwrap_or_default();
    call.account()
        .iam
        .instance_profiles
        .get_mut(&name.to_lowercase())
        .ok_or_else(|| fault::no_such_entity(format!("Instance Profile {name} cannot be found.")))
}

pub(crate) fn create(call: &mut Call<'_>) -> Reply {
    let name = call.text("InstanceProfileName").unwrap_or_default();
    let path = call.text("Path").unwrap_or_else(|| "/".into());
    let tags = tag::given(call)?;
    let key = name.to_lowercase();
    if call.account().iam.instance_profiles.contains_key(&key) {
        return Err(fault::already_exists(format!("Instance Profile {name} already exists.")));
    }
    let now = call.now();
    let profile = InstanceProfile {
        id: call.world.unique_id("AIPA"),
        arn: format!("arn:{}:iam::{}:instance-profile{path}{name}", call.partition, call.caller.account),
        name,
        path,
        created: now,
        role: None,
        role_changed: now,
        tags,
    };
    let mut shown = profile.show(call.world, &call.caller.account);
    shown["Tags"] = tag::shown(&profile.tags);
    call.account().iam.instance_profiles.insert(key, profile);
    Ok(json!({ "InstanceProfile": shown }))
}

pub(crate) fn get(call: &mut Call<'_>) -> Reply {
    let profile = open(call)?.clone();
    let mut shown = profile.show(call.world, &call.caller.account);
    shown["Tags"] = tag::shown(&profile.tags);
    Ok(json!({ "InstanceProfile": shown }))
}

pub(crate) fn list(call: &mut Call<'_>) -> Reply {
    let prefix = call.text("PathPrefix").unwrap_or_else(|| "/".into());
    answer(call, |profile| profile.path.starts_with(&prefix))
}

/// `ListInstanceProfilesForRole`.
pub(crate) fn list_for_role(call: &mut Call<'_>) -> Reply {
    let key = role::open(call)?.name.to_lowercase();
    answer(call, |profile| profile.role.as_ref().is_some_and(|role| role.to_lowercase() == key))
}

fn answer(call: &mut Call<'_>, wanted: impl Fn(&InstanceProfile) -> bool) -> Reply {
    let found: Vec<InstanceProfile> =
        call.account().iam.instance_profiles.values().filter(|p| wanted(p)).cloned().collect();
    let items = found.iter().map(|p| (p.name.to_lowercase(), p.show(call.world, &call.caller.account))).collect();
    page::answer(call, "InstanceProfiles", items)
}

pub(crate) fn add_role(call: &mut Call<'_>) -> Reply {
    open(call)?;
    let role = role::open_own(call)?.name.clone();
    let now = call.now();
    let profile = open(call)?;
    if profile.role.is_some() {
        return Err(fault::limit_exceeded("Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1"));
    }
    (profile.role, profile.role_changed) = (Some(role), now);
    Ok(json!({}))
}

pub(crate) fn remove_role(call: &mut Call<'_>) -> Reply {
    open(call)?;
    let role = role::open_own(call)?.name.clone();
    let now = call.now();
    let profile = open(call)?;
    if profile.role.as_ref() != Some(&role) {
        return Err(fault::no_such_entity(format!(
            "The role with name {role} cannot be found in instance profile {}.",
            profile.name
        )));
    }
    (profile.role, profile.role_changed) = (None, now);
    Ok(json!({}))
}

pub(crate) fn delete(call: &mut Call<'_>) -> Reply {
    let profile = open(call)?;
    if profile.role.is_some() {
        return Err(fault::delete_conflict("Cannot delete entity, must remove roles from instance profile first."));
    }
    let key = profile.name.to_lowercase();
    call.account().iam.instance_profiles.remove(&key);
    Ok(json!({}))
}
