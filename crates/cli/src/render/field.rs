//! Values of fields as a plan shows them.

use karpool::resource::{Field, Shown};
use serde_json::Value;

use super::policy::{policy, texts};
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

/// A value in one line, or a list of maps item by item.
pub(crate) fn lines(shown: &Shown, verbose: bool) -> Vec<String> {
    match shown {
        Shown::Known(Value::Array(items)) if !verbose && items.len() > 1 && items.iter().all(Value::is_object) => {
            items.iter().map(brief).collect()
        }
        _ => vec![value(shown, verbose)],
    }
}

/// A map field by field; anything else as it is.
pub(crate) fn leaves(field: &Field) -> Vec<Field> {
    match &field.to {
        Shown::Known(Value::Object(map)) if !map.is_empty() => {
            let inner =
                map.iter().map(|(name, value)| Field::added(join(&field.path, name), Shown::Known(value.clone())));
            inner.flat_map(|field| leaves(&field)).collect()
        }
        _ => vec![field.clone()],
    }
}

pub(super) fn join(path: &str, name: &str) -> String {
    if name.contains(['.', '/']) { format!("{path}[\"{name}\"]") } else { format!("{path}.{name}") }
}

/// `karpenter.sh/capacity-type In on-demand`: the selectors of Kubernetes in their usual spelling.
fn requirement(map: &serde_json::Map<String, Value>) -> Option<String> {
    let (key, operator) = (map.get("key")?.as_str()?, map.get("operator")?.as_str()?);
    let values = texts(map.get("values").unwrap_or(&Value::Null)).collect::<Vec<_>>().join(", ");
    let least = map.get("minValues").map(|count| format!(" (at least {count})")).unwrap_or_default();
    Some(format!("{key} {operator} {values}{least}").trim_end().to_owned())
}

/// `CriticalAddonsOnly=true:NO_SCHEDULE`.
fn taint(map: &serde_json::Map<String, Value>) -> Option<String> {
    let (key, effect) = (map.get("key")?.as_str()?, map.get("effect")?.as_str()?);
    let value = map.get("value").and_then(Value::as_str).map(|value| format!("={value}")).unwrap_or_default();
    Some(format!("{key}{value}:{effect}"))
}

pub(super) fn brief(value: &Value) -> String {
    match value {
        Value::String(text) => brief_text(text),
        Value::Object(map) => match policy(value) {
            Some(summary) => summary,
            None if map.is_empty() => "{}".to_owned(),
            None if requirement(map).is_some() => requirement(map).unwrap_or_default(),
            None if taint(map).is_some() => taint(map).unwrap_or_default(),
            None => {
                let given = map.iter().filter(|(_, value)| !value.is_null());
                let entries = given.map(|(key, value)| format!("{key}: {}", brief(value)));
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

/// `rolls 4 nodes: why`, when a change of this field replaces nodes.
pub(crate) fn rolls(field: &Field) -> Option<String> {
    let rolls = field.rolls.as_ref()?;
    let count = match rolls.nodes {
        Some(0) => "rolls no node, as there is none now".to_owned(),
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
    fn texts_that_could_be_mistaken_are_quoted() {
        let shown = |text: &str| value(&Shown::Known(json!(text)), false);
        assert_eq!(shown("m7g.large"), "m7g.large");
        assert_eq!(shown("100"), "\"100\"");
        assert_eq!(shown("true"), "\"true\"");
        assert_eq!(value(&Shown::Secret, true), "(secret)");
    }
}
