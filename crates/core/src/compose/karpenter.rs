//! What Karpenter needs of AWS. All of it but the association needs only names, so it is made while the control plane is.

use std::collections::BTreeMap;

use super::{Composer, ControlPlane, RoleShape};
use crate::catalog::controller_policy::{self, Parameters};
use crate::catalog::interruption;
use crate::error::{Error, Result};
use crate::graph::{Output, Value};
use crate::node::{Declare, Ending, Handle};
use crate::policy::{Document, Statement, trust};
use crate::resource::aws::Name;
use crate::resource::aws::eks_access_entry::AccessEntry;
use crate::resource::aws::eks_pod_identity_association::{PodIdentityAssociation, ServiceAccount};
use crate::resource::aws::event_rule::{NamePrefix, Rule, RuleName, Target};
use crate::resource::aws::iam_instance_profile::InstanceProfile;
use crate::resource::aws::iam_role::{self, Role};
use crate::resource::aws::iam_service_linked_role::ServiceLinkedRole;
use crate::resource::aws::sqs_queue::Queue;
use crate::spec::name::RoleFor;
use crate::spec::resolved::{NodeRoleSource, ResolvedKarpenter};
use crate::spec::{CapacityType, InstanceProfileField, NodeAccessEntry};

/// What the chart and the classes take from here.
pub(super) struct Karpenter {
    /// Everything that must be there before a controller pod is admitted.
    pub before_pods: Vec<Output<()>>,
    /// How nodes get their role.
    pub node_identity: NodeIdentity,
    /// What must be there before the first node registers.
    pub before_nodes: Vec<Output<()>>,
}

/// A NodeClass names a profile, or the role from which Karpenter makes one.
#[derive(Clone)]
pub(super) enum NodeIdentity {
    Profile(Output<String>),
    Role(String),
}

/// The role of Karpenter's nodes.
pub(super) struct NodeRole {
    arn: String,
    name: String,
    role: Option<Handle<Role>>,
    /// A node group's role already has the entry that EKS made for the group.
    of_group: bool,
}

