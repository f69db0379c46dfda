//! Decoding of a request's object into the shape of its built-in type.

use serde_json::{Map, Value};

use super::{Scalar, Schema};

/// What decoding found.
#[derive(Debug, Default)]
pub(crate) struct Decoded {
    /// Paths of fields that the type does not have; they are gone from the value.
    pub(crate) unknown: Vec<String>,
    /// The first value of a wrong type, in Go's words.
    pub(crate) wrong: Option<String>,
}

/// Drops unknown fields and nulls and checks the types of values.
pub(crate) fn decode(schema: &Schema, value: &mut Value) -> Decoded {
    let mut found = Decoded::default();
    walk(schema, value, "", "", &mut found);
    found
}

fn walk(schema: &Schema, value: &mut Value, path: &str, owner: &str, found: &mut Decoded) {
    match (schema, value) {
        (Schema::Any, _) | (_, Value::Null) => {}
        (Schema::Object(object), Value::Object(fields)) => {
            keep_known(schema, fields, path, found);
            for (name, one) in fields.iter_mut() {
                if let Some(declared) = object.fields.get(name) {
                    let owner = if owner.is_empty() || path.is_empty() {
                        format!("{}.{name}", object.name)
                    } else {
                        format!("{owner}.{name}")
                    };
                    walk(declared, one, &below(path, name), &owner, found);
                }
            }
        }
        (Schema::Map { values, .. }, Value::Object(fields)) => {
            fields.retain(|_, one| !one.is_null());
            for (name, one) in fields.iter_mut() {
                walk(values, one, &below(path, name), owner, found);
            }
        }
        (Schema::List { items, .. }, Value::Array(list)) => {
            for (index, one) in list.iter_mut().enumerate() {
                walk(items, one, &format!("{path}[{index}]"), owner, found);
            }
        }
        (Schema::Scalar(scalar), value) => scalar_fits(*scalar, value, owner, found),
        (Schema::Object(_) | Schema::Map { .. } | Schema::List { .. }, value) => {
            let wanted = match schema {
                Schema::Object(object) => format!("v1.{}", object.name),
                Schema::Map { .. } => "map[string]string".to_owned(),
                _ => "[]".to_owned(),
            };
            note(owner, json_name(value), &wanted, found);
        }
    }
}

fn keep_known(schema: &Schema, fields: &mut Map<String, Value>, path: &str, found: &mut Decoded) {
    fields.retain(|name, one| {
        if schema.field(name).is_none() {
            found.unknown.push(below(path, name));
            return false;
        }
        !one.is_null()
    });
}

fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

fn json_name(value: &Value) -> &'static str {
    match value {
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        _ => "object",
    }
}

fn note(owner: &str, found_type: &str, wanted: &str, found: &mut Decoded) {
    if found.wrong.is_none() {
        found.wrong =
            Some(format!("json: cannot unmarshal {found_type} into Go struct field {owner} of type {wanted}"));
    }
}

fn scalar_fits(scalar: Scalar, value: &mut Value, owner: &str, found: &mut Decoded) {
    let (fits, wanted) = match scalar {
        Scalar::String | Scalar::Bytes => (value.is_string(), "string"),
        Scalar::Time => (value.is_string(), "time.Time"),
        Scalar::Integer => (value.is_i64() || value.is_u64(), "int32"),
        Scalar::Number => (value.is_number(), "float64"),
        Scalar::Boolean => (value.is_boolean(), "bool"),
        Scalar::IntOrString | Scalar::Quantity => (value.is_string() || value.is_number(), "string"),
        Scalar::Free => (true, ""),
    };
    if !fits {
        note(owner, json_name(value), wanted, found);
    } else if scalar == Scalar::Quantity && value.is_number() {
        *value = Value::String(value.to_string());
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::kubernetes::resource::Resource;
    use crate::kubernetes::schema::built_in;

    #[test]
    fn unknown_fields_and_wrong_types_are_found() {
        let deployments = Resource {
            group: "apps".to_owned(),
            version: "v1".to_owned(),
            kind: "Deployment".to_owned(),
            ..Resource::default()
        };
        let mut object = json!({ "spec": { "replicas": "two", "bogus": 1, "template": { "spec": {
            "containers": [{ "name": "a", "immage": "x" }] } } } });
        let found = decode(&built_in(&deployments), &mut object);
        assert_eq!(found.unknown, ["spec.bogus", "spec.template.spec.containers[0].immage"]);
        let wrong = found.wrong.expect("replicas is no number");
        assert_eq!(wrong, "json: cannot unmarshal string into Go struct field Deployment.spec.replicas of type int32");
        assert_eq!(object["spec"]["template"]["spec"]["containers"], json!([{ "name": "a" }]));
    }
}
