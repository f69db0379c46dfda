//! Values of fields as a plan shows them.

use karpool::resource::{Field, Shown};
use serde_json::Value;

use super::style;

/// What is not there.
const ABSENT: &str = "(none)";
const PENDING: &str = "(known after apply)";
const SECRET: &str = "(secret)";

/// A value in one line. Long documents are summarised unless everything is asked for.
pub(crate) fn value(shown: &Shown, verbose: bool) -> String {
    match shown {
        Shown::Absent => ABSENT.to_owned(),
        Shown::Pending(_) => PENDING.to_owned(),
        Shown::Secret => SECRET.to_owned(),
        Shown::Known(value) if verbose => value.to_string(),
        Shown::Known(value) => brief(value),
    }
}

fn brief(value: &Value) -> String {
    match value {
        Value::String(text) => brief_text(text),
        Value::Object(map) => match policy(value) {
            Some(summary) => summary,
            None if map.is_empty() => "{}".to_owned(),
            None => {
                let entries = map.iter().map(|(key, value)| format!("{key}: {}", brief(value)));
                format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
            }
        },
        Value::Array(items) => format!("[{}]", items.iter().map(brief).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

/// A text without quotes where nothing can be mistaken; a document in a text by what it is.
fn brief_text(text: &str) -> String {
    let document = text.starts_with('{').then(|| serde_json::from_str::<Value>(text).ok()).flatten();
    if let Some(summary) = document.as_ref().and_then(policy) {
        return summary;
    }
    let lines = text.lines().count();
    if lines > 1 {
        return format!("({})", style::count(lines, "line"));
    }
    let ambiguous = text.is_empty() || text.trim() != text || matches!(text, "true" | "false" | "null");
    if ambiguous || text.parse::<f64>().is_ok() { format!("{text:?}") } else { text.to_owned() }
}

/// `3 statements: sqs:SendMessage, ...` of a policy document.
fn policy(value: &Value) -> Option<String> {
    let statements = match value.get("Statement")? {
        Value::Array(statements) => statements.clone(),
        one => vec![one.clone()],
    };
    let mut actions: Vec<String> = Vec::new();
    for statement in &statements {
        for action in texts(&statement["Action"]).chain(texts(&statement["NotAction"])) {
            if !actions.contains(&action) {
                actions.push(action);
            }
        }
    }
    let principals = statements.iter().flat_map(|statement| match &statement["Principal"] {
        Value::Object(map) => map.values().flat_map(|value| texts(value).collect::<Vec<_>>()).collect(),
        other => texts(other).collect::<Vec<_>>(),
    });
    let mut principals: Vec<String> = principals.collect();
    principals.dedup();
    let by = if principals.is_empty() { String::new() } else { format!(" for {}", principals.join(", ")) };
    let (shown, more) = actions.split_at(actions.len().min(3));
    let more = if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
    Some(format!("{}{by}: {}{more}", style::count(statements.len(), "statement"), shown.join(", ")))
}

fn texts(value: &Value) -> impl Iterator<Item = String> {
    let items = match value {
        Value::Array(items) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Value::String(text) => vec![text.clone()],
        _ => Vec::new(),
    };
    items.into_iter()
}

/// `rolls 4 nodes: why`, when a change of this field replaces nodes.
pub(crate) fn rolls(field: &Field) -> Option<String> {
    let rolls = field.rolls.as_ref()?;
    let count = match rolls.nodes {
        Some(0) => "rolls no node now".to_owned(),
        Some(nodes) => format!("rolls {}", style::count(usize::try_from(nodes).unwrap_or(usize::MAX), "node")),
        None => "rolls nodes".to_owned(),
    };
    Some(format!("{count}: {}", rolls.why))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_policy_is_told_by_its_actions() {
        let document = json!({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "eks.amazonaws.com"}, "Action": ["sts:AssumeRole", "sts:TagSession"]},
        ]});
        let summary = "1 statement for eks.amazonaws.com: sts:AssumeRole, sts:TagSession";
        assert_eq!(value(&Shown::Known(document.clone()), false), summary);
        assert_eq!(value(&Shown::Known(json!(document.to_string())), false), summary);
        assert!(value(&Shown::Known(document), true).contains("\"Effect\":\"Allow\""));
    }

    #[test]
    fn texts_that_could_be_mistaken_are_quoted() {
        let shown = |text: &str| value(&Shown::Known(json!(text)), false);
        assert_eq!(shown("m7g.large"), "m7g.large");
        assert_eq!(shown("100"), "\"100\"");
        assert_eq!(shown("true"), "\"true\"");
        assert_eq!(value(&Shown::Secret, true), "(secret)");
    }
}
