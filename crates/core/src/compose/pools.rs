//! NodeClasses and NodePools: planned before the cluster exists, checked against the chart's own CRDs.

mod manifest;

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value as Json;

use self::manifest::{ClassParts, class_manifest, overlay_manifest, pool_manifest};
use super::chart::Controller;
use super::karpenter::Karpenter;
use super::network::SUBNETS;
use super::node_role::NodeIdentity;
use super::{Composer, ControlPlane};
use crate::crd::Schemas;
use crate::graph::{Output, Value};
use crate::node::{Answered, Declare, Ending, Handle};
use crate::resource::kubernetes::{
    Among, Applied, Coordinates, Flavor, NodeClass, NodeOverlay, NodePool, ObjectKey, ObjectScope,
};
use crate::resource::query::{FindAmiAlias, FindNetwork};
use crate::spec::resolved::{ResolvedNodeClass, ResolvedNodePool};
use crate::world::ClusterAccess;

const CLASS_VERSION: &str = "karpenter.k8s.aws/v1";
const POOL_VERSION: &str = "karpenter.sh/v1";
const OVERLAY_VERSION: &str = "karpenter.sh/v1alpha1";

/// What a NodeClass is made of beside the spec.
type ClassValues = (
    Value<ClusterAccess>,
    Value<String>,
    Value<BTreeSet<String>>,
    Value<String>,
    Option<Value<String>>,
    Vec<Value<()>>,
);

impl Composer<'_> {
    pub(super) fn compose_pools(
        &mut self,
        control_plane: &ControlPlane,
        network: Option<&Answered<FindNetwork>>,
        karpenter: Option<&Karpenter>,
        controller: &Controller,
    ) -> Vec<usize> {
        let (classes, pools) = (self.resolved.node_classes.clone(), self.resolved.node_pools.clone());
        let mut class_handles = Vec::new();
        for (name, class) in &classes {
            let handle = self.compose_class((name, class), control_plane, network, karpenter, controller);
            self.follows_controller(handle.node, controller);
            class_handles.push((name.clone(), handle));
        }
        let mut pool_handles = Vec::new();
        for (name, pool) in &pools {
            let class =
                class_handles.iter().find(|(class, _)| *class == pool.node_class).map(|(_, handle)| handle.done());
            let handle = self.compose_pool(name, pool, class, control_plane, karpenter);
            self.follows_controller(handle.node, controller);
            pool_handles.push(handle);
        }
        self.compose_overlays(control_plane, controller);
        let classes: Vec<Handle<NodeClass>> = class_handles.into_iter().map(|(_, handle)| handle).collect();
        let stale_classes =
            self.prune_kind("karpenter.node_class/*", &classes, (CLASS_VERSION, "EC2NodeClass"), control_plane);
        let stale_pools =
            self.prune_kind("karpenter.node_pool/*", &pool_handles, (POOL_VERSION, "NodePool"), control_plane);
        self.graph.removed_after(stale_classes, stale_pools);
        // The controller drains them and takes their finalizers away.
        self.follows_controller(stale_pools, controller);
        self.follows_controller(stale_classes, controller);
        for class in &classes {
            self.graph.removed_after(class.node, stale_pools);
        }
        classes.iter().map(|class| class.node).chain([stale_classes]).collect()
    }

    /// The controller has to drain and terminate, so it stays until classes and pools are gone.
    fn follows_controller(&mut self, node: usize, controller: &Controller) {
        for &deployment in &controller.deployments {
            self.graph.removed_after(deployment, node);
        }
    }

    fn prune_kind<F: Flavor>(
        &mut self,
        id: &str,
        kept: &[Handle<Applied<F>>],
        kind: (&str, &str),
        control_plane: &ControlPlane,
    ) -> usize {
        let (stack, kinds) = (self.stack_hash(), vec![Among::all(&kind)]);
        let scope = move |access| ObjectScope { access, kinds: kinds.clone(), stack: stack.clone() };
        let prune = self.graph.prune::<Applied<F>, _>(id, kept, control_plane.access.clone(), scope);
        self.inside(prune, control_plane, Ending::Before);
        prune
    }

    pub(super) fn compose_class(
        &mut self,
        (name, class): (&str, &ResolvedNodeClass),
        control_plane: &ControlPlane,
        network: Option<&Answered<FindNetwork>>,
        karpenter: Option<&Karpenter>,
        controller: &Controller,
    ) -> Handle<NodeClass> {
        let id = format!("karpenter.node_class/{name}");
        let alias = self.compose_alias(name, class, control_plane);
        let subnets =
            network.map_or_else(|| Output::constant(BTreeSet::new()), |found| found.output(|found| found.ids(SUBNETS)));
        let (role, profile) = class_identity(class, karpenter);
        let mut before = controller.definitions.clone();
        before.extend(
            karpenter.iter().flat_map(|karpenter| karpenter.before_nodes.iter().chain(&karpenter.before_pods).cloned()),
        );
        before.extend(control_plane.entries.iter().chain(&control_plane.before_nodes).cloned());
        let needs = (control_plane.access.clone(), alias, subnets, control_plane.node_group.clone(), profile, before);
        let (owner, stack, schemas, force) = (self.owner(&id), self.stack_hash(), self.schemas(), self.force);
        let tags = if self.resolved.propagate_to_nodes { self.resolved.tags.clone() } else { Default::default() };
        let (name, mut class) = (name.to_owned(), class.clone());
        if self.discovers_by_tags() {
            class.discover(self.resolved.name.as_str());
        }
        let why = "what the instances that Karpenter makes are made of";
        let handle = self.graph.add(id, why, needs, move |(access, alias, subnets, group, profile, _): ClassValues| {
            let parts = ClassParts { alias, subnets, group, profile, role: role.clone(), tags: tags.clone() };
            let manifest = class_manifest(&name, &class, parts);
            custom(manifest, access, (owner.clone(), stack.clone()), schemas.as_deref(), force)
        });
        self.inside(handle.node, control_plane, Ending::Before);
        handle
    }

    /// The AMI release: kept as it lives, or the newest.
    fn compose_alias(&mut self, name: &str, class: &ResolvedNodeClass, control_plane: &ControlPlane) -> Output<String> {
        let Some((family, given)) = class.alias() else { return Output::constant(String::new()) };
        if given == Some("latest") || !matches!(family, "al2023" | "bottlerocket") {
            return Output::constant(format!("{family}@{}", given.unwrap_or("latest")));
        }
        let coordinates = Coordinates {
            api_version: CLASS_VERSION.into(),
            kind: "EC2NodeClass".into(),
            namespace: None,
            name: name.to_owned(),
        };
        let (family, given, stack) = (family.to_owned(), given.map(str::to_owned), self.stack_hash());
        let needs = (control_plane.access.clone(), control_plane.version.clone());
        let found = self.graph.find(format!("ssm.ami_alias/{name}"), needs, move |(access, kubernetes)| FindAmiAlias {
            family: family.clone(),
            given: given.clone(),
            kubernetes,
            class: ObjectKey { access, coordinates: coordinates.clone(), stack: stack.clone() },
        });
        found.output(|found| found.alias.clone())
    }

    pub(super) fn compose_pool(
        &mut self,
        name: &str,
        pool: &ResolvedNodePool,
        class: Option<Output<()>>,
        control_plane: &ControlPlane,
        karpenter: Option<&Karpenter>,
    ) -> Handle<NodePool> {
        let id = format!("karpenter.node_pool/{name}");
        let manifest = pool_manifest(name, pool);
        let (owner, stack, schemas, force) = (self.owner(&id), self.stack_hash(), self.schemas(), self.force);
        let entries = if karpenter.is_none() { control_plane.entries.clone() } else { Vec::new() };
        let needs = (control_plane.access.clone(), class, entries);
        let why = "which nodes Karpenter may make";
        let handle = self.graph.add(id, why, needs, move |(access, _, _): (Value<ClusterAccess>, _, _)| {
            custom(manifest.clone(), access, (owner.clone(), stack.clone()), schemas.as_deref(), force)
        });
        self.inside(handle.node, control_plane, Ending::Before);
        handle
    }

    /// Overlays are no part of a pool: they only move what Karpenter chooses.
    fn compose_overlays(&mut self, control_plane: &ControlPlane, controller: &Controller) {
        let overlays = self.resolved.node_overlays.clone().unwrap_or_default();
        let mut handles: Vec<Handle<NodeOverlay>> = Vec::new();
        for (name, overlay) in &overlays {
            let id = format!("karpenter.node_overlay/{name}");
            let manifest = overlay_manifest(name, overlay);
            let (owner, stack, schemas, force) = (self.owner(&id), self.stack_hash(), self.schemas(), self.force);
            let needs = (control_plane.access.clone(), controller.definitions.clone(), controller.ready.clone());
            let why = "corrects what Karpenter believes of instance types";
            let handle = self.graph.add(id, why, needs, move |(access, _, _): (Value<ClusterAccess>, _, _)| {
                custom(manifest.clone(), access, (owner.clone(), stack.clone()), schemas.as_deref(), force)
            });
            self.inside(handle.node, control_plane, Ending::WithContainer);
            handles.push(handle);
        }
        // Without the section nothing is asked for: the kind is alpha, and older charts do not bring it.
        let served =
            self.prepared.is_some_and(|prepared| prepared.schemas.schema(OVERLAY_VERSION, "NodeOverlay").is_some());
        let asked = self.resolved.node_overlays.is_some() || self.purpose.looks_further();
        if served && asked {
            self.prune_kind("karpenter.node_overlay/*", &handles, (OVERLAY_VERSION, "NodeOverlay"), control_plane);
        }
    }

    fn schemas(&self) -> Option<Arc<Schemas>> {
        self.prepared.map(|prepared| Arc::new(prepared.schemas.clone()))
    }
}

