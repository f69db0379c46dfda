//! Items of lists by their number behind a dot, `access.admins.0`, as other tools spell `access.admins[0]`.

use serde_json::Value;

use super::node::{Content, Node};
use crate::spec::path::{Path, Segment};
use crate::spec::schema::branches;

/// Whether a path has a step that may be the number of an item.
pub(super) fn is_numbered(path: &Path) -> bool {
    path.fields().any(|name| number(name).is_some())
}

/// The path with numbers of items where a list stands, or can stand by the schema. A map may have a field `0`.
pub(super) fn indexed(path: &Path, schema: &Value, root: &Node) -> Path {
    let mut found = Path::root();
    let (mut schemas, mut node) = (vec![schema], Some(root));
    for segment in path.segments() {
        let here: Vec<&Value> = schemas.iter().flat_map(|inner| branches(schema, inner)).collect();
        let step = match segment {
            Segment::Field(name) if is_list(node, &here) => number(name).map(Segment::Index),
            _ => None,
        };
        match step.as_ref().unwrap_or(segment) {
            Segment::Index(index) => {
                found = found.index(*index);
                schemas = here.iter().map(|branch| &branch["items"]).filter(|items| items.is_object()).collect();
                node = item(node, *index);
            }
            Segment::Field(name) => {
                found = found.field(name);
                schemas = here.iter().filter_map(|branch| inner(branch, name)).collect();
                node = entry(node, name);
            }
        }
    }
    found
}

fn number(name: &str) -> Option<usize> {
    name.bytes().all(|letter| letter.is_ascii_digit()).then(|| name.parse().ok()).flatten()
}

/// What is there decides; where nothing is, what may be there.
fn is_list(node: Option<&Node>, schemas: &[&Value]) -> bool {
    match node.map(|node| &node.content) {
        Some(Content::List(_)) => true,
        Some(Content::Map(_)) => false,
        _ => schemas.iter().any(|schema| schema["items"].is_object()),
    }
}

fn inner<'a>(schema: &'a Value, name: &str) -> Option<&'a Value> {
    schema["properties"].get(name).or_else(|| schema.get("additionalProperties")).filter(|inner| inner.is_object())
}

fn item(node: Option<&Node>, index: usize) -> Option<&Node> {
    match &node?.content {
        Content::List(items) => items.get(index),
        _ => None,
    }
}

fn entry<'a>(node: Option<&'a Node>, name: &str) -> Option<&'a Node> {
    match &node?.content {
        Content::Map(entries) => entries.iter().find(|entry| entry.name == name).map(|entry| &entry.node),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::schema::schema;

    #[test]
    fn a_number_behind_a_dot_is_an_item_of_a_list_and_a_field_of_a_map() {
        let text = "karpenter: {values: {tolerations: [{key: a}], ports: {80: x}}}\n";
        let document = super::super::node::parse(text, 0).expect("YAML");
        let rows = [
            ("access.admins.0", "access.admins[0]"),
            ("access.entries.1.policies.0.name", "access.entries[1].policies[0].name"),
            ("access.entries[0].policies.2", "access.entries[0].policies[2]"),
            ("karpenter.values.tolerations.0.key", "karpenter.values.tolerations[0].key"),
            ("karpenter.values.ports.80", "karpenter.values.ports.80"),
            ("nodePools.0.weight", "nodePools.0.weight"),
            ("tags.1", "tags.1"),
        ];
        let schema = schema();
        for (given, expected) in rows {
            let path = Path::parse(given).expect("a path");
            assert_eq!(indexed(&path, &schema, &document).to_string(), expected);
        }
    }
}
