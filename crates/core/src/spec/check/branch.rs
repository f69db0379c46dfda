//! Fields that take values of several forms: which one is meant.

use serde_json::{Map, Value};

use super::correction;
use super::problem::Problem;
use super::shape::Walk;
use super::wording::{in_the_middle, in_words, last, type_name, types};
use crate::spec::path::Path;
use crate::spec::text::{Content, Entry, Node};

impl<'a> Walk<'a> {
    /// Picks the branch that the value is meant for, and checks against that one.
    pub(super) fn choose(&mut self, path: &Path, node: &Node, branches: &[&'a Value]) -> Option<Value> {
        let mut words: Vec<&str> = branches.iter().filter_map(|branch| self.words(branch)).flatten().collect();
        words.dedup();
        let free: Vec<&&Value> = branches.iter().filter(|branch| self.words(branch).is_none()).collect();
        match &node.content {
            Content::Text(text) if words.contains(&text.as_str()) => Some(Value::String(text.clone())),
            Content::Null if free.iter().any(|branch| types(branch).contains(&"object")) => {
                Some(Value::Object(Map::new()))
            }
            Content::Map(entries) => {
                let fitting = |branch: &&&&Value| types(branch).contains(&"object");
                let score = |branch: &&&&Value| {
                    let known = |entry: &&Entry| branch["properties"].get(&entry.name).is_some();
                    entries.iter().filter(known).count()
                };
                let mut best: Option<(&&&Value, usize)> = None;
                for branch in free.iter().filter(fitting) {
                    let points = score(&branch);
                    if best.is_none_or(|(_, most)| points > most) {
                        best = Some((branch, points));
                    }
                }
                match best {
                    Some((branch, _)) if entries.is_empty() || best.is_some_and(|(_, points)| points > 0) => {
                        self.one(path, node, branch)
                    }
                    Some((branch, _)) if free.iter().filter(fitting).count() == 1 => self.one(path, node, branch),
                    _ => self.no_branch(path, node, &words, &free),
                }
            }
            _ => {
                let kind = type_name(node);
                let fitting = free.iter().find(|branch| {
                    let types = types(branch);
                    types.contains(&kind) || (kind == "integer" && types.contains(&"number"))
                });
                let unquoted = self.is_unquoted(node) && matches!(node.content, Content::Number(..) | Content::Bool(_));
                let text = || free.iter().find(|branch| unquoted && types(branch).contains(&"string"));
                match fitting.or_else(text) {
                    Some(branch) => self.one(path, node, branch),
                    None => self.no_branch(path, node, &words, &free),
                }
            }
        }
    }

    fn no_branch(&mut self, path: &Path, node: &Node, words: &[&str], free: &[&&'a Value]) -> Option<Value> {
        let mut accepted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
        for branch in free {
            let fields: Vec<&str> = branch["properties"]
                .as_object()
                .map(|map| map.keys().map(String::as_str).collect())
                .unwrap_or_default();
            let text = match types(branch).first() {
                Some(&"object") if !fields.is_empty() && fields.len() <= 6 => format!("{{{}}}", fields.join(", ")),
                Some(&"string") => branch["description"].as_str().map_or_else(|| "text".into(), in_the_middle),
                Some(&"array") => format!("a list of {}", self.item_words(branch)),
                Some(kind) => in_words(kind).to_owned(),
                None => continue,
            };
            accepted.push(text);
        }
        let message = match &node.content {
            Content::Text(text) => format!("`{text}` is none of {}", accepted.join(", ")),
            _ => format!("{} stands here; accepted are {}", node.kind(), accepted.join(", ")),
        };
        let mut problem = Problem::error(path, message);
        if let Content::Text(text) = &node.content {
            problem.hint = correction::of_value(last(path), text, words);
        } else if matches!(node.content, Content::Bool(false)) && words.contains(&"off") {
            problem.hint = Some("write `off`".into());
        }
        self.refuse(problem, node.mark)
    }

    /// What a list holds, in words.
    fn item_words(&self, schema: &'a Value) -> String {
        let item = self.resolve(&schema["items"]);
        match (item["description"].as_str(), types(item).first()) {
            (Some(text), Some(&"string")) => in_the_middle(text),
            (_, Some(kind)) => in_words(kind).to_owned(),
            _ => "values".to_owned(),
        }
    }
}
