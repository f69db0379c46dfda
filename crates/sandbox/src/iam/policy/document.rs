//! The grammar of policy documents.
//!
//! Source: IAM User Guide, "Grammar of the IAM JSON policy language".

use serde_json::{Map, Value};

/// What a policy hangs on; it decides which elements the grammar demands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Attached to a role or user: no principal, a resource is needed.
    Identity,
    /// A role's trust: a principal is needed, a resource is forbidden.
    Trust,
    /// A queue's, key's or bus's own: both.
    Resource,
}

/// One parsed policy.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Document {
    pub version: Option<String>,
    pub statements: Vec<Statement>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    pub sid: Option<String>,
    pub allow: bool,
    pub principal: Option<Principal>,
    pub actions: Selection,
    pub resources: Option<Selection>,
    pub conditions: Vec<Condition>,
}

/// `Principal` or, negated, `NotPrincipal`.
#[derive(Clone, Debug, PartialEq)]
pub struct Principal {
    pub negated: bool,
    /// Pairs of type (`AWS`, `Service`, `Federated`, `CanonicalUser`) and value; `*` is `("AWS", "*")`.
    pub values: Vec<(String, String)>,
}

/// `Action` and `Resource`, or their negations.
#[derive(Clone, Debug, PartialEq)]
pub struct Selection {
    pub negated: bool,
    pub patterns: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    pub operator: String,
    pub key: String,
    pub values: Vec<String>,
}

const TOP: &[&str] = &["Version", "Id", "Statement"];
const ELEMENTS: &[&str] =
    &["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"];
const PRINCIPALS: &[&str] = &["AWS", "Service", "Federated", "CanonicalUser"];
const SYNTAX: &str = "Syntax errors in policy.";

impl Document {
    /// Parses and checks a policy; the error is IAM's message for `MalformedPolicyDocument`.
    pub fn parse(text: &str, kind: Kind) -> Result<Document, String> {
        let syntax = || String::from(if kind == Kind::Trust { "This policy contains invalid Json" } else { SYNTAX });
        let value: Value = serde_json::from_str(text).map_err(|_| syntax())?;
        let top = value.as_object().ok_or_else(syntax)?;
        if let Some(key) = top.keys().find(|key| !TOP.contains(&key.as_str())) {
            return Err(unknown(kind, key));
        }
        let version = match top.get("Version") {
            None => None,
            Some(Value::String(v)) if v == "2012-10-17" || v == "2008-10-17" => Some(v.clone()),
            Some(_) => return Err(SYNTAX.into()),
        };
        // Identity policies of today need the current language; trust and resource policies may be older.
        if kind == Kind::Identity && version.as_deref() != Some("2012-10-17") {
            return Err("Policy document must be version 2012-10-17 or greater.".into());
        }
        let list = match top.get("Statement") {
            Some(Value::Array(list)) if !list.is_empty() => list.clone(),
            Some(one @ Value::Object(_)) => vec![one.clone()],
            _ => return Err(SYNTAX.into()),
        };
        let statements = list.iter().map(|one| statement(one, kind)).collect::<Result<Vec<_>, _>>()?;
        let mut sids: Vec<&str> =
            statements.iter().filter_map(|s| s.sid.as_deref()).filter(|s| !s.is_empty()).collect();
        sids.sort_unstable();
        if sids.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err("Statement IDs (SID) in a single policy must be unique.".into());
        }
        Ok(Document { version, statements })
    }

    /// Refuses resources of another partition than the account's; a partition with a wildcard is none.
    pub fn check_partition(&self, partition: &str) -> Result<(), String> {
        let patterns = self.statements.iter().filter_map(|s| s.resources.as_ref()).flat_map(|r| &r.patterns);
        for resource in patterns {
            let given = resource.strip_prefix("arn:").and_then(|rest| rest.split(':').next());
            if let Some(given) = given.filter(|given| *given != partition && !given.contains(['*', '?', '$'])) {
                return Err(format!("Partition \"{given}\" is not valid for resource \"{resource}\"."));
            }
        }
        Ok(())
    }

    /// Every principal named in it, as pairs of type and value.
    pub fn principals(&self) -> impl Iterator<Item = &(String, String)> {
        self.statements.iter().filter_map(|s| s.principal.as_ref()).flat_map(|p| p.values.iter())
    }
}

fn unknown(kind: Kind, key: &str) -> String {
    if kind == Kind::Trust { format!("Unknown field {key}") } else { SYNTAX.into() }
}

