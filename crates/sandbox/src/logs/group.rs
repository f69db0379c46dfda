//! Log groups.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Stream, constraint, invalid, no_group, page, tag};
use crate::call::{Call, Fault, Reply};
use crate::iam::policy::{Context, Requester};
use crate::kms;
use crate::time::Time;

/// Source: CloudWatch Logs API Reference, PutRetentionPolicy.
const RETENTIONS: &[i64] =
    &[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];
const CLASSES: &[&str] = &["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"];

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Group {
    pub name: String,
    /// The ARN without the `:*` that older answers carry.
    pub arn: String,
    pub created: Time,
    /// Unit: days; none is for ever.
    pub retention: Option<i64>,
    pub kms_key: Option<String>,
    pub class: String,
    pub deletion_protection: bool,
    pub tags: BTreeMap<String, String>,
    pub tags_changed: Time,
    pub streams: BTreeMap<String, Stream>,
}

impl Group {
    pub(crate) fn new(name: &str, (partition, region, account): (&str, &str, &str), now: Time) -> Group {
        Group {
            name: name.to_owned(),
            arn: format!("arn:{partition}:logs:{region}:{account}:log-group:{name}"),
            created: now,
            retention: None,
            kms_key: None,
            class: "STANDARD".into(),
            deletion_protection: false,
            tags: BTreeMap::new(),
            tags_changed: now,
            streams: BTreeMap::new(),
        }
    }

    fn show(&self) -> Value {
        let mut shown = json!({
            "logGroupName": self.name,
            "creationTime": self.created.0,
            "metricFilterCount": 0,
            "arn": format!("{}:*", self.arn),
            "storedBytes": 0,
            "logGroupClass": self.class,
            "logGroupArn": self.arn,
            "deletionProtectionEnabled": self.deletion_protection,
        });
        if let Some(days) = self.retention {
            shown["retentionInDays"] = days.into();
        }
        if let Some(key) = &self.kms_key {
            shown["kmsKeyId"] = key.clone().into();
        }
        shown
    }
}

/// The request's group name, checked.
pub(crate) fn name(call: &Call<'_>, member: &str) -> Result<String, Fault> {
    let name = call.text(member).unwrap_or_default();
    if name.is_empty() {
        return Err(constraint(&name, member, "Member must have length greater than or equal to 1"));
    }
    if name.chars().count() > 512 {
        return Err(constraint(&name, member, "Member must have length less than or equal to 512"));
    }
    if !name.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_/#".contains(&b)) {
        return Err(constraint(&name, member, "Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+"));
    }
    Ok(name)
}

/// The group that the request names.
pub(crate) fn open<'c>(call: &'c mut Call<'_>) -> Result<&'c mut Group, Fault> {
    let name = match call.text("resourceIdentifier").or_else(|| call.text("logGroupIdentifier")) {
        Some(identifier) if call.text("logGroupName").is_none() => {
            let after = identifier.split_once(":log-group:").map_or(identifier.as_str(), |(_, name)| name);
            after.strip_suffix(":*").unwrap_or(after).to_owned()
        }
        _ => name(call, "logGroupName")?,
    };
    call.regional().logs.groups.get_mut(&name).ok_or_else(no_group)
}

/// The key that a group is to be encrypted with: enabled, by ARN, with a policy that lets the service use it.
///
/// Source: CloudWatch Logs User Guide, "Set permissions on the KMS key".
fn key(call: &Call<'_>, group: &str) -> Result<Option<String>, Fault> {
    let Some(arn) = call.text("kmsKeyId") else { return Ok(None) };
    let (region, account) = (&call.region, &call.caller.account);
    let group = format!("arn:{}:logs:{region}:{account}:log-group:{group}", call.partition);
    let mut context = Context::new();
    context.set("kms:EncryptionContext:aws:logs:arn", group.clone());
    let suffix = if call.partition == "aws-cn" { "amazonaws.com.cn" } else { "amazonaws.com" };
    let services = [format!("logs.{region}.{suffix}"), format!("logs.{suffix}")];
    let requester = Requester { values: services.map(|service| ("Service", service)).to_vec() };
    let usable = kms::find_key(call.world, &arn).is_some_and(|key| {
        key.is_usable()
            && ["kms:Encrypt", "kms:Decrypt"].iter().all(|action| kms::allows(key, &requester, action, &context))
    });
    if arn.contains(":key/") && usable {
        return Ok(Some(arn));
    }
    Err(invalid(format!("The specified KMS key does not exist or is not allowed to be used with Arn '{group}'")))
}

