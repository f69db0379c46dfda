//! Users and their access keys.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Tags, boundary, fault, page, tag};
use crate::call::{Call, Fault, Reply};
use crate::time::Time;
use crate::world::World;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct User {
    pub name: String,
    pub path: String,
    /// `AIDA` and 17 characters.
    pub id: String,
    pub arn: String,
    pub created: Time,
    pub boundary: Option<String>,
    pub tags: Tags,
    pub inline: BTreeMap<String, String>,
    pub attached: Vec<String>,
    pub access_keys: Vec<AccessKey>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccessKey {
    /// `AKIA` and 16 characters.
    pub id: String,
    pub secret: String,
    pub active: bool,
    pub created: Time,
}

/// Source: IAM quotas, "Access keys per user".
const KEYS: usize = 2;

impl User {
    fn show(&self) -> Value {
        let mut value = self.show_in_list();
        value["PermissionsBoundary"] = boundary::shown(self.boundary.as_deref());
        value["Tags"] = tag::shown(&self.tags);
        value
    }

    fn show_in_list(&self) -> Value {
        json!({
            "Path": self.path,
            "UserName": self.name,
            "UserId": self.id,
            "Arn": self.arn,
            "CreateDate": self.created.rfc3339(),
        })
    }
}

/// The user and account that an access key belongs to.
pub fn find_access_key<'a>(world: &'a World, id: &str) -> Option<(&'a str, &'a User, &'a AccessKey)> {
    world.accounts.values().find_map(|account| {
        account.iam.users.values().find_map(|user| {
            user.access_keys.iter().find(|key| key.id == id).map(|key| (account.id.as_str(), user, key))
        })
    })
}

/// The user that the request names, or else the calling user.
pub(crate) fn open<'c>(call: &'c mut Call<'_>) -> Result<&'c mut User, Fault> {
    let own = call.caller.arn.split_once(":user/").and_then(|(_, path)| path.rsplit('/').next());
    let name = match call.text("UserName") {
        Some(name) => name,
        None => own
            .ok_or_else(|| fault::validation("Must specify userName when calling with non-User credentials"))?
            .to_owned(),
    };
    call.account()
        .iam
        .users
        .get_mut(&name.to_lowercase())
        .ok_or_else(|| fault::no_such_entity(format!("The user with name {name} cannot be found.")))
}

pub(crate) fn create(call: &mut Call<'_>) -> Reply {
    let name = call.text("UserName").unwrap_or_default();
    let path = call.text("Path").unwrap_or_else(|| "/".into());
    let tags = tag::given(call)?;
    let boundary = boundary::given(call)?;
    let key = name.to_lowercase();
    if call.account().iam.users.contains_key(&key) {
        return Err(fault::already_exists(format!("User with name {name} already exists.")));
    }
    let user = User {
        id: call.world.unique_id("AIDA"),
        arn: format!("arn:{}:iam::{}:user{path}{name}", call.partition, call.caller.account),
        name,
        path,
        created: call.now(),
        boundary,
        tags,
        inline: BTreeMap::new(),
        attached: Vec::new(),
        access_keys: Vec::new(),
    };
    let shown = user.show();
    call.account().iam.users.insert(key, user);
    Ok(json!({ "User": shown }))
}

pub(crate) fn get(call: &mut Call<'_>) -> Reply {
    if call.text("UserName").is_none() && call.caller.arn.ends_with(":root") {
        let (arn, id) = (call.caller.arn.clone(), call.caller.account.clone());
        return Ok(json!({"User": {
            "Path": "/", "UserName": "root", "UserId": id, "Arn": arn, "CreateDate": Time(0).rfc3339(),
        }}));
    }
    Ok(json!({ "User": open(call)?.show() }))
}

pub(crate) fn list(call: &mut Call<'_>) -> Reply {
    let prefix = call.text("PathPrefix").unwrap_or_else(|| "/".into());
    let users = call.account().iam.users.values().filter(|u| u.path.starts_with(&prefix));
    let items = users.map(|u| (u.name.to_lowercase(), u.show_in_list())).collect();
    page::answer(call, "Users", items)
}

pub(crate) fn delete(call: &mut Call<'_>) -> Reply {
    let user = open(call)?;
    let blocker = [
        (!user.access_keys.is_empty(), "must delete access keys first."),
        (!user.attached.is_empty(), "must detach all policies first."),
        (!user.inline.is_empty(), "must delete policies first."),
    ];
    if let Some((_, reason)) = blocker.iter().find(|(blocks, _)| *blocks) {
        return Err(fault::delete_conflict(format!("Cannot delete entity, {reason}")));
    }
    let key = user.name.to_lowercase();
    call.account().iam.users.remove(&key);
    Ok(json!({}))
}

pub(crate) fn create_access_key(call: &mut Call<'_>) -> Reply {
    if open(call)?.access_keys.len() >= KEYS {
        return Err(fault::limit_exceeded(format!("Cannot exceed quota for AccessKeysPerUser: {KEYS}")));
    }
    let mut id = call.world.unique_id("AKIA");
    id.truncate(20);
    let secret: String =
        (0..3).map(|_| call.world.uuid().replace('-', "")).collect::<String>().chars().take(40).collect();
    let key = AccessKey { id, secret, active: true, created: call.now() };
    let user = open(call)?;
    let shown = json!({
        "UserName": user.name,
        "AccessKeyId": key.id,
        "Status": "Active",
        "SecretAccessKey": key.secret,
        "CreateDate": key.created.rfc3339(),
    });
    user.access_keys.push(key);
    Ok(json!({ "AccessKey": shown }))
}

pub(crate) fn list_access_keys(call: &mut Call<'_>) -> Reply {
    let user = open(call)?;
    let mut items: Vec<(String, Value)> = user
        .access_keys
        .iter()
        .map(|key| {
            let status = if key.active { "Active" } else { "Inactive" };
            let created = key.created.rfc3339();
            let shown = json!({"UserName": user.name, "AccessKeyId": key.id, "Status": status, "CreateDate": created});
            (key.id.clone(), shown)
        })
        .collect();
    items.sort_by(|a, b| a.0.cmp(&b.0));
    page::answer(call, "AccessKeyMetadata", items)
}

fn missing_key(id: &str) -> Fault {
    fault::no_such_entity(format!("The Access Key with id {id} cannot be found."))
}

pub(crate) fn delete_access_key(call: &mut Call<'_>) -> Reply {
    let id = call.text("AccessKeyId").unwrap_or_default();
    let user = open(call)?;
    let before = user.access_keys.len();
    user.access_keys.retain(|key| key.id != id);
    if user.access_keys.len() == before { Err(missing_key(&id)) } else { Ok(json!({})) }
}

pub(crate) fn update_access_key(call: &mut Call<'_>) -> Reply {
    let id = call.text("AccessKeyId").unwrap_or_default();
    let active = match call.text("Status").as_deref() {
        Some("Active") => true,
        Some("Inactive") => false,
        other => {
            let rule = "Member must satisfy enum value set: [Active, Inactive]";
            return Err(fault::constraint(other.unwrap_or_default(), "status", rule));
        }
    };
    let user = open(call)?;
    user.access_keys.iter_mut().find(|key| key.id == id).ok_or_else(|| missing_key(&id))?.active = active;
    Ok(json!({}))
}
