//! Label and field selectors.

use serde_json::{Value, json};

use super::status::Status;

/// What a list or watch asks for.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Selector {
    pub(crate) labels: Vec<Requirement>,
    /// Path, value, and whether they must be equal.
    pub(crate) fields: Vec<(String, String, bool)>,
}

/// One requirement on a label.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub(crate) enum Requirement {
    In(String, Vec<String>),
    NotIn(String, Vec<String>),
    Exists(String),
    Absent(String),
}

fn unparsable(text: &str) -> Status {
    Status::bad_request(format!("unable to parse requirement: found '{text}', expected: identifier"))
}

/// Splits at commas outside of parentheses.
fn parts(text: &str) -> Vec<&str> {
    let (mut found, mut depth, mut start) = (Vec::new(), 0, 0);
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                found.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(&text[start..]);
    found.into_iter().map(str::trim).filter(|one| !one.is_empty()).collect()
}

fn values(text: &str) -> Option<Vec<String>> {
    let inner = text.trim().strip_prefix('(')?.strip_suffix(')')?;
    Some(inner.split(',').map(|one| one.trim().to_owned()).collect())
}

fn requirement(text: &str) -> Result<Requirement, Status> {
    if let Some(key) = text.strip_prefix('!') {
        return Ok(Requirement::Absent(key.trim().to_owned()));
    }
    if let Some((key, value)) = text.split_once("!=") {
        return Ok(Requirement::NotIn(key.trim().to_owned(), vec![value.trim().to_owned()]));
    }
    if let Some((key, value)) = text.split_once("==").or_else(|| text.split_once('=')) {
        return Ok(Requirement::In(key.trim().to_owned(), vec![value.trim().to_owned()]));
    }
    if let Some((key, rest)) = text.split_once(" notin ") {
        return Ok(Requirement::NotIn(key.trim().to_owned(), values(rest).ok_or_else(|| unparsable(rest))?));
    }
    if let Some((key, rest)) = text.split_once(" in ") {
        return Ok(Requirement::In(key.trim().to_owned(), values(rest).ok_or_else(|| unparsable(rest))?));
    }
    if text.contains(char::is_whitespace) {
        return Err(unparsable(text));
    }
    Ok(Requirement::Exists(text.to_owned()))
}

impl Selector {
    /// Reads `a=b,c in (d,e),!f` and `metadata.name=x,status.phase!=y`.
    ///
    /// # Errors
    /// 400 for text that is no selector.
    pub(crate) fn parse(labels: &str, fields: &str) -> Result<Selector, Status> {
        let labels = parts(labels).into_iter().map(requirement).collect::<Result<_, _>>()?;
        let mut wanted = Vec::new();
        for part in parts(fields) {
            let (key, value, equal) = match part.split_once("!=") {
                Some((key, value)) => (key, value, false),
                None => {
                    let (key, value) = part.split_once("==").or_else(|| part.split_once('=')).ok_or_else(|| {
                        Status::bad_request(format!("invalid selector: '{part}'; can't understand '{part}'"))
                    })?;
                    (key, value, true)
                }
            };
            wanted.push((key.to_owned(), value.to_owned(), equal));
        }
        Ok(Selector { labels, fields: wanted })
    }

    /// Reads the `LabelSelector` of an object's spec.
    pub(crate) fn of_object(selector: &Value) -> Selector {
        let mut labels = Vec::new();
        for (key, value) in selector["matchLabels"].as_object().into_iter().flatten() {
            labels.push(Requirement::In(key.clone(), vec![value.as_str().unwrap_or_default().to_owned()]));
        }
        for one in selector["matchExpressions"].as_array().into_iter().flatten() {
            let key = one["key"].as_str().unwrap_or_default().to_owned();
            let values = one["values"].as_array().into_iter().flatten().filter_map(Value::as_str);
            let values = values.map(str::to_owned).collect();
            labels.push(match one["operator"].as_str() {
                Some("In") => Requirement::In(key, values),
                Some("NotIn") => Requirement::NotIn(key, values),
                Some("DoesNotExist") => Requirement::Absent(key),
                _ => Requirement::Exists(key),
            });
        }
        Selector { labels, fields: Vec::new() }
    }

    pub(crate) fn fits(&self, object: &Value) -> bool {
        self.fits_labels(object)
            && self.fields.iter().all(|(path, value, equal)| (field(object, path) == *value) == *equal)
    }

    fn fits_labels(&self, object: &Value) -> bool {
        let label = |key: &str| object["metadata"]["labels"][key].as_str();
        self.labels.iter().all(|one| match one {
            Requirement::In(key, values) => label(key).is_some_and(|found| values.iter().any(|v| v == found)),
            Requirement::NotIn(key, values) => !label(key).is_some_and(|found| values.iter().any(|v| v == found)),
            Requirement::Exists(key) => label(key).is_some(),
            Requirement::Absent(key) => label(key).is_none(),
        })
    }
}

fn field(object: &Value, path: &str) -> String {
    let mut value = object;
    for step in path.trim_start_matches('.').split('.') {
        value = &value[step];
    }
    match value {
        Value::Null if path == "spec.unschedulable" => "false".to_owned(),
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The part of an object that selectors look at.
pub(crate) fn selectable(object: &Value) -> Value {
    let mut small = json!({ "metadata": {
        "name": object["metadata"]["name"], "namespace": object["metadata"]["namespace"],
        "labels": object["metadata"]["labels"],
    } });
    for (part, name) in [
        ("spec", "nodeName"),
        ("spec", "unschedulable"),
        ("spec", "restartPolicy"),
        ("spec", "schedulerName"),
        ("spec", "serviceAccountName"),
        ("status", "phase"),
        ("status", "podIP"),
        ("involvedObject", "name"),
        ("involvedObject", "namespace"),
        ("involvedObject", "kind"),
        ("involvedObject", "uid"),
    ] {
        if !object[part][name].is_null() {
            small[part][name] = object[part][name].clone();
        }
    }
    for name in ["type", "reason"] {
        if object[name].is_string() {
            small[name] = object[name].clone();
        }
    }
    small
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_read_sets_and_negations() {
        let pod = json!({ "metadata": { "name": "a", "labels": { "app": "web", "tier": "front" } },
            "status": { "phase": "Running" } });
        let fits = |labels: &str, fields: &str| Selector::parse(labels, fields).map(|one| one.fits(&pod));
        assert_eq!(fits("app in (api, web),tier!=back,!old", "status.phase=Running"), Ok(true));
        assert_eq!(fits("app notin (web)", ""), Ok(false));
        assert_eq!(fits("tier", "metadata.name!=a"), Ok(false));
        assert!(Selector::parse("a b c", "").is_err());
    }
}
