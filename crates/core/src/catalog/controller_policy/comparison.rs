//! Compares our tables with a normalised copy of upstream's template, kept outside the repository.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Parameters, policies};
use crate::catalog::interruption;
use crate::policy::{Document, Effect, Principal, Statement, trust};

/// Differences between our tables and the normalised template: empty when they agree.
pub fn differences(template: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare_policies(template, &mut found);
    compare("queue policy", &interruption::queue_policy("${QueueArn}"), &template["queue_policy"], &mut found);
    let trust_template = &template["node_role"]["trust"];
    compare("node role trust", &trust::ec2("${UrlSuffix}"), trust_template, &mut found);
    compare_queue(template, &mut found);
    compare_rules(template, &mut found);
    found
}

fn parameters_of_placeholders() -> Parameters {
    Parameters {
        cluster: "${ClusterName}".into(),
        partition: "${Partition}".into(),
        region: "${Region}".into(),
        account: "${AccountId}".into(),
        node_role_arns: vec!["${NodeRoleArn}".into()],
        queue_arn: Some("${QueueArn}".into()),
        instance_profile_is_ours: false,
        isolated: false,
        karpenter_minor: 14,
    }
}

fn compare_policies(template: &Value, found: &mut Vec<String>) {
    let theirs: BTreeMap<String, &Value> = list(&template["controller_policies"])
        .map(|policy| (format!("Karpenter{}", text(&policy["id"]).trim_end_matches("Policy")), policy))
        .collect();
    let ours = policies(&parameters_of_placeholders());
    for (name, document) in &ours {
        match theirs.get(*name) {
            None => found.push(format!("{name}: not in the template")),
            Some(policy) => compare(name, document, policy, found),
        }
    }
    let unknown = theirs.keys().filter(|name| ours.iter().all(|(known, _)| known != name));
    found.extend(unknown.map(|name| format!("{name}: only in the template")));
}

fn compare(name: &str, ours: &Document, theirs: &Value, found: &mut Vec<String>) {
    let mut theirs = document(theirs);
    // The queue policy of the template names no language version; ours names the current one.
    theirs.version = ours.version.clone();
    if ours.means_the_same_as(&theirs) {
        return;
    }
    for statement in &theirs.statements {
        let one = |statement: &Statement| Document::new(vec![statement.clone()]);
        if !ours.statements.iter().any(|own| one(own).means_the_same_as(&one(statement))) {
            found.push(format!("{name}: the template has another {}", one(statement).to_json()));
        }
    }
    if ours.statements.len() != theirs.statements.len() {
        found.push(format!("{name}: {} statements, not {}", ours.statements.len(), theirs.statements.len()));
    }
}

fn compare_queue(template: &Value, found: &mut Vec<String>) {
    let attributes = interruption::queue_attributes(None);
    let pairs = [
        ("MessageRetentionPeriod", &template["queue"]["message_retention_period_seconds"]),
        ("SqsManagedSseEnabled", &template["queue"]["sqs_managed_sse_enabled"]),
    ];
    for (name, value) in pairs {
        if attributes.get(name).map(String::as_str) != Some(value.to_string().as_str()) {
            found.push(format!("queue attribute {name}: the template has {value}"));
        }
    }
}

fn compare_rules(template: &Value, found: &mut Vec<String>) {
    let rules: Vec<&Value> = list(&template["event_rules"]).collect();
    for rule in &rules {
        let own = interruption::RULES.iter().find(|own| own.id == rule["id"]);
        let same = own.is_some_and(|own| own.event_pattern() == rule["event_pattern"])
            && rule["targets"][0]["id"] == interruption::TARGET_ID;
        if !same {
            found.push(format!("event rule {}: the template has {rule}", rule["id"]));
        }
    }
    if rules.len() != interruption::RULES.len() {
        found.push(format!("{} event rules, the template has {}", interruption::RULES.len(), rules.len()));
    }
}

fn document(value: &Value) -> Document {
    let mut document = Document::new(list(&value["statements"]).map(statement).collect());
    document.version = value["version"].as_str().map(str::to_owned);
    document
}

fn statement(value: &Value) -> Statement {
    let texts = |value: &Value| match value {
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>(),
        Value::Null => Vec::new(),
        one => vec![text(one)],
    };
    let named = |value: &Value| match value {
        Value::Object(kinds) => {
            Some(Principal::Named(kinds.iter().map(|(kind, names)| (kind.clone(), texts(names))).collect()))
        }
        Value::Null => None,
        _ => Some(Principal::Everyone),
    };
    let mut statement = Statement::allow(texts(&value["actions"])).on(texts(&value["resources"]));
    statement.sid = value["sid"].as_str().map(str::to_owned);
    statement.principal = named(&value["principal"]);
    if value["effect"] == "Deny" {
        statement.effect = Effect::Deny;
    }
    for (operator, keys) in value["conditions"].as_object().into_iter().flatten() {
        for (key, values) in keys.as_object().into_iter().flatten() {
            statement = statement.when(operator, key.clone(), texts(values));
        }
    }
    statement
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