pub(crate) fn create(call: &mut Call<'_>) -> Reply {
    let name = name(call, "logGroupName")?;
    let class = call.text("logGroupClass").unwrap_or_else(|| "STANDARD".into());
    if !CLASSES.contains(&class.as_str()) {
        let rule = format!("Member must satisfy enum value set: [{}]", CLASSES.join(", "));
        return Err(constraint(&class, "logGroupClass", &rule));
    }
    if name.starts_with("aws/") {
        return Err(invalid("Log groups starting with AWS/ are reserved for AWS."));
    }
    let tags = tag::given(call)?;
    let kms_key = key(call, &name)?;
    let (region, account, partition, now) =
        (call.region.clone(), call.account_id(), call.partition.clone(), call.now());
    let deletion_protection = call.input["deletionProtectionEnabled"].as_bool().unwrap_or(false);
    let groups = &mut call.regional().logs.groups;
    if groups.contains_key(&name) {
        return Err(Fault::new(400, "ResourceAlreadyExistsException", "The specified log group already exists"));
    }
    let mut group = Group::new(&name, (&partition, &region, &account), now);
    (group.class, group.tags, group.kms_key) = (class, tags, kms_key);
    group.deletion_protection = deletion_protection;
    groups.insert(name, group);
    Ok(json!({}))
}

pub(crate) fn delete(call: &mut Call<'_>) -> Reply {
    let group = open(call)?;
    if group.deletion_protection {
        let message = "The specified log group has deletion protection enabled.";
        return Err(Fault::new(400, "ValidationException", message));
    }
    let name = group.name.clone();
    call.regional().logs.groups.remove(&name);
    Ok(json!({}))
}

pub(crate) fn describe(call: &mut Call<'_>) -> Reply {
    let pattern = call.text("logGroupNamePattern").filter(|p| !p.is_empty());
    let prefix = match call.text("logGroupNamePrefix") {
        Some(_) if pattern.is_some() => {
            return Err(invalid("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters."));
        }
        Some(_) => name(call, "logGroupNamePrefix")?,
        None => String::new(),
    };
    let class = call.text("logGroupClass");
    let identifiers: Vec<String> = call.input["logGroupIdentifiers"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    let named = |group: &Group| {
        identifiers.is_empty()
            || identifiers.iter().any(|one| *one == group.name || one.strip_suffix(":*").unwrap_or(one) == group.arn)
    };
    let folded = pattern.map(|p| p.to_lowercase());
    let items = call
        .regional()
        .logs
        .groups
        .values()
        .filter(|g| g.name.starts_with(&prefix) && named(g))
        .filter(|g| folded.as_ref().is_none_or(|p| g.name.to_lowercase().contains(p)))
        .filter(|g| class.as_ref().is_none_or(|class| g.class == *class))
        .map(|g| (g.name.clone(), g.show()))
        .collect();
    page(call, "logGroups", items)
}

pub(crate) fn put_retention(call: &mut Call<'_>) -> Reply {
    name(call, "logGroupName")?;
    let days = call.input["retentionInDays"].as_i64().unwrap_or_default();
    if !RETENTIONS.contains(&days) {
        let all: Vec<String> = RETENTIONS.iter().map(i64::to_string).collect();
        let rule = format!("Member must satisfy enum value set: [{}]", all.join(", "));
        return Err(constraint(&days.to_string(), "retentionInDays", &rule));
    }
    open(call)?.retention = Some(days);
    Ok(json!({}))
}

pub(crate) fn delete_retention(call: &mut Call<'_>) -> Reply {
    open(call)?.retention = None;
    Ok(json!({}))
}

pub(crate) fn associate_key(call: &mut Call<'_>) -> Reply {
    let name = open(call)?.name.clone();
    let key = key(call, &name)?;
    open(call)?.kms_key = key;
    Ok(json!({}))
}

pub(crate) fn disassociate_key(call: &mut Call<'_>) -> Reply {
    open(call)?.kms_key = None;
    Ok(json!({}))
}
