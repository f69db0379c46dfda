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

/// How many differences inside one field are shown.
const INNER: usize = 8;

/// What differs inside a map or list, line by line, with paths of at most this width; nothing when the field is a
/// plain value or a policy.
pub(crate) fn inner(field: &Field, width: usize) -> Option<Vec<String>> {
    let (Shown::Known(from), Shown::Known(to)) = (&field.from, &field.to) else { return None };
    let structured = |value: &Value| (value.is_object() || value.is_array()) && policy(value).is_none();
    if !structured(from) || !structured(to) {
        return None;
    }
    let plain = |value: &Value| value.as_array().is_some_and(|items| items.iter().all(|item| !structured(item)));
    if plain(from) && plain(to) {
        return None;
    }
    let mut found = Vec::new();
    differences("", from, to, &mut found);
    let line = |(path, change): &(String, String)| format!("{}: {change}", style::cut_front(path, width));
    let mut lines: Vec<String> = found.iter().map(line).collect();
    let more = lines.len().saturating_sub(INNER);
    if more > 0 {
        lines.truncate(INNER);
        lines.push(format!("and {}; --verbose shows all", style::count(more, "more difference")));
    }
    (!lines.is_empty()).then_some(lines)
}

fn differences(path: &str, from: &Value, to: &Value, found: &mut Vec<(String, String)>) {
    match (from, to) {
        (Value::Object(old), Value::Object(new)) => {
            let added = new.keys().filter(|name| !old.contains_key(*name));
            for name in old.keys().chain(added) {
                let of = |map: &serde_json::Map<String, Value>| map.get(name).cloned().unwrap_or_default();
                let place = if path.is_empty() { name.clone() } else { join(path, name) };
                differences(&place, &of(old), &of(new), found);
            }
        }
        (Value::Array(old), Value::Array(new)) if old.iter().chain(new).all(Value::is_object) => {
            if old.len() == new.len() {
                let pairs = old.iter().zip(new).enumerate();
                pairs.for_each(|(index, (old, new))| differences(&format!("{path}[{index}]"), old, new, found));
                return;
            }
            // With items gone or come, the others have moved: they are told by what they are.
            let gone = old.iter().filter(|item| !new.contains(item)).map(|item| format!("- {}", brief(item)));
            let come = new.iter().filter(|item| !old.contains(item)).map(|item| format!("+ {}", brief(item)));
            found.extend(gone.chain(come).map(|change| (format!("{path}[]"), change)));
        }
        (old, new) if old == new => {}
        (Value::Null, new) => found.push((path.to_owned(), format!("+ {}", brief(new)))),
        (old, Value::Null) => found.push((path.to_owned(), format!("- {}", brief(old)))),
        (old, new) => found.push((path.to_owned(), format!("{} → {}", brief(old), brief(new)))),
    }
}

fn join(path: &str, name: &str) -> String {
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

fn brief(value: &Value) -> String {
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

/// What a policy document says: who may do what, and what nobody may.
fn policy(value: &Value) -> Option<String> {
    let statements = statements(value)?;
    let of = |effect: &str| statements.iter().filter(|statement| statement["Effect"] == effect).collect::<Vec<_>>();
    let parts = [(of("Allow"), "may"), (of("Deny"), "may not")];
    let mut said: Vec<String> = parts.iter().filter_map(|(statements, may)| sentence(statements, may)).collect();
    if statements.len() > 1 {
        said.push(style::count(statements.len(), "statement"));
    }
    Some(said.join("; "))
}

fn statements(value: &Value) -> Option<Vec<Value>> {
    Some(match value.get("Statement")? {
        Value::Array(statements) => statements.clone(),
        one => vec![one.clone()],
    })
}

/// `events.amazonaws.com may sqs:SendMessage`.
fn sentence(statements: &[&Value], may: &str) -> Option<String> {
    if statements.is_empty() {
        return None;
    }
    let mut actions: Vec<String> = Vec::new();
    for action in statements.iter().flat_map(|statement| texts(&statement["Action"])) {
        if !actions.contains(&action) {
            actions.push(action);
        }
    }
    let (shown, more) = actions.split_at(actions.len().min(3));
    let more = if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
    let actions = format!("{}{more}", shown.join(", "));
    let principals = principals(statements.iter().copied());
    Some(match (principals.is_empty(), may) {
        (true, "may") => actions,
        (true, _) => format!("{may} {actions}"),
        (false, _) => format!("{} {may} {actions}", principals.join(", ")),
    })
}

fn principals<'a>(statements: impl Iterator<Item = &'a Value>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for statement in statements {
        let of = match &statement["Principal"] {
            Value::Object(map) => map.values().flat_map(|value| texts(value).collect::<Vec<_>>()).collect(),
            other => texts(other).collect::<Vec<_>>(),
        };
        found.extend(of);
    }
    found.dedup();
    found
}

/// Who may act as a role by its trust policy.
pub(crate) fn trusted(shown: &Shown) -> Option<String> {
    let Shown::Known(value) = shown else { return None };
    let document = match value {
        Value::String(text) => serde_json::from_str(text).ok()?,
        other => other.clone(),
    };
    let found = principals(statements(&document)?.iter());
    (!found.is_empty()).then(|| found.join(", "))
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
        let summary = "eks.amazonaws.com may sts:AssumeRole, sts:TagSession";
        assert_eq!(value(&Shown::Known(document.clone()), false), summary);
        assert_eq!(value(&Shown::Known(json!(document.to_string())), false), summary);
        assert_eq!(trusted(&Shown::Known(document.clone())).as_deref(), Some("eks.amazonaws.com"));
        assert!(value(&Shown::Known(document), true).contains("\"Effect\":\"Allow\""));
    }

    #[test]
    fn a_long_structure_is_told_by_what_differs_in_it() {
        let known = |value: Value| Shown::Known(value);
        let from = json!([{"name": "a", "port": 1}, {"name": "b"}]);
        let to = json!([{"name": "a", "port": 2}, {"name": "b", "tls": true}]);
        let field = Field { from: known(from.clone()), ..Field::added("spec.ports", known(to)) };
        assert_eq!(inner(&field, 40).expect("differences"), ["[0].port: 1 → 2", "[1].tls: + true"]);
        let field = Field { from: known(from), ..Field::added("spec.ports", known(json!([{"name": "b"}]))) };
        assert_eq!(inner(&field, 40).expect("differences"), ["[]: - {name: a, port: 1}"]);
        let words = Field { from: known(json!(["a"])), ..Field::added("arch", known(json!(["b"]))) };
        assert_eq!(inner(&words, 40), None);
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
