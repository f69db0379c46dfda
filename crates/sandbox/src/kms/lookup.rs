//! Finding keys: by id, ARN, alias name or alias ARN.

use super::{Key, State, fault};
use crate::call::{Call, Fault};
use crate::iam::policy::{Context, Request, Requester, evaluate_resource};
use crate::world::World;

/// A key by ARN or alias ARN, whatever account and region.
pub fn find_key<'a>(world: &'a World, arn: &str) -> Option<&'a Key> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", _, "kms", region, account, resource] = parts.as_slice() else { return None };
    let state = &world.accounts.get(*account)?.regions.get(*region)?.kms;
    state.keys.get(id_of(state, resource)?)
}

/// A key as another service's input names it: id, ARN, alias name or alias ARN, in the given account and region.
pub fn resolve<'a>(world: &'a World, account: &str, region: &str, reference: &str) -> Option<&'a Key> {
    if reference.starts_with("arn:") {
        return find_key(world, reference);
    }
    let state = &world.accounts.get(account)?.regions.get(region)?.kms;
    match reference.starts_with("alias/") {
        true => state.keys.get(id_of(state, reference)?),
        false => state.keys.get(reference),
    }
}

/// Whether a key's policy lets a requester do something; statements for the account's root leave it to IAM.
pub fn allows(key: &Key, requester: &Requester, action: &str, context: &Context) -> bool {
    let request = Request { action, resource: &key.arn, context };
    key.document().is_some_and(|document| evaluate_resource(&document, requester, request).is_allowed())
}

/// The id behind `key/<id>` or `alias/<name>`.
fn id_of<'a>(state: &'a State, resource: &'a str) -> Option<&'a str> {
    match resource.strip_prefix("key/") {
        Some(id) => Some(id),
        None => state.aliases.get(resource)?.target.as_deref(),
    }
}

/// Which forms of a key's name an operation takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Names {
    Keys,
    KeysAndAliases,
}

/// The id of the key that a request's `KeyId` (or another member) names.
pub(crate) fn id(call: &mut Call<'_>, member: &str, names: Names) -> Result<String, Fault> {
    let given = call.text(member).unwrap_or_default();
    let own = format!("arn:{}:kms:{}:{}:", call.partition, call.region, call.caller.account);
    let resource = match given.strip_prefix(&own) {
        Some(resource) => resource.to_owned(),
        None if given.starts_with("arn:") => return Err(foreign(call, &given)),
        None if given.starts_with("alias/") => given.clone(),
        None => format!("key/{given}"),
    };
    if let Some(id) = resource.strip_prefix("key/") {
        if !is_id(id) {
            return Err(fault::not_found(format!("Invalid keyId '{given}'")));
        }
        let exists = call.regional().kms.keys.contains_key(id);
        let missing = fault::not_found(format!("Key '{own}key/{id}' does not exist"));
        return if exists { Ok(id.to_owned()) } else { Err(missing) };
    }
    if names == Names::Keys || !resource.starts_with("alias/") {
        return Err(fault::not_found(format!("Invalid keyId '{given}'")));
    }
    let target = call.regional().kms.aliases.get(&resource).and_then(|alias| alias.target.clone());
    match target {
        Some(id) => Ok(id),
        None => super::alias::make_aws_key(call, &resource)
            .ok_or_else(|| fault::not_found(format!("Alias {own}{resource} is not found."))),
    }
}

/// ARNs of other places: another region or service is wrong, another account's key is not shared here.
fn foreign(call: &Call<'_>, arn: &str) -> Fault {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    match parts.as_slice() {
        [_, _, "kms", region, _, _] if *region != call.region => {
            Fault::new(400, "NotFoundException", format!("Invalid arn {region}"))
        }
        [_, _, "kms", _, _, _] => Fault::new(
            400,
            "AccessDeniedException",
            format!(
                "User: {} is not authorized to perform: kms:{} on resource: {arn} because no resource-based \
                 policy allows the kms:{} action",
                call.caller.arn, call.operation, call.operation
            ),
        ),
        _ => Fault::new(400, "InvalidArnException", format!("Invalid ARN '{arn}'")),
    }
}

/// Key ids are UUIDs; those of multi-Region keys start with `mrk-`.
fn is_id(text: &str) -> bool {
    if let Some(rest) = text.strip_prefix("mrk-") {
        return rest.len() == 32 && rest.bytes().all(|b| b.is_ascii_hexdigit());
    }
    let groups: Vec<usize> = text.split('-').map(str::len).collect();
    groups == [8, 4, 4, 4, 12] && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
}

/// The key that the request names, for a change.
pub(crate) fn open<'c>(call: &'c mut Call<'_>) -> Result<&'c mut Key, Fault> {
    let id = id(call, "KeyId", Names::Keys)?;
    let missing = fault::not_found(format!("Key '{id}' does not exist"));
    call.regional().kms.keys.get_mut(&id).ok_or(missing)
}

/// As [`open`]; keys that wait for their deletion refuse.
pub(crate) fn open_alive<'c>(call: &'c mut Call<'_>) -> Result<&'c mut Key, Fault> {
    let key = open(call)?;
    if key.deletion.is_some() {
        Err(fault::invalid_state(format!("{} is pending deletion.", key.arn)))
    } else {
        Ok(key)
    }
}
