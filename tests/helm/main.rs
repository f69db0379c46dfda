//! The renderer held against Helm's own engine, on charts written for it. What both render must be the same objects;
//! what karpool does not support must be refused with the reason, never rendered otherwise.

mod oracle;
mod random_values_render_as_in_helm;
mod texts_are_read_as_in_helm;
mod the_same_objects_come_out_as_from_helm;
mod what_is_not_supported_is_refused;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use karpool::chart::{Capabilities, Chart, Error, Options, Release, Rendered, Source, fetch, own, render};
use serde_json::{Number, Value};

const NAME: &str = "harbour";
const NAMESPACE: &str = "pier";

/// What Helm's engine answers without a cluster. Source: Helm 4.2.3, `DefaultCapabilities`.
const KUBERNETES: &str = "1.36.0";

/// A folder of charts beside this file, in order.
fn charts(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("helm").join(folder);
    let mut found: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    found.sort();
    assert!(!found.is_empty(), "{} holds no chart", folder.display());
    found
}

fn load(path: &Path) -> Result<Chart, Error> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(fetch(&Source::Directory(path.to_owned()), None, &Options::default()))
}

fn rendered(chart: &Chart, values: &Value, revision: u32) -> Result<Rendered, Error> {
    let release = Release { name: NAME.into(), namespace: NAMESPACE.into(), revision };
    render(chart, values, &release, &Capabilities { kubernetes: KUBERNETES.into(), api_versions: BTreeSet::new() })
}

/// karpool's objects by kind and name, without the mark that is karpool's own.
fn ours(rendered: Rendered) -> BTreeMap<String, Value> {
    keyed(rendered.manifests.into_iter().map(|manifest| manifest.value))
}

/// Helm's objects by kind and name, with the marks that Helm gives them when it installs.
fn theirs(objects: Vec<Value>) -> BTreeMap<String, Value> {
    keyed(objects.into_iter().map(|mut value| {
        own(&mut value, NAME, NAMESPACE);
        value
    }))
}

fn keyed(objects: impl Iterator<Item = Value>) -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    for mut value in objects {
        if let Some(annotations) = value.pointer_mut("/metadata/annotations").and_then(Value::as_object_mut) {
            annotations.shift_remove(karpool::chart::DIGEST_ANNOTATION);
        }
        let key = format!("{} {}", value["kind"], value["metadata"]["name"]);
        assert!(found.insert(key.clone(), numbers(value)).is_none(), "{key} came twice");
    }
    found
}

/// 2.0 and 2 are the same number.
fn numbers(value: Value) -> Value {
    match value {
        Value::Number(number) => match number.as_f64() {
            Some(float) if float.fract() == 0.0 && float.abs() < 9e15 => Value::from(float as i64),
            Some(float) => Number::from_f64(float).map_or(Value::Null, Value::Number),
            None => Value::Number(number),
        },
        Value::Array(items) => items.into_iter().map(numbers).collect(),
        Value::Object(map) => Value::Object(map.into_iter().map(|(key, value)| (key, numbers(value))).collect()),
        other => other,
    }
}
