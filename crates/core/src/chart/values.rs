//! Chart values: merged as Helm merges them, and checked against the chart's own values.yaml.

use std::fmt;

use serde_json::{Map, Value};

use super::Chart;

/// What is wrong with one given value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Path of the value, keys joined by dots.
    pub path: String,
    /// What is wrong.
    pub message: String,
    /// What to write in its stead, where that is known.
    pub hint: Option<String>,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.path, self.message)?;
        self.hint.iter().try_for_each(|hint| write!(formatter, " ({hint})"))
    }
}

/// Lays `given` over `defaults`: tables merge, everything else replaces, null takes a default away. A null where there
/// is no default stays, and a default that is null is none. Source: Helm 4.2.3, by its answers.
pub fn merge(defaults: &Value, given: &Value) -> Value {
    let (Value::Object(known), Value::Object(over)) = (defaults, given) else { return given.clone() };
    let mut merged = below(defaults, given);
    // In the outermost table alone a null also takes away a default that is null.
    for (key, _) in over.iter().filter(|(key, value)| value.is_null() && known.contains_key(*key)) {
        if let Value::Object(merged) = &mut merged {
            merged.shift_remove(key);
        }
    }
    merged
}

fn below(defaults: &Value, given: &Value) -> Value {
    let (Value::Object(defaults), Value::Object(given)) = (defaults, given) else { return given.clone() };
    let nothing = Value::Object(Map::new());
    let mut merged = Map::new();
    for (key, default) in defaults.iter().filter(|(_, default)| !default.is_null()) {
        let kept = if default.is_object() { below(default, &nothing) } else { default.clone() };
        merged.insert(key.clone(), kept);
    }
    for (key, value) in given {
        match defaults.get(key).filter(|default| !default.is_null()) {
            Some(_) if value.is_null() => {
                merged.shift_remove(key);
            }
            Some(default) => {
                merged.insert(key.clone(), below(default, value));
            }
            None => {
                merged.insert(key.clone(), value.clone());
            }
        }
    }
    Value::Object(merged)
}

/// Tables in which the chart names every key; elsewhere keys are the user's own.
const CLOSED: &[&str] =
    &["", "controller", "settings", "settings.featureGates", "settings.awsFeatureGates", "serviceMonitor"];

/// Tables whose default is an example rather than a list of all keys.
const OPEN: &[&str] = &["nodeSelector", "affinity", "strategy", "podSecurityContext"];

/// Keys that earlier charts knew. Source: the chart's history, 0.27 to 1.14.
const GONE: &[(&str, &str)] = &[
    ("interruptionQueueName", "it is `settings.interruptionQueue` since 0.33"),
    ("interruptionQueue", "it is `settings.interruptionQueue`"),
    ("clusterName", "it is `settings.clusterName` since 0.33"),
    ("clusterEndpoint", "it is `settings.clusterEndpoint` since 0.33"),
    ("aws", "the provider's settings are under `settings` since 0.33; the instance profile is a field of EC2NodeClass"),
    ("webhook", "webhooks left the chart in 1.1"),
    ("postInstallHook", "the hook left the chart in 1.1"),
    ("logEncoding", "it left the chart in 0.33"),
    ("logConfig", "it left the chart in 1.0; use `logLevel`"),
    ("hostAliases", "it left the chart"),
    ("serviceMonitor.namespace", "the ServiceMonitor is made in the release's namespace"),
    ("controller.replicas", "it is `replicas`"),
    ("controller.logLevel", "it is `logLevel`"),
    ("controller.errorLogLevel", "it is `logLevel`"),
    ("controller.batchMaxDuration", "it is `settings.batchMaxDuration`"),
    ("controller.batchIdleDuration", "it is `settings.batchIdleDuration`"),
    ("settings.interruptionQueueName", "it is `settings.interruptionQueue` since 0.33"),
    ("settings.aws", "its keys are directly under `settings` since 0.33 (`settings.clusterName`, ...)"),
    ("settings.defaultInstanceProfile", "it is `instanceProfile` of the EC2NodeClass since 0.32"),
    ("settings.assumeRoleARN", "it left the chart in 1.0"),
    ("settings.assumeRoleDuration", "it left the chart in 1.0"),
    ("settings.enablePodENI", "it left the chart; Karpenter finds out itself"),
    ("settings.enableENILimitedPodDensity", "it left the chart; use `kubelet.maxPods` of the EC2NodeClass"),
    ("settings.nodeNameConvention", "it left the chart in 0.33"),
    ("settings.tags", "tags are a field of the EC2NodeClass since 0.33"),
    ("settings.featureGates.drift", "drift is always on since 1.0"),
    ("settings.featureGates.driftEnabled", "drift is always on since 1.0"),
    ("settings.featureGates.StaticCapacity", "it is `staticCapacity` since 1.9"),
];

/// Checks given values against the values the chart knows; finds all problems.
pub fn validate_values(chart: &Chart, given: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    match given {
        Value::Object(map) => table(chart, "", &chart.values, map, &mut problems),
        Value::Null => {}
        other => problems.push(Problem {
            path: "values".to_owned(),
            message: format!("chart values are a table, not {}", kind(other)),
            hint: None,
        }),
    }
    problems
}

