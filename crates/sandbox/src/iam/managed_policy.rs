//! Customer managed policies and their versions.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::aws_policy::{self, AwsPolicy};
use super::policy::{Document, Kind};
use super::role::encode;
use super::{State, Tags, attachment, fault, inline, page, tag};
use crate::call::{Call, Fault, Reply};
use crate::time::Time;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ManagedPolicy {
    pub name: String,
    pub path: String,
    /// `ANPA` and 17 characters.
    pub id: String,
    pub arn: String,
    pub description: Option<String>,
    pub created: Time,
    pub updated: Time,
    pub versions: Vec<Version>,
    /// The number of the version in force.
    pub default_version: u64,
    /// The number that the next version gets; numbers are never used again.
    pub next_version: u64,
    pub tags: Tags,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Version {
    pub number: u64,
    pub document: String,
    pub created: Time,
}

/// Source: IAM quotas, "Managed policy size" (white space not counted) and "Versions per managed policy".
const SIZE: usize = 6144;
const VERSIONS: usize = 5;
/// When AWS's own policies say they were made: one fixed moment.
const AWS_CREATED: &str = "2015-02-06T18:40:29Z";

impl ManagedPolicy {
    fn show(&self, state: &State) -> Value {
        json!({
            "PolicyName": self.name,
            "PolicyId": self.id,
            "Arn": self.arn,
            "Path": self.path,
            "DefaultVersionId": format!("v{}", self.default_version),
            "AttachmentCount": attachments(state, &self.arn),
            "PermissionsBoundaryUsageCount": boundaries(state, &self.arn),
            "IsAttachable": true,
            "CreateDate": self.created.rfc3339(),
            "UpdateDate": self.updated.rfc3339(),
        })
    }
}

impl Version {
    fn show(&self, default: u64) -> Value {
        json!({
            "VersionId": format!("v{}", self.number),
            "IsDefaultVersion": self.number == default,
            "CreateDate": self.created.rfc3339(),
        })
    }
}

fn show_aws(row: &AwsPolicy, partition: &str, state: &State) -> Value {
    let arn = aws_policy::arn(row, partition);
    json!({
        "PolicyName": row.name,
        "PolicyId": aws_policy::id(row),
        "Arn": arn,
        "Path": row.path,
        "DefaultVersionId": "v1",
        "AttachmentCount": attachments(state, &arn),
        "PermissionsBoundaryUsageCount": boundaries(state, &arn),
        "IsAttachable": true,
        "CreateDate": AWS_CREATED,
        "UpdateDate": AWS_CREATED,
    })
}

fn attachments(state: &State, arn: &str) -> usize {
    let roles = state.roles.values().filter(|r| r.attached.iter().any(|a| a == arn)).count();
    roles + state.users.values().filter(|u| u.attached.iter().any(|a| a == arn)).count()
}

fn boundaries(state: &State, arn: &str) -> usize {
    let roles = state.roles.values().filter(|r| r.boundary.as_deref() == Some(arn)).count();
    roles + state.users.values().filter(|u| u.boundary.as_deref() == Some(arn)).count()
}

fn missing(arn: &str) -> Fault {
    fault::no_such_entity(format!("Policy {arn} was not found."))
}

/// The customer managed policy that the request names; AWS's own refuse changes.
pub(crate) fn open<'c>(call: &'c mut Call<'_>) -> Result<&'c mut ManagedPolicy, Fault> {
    let arn = call.text("PolicyArn").unwrap_or_default();
    attachment::check_arn(&arn)?;
    if aws_policy::find(&arn).is_some() {
        return Err(Fault::new(
            403,
            "AccessDenied",
            format!(
                "User: {} is not authorized to perform: iam:{} on resource: policy {arn}",
                call.caller.arn, call.operation
            ),
        ));
    }
    call.account().iam.policies.get_mut(&arn).ok_or_else(|| missing(&arn))
}

fn document(call: &Call<'_>) -> Result<String, Fault> {
    let text = call.text("PolicyDocument").unwrap_or_default();
    let parsed = Document::parse(&text, Kind::Identity).map_err(fault::malformed_policy)?;
    parsed.check_partition(&call.partition).map_err(fault::malformed_policy)?;
    if inline::size(&text) > SIZE {
        return Err(fault::limit_exceeded(format!("Cannot exceed quota for PolicySize: {SIZE}")));
    }
    Ok(text)
}

pub(crate) fn create(call: &mut Call<'_>) -> Reply {
    let name = call.text("PolicyName").unwrap_or_default();
    let path = call.text("Path").unwrap_or_else(|| "/".into());
    let document = document(call)?;
    let tags = tag::given(call)?;
    let arn = format!("arn:{}:iam::{}:policy{path}{name}", call.partition, call.caller.account);
    if call.account().iam.policies.values().any(|p| p.name.eq_ignore_ascii_case(&name)) {
        return Err(fault::already_exists(format!(
            "A policy called {name} already exists. Duplicate names are not allowed."
        )));
    }
    let now = call.now();
    let policy = ManagedPolicy {
        id: call.world.unique_id("ANPA"),
        arn: arn.clone(),
        name,
        path,
        description: call.text("Description"),
        created: now,
        updated: now,
        versions: vec![Version { number: 1, document, created: now }],
        default_version: 1,
        next_version: 2,
        tags,
    };
    let state = &mut call.account().iam;
    let mut shown = policy.show(state);
    shown["Tags"] = tag::shown(&policy.tags);
    state.policies.insert(arn, policy);
    Ok(json!({ "Policy": shown }))
}

pub(crate) fn get(call: &mut Call<'_>) -> Reply {
    let arn = call.text("PolicyArn").unwrap_or_default();
    attachment::check_arn(&arn)?;
    let partition = call.partition.clone();
    let exists = attachment::exists(call, &arn);
    let state = &call.account().iam;
    let shown = match (state.policies.get(&arn), aws_policy::find(&arn)) {
        (Some(policy), _) => {
            let mut shown = policy.show(state);
            shown["Description"] = json!(policy.description);
            shown["Tags"] = tag::shown(&policy.tags);
            shown
        }
        (None, Some(row)) if exists => show_aws(row, &partition, state),
        _ => return Err(missing(&arn)),
    };
    Ok(json!({ "Policy": shown }))
}

pub(crate) fn list(call: &mut Call<'_>) -> Reply {
    let scope = call.text("Scope").unwrap_or_else(|| "All".into());
    let prefix = call.text("PathPrefix").unwrap_or_else(|| "/".into());
    let only_attached = call.text("OnlyAttached").as_deref() == Some("true");
    let usage = call.text("PolicyUsageFilter");
    let partition = call.partition.clone();
    let state = &call.account().iam;
    let mut found: Vec<Value> = Vec::new();
    if scope != "AWS" {
        found.extend(state.policies.values().map(|p| p.show(state)));
    }
    if scope != "Local" {
        found.extend(aws_policy::POLICIES.iter().map(|row| show_aws(row, &partition, state)));
    }
    let used = |policy: &Value, member: &str| policy[member].as_u64().unwrap_or_default() > 0;
    found.retain(|policy| {
        policy["Path"].as_str().is_some_and(|path| path.starts_with(&prefix))
            && (!only_attached || used(policy, "AttachmentCount"))
            && match usage.as_deref() {
                Some("PermissionsBoundary") => used(policy, "PermissionsBoundaryUsageCount"),
                Some("PermissionsPolicy") => used(policy, "AttachmentCount"),
                _ => true,
            }
    });
    let mut items: Vec<(String, Value)> =
        found.into_iter().map(|p| (p["Arn"].as_str().unwrap_or_default().to_owned(), p)).collect();
    items.sort_by(|a, b| a.0.cmp(&b.0));
    page::answer(call, "Policies", items)
}

pub(crate) fn delete(call: &mut Call<'_>) -> Reply {
    let policy = open(call)?;
    let (arn, versions) = (policy.arn.clone(), policy.versions.len());
    let state = &mut call.account().iam;
    if attachments(state, &arn) + boundaries(state, &arn) > 0 {
        return Err(fault::delete_conflict("Cannot delete a policy attached to entities."));
    }
    if versions > 1 {
        return Err(fault::delete_conflict(
            "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. \
             The default version is deleted with the policy.",
        ));
    }
    state.policies.remove(&arn);
    Ok(json!({}))
}

fn missing_version(arn: &str, version: &str) -> Fault {
    fault::no_such_entity(format!("Policy {arn} version {version} does not exist or is not attachable."))
}

fn version_number(call: &Call<'_>) -> Result<u64, Fault> {
    let text = call.text("VersionId").unwrap_or_default();
    text.strip_prefix('v').and_then(|n| n.parse().ok()).filter(|n| *n > 0).ok_or_else(|| {
        fault::constraint(
            &text,
            "versionId",
            "Member must satisfy regular expression pattern: v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?",
        )
    })
}

pub(crate) fn create_version(call: &mut Call<'_>) -> Reply {
    open(call)?;
    let document = document(call)?;
    let as_default = call.text("SetAsDefault").as_deref() == Some("true");
    let now = call.now();
    let policy = open(call)?;
    if policy.versions.len() >= VERSIONS {
        return Err(fault::limit_exceeded(
            "A managed policy can have up to 5 versions. Before you create a new version, you must delete an \
             existing version.",
        ));
    }
    let version = Version { number: policy.next_version, document, created: now };
    policy.next_version += 1;
    policy.updated = now;
    if as_default {
        policy.default_version = version.number;
    }
    let shown = version.show(policy.default_version);
    policy.versions.push(version);
    Ok(json!({ "PolicyVersion": shown }))
}

pub(crate) fn get_version(call: &mut Call<'_>) -> Reply {
    let arn = call.text("PolicyArn").unwrap_or_default();
    attachment::check_arn(&arn)?;
    let number = version_number(call)?;
    if let Some(row) = aws_policy::find(&arn).filter(|_| !call.account().iam.policies.contains_key(&arn)) {
        if number != 1 {
            return Err(missing_version(&arn, &format!("v{number}")));
        }
        return Ok(json!({"PolicyVersion": {
            "Document": encode(&aws_policy::document(row)),
            "VersionId": "v1",
            "IsDefaultVersion": true,
            "CreateDate": AWS_CREATED,
        }}));
    }
    let policy = open(call)?;
    let version = policy.versions.iter().find(|v| v.number == number);
    let version = version.ok_or_else(|| missing_version(&arn, &format!("v{number}")))?;
    let mut shown = version.show(policy.default_version);
    shown["Document"] = encode(&version.document).into();
    Ok(json!({ "PolicyVersion": shown }))
}

pub(crate) fn list_versions(call: &mut Call<'_>) -> Reply {
    let arn = call.text("PolicyArn").unwrap_or_default();
    if aws_policy::find(&arn).is_some() {
        let only = json!({"VersionId": "v1", "IsDefaultVersion": true, "CreateDate": AWS_CREATED});
        return page::answer(call, "Versions", vec![(String::from("v1"), only)]);
    }
    let policy = open(call)?;
    // Newest first.
    let items =
        policy.versions.iter().rev().map(|v| (format!("{:020}", u64::MAX - v.number), v.show(policy.default_version)));
    let items = items.collect();
    page::answer(call, "Versions", items)
}

pub(crate) fn set_default_version(call: &mut Call<'_>) -> Reply {
    let number = version_number(call)?;
    let policy = open(call)?;
    if !policy.versions.iter().any(|v| v.number == number) {
        return Err(missing_version(&policy.arn, &format!("v{number}")));
    }
    policy.default_version = number;
    Ok(json!({}))
}

pub(crate) fn delete_version(call: &mut Call<'_>) -> Reply {
    let number = version_number(call)?;
    let policy = open(call)?;
    if !policy.versions.iter().any(|v| v.number == number) {
        return Err(missing_version(&policy.arn, &format!("v{number}")));
    }
    if policy.default_version == number {
        return Err(fault::delete_conflict("Cannot delete the default version of a policy."));
    }
    policy.versions.retain(|v| v.number != number);
    Ok(json!({}))
}
