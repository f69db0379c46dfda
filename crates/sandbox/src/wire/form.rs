//! Form-encoded text, and the trees that the query protocols fold into it.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// No operation nests deeper; more is a malformed request.
const DEEPEST: usize = 24;

/// Decodes `%41` and leaves everything else; `None` when the bytes are not UTF-8 or a percent sign stands alone.
pub(crate) fn unescape(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|b| *b == b'%') {
        let digits = rest.get(at + 1..at + 3)?;
        if !digits.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        rest = rest.get(at + 3..)?;
    }
    percent_encoding::percent_decode(bytes).decode_utf8().ok().map(|text| text.into_owned())
}

/// The pairs of a form or query string, plus signs as blanks.
pub(crate) fn pairs(text: &str) -> Option<Vec<(String, String)>> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Some((unescape(&name.replace('+', " "))?, unescape(&value.replace('+', " "))?))
        })
        .collect()
}

/// A tree under construction: text at the leaf, or children by name.
#[derive(Default)]
struct Node {
    text: Option<String>,
    children: BTreeMap<String, Node>,
    /// Names in the order of their first appearance.
    order: Vec<String>,
}

/// Folds dotted names into a tree; `None` when a name is both a leaf and a branch, or nests too deep.
pub(super) fn fold(pairs: &[(String, String)]) -> Option<Value> {
    let mut root = Node::default();
    for (name, value) in pairs {
        let mut node = &mut root;
        for (depth, step) in name.split('.').enumerate() {
            if depth >= DEEPEST || step.is_empty() {
                return None;
            }
            if !node.children.contains_key(step) {
                node.order.push(step.to_owned());
            }
            node = node.children.entry(step.to_owned()).or_default();
        }
        if node.text.is_some() {
            return None;
        }
        node.text = Some(value.clone());
    }
    root.value()
}

impl Node {
    fn value(mut self) -> Option<Value> {
        match self.text {
            // `Names=` beside `Names.1=x` says nothing.
            Some(text) if self.children.is_empty() => return Some(Value::String(text)),
            Some(text) if !text.is_empty() => return None,
            _ => {}
        }
        if self.children.len() == 1 && self.order.first().is_some_and(|n| n == "member" || n == "entry") {
            let is_map = self.children.contains_key("entry");
            let (_, only) = self.children.pop_first()?;
            if only.is_list() {
                return if is_map { only.map() } else { only.value() };
            }
            let name = if is_map { "entry" } else { "member" };
            return Some(Value::Object(Map::from_iter([(name.to_owned(), only.value()?)])));
        }
        if self.is_list() {
            return self.elements().into_iter().map(Node::value).collect::<Option<Vec<_>>>().map(Value::Array);
        }
        let mut object = Map::new();
        for name in &self.order {
            if let Some(child) = self.children.remove(name) {
                object.insert(name.clone(), child.value()?);
            }
        }
        Some(Value::Object(object))
    }

    fn is_list(&self) -> bool {
        !self.children.is_empty() && self.children.keys().all(|name| name.parse::<u32>().is_ok())
    }

    /// Children by number.
    fn elements(self) -> Vec<Node> {
        let mut numbered: Vec<(u32, Node)> =
            self.children.into_iter().filter_map(|(name, node)| Some((name.parse().ok()?, node))).collect();
        numbered.sort_by_key(|(number, _)| *number);
        numbered.into_iter().map(|(_, node)| node).collect()
    }

    /// `entry.1.key=a&entry.1.value=b` is one entry of a map.
    fn map(self) -> Option<Value> {
        let mut object = Map::new();
        for mut entry in self.elements() {
            let key = entry.children.remove("key").and_then(|node| node.text)?;
            let value = entry.children.remove("value").map_or(Some(Value::String(String::new())), Node::value)?;
            object.insert(key, value);
        }
        Some(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn folded(text: &str) -> Option<Value> {
        fold(&pairs(text)?)
    }

    #[test]
    fn lists_and_structures_unfold_in_the_order_of_their_numbers() {
        assert_eq!(
            folded("Filter.2.Name=b&Filter.1.Name=vpc-id&Filter.1.Value.1=x&Filter.1.Value.10=z&Filter.1.Value.2=y"),
            Some(json!({"Filter": [{"Name": "vpc-id", "Value": ["x", "y", "z"]}, {"Name": "b"}]}))
        );
    }

    #[test]
    fn member_and_entry_levels_disappear() {
        assert_eq!(
            folded("Tags.member.1.Key=a&Tags.member.1.Value=b+c%2B&M.entry.1.key=k&M.entry.1.value=v"),
            Some(json!({"Tags": [{"Key": "a", "Value": "b c+"}], "M": {"k": "v"}}))
        );
    }

    #[test]
    fn contradictions_and_bad_escapes_are_refused() {
        for text in ["A=1&A.B=2", "A=1&A=2", "A=%zz", "A=%ff", "A..B=1"] {
            assert_eq!(folded(text), None, "{text}");
        }
        assert_eq!(folded("Tags=&B=1"), Some(json!({"Tags": "", "B": "1"})));
    }
}
