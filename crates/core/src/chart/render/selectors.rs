//! Charts that complete label selectors by changing their values in place get them completed beforehand: the template
//! engine's values cannot be changed, and the result is the same.

use serde_json::{Value, json};

use crate::chart::Chart;

/// Fills in missing `labelSelector`s of pod affinity terms and spread constraints, if the chart would.
pub(super) fn fill(chart: &Chart, values: &mut Value, release: &str) {
    let changes_in_place = chart.templates.values().any(|text| {
        text.match_indices("set ").any(|(position, _)| {
            let rest = &text[position..];
            rest[..rest.find("}}").unwrap_or(rest.len())].contains("\"labelSelector\"")
        })
    });
    if !changes_in_place {
        return;
    }
    let name = match values["nameOverride"].as_str() {
        Some(name) if !name.is_empty() => name.to_owned(),
        _ => chart.name.clone(),
    };
    let name: String = name.chars().take(63).collect();
    let selector = json!({"matchLabels": {
        "app.kubernetes.io/instance": release,
        "app.kubernetes.io/name": name.strip_suffix('-').unwrap_or(&name),
    }});
    for kind in ["podAffinity", "podAntiAffinity"] {
        let Some(affinity) = values.pointer_mut(&format!("/affinity/{kind}")) else { continue };
        for term in list(affinity, "requiredDuringSchedulingIgnoredDuringExecution") {
            complete(term, &selector);
        }
        for weighted in list(affinity, "preferredDuringSchedulingIgnoredDuringExecution") {
            if let Some(term) = weighted.get_mut("podAffinityTerm") {
                complete(term, &selector);
            }
        }
    }
    for constraint in list(values, "topologySpreadConstraints") {
        complete(constraint, &selector);
    }
}

fn list<'a>(value: &'a mut Value, key: &str) -> impl Iterator<Item = &'a mut Value> {
    value.get_mut(key).and_then(Value::as_array_mut).into_iter().flatten()
}

fn complete(term: &mut Value, selector: &Value) {
    if let Value::Object(term) = term {
        term.entry("labelSelector").or_insert_with(|| selector.clone());
    }
}
