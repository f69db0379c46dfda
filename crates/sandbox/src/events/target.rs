//! Targets of rules.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{invalid, page, rule};
use crate::call::{Call, Fault, Reply};

/// Source: EventBridge quotas, "Targets per rule".
const MOST: usize = 5;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Target {
    pub id: String,
    pub arn: String,
    /// The whole target as it was put.
    pub given: Value,
}

/// Services that rules can send to, as they stand in ARNs.
///
/// Source: EventBridge User Guide, "Amazon EventBridge targets".
const SERVICES: &[&str] = &[
    "sqs",
    "sns",
    "lambda",
    "kinesis",
    "firehose",
    "logs",
    "states",
    "ecs",
    "batch",
    "codebuild",
    "codepipeline",
    "events",
    "execute-api",
    "redshift",
    "redshift-serverless",
    "sagemaker",
    "ssm",
    "ec2",
    "inspector",
    "appsync",
];

/// Of these a target has one. Source: EventBridge API reference, Target.
const INPUTS: &[&str] = &["Input", "InputPath", "InputTransformer"];

/// Why an entry fails: its code and message, or nothing.
fn problem(target: &Value) -> Option<(&'static str, String)> {
    let arn = target["Arn"].as_str().unwrap_or_default();
    let id = target["Id"].as_str().unwrap_or_default();
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let fits = parts.len() == 6 && parts[0] == "arn" && parts[1].starts_with("aws") && SERVICES.contains(&parts[2]);
    if !fits || parts[5].is_empty() {
        let message = format!("Parameter {arn} is not valid. Reason: Provided Arn is not in correct format.");
        return Some(("ValidationException", message));
    }
    if id.is_empty() || id.len() > 64 {
        return Some(("ValidationException", format!("Parameter {id} is not valid.")));
    }
    if INPUTS.iter().filter(|member| !target[**member].is_null()).count() > 1 {
        let message = format!("Only one of Input, InputPath, or InputTransformer must be provided for target {id}.");
        return Some(("ValidationException", message));
    }
    if target["Input"].as_str().is_some_and(|text| serde_json::from_str::<Value>(text).is_err()) {
        return Some(("ValidationException", format!("JSON syntax error in input for target {id}.")));
    }
    let fifo = parts[2] == "sqs" && arn.ends_with(".fifo");
    if fifo && target["SqsParameters"]["MessageGroupId"].as_str().is_none() {
        let message = format!("Parameter(s) SqsParameters must be specified for target: {id}.");
        return Some(("ValidationException", message));
    }
    None
}

pub(crate) fn put(call: &mut Call<'_>) -> Reply {
    let targets = call.input["Targets"].as_array().cloned().unwrap_or_default();
    let partition = format!("arn:{}:", call.partition);
    let rule = rule::open(call, "Rule")?;
    // A target that can't be is refused as a whole; only conflicts of single entries are answered apart.
    let ids: Vec<&str> = targets.iter().filter_map(|t| t["Id"].as_str()).collect();
    if ids.iter().enumerate().any(|(index, id)| ids[..index].contains(id)) {
        return Err(invalid("Duplicate Target Ids are not allowed."));
    }
    let new = ids.iter().filter(|id| !rule.targets.contains_key(**id)).count();
    if rule.targets.len() + new > MOST {
        return Err(Fault::new(
            400,
            "LimitExceededException",
            "The requested resource exceeds the maximum number allowed.",
        ));
    }
    if let Some((code, message)) = targets.iter().find_map(problem) {
        return Err(Fault::new(400, code, message));
    }
    let mut failed = Vec::new();
    for target in targets {
        let id = target["Id"].as_str().unwrap_or_default().to_owned();
        let arn = target["Arn"].as_str().unwrap_or_default().to_owned();
        if !arn.starts_with(&partition) {
            failed.push(json!({
                "TargetId": id,
                "ErrorCode": "ValidationException",
                "ErrorMessage": format!("Provided Arn {arn} is in another partition."),
            }));
            continue;
        }
        rule.targets.insert(id.clone(), Target { id, arn, given: target });
    }
    Ok(json!({ "FailedEntryCount": failed.len(), "FailedEntries": failed }))
}

pub(crate) fn remove(call: &mut Call<'_>) -> Reply {
    let ids: Vec<String> =
        call.input["Ids"].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    let rule = rule::open(call, "Rule")?;
    let mut failed = Vec::new();
    for id in ids {
        if rule.targets.remove(&id).is_none() {
            failed.push(json!({
                "TargetId": id,
                "ErrorCode": "ResourceNotFoundException",
                "ErrorMessage": format!("Target {id} does not exist on rule {}.", rule.name),
            }));
        }
    }
    Ok(json!({ "FailedEntryCount": failed.len(), "FailedEntries": failed }))
}

pub(crate) fn list(call: &mut Call<'_>) -> Reply {
    let items = rule::open(call, "Rule")?.targets.values().map(|t| (t.id.clone(), t.given.clone())).collect();
    page(call, "Targets", items)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_has_one_input_and_that_is_json() {
        let target = |more: Value| {
            let mut target = json!({"Id": "1", "Arn": "arn:aws:sqs:us-east-1:111122223333:q"});
            target.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap_or_default());
            problem(&target).map(|(_, message)| message)
        };
        assert_eq!(target(json!({"Input": "not json"})).as_deref(), Some("JSON syntax error in input for target 1."));
        let both = target(json!({"Input": "{}", "InputPath": "$.detail"})).expect("refused");
        assert!(both.starts_with("Only one of Input, InputPath, or InputTransformer"), "{both}");
        for fine in [json!({}), json!({"Input": "\"text\""}), json!({"InputPath": "$.detail"})] {
            assert_eq!(target(fine), None);
        }
    }
}
