//! Which values were not given, and where they come from.

use serde::Serialize;
use serde_json::Value;

use super::Resolved;
use crate::spec::environment::{ENVIRONMENT_DEFAULTS, Environment};
use crate::spec::node_pool::Preset;
use crate::spec::path::Path;
use crate::spec::stack::Spec;

/// Where a value that was not given comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// A default of karpool.
    Default,
    /// A preset of the NodePool.
    Preset(Preset),
    /// What the cluster is for.
    Environment(Environment),
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Origin::Default => f.write_str("default"),
            Origin::Preset(preset) => write!(f, "preset {}", preset.as_str()),
            Origin::Environment(environment) => write!(f, "environment {}", environment.as_str()),
        }
    }
}

/// A value that was not given.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Defaulted {
    /// `nodePools.x86.expireAfter`.
    pub path: String,
    pub value: Value,
    pub origin: Origin,
}

/// What a preset decides; the other defaults are every pool's.
const PRESET_FIELDS: [&str; 2] = ["arch", "capacityTypes"];
/// What the preset `gpu` decides besides.
const GPU_FIELDS: [&str; 4] = ["categories", "generation", "requirements", "taints"];

/// Compares the spec and its resolved form, leaf by leaf.
pub(super) fn defaulted(spec: &Spec, resolved: &Resolved) -> Vec<Defaulted> {
    let (Ok(given), Ok(full)) = (serde_json::to_value(spec), serde_json::to_value(resolved)) else {
        return Vec::new();
    };
    let mut leaves = Vec::new();
    walk(&Path::root(), Some(&given), &full, &mut leaves);
    leaves
        .into_iter()
        .map(|(path, value)| Defaulted { origin: origin(&path, resolved), path: path.to_string(), value })
        .collect()
}

fn walk(path: &Path, given: Option<&Value>, full: &Value, leaves: &mut Vec<(Path, Value)>) {
    match (given, full) {
        (_, Value::Object(fields)) if !fields.is_empty() => {
            // `create` and the like stand for a whole section.
            if given.is_some_and(Value::is_boolean) {
                return;
            }
            for (name, value) in fields {
                walk(&path.field(name), given.and_then(|given| given.get(name)), value, leaves);
            }
        }
        (Some(Value::Array(some)), Value::Array(items)) => {
            for (index, value) in items.iter().enumerate() {
                walk(&path.index(index), some.get(index), value, leaves);
            }
        }
        (Some(_), _) => {}
        (None, Value::Object(_)) => {}
        (None, Value::Array(items)) if items.is_empty() => {}
        (None, value) => leaves.push((path.clone(), value.clone())),
    }
}

fn origin(path: &Path, resolved: &Resolved) -> Origin {
    if let Some(environment) = resolved.environment
        && ENVIRONMENT_DEFAULTS.iter().any(|row| row.covers(path) && row.is_special(environment))
    {
        return Origin::Environment(environment);
    }
    let names: Vec<&str> = path.fields().collect();
    let preset = match names[..] {
        ["nodePools", pool, field, ..] => {
            let preset = resolved.node_pools.get(pool).and_then(|pool| pool.preset);
            let decides = |preset: &Preset| {
                PRESET_FIELDS.contains(&field) || (*preset == Preset::Gpu && GPU_FIELDS.contains(&field))
            };
            preset.filter(decides)
        }
        _ => None,
    };
    preset.map_or(Origin::Default, Origin::Preset)
}
