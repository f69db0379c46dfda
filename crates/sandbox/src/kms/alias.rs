//! Aliases.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::lookup::{self, Names};
use super::{fault, key, page};
use crate::call::{Call, Fault, Reply};
use crate::time::Time;

/// Aliases of keys that AWS makes for a service when they are first asked for.
///
/// Source: KMS Developer Guide, "AWS managed keys".
const AWS: &[&str] = &["ebs", "ecr", "rds", "s3", "secretsmanager", "sns", "sqs", "ssm", "lambda", "elasticfilesystem"];

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Alias {
    pub name: String,
    pub arn: String,
    /// The key's id.
    pub target: Option<String>,
    pub created: Time,
    pub updated: Time,
}

fn arn(call: &Call<'_>, name: &str) -> String {
    format!("arn:{}:kms:{}:{}:{name}", call.partition, call.region, call.caller.account)
}

/// Makes the key of an AWS alias; answers its id, or nothing for any other name.
pub(crate) fn make_aws_key(call: &mut Call<'_>, name: &str) -> Option<String> {
    let service = name.strip_prefix("alias/aws/").filter(|service| AWS.contains(service))?;
    let mut made =
        key::build(call, format!("Default key that protects my {service} data when no other key is defined"));
    made.aws_managed = true;
    let (id, now) = (made.id.clone(), made.created);
    let alias =
        Alias { name: name.to_owned(), arn: arn(call, name), target: Some(id.clone()), created: now, updated: now };
    let state = &mut call.regional().kms;
    state.keys.insert(id.clone(), made);
    state.aliases.insert(name.to_owned(), alias);
    Some(id)
}

/// The request's alias name, checked.
fn name(call: &Call<'_>) -> Result<String, Fault> {
    let name = call.text("AliasName").unwrap_or_default();
    let fits = name.bytes().all(|b| b.is_ascii_alphanumeric() || b":/_-".contains(&b));
    if !fits || name.is_empty() {
        return Err(fault::constraint(
            &name,
            "aliasName",
            "Member must satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$",
        ));
    }
    if name.len() > 256 {
        return Err(fault::constraint(&name, "aliasName", "Member must have length less than or equal to 256"));
    }
    match name.strip_prefix("alias/") {
        None | Some("") => Err(fault::validation("Invalid identifier")),
        Some(rest) if rest.starts_with("aws/") => Err(Fault::new(400, "NotAuthorizedException", "")),
        Some(rest) if rest.contains(':') => {
            Err(Fault::new(400, "ValidationException", format!("{name} contains invalid characters for an alias")))
        }
        Some(_) => Ok(name),
    }
}

/// The key that an alias is to point to, alive.
fn target(call: &mut Call<'_>) -> Result<String, Fault> {
    let id = lookup::id(call, "TargetKeyId", Names::Keys)?;
    match call.regional().kms.keys.get(&id) {
        Some(key) if key.deletion.is_some() => Err(fault::invalid_state(format!("{} is pending deletion.", key.arn))),
        _ => Ok(id),
    }
}

pub(crate) fn create(call: &mut Call<'_>) -> Reply {
    let name = name(call)?;
    let (arn, now) = (arn(call, &name), call.now());
    let target = target(call)?;
    let aliases = &mut call.regional().kms.aliases;
    if aliases.contains_key(&name) {
        let message = format!("An alias with the name {arn} already exists");
        return Err(Fault::new(400, "AlreadyExistsException", message));
    }
    aliases.insert(name.clone(), Alias { name, arn, target: Some(target), created: now, updated: now });
    Ok(json!({}))
}

fn missing(arn: &str) -> Fault {
    fault::not_found(format!("Alias {arn} is not found."))
}

pub(crate) fn update(call: &mut Call<'_>) -> Reply {
    let name = name(call)?;
    let (arn, now) = (arn(call, &name), call.now());
    let target = target(call)?;
    let alias = call.regional().kms.aliases.get_mut(&name).ok_or_else(|| missing(&arn))?;
    (alias.target, alias.updated) = (Some(target), now);
    Ok(json!({}))
}

pub(crate) fn delete(call: &mut Call<'_>) -> Reply {
    let name = name(call)?;
    let arn = arn(call, &name);
    call.regional().kms.aliases.remove(&name).map(|_| json!({})).ok_or_else(|| missing(&arn))
}

pub(crate) fn list(call: &mut Call<'_>) -> Reply {
    let key = match call.text("KeyId") {
        Some(_) => Some(lookup::id(call, "KeyId", Names::Keys)?),
        None => None,
    };
    let items = call
        .regional()
        .kms
        .aliases
        .values()
        .filter(|alias| key.is_none() || alias.target == key)
        .map(|alias| {
            let mut shown = json!({
                "AliasName": alias.name,
                "AliasArn": alias.arn,
                "CreationDate": alias.created.epoch_seconds(),
                "LastUpdatedDate": alias.updated.epoch_seconds(),
            });
            if let Some(target) = &alias.target {
                shown["TargetKeyId"] = target.clone().into();
            }
            (alias.name.clone(), shown)
        })
        .collect();
    page(call, "Aliases", items)
}