impl Composer<'_> {
    pub(super) fn compose_karpenter(&mut self, control_plane: &ControlPlane) -> Result<Option<Karpenter>> {
        let Some(wanted) = self.resolved.karpenter.clone() else {
            self.prune_interruption(&[], &[]);
            self.prune_associations(control_plane);
            self.prune_entries(control_plane);
            return Ok(None);
        };
        let node_role = self.compose_node_role();
        let node_identity = self.compose_profile(&wanted, &node_role);
        let mut before_nodes = self.compose_node_entry(&node_role, control_plane);
        before_nodes.extend(self.compose_spot_role());
        let queue = self.compose_interruption(&wanted);
        let (controller_arn, controller) = self.compose_controller_role(&wanted, &node_role)?;
        let association = self.compose_association(&wanted, &controller_arn, controller.as_ref(), control_plane);
        self.prune_associations(control_plane);
        self.prune_entries(control_plane);
        let mut before_pods = vec![association.done()];
        before_pods.extend(controller.map(|role| role.done()));
        before_pods.extend(queue.map(|queue| queue.done()));
        self.output("karpenter.controllerRoleArn", Output::constant(controller_arn));
        self.output("karpenter.namespace", Output::constant(wanted.namespace.clone()));
        self.output("karpenter.serviceAccount", Output::constant(wanted.service_account.clone()));
        Ok(Some(Karpenter { before_pods, node_identity, before_nodes }))
    }

    pub(super) fn compose_node_role(&mut self) -> NodeRole {
        let names = self.resolved.names.clone();
        let source = self.resolved.node_role.as_ref().map(|role| role.source.clone());
        let node_role = match source {
            Some(NodeRoleSource::Given(given)) => {
                let arn = given.arn.to_string();
                let name = arn.rsplit('/').next().unwrap_or_default().to_owned();
                NodeRole { arn, name, role: None, of_group: false }
            }
            Some(NodeRoleSource::Group(reused)) => {
                let group = RoleFor::Group(reused.group());
                let (arn, name) = (names.role_arn(&self.facts.account, group), names.role(group));
                let role = self
                    .handles::<Role>()
                    .into_iter()
                    .find(|handle| self.graph.get(handle.node).id == format!("iam.role/group-{}", reused.group()));
                NodeRole { arn, name, role, of_group: true }
            }
            Some(NodeRoleSource::Create(created)) => {
                let path = created.path.clone();
                let arn = self.resolved.region.iam_arn(&self.facts.account, &format!("role{path}{}", created.name));
                let shape = RoleShape {
                    id: "iam.role/karpenter-node".into(),
                    why: "the nodes that Karpenter makes act as this role",
                    name: created.name.clone(),
                    path,
                    description: "nodes that Karpenter makes",
                    trust: trust::ec2(self.resolved.region.dns_suffix()),
                    inline: BTreeMap::new(),
                    attached: created.managed_policies(),
                    boundary: None,
                    max_session: 3600,
                };
                NodeRole { arn, name: created.name, role: Some(self.role(self.with_addresses(shape))), of_group: false }
            }
            None => NodeRole { arn: String::new(), name: String::new(), role: None, of_group: false },
        };
        self.output("nodeRole.arn", Output::constant(node_role.arn.clone()));
        self.output("nodeRole.name", Output::constant(node_role.name.clone()));
        node_role
    }

    /// The node role by its name only, where somebody else makes it.
    pub(super) fn name_node_role(&self) -> NodeRole {
        let names = &self.resolved.names;
        let (arn, name) = match self.resolved.node_role.as_ref().map(|role| &role.source) {
            Some(NodeRoleSource::Given(given)) => (given.arn.to_string(), given.arn.name().to_owned()),
            Some(NodeRoleSource::Group(reused)) => {
                let group = RoleFor::Group(reused.group());
                (names.role_arn(&self.facts.account, group), names.role(group))
            }
            Some(NodeRoleSource::Create(created)) => {
                let resource = format!("role{}{}", created.path, created.name);
                (self.resolved.region.iam_arn(&self.facts.account, &resource), created.name.clone())
            }
            None => (names.role_arn(&self.facts.account, RoleFor::Nodes), names.role(RoleFor::Nodes)),
        };
        NodeRole { arn, name, role: None, of_group: false }
    }

    fn compose_profile(&mut self, wanted: &ResolvedKarpenter, node_role: &NodeRole) -> NodeIdentity {
        let name = match &wanted.instance_profile {
            InstanceProfileField::None(_) => return NodeIdentity::Role(node_role.name.clone()),
            InstanceProfileField::Given(given) => {
                let name = Output::constant(given.name.clone());
                self.output("instanceProfile.name", name.clone());
                return NodeIdentity::Profile(name);
            }
            InstanceProfileField::Create(_) => self.resolved.names.instance_profile(),
        };
        let id = "iam.instance_profile/karpenter-node";
        let want = InstanceProfile {
            name,
            path: self.resolved.names.path(),
            role: node_role.name.clone(),
            tags: self.tags(id),
        };
        let needs = node_role.role.as_ref().map(Handle::done);
        let why = "gives instances the node role; made here, the controller needs no right to write to IAM";
        let handle = self.graph.add(id, why, needs, move |_| (Name::new(&want.name), want.clone()));
        let name = handle.output(|live| live.name());
        self.output("instanceProfile.name", name.clone());
        NodeIdentity::Profile(name)
    }

    /// One entry lets every node in; a group's role has the one that EKS made for the group.
    fn compose_node_entry(&mut self, node_role: &NodeRole, control_plane: &ControlPlane) -> Vec<Output<()>> {
        let Some(wanted) = self.resolved.node_role.clone() else { return Vec::new() };
        let create = match wanted.access_entry {
            NodeAccessEntry::Skip => false,
            NodeAccessEntry::Create => true,
            NodeAccessEntry::Auto => !node_role.of_group,
        };
        if !create {
            return Vec::new();
        }
        let id = "eks.access_entry/karpenter-node".to_owned();
        let tags = self.tags(&id);
        let kind = wanted.access_entry_type.as_eks().to_owned();
        let want = move |principal: Value<String>, principal_id| AccessEntry {
            principal,
            kind: kind.clone(),
            username: None,
            groups: Default::default(),
            policies: Default::default(),
            principal_id,
            tags: tags.clone(),
        };
        let (cluster, arn) = (self.resolved.name.to_string(), node_role.arn.clone());
        let unique_id = node_role.role.as_ref().map(|role| role.output(iam_role::Live::unique_id));
        let needs = (unique_id, control_plane.version.clone());
        let why = "lets the nodes that Karpenter makes join the cluster";
        let handle = self.graph.add(id, why, needs, move |(unique_id, _)| {
            let principal = Value::Known(arn.clone());
            let key = crate::resource::aws::eks_access_entry::EntryKey {
                cluster: cluster.clone(),
                principal: principal.clone(),
            };
            (key, want(principal, unique_id))
        });
        self.inside(handle.node, control_plane, Ending::WithContainer);
        vec![handle.done()]
    }

    /// Spot needs the account's service-linked role, which the controller may not make.
    fn compose_spot_role(&mut self) -> Option<Output<()>> {
        let spot = |pool: &crate::spec::resolved::ResolvedNodePool| pool.capacity_types.contains(&CapacityType::Spot);
        if !self.resolved.node_pools.values().any(spot) {
            return None;
        }
        let why = "EC2 needs it for spot instances, once per account";
        let handle = self.graph.add("iam.service_linked_role/spot", why, (), |()| ServiceLinkedRole::spot());
        self.graph.survives(handle.node, "it belongs to the account");
        Some(handle.done())
    }

    fn compose_interruption(&mut self, wanted: &ResolvedKarpenter) -> Option<Handle<Queue>> {
        if !wanted.interruption.enabled {
            self.prune_interruption(&[], &[]);
            return None;
        }
        let (queue, rules) = self.compose_queue(wanted);
        self.prune_interruption(std::slice::from_ref(&queue), &rules);
        Some(queue)
    }

    pub(super) fn compose_queue(&mut self, wanted: &ResolvedKarpenter) -> (Handle<Queue>, Vec<Handle<Rule>>) {
        let names = self.resolved.names.clone();
        let arn = names.queue_arn(&self.facts.account);
        let id = "sqs.queue/interruption";
        let mut policy = interruption::queue_policy(&arn);
        let extra = wanted.interruption.extra_statements.iter();
        policy.statements.extend(extra.filter_map(|statement| parse_statement(statement).ok()));
        let want = Queue { name: names.queue().to_owned(), retention: 300, policy, tags: self.tags(id) };
        let why = "tells Karpenter of interruptions before they happen, so that nodes are drained in time";
        let queue = self.graph.add(id, why, (), move |()| (Name::new(&want.name), want.clone()));
        self.output("karpenter.queueName", Output::constant(names.queue().to_owned()));
        self.output("karpenter.queueArn", Output::constant(arn.clone()));
        self.output("karpenter.queueUrl", queue.output(|live| live.url()));
        let minor = wanted.version.semver().minor;
        let rules: Vec<Handle<Rule>> =
            interruption::rules(minor).map(|rule| self.compose_rule(rule, &arn, &queue)).collect();
        (queue, rules)
    }

    fn compose_rule(
        &mut self,
        rule: &'static interruption::Rule,
        queue_arn: &str,
        queue: &Handle<Queue>,
    ) -> Handle<Rule> {
        let id = format!("events.rule/{}", rule.name);
        let want = Rule {
            name: self.resolved.names.rule(rule.name),
            description: format!("{} to Karpenter's interruption queue", rule.detail_type),
            pattern: rule.event_pattern(),
            target: Target { id: interruption::TARGET_ID.to_owned(), arn: queue_arn.to_owned() },
            tags: self.tags(&id),
        };
        let why = "sends these events to the interruption queue";
        let prefix = self.rule_prefix();
        self.graph.add(id, why, queue.done(), move |_| {
            (RuleName { name: want.name.clone(), prefix: prefix.clone() }, want.clone())
        })
    }

    /// The beginning of every rule's name: also of those that had to be shortened.
    fn rule_prefix(&self) -> String {
        self.resolved.names.rule("").chars().take(40).collect()
    }

    fn prune_interruption(&mut self, queues: &[Handle<Queue>], rules: &[Handle<Rule>]) {
        let stack = self.stack();
        let scope = NamePrefix { prefix: self.rule_prefix(), stack: stack.clone() };
        let rules = self.graph.prune("events.rule/*", rules, (), move |()| scope.clone());
        let scope = NamePrefix { prefix: self.resolved.names.queue().to_owned(), stack };
        let queue = self.graph.prune("sqs.queue/*", queues, (), move |()| scope.clone());
        self.graph.removed_after(queue, rules);
    }

    pub(super) fn compose_controller_role(
        &mut self,
        wanted: &ResolvedKarpenter,
        node_role: &NodeRole,
    ) -> Result<(String, Option<Handle<Role>>)> {
        let given = &wanted.controller_role;
        if let Some(arn) = &given.arn {
            return Ok((arn.to_string(), None));
        }
        let names = self.resolved.names.clone();
        let name = given.name.clone().unwrap_or_else(|| names.role(RoleFor::Controller));
        let path = given.path.clone().unwrap_or_else(|| names.path());
        let arn = self.resolved.region.iam_arn(&self.facts.account, &format!("role{path}{name}"));
        let shape = RoleShape {
            id: "iam.role/karpenter-controller".into(),
            why: "Karpenter's controller acts as this role",
            name,
            path,
            description: "Karpenter's controller",
            trust: trust::pod_identity(),
            inline: self.controller_policies(wanted, node_role)?,
            attached: given.extra_policies.clone(),
            boundary: given.boundary.as_ref().map(ToString::to_string),
            max_session: i32::try_from(given.max_session.as_secs()).unwrap_or(3600),
        };
        Ok((arn, Some(self.role(shape))))
    }

    fn controller_policies(
        &self,
        wanted: &ResolvedKarpenter,
        node_role: &NodeRole,
    ) -> Result<BTreeMap<String, Document>> {
        let parameters = Parameters {
            cluster: self.resolved.name.to_string(),
            partition: self.facts.partition.to_owned(),
            region: self.facts.region.clone(),
            account: self.facts.account.clone(),
            node_role_arns: vec![node_role.arn.clone()],
            queue_arn: wanted.interruption.enabled.then(|| self.resolved.names.queue_arn(&self.facts.account)),
            instance_profile_is_ours: !matches!(wanted.instance_profile, InstanceProfileField::None(_)),
            isolated: self.resolved.is_private()
                || wanted.settings.get("isolatedVPC").and_then(serde_json::Value::as_bool).unwrap_or(false),
            karpenter_minor: wanted.version.semver().minor,
        };
        let policies = controller_policy::policies(&parameters).into_iter();
        let mut inline: BTreeMap<String, Document> =
            policies.map(|(name, document)| (name.to_owned(), document)).collect();
        let extra = wanted.controller_role.extra_statements.iter().map(parse_statement).collect::<Result<Vec<_>>>()?;
        if !extra.is_empty() {
            inline.insert("Extra".into(), Document::new(extra));
        }
        Ok(inline)
    }

    pub(super) fn compose_association(
        &mut self,
        wanted: &ResolvedKarpenter,
        role_arn: &str,
        role: Option<&Handle<Role>>,
        control_plane: &ControlPlane,
    ) -> Handle<PodIdentityAssociation> {
        let id = "eks.pod_identity_association/karpenter";
        let key = ServiceAccount {
            cluster: self.resolved.name.to_string(),
            namespace: wanted.namespace.clone(),
            name: wanted.service_account.clone(),
        };
        let want = PodIdentityAssociation { role_arn: role_arn.to_owned(), tags: self.tags(id) };
        let needs = (role.map(Handle::done), control_plane.version.clone());
        let why = "gives the controller's pods the controller role";
        let handle = self.graph.add(id, why, needs, move |_| (key.clone(), want.clone()));
        self.inside(handle.node, control_plane, Ending::WithContainer);
        handle
    }

    fn prune_associations(&mut self, control_plane: &ControlPlane) {
        let handles = self.handles::<PodIdentityAssociation>();
        let scope = self.cluster_scope();
        let needs = control_plane.version.clone();
        let prune = self.graph.prune("eks.pod_identity_association/*", &handles, needs, move |_| scope.clone());
        self.inside(prune, control_plane, Ending::WithContainer);
    }
}

fn parse_statement(statement: &crate::spec::Open) -> Result<Statement> {
    serde_json::from_value(serde_json::Value::Object(statement.clone()))
        .map_err(|error| Error::new(crate::error::Kind::InvalidSpec, format!("extraStatements: {error}")))
}
