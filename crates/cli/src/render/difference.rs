//! What a field is from and to: whole where it fits, else the part that differs.

use karpool::resource::{Field, Shown};
use serde_json::{Map, Value};

use super::excerpt::{self, excerpts};
use super::field::{brief, join, value};
use super::policy::{self, policy};
use super::style;

/// How many differences inside one field are shown.
const INNER: usize = 8;
/// Between what was and what will be.
const ARROW: usize = 3;

/// The change of a field, in lines of at most this width; with everything asked for, however long.
pub(crate) fn lines(field: &Field, room: usize, verbose: bool) -> Vec<String> {
    let (old, new) = (value(&field.from, verbose), value(&field.to, verbose));
    let whole = excerpt::width(&old) + excerpt::width(&new) + ARROW <= room;
    if verbose {
        return if whole { vec![format!("{old} → {new}")] } else { vec![old, format!("→ {new}")] };
    }
    let (Shown::Known(from), Shown::Known(to)) = (&field.from, &field.to) else {
        return below(&old, &new, room);
    };
    // What a policy allows is never cut.
    if let Some(lines) = policy::changes(from, to).filter(|lines| !lines.is_empty()) {
        return lines.iter().flat_map(|line| style::wrap(line, room)).collect();
    }
    match inner(from, to, room).or_else(|| excerpt::of_lines(from, to)) {
        Some(lines) if !lines.is_empty() => few(lines).iter().map(|line| style::cut(line, room)).collect(),
        // Where both are summed up alike, the summary does not tell them apart.
        _ if old == new => below(&from.to_string(), &to.to_string(), room),
        _ => below(&old, &new, room),
    }
}

/// In one line where it fits, else below each other.
fn below(from: &str, to: &str, room: usize) -> Vec<String> {
    if excerpt::width(from) + excerpt::width(to) + ARROW <= room {
        return vec![format!("{from} → {to}")];
    }
    match excerpts(from, to, room.saturating_sub(2)) {
        (from, to) if from.is_empty() => vec![format!("+ {to}")],
        (from, to) if to.is_empty() => vec![format!("- {from}")],
        (from, to) if excerpt::width(&from) + excerpt::width(&to) + ARROW <= room => vec![format!("{from} → {to}")],
        (from, to) => vec![from, format!("→ {to}")],
    }
}

fn few(mut lines: Vec<String>) -> Vec<String> {
    let more = lines.len().saturating_sub(INNER);
    if more > 0 {
        lines.truncate(INNER);
        lines.push(format!("and {}; --verbose shows all", style::count(more, "more difference")));
    }
    lines
}

/// What differs inside a map or list, line by line; nothing for plain values.
fn inner(from: &Value, to: &Value, room: usize) -> Option<Vec<String>> {
    let structured = |value: &Value| (value.is_object() || value.is_array()) && policy(value).is_none();
    let (from, to) = (opened(from), opened(to));
    if !structured(&from) || !structured(&to) {
        return None;
    }
    let plain = |value: &Value| value.as_array().is_some_and(|items| items.iter().all(|item| !structured(item)));
    if plain(&from) && plain(&to) {
        return None;
    }
    let mut found = Vec::new();
    differences("", &from, &to, &mut found);
    let line = |(path, change): &(String, Change)| {
        let path = style::cut_front(path, room / 2);
        let rest = room.saturating_sub(excerpt::width(&path) + 2);
        format!("{path}: {}", change.text(rest))
    };
    Some(found.iter().map(line).collect())
}

/// A document that is written in a text.
fn opened(value: &Value) -> Value {
    let document = value.as_str().filter(|text| text.starts_with('{')).and_then(|text| serde_json::from_str(text).ok());
    document.unwrap_or_else(|| value.clone())
}

/// One difference inside a structure.
enum Change {
    Come(String),
    Gone(String),
    Other(String, String),
}

