//! A JSON Schema as what a typed language needs of it: records, and names for other types.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// A type in any of the languages.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Type {
    Any,
    Null,
    Boolean,
    Number,
    /// A number without a fraction.
    Whole,
    Text,
    /// Where something is on this machine.
    Path,
    /// One of these words.
    Words(Vec<String>),
    List(Box<Type>),
    Map(Box<Type>),
    /// A definition by its name.
    Named(String),
    Union(Vec<Type>),
}

/// A field of a record.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub wire: String,
    pub holds: Type,
    pub required: bool,
    pub documentation: String,
}

/// A field that always has the same word, by which a record is told from others.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tag {
    pub wire: String,
    pub word: String,
}

#[derive(Clone, Debug)]
pub(super) enum Shape {
    Record { tag: Option<Tag>, fields: Vec<Field> },
    Alias(Type),
}

#[derive(Clone, Debug)]
pub(super) struct Definition {
    pub name: String,
    pub documentation: String,
    pub shape: Shape,
}

/// All definitions of a schema, by name.
pub(super) struct Model {
    pub definitions: BTreeMap<String, Definition>,
}

/// Names that differ from those of the schema.
const RENAMED: &[(&str, &str)] = &[("Spec", "Stack"), ("RangeOfuint32", "RangeOfCount")];

impl Model {
    pub(super) fn read(schema: &Value) -> Model {
        let mut model = Model { definitions: BTreeMap::new() };
        for (name, definition) in schema["$defs"].as_object().into_iter().flatten() {
            model.define(&named(name), definition);
        }
        model
    }

    fn define(&mut self, name: &str, schema: &Value) {
        let shape = match tagged(schema) {
            Some(variants) => {
                let mut names = Vec::new();
                for (tag, variant) in variants {
                    let name = format!("{}{name}", pascal(&tag.word));
                    self.insert(&name, variant, record(variant, Some(tag)));
                    names.push(Type::Named(name));
                }
                Shape::Alias(Type::Union(names))
            }
            None if schema["properties"].is_object() => record(schema, None),
            None => Shape::Alias(read(schema)),
        };
        self.insert(name, schema, shape);
    }

    fn insert(&mut self, name: &str, schema: &Value, shape: Shape) {
        let definition = Definition { name: name.to_owned(), documentation: description(schema), shape };
        self.definitions.insert(name.to_owned(), definition);
    }

    pub(super) fn records(&self) -> impl Iterator<Item = (&Definition, Option<&Tag>, &[Field])> {
        self.definitions.values().filter_map(|definition| match &definition.shape {
            Shape::Record { tag, fields } => Some((definition, tag.as_ref(), &fields[..])),
            Shape::Alias(_) => None,
        })
    }

    pub(super) fn aliases(&self) -> impl Iterator<Item = (&Definition, &Type)> {
        self.definitions.values().filter_map(|definition| match &definition.shape {
            Shape::Alias(holds) => Some((definition, holds)),
            Shape::Record { .. } => None,
        })
    }

    /// The records of a union that are told apart by a tag.
    pub(super) fn variants(&self, name: &str) -> Vec<(&Definition, &Tag)> {
        let Some(Shape::Alias(Type::Union(types))) = self.definitions.get(name).map(|definition| &definition.shape)
        else {
            return Vec::new();
        };
        let record = |holds: &Type| match holds {
            Type::Named(name) => {
                let definition = self.definitions.get(name)?;
                match &definition.shape {
                    Shape::Record { tag: Some(tag), .. } => Some((definition, tag)),
                    _ => None,
                }
            }
            _ => None,
        };
        types.iter().filter_map(record).collect()
    }
}

/// The variants of a union of objects with a common constant field.
fn tagged(schema: &Value) -> Option<Vec<(Tag, &Value)>> {
    let variants = schema["oneOf"].as_array()?;
    let tag = |variant: &Value| {
        let properties = variant["properties"].as_object()?;
        let constant = |(wire, field): (&String, &Value)| Some((wire.clone(), field["const"].as_str()?.to_owned()));
        let (wire, word) = properties.iter().find_map(constant)?;
        Some(Tag { wire, word })
    };
    variants.iter().map(|variant| Some((tag(variant)?, variant))).collect()
}

