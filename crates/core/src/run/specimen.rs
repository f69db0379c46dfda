//! Resources by themselves, driven by the same survey, walk and removal as the nodes of a stack.
//!
//! This is the conformance suite's door into the engine and no part of the stable interface: what a kind does can be
//! seen without a stack around it, and nothing of the engine is built a second time for it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Apply;
use super::applying::{announce, approve, finish};
use super::destroying::{describe as describe_removal, find};
use super::planning::{describe, read};
use super::prepare::{Ready, facts, resolve};
use crate::apply::{Report, tear_down, walk};
use crate::compose::Composed;
use crate::error::Errors;
use crate::graph::Output;
use crate::node::{Declare, Resources};
use crate::plan::Plan;
use crate::resource::Resource;
use crate::spec::Spec;
use crate::world::World;

/// Something wanted under a key, and the identity that it has in plans and events.
#[derive(Clone, Debug)]
pub struct Specimen<R: Resource> {
    pub id: String,
    pub key: R::Key,
    pub want: R,
}

type Declaration = Arc<dyn Fn(&mut Resources, &[Output<()>]) -> Output<()> + Send + Sync>;

/// Several of them, each after those that it needs.
#[derive(Clone, Default)]
pub struct Specimens(Vec<(Vec<usize>, Declaration)>);

impl<R: Resource> Specimen<R> {
    pub fn new(id: impl Into<String>, key: R::Key, want: R) -> Specimen<R> {
        Specimen { id: id.into(), key, want }
    }

    fn alone(&self) -> Specimens {
        Specimens::default().with(self.clone(), &[])
    }

    /// As [`plan`](crate::plan()).
    ///
    /// # Errors
    /// As [`plan`](crate::plan()).
    pub async fn plan(&self, world: &World, options: &Apply) -> Result<Plan, Errors> {
        self.alone().plan(world, options).await
    }

    /// As [`apply`](crate::apply()), without a lease.
    ///
    /// # Errors
    /// As [`apply`](crate::apply()).
    pub async fn apply(&self, world: &World, options: &Apply) -> Result<Report, Errors> {
        self.alone().apply(world, options).await
    }

    /// As [`destroy`](crate::destroy()), without the search for what workloads left and without the sweep.
    ///
    /// # Errors
    /// As [`destroy`](crate::destroy()).
    pub async fn destroy(&self, world: &World, options: &Apply) -> Result<Report, Errors> {
        self.alone().destroy(world, options).await
    }
}

impl Specimens {
    /// Adds one that needs others, by the numbers in which they were added.
    #[must_use]
    pub fn with<R: Resource>(mut self, specimen: Specimen<R>, needs: &[usize]) -> Specimens {
        let declare = move |graph: &mut Resources, needs: &[Output<()>]| {
            let Specimen { id, key, want } = specimen.clone();
            let needs = needs.to_vec();
            graph.add(id, "to be looked at by itself", needs, move |_| (key.clone(), want.clone())).done()
        };
        self.0.push((needs.to_vec(), Arc::new(declare)));
        self
    }

    /// As [`plan`](crate::plan()).
    ///
    /// # Errors
    /// As [`plan`](crate::plan()).
    pub async fn plan(&self, world: &World, options: &Apply) -> Result<Plan, Errors> {
        let ready = self.prepare(world).await?;
        let pass = read(&ready, options).await;
        describe(&ready, &pass)
    }

    /// As [`apply`](crate::apply()), without a lease.
    ///
    /// # Errors
    /// As [`apply`](crate::apply()).
    pub async fn apply(&self, world: &World, options: &Apply) -> Result<Report, Errors> {
        let ready = self.prepare(world).await?;
        let started = ready.world.clock().now();
        let mut pass = read(&ready, options).await;
        let plan = describe(&ready, &pass)?;
        approve(&plan, options)?;
        announce(&ready, &plan, pass.work(), options);
        let mut nodes = Vec::new();
        if !plan.is_idle() {
            pass.run.begin_walk(ready.world.clone(), options.cancel.clone());
            nodes = walk(&ready.composed.graph, &pass).await;
        }
        Ok(finish(&ready, &plan, nodes, (&pass.run.slots, started), options))
    }

    /// As [`destroy`](crate::destroy()), without the search for what workloads left and without the sweep.
    ///
    /// # Errors
    /// As [`destroy`](crate::destroy()).
    pub async fn destroy(&self, world: &World, options: &Apply) -> Result<Report, Errors> {
        let ready = self.prepare(world).await?;
        let started = ready.world.clock().now();
        let mut located = find(&ready, options).await;
        let plan = describe_removal(&ready, &located)?;
        announce(&ready, &plan, located.work(&ready.composed.graph), options);
        located.run.world = ready.world.clone();
        let order = ready.composed.graph.removal_order()?;
        let nodes = tear_down(&ready.composed.graph, &mut located, &order).await;
        Ok(finish(&ready, &plan, nodes, (&located.run.slots, started), options))
    }

    async fn prepare(&self, world: &World) -> Result<Ready, Errors> {
        let (resolved, warnings) = resolve(&Spec::for_existing("specimen", world.region().clone()))?;
        let identity = world.identity().await?.clone();
        let facts = facts(&resolved, &identity, world);
        let mut graph = Resources::new();
        let mut done = Vec::new();
        for (needs, declare) in &self.0 {
            let needs: Vec<Output<()>> = needs.iter().map(|&need: &usize| Output::clone(&done[need])).collect();
            done.push(declare(&mut graph, &needs));
        }
        let composed = Composed { graph, outputs: BTreeMap::new(), access: None };
        let owner = resolved.names.stack();
        Ok(Ready {
            world: world.clone(),
            identity,
            facts,
            resolved,
            composed,
            purpose: crate::compose::Purpose::Apply,
            owner,
            warnings,
        })
    }
}
