//! Event patterns.
//!
//! Source: EventBridge User Guide, "Creating Amazon EventBridge event patterns" and "comparison operators".

use serde_json::{Map, Value, json};

use crate::call::{Call, Fault, Reply};
use crate::iam::policy::pattern::matches as wildcard;

/// Checks a pattern's form; the error is the reason.
pub(crate) fn check(text: &str) -> Result<Value, Fault> {
    let refuse = |reason: &str| {
        Fault::new(400, "InvalidEventPatternException", format!("Event pattern is not valid. Reason: {reason}"))
    };
    let value: Value = serde_json::from_str(text).map_err(|error| refuse(&error.to_string()))?;
    let Value::Object(map) = &value else { return Err(refuse("Filter is not an object")) };
    if map.is_empty() {
        return Err(refuse("Empty patterns are not allowed"));
    }
    check_object(map).map_err(|reason| refuse(&reason))?;
    Ok(value)
}

fn check_object(map: &Map<String, Value>) -> Result<(), String> {
    for (key, value) in map {
        match value {
            Value::Object(inner) if inner.is_empty() => return Err("Empty objects are not allowed".into()),
            Value::Object(inner) => check_object(inner)?,
            Value::Array(list) if key == "$or" => {
                for one in list {
                    check_object(one.as_object().ok_or("\"$or\" must be an array of objects")?)?;
                }
            }
            Value::Array(list) if list.is_empty() => return Err("Empty arrays are not allowed".into()),
            Value::Array(list) => list.iter().try_for_each(check_condition)?,
            _ => return Err(format!("\"{key}\" must be an object or an array")),
        }
    }
    Ok(())
}

fn check_condition(condition: &Value) -> Result<(), String> {
    let map = match condition {
        Value::Array(_) => return Err("Match value must be String, number, true, false, or null".into()),
        Value::Object(map) => map,
        _ => return Ok(()),
    };
    let (Some((operator, argument)), 1) = (map.iter().next(), map.len()) else {
        return Err("Only one key allowed in match expression".into());
    };
    let text_or_ignoring_case = |value: &Value| {
        value.is_string() || value["equals-ignore-case"].is_string() && value.as_object().is_some_and(|m| m.len() == 1)
    };
    let fits = match operator.as_str() {
        "prefix" | "suffix" => text_or_ignoring_case(argument),
        "equals-ignore-case" | "cidr" | "wildcard" => argument.is_string(),
        "exists" => argument.is_boolean(),
        "numeric" => argument.as_array().is_some_and(|list| {
            !list.is_empty()
                && list.len() % 2 == 0
                && list.chunks(2).all(|p| {
                    p[0].as_str().is_some_and(|o| ["<", "<=", "=", ">", ">="].contains(&o)) && p[1].is_number()
                })
        }),
        "anything-but" => match argument {
            Value::Array(list) => !list.is_empty() && list.iter().all(|v| v.is_string() || v.is_number()),
            Value::Object(inner) => {
                inner.len() == 1
                    && ["prefix", "suffix", "equals-ignore-case", "wildcard"].iter().any(|k| inner.contains_key(*k))
            }
            other => other.is_string() || other.is_number(),
        },
        _ => return Err(format!("Unrecognized match type {operator}")),
    };
    if fits { Ok(()) } else { Err(format!("Value of {operator} is not valid")) }
}

/// Whether an event fits a checked pattern.
pub(crate) fn matches(pattern: &Value, event: &Value) -> bool {
    let Value::Object(map) = pattern else { return false };
    map.iter().all(|(key, wanted)| match wanted {
        Value::Array(any) if key == "$or" => any.iter().any(|one| matches(one, event)),
        Value::Array(conditions) => match event.get(key) {
            Some(Value::Array(values)) => {
                if values.is_empty() {
                    conditions.iter().any(|c| holds(c, None))
                } else {
                    values.iter().any(|v| conditions.iter().any(|c| holds(c, Some(v))))
                }
            }
            value => conditions.iter().any(|c| holds(c, value)),
        },
        Value::Object(_) => match event.get(key) {
            Some(Value::Array(values)) => values.iter().any(|v| matches(wanted, v)),
            Some(inner) => matches(wanted, inner),
            // Only `exists: false` inside can fit what is not there.
            None => matches(wanted, &json!({})),
        },
        _ => false,
    })
}