fn statement(value: &Value, kind: Kind) -> Result<Statement, String> {
    let map = value.as_object().ok_or(SYNTAX)?;
    if let Some(key) = map.keys().find(|key| !ELEMENTS.contains(&key.as_str())) {
        return Err(unknown(kind, key));
    }
    let sid = match map.get("Sid") {
        None => None,
        Some(Value::String(sid)) => Some(sid.clone()),
        Some(_) => return Err(SYNTAX.into()),
    };
    if kind == Kind::Identity && sid.iter().flat_map(|s| s.chars()).any(|c| !c.is_ascii_alphanumeric()) {
        return Err(format!(
            "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression \
             [0-9A-Za-z]*: {}",
            sid.unwrap_or_default()
        ));
    }
    let allow = match map.get("Effect").and_then(Value::as_str) {
        Some("Allow") => true,
        Some("Deny") => false,
        None if kind == Kind::Trust => return Err("Missing required field Effect".into()),
        Some(_) if kind == Kind::Trust => return Err("Invalid effect".into()),
        _ => return Err(SYNTAX.into()),
    };
    let principal = principal(map, kind)?;
    let actions = selection(map, "Action", "NotAction")?
        .ok_or_else(|| missing(kind, "Action", "Policy statement must contain actions."))?;
    actions.patterns.iter().try_for_each(|action| check_action(action))?;
    let resources = selection(map, "Resource", "NotResource")?;
    match (&resources, kind) {
        (Some(_), Kind::Trust) => return Err("Has prohibited field Resource".into()),
        (None, Kind::Identity) => return Err("Policy statement must contain resources.".into()),
        (Some(found), Kind::Identity) => found.patterns.iter().try_for_each(|one| check_resource(one))?,
        _ => {}
    }
    Ok(Statement { sid, allow, principal, actions, resources, conditions: conditions(map)? })
}

fn missing(kind: Kind, field: &str, otherwise: &str) -> String {
    if kind == Kind::Trust { format!("Missing required field {field}") } else { otherwise.into() }
}

fn principal(map: &Map<String, Value>, kind: Kind) -> Result<Option<Principal>, String> {
    let (negated, value) = match (map.get("Principal"), map.get("NotPrincipal")) {
        (None, None) if kind == Kind::Identity => return Ok(None),
        (None, None) => return Err("Missing required field Principal".into()),
        (Some(_), Some(_)) => return Err(SYNTAX.into()),
        _ if kind == Kind::Identity => {
            return Err("Policy document should not specify a principal.".into());
        }
        (Some(value), None) => (false, value),
        (None, Some(value)) => (true, value),
    };
    let values = match value {
        Value::String(star) if star == "*" => vec![("AWS".to_owned(), "*".to_owned())],
        Value::Object(kinds) if !kinds.is_empty() => {
            let mut values = Vec::new();
            for (kind, list) in kinds {
                if !PRINCIPALS.contains(&kind.as_str()) {
                    return Err(format!("Unknown principal type {kind}"));
                }
                values.extend(strings(list)?.into_iter().map(|value| (kind.clone(), value)));
            }
            values
        }
        other => return Err(format!("Invalid principal in policy: {other}")),
    };
    Ok(Some(Principal { negated, values }))
}

fn selection(map: &Map<String, Value>, plain: &str, negated: &str) -> Result<Option<Selection>, String> {
    let (negated, value) = match (map.get(plain), map.get(negated)) {
        (None, None) => return Ok(None),
        (Some(_), Some(_)) => return Err(SYNTAX.into()),
        (Some(value), None) => (false, value),
        (None, Some(value)) => (true, value),
    };
    let patterns = strings(value)?;
    Ok((!patterns.is_empty()).then_some(Selection { negated, patterns }))
}

/// A string or a list of strings.
fn strings(value: &Value) -> Result<Vec<String>, String> {
    match value {
        Value::String(one) => Ok(vec![one.clone()]),
        Value::Array(list) => list.iter().map(|v| v.as_str().map(String::from).ok_or_else(|| SYNTAX.into())).collect(),
        _ => Err(SYNTAX.into()),
    }
}

fn check_action(action: &str) -> Result<(), String> {
    if action == "*" {
        return Ok(());
    }
    let (vendor, name) =
        action.split_once(':').ok_or("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")?;
    if name.contains(':') {
        return Err("Actions/Condition can contain only one colon.".into());
    }
    if vendor != "*" && !vendor.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.') {
        return Err(format!("Vendor {vendor} is not valid"));
    }
    Ok(())
}

fn check_resource(resource: &str) -> Result<(), String> {
    if resource == "*" {
        return Ok(());
    }
    let parts: Vec<&str> = resource.splitn(6, ':').collect();
    if parts.len() < 2 {
        return Err(format!("Resource {resource} must be in ARN format or \"*\"."));
    }
    if parts[0] != "arn" && parts[0] != "*" || parts.len() < 6 && !resource.ends_with('*') {
        return Err("The policy failed legacy parsing".into());
    }
    let partition = parts[1];
    if !(partition.contains('*') || partition.starts_with("aws")) {
        return Err(format!("Partition \"{partition}\" is not valid for resource \"{resource}\"."));
    }
    if parts.get(2) == Some(&"iam") && parts.get(3).is_some_and(|region| !region.is_empty()) {
        return Err(format!("IAM resource {resource} cannot contain region information."));
    }
    Ok(())
}

fn conditions(map: &Map<String, Value>) -> Result<Vec<Condition>, String> {
    let Some(block) = map.get("Condition") else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for (operator, tests) in block.as_object().ok_or(SYNTAX)? {
        if super::condition::Operator::parse(operator).is_none() {
            return Err(format!("Unsupported operator {operator}."));
        }
        for (key, value) in tests.as_object().ok_or(SYNTAX)? {
            let values = match value {
                Value::Array(list) => list.iter().map(scalar).collect::<Result<Vec<_>, _>>()?,
                one => vec![scalar(one)?],
            };
            found.push(Condition { operator: operator.clone(), key: key.clone(), values });
        }
    }
    Ok(found)
}

fn scalar(value: &Value) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Bool(_) | Value::Number(_) => Ok(value.to_string()),
        _ => Err(SYNTAX.into()),
    }
}
