//! What two plans of one stack differ in: what has changed in the world since the first was made.

use std::collections::BTreeMap;

use super::{Change, Plan};
use crate::event::Action;
use crate::resource::Field;

/// How many differences are told one by one.
const TOLD: usize = 6;
/// How much of a value is told.
const LONGEST: usize = 40;

/// Line by line, in the order of the later plan; only what is written counts.
pub(crate) fn since(old: &Plan, new: &Plan) -> Vec<String> {
    let mut lines = Vec::new();
    if old.account != new.account {
        lines.push(format!("the account is {}; the plan was made for {}", new.account, old.account));
    }
    let (planned, now) = (written(old), written(new));
    for change in new.changes.iter().filter(|change| change.writes()) {
        match planned.get(change.id.as_str()) {
            None => lines.push(format!("{} would be {} now, which the plan does not say", change.id, done(change))),
            Some(old) if old.action != change.action => {
                lines.push(format!("{} would be {} now, not {}", change.id, done(change), done(old)));
            }
            Some(old) => lines.extend(fields(old, change)),
        }
    }
    for change in old.changes.iter().filter(|change| change.writes() && !now.contains_key(change.id.as_str())) {
        lines.push(format!("{} would not be {} any more", change.id, done(change)));
    }
    let more = lines.len().saturating_sub(TOLD);
    if more > 0 {
        lines.truncate(TOLD);
        lines.push(format!("and {more} more"));
    }
    lines
}

fn written(plan: &Plan) -> BTreeMap<&str, &Change> {
    plan.changes.iter().filter(|change| change.writes()).map(|change| (change.id.as_str(), change)).collect()
}

fn done(change: &Change) -> &'static str {
    match change.action {
        Action::Create => "created",
        Action::Delete => "deleted",
        _ => "updated",
    }
}

/// Fields that only one of two changes has, or has otherwise.
fn fields(old: &Change, new: &Change) -> Vec<String> {
    let find = |change: &Change, path: &str| change.fields.iter().find(|field| field.path == path).cloned();
    let mut lines = Vec::new();
    for field in &new.fields {
        let line = match find(old, &field.path) {
            Some(planned) if planned == *field => continue,
            Some(planned) => format!("would be {} now, not {}", told(field), told(&planned)),
            None => format!("would be {} now, which the plan does not say", told(field)),
        };
        lines.push(format!("{}: {} {line}", new.id, field.path));
    }
    let gone = old.fields.iter().filter(|field| find(new, &field.path).is_none());
    lines.extend(gone.map(|field| format!("{}: {} is not {} any more", new.id, field.path, told(field))));
    lines
}

/// `200 → 300`.
fn told(field: &Field) -> String {
    let text = |shown| match serde_json::to_value(shown) {
        Ok(serde_json::Value::String(text)) => cut(&text),
        Ok(serde_json::Value::Null) | Err(_) => "(none)".to_owned(),
        Ok(value) => cut(&value.to_string()),
    };
    format!("{} → {}", text(&field.from), text(&field.to))
}

fn cut(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    text.chars().take(LONGEST - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn plan(changes: serde_json::Value) -> Plan {
        let plan = json!({
            "verb": "apply", "stack": "us-east-1/dev", "account": "111122223333", "region": "us-east-1",
            "caller": "arn:aws:iam::111122223333:user/a", "changes": changes, "warnings": [], "defaults": [],
        });
        serde_json::from_value(plan).expect("a plan")
    }

    fn change(id: &str, action: &str, fields: &serde_json::Value) -> serde_json::Value {
        json!({"id": id, "kind": "iam.role", "key": "k", "action": action, "fields": fields, "why": ""})
    }

    #[test]
    fn what_has_changed_since_a_plan_is_told_by_id_and_field() {
        let cpu = |from: u64| json!([{"path": "limits.cpu", "from": from, "to": 300}]);
        let none = json!([]);
        let old = plan(json!([
            change("a", "update", &cpu(100)),
            change("b", "create", &none),
            change("c", "delete", &none),
            change("d", "keep", &none),
        ]));
        let new = plan(json!([
            change("a", "update", &cpu(200)),
            change("b", "update", &cpu(1)),
            change("d", "create", &none),
        ]));
        let expected = [
            "a: limits.cpu would be 200 → 300 now, not 100 → 300",
            "b would be updated now, not created",
            "d would be created now, which the plan does not say",
            "c would not be deleted any more",
        ];
        assert_eq!(since(&old, &new), expected);
        assert_eq!(since(&old, &old), Vec::<String>::new());
    }

    #[test]
    fn a_plan_is_read_as_it_was_written() {
        let fields = json!([{"path": "arn", "from": null, "to": "(known after apply)"}]);
        let made = plan(json!([change("a", "create", &fields)]));
        let text = serde_json::to_string(&made).expect("JSON");
        let read: Plan = serde_json::from_str(&text).expect("a plan");
        assert_eq!((&read, read.digest()), (&made, made.digest()));
    }
}
