//! Inline policies of roles and users.

use std::collections::BTreeMap;

use serde_json::json;

use super::policy::{Document, Kind};
use super::role::encode;
use super::{fault, page, role, user};
use crate::call::{Call, Fault, Reply};

/// What carries inline policies, in words and quotas.
///
/// Source: IAM quotas: all inline policies together, white space not counted.
struct Holder {
    word: &'static str,
    member: &'static str,
    most: usize,
}

const ROLE: Holder = Holder { word: "role", member: "RoleName", most: 10_240 };
const USER: Holder = Holder { word: "user", member: "UserName", most: 2_048 };

fn holder(call: &Call<'_>) -> &'static Holder {
    if call.operation.contains("Role") { &ROLE } else { &USER }
}

fn policies<'c>(call: &'c mut Call<'_>, change: bool) -> Result<&'c mut BTreeMap<String, String>, Fault> {
    if !call.operation.contains("Role") {
        return Ok(&mut user::open(call)?.inline);
    }
    let now = call.now();
    let role = if change { role::open_own(call)? } else { role::open(call)? };
    if change {
        role.permissions_changed = now;
    }
    Ok(&mut role.inline)
}

/// A document's length as quotas count it.
pub(crate) fn size(document: &str) -> usize {
    document.chars().filter(|c| !c.is_whitespace()).count()
}

pub(crate) fn put(call: &mut Call<'_>) -> Reply {
    let name = call.text("PolicyName").unwrap_or_default();
    let document = call.text("PolicyDocument").unwrap_or_default();
    let holder = holder(call);
    let subject = call.text(holder.member).unwrap_or_default();
    let partition = call.partition.clone();
    let policies = policies(call, true)?;
    let parsed = Document::parse(&document, Kind::Identity).map_err(fault::malformed_policy)?;
    parsed.check_partition(&partition).map_err(fault::malformed_policy)?;
    let others: usize = policies.iter().filter(|(other, _)| **other != name).map(|(_, text)| size(text)).sum();
    if others + size(&document) > holder.most {
        return Err(fault::limit_exceeded(format!(
            "Maximum policy size of {} bytes exceeded for {} {subject}",
            holder.most, holder.word
        )));
    }
    policies.insert(name, document);
    Ok(json!({}))
}

fn missing(holder: &Holder, name: &str) -> Fault {
    fault::no_such_entity(format!("The {} policy with name {name} cannot be found.", holder.word))
}

pub(crate) fn get(call: &mut Call<'_>) -> Reply {
    let name = call.text("PolicyName").unwrap_or_default();
    let holder = holder(call);
    let subject = call.text(holder.member).unwrap_or_default();
    let document = policies(call, false)?.get(&name).cloned().ok_or_else(|| missing(holder, &name))?;
    Ok(json!({ holder.member: subject, "PolicyName": name, "PolicyDocument": encode(&document) }))
}

pub(crate) fn delete(call: &mut Call<'_>) -> Reply {
    let name = call.text("PolicyName").unwrap_or_default();
    let holder = holder(call);
    policies(call, true)?.remove(&name).ok_or_else(|| missing(holder, &name))?;
    Ok(json!({}))
}

pub(crate) fn list(call: &mut Call<'_>) -> Reply {
    let items = policies(call, false)?.keys().map(|name| (name.clone(), json!(name))).collect();
    page::answer(call, "PolicyNames", items)
}
