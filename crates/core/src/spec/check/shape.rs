//! Checks that every field is known and has the form that the schema says, all of them at once.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::arn_example::example;
use super::correction;
use super::problem::Problem;
use super::wording::{in_words, last, type_name, types};
use crate::spec::path::{Path, Segment};
use crate::spec::schema;
use crate::spec::text::{Content, Entry, Mark, Node};
use crate::units;

/// What the shape check gives.
pub(crate) struct Shaped<T> {
    /// What was read, without the parts that are wrong, so that the rest is checked too.
    pub(crate) value: Option<T>,
    pub(crate) problems: Vec<(Problem, Mark)>,
    /// Required fields that were missing or wrong and for which something else stands.
    stand_ins: Vec<&'static str>,
    /// Lists that lost items, with the places that the others had.
    kept: Vec<(Path, Vec<usize>)>,
}

impl<T> Shaped<T> {
    /// The place in the text of a place in the spec: list items that were left out count again.
    pub(crate) fn original(&self, path: &Path) -> Path {
        let mut original = Path::root();
        for segment in path.segments() {
            original = match segment {
                Segment::Field(name) => original.field(name),
                Segment::Index(index) => {
                    let kept = self.kept.iter().find(|(list, _)| *list == original).map(|(_, kept)| kept);
                    original.index(kept.and_then(|kept| kept.get(*index).copied()).unwrap_or(*index))
                }
            };
        }
        original
    }

    /// Whether a problem is about something that is not the user's.
    pub(crate) fn stands_in(&self, path: &str) -> bool {
        self.stand_ins.contains(&path)
    }
}

/// A required field, and what stands for it while it is missing, so that the rest is checked.
pub(crate) type StandIn = (&'static str, &'static str);

/// Checks a tree against a schema. In the sources that are `unquoted`, a number or `true` is text where text is
/// expected.
pub(crate) fn check_shape<T: DeserializeOwned>(
    schema: &Value,
    root: &Node,
    unquoted: &[bool],
    known: &[StandIn],
) -> Shaped<T> {
    let mut walk = Walk { root: schema, unquoted, problems: Vec::new(), kept: Vec::new() };
    let clean = walk.node(&Path::root(), root, schema);
    let (mut problems, kept) = (walk.problems, walk.kept);
    let Some(Value::Object(mut fields)) = clean else {
        return Shaped { value: None, problems, stand_ins: Vec::new(), kept };
    };
    let mut stand_ins = Vec::new();
    for (name, stand_in) in known {
        if !fields.contains_key(*name) {
            fields.insert((*name).to_owned(), Value::String((*stand_in).to_owned()));
            stand_ins.push(*name);
        }
    }
    let value = match serde_json::from_value::<T>(Value::Object(fields)) {
        Ok(value) => Some(value),
        Err(error) => {
            if problems.is_empty() {
                problems.push((Problem::error(&Path::root(), format!("the spec cannot be read: {error}")), root.mark));
            }
            None
        }
    };
    Shaped { value, problems, stand_ins, kept }
}

pub(super) struct Walk<'a> {
    root: &'a Value,
    unquoted: &'a [bool],
    problems: Vec<(Problem, Mark)>,
    kept: Vec<(Path, Vec<usize>)>,
}

impl<'a> Walk<'a> {
    pub(super) fn refuse(&mut self, problem: Problem, mark: Mark) -> Option<Value> {
        self.problems.push((problem, mark));
        None
    }

