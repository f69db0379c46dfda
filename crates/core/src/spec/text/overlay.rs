//! Laying one tree over another, and setting single values.

use super::node::{Content, Entry, Mark, Node};
use crate::spec::path::{Path, Segment};

/// Lays `over` on `base`: maps are joined field by field, anything else is replaced.
pub(crate) fn lay(base: &mut Node, over: Node) {
    match (&mut base.content, over.content) {
        (Content::Map(entries), Content::Map(others)) => {
            for other in others {
                match entries.iter_mut().find(|entry| entry.name == other.name) {
                    Some(entry) => {
                        entry.mark = other.mark;
                        lay(&mut entry.node, other.node);
                    }
                    None => entries.push(other),
                }
            }
        }
        (_, content) => *base = Node { content, mark: over.mark },
    }
}

/// Sets the value at a path; maps on the way are made, list items must be there or be the next one.
pub(crate) fn set(base: &mut Node, path: &Path, value: Node) -> Result<(), String> {
    let mut node = base;
    let mut walked = Path::root();
    let steps = path.segments().len();
    for (step, segment) in path.segments().iter().enumerate() {
        let mark = value.mark;
        match segment {
            Segment::Field(name) => {
                walked = walked.field(name);
                node = field(node, name, mark, step + 1 == steps).ok_or_else(|| {
                    let holder = walked.parent().map(|parent| parent.to_string()).unwrap_or_default();
                    format!("`{holder}` is not a map, so it has no field `{name}`")
                })?;
            }
            Segment::Index(index) => {
                let holder = walked.to_string();
                walked = walked.index(*index);
                node = item(node, *index, mark).map_err(|count| match count {
                    Some(0) => format!("`{holder}` has no items, so the next one is `[0]`, not `[{index}]`"),
                    Some(1) => format!("`{holder}` has 1 item, so the next one is `[1]`, not `[{index}]`"),
                    Some(count) => {
                        format!("`{holder}` has {count} items, so the next one is `[{count}]`, not `[{index}]`")
                    }
                    None => format!("`{holder}` is not a list"),
                })?;
            }
        }
    }
    *node = value;
    Ok(())
}

/// A field, made where it is not there; it is given anew where it is the one that is set.
fn field<'a>(node: &'a mut Node, name: &str, mark: Mark, given: bool) -> Option<&'a mut Node> {
    if matches!(node.content, Content::Null) {
        node.content = Content::Map(Vec::new());
    }
    let Content::Map(entries) = &mut node.content else { return None };
    let found = entries.iter().position(|entry| entry.name == name);
    let position = found.unwrap_or_else(|| {
        entries.push(Entry { name: name.to_owned(), mark, node: Node { content: Content::Null, mark } });
        entries.len() - 1
    });
    let entry = entries.get_mut(position)?;
    if given {
        entry.mark = mark;
    }
    Some(&mut entry.node)
}

fn item(node: &mut Node, index: usize, mark: Mark) -> Result<&mut Node, Option<usize>> {
    if matches!(node.content, Content::Null) {
        node.content = Content::List(Vec::new());
    }
    let Content::List(items) = &mut node.content else { return Err(None) };
    if index == items.len() {
        items.push(Node { content: Content::Null, mark });
    }
    let count = items.len();
    items.get_mut(index).ok_or(Some(count))
}