fn record(schema: &Value, tag: Option<Tag>) -> Shape {
    let required: Vec<&str> = strings(&schema["required"]);
    let none = Map::new();
    let properties = schema["properties"].as_object().unwrap_or(&none);
    let fields = properties.iter().filter(|(wire, _)| tag.as_ref().is_none_or(|tag| tag.wire != **wire));
    let fields = fields.map(|(wire, field)| Field {
        wire: wire.clone(),
        holds: read(field),
        required: required.contains(&wire.as_str()),
        documentation: description(field),
    });
    let mut fields: Vec<Field> = fields.collect();
    fields.sort_by_key(|field| !field.required);
    Shape::Record { tag, fields }
}

fn read(schema: &Value) -> Type {
    if let Some(reference) = schema["$ref"].as_str() {
        return Type::Named(named(reference.trim_start_matches("#/$defs/")));
    }
    for union in ["anyOf", "oneOf"] {
        if let Some(branches) = schema[union].as_array() {
            return union_of(branches.iter().map(read));
        }
    }
    if let Some(word) = schema["const"].as_str() {
        return Type::Words(vec![word.to_owned()]);
    }
    if schema["enum"].is_array() {
        return Type::Words(strings(&schema["enum"]).into_iter().map(str::to_owned).collect());
    }
    match &schema["type"] {
        Value::String(kind) => plain(kind, schema),
        Value::Array(kinds) => union_of(kinds.iter().filter_map(Value::as_str).map(|kind| plain(kind, schema))),
        _ => Type::Any,
    }
}

fn plain(kind: &str, schema: &Value) -> Type {
    match kind {
        "string" if schema["format"] == "path" => Type::Path,
        "string" => Type::Text,
        "number" => Type::Number,
        "integer" => Type::Whole,
        "boolean" => Type::Boolean,
        "null" => Type::Null,
        "array" => Type::List(Box::new(read(&schema["items"]))),
        "object" => Type::Map(Box::new(read(&schema["additionalProperties"]))),
        _ => Type::Any,
    }
}

fn union_of(types: impl Iterator<Item = Type>) -> Type {
    let mut all: Vec<Type> = Vec::new();
    for holds in types {
        if all.contains(&holds) {
            continue;
        }
        match (all.last_mut(), holds) {
            (Some(Type::Words(words)), Type::Words(more)) => words.extend(more),
            (_, holds) => all.push(holds),
        }
    }
    match all.len() {
        1 => all.remove(0),
        _ => Type::Union(all),
    }
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

fn description(schema: &Value) -> String {
    schema["description"].as_str().unwrap_or_default().to_owned()
}

fn named(name: &str) -> String {
    let renamed = RENAMED.iter().find(|(old, _)| *old == name);
    renamed.map_or_else(|| pascal(name), |(_, new)| (*new).to_owned())
}

/// `nodePool` as `NodePool`.
pub(super) fn pascal(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

/// `vpcId` as `vpc_id`.
pub(super) fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_tagged_union_becomes_a_record_for_each_word() {
        let variant = |word: &str| json!({"type": "object", "properties": {"type": {"const": word}, "at": {"type": "string"}}, "required": ["at"]});
        let model = Model::read(&json!({"$defs": {"Event": {"oneOf": [variant("started"), variant("finished")]}}}));
        let names: Vec<&str> = model.variants("Event").iter().map(|(definition, _)| definition.name.as_str()).collect();
        assert_eq!(names, ["StartedEvent", "FinishedEvent"]);
    }

    #[test]
    fn words_of_a_union_are_one_list() {
        let words = json!({"oneOf": [{"const": "a"}, {"enum": ["b", "c"]}, {"type": "string"}]});
        let expected = [Type::Words(vec!["a".into(), "b".into(), "c".into()]), Type::Text];
        assert_eq!(read(&words), Type::Union(expected.to_vec()));
        assert_eq!(snake("vpcId"), "vpc_id");
    }
}
