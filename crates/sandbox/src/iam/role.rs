//! Roles.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::policy::{Document, Kind};
use super::{Tags, boundary, fault, page, principal, tag};
use crate::call::{Call, Fault, Reply};
use crate::time::Time;
use crate::world::World;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Role {
    pub name: String,
    pub path: String,
    /// `AROA` and 17 characters; a role made again has another.
    pub id: String,
    pub arn: String,
    pub created: Time,
    /// The trust policy as JSON text.
    pub trust: String,
    /// Ids of the roles and users that the trust policy names, by ARN, as they were when it was written.
    pub trust_ids: BTreeMap<String, String>,
    pub trust_changed: Time,
    pub description: Option<String>,
    /// Unit: seconds.
    pub max_session_duration: i64,
    pub boundary: Option<String>,
    pub tags: Tags,
    /// Inline policies by name.
    pub inline: BTreeMap<String, String>,
    /// ARNs of attached managed policies, in the order of attachment.
    pub attached: Vec<String>,
    /// When attachments or inline policies last changed.
    pub permissions_changed: Time,
    /// When and from which region it was last assumed.
    pub last_used: Option<(Time, String)>,
    /// The service a service-linked role belongs to.
    pub linked_service: Option<String>,
}

/// Source: IAM quotas (default), "Role trust policy length" and "Role name length".
const TRUST_SIZE: usize = 2048;
const RESERVED_PATH: &str = "/aws-service-role/";

impl Role {
    /// The role as `GetRole` shows it.
    fn show(&self, world: &World) -> Value {
        let mut value = self.show_in_list(world);
        value["Tags"] = tag::shown(&self.tags);
        value["PermissionsBoundary"] = boundary::shown(self.boundary.as_deref());
        value["RoleLastUsed"] = match &self.last_used {
            Some((at, region)) => json!({"LastUsedDate": at.rfc3339(), "Region": region}),
            None => json!({}),
        };
        value
    }

    /// The role as lists and instance profiles show it: without tags, boundary and last use.
    pub(crate) fn show_in_list(&self, world: &World) -> Value {
        json!({
            "Path": self.path,
            "RoleName": self.name,
            "RoleId": self.id,
            "Arn": self.arn,
            "CreateDate": self.created.rfc3339(),
            "AssumeRolePolicyDocument": encode(&principal::render(world, &self.trust, &self.trust_ids)),
            "Description": self.description,
            "MaxSessionDuration": self.max_session_duration,
        })
    }
}

/// IAM answers policy documents percent-encoded after RFC 3986.
pub(crate) fn encode(document: &str) -> String {
    const SET: &percent_encoding::AsciiSet =
        &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
    percent_encoding::utf8_percent_encode(document, SET).to_string()
}

/// The role that the request names.
pub(crate) fn open<'c>(call: &'c mut Call<'_>) -> Result<&'c mut Role, Fault> {
    let name = call.text("RoleName").unwrap_or_default();
    call.account()
        .iam
        .roles
        .get_mut(&name.to_lowercase())
        .ok_or_else(|| fault::no_such_entity(format!("The role with name {name} cannot be found.")))
}

/// As [`open`], for changes: service-linked roles refuse them.
pub(crate) fn open_own<'c>(call: &'c mut Call<'_>) -> Result<&'c mut Role, Fault> {
    let role = open(call)?;
    if role.linked_service.is_some() { Err(fault::protected(&role.name)) } else { Ok(role) }
}

pub(crate) fn create(call: &mut Call<'_>) -> Reply {
    let name = call.text("RoleName").unwrap_or_default();
    let path = call.text("Path").unwrap_or_else(|| "/".into());
    let (trust, trust_ids) = trust_policy(call, "AssumeRolePolicyDocument")?;
    let max_session_duration = session_duration(call)?.unwrap_or(3600);
    let tags = tag::given(call)?;
    let boundary = boundary::given(call)?;
    if path.starts_with(RESERVED_PATH) {
        return Err(fault::invalid_input(format!("The path {path} is reserved for service-linked roles.")));
    }
    let key = name.to_lowercase();
    if call.account().iam.roles.contains_key(&key) {
        return Err(fault::already_exists(format!("Role with name {name} already exists.")));
    }
    let now = call.now();
    let role = Role {
        id: call.world.unique_id("AROA"),
        arn: format!("arn:{}:iam::{}:role{path}{name}", call.partition, call.caller.account),
        name,
        path,
        created: now,
        trust,
        trust_ids,
        trust_changed: now,
        description: call.text("Description"),
        max_session_duration,
        boundary,
        tags,
        inline: BTreeMap::new(),
        attached: Vec::new(),
        permissions_changed: now,
        last_used: None,
        linked_service: None,
    };
    let shown = role.show(call.world);
    call.account().iam.roles.insert(key, role);
    Ok(json!({ "Role": shown }))
}

