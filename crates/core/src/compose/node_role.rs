//! The role of Karpenter's nodes: made, reused or given; its instance profile and its access entry.

use std::collections::BTreeMap;

use super::{Composer, ControlPlane, Purpose, RoleShape, of_role};
use crate::graph::{Output, Value};
use crate::node::{Declare, Ending, Handle};
use crate::policy::trust;
use crate::resource::aws::Name;
use crate::resource::aws::eks_access_entry::{AccessEntry, EntryKey};
use crate::resource::aws::iam_instance_profile::InstanceProfile;
use crate::resource::aws::iam_role::{self, Role};
use crate::resource::aws::iam_service_linked_role::ServiceLinkedRole;
use crate::resource::query::{FindProfile, FindRole, NodesNeed};
use crate::spec::resolved::{NodeRoleSource, ResolvedKarpenter};
use crate::spec::{AccessEntryType, CapacityType, InstanceProfileField, NodeAccessEntry};

/// A NodeClass names a profile, or the role from which Karpenter makes one.
#[derive(Clone)]
pub(super) enum NodeIdentity {
    Profile(Output<String>),
    Role(String),
}

/// The role of Karpenter's nodes.
pub(super) struct NodeRole {
    pub arn: String,
    pub name: String,
    role: Option<Handle<Role>>,
    /// A node group's role already has the entry that EKS made for the group.
    of_group: bool,
}

/// A role that is not made here.
fn named(arn: String) -> NodeRole {
    let name = arn.rsplit('/').next().unwrap_or_default().to_owned();
    NodeRole { arn, name, role: None, of_group: false }
}

