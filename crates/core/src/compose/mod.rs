//! From what is wanted to a graph: the only place that knows who needs whom. Pure.

mod access;
mod addons;
pub(crate) mod chart;
mod cluster;
mod controller;
mod discovery;
mod endpoints;
mod fargate;
mod instance_types;
mod karpenter;
mod key;
mod network;
mod node_groups;
mod node_role;
mod oidc;
mod piece;
mod pools;
mod remnants;
mod security_groups;
mod staying;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value as Json;

pub use piece::Piece;
pub(crate) use piece::{Part, compose_piece};
pub(crate) use remnants::ORPHANS;

use crate::catalog::managed_policies;
use crate::chart::{Chart, Rendered};
use crate::crd::Schemas;
use crate::error::Result;
use crate::graph::{Origin, Output, Value};
use crate::node::{Declare, Ending, Handle, Resources};
use crate::policy::Document;
use crate::resource::aws::iam_role::Role;
use crate::resource::kubernetes::NodePool;
use crate::resource::query::{FindPolicies, FindRole};
use crate::resource::{Facts, OwnedTags, Owner, Tags};
use crate::spec::name::RoleFor;
use crate::spec::resolved::Resolved;
use crate::world::ClusterAccess;

/// What a run is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Apply,
    /// What is there is told, and nothing is planned: the chart is of no use.
    Read,
    /// An apply that also deletes what left the spec.
    Prune,
    Destroy,
}

impl Purpose {
    /// Whether leftovers of kinds that most stacks never had are looked for: it costs calls, so only who may delete
    /// them does it.
    pub(crate) fn looks_further(self) -> bool {
        matches!(self, Purpose::Prune | Purpose::Destroy)
    }
}

/// The chart as it was fetched and rendered for this stack.
pub(crate) struct Prepared {
    pub chart: Chart,
    pub rendered: Rendered,
    pub schemas: Schemas,
    /// The values as they were given to the chart.
    pub values: Json,
}

/// What composing gives.
pub(crate) struct Composed {
    pub graph: Resources,
    pub outputs: BTreeMap<String, Output<Json>>,
    /// The cluster's API, for what is done beside the graph (lease, status).
    pub access: Option<Output<ClusterAccess>>,
}

/// The control plane as the other rooms need it, whether it is ours or was there.
#[derive(Clone)]
struct ControlPlane {
    access: Output<ClusterAccess>,
    version: Output<String>,
    /// The issuer of the cluster's service account tokens.
    issuer: Output<String>,
    /// The issuer's provider in IAM, where something needs it.
    oidc_provider: Option<Output<()>>,
    /// The group in which the API is opened to others.
    api_group: Output<String>,
    /// What nodes wear.
    node_group: Output<String>,
    /// What must be there before a node is made.
    before_nodes: Vec<Output<()>>,
    /// The node that everything inside the cluster lives in; none when the cluster is not ours.
    container: Option<usize>,
    /// Who must be let in before anything is applied to the cluster.
    entries: Vec<Output<()>>,
}

struct Composer<'a> {
    resolved: &'a Resolved,
    facts: &'a Facts,
    prepared: Option<&'a Prepared>,
    purpose: Purpose,
    force: bool,
    /// The owner tag of everything that is composed.
    scope: String,
    graph: Resources,
    outputs: BTreeMap<String, Output<Json>>,
    /// Leftovers that the controller and what it drains have to let go of.
    outlive_controller: Vec<usize>,
    /// Managed policies that the spec names, and the role that shall have each.
    policies: BTreeMap<String, String>,
    /// Whom entries let in: as the spec writes it, and as it was found.
    principals: Vec<(String, Output<String>)>,
}

/// Composes a stack. `prepared` is left out when Karpenter is off, and for a destroy whose chart cannot be fetched.
///
/// # Errors
/// `Bug` when a policy of the user's cannot be read: check should have found it.
pub(crate) fn compose(
    resolved: &Resolved,
    facts: &Facts,
    prepared: Option<&Prepared>,
    purpose: Purpose,
    force: bool,
) -> Result<Composed> {
    let (graph, outputs) = (Resources::new(), BTreeMap::new());
    let scope = resolved.names.stack();
    let mut composer = Composer {
        resolved,
        facts,
        prepared,
        purpose,
        force,
        scope,
        graph,
        outputs,
        outlive_controller: Vec::new(),
        policies: BTreeMap::new(),
        principals: Vec::new(),
    };
    composer.compose_all().map(|access| Composed { graph: composer.graph, outputs: composer.outputs, access })
}

