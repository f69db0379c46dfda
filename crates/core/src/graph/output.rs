//! Typed references from one node to what another one gives.

use std::sync::Arc;

use super::{Origin, Slots, Value};

type Resolve<T> = Arc<dyn Fn(&Slots) -> Value<T> + Send + Sync>;

/// A value that a node gives when it is there. Using one in a node's needs *is* the edge between the two.
pub struct Output<T> {
    nodes: Vec<usize>,
    origin: Origin,
    resolve: Resolve<T>,
}

impl<T> Clone for Output<T> {
    fn clone(&self) -> Output<T> {
        Output { nodes: self.nodes.clone(), origin: self.origin.clone(), resolve: self.resolve.clone() }
    }
}

impl<T: Send + Sync + 'static> Output<T> {
    pub(crate) fn of(
        node: usize,
        origin: Origin,
        resolve: impl Fn(&Slots) -> Value<T> + Send + Sync + 'static,
    ) -> Output<T> {
        Output { nodes: vec![node], origin, resolve: Arc::new(resolve) }
    }

    /// A value that needs nothing.
    pub fn constant(value: T) -> Output<T>
    where
        T: Clone,
    {
        Output {
            nodes: Vec::new(),
            origin: Origin::new("constant"),
            resolve: Arc::new(move |_| Value::Known(value.clone())),
        }
    }

    pub fn map<U: Send + Sync + 'static>(self, change: impl Fn(T) -> U + Send + Sync + 'static) -> Output<U> {
        let resolve = self.resolve;
        Output { nodes: self.nodes, origin: self.origin, resolve: Arc::new(move |slots| resolve(slots).map(&change)) }
    }

    /// All of them together.
    pub fn all(outputs: Vec<Output<T>>) -> Output<Vec<T>> {
        let nodes = outputs.iter().flat_map(|o| o.nodes.iter().copied()).collect();
        let origin = outputs.first().map_or_else(|| Origin::new("constant"), |o| o.origin.clone());
        Output { nodes, origin, resolve: Arc::new(move |slots| Value::all(outputs.iter().map(|o| (o.resolve)(slots)))) }
    }

    pub(crate) fn nodes(&self) -> &[usize] {
        &self.nodes
    }

    pub(crate) fn resolve(&self, slots: &Slots) -> Value<T> {
        (self.resolve)(slots)
    }

    /// The value before anything is known; constants are known even then.
    pub(crate) fn early(&self, slots: &Slots) -> Value<T> {
        if self.nodes.iter().all(|&node| slots.get(node).is_some()) {
            self.resolve(slots)
        } else {
            Value::Pending(self.origin.clone())
        }
    }
}
