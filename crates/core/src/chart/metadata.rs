//! Chart.yaml as Helm reads it: every field has a type, and a number where a text belongs is its text.
//! Source: Helm 4.2.3, `pkg/chart/v2/metadata.go`; sigs.k8s.io/yaml, `convertToJSONableObject`.

use serde_json::{Map, Value, json};

use super::go_value::float_text;

/// What a field is where Chart.yaml does not have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unset {
    Text,
    Flag,
    List,
    Nothing,
}

/// Names of the fields in Go and in Chart.yaml.
pub(super) const FIELDS: &[(&str, &str, Unset)] = &[
    ("Name", "name", Unset::Text),
    ("Home", "home", Unset::Text),
    ("Sources", "sources", Unset::List),
    ("Version", "version", Unset::Text),
    ("Description", "description", Unset::Text),
    ("Keywords", "keywords", Unset::List),
    ("Maintainers", "maintainers", Unset::List),
    ("Icon", "icon", Unset::Text),
    ("APIVersion", "apiVersion", Unset::Text),
    ("Condition", "condition", Unset::Text),
    ("Tags", "tags", Unset::Text),
    ("AppVersion", "appVersion", Unset::Text),
    ("Deprecated", "deprecated", Unset::Flag),
    ("Annotations", "annotations", Unset::Nothing),
    ("KubeVersion", "kubeVersion", Unset::Text),
    ("Dependencies", "dependencies", Unset::List),
    ("Type", "type", Unset::Text),
];

/// The fields that Helm knows, each of its type.
pub(super) fn typed(read: &Value) -> Result<Value, String> {
    let Value::Object(read) = read else { return Err("it is no table".to_owned()) };
    let mut fields = Map::new();
    for (_, key, unset) in FIELDS {
        let Some(value) = read.get(*key).filter(|value| !value.is_null()) else { continue };
        let wrong = |kind: &str| format!("`{key}` is not {kind}");
        let value = match unset {
            _ if *key == "dependencies" => value.clone(),
            Unset::Text => json!(text(value).ok_or_else(|| wrong("a text"))?),
            Unset::Flag => json!(value.as_bool().ok_or_else(|| wrong("true or false"))?),
            Unset::Nothing => table(value).ok_or_else(|| wrong("a table of texts"))?,
            Unset::List if *key == "maintainers" => list(value, table).ok_or_else(|| wrong("a list of tables"))?,
            Unset::List => list(value, |one| text(one).map(Value::from)).ok_or_else(|| wrong("a list of texts"))?,
        };
        fields.insert((*key).to_owned(), value);
    }
    fields.entry("apiVersion").or_insert_with(|| json!("v1"));
    Ok(Value::Object(fields))
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Number(number) if number.is_f64() => {
            // Go keeps as many digits as a small float has.
            let short = (number.as_f64()? as f32).to_string();
            short.parse().ok().map(float_text)
        }
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn table(value: &Value) -> Option<Value> {
    let entries = value.as_object()?.iter();
    let texts = entries
        .map(|(key, value)| if value.is_null() { Some((key, String::new())) } else { Some((key, text(value)?)) });
    let texts: Option<Vec<_>> = texts.collect();
    Some(Value::Object(texts?.into_iter().map(|(key, text)| (key.clone(), Value::from(text))).collect()))
}

fn list(value: &Value, item: impl Fn(&Value) -> Option<Value>) -> Option<Value> {
    value.as_array()?.iter().map(item).collect::<Option<Vec<_>>>().map(Value::from)
}
