//! Policy simulation: what would a principal be allowed to do?

use serde_json::{Value, json};

use super::authorize::{Permissions, permissions};
use super::policy::{Context, Decision, Document, Kind, Request, condition, evaluate};
use super::{fault, page};
use crate::call::{Call, Fault, Reply};

/// `SimulatePrincipalPolicy`.
pub(crate) fn principal(call: &mut Call<'_>) -> Reply {
    let source = call.text("PolicySourceArn").unwrap_or_default();
    let account = match super::lookup::split_arn(&source) {
        Some((account, resource)) if resource.starts_with("role/") || resource.starts_with("user/") => {
            account.to_owned()
        }
        _ => {
            return Err(fault::invalid_input(format!(
                "Invalid Entity Arn: {source} does not clearly define entity type and name."
            )));
        }
    };
    let mut found = permissions(call.world, &account, &source)
        .ok_or_else(|| fault::no_such_entity(format!("The entity with ARN {source} cannot be found.")))?;
    found.documents.extend(documents(call, "PolicyInputList")?);
    let boundary = documents(call, "PermissionsBoundaryPolicyInputList")?;
    if !boundary.is_empty() {
        found.boundary = Some(boundary);
    }
    answer(call, &found)
}

/// `SimulateCustomPolicy`.
pub(crate) fn custom(call: &mut Call<'_>) -> Reply {
    let boundary = documents(call, "PermissionsBoundaryPolicyInputList")?;
    let found = Permissions {
        documents: documents(call, "PolicyInputList")?,
        boundary: (!boundary.is_empty()).then_some(boundary),
    };
    answer(call, &found)
}

fn documents(call: &Call<'_>, member: &str) -> Result<Vec<Document>, Fault> {
    texts(&call.input[member])
        .iter()
        .map(|text| Document::parse(text, Kind::Identity).map_err(fault::invalid_input))
        .collect()
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn context(call: &Call<'_>) -> Context {
    let mut context = Context::new();
    for entry in call.input["ContextEntries"].as_array().into_iter().flatten() {
        let key = entry["ContextKeyName"].as_str().unwrap_or_default();
        context.set_all(key, texts(&entry["ContextKeyValues"]));
    }
    context
}

fn answer(call: &Call<'_>, found: &Permissions) -> Reply {
    let context = context(call);
    let resources = match texts(&call.input["ResourceArns"]) {
        empty if empty.is_empty() => vec![String::from("*")],
        given => given,
    };
    let actions = texts(&call.input["ActionNames"]);
    if let Some(bad) = actions.iter().find(|a| a.matches(':').count() != 1) {
        return Err(fault::invalid_input(format!("Invalid action name: {bad}")));
    }
    let mut items = Vec::new();
    for action in &actions {
        for resource in &resources {
            let request = Request { action, resource, context: &context };
            items.push((format!("{:06}", items.len()), result(found, request)));
        }
    }
    page::answer(call, "EvaluationResults", items)
}

fn result(found: &Permissions, request: Request<'_>) -> Value {
    let mut shown = json!({
        "EvalActionName": request.action,
        "EvalResourceName": request.resource,
        "EvalDecision": found.decide(request).name(),
        "MatchedStatements": [],
        "MissingContextValues": missing(found, request),
    });
    if let Some(boundary) = &found.boundary {
        let allowed = evaluate(boundary, request) == Decision::Allowed;
        shown["PermissionsBoundaryDecisionDetail"] = json!({ "AllowedByPermissionsBoundary": allowed });
    }
    shown
}

/// Condition keys that the policies ask about this action and the request does not have.
fn missing(found: &Permissions, request: Request<'_>) -> Vec<String> {
    let mut keys: Vec<String> = found
        .documents
        .iter()
        .flat_map(|d| &d.statements)
        .filter(|s| {
            let mut bare = (*s).clone();
            bare.conditions.clear();
            super::policy::evaluate::applies(&bare, request)
        })
        .flat_map(|s| &s.conditions)
        .filter(|c| condition::Operator::parse(&c.operator).is_some_and(|o| o.base != "Null"))
        .filter(|c| request.context.values(&c.key).is_none())
        .map(|c| c.key.clone())
        .collect();
    keys.sort();
    keys.dedup();
    keys
}