/// A trust policy of the request, parsed, with its principals found.
fn trust_policy(call: &Call<'_>, member: &str) -> Result<(String, BTreeMap<String, String>), Fault> {
    let text = call.text(member).unwrap_or_default();
    let document = Document::parse(&text, Kind::Trust).map_err(fault::malformed_policy)?;
    for statement in &document.statements {
        if let Some(action) =
            statement.actions.patterns.iter().find(|a| !a.to_lowercase().starts_with("sts:") && *a != "*")
        {
            let vendor = action.split(':').next().unwrap_or_default();
            return Err(fault::malformed_policy(format!(
                "AssumeRole policy may only specify STS AssumeRole actions. Vendor {vendor} is not allowed."
            )));
        }
    }
    let ids = principal::resolve(call.world, &document, &call.partition)
        .map_err(|bad| fault::malformed_policy(format!("Invalid principal in policy: {bad}")))?;
    if text.chars().filter(|c| !c.is_whitespace()).count() > TRUST_SIZE {
        return Err(fault::limit_exceeded(format!("Cannot exceed quota for ACLSizePerRole: {TRUST_SIZE}")));
    }
    Ok((principal::normalise(&text, &call.partition), ids))
}

fn session_duration(call: &Call<'_>) -> Result<Option<i64>, Fault> {
    let Some(text) = call.text("MaxSessionDuration") else {
        return Ok(None);
    };
    let bound = |rule: &str| Err(fault::constraint(&text, "maxSessionDuration", rule));
    match text.parse::<i64>() {
        Ok(n) if n < 3600 => bound("Member must have value greater than or equal to 3600"),
        Ok(n) if n > 43200 => bound("Member must have value less than or equal to 43200"),
        Ok(n) => Ok(Some(n)),
        Err(_) => bound("Member must be an integer"),
    }
}

pub(crate) fn get(call: &mut Call<'_>) -> Reply {
    let role = open(call)?.clone();
    Ok(json!({ "Role": role.show(call.world) }))
}

pub(crate) fn list(call: &mut Call<'_>) -> Reply {
    let prefix = call.text("PathPrefix").unwrap_or_else(|| "/".into());
    let roles: Vec<Role> = call.account().iam.roles.values().filter(|r| r.path.starts_with(&prefix)).cloned().collect();
    let items = roles.iter().map(|r| (r.name.to_lowercase(), r.show_in_list(call.world))).collect();
    page::answer(call, "Roles", items)
}

pub(crate) fn update(call: &mut Call<'_>) -> Reply {
    let description = call.text("Description");
    let duration = session_duration(call)?;
    let role = open_own(call)?;
    if let Some(text) = description {
        role.description = Some(text);
    }
    // What is not given goes back to its default. Source: IAM API Reference, UpdateRole.
    role.max_session_duration = duration.unwrap_or(3600);
    Ok(json!({}))
}

pub(crate) fn update_description(call: &mut Call<'_>) -> Reply {
    let description = call.text("Description");
    open_own(call)?.description = description;
    get(call)
}

pub(crate) fn update_trust(call: &mut Call<'_>) -> Reply {
    open_own(call)?;
    let (trust, ids) = trust_policy(call, "PolicyDocument")?;
    let now = call.now();
    let role = open_own(call)?;
    (role.trust, role.trust_ids, role.trust_changed) = (trust, ids, now);
    Ok(json!({}))
}

pub(crate) fn delete(call: &mut Call<'_>) -> Reply {
    let role = open_own(call)?;
    let key = role.name.to_lowercase();
    if !role.attached.is_empty() {
        return Err(fault::delete_conflict("Cannot delete entity, must detach all policies first."));
    }
    if !role.inline.is_empty() {
        return Err(fault::delete_conflict("Cannot delete entity, must delete policies first."));
    }
    let state = &mut call.account().iam;
    if state.instance_profiles.values().any(|p| p.role.as_ref().is_some_and(|r| r.to_lowercase() == key)) {
        return Err(fault::delete_conflict("Cannot delete entity, must remove roles from instance profile first."));
    }
    state.roles.remove(&key);
    Ok(json!({}))
}
