//! The JSON Schema of the spec.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use serde_json::Value;

use super::stack::Spec;

/// The JSON Schema of the spec, its descriptions from the fields' documentation.
pub fn schema() -> Value {
    let mut schema = schema_of::<Spec>();
    schema["title"] = "karpool".into();
    schema
}

/// The JSON Schema of whatever holds parts of a spec, in the form that [`schema`] has.
pub fn schema_of<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12();
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    RecursiveTransform(without_null as fn(&mut schemars::Schema)).transform(&mut schema);
    schema.to_value()
}

/// A field that may be left out is not one that may be `null`; an option is only the former.
fn without_null(schema: &mut schemars::Schema) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|kind| kind != "null");
        if let [only] = &types[..] {
            let only = only.clone();
            schema.insert("type".into(), only);
        }
    }
    let branches = match schema.get_mut("anyOf") {
        Some(Value::Array(branches)) => {
            branches.retain(|branch| branch.get("type").is_none_or(|kind| kind != "null"));
            branches.clone()
        }
        _ => return,
    };
    if let [Value::Object(only)] = &branches[..] {
        schema.remove("anyOf");
        for (name, value) in only {
            if schema.get(name).is_none() {
                schema.insert(name.clone(), value.clone());
            }
        }
    }
}