impl Composer<'_> {
    fn compose_all(&mut self) -> Result<Option<Output<ClusterAccess>>> {
        let network = self.compose_network();
        if self.purpose != Purpose::Destroy {
            self.find_instance_types(network.as_ref());
            self.find_pool_zones(network.as_ref());
        }
        let security_groups = self.compose_security_groups(network.as_ref());
        let mut control_plane = self.compose_cluster(network.as_ref(), &security_groups);
        self.compose_rules(&security_groups, &mut control_plane);
        self.compose_endpoints(&mut control_plane, network.as_ref());
        self.compose_discovery(&mut control_plane, network.as_ref());
        let stale_rules = self.prune_security_groups(&control_plane);
        self.compose_access(&mut control_plane);
        self.compose_oidc_provider(&mut control_plane);
        let profiles = self.compose_fargate_profiles(&control_plane, network.as_ref());
        let addons = self.compose_addons(&control_plane, &profiles);
        let groups = self.compose_node_groups(&control_plane, network.as_ref());
        let karpenter = self.compose_karpenter(&control_plane)?;
        let controller = self.compose_chart(&control_plane, karpenter.as_ref(), &profiles);
        for &deployment in &controller.deployments {
            for group in &groups {
                self.graph.removed_after(group.node, deployment);
            }
        }
        let classes = self.compose_pools(&control_plane, network.as_ref(), karpenter.as_ref(), &controller);
        let hosts: Vec<usize> =
            groups.iter().map(|group| group.node).chain(profiles.iter().flat_map(Output::nodes).copied()).collect();
        let pools = self.handles::<NodePool>().into_iter().map(|pool| pool.node);
        let housed = addons.iter().map(|addon| addon.node).chain(controller.deployments.iter().copied());
        for node in housed.chain(classes.iter().copied()).chain(pools) {
            self.graph.runs_on(node, &hosts);
        }
        self.compose_remnants(&controller);
        self.compose_orphans(&control_plane, &controller.deployments);
        // New nodes meet the addons that they shall run.
        for node in groups.iter().map(|group| group.node).chain(classes.iter().copied()) {
            for addon in &addons {
                self.graph.rolled_after(node, addon.node);
            }
        }
        // Nodes wear the new group before the rules of the old one go.
        for node in groups.iter().map(|group| group.node).chain(classes.iter().copied()) {
            self.graph.removed_after(stale_rules, node);
        }
        for leftover in std::mem::take(&mut self.outlive_controller) {
            for &deployment in &controller.deployments {
                self.graph.removed_after(leftover, deployment);
            }
        }
        self.prune_keys();
        self.prune_oidc_provider(&controller);
        self.prune_roles(&control_plane);
        self.find_policies();
        Ok(Some(control_plane.access))
    }

    fn owner(&self, id: &str) -> Owner {
        Owner::new(self.scope.clone(), id)
    }

    /// The owner's tags and the spec's common ones.
    fn tags(&self, id: &str) -> OwnedTags {
        OwnedTags::new(self.owner(id), self.resolved.tags.clone())
    }

    fn tags_and(&self, id: &str, more: Tags) -> OwnedTags {
        let mut tags = self.resolved.tags.clone();
        tags.extend(more);
        OwnedTags::new(self.owner(id), tags)
    }

    fn stack(&self) -> String {
        self.scope.clone()
    }

    /// Stands for the owner in labels, whose values are too short for its text.
    fn stack_hash(&self) -> String {
        crate::spec::name::short_hash(&self.scope, 16)
    }

    fn policy_arn(&self, policy: &str) -> String {
        self.resolved.names.policy_arn(policy)
    }

    fn boundary(&self) -> Option<String> {
        self.resolved.iam.permissions_boundary.as_ref().map(ToString::to_string)
    }

    /// Says that a node lives in the cluster, when the cluster is ours.
    fn inside(&mut self, node: usize, control_plane: &ControlPlane, ending: Ending) {
        if let Some(container) = control_plane.container {
            self.graph.inside(node, container, ending);
        }
    }

    fn output(&mut self, name: &str, value: Output<String>) {
        self.outputs.insert(name.to_owned(), value.map(Json::String));
    }
}

/// What is said of a role: with the role, where it is made here.
fn of_role(role: Option<&Handle<Role>>, said: String) -> Output<String> {
    match role {
        Some(role) => role.done().map(move |()| said.clone()),
        None => Output::constant(said),
    }
}

/// What takes a role, by itself or through a profile: how the ids of such nodes begin.
const ACTORS: [&str; 6] = [
    "eks.addon/",
    "eks.fargate_profile/",
    "eks.node_group/",
    "eks.pod_identity_association/",
    "karpenter.node_class/",
    "kubernetes.object/",
];
/// The same where all of it goes: what leans on the spec's own roles goes before them anyway, and the controller must
/// not keep its role, with which it makes nodes, for as long as a node group takes.
const ACTORS_OF_THE_CONTROLLER: [&str; 3] =
    ["karpenter.node_class/", "kubernetes.object/*", "kubernetes.object/Deployment/"];

