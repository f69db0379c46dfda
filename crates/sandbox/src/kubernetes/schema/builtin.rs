//! The built-in types, read from their table.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use super::{Fields, ListMerge, Scalar, Schema};
use crate::kubernetes::resource::Resource;

/// One type a line; the first lines say how to read it.
pub(crate) const TYPE_TABLE: &str = include_str!("../generated/builtin_types.txt");

static TYPES: LazyLock<BTreeMap<&'static str, Arc<Schema>>> = LazyLock::new(read_table);

/// The schema of a built-in resource.
pub(crate) fn built_in(resource: &Resource) -> Arc<Schema> {
    let group = resource.group.split('.').next().unwrap_or_default();
    let group = if group.is_empty() { "core" } else { group };
    let name = format!("{group}.{}.{}", resource.version, resource.kind);
    TYPES.get(name.as_str()).cloned().unwrap_or_else(|| Arc::new(Schema::Any))
}

fn read_table() -> BTreeMap<&'static str, Arc<Schema>> {
    let rows: BTreeMap<&str, (&str, bool)> = TYPE_TABLE
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(':'))
        .map(|(name, fields)| match name.strip_suffix('^') {
            Some(name) => (name, (fields, true)),
            None => (name, (fields, false)),
        })
        .collect();
    let mut reader = Reader { rows, ready: BTreeMap::new() };
    let names: Vec<&'static str> = reader.rows.keys().copied().collect();
    for name in names {
        reader.named(name);
    }
    reader.ready
}

struct Reader {
    rows: BTreeMap<&'static str, (&'static str, bool)>,
    ready: BTreeMap<&'static str, Arc<Schema>>,
}

impl Reader {
    fn named(&mut self, name: &'static str) -> Arc<Schema> {
        if let Some(ready) = self.ready.get(name) {
            return ready.clone();
        }
        let Some((fields, atomic)) = self.rows.get(name).copied() else { return Arc::new(Schema::Any) };
        let short = name.rsplit('.').next().unwrap_or_default();
        let mut object = Fields { name: short.to_owned(), atomic, ..Fields::default() };
        for (field, shape) in fields.split_whitespace().filter_map(|one| one.split_once('=')) {
            let field = match field.strip_suffix('!') {
                Some(field) => {
                    object.required.push(field.to_owned());
                    field
                }
                None => field,
            };
            let schema = self.shape(shape);
            object.fields.insert(field.to_owned(), schema);
        }
        if object.fields.contains_key("metadata") || name == "autoscaling.v1.Scale" {
            for field in ["apiVersion", "kind"] {
                object.fields.insert(field.to_owned(), Arc::new(Schema::Scalar(Scalar::String)));
            }
        }
        let schema = Arc::new(Schema::Object(object));
        self.ready.insert(name, schema.clone());
        schema
    }

    fn shape(&mut self, text: &'static str) -> Arc<Schema> {
        if let Some(rest) = text.strip_prefix('[') {
            let (inner, merge) = rest.rsplit_once(']').unwrap_or((rest, ""));
            let merge = match merge.strip_prefix('@') {
                Some(keys) => ListMerge::Map(keys.split(',').map(str::to_owned).collect()),
                None if merge == "&" => ListMerge::Set,
                None => ListMerge::Atomic,
            };
            return Arc::new(Schema::List { items: self.shape(inner), merge });
        }
        if let Some(rest) = text.strip_prefix('{') {
            let (inner, mark) = rest.rsplit_once('}').unwrap_or((rest, ""));
            return Arc::new(Schema::Map { values: self.shape(inner), atomic: mark == "^" });
        }
        let scalar = match text {
            "s" => Scalar::String,
            "i" => Scalar::Integer,
            "n" => Scalar::Number,
            "b" => Scalar::Boolean,
            "x" => Scalar::IntOrString,
            "q" => Scalar::Quantity,
            "t" | "T" => Scalar::Time,
            "y" => Scalar::Bytes,
            "*" => return Arc::new(Schema::Any),
            name => return self.named(name),
        };
        Arc::new(Schema::Scalar(scalar))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_knows_list_keys_and_atomic_types() {
        let spec = &TYPES["core.v1.ServiceSpec"];
        let ports = spec.field("ports").expect("ports are declared");
        let Schema::List { merge, .. } = ports.as_ref() else { panic!("ports are a list") };
        assert_eq!(*merge, ListMerge::Map(vec!["port".to_owned(), "protocol".to_owned()]));
        assert!(TYPES["meta.v1.LabelSelector"].is_atomic());
        assert!(!TYPES["core.v1.PodSpec"].is_atomic());
        assert!(spec.field("bogus").is_none());
    }
}