impl Composer<'_> {
    pub(super) fn compose_node_role(&mut self) -> NodeRole {
        let source = self.resolved.node_role.as_ref().map(|role| role.source.clone());
        let node_role = match source {
            Some(NodeRoleSource::Given(given)) => {
                let arn = given.arn.to_string();
                self.find_node_role("iam.role/karpenter-node", &arn, "nodeRole.arn");
                named(arn)
            }
            Some(NodeRoleSource::Group(reused)) => {
                let arn = self.resolved.group_role_arn(reused.group(), &self.facts.account);
                let role = self
                    .handles::<Role>()
                    .into_iter()
                    .find(|handle| self.graph.get(handle.node).id == format!("iam.role/group-{}", reused.group()));
                NodeRole { role, of_group: true, ..named(arn) }
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
                    trust: Output::constant(trust::ec2(self.resolved.region.dns_suffix())),
                    inline: BTreeMap::new(),
                    attached: created.managed_policies(),
                    boundary: created.boundary.as_ref().map(ToString::to_string),
                    max_session: 3600,
                    tags: created.tags.clone(),
                };
                NodeRole { arn, name: created.name, role: Some(self.role(self.with_addresses(shape))), of_group: false }
            }
            None => NodeRole { arn: String::new(), name: String::new(), role: None, of_group: false },
        };
        self.output("nodeRole.arn", of_role(node_role.role.as_ref(), node_role.arn.clone()));
        self.output("nodeRole.name", of_role(node_role.role.as_ref(), node_role.name.clone()));
        node_role
    }

    pub(super) fn find_node_role(&mut self, id: &str, arn: &str, path: &str) {
        let addon = self.resolved.addons.get("vpc-cni");
        let own_network = addon.is_some_and(|addon| addon.pod_identity.is_some() || addon.irsa.is_some());
        let query = FindRole {
            arn: arn.to_owned(),
            path: path.to_owned(),
            service: Some(format!("ec2.{}", self.resolved.region.dns_suffix())),
            nodes: Some(NodesNeed { own_network }),
        };
        self.find_role(id, query);
    }

    /// A profile of somebody else's carries a role that the spec has to name as well: identities come from the spec.
    pub(super) fn find_profiles(&mut self, wanted: &ResolvedKarpenter, node_role: &NodeRole) {
        if self.purpose == Purpose::Destroy {
            return;
        }
        let mut queries = BTreeMap::new();
        if let InstanceProfileField::Given(given) = &wanted.instance_profile {
            let (name, role) = (given.name.clone(), node_role.arn.clone());
            let (path, remedy) = ("karpenter.instanceProfile.name".to_owned(), "`nodeRole: {arn: \"${role}\"}`");
            queries.insert("karpenter-node".to_owned(), FindProfile { name, role, path, remedy });
        }
        for (class, options) in &self.resolved.node_classes {
            let Some(name) = options.instance_profile.clone() else { continue };
            let role = options
                .role
                .as_ref()
                .map_or_else(|| node_role.arn.clone(), |role| self.resolved.class_role_arn(role, &self.facts.account));
            let path = format!("nodeClasses.{class}.instanceProfile");
            queries.insert(
                format!("class-{class}"),
                FindProfile { name, role, path, remedy: "`role: \"${role}\"` beside it" },
            );
        }
        for (id, query) in queries {
            self.graph.find(format!("iam.instance_profile/{id}"), (), move |()| query.clone());
        }
        self.find_class_roles(node_role);
    }

    /// Roles of classes that nothing of this stack makes.
    fn find_class_roles(&mut self, node_role: &NodeRole) {
        let (region, account) = (&self.resolved.region, &self.facts.account);
        let groups = self.resolved.node_groups.values().map(|group| group.role.arn(region, account));
        let known: Vec<String> = groups.chain([node_role.arn.clone()]).collect();
        let classes = self.resolved.node_classes.iter();
        let named = classes.filter_map(|(class, options)| Some((class, options.role.as_ref()?)));
        let arns = named.map(|(class, role)| (class.clone(), self.resolved.class_role_arn(role, account)));
        for (class, arn) in arns.filter(|(_, arn)| !known.contains(arn)).collect::<Vec<_>>() {
            self.find_node_role(&format!("iam.role/class-{class}"), &arn, &format!("nodeClasses.{class}.role"));
        }
    }

    pub(super) fn compose_profile(&mut self, wanted: &ResolvedKarpenter, node_role: &NodeRole) -> NodeIdentity {
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
    pub(super) fn compose_node_entry(&mut self, node_role: &NodeRole, control_plane: &ControlPlane) -> Vec<Output<()>> {
        let Some(wanted) = self.resolved.node_role.clone() else { return Vec::new() };
        let create = match wanted.access_entry {
            NodeAccessEntry::Skip => false,
            NodeAccessEntry::Create => true,
            NodeAccessEntry::Auto => !node_role.of_group,
        };
        if !create {
            return Vec::new();
        }
        let unique_id = node_role.role.as_ref().map(|role| role.output(iam_role::Live::unique_id));
        let (arn, kind) = (node_role.arn.clone(), wanted.access_entry_type);
        vec![self.add_node_entry("karpenter-node", arn, kind, unique_id, control_plane)]
    }

    /// Entries for roles that a class names itself, each for the kind of nodes that the class makes.
    pub(super) fn compose_class_entries(
        &mut self,
        node_role: &NodeRole,
        control_plane: &ControlPlane,
    ) -> Vec<Output<()>> {
        let skips = self.resolved.node_role.as_ref().is_some_and(|role| role.access_entry == NodeAccessEntry::Skip);
        if skips {
            return Vec::new();
        }
        let mut roles: BTreeMap<String, AccessEntryType> = BTreeMap::new();
        for class in self.resolved.node_classes.values() {
            if let Some(role) = &class.role {
                roles.insert(self.resolved.class_role_arn(role, &self.facts.account), class.entry_type());
            }
        }
        roles.remove(&node_role.arn);
        let of_groups = self.resolved.node_groups.values();
        let of_groups = of_groups.map(|group| group.role.arn(&self.resolved.region, &self.facts.account));
        for arn in of_groups.collect::<Vec<_>>() {
            roles.remove(&arn);
        }
        let entry = |(arn, kind): (String, AccessEntryType)| {
            let name = arn.rsplit('/').next().unwrap_or_default().to_owned();
            self.add_node_entry(&format!("node-{name}"), arn, kind, None, control_plane)
        };
        roles.into_iter().map(entry).collect()
    }

    fn add_node_entry(
        &mut self,
        name: &str,
        arn: String,
        kind: AccessEntryType,
        unique_id: Option<Output<String>>,
        control_plane: &ControlPlane,
    ) -> Output<()> {
        let id = format!("eks.access_entry/{name}");
        let want = AccessEntry {
            principal: Value::Known(arn.clone()),
            kind: kind.as_eks().to_owned(),
            username: None,
            groups: Default::default(),
            policies: Default::default(),
            principal_id: None,
            tags: self.tags(&id),
        };
        let key = EntryKey { cluster: self.resolved.name.to_string(), principal: Value::Known(arn) };
        let needs = (unique_id, control_plane.version.clone());
        let why = "lets the nodes that Karpenter makes join the cluster";
        let handle = self
            .graph
            .add(id, why, needs, move |(principal_id, _)| (key.clone(), AccessEntry { principal_id, ..want.clone() }));
        self.inside(handle.node, control_plane, Ending::WithContainer);
        handle.done()
    }

    /// Spot needs the account's service-linked role, which the controller may not make.
    pub(super) fn compose_spot_role(&mut self) -> Option<Output<()>> {
        let spot = |pool: &crate::spec::resolved::ResolvedNodePool| pool.capacity_types.contains(&CapacityType::Spot);
        if !self.resolved.node_pools.values().any(spot) {
            return None;
        }
        let why = "EC2 needs it for spot instances, once per account";
        let handle = self.graph.add("iam.service_linked_role/spot", why, (), |()| ServiceLinkedRole::spot());
        self.graph.survives(handle.node, "it belongs to the account");
        Some(handle.done())
    }
}
