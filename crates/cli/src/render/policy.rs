//! IAM documents in a plan: what one says in a line, and in what two differ.

use karpool::resource::Shown;
use serde_json::Value;

use super::style;

/// What a policy document says: who may do what, and what nobody may.
pub(super) fn policy(value: &Value) -> Option<String> {
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

/// A document that may be written in a text.
fn opened(value: &Value) -> Option<Value> {
    match value {
        Value::String(text) => serde_json::from_str(text).ok().filter(Value::is_object),
        other => Some(other.clone()),
    }
}

/// In what two policies differ, statement by statement; nothing when one of them is no policy.
pub(super) fn changes(from: &Value, to: &Value) -> Option<Vec<String>> {
    let (old, new) = (statements(&opened(from)?)?, statements(&opened(to)?)?);
    let mut gone: Vec<&Value> = old.iter().filter(|statement| !new.contains(statement)).collect();
    let come: Vec<&Value> = new.iter().filter(|statement| !old.contains(statement)).collect();
    let mut lines = Vec::new();
    for statement in come {
        // What has no name of its own is compared with what has none either, in their order.
        match gone.iter().position(|other| other["Sid"] == statement["Sid"]) {
            Some(place) => lines.extend(statement_changes(gone.remove(place), statement)),
            None => lines.push(format!("+ {}{}", named(statement), said(statement))),
        }
    }
    lines.extend(gone.into_iter().map(|statement| format!("- {}{}", named(statement), said(statement))));
    Some(lines)
}

fn statement_changes(from: &Value, to: &Value) -> Vec<String> {
    let fields = ["Effect", "Principal", "Action", "NotAction", "Resource", "NotResource", "Condition"];
    let differs = fields.into_iter().filter(|field| from[*field] != to[*field]);
    let line = |field: &str| {
        let (old, new): (Vec<_>, Vec<_>) = (texts(&from[field]).collect(), texts(&to[field]).collect());
        if old.is_empty() || new.is_empty() {
            let plain = |value: &Value| if value.is_null() { "(none)".to_owned() } else { value.to_string() };
            return format!("{}{field} {} → {}", named(to), plain(&from[field]), plain(&to[field]));
        }
        let only = |sign: &str, some: &[String], others: &[String]| {
            let some: Vec<&str> = some.iter().filter(|text| !others.contains(text)).map(String::as_str).collect();
            if some.is_empty() { String::new() } else { format!(" {sign} {}", some.join(", ")) }
        };
        format!("{}{field}{}{}", named(to), only("-", &old, &new), only("+", &new, &old))
    };
    differs.map(line).collect()
}

/// `AllowPassingInstanceRole: `, where a statement has a name.
fn named(statement: &Value) -> String {
    statement["Sid"].as_str().map(|name| format!("{name}: ")).unwrap_or_default()
}

fn said(statement: &Value) -> String {
    let may = if statement["Effect"] == "Deny" { "may not" } else { "may" };
    sentence(&[statement], may).unwrap_or_default()
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
    let document = opened(value)?;
    let found = principals(statements(&document)?.iter());
    (!found.is_empty()).then(|| found.join(", "))
}

pub(super) fn texts(value: &Value) -> impl Iterator<Item = String> {
    let items = match value {
        Value::Array(items) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Value::String(text) => vec![text.clone()],
        _ => Vec::new(),
    };
    items.into_iter()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::field::value;
    use super::*;

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
    fn two_policies_are_told_by_what_differs_in_them() {
        let statement =
            |sid: &str, actions: &[&str]| json!({"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": "*"});
        let from = json!({"Statement": [statement("Read", &["s3:Get", "s3:List"]), statement("Old", &["a:B"])]});
        let to = json!({"Statement": [statement("Read", &["s3:Get", "s3:Put"]), statement("New", &["c:D"])]});
        let expected = ["Read: Action - s3:List + s3:Put", "+ New: c:D", "- Old: a:B"];
        assert_eq!(changes(&json!(from.to_string()), &to).expect("policies"), expected);
        let mut other = to.clone();
        other["Statement"][0]["Resource"] = json!(["arn:1"]);
        assert_eq!(changes(&to, &other).expect("policies"), ["Read: Resource - * + arn:1"]);
        assert_eq!(changes(&json!("text"), &to), None);
    }
}
