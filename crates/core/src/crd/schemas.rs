//! The CRDs that a chart brings, and what an API server would refuse by them.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Value, json};

use super::rules::Rules;
use super::structure;
use crate::chart::Chart;

/// What an API server would refuse.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Path of the field, as the API server writes it: `spec.requirements[0].operator`.
    pub path: String,
    /// What is wrong with it.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.path, self.message)
    }
}

/// The custom resources that some CRDs define.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Schemas {
    /// `group/version` and kind, to what is known of them.
    kinds: BTreeMap<(String, String), Kind>,
}

#[derive(Debug, Clone, PartialEq)]
struct Kind {
    schema: Value,
    namespaced: bool,
    rules: Rules,
}

impl Schemas {
    /// Reads CustomResourceDefinitions; versions that are not served are left out.
    pub fn from_crds(crds: &[Value]) -> Schemas {
        let mut kinds = BTreeMap::new();
        for crd in crds {
            let text = |pointer: &str| crd.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
            let (group, kind) = (text("/spec/group"), text("/spec/names/kind"));
            let namespaced = text("/spec/scope") == "Namespaced";
            let versions = crd.pointer("/spec/versions").and_then(Value::as_array);
            for version in versions.into_iter().flatten().filter(|version| version["served"] != json!(false)) {
                let name = version["name"].as_str().unwrap_or_default();
                let schema = version.pointer("/schema/openAPIV3Schema").cloned().unwrap_or(json!({}));
                kinds.insert(
                    (format!("{group}/{name}"), kind.to_owned()),
                    Kind { schema, namespaced, rules: Rules::default() },
                );
            }
        }
        Schemas { kinds }
    }

    /// The custom resources of a chart's `crds/`.
    pub fn from_chart(chart: &Chart) -> Schemas {
        Schemas::from_crds(&chart.crds)
    }

    /// The `openAPIV3Schema` of a kind.
    pub fn schema(&self, api_version: &str, kind: &str) -> Option<&Value> {
        self.kind(api_version, kind).map(|kind| &kind.schema)
    }

    /// Whether objects of a kind live in a namespace; nothing if the kind is not known.
    pub fn is_namespaced(&self, api_version: &str, kind: &str) -> Option<bool> {
        self.kind(api_version, kind).map(|kind| kind.namespaced)
    }

    fn kind(&self, api_version: &str, kind: &str) -> Option<&Kind> {
        self.kinds.get(&(api_version.to_owned(), kind.to_owned()))
    }

    fn kind_of(&self, object: &Value) -> Option<&Kind> {
        self.kind(object["apiVersion"].as_str()?, object["kind"].as_str()?)
    }

    /// The object as the API server would store it: with the schema's defaults.
    pub fn with_defaults(&self, object: &Value) -> Value {
        self.kind_of(object).map_or_else(|| object.clone(), |kind| kube_cel::apply_defaults(&kind.schema, object))
    }

    /// Everything the API server would refuse about a new object, sorted by path. Parts that are [`super::UNKNOWN`]
    /// are not judged, nor are rules that read them.
    pub fn validate(&self, object: &Value) -> Vec<Problem> {
        let Some(kind) = self.kind_of(object) else {
            let text = |field: &str| object[field].as_str().unwrap_or("(none)").to_owned();
            let message = format!("no matches for kind \"{}\" in version \"{}\"", text("kind"), text("apiVersion"));
            return vec![Problem { path: "kind".to_owned(), message }];
        };
        let object = kube_cel::apply_defaults(&kind.schema, object);
        let mut problems = structure::validate(&kind.schema, &object);
        // The server asks the rules only of objects that fit their schema; here everything is found at once.
        let fits = problems.is_empty();
        problems.extend(kind.rules.validate(&kind.schema, &object, fits));
        problems.sort();
        problems.dedup();
        problems
    }
}
