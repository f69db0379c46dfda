//! The chart: one node per object, CRDs first, the Helm release record last.

use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::karpenter::Karpenter;
use super::{Composer, ControlPlane, Prepared, Purpose};
use crate::chart::DIGEST_ANNOTATION;
use crate::chart::release::{self, Record};
use crate::error::{Error, Kind as ErrorKind};
use crate::graph::{Output, Value};
use crate::node::{Declare, Displacing, Ending, Handle, Successor};
use crate::resource::kubernetes::{
    Among, Coordinates, CustomResourceDefinition, EVERYWHERE, IDENTITY_ANNOTATION, Namespace, Object, ObjectKey,
    ObjectScope, ROLE_ANNOTATION,
};
use crate::resource::query::{FindHelmRelease, ReleaseFound};
use crate::spec::Identity;
use crate::world::ClusterAccess;

/// What the classes and pools wait for.
#[derive(Default)]
pub(super) struct Controller {
    pub definitions: Vec<Output<()>>,
    pub deployments: Vec<usize>,
    pub ready: Vec<Output<()>>,
    /// The going of one that had another name or namespace.
    pub earlier: Option<usize>,
}

/// The release's name decides names inside the chart, so it is fixed.
pub(crate) const RELEASE: &str = "karpenter";

/// Kinds among which objects that left the chart are looked for. A record of the release is not one of them: older
/// revisions are Helm's history.
const KINDS: &[(&str, &str)] = &[
    ("v1", "ServiceAccount"),
    ("v1", "Service"),
    CONTROLLERS,
    ("policy/v1", "PodDisruptionBudget"),
    ("rbac.authorization.k8s.io/v1", "Role"),
    ("rbac.authorization.k8s.io/v1", "RoleBinding"),
    ("rbac.authorization.k8s.io/v1", "ClusterRole"),
    ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding"),
];
pub(crate) const MONITORS: (&str, &str) = ("monitoring.coreos.com/v1", "ServiceMonitor");
const CONTROLLERS: (&str, &str) = ("apps/v1", "Deployment");
const RECORDS: (&str, &str) = ("v1", "Secret");
const DEFINITIONS: (&str, &str) = ("apiextensions.k8s.io/v1", "CustomResourceDefinition");