    /// The schema behind a reference.
    pub(super) fn resolve(&self, schema: &'a Value) -> &'a Value {
        schema::behind(self.root, schema)
    }

    /// Whether a value's quotes may have been taken away by a shell.
    pub(super) fn is_unquoted(&self, node: &Node) -> bool {
        self.unquoted.get(node.mark.source).copied().unwrap_or(false)
    }

    /// The words of an enumeration, when the schema is one.
    pub(super) fn words(&self, schema: &'a Value) -> Option<Vec<&'a str>> {
        let schema = self.resolve(schema);
        if let Some(word) = schema["const"].as_str() {
            return Some(vec![word]);
        }
        if let Some(words) = schema["enum"].as_array() {
            return Some(words.iter().filter_map(Value::as_str).collect());
        }
        let branches = schema["oneOf"].as_array()?;
        let all: Option<Vec<Vec<&str>>> = branches.iter().map(|branch| self.words(branch)).collect();
        all.map(|all| all.concat())
    }

    fn branches(&self, schema: &'a Value) -> Vec<&'a Value> {
        schema::branches(self.root, schema)
    }

    fn node(&mut self, path: &Path, node: &Node, schema: &'a Value) -> Option<Value> {
        let branches = self.branches(schema);
        match branches[..] {
            [only] => self.one(path, node, only),
            _ => self.choose(path, node, &branches),
        }
    }

    /// Checks against a schema without branches.
    pub(super) fn one(&mut self, path: &Path, node: &Node, schema: &'a Value) -> Option<Value> {
        if let Some(words) = self.words(schema) {
            return self.enumeration(path, node, &words);
        }
        let types = types(schema);
        if types.is_empty() {
            return Some(node.to_value());
        }
        let kind = type_name(node);
        match &node.content {
            Content::Map(entries) if types.contains(&"object") => self.map(path, node, entries, schema),
            Content::List(items) if types.contains(&"array") => {
                let schema = &schema["items"];
                let item = |(index, item)| self.node(&path.index(index), item, schema);
                let clean: Vec<Option<Value>> = items.iter().enumerate().map(item).collect();
                self.list(path, clean)
            }
            Content::Text(text) if types.contains(&"string") => self.text(path, node, text, schema),
            Content::Number(_, text) if types.contains(&"string") && types.contains(&"number") => {
                self.text(path, node, text, schema)
            }
            Content::Number(number, text) if types.contains(&"integer") && kind == "integer" => {
                self.integer(path, node, number, text, schema)
            }
            Content::Number(number, _) if types.contains(&"number") => Some(Value::Number(number.clone())),
            Content::Bool(yes) if types.contains(&"boolean") => Some(Value::Bool(*yes)),
            Content::Number(_, text) if types.contains(&"string") && self.is_unquoted(node) => {
                self.text(path, node, text, schema)
            }
            Content::Bool(yes) if types.contains(&"string") && self.is_unquoted(node) => {
                self.text(path, node, &yes.to_string(), schema)
            }
            Content::Null if types.contains(&"object") => Some(Value::Object(Map::new())),
            _ => self.mismatch(path, node, types[0], schema),
        }
    }

    /// A list without its wrong words would be another list, so it is left out whole. Maps are kept, and which ones,
    /// so that problems of theirs find their place.
    fn list(&mut self, path: &Path, items: Vec<Option<Value>>) -> Option<Value> {
        if items.iter().all(Option::is_some) {
            return Some(Value::Array(items.into_iter().flatten().collect()));
        }
        let kept: Vec<usize> = (0..items.len()).filter(|index| items[*index].is_some()).collect();
        let maps = items.iter().flatten().all(Value::is_object);
        if kept.is_empty() || !maps {
            return None;
        }
        self.kept.push((path.clone(), kept));
        Some(Value::Array(items.into_iter().flatten().collect()))
    }

    fn enumeration(&mut self, path: &Path, node: &Node, words: &[&str]) -> Option<Value> {
        let shown: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
        let accepted = match &shown[..] {
            [only] => only.clone(),
            _ => format!("one of {}", shown.join(", ")),
        };
        let text = match &node.content {
            Content::Text(text) | Content::Number(_, text) => text,
            _ => {
                let problem = Problem::error(path, format!("{} stands here; it is {accepted}", node.kind()));
                return self.refuse(problem, node.mark);
            }
        };
        if words.contains(&text.as_str()) {
            return Some(Value::String(text.clone()));
        }
        let mut problem = Problem::error(path, format!("`{text}` is not {accepted}"));
        problem.hint = correction::of_value(last(path), text, words);
        self.refuse(problem, node.mark)
    }

    fn text(&mut self, path: &Path, node: &Node, text: &str, schema: &'a Value) -> Option<Value> {
        let format = schema["format"].as_str().unwrap_or_default();
        match units::parse_format(format, text) {
            Ok(()) => Some(Value::String(text.to_owned())),
            Err(invalid) => {
                let message = match format {
                    "arn" => format!("`{text}` is not an ARN (`{}`): {}", example(path), invalid.why),
                    _ => invalid.to_string(),
                };
                self.refuse(Problem::error(path, message), node.mark)
            }
        }
    }

    fn integer(
        &mut self,
        path: &Path,
        node: &Node,
        number: &serde_json::Number,
        text: &str,
        schema: &'a Value,
    ) -> Option<Value> {
        let (least, most) = (schema["minimum"].as_u64().unwrap_or(0), schema["maximum"].as_u64());
        // What can be held is for the rules to judge, which say what is wrong with it. What Kubernetes cannot hold has
        // no other rule.
        let wire = most.filter(|most| *most == u64::from(i32::MAX.unsigned_abs()));
        let held = match schema["format"].as_str() {
            Some("uint8") => u64::from(u8::MAX),
            Some("uint32") => wire.unwrap_or(u64::from(u32::MAX)),
            _ => u64::MAX,
        };
        let message = match (number.as_u64(), most) {
            (Some(value), _) if value <= held => return Some(Value::Number(number.clone())),
            (_, Some(most)) => format!("{text} is not {least} to {most}"),
            (Some(_), None) => format!("{text} is too large: at most {held}"),
            (None, None) => format!("{text} is less than {least}"),
        };
        self.refuse(Problem::error(path, message), node.mark)
    }

    fn mismatch(&mut self, path: &Path, node: &Node, want: &str, schema: &'a Value) -> Option<Value> {
        let found = match &node.content {
            Content::Text(text) | Content::Number(_, text) => format!("`{text}` is {}", node.kind()),
            Content::Bool(yes) => format!("`{yes}` is {}", node.kind()),
            _ => format!("{} stands here", node.kind()),
        };
        let mut problem = Problem::error(path, format!("{found}; {} is expected", in_words(want)));
        problem.hint = match (&node.content, want) {
            (Content::Number(_, text), "string") => Some(quoted(text, schema["format"].as_str())),
            (Content::Bool(yes), "string") => Some(format!("put it in quotes: \"{yes}\"")),
            (Content::Text(text), "integer" | "number") if text.parse::<f64>().is_ok() => {
                Some(format!("leave the quotes out: {text}"))
            }
            (Content::Text(text), "boolean") => match text.as_str() {
                "yes" | "on" | "True" | "true" => Some("write `true` without quotes".into()),
                "no" | "off" | "False" | "false" => Some("write `false` without quotes".into()),
                _ => None,
            },
            (Content::Text(text), "array") => Some(format!("write [{text}]")),
            (Content::Map(_), "array") => Some("begin each item with `- `".into()),
            (_, "object") => schema["properties"].as_object().map(|fields| {
                let names: Vec<&str> = fields.keys().map(String::as_str).collect();
                format!("its fields are {}", names.join(", "))
            }),
            _ => None,
        };
        self.refuse(problem, node.mark)
    }

    fn map(&mut self, path: &Path, node: &Node, entries: &[Entry], schema: &'a Value) -> Option<Value> {
        let mut clean = Map::new();
        let mut seen: Vec<(&str, Mark)> = Vec::new();
        for entry in entries {
            let place = path.field(&entry.name);
            if let Some((_, first)) = seen.iter().find(|(name, _)| *name == entry.name) {
                let message = format!("the field is given twice, first in line {}", first.line);
                self.refuse(Problem::error(&place, message), entry.mark);
                continue;
            }
            seen.push((&entry.name, entry.mark));
            if let Some(value) = self.entry(&place, entry, schema) {
                clean.insert(entry.name.clone(), value);
            }
        }
        let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let mut complete = true;
        let blank = |field: &str| {
            entries.iter().any(|entry| entry.name == field && matches!(entry.node.content, Content::Null))
        };
        for name in required {
            let given = |given: &str| given == name || correction::nearest(given, [name].into_iter()).is_some();
            // A field without a value says as little as no field.
            if !seen.iter().any(|(field, _)| given(field) && !blank(field)) {
                let problem = Problem::error(&path.field(name), format!("`{name}` is missing"));
                self.refuse(problem, node.mark);
            }
            complete = complete && clean.contains_key(name);
        }
        (complete || path.segments().is_empty()).then_some(Value::Object(clean))
    }

    fn entry(&mut self, place: &Path, entry: &Entry, schema: &'a Value) -> Option<Value> {
        let null = matches!(entry.node.content, Content::Null);
        if let Some(field) = schema["properties"].get(&entry.name) {
            return if null { None } else { self.node(place, &entry.node, field) };
        }
        match &schema["additionalProperties"] {
            Value::Bool(false) => self.unknown(place, entry, schema),
            values @ Value::Object(_) => self.node(place, &entry.node, values),
            _ => Some(entry.node.to_value()),
        }
    }

    fn unknown(&mut self, place: &Path, entry: &Entry, schema: &'a Value) -> Option<Value> {
        let known: Vec<&str> =
            schema["properties"].as_object().map(|map| map.keys().map(String::as_str).collect()).unwrap_or_default();
        let parent = place.parent().unwrap_or_default();
        let section = last(&parent);
        if self.refuse_old(section, place, entry) {
            return None;
        }
        let holder = if parent.segments().is_empty() { "a spec".to_owned() } else { format!("`{parent}`") };
        let mut problem = Problem::error(place, format!("{holder} has no field `{}`", entry.name));
        problem.hint = correction::of_field(section, &entry.name, &known)
            .or_else(|| self.elsewhere(&entry.name))
            .or_else(|| Some(format!("its fields are {}", known.join(", "))));
        self.refuse(problem, entry.mark)
    }

    /// Fields that there were once, with what took their place; of a section that is gone each field by itself.
    fn refuse_old(&mut self, section: &str, place: &Path, entry: &Entry) -> bool {
        let mut found = Vec::new();
        let mut look = |name: &str, place: Path, mark: Mark| {
            if let Some(what) = correction::of_old(section, name) {
                let message = format!("`{name}` is not a setting that can be given here");
                found.push((Problem::error(&place, message).hint(what), mark));
            }
        };
        look(&entry.name, place.clone(), entry.mark);
        if let Content::Map(inner) = &entry.node.content {
            for field in inner {
                look(&format!("{}.{}", entry.name, field.name), place.field(&field.name), field.mark);
            }
        }
        let any = !found.is_empty();
        self.problems.extend(found);
        any
    }

    /// A field of this name in another section.
    fn elsewhere(&self, name: &str) -> Option<String> {
        let mut found = Vec::new();
        self.find(self.root, name, &Path::root(), &mut found);
        let first = found.first()?;
        Some(format!("there is a field `{first}`"))
    }

    fn find(&self, schema: &'a Value, name: &str, path: &Path, found: &mut Vec<String>) {
        if path.segments().len() > 4 {
            return;
        }
        for branch in self.branches(schema) {
            for (field, inner) in branch["properties"].as_object().into_iter().flatten() {
                let place = path.field(field);
                if field == name {
                    found.push(place.to_string());
                }
                self.find(inner, name, &place, found);
            }
            if branch["additionalProperties"].is_object() {
                self.find(&branch["additionalProperties"], name, &path.field("<name>"), found);
            }
        }
        found.sort_by_key(|place| place.matches('.').count());
    }
}
/// What to write instead of a bare number where text is expected.
fn quoted(text: &str, format: Option<&str>) -> String {
    match units::parse_format(format.unwrap_or_default(), text) {
        Ok(()) => format!("put it in quotes: \"{text}\""),
        Err(invalid) => invalid.why,
    }
}
