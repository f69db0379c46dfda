//! Adding nodes to a graph, with their types.

use std::marker::PhantomData;

use super::displaced::{Displaced, Successor};
use super::found::Found;
use super::left::LeftBehind;
use super::managed::Managed;
use super::pruned::Pruned;
use super::{Ending, Resources};
use crate::graph::{Needs, Origin, Output, Shared, Value};
use crate::resource::{Owned, Query, Remnant, Resource};

/// What a node has become: its key and what lives (or will).
pub(crate) struct Settled<R: Resource> {
    pub key: R::Key,
    pub live: R::Live,
}

/// A typed reference to a node.
pub struct Handle<R> {
    pub(crate) node: usize,
    origin: Origin,
    of: PhantomData<fn() -> R>,
}

impl<R> Clone for Handle<R> {
    fn clone(&self) -> Handle<R> {
        Handle { node: self.node, origin: self.origin.clone(), of: PhantomData }
    }
}

impl<R: Resource> Handle<R> {
    /// The handle of a declared node, when it is of this kind.
    pub(crate) fn of(node: usize, declared: &crate::graph::Declared<Box<dyn super::Node>>) -> Option<Handle<R>> {
        let same = declared.body.managed() == Some(std::any::TypeId::of::<R>());
        same.then(|| Handle { node, origin: Origin::new(&declared.id), of: PhantomData })
    }

    /// A field of what lives; the edge comes with its use.
    pub fn output<T: Send + Sync + 'static>(&self, get: fn(&R::Live) -> Value<T>) -> Output<T> {
        self.resolve(move |settled: &Settled<R>| get(&settled.live))
    }

    /// Order without a value.
    pub fn done(&self) -> Output<()> {
        self.resolve(|_: &Settled<R>| Value::Known(()))
    }

    fn resolve<T: Send + Sync + 'static>(
        &self,
        get: impl Fn(&Settled<R>) -> Value<T> + Send + Sync + 'static,
    ) -> Output<T> {
        output(self.node, &self.origin, get)
    }
}

/// A typed reference to the answer of a question.
pub struct Answered<Q: Query> {
    node: usize,
    origin: Origin,
    of: PhantomData<fn() -> Q>,
}

impl<Q: Query> Answered<Q> {
    /// The whole answer.
    pub fn answer(&self) -> Output<Q::Answer> {
        self.output(Clone::clone)
    }

    /// A part of the answer that may itself be pending.
    pub fn flat<T: Send + Sync + 'static>(&self, get: fn(&Q::Answer) -> Value<T>) -> Output<T> {
        output(self.node, &self.origin, move |answer: &Value<Q::Answer>| match answer {
            Value::Known(answer) => get(answer),
            Value::Pending(origin) => Value::Pending(origin.clone()),
        })
    }

    pub fn output<T: Send + Sync + 'static>(&self, get: fn(&Q::Answer) -> T) -> Output<T> {
        output(self.node, &self.origin, move |answer: &Value<Q::Answer>| match answer {
            Value::Known(answer) => Value::Known(get(answer)),
            Value::Pending(origin) => Value::Pending(origin.clone()),
        })
    }
}

fn output<S: Send + Sync + 'static, T: Send + Sync + 'static>(
    node: usize,
    origin: &Origin,
    get: impl Fn(&S) -> Value<T> + Send + Sync + 'static,
) -> Output<T> {
    let missing = origin.clone();
    Output::of(node, origin.clone(), move |slots| match slots.get(node) {
        Some(state) => state.downcast_ref::<S>().map_or_else(|| Value::Pending(missing.clone()), &get),
        None => Value::Pending(missing.clone()),
    })
}

pub(crate) fn share<T: Send + Sync + 'static>(value: T) -> Shared {
    std::sync::Arc::new(value)
}

/// The going of what has to be gone first.
#[derive(Clone)]
pub struct Displacing {
    pub(crate) node: usize,
    pub(crate) done: Output<()>,
}

/// Declaring things in a graph.
pub trait Declare {
    /// Something that shall exist as `want` says. The function must be pure; it is also asked with pending values.
    fn add<R: Resource, N: Needs>(
        &mut self,
        id: impl Into<String>,
        why: impl Into<String>,
        needs: N,
        want: impl Fn(N::Values) -> (R::Key, R) + Send + Sync + 'static,
    ) -> Handle<R>;

    /// Something to look up, once.
    fn find<Q: Query, N: Needs>(
        &mut self,
        id: impl Into<String>,
        needs: N,
        query: impl Fn(N::Values) -> Q + Send + Sync + 'static,
    ) -> Answered<Q>;