/// A custom resource with its key, judged by the CRDs of the chart.
fn custom<F: Flavor>(
    manifest: Json,
    access: Value<ClusterAccess>,
    (owner, stack): (crate::resource::Owner, String),
    schemas: Option<&Schemas>,
    force: bool,
) -> (ObjectKey, Applied<F>) {
    let at = Coordinates::of(&manifest);
    let want = Applied::<F>::new(manifest, owner, &stack).force(force);
    let schema =
        schemas.and_then(|schemas| schemas.schema(&at.api_version, &at.kind)).map(|schema| Arc::new(schema.clone()));
    let problems = schemas.map(|schemas| schemas.validate(&want.manifest)).unwrap_or_default();
    let want = want.schema(schema).problems(problems.iter().map(ToString::to_string).collect());
    (want.key(access, &stack), want)
}

/// The role by name, or the profile, that a class names.
fn class_identity(
    class: &ResolvedNodeClass,
    karpenter: Option<&Karpenter>,
) -> (Option<String>, Option<Output<String>>) {
    if let Some(profile) = &class.instance_profile {
        return (None, Some(Output::constant(profile.clone())));
    }
    if let Some(role) = &class.role {
        // Karpenter takes the role's name; the ARN only tells its path.
        return (Some(role.rsplit('/').next().unwrap_or_default().to_owned()), None);
    }
    match karpenter.map(|karpenter| &karpenter.node_identity) {
        Some(NodeIdentity::Profile(name)) => (None, Some(name.clone())),
        Some(NodeIdentity::Role(name)) => (Some(name.clone()), None),
        None => (None, None),
    }
}
