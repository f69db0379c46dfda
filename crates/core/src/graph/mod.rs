//! A graph of declared nodes: handles, typed outputs, needs. Knows nothing of what a node is.
//!
//! A node can only need outputs of nodes that were added before it, so a cycle cannot be written; and its
//! function gets values only as arguments, so an edge cannot be forgotten. What is said of removal alone can close a
//! circle, so its order is looked at before anything is removed.

mod needs;
mod output;
mod slots;
mod text;
mod value;

use std::collections::BTreeSet;

use crate::error::{Error, Result};

pub use needs::Needs;
pub use output::Output;
pub(crate) use slots::{Shared, Slot, Slots};
pub use value::{Origin, Value};

/// What the graph itself knows of a node.
#[derive(Debug)]
pub struct Declared<N> {
    pub id: String,
    /// Nodes that must be settled before this one.
    pub needs: Vec<usize>,
    /// The node that this one lives inside: when that one is deleted, this one is gone with it.
    pub container: Option<usize>,
    /// Deleted by its own call before its container is.
    pub leaves_first: bool,
    /// Nodes that must be gone before this one is removed, beside those that need it.
    pub removed_after: Vec<usize>,
    /// Nodes whose changes are done before a change of this one begins that replaces machines.
    pub rolled_after: Vec<usize>,
    /// Nodes of which one at least has to come, or this one never becomes ready: it runs on what they make.
    pub hosts: Vec<usize>,
    /// Why it is left when everything else is removed.
    pub survives: Option<String>,
    pub body: N,
}

/// Nodes in the order in which they were added, which is a topological order.
#[derive(Debug)]
pub struct Graph<N> {
    nodes: Vec<Declared<N>>,
}

impl<N> Default for Graph<N> {
    fn default() -> Graph<N> {
        Graph { nodes: Vec::new() }
    }
}

impl<N> Graph<N> {
    pub fn new() -> Graph<N> {
        Graph::default()
    }

    pub(crate) fn insert(&mut self, id: String, mut needs: Vec<usize>, body: N) -> usize {
        needs.sort_unstable();
        needs.dedup();
        self.nodes.push(Declared {
            id,
            needs,
            container: None,
            leaves_first: false,
            removed_after: Vec::new(),
            rolled_after: Vec::new(),
            hosts: Vec::new(),
            survives: None,
            body,
        });
        self.nodes.len() - 1
    }

    pub(crate) fn contain(&mut self, node: usize, container: usize, leaves_first: bool) {
        self.nodes[node].container = Some(container);
        self.nodes[node].leaves_first = leaves_first;
    }

    pub(crate) fn order_removal(&mut self, node: usize, other: usize) {
        self.nodes[node].removed_after.push(other);
    }

    pub(crate) fn host(&mut self, node: usize, hosts: &[usize]) {
        self.nodes[node].hosts.extend(hosts);
    }

    pub(crate) fn order_roll(&mut self, node: usize, other: usize) {
        self.nodes[node].rolled_after.push(other);
    }

    /// Removes nodes whose identity begins with `prefix` after all.
    pub(crate) fn stop_surviving(&mut self, prefix: &str) {
        for node in self.nodes.iter_mut().filter(|node| node.id.starts_with(prefix)) {
            node.survives = None;
        }
    }

    pub(crate) fn keep_on_removal(&mut self, node: usize, why: &str) {
        self.nodes[node].survives = Some(why.to_owned());
    }

    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    pub fn get(&self, node: usize) -> &Declared<N> {
        &self.nodes[node]
    }

    pub fn iter(&self) -> impl Iterator<Item = (usize, &Declared<N>)> {
        self.nodes.iter().enumerate()
    }

    /// For every node, the nodes that must be gone before it is removed: those that need it, those that live inside it,
    /// and those that were said to go first.
    ///
    /// Needs cannot close a circle, but what is said to go first can, and then each would wait for the other for ever.
    ///
    /// # Errors
    /// `Bug` that names the circle.
    pub(crate) fn removal_order(&self) -> Result<Vec<Vec<usize>>> {
        let mut before: Vec<Vec<usize>> = self.nodes.iter().map(|node| node.removed_after.clone()).collect();
        for (index, node) in self.iter() {
            for &outlives in node.needs.iter().chain(&node.container) {
                before[outlives].push(index);
            }
        }
        match circle(&before) {
            None => Ok(before),
            Some(circle) => {
                let ids: Vec<&str> = circle.iter().map(|&node| self.nodes[node].id.as_str()).collect();
                Err(Error::bug(format!("these wait for each other to be removed: {}", ids.join(" → "))))
            }
        }
    }
}

/// Nodes that wait for each other, from one of them back to itself.
fn circle(before: &[Vec<usize>]) -> Option<Vec<usize>> {
    let mut waiting: Vec<usize> = (0..before.len()).collect();
    loop {
        let left: BTreeSet<usize> = waiting.iter().copied().collect();
        let held = |&node: &usize| before[node].iter().any(|other| left.contains(other));
        let still: Vec<usize> = waiting.iter().copied().filter(held).collect();
        if still.len() == waiting.len() {
            break;
        }
        waiting = still;
    }
    // Whoever is left waits for another one that is left, so following them comes round.
    let mut path = vec![*waiting.first()?];
    loop {
        let next = *before[*path.last()?].iter().find(|other| waiting.contains(other))?;
        if let Some(start) = path.iter().position(|&seen| seen == next) {
            path.push(next);
            return Some(path.split_off(start));
        }
        path.push(next);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph() -> Graph<()> {
        let mut graph = Graph::new();
        let cluster = graph.insert("cluster".into(), Vec::new(), ());
        let provider = graph.insert("provider".into(), vec![cluster], ());
        let role = graph.insert("role".into(), vec![provider], ());
        graph.insert("leftovers".into(), vec![role], ());
        graph
    }

    #[test]
    fn what_is_needed_goes_after_what_needs_it() {
        let mut graph = graph();
        graph.order_removal(0, 3);
        assert_eq!(graph.removal_order().expect("no circle"), [vec![3, 1], vec![2], vec![3], vec![]]);
    }

    #[test]
    fn those_that_would_wait_for_each_other_are_named() {
        let mut graph = graph();
        graph.order_removal(3, 0);
        let error = graph.removal_order().expect_err("a circle");
        assert!(error.is(crate::error::Kind::Bug));
        assert!(error.message().ends_with("cluster → provider → role → leftovers → cluster"), "{}", error.message());
    }
}
