//! What a cluster is for, and the defaults that follow from it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::path::Path;
use super::stack::Spec;

/// What the cluster is for: a set of defaults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Environment {
    /// To try things: little is kept, nodes that are not needed go soon.
    Development,
    /// To be relied on: deleted on purpose only, logs kept for a year, a node in each of three zones, room to grow.
    Production,
}

impl Environment {
    /// The word in the spec.
    pub fn as_str(self) -> &'static str {
        match self {
            Environment::Development => "development",
            Environment::Production => "production",
        }
    }
}

/// A default that depends on the environment. Values are JSON.
#[derive(Clone, Copy, Debug)]
pub struct EnvironmentDefault {
    /// The field; `*` stands for every name of the map.
    pub path: &'static str,
    /// Without an environment.
    pub ordinary: &'static str,
    pub development: &'static str,
    pub production: &'static str,
    pub why: &'static str,
    /// A field beside it which, when it is given, leaves no room for the default.
    unless: Option<&'static str>,
}

/// All defaults that depend on the environment. A given value wins over each of them.
pub const ENVIRONMENT_DEFAULTS: [EnvironmentDefault; 7] = [
    EnvironmentDefault {
        path: "kubernetes.deletionProtection",
        ordinary: "false",
        development: "false",
        production: "true",
        why: "a production control plane is not deleted by mistake",
        unless: None,
    },
    EnvironmentDefault {
        path: "kubernetes.logs.types",
        ordinary: r#"["api","audit","authenticator"]"#,
        development: r#"["api","audit","authenticator"]"#,
        production: r#"["api","audit","authenticator","controllerManager","scheduler"]"#,
        why: "why a pod was placed where it is can be told afterwards",
        unless: None,
    },
    EnvironmentDefault {
        path: "kubernetes.logs.retentionDays",
        ordinary: "90",
        development: "7",
        production: "365",
        why: "who did what can be told for a year; what is tried out costs little",
        unless: None,
    },
    EnvironmentDefault {
        path: "nodeGroups.*.size",
        ordinary: r#"{"min":2,"max":3}"#,
        development: r#"{"min":2,"max":3}"#,
        production: r#"{"min":3,"max":6}"#,
        why: "a node in each of three zones",
        unless: None,
    },
    EnvironmentDefault {
        path: "nodeClasses.*.detailedMonitoring",
        ordinary: "false",
        development: "false",
        production: "true",
        why: "instances report every minute",
        unless: None,
    },
    EnvironmentDefault {
        path: "nodePools.*.limits",
        ordinary: r#"{"cpu":"100"}"#,
        development: r#"{"cpu":"50"}"#,
        production: r#"{"cpu":"1000"}"#,
        why: "how far a mistake can grow, and how far the load may",
        unless: Some("replicas"),
    },
    EnvironmentDefault {
        path: "nodePools.*.disruption.after",
        ordinary: r#""5m""#,
        development: r#""1m""#,
        production: r#""15m""#,
        why: "nodes that are not needed go soon, or are kept for the next wave",
        unless: Some("replicas"),
    },
];

impl EnvironmentDefault {
    /// The value in an environment.
    pub fn of(&self, environment: Environment) -> Value {
        let text = match environment {
            Environment::Development => self.development,
            Environment::Production => self.production,
        };
        serde_json::from_str(text).unwrap_or_default()
    }

    /// Whether an environment has another value than none has.
    pub(crate) fn is_special(&self, environment: Environment) -> bool {
        serde_json::from_str(self.ordinary).is_ok_and(|ordinary: Value| ordinary != self.of(environment))
    }

    /// Whether a path is this field, or lies in it.
    pub(crate) fn covers(&self, path: &Path) -> bool {
        let names: Vec<&str> = path.fields().collect();
        let pattern: Vec<&str> = self.path.split('.').collect();
        names.len() >= pattern.len() && pattern.iter().zip(&names).all(|(want, name)| *want == "*" || want == name)
    }
}

/// The spec with what its environment stands for, where it gives nothing itself.
pub(crate) fn filled(spec: &Spec) -> Spec {
    let Some(environment) = spec.environment else { return spec.clone() };
    let existing = spec.kubernetes.as_ref().and_then(|cluster| cluster.existing).unwrap_or(false);
    let mut spec = spec.clone();
    spec.name_default_maps(existing);
    let Ok(mut tree) = serde_json::to_value(&spec) else { return spec };
    for row in &ENVIRONMENT_DEFAULTS {
        // The control plane of a cluster that is there is not ours.
        if existing && row.path.starts_with("kubernetes.") {
            continue;
        }
        let steps: Vec<&str> = row.path.split('.').collect();
        lay_under(&mut tree, &steps, row, &row.of(environment));
    }
    serde_json::from_value(tree).unwrap_or(spec)
}