    /// Whatever else of this kind is ours in a scope and is not one of `kept`. It waits for the kept ones.
    fn prune<R: Owned, N: Needs>(
        &mut self,
        id: impl Into<String>,
        kept: &[Handle<R>],
        needs: N,
        scope: impl Fn(N::Values) -> R::Scope + Send + Sync + 'static,
    ) -> usize;

    /// Whatever else of this kind is ours in a scope: apply has it gone before what waits for this begins.
    fn displace<R: Owned, N: Needs>(
        &mut self,
        id: impl Into<String>,
        successor: Successor<R>,
        needs: N,
        scope: impl Fn(N::Values) -> R::Scope + Send + Sync + 'static,
    ) -> Displacing;

    /// What something in the cluster has made: destroy removes what is left of it. `None` means: not ours to touch.
    /// It does not need what it is found by: it is asked whether that is there or not.
    fn leave_nothing<M: Remnant, N: Needs>(
        &mut self,
        id: impl Into<String>,
        needs: N,
        place: impl Fn(N::Values) -> Option<M> + Send + Sync + 'static,
    ) -> usize;

    /// Says that a node lives inside another one.
    fn inside(&mut self, node: usize, container: usize, ending: Ending);

    /// Destroy removes `node` only after `other` is gone; apply does not care.
    fn removed_after(&mut self, node: usize, other: usize);

    /// A change of `node` that replaces machines begins when what changes of `other` is done; nothing else waits.
    fn rolled_after(&mut self, node: usize, other: usize);

    /// A node that runs on what others make gives up waiting when all of these have failed.
    fn runs_on(&mut self, node: usize, hosts: &[usize]);

    /// Destroy leaves it, and says why.
    fn survives(&mut self, node: usize, why: &str);
}

impl Declare for Resources {
    fn add<R: Resource, N: Needs>(
        &mut self,
        id: impl Into<String>,
        why: impl Into<String>,
        needs: N,
        want: impl Fn(N::Values) -> (R::Key, R) + Send + Sync + 'static,
    ) -> Handle<R> {
        let id = id.into();
        let origin = Origin::new(&id);
        let nodes = needs.nodes();
        let node = self.insert(id, nodes, Box::new(Managed::new(why.into(), needs, want)));
        Handle { node, origin, of: PhantomData }
    }

    fn find<Q: Query, N: Needs>(
        &mut self,
        id: impl Into<String>,
        needs: N,
        query: impl Fn(N::Values) -> Q + Send + Sync + 'static,
    ) -> Answered<Q> {
        let id = id.into();
        let origin = Origin::new(&id);
        let nodes = needs.nodes();
        let node = self.insert(id, nodes, Box::new(Found::new(needs, query)));
        Answered { node, origin, of: PhantomData }
    }

    fn prune<R: Owned, N: Needs>(
        &mut self,
        id: impl Into<String>,
        kept: &[Handle<R>],
        needs: N,
        scope: impl Fn(N::Values) -> R::Scope + Send + Sync + 'static,
    ) -> usize {
        let mut nodes = needs.nodes();
        nodes.extend(kept.iter().map(|handle| handle.node));
        let kept = kept.iter().map(|handle| handle.node).collect();
        self.insert(id.into(), nodes, Box::new(Pruned::<R, N>::new(kept, needs, scope)))
    }

    fn displace<R: Owned, N: Needs>(
        &mut self,
        id: impl Into<String>,
        successor: Successor<R>,
        needs: N,
        scope: impl Fn(N::Values) -> R::Scope + Send + Sync + 'static,
    ) -> Displacing {
        let id = id.into();
        let origin = Origin::new(&id);
        let nodes = needs.nodes();
        let node = self.insert(id, nodes, Box::new(Displaced::new(needs, scope, successor)));
        Displacing { node, done: output(node, &origin, |()| Value::Known(())) }
    }

    fn leave_nothing<M: Remnant, N: Needs>(
        &mut self,
        id: impl Into<String>,
        needs: N,
        place: impl Fn(N::Values) -> Option<M> + Send + Sync + 'static,
    ) -> usize {
        let nodes = needs.nodes();
        self.insert(id.into(), nodes, Box::new(LeftBehind::new(needs, place)))
    }

    fn inside(&mut self, node: usize, container: usize, ending: Ending) {
        self.contain(node, container, ending == Ending::Before);
    }

    fn removed_after(&mut self, node: usize, other: usize) {
        self.order_removal(node, other);
    }

    fn rolled_after(&mut self, node: usize, other: usize) {
        self.order_roll(node, other);
    }

    fn runs_on(&mut self, node: usize, hosts: &[usize]) {
        self.host(node, hosts);
    }

    fn survives(&mut self, node: usize, why: &str) {
        self.keep_on_removal(node, why);
    }
}