/// A role that karpool makes for a service.
struct RoleShape {
    id: String,
    why: &'static str,
    name: String,
    path: String,
    description: &'static str,
    trust: Output<Document>,
    inline: BTreeMap<String, Document>,
    attached: Vec<String>,
    boundary: Option<String>,
    max_session: i32,
    /// Besides the spec's common ones.
    tags: Tags,
}

impl Composer<'_> {
    fn role(&mut self, shape: RoleShape) -> Handle<Role> {
        use crate::resource::aws::Name;
        let attached: Vec<String> = shape.attached.iter().map(|policy| self.policy_arn(policy)).collect();
        let boundary = shape.boundary.or_else(|| self.boundary());
        let own = self.resolved.names.role(RoleFor::ControllerExtra);
        let name = |arn: &String| arn.rsplit('/').next().unwrap_or_default().to_owned();
        let named = attached.iter().filter(|arn| name(arn) != own && !managed_policies::is_known(&name(arn)));
        self.policies.extend(named.chain(&boundary).map(|arn| (arn.clone(), shape.id.clone())));
        let role = Arc::new(Role {
            name: shape.name,
            path: shape.path,
            description: shape.description.into(),
            trust: Value::Pending(Origin::new(&shape.id)),
            inline: shape.inline,
            attached: attached.into_iter().collect(),
            boundary,
            max_session: shape.max_session,
            tags: self.tags_and(&shape.id, shape.tags),
        });
        self.graph.add(shape.id, shape.why, shape.trust, move |trust| {
            (Name::new(&role.name), Role { trust, ..(*role).clone() })
        })
    }

    /// What the spec names is looked at before anything leans on it.
    fn find_policies(&mut self) {
        let wanted = std::mem::take(&mut self.policies);
        if self.purpose != Purpose::Destroy && !wanted.is_empty() {
            let query = FindPolicies { wanted };
            self.graph.find("iam.policy/named", (), move |()| query.clone());
        }
    }

    /// A role of somebody else's is looked at before anything leans on it.
    fn find_role(&mut self, id: &str, query: FindRole) {
        if self.purpose != Purpose::Destroy {
            self.graph.find(id, (), move |()| query.clone());
        }
    }

    /// Gives a node role what its nodes' addresses need.
    fn with_addresses(&self, mut shape: RoleShape) -> RoleShape {
        use crate::catalog::managed_policies::CNI;
        if self.resolved.kubernetes.ip_family == crate::spec::IpFamily::Ipv6 {
            shape.attached.retain(|policy| policy.rsplit('/').next() != Some(CNI));
            shape.inline.insert("CniIpv6".into(), crate::policy::cni::ipv6(self.facts.partition));
        }
        shape
    }

    /// Roles and profiles of ours that nothing names any more: all of them live under one path. One that had another
    /// name may still be what something acts as, so all that could goes first, or lets go of it; when that fails, the
    /// role stays.
    fn prune_roles(&mut self, control_plane: &ControlPlane) {
        use crate::resource::aws::iam_instance_profile::InstanceProfile;
        use crate::resource::aws::iam_policy::Policy;
        use crate::resource::aws::iam_role::RolePath;
        let anywhere = self.purpose.looks_further().then(|| self.resolved.name.to_string());
        let scope = RolePath { path: self.resolved.names.path(), stack: self.stack(), anywhere, staying: None };
        let stayers = self.stayers(control_plane);
        let (roles, profiles) = (self.handles::<Role>(), self.handles::<InstanceProfile>());
        let of_policies = scope.clone();
        let needs = stayers.needs.clone();
        let used = move |values| RolePath { staying: stayers.of(values), ..scope.clone() };
        let profiles = self.graph.prune("iam.instance_profile/*", &profiles, needs.clone(), used.clone());
        let roles = self.graph.prune("iam.role/*", &roles, needs, used);
        self.graph.removed_after(roles, profiles);
        let kinds = if self.purpose == Purpose::Destroy { &ACTORS_OF_THE_CONTROLLER[..] } else { &ACTORS[..] };
        let acts = |node: &str| kinds.iter().any(|kind| node.starts_with(kind));
        let actors: Vec<usize> = self.graph.iter().filter(|(_, node)| acts(&node.id)).map(|(at, _)| at).collect();
        for actor in actors {
            self.graph.removed_after(profiles, actor);
            self.graph.removed_after(roles, actor);
        }
        let policies = self.handles::<Policy>();
        if !policies.is_empty() || self.purpose.looks_further() {
            let policies = self.graph.prune("iam.policy/*", &policies, (), move |()| of_policies.clone());
            self.graph.removed_after(policies, roles);
        }
    }

    fn handles<R: crate::resource::Resource>(&self) -> Vec<crate::node::Handle<R>> {
        self.graph.iter().filter_map(|(node, declared)| crate::node::Handle::of(node, declared)).collect()
    }
}