impl Composer<'_> {
    pub(super) fn compose_chart(
        &mut self,
        control_plane: &ControlPlane,
        karpenter: Option<&Karpenter>,
        fargate: &[Output<()>],
    ) -> Controller {
        let mut before = karpenter.map(|karpenter| karpenter.before_pods.clone()).unwrap_or_default();
        if self.resolved.controller_on_fargate() {
            // A pod that is admitted before its profile never runs on Fargate.
            before.extend(fargate.iter().cloned());
        }
        let namespace = self.compose_namespace(control_plane);
        let (mut controller, handles) = match karpenter {
            Some(_) => self.compose_chart_objects(control_plane, &before, &namespace),
            None => (Controller::default(), Vec::new()),
        };
        let leftovers = self.prune_objects(control_plane, &handles);
        if let (Some(karpenter), Some(earlier)) = (karpenter, controller.earlier) {
            self.graph.removed_after(karpenter.stale_associations, earlier);
            self.graph.removed_after(leftovers, earlier);
        }
        controller.deployments.push(leftovers);
        controller
    }

    pub(super) fn compose_chart_objects(
        &mut self,
        control_plane: &ControlPlane,
        before_pods: &[Output<()>],
        namespace: &[Output<()>],
    ) -> (Controller, Vec<Handle<Object>>) {
        let (mut controller, mut handles) = (Controller::default(), Vec::new());
        let Some(prepared) = self.prepared else { return (controller, handles) };
        // The bindings too: the old controller drains with them to its end.
        let earlier = self.displace_controller(control_plane, prepared);
        let before_all = [namespace, earlier.as_ref().map(|earlier| earlier.done.clone()).as_slice()].concat();
        controller.earlier = earlier.map(|earlier| earlier.node);
        for definition in &prepared.rendered.crds {
            let handle = self.compose_definition(definition, control_plane);
            controller.definitions.push(handle.done());
        }
        let mut accounts = Vec::new();
        for manifest in &prepared.rendered.manifests {
            // The controller looks for its kinds when it starts, and takes its role from its service account.
            let before = match manifest.value["kind"] == "Deployment" {
                true => [before_pods, &controller.definitions, &before_all, &accounts].concat(),
                false => before_all.clone(),
            };
            let handle = self.compose_object(&manifest.value, control_plane, before);
            if manifest.value["kind"] == "Deployment" {
                controller.deployments.push(handle.node);
            }
            if manifest.value["kind"] == "ServiceAccount" {
                accounts.push(handle.done());
            }
            controller.ready.push(handle.done());
            handles.push(handle);
        }
        if self.resolved.karpenter.as_ref().is_some_and(|wanted| wanted.helm_release) {
            handles.push(self.compose_release(control_plane, &controller.ready));
        }
        (controller, handles)
    }

    /// A controller of ours under another name or in another namespace. It would work beside the new one (the two would
    /// not know of each other, for who leads is said per namespace), and its pods hold the places that the new ones need.
    fn displace_controller(&mut self, control_plane: &ControlPlane, prepared: &Prepared) -> Option<Displacing> {
        if self.purpose == Purpose::Destroy {
            return None;
        }
        let manifests = prepared.rendered.manifests.iter().map(|manifest| &manifest.value);
        let wanted: Vec<Coordinates> =
            manifests.filter(|manifest| manifest["kind"] == CONTROLLERS.1).map(Coordinates::of).collect();
        let successor = Successor::<Object> {
            is_it: Box::new(move |key| wanted.contains(&key.coordinates)),
            refuse: |key| {
                let text = format!(
                    "karpenter: this stack's controller still runs as {key}, and two controllers would work against \
                     each other"
                );
                let hint =
                    "apply with --prune, which lets it end before the new one begins, or keep its namespace and name";
                Error::new(ErrorKind::Preflight, text).with_hint(hint)
            },
        };
        let (stack, kinds) = (self.stack_hash(), vec![Among::all(&CONTROLLERS)]);
        let scope = move |access| ObjectScope { access, kinds: kinds.clone(), stack: stack.clone() };
        Some(self.graph.displace("kubernetes.object/Deployment/*", successor, control_plane.access.clone(), scope))
    }

    /// The controller's namespace, unless every cluster has it. Helm would not make it.
    fn compose_namespace(&mut self, control_plane: &ControlPlane) -> Vec<Output<()>> {
        let Some(wanted) = self.resolved.karpenter.as_ref() else { return Vec::new() };
        let name = wanted.namespace.clone();
        if EVERYWHERE.contains(&name.as_str()) {
            return Vec::new();
        }
        let id = format!("kubernetes.namespace/{name}");
        let stack = self.stack_hash();
        let manifest = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}});
        let want = Namespace::new(manifest, self.owner(&id), &stack).force(self.force);
        let needs = (control_plane.access.clone(), control_plane.entries.clone());
        let handle =
            self.graph.add(id, "Karpenter lives in it", needs, move |(access, _): (Value<ClusterAccess>, _)| {
                (want.key(access, &stack), want.clone())
            });
        self.inside(handle.node, control_plane, Ending::WithContainer);
        vec![handle.done()]
    }

    fn compose_definition(
        &mut self,
        definition: &Json,
        control_plane: &ControlPlane,
    ) -> Handle<CustomResourceDefinition> {
        let id = format!(
            "kubernetes.custom_resource_definition/{}",
            definition["metadata"]["name"].as_str().unwrap_or_default()
        );
        let stack = self.stack_hash();
        let want = CustomResourceDefinition::new(definition.clone(), self.owner(&id), &stack).force(self.force);
        let needs = (control_plane.access.clone(), control_plane.entries.clone());
        let why = "the kinds that Karpenter works with; Helm would never upgrade them";
        let handle = self.graph.add(id, why, needs, move |(access, _): (Value<ClusterAccess>, _)| {
            (want.key(access, &stack), want.clone())
        });
        self.inside(handle.node, control_plane, Ending::WithContainer);
        handle
    }

    fn compose_object(
        &mut self,
        object: &Json,
        control_plane: &ControlPlane,
        before: Vec<Output<()>>,
    ) -> Handle<Object> {
        let id = format!("kubernetes.object/{}", Coordinates::of(object));
        let deployment = object["kind"] == "Deployment";
        let mut manifest = object.clone();
        if deployment {
            let digest = self.prepared.map(|prepared| prepared.chart.digest.clone()).unwrap_or_default();
            manifest["metadata"]["annotations"][DIGEST_ANNOTATION] = json!(digest);
            let irsa = self.resolved.karpenter.as_ref().filter(|wanted| wanted.identity == Identity::Irsa);
            manifest["metadata"]["annotations"][IDENTITY_ANNOTATION] =
                json!(if irsa.is_some() { "irsa" } else { "true" });
            if let Some(wanted) = irsa {
                // Pods keep the role that they were admitted with: another role is another template.
                let arn = wanted.controller_role_arn(self.resolved, &self.facts.account);
                manifest["spec"]["template"]["metadata"]["annotations"][ROLE_ANNOTATION] = json!(arn);
            }
        }
        let stack = self.stack_hash();
        let want = Object::new(manifest, self.owner(&id), &stack).force(self.force);
        let needs = (control_plane.access.clone(), control_plane.entries.clone(), before);
        let why = if deployment { "Karpenter's controller" } else { "a part of Karpenter's chart" };
        let handle = self.graph.add(id, why, needs, move |(access, _, _): (Value<ClusterAccess>, _, _)| {
            (want.key(access, &stack), want.clone())
        });
        self.inside(handle.node, control_plane, if deployment { Ending::Before } else { Ending::WithContainer });
        handle
    }

    /// The record by which `helm list` and a later `helm upgrade` know the release.
    fn compose_release(&mut self, control_plane: &ControlPlane, objects: &[Output<()>]) -> Handle<Object> {
        let namespace = self.resolved.karpenter.as_ref().map(|wanted| wanted.namespace.clone()).unwrap_or_default();
        let (of, mine, access) = (namespace.clone(), self.stack_hash(), control_plane.access.clone());
        let found = self.graph.find("helm.release/karpenter", access, move |access| FindHelmRelease {
            access,
            namespace: of.clone(),
            name: RELEASE.into(),
            stack: mine.clone(),
        });
        let id = "kubernetes.object/Secret/helm-release";
        let (owner, stack, force) = (self.owner(id), self.stack_hash(), self.force);
        let (chart, rendered, values) = match self.prepared {
            Some(prepared) => (Some(prepared.chart.clone()), prepared.rendered.text.clone(), prepared.values.clone()),
            None => (None, String::new(), Json::Null),
        };
        let chart = Arc::new(chart);
        let first = Record {
            name: RELEASE.into(),
            namespace,
            revision: 1,
            status: "deployed".into(),
            values,
            manifest: rendered,
            first_deployed: self.facts.now,
            last_deployed: self.facts.now,
        };
        let needs = (control_plane.access.clone(), found.answer(), objects.to_vec());
        type Values = (Value<ClusterAccess>, Value<ReleaseFound>, Vec<Value<()>>);
        let why = "Helm's record of the release, so that `helm list` shows it";
        let handle = self.graph.add(id, why, needs, move |(access, found, _): Values| {
            let access =
                if found.is_pending() { Value::Pending(crate::graph::Origin::new("helm.release")) } else { access };
            let version = chart.as_ref().as_ref().map(|chart| chart.version.as_str()).unwrap_or_default();
            let record = next_record(found.as_known().and_then(Option::as_ref), version, &first);
            let secret = chart
                .as_ref()
                .as_ref()
                .and_then(|chart| release::secret(chart, &record).ok())
                .unwrap_or_else(|| json!({}));
            let want = Object::new(secret, owner.clone(), &stack).force(force);
            let key =
                ObjectKey { access, ..want.key(Value::Pending(crate::graph::Origin::new("helm.release")), &stack) };
            (key, want)
        });
        self.inside(handle.node, control_plane, Ending::WithContainer);
        handle
    }

    fn prune_objects(&mut self, control_plane: &ControlPlane, kept: &[Handle<Object>]) -> usize {
        let kinds: Vec<Among> = self.pruned_kinds();
        let (stack, access) = (self.stack_hash(), control_plane.access.clone());
        let scope = move |access| ObjectScope { access, kinds: kinds.clone(), stack: stack.clone() };
        let objects = self.graph.prune::<Object, _>("kubernetes.object/*", kept, access.clone(), scope);
        self.inside(objects, control_plane, Ending::Before);
        let kept = self.handles::<CustomResourceDefinition>();
        let stack = self.stack_hash();
        let kinds = vec![Among::all(&DEFINITIONS)];
        let scope = move |access| ObjectScope { access, kinds: kinds.clone(), stack: stack.clone() };
        let id = "kubernetes.custom_resource_definition/*";
        let definitions = self.graph.prune::<CustomResourceDefinition, _>(id, &kept, access, scope);
        self.inside(definitions, control_plane, Ending::WithContainer);
        self.graph.removed_after(definitions, objects);
        self.prune_namespaces(control_plane, objects);
        objects
    }

    /// Namespaces of ours that the controller has left. They are asked for where that costs no call: the one that is
    /// wanted is found in the same list.
    fn prune_namespaces(&mut self, control_plane: &ControlPlane, objects: usize) {
        let kept = self.handles::<Namespace>();
        if kept.is_empty() && !self.purpose.looks_further() {
            return;
        }
        let (stack, kinds) = (self.stack_hash(), vec![Among::all(&("v1", "Namespace"))]);
        let scope = move |access| ObjectScope { access, kinds: kinds.clone(), stack: stack.clone() };
        let access = control_plane.access.clone();
        let spaces = self.graph.prune::<Namespace, _>("kubernetes.namespace/*", &kept, access, scope);
        self.inside(spaces, control_plane, Ending::WithContainer);
        self.graph.removed_after(spaces, objects);
    }

    /// Older revisions are Helm's history while there is a newest one in the same namespace. A controller that another
    /// one takes the place of has gone by then.
    fn pruned_kinds(&self) -> Vec<Among> {
        let destroys = self.purpose == Purpose::Destroy;
        let recorded = self.resolved.karpenter.as_ref().filter(|wanted| wanted.helm_release && !destroys);
        let records = match recorded {
            Some(wanted) => Some(Among { outside: Some(wanted.namespace.clone()), ..Among::all(&RECORDS) }),
            None => self.purpose.looks_further().then(|| Among::all(&RECORDS)),
        };
        let displaced = self.resolved.karpenter.is_some() && !destroys;
        let kinds = KINDS.iter().filter(|kind| !(displaced && **kind == CONTROLLERS));
        // Few clusters know the kind, so it is looked for where everything is.
        let monitors = self.purpose.looks_further().then(|| Among::all(&MONITORS));
        kinds.map(Among::all).chain(monitors).chain(records).collect()
    }
}

/// The record as it shall be: the one that lives while nothing of it changes, or the next revision.
fn next_record(found: Option<&release::Parsed>, version: &str, first: &Record) -> Record {
    let Some(found) = found else { return first.clone() };
    let record = &found.record;
    let same = found.chart_version == version
        && record.manifest == first.manifest
        && record.values == first.values
        && record.status == first.status;
    if same {
        return record.clone();
    }
    Record { revision: record.revision + 1, first_deployed: record.first_deployed, ..first.clone() }
}