fn holds(condition: &Value, value: Option<&Value>) -> bool {
    let Value::Object(map) = condition else {
        return value.is_some_and(|value| same(condition, value));
    };
    let Some((operator, argument)) = map.iter().next() else { return false };
    if operator == "exists" {
        return argument.as_bool() == Some(value.is_some_and(|v| !v.is_object()));
    }
    let Some(value) = value else { return false };
    match operator.as_str() {
        "anything-but" => match argument {
            Value::Array(list) => !list.iter().any(|one| same(one, value)),
            Value::Object(_) => !holds(argument, Some(value)),
            one => !same(one, value),
        },
        "numeric" => numeric(argument, value),
        _ => value.as_str().is_some_and(|text| text_holds(operator, argument, text)),
    }
}

fn text_holds(operator: &str, argument: &Value, text: &str) -> bool {
    let (wanted, text) = match (argument.as_str(), argument["equals-ignore-case"].as_str()) {
        (Some(wanted), _) if operator == "equals-ignore-case" => (wanted.to_lowercase(), text.to_lowercase()),
        (Some(wanted), _) => (wanted.to_owned(), text.to_owned()),
        (None, Some(wanted)) => (wanted.to_lowercase(), text.to_lowercase()),
        _ => return false,
    };
    match operator {
        "prefix" => text.starts_with(&wanted),
        "suffix" => text.ends_with(&wanted),
        "equals-ignore-case" => text == wanted,
        "wildcard" => wildcard(&wanted, &text),
        "cidr" => match (wanted.parse::<ipnet::IpNet>(), text.parse::<std::net::IpAddr>()) {
            (Ok(network), Ok(address)) => network.contains(&address),
            _ => false,
        },
        _ => false,
    }
}

fn same(wanted: &Value, value: &Value) -> bool {
    match (wanted.as_f64(), value.as_f64()) {
        (Some(a), Some(b)) => a == b,
        _ => wanted == value,
    }
}

fn numeric(tests: &Value, value: &Value) -> bool {
    let (Some(tests), Some(value)) = (tests.as_array(), value.as_f64()) else { return false };
    tests.chunks(2).all(|test| {
        let Some(limit) = test.get(1).and_then(Value::as_f64) else { return false };
        match test[0].as_str() {
            Some("<") => value < limit,
            Some("<=") => value <= limit,
            Some("=") => value == limit,
            Some(">") => value > limit,
            Some(">=") => value >= limit,
            _ => false,
        }
    })
}

/// `TestEventPattern`.
pub(crate) fn test(call: &mut Call<'_>) -> Reply {
    let pattern = check(&call.text("EventPattern").unwrap_or_default())?;
    let event: Value = serde_json::from_str(&call.text("Event").unwrap_or_default())
        .map_err(|_| super::invalid("Parameter Event is not valid."))?;
    let needed = ["id", "account", "source", "time", "region", "resources", "detail-type"];
    if let Some(name) = needed.iter().find(|name| event.get(**name).is_none()) {
        return Err(super::invalid(format!("Parameter {name} must be present in Event.")));
    }
    Ok(json!({ "Result": matches(&pattern, &event) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_select_events() {
        let event = json!({"source": "aws.ec2", "detail": {"state": "stopped", "count": 5, "tags": ["a", "b"]}});
        let fits = |pattern: &str| matches(&check(pattern).expect("a valid pattern"), &event);
        assert!(fits(r#"{"source": ["aws.ec2"], "detail": {"state": ["stopping", "stopped"]}}"#));
        assert!(!fits(r#"{"source": ["aws.ec2"], "detail": {"state": ["running"]}}"#));
        assert!(fits(r#"{"detail": {"tags": ["b"]}}"#));
        assert!(fits(r#"{"detail": {"count": [{"numeric": [">", 4, "<=", 5]}]}}"#));
        assert!(fits(r#"{"detail": {"state": [{"anything-but": ["running"]}], "owner": [{"exists": false}]}}"#));
        assert!(fits(r#"{"$or": [{"source": ["aws.eks"]}, {"source": [{"prefix": "aws."}]}]}"#));
        assert!(!fits(r#"{"detail": {"owner": [{"anything-but": "me"}]}}"#));
    }

    #[test]
    fn broken_patterns_are_refused() {
        for bad in ["", "[]", "{}", r#"{"source": "aws.ec2"}"#, r#"{"source": []}"#, r#"{"source": [{"like": "x"}]}"#] {
            assert_eq!(check(bad).expect_err(bad).code, "InvalidEventPatternException");
        }
    }
}
