//! A graph of declared nodes: handles, typed outputs, needs. Knows nothing of what a node is.
//!
//! A node can only need outputs of nodes that were added before it, so a cycle cannot be written; and its
//! function gets values only as arguments, so an edge cannot be forgotten.

mod needs;
mod output;
mod slots;
mod text;
mod value;

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

    /// For every node, the nodes that need it.
    pub fn dependants(&self) -> Vec<Vec<usize>> {
        let mut dependants = vec![Vec::new(); self.nodes.len()];
        for (index, node) in self.iter() {
            for &need in &node.needs {
                dependants[need].push(index);
            }
        }
        dependants
    }
}
