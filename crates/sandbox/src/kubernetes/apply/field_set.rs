//! Sets of field paths, in the form of FieldsV1.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::kubernetes::schema::{ListMerge, Schema};

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Element {
    Field(String),
    /// The key fields of a list's item, as canonical JSON.
    Key(String),
    /// A member of a set, as JSON.
    Value(String),
    Index(usize),
}

/// A tree of paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FieldSet {
    /// The path that leads here belongs to the set.
    pub(crate) member: bool,
    pub(crate) below: BTreeMap<Element, FieldSet>,
}

impl Element {
    fn encode(&self) -> String {
        match self {
            Element::Field(name) => format!("f:{name}"),
            Element::Key(key) => format!("k:{key}"),
            Element::Value(value) => format!("v:{value}"),
            Element::Index(index) => format!("i:{index}"),
        }
    }

    fn decode(text: &str) -> Option<Element> {
        let (mark, rest) = text.split_once(':')?;
        Some(match mark {
            "f" => Element::Field(rest.to_owned()),
            "k" => Element::Key(rest.to_owned()),
            "v" => Element::Value(rest.to_owned()),
            "i" => Element::Index(rest.parse().ok()?),
            _ => return None,
        })
    }

    /// The step as error texts write it: `.name`, `[name="x"]`, `["x"]`.
    fn step(&self) -> String {
        match self {
            Element::Field(name) => format!(".{name}"),
            Element::Index(index) => format!("[{index}]"),
            Element::Value(value) => format!("[={value}]"),
            Element::Key(key) => {
                let fields: Map<String, Value> = serde_json::from_str(key).unwrap_or_default();
                let parts: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
                format!("[{}]", parts.join(","))
            }
        }
    }
}

/// The element of a list's item; `None` when a key field is missing.
pub(crate) fn element_of(merge: &ListMerge, item: &Value) -> Option<Element> {
    match merge {
        ListMerge::Atomic => None,
        ListMerge::Set => Some(Element::Value(item.to_string())),
        ListMerge::Map(keys) => {
            let mut fields: BTreeMap<&str, Value> = BTreeMap::new();
            for key in keys {
                let value = match (&item[key.as_str()], key.as_str()) {
                    (Value::Null, "protocol") => Value::from("TCP"),
                    (Value::Null, _) => continue,
                    (value, _) => value.clone(),
                };
                fields.insert(key, value);
            }
            if fields.is_empty() {
                return None;
            }
            serde_json::to_string(&fields).ok().map(Element::Key)
        }
    }
}

impl FieldSet {
    pub(crate) fn leaf() -> FieldSet {
        FieldSet { member: true, below: BTreeMap::new() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        !self.member && self.below.values().all(FieldSet::is_empty)
    }

    /// The set in the form of `fieldsV1`.
    pub(crate) fn encode(&self) -> Value {
        let mut document = Map::new();
        if self.member && !self.below.is_empty() {
            document.insert(".".to_owned(), Value::Object(Map::new()));
        }
        for (element, below) in &self.below {
            document.insert(element.encode(), below.encode());
        }
        Value::Object(document)
    }

    pub(crate) fn decode(document: &Value) -> FieldSet {
        let Some(fields) = document.as_object() else { return FieldSet::default() };
        fn inner(fields: &Map<String, Value>) -> FieldSet {
            let mut set = FieldSet { member: fields.is_empty() || fields.contains_key("."), ..FieldSet::default() };
            for (name, below) in fields {
                if let (Some(element), Some(below)) = (Element::decode(name), below.as_object()) {
                    set.below.insert(element, inner(below));
                }
            }
            set
        }
        FieldSet { member: false, ..inner(fields) }
    }

    pub(crate) fn union(&mut self, other: &FieldSet) {
        self.member |= other.member;
        for (element, below) in &other.below {
            self.below.entry(element.clone()).or_default().union(below);
        }
    }

    /// Takes away exactly the members of `other`.
    pub(crate) fn subtract(&mut self, other: &FieldSet) {
        if other.member {
            self.member = false;
        }
        for (element, below) in &other.below {
            if let Some(mine) = self.below.get_mut(element) {
                mine.subtract(below);
            }
        }
        self.below.retain(|_, below| !below.is_empty());
    }

    pub(crate) fn intersection(&self, other: &FieldSet) -> FieldSet {
        let mut both = FieldSet { member: self.member && other.member, ..FieldSet::default() };
        for (element, below) in &self.below {
            let shared = other.below.get(element).map(|theirs| below.intersection(theirs)).unwrap_or_default();
            if !shared.is_empty() {
                both.below.insert(element.clone(), shared);
            }
        }
        both
    }

    /// All members as text.
    pub(crate) fn paths(&self) -> Vec<String> {
        fn collect(set: &FieldSet, path: &str, all: &mut Vec<String>) {
            if set.member {
                all.push(path.to_owned());
            }
            for (element, below) in &set.below {
                collect(below, &format!("{path}{}", element.step()), all);
            }
        }
        let mut all = Vec::new();
        collect(self, "", &mut all);
        all
    }

    /// The paths that an applied configuration owns.
    pub(crate) fn of(value: &Value, schema: &Schema) -> FieldSet {
        match value {
            Value::Object(fields) if !fields.is_empty() && !schema.is_atomic() => {
                let mut set = FieldSet::default();
                for (name, one) in fields {
                    let below = schema.field(name).unwrap_or_else(|| Schema::Any.into());
                    let mut inner = FieldSet::of(one, &below);
                    inner.member |= !schema.declares(name) || inner.below.is_empty();
                    set.below.insert(Element::Field(name.clone()), inner);
                }
                set
            }
            Value::Array(items) => {
                let Schema::List { items: item_schema, merge } = schema else { return FieldSet::leaf() };
                if items.is_empty() || *merge == ListMerge::Atomic {
                    return FieldSet::leaf();
                }
                let mut set = FieldSet::default();
                for item in items {
                    if let Some(element) = element_of(merge, item) {
                        let mut inner = FieldSet::of(item, item_schema);
                        inner.member = true;
                        set.below.insert(element, inner);
                    }
                }
                set
            }
            _ => FieldSet::leaf(),
        }
    }
}