fn table(chart: &Chart, path: &str, defaults: &Value, given: &Map<String, Value>, problems: &mut Vec<Problem>) {
    let closed = CLOSED.contains(&path);
    for (key, value) in given {
        let below = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        match defaults.get(key) {
            Some(default) => one(chart, &below, default, value, problems),
            // Helm hands `global` to every chart; a key that a template reads is known though it has no default.
            None if !closed || below == "global" || read_by_a_template(chart, &below) => {}
            None => problems.push(Problem {
                message: format!("the chart {} {} knows no such key", chart.name, chart.version),
                hint: hint(&below, key, defaults),
                path: below,
            }),
        }
    }
}

fn one(chart: &Chart, path: &str, default: &Value, given: &Value, problems: &mut Vec<Problem>) {
    let open = match default {
        Value::Null => true,
        Value::Object(map) => map.is_empty(),
        Value::Array(list) => list.is_empty(),
        _ => false,
    };
    if open || given.is_null() {
        return;
    }
    match (default, given) {
        (Value::Object(_), Value::Object(map)) => {
            if !OPEN.contains(&path) {
                table(chart, path, default, map, problems);
            }
        }
        (Value::String(_), Value::String(_))
        | (Value::Number(_), Value::Number(_))
        | (Value::Bool(_), Value::Bool(_))
        | (Value::Array(_), Value::Array(_)) => {}
        // Kubernetes takes a count or a percentage here.
        (Value::Number(_), Value::String(text)) if text.ends_with('%') => {}
        _ => problems.push(Problem {
            path: path.to_owned(),
            message: format!("expected {}, found {}", kind(default), kind(given)),
            hint: type_hint(default, given),
        }),
    }
}

fn read_by_a_template(chart: &Chart, path: &str) -> bool {
    let reference = format!(".Values.{path}");
    let ends = |rest: &str| !rest.starts_with(|next: char| next.is_ascii_alphanumeric() || next == '_');
    chart
        .templates
        .values()
        .any(|text| text.match_indices(&reference).any(|(position, _)| ends(&text[position + reference.len()..])))
}

fn hint(path: &str, key: &str, known: &Value) -> Option<String> {
    if let Some((_, hint)) = GONE.iter().find(|(gone, _)| *gone == path) {
        return Some((*hint).to_owned());
    }
    let candidates = known.as_object()?.keys();
    let near = candidates.map(|name| (strsim::damerau_levenshtein(name, key), name)).min()?;
    (near.0 <= 1 + key.len() / 4).then(|| format!("did you mean `{}`?", near.1))
}

fn type_hint(default: &Value, given: &Value) -> Option<String> {
    match (default, given) {
        (Value::String(_), Value::Number(_) | Value::Bool(_)) => Some(format!("write \"{given}\", in quotes")),
        (Value::Number(_) | Value::Bool(_), Value::String(text)) => {
            let same = match default {
                Value::Bool(_) => text == "true" || text == "false",
                _ => text.parse::<f64>().is_ok(),
            };
            same.then(|| format!("write {text}, without quotes"))
        }
        _ => None,
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a table",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::collections::BTreeMap;

    fn chart() -> Chart {
        let values = "{replicas: 2, nodeSelector: {a: b}, podLabels: {}, maxUnavailable: 1, settings: {clusterName: '', \
                      interruptionQueue: '', isolatedVPC: false, reservedENIs: '0', featureGates: {nodeRepair: false}}}";
        let files = BTreeMap::from([
            ("Chart.yaml".to_owned(), b"name: karpenter\nversion: 1.0.0\n".to_vec()),
            ("values.yaml".to_owned(), values.as_bytes().to_vec()),
            ("templates/a.yaml".to_owned(), b"{{ .Values.terminationGracePeriodSeconds }}".to_vec()),
        ]);
        Chart::from_files(files, String::new(), "test").unwrap()
    }

    #[test]
    fn null_takes_a_default_away_and_tables_merge() {
        let merged =
            merge(&json!({"a": {"b": 1, "c": 2}, "d": [1]}), &json!({"a": {"b": null, "e": 3}, "d": [2], "f": null}));
        assert_eq!(merged, json!({"a": {"c": 2, "e": 3}, "d": [2], "f": null}));
        assert_eq!(merge(&json!({"a": null, "b": {"c": null}}), &json!({})), json!({"b": {}}));
        let nulls = merge(&json!({"a": null, "b": {"c": null}}), &json!({"a": null, "b": {"c": null}}));
        assert_eq!(nulls, json!({"b": {"c": null}}));
    }

    #[test]
    fn every_wrong_value_is_found_with_its_path() {
        let given = json!({
            "replica": 1, "nodeSelector": {"my/label": "x"}, "podLabels": {"any": "thing"}, "maxUnavailable": "50%",
            "terminationGracePeriodSeconds": 30, "global": {},
            "settings": {"interruptionQueueName": "q", "isolatedVPC": "true", "reservedENIs": 1,
                         "featureGates": {"nodeRepairs": true}}
        });
        let found: Vec<String> = validate_values(&chart(), &given).iter().map(ToString::to_string).collect();
        assert_eq!(
            found,
            [
                "replica: the chart karpenter 1.0.0 knows no such key (did you mean `replicas`?)",
                "settings.interruptionQueueName: the chart karpenter 1.0.0 knows no such key \
                 (it is `settings.interruptionQueue` since 0.33)",
                "settings.isolatedVPC: expected true or false, found a text (write true, without quotes)",
                "settings.reservedENIs: expected a text, found a number (write \"1\", in quotes)",
                "settings.featureGates.nodeRepairs: the chart karpenter 1.0.0 knows no such key \
                 (did you mean `nodeRepair`?)",
            ]
        );
    }
}
