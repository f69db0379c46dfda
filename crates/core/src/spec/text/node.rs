//! A text as a tree of values that know where they stand.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_saphyr::{Location, Spanned};

use crate::spec::path::{Path, Segment};

/// Where something stands: the source's number, line and column from 1. Line 0 is unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) source: usize,
    pub(crate) line: usize,
    pub(crate) column: usize,
}

/// A value and its place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    pub(crate) content: Content,
    pub(crate) mark: Mark,
}

/// A value. A number keeps its text, so that `1.30` does not become `1.3`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Content {
    Null,
    Bool(bool),
    Number(serde_json::Number, String),
    Text(String),
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// A field of a map.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) mark: Mark,
    pub(crate) node: Node,
}

impl Node {
    /// What kind of value it is, for messages.
    pub(crate) fn kind(&self) -> &'static str {
        match self.content {
            Content::Null => "nothing",
            Content::Bool(_) => "true or false",
            Content::Number(..) => "a number",
            Content::Text(_) => "text",
            Content::List(_) => "a list",
            Content::Map(_) => "a map",
        }
    }

    /// The value without places.
    pub(crate) fn to_value(&self) -> Value {
        match &self.content {
            Content::Null => Value::Null,
            Content::Bool(yes) => Value::Bool(*yes),
            Content::Number(number, _) => Value::Number(number.clone()),
            Content::Text(text) => Value::String(text.clone()),
            Content::List(items) => Value::Array(items.iter().map(Node::to_value).collect()),
            Content::Map(entries) => {
                Value::Object(entries.iter().map(|entry| (entry.name.clone(), entry.node.to_value())).collect())
            }
        }
    }

    /// A tree without places.
    pub(crate) fn of_value(value: &Value, mark: Mark) -> Node {
        let content = match value {
            Value::Null => Content::Null,
            Value::Bool(yes) => Content::Bool(*yes),
            Value::Number(number) => Content::Number(number.clone(), number.to_string()),
            Value::String(text) => Content::Text(text.clone()),
            Value::Array(items) => Content::List(items.iter().map(|item| Node::of_value(item, mark)).collect()),
            Value::Object(fields) => {
                let entry = |(name, value): (&String, &Value)| Entry {
                    name: name.clone(),
                    mark,
                    node: Node::of_value(value, mark),
                };
                Content::Map(fields.iter().map(entry).collect())
            }
        };
        Node { content, mark }
    }

    /// The place of what a path names, or of the nearest thing above it that is there. A scalar's place is its own,
    /// a map's or list's is its key's.
    pub(crate) fn locate(&self, path: &Path) -> Mark {
        let mut node = self;
        let mut mark = self.mark;
        for segment in path.segments() {
            let next = match (segment, &node.content) {
                (Segment::Field(name), Content::Map(entries)) => {
                    entries.iter().find(|entry| entry.name == *name).map(|entry| (&entry.node, entry.mark))
                }
                (Segment::Index(index), Content::List(items)) => items.get(*index).map(|item| (item, item.mark)),
                _ => None,
            };
            let Some((child, place)) = next else { return mark };
            node = child;
            mark = place;
        }
        match node.content {
            Content::Map(_) | Content::List(_) | Content::Null => mark,
            _ => node.mark,
        }
    }

    /// Puts the source's number and the numbers' own text everywhere; places came from the parser without them.
    fn finish(&mut self, source: usize, text: &str) {
        self.mark.source = source;
        match &mut self.content {
            Content::Number(_, shown) => {
                if let Some(own) = number_at(text, self.mark) {
                    *shown = own.to_owned();
                }
            }
            Content::List(items) => items.iter_mut().for_each(|item| item.finish(source, text)),
            Content::Map(entries) => {
                for entry in entries {
                    entry.mark.source = source;
                    entry.node.finish(source, text);
                }
            }
            _ => {}
        }
    }
}

/// The text of the number at a place.
fn number_at(text: &str, mark: Mark) -> Option<&str> {
    let line = text.lines().nth(mark.line.checked_sub(1)?)?;
    let start = line.char_indices().nth(mark.column.checked_sub(1)?)?.0;
    let rest = &line[start..];
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+'))).unwrap_or(rest.len());
    Some(&rest[..end]).filter(|own| own.parse::<f64>().is_ok())
}

fn mark_of(location: &Location) -> Mark {
    let number = |value: u64| usize::try_from(value).unwrap_or(0);
    Mark { source: 0, line: number(location.line()), column: number(location.column()) }
}

/// Reads YAML (and so JSON) into a tree. Repeated keys stay, to be reported with their places.
pub(crate) fn parse(text: &str, source: usize) -> Result<Node, (String, Mark)> {
    let options = serde_saphyr::options! {
        strict_booleans: true,
        duplicate_keys: serde_saphyr::options::DuplicateKeyPolicy::PassThrough,
        with_snippet: false,
    };
    let tree: Result<Option<Spanned<Content>>, _> = serde_saphyr::from_str_with_options(text, options);
    match tree {
        Ok(Some(tree)) => {
            let mut node = Node { mark: mark_of(&tree.referenced), content: tree.value };
            node.finish(source, text);
            Ok(node)
        }
        Ok(None) => Ok(Node { content: Content::Null, mark: Mark { source, line: 1, column: 1 } }),
        Err(error) => {
            let mark = error.location().map(|location| mark_of(&location)).unwrap_or_default();
            let text = match error.without_snippet() {
                serde_saphyr::Error::MultipleDocuments { .. } => {
                    "this is a second document; a file is one stack, so give each a file of its own".to_owned()
                }
                // A document may be small and its anchors unfold to millions of values.
                serde_saphyr::Error::Budget { .. } => {
                    "it is too large or too deep for a spec, with what its anchors unfold to".to_owned()
                }
                other => other.to_string(),
            };
            Err((text, Mark { source, ..mark }))
        }
    }
}

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Content, D::Error> {
        deserializer.deserialize_any(ContentVisitor)
    }
}

struct ContentVisitor;

impl<'de> Visitor<'de> for ContentVisitor {
    type Value = Content;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Content, E> {
        Ok(Content::Null)
    }

    fn visit_none<E: de::Error>(self) -> Result<Content, E> {
        Ok(Content::Null)
    }

    fn visit_bool<E: de::Error>(self, yes: bool) -> Result<Content, E> {
        Ok(Content::Bool(yes))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Content, E> {
        Ok(Content::Number(number.into(), number.to_string()))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Content, E> {
        Ok(Content::Number(number.into(), number.to_string()))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Content, E> {
        match serde_json::Number::from_f64(number) {
            Some(finite) => Ok(Content::Number(finite, number.to_string())),
            None => Ok(Content::Text(number.to_string())),
        }
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Content, E> {
        Ok(Content::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Content, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element::<Spanned<Content>>()? {
            items.push(Node { mark: mark_of(&item.referenced), content: item.value });
        }
        Ok(Content::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Content, A::Error> {
        let mut entries = Vec::new();
        while let Some((name, value)) = access.next_entry::<Spanned<String>, Spanned<Content>>()? {
            let node = Node { mark: mark_of(&value.referenced), content: value.value };
            entries.push(Entry { mark: mark_of(&name.referenced), name: name.value, node });
        }
        Ok(Content::Map(entries))
    }
}
