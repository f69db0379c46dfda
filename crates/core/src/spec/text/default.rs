//! Maps that a spec has when it says nothing of them. What is set inside of one by `--set` or a variable is set beside
//! the rest of it, while a map in a file replaces it.

use serde_json::Value;

use super::node::{Content, Entry, Mark, Node};
use crate::spec::path::{Path, Segment};
use crate::spec::stack::Spec;

/// Writes down the default map through which the path goes, where the spec has not given one; answers whether it did.
pub(crate) fn unfold(root: &mut Node, path: &Path, mark: Mark) -> bool {
    let [Segment::Field(section), _, ..] = path.segments() else { return false };
    let default = default_of(section, &root.to_value());
    let Some(default) = default.filter(|names| names.as_object().is_some_and(|names| !names.is_empty())) else {
        return false;
    };
    let Content::Map(entries) = &mut root.content else { return false };
    let node = Node::of_value(&default, mark);
    match entries.iter_mut().find(|entry| entry.name == *section) {
        Some(entry) if matches!(entry.node.content, Content::Null) => entry.node = node,
        Some(_) => return false,
        None => entries.push(Entry { name: section.clone(), mark, node }),
    }
    true
}

fn default_of(section: &str, spec: &Value) -> Option<Value> {
    let existing = spec["kubernetes"]["existing"] == true;
    let karpenter = match &spec["karpenter"] {
        Value::Null => !existing,
        Value::String(word) => word != "off",
        given => given.is_object(),
    };
    let default = match section {
        "nodeGroups" => serde_json::to_value(Spec::default_node_groups(existing)),
        "nodeClasses" => serde_json::to_value(Spec::default_node_classes(karpenter)),
        "nodePools" => serde_json::to_value(Spec::default_node_pools(karpenter)),
        _ => return None,
    };
    default.ok()
}