fn lay_under(tree: &mut Value, steps: &[&str], row: &EnvironmentDefault, value: &Value) {
    let Some((step, rest)) = steps.split_first() else { return };
    let Some(fields) = tree.as_object_mut() else { return };
    if *step == "*" {
        let free = |inner: &Value| row.unless.is_none_or(|other| inner.get(other).is_none());
        fields.values_mut().filter(|inner| free(inner)).for_each(|inner| lay_under(inner, rest, row, value));
    } else if rest.is_empty() {
        fields.entry(*step).or_insert_with(|| value.clone());
    } else if rest[0] != "*" || fields.contains_key(*step) {
        let empty = || Value::Object(serde_json::Map::new());
        lay_under(fields.entry(*step).or_insert_with(empty), rest, row, value);
    }
}

impl Spec {
    /// Writes down the maps that stand for nothing given, so that their entries can be filled.
    fn name_default_maps(&mut self, existing: bool) {
        let karpenter = self.has_karpenter(existing);
        self.node_groups.get_or_insert_with(|| Spec::default_node_groups(existing));
        self.node_classes.get_or_insert_with(|| Spec::default_node_classes(karpenter));
        self.node_pools.get_or_insert_with(|| Spec::default_node_pools(karpenter));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::Origin;
    use serde_json::json;

    fn resolved(environment: Option<Environment>) -> (Value, Vec<(String, Origin)>) {
        let mut spec = Spec::new("dev", "us-east-1".parse().expect("a region"));
        spec.network =
            serde_json::from_value(json!({"vpcId": "vpc-0a1b2c3d4e5f60718", "subnets": {"tags": {"tier": "private"}}}))
                .ok();
        spec.environment = environment;
        let resolved = spec.resolve().expect("a right spec");
        let origins = resolved.defaulted.iter().map(|row| (row.path.clone(), row.origin)).collect();
        (serde_json::to_value(resolved).expect("data"), origins)
    }

    /// The table is what the code does, in every environment and without one.
    #[test]
    fn every_row_is_what_a_spec_resolves_to() {
        for (environment, text) in [
            (None, (|row| row.ordinary) as fn(&EnvironmentDefault) -> &'static str),
            (Some(Environment::Development), |row| row.development),
            (Some(Environment::Production), |row| row.production),
        ] {
            let (tree, _) = resolved(environment);
            for row in &ENVIRONMENT_DEFAULTS {
                let expected: Value = serde_json::from_str(text(row)).expect("JSON");
                let named = row
                    .path
                    .replace("nodeGroups.*", "nodeGroups.system")
                    .replace("nodeClasses.*", "nodeClasses.default");
                let pointer = named.replace("nodePools.*", "nodePools.graviton").replace('.', "/");
                let found = tree.pointer(&format!("/{pointer}")).unwrap_or(&Value::Null);
                let same = match (&expected, found) {
                    (Value::Object(some), found) => some.iter().all(|(name, value)| &found[name] == value),
                    _ => *found == expected,
                };
                assert!(same, "{}: {found} is not {expected} ({environment:?})", row.path);
            }
        }
    }

    #[test]
    fn what_the_environment_decides_says_so() {
        let (_, origins) = resolved(Some(Environment::Production));
        let of = |path: &str| origins.iter().find(|(own, _)| own == path).map(|(_, origin)| origin.to_string());
        assert_eq!(of("kubernetes.logs.retentionDays").as_deref(), Some("environment production"));
        assert_eq!(of("nodeGroups.system.size.min").as_deref(), Some("environment production"));
        assert_eq!(of("kubernetes.upgradePolicy").as_deref(), Some("default"));
    }

    #[test]
    fn a_given_value_wins() {
        let mut spec = Spec::new("dev", "us-east-1".parse().expect("a region"));
        spec.environment = Some(Environment::Production);
        spec.node_pools = serde_json::from_value(json!({
            "a": {"limits": {"cpu": 7}}, "fixed": {"replicas": 2},
        }))
        .ok();
        let filled = filled(&spec);
        let pools = serde_json::to_value(&filled.node_pools).expect("data");
        assert_eq!(pools["a"]["limits"], json!({"cpu": "7"}));
        assert_eq!(pools["fixed"], json!({"replicas": 2}));
        assert_eq!(
            filled.node_groups.and_then(|groups| groups["system"].size.clone()).and_then(|size| size.min),
            Some(3)
        );
    }
}