impl Change {
    fn text(&self, room: usize) -> String {
        match self {
            Change::Come(new) => format!("+ {new}"),
            Change::Gone(old) => format!("- {old}"),
            Change::Other(old, new) if excerpt::width(old) + excerpt::width(new) + ARROW <= room => {
                format!("{old} → {new}")
            }
            Change::Other(old, new) => excerpt::one_sided(old, new).unwrap_or_else(|| {
                let (old, new) = excerpts(old, new, room.saturating_sub(ARROW) / 2);
                format!("{old} → {new}")
            }),
        }
    }
}

fn differences(path: &str, from: &Value, to: &Value, found: &mut Vec<(String, Change)>) {
    match (from, to) {
        (Value::Object(old), Value::Object(new)) => {
            let added = new.keys().filter(|name| !old.contains_key(*name));
            for name in old.keys().chain(added) {
                let of = |map: &Map<String, Value>| map.get(name).cloned().unwrap_or_default();
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
            let gone = old.iter().filter(|item| !new.contains(item)).map(|item| Change::Gone(brief(item)));
            let come = new.iter().filter(|item| !old.contains(item)).map(|item| Change::Come(brief(item)));
            found.extend(gone.chain(come).map(|change| (format!("{path}[]"), change)));
        }
        (old, new) if old == new => {}
        (Value::Null, new) => found.push((path.to_owned(), Change::Come(brief(new)))),
        (old, Value::Null) => found.push((path.to_owned(), Change::Gone(brief(old)))),
        (old, new) => found.push((path.to_owned(), Change::Other(brief(old), brief(new)))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shown(from: Value, to: Value) -> Vec<String> {
        let field = Field { from: Shown::Known(from), ..Field::added("spec.ports", Shown::Known(to)) };
        lines(&field, 60, false)
    }

    #[test]
    fn a_structure_is_told_by_what_differs_in_it() {
        let from = json!([{"name": "a", "port": 1}, {"name": "b"}]);
        let to = json!([{"name": "a", "port": 2}, {"name": "b", "tls": true}]);
        assert_eq!(shown(from.clone(), to.clone()), ["[0].port: 1 → 2", "[1].tls: + true"]);
        assert_eq!(shown(json!({"a": from}).to_string().into(), json!({"a": to}).to_string().into()).len(), 2);
        assert_eq!(shown(from, json!([{"name": "b"}])), ["[]: - {name: a, port: 1}"]);
        assert_eq!(shown(json!(["a"]), json!(["b"])), ["[a] → [b]"]);
    }

    #[test]
    fn a_long_value_is_told_by_the_part_that_differs() {
        let gates = |repair: bool| {
            json!(format!(
                "ReservedCapacity=true,SpotToSpotConsolidation=false,NodeRepair={repair},NodeOverlay=false,Static=true"
            ))
        };
        assert_eq!(shown(gates(false), gates(true)), ["…,NodeRepair=false,… → …,NodeRepair=true,…"]);
        let deep = |repair| json!({"env": {"gates": gates(repair), "other": "x"}});
        let lines = shown(deep(false), deep(true));
        assert!(lines[0].contains("Repair=false") && lines[0].contains("Repair=true"), "{lines:?}");
        let more = |items: &[&str]| json!({"policy": {"enum": items}});
        let (one, two) = (["WhenEmpty", "WhenEmptyOrUnderutilized", "Never"], ["WhenEmpty", "Never"]);
        assert_eq!(shown(more(&one), more(&two)), ["policy.enum: - …, WhenEmptyOrUnderutilized, …"]);
        let types = |last: &str| json!(["c7g.large", "c7g.xlarge", "m7g.large", "m7g.xlarge", "r7g.large", last]);
        assert_eq!(shown(types("r7g.xlarge"), types("x2gd.large")), ["…, r7g.xlarge] → …, x2gd.large]"]);
    }

    #[test]
    fn what_is_summed_up_alike_is_told_apart() {
        let words = |word: &str| json!(format!("#!/bin/sh\nset -e\n{word}\nexit 0\n"));
        assert_eq!(shown(words("one"), words("two")), ["- one", "+ two"]);
    }
}
