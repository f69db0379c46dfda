//! Managed node groups: a role and a launch template each, and the group.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::network::group_subnets;
use super::{Composer, ControlPlane, Purpose, RoleShape};
use crate::catalog::user_data;
use crate::graph::{Output, Value};
use crate::node::{Answered, Declare, Ending, Handle};
use crate::policy::trust;
use crate::resource::Tags;
use crate::resource::aws::InCluster;
use crate::resource::aws::ec2_launch_template::{
    Data, LaunchTemplate, Live as TemplateLive, Reservation, Tagged, TemplateName, Volume,
};
use crate::resource::aws::eks_node_group::{self, MaxUnavailable, NodeGroup, Size, Taint, Template};
use crate::resource::query::{FindLaunchTemplate, FindNetwork};
use crate::spec::resolved::{ResolvedGroupRole, ResolvedNodeGroup};
use crate::spec::{self, Enabled, GroupCapacityType, NodeSecurityGroup, Repair};

impl Composer<'_> {
    pub(super) fn compose_node_groups(
        &mut self,
        control_plane: &ControlPlane,
        network: Option<&Answered<FindNetwork>>,
    ) -> Vec<Handle<NodeGroup>> {
        let groups = self.resolved.node_groups.clone();
        let mut handles = Vec::new();
        for (name, group) in &groups {
            if let Some(network) = network {
                handles.push(self.compose_node_group(name, group, control_plane, network));
            }
        }
        let scope = self.cluster_scope();
        let needs = control_plane.version.clone();
        let prune = self.graph.prune::<NodeGroup, _>("eks.node_group/*", &handles, needs, move |_| scope.clone());
        self.inside(prune, control_plane, Ending::Before);
        let templates = self.handles::<LaunchTemplate>();
        let scope = Tagged { stack: self.stack() };
        let stale =
            self.graph.prune::<LaunchTemplate, _>("ec2.launch_template/*", &templates, (), move |()| scope.clone());
        self.graph.removed_after(stale, prune);
        handles
    }

    pub(super) fn compose_node_group(
        &mut self,
        name: &str,
        group: &ResolvedNodeGroup,
        control_plane: &ControlPlane,
        network: &Answered<FindNetwork>,
    ) -> Handle<NodeGroup> {
        let role_arn = group.role.arn(&self.resolved.region, &self.facts.account);
        if matches!(group.role, ResolvedGroupRole::Given(_)) {
            self.find_node_role(&format!("iam.role/group-{name}"), &role_arn, &format!("nodeGroups.{name}.role.arn"));
        }
        let role = self.group_role(name, group).map(|shape| self.role(self.with_addresses(shape)).done());
        let (template_id, template_version) = self.compose_template(name, group, control_plane);
        let path = group_subnets(name);
        let subnets = network.answer().map(move |network| network.ids(&path));
        let id = format!("eks.node_group/{name}");
        let want = self.node_group(&id, name, group, role_arn);
        let key = InCluster::new(self.resolved.name.to_string(), &want.name);
        let before = (role, control_plane.before_nodes.clone());
        let needs = (subnets, template_id, template_version, before, control_plane.version.clone());
        type Before = (Option<Value<()>>, Vec<Value<()>>);
        type Values = (Value<BTreeSet<String>>, Value<String>, Value<String>, Before, Value<String>);
        let why = "nodes for Karpenter's controller and the addons: Karpenter cannot run on nodes that it makes";
        let handle = self.graph.add(id, why, needs, move |(subnets, id, version, _, kubernetes): Values| {
            let template = Template { id, version };
            (key.clone(), NodeGroup { subnets, template, version: kubernetes, ..want.clone() })
        });
        self.inside(handle.node, control_plane, Ending::Before);
        handle
    }

    /// The group's role, unless it is there.
    fn group_role(&self, name: &str, group: &ResolvedNodeGroup) -> Option<RoleShape> {
        let ResolvedGroupRole::Create(role) = &group.role else { return None };
        Some(RoleShape {
            id: format!("iam.role/group-{name}"),
            why: "the nodes of this group act as this role",
            name: role.name.clone(),
            path: role.path.clone(),
            description: "nodes of a managed node group",
            trust: Output::constant(trust::ec2(self.resolved.region.dns_suffix())),
            inline: BTreeMap::new(),
            attached: role.managed_policies(),
            boundary: role.boundary.as_ref().map(ToString::to_string),
            max_session: 3600,
            tags: role.tags.clone(),
        })
    }

    /// The id and version of the group's launch template, ours or a given one.
    fn compose_template(
        &mut self,
        name: &str,
        group: &ResolvedNodeGroup,
        control_plane: &ControlPlane,
    ) -> (Output<String>, Output<String>) {
        if let Some(given) = &group.launch_template {
            self.find_launch_template(name, given);
            return (Output::constant(given.id.to_string()), Output::constant(given.version.clone()));
        }
        let id = format!("ec2.launch_template/{name}");
        let tags = self.resolved.names.tag(name).map(|tag| ("Name".to_owned(), tag)).into_iter().collect();
        let want = LaunchTemplate {
            name: self.resolved.names.launch_template(name),
            data: self.template_data(name, group),
            tags: self.tags_and(&id, tags),
        };
        let why =
            "disk, metadata options and tags of the group's instances; a group made without one can never get one";
        let stack = self.stack();
        let groups = self.worn_groups(group, control_plane);
        let handle = self.graph.add(id, why, groups, move |groups| {
            let security_groups = Value::all(groups).map(|ids| ids.into_iter().collect());
            let data = Data { security_groups, ..want.data.clone() };
            (TemplateName { name: want.name.clone(), stack: stack.clone() }, LaunchTemplate { data, ..want.clone() })
        });
        (handle.output(TemplateLive::id), handle.output(TemplateLive::version))
    }

    /// A template of somebody else's is looked at before anything leans on it.
    fn find_launch_template(&mut self, name: &str, given: &spec::LaunchTemplate) {
        if self.purpose == Purpose::Destroy {
            return;
        }
        let path = format!("nodeGroups.{name}.launchTemplate");
        let query = FindLaunchTemplate { path, id: given.id.to_string(), version: given.version.clone() };
        self.graph.find(format!("ec2.launch_template/{}", given.id), (), move |()| query.clone());
    }

    /// The security groups that the template names; none leaves the choice to EKS: the cluster's own. Where it names
    /// any, EKS adds none, so the one that lets nodes in stands among them.
    fn worn_groups(&self, group: &ResolvedNodeGroup, control_plane: &ControlPlane) -> Vec<Output<String>> {
        let network = self.resolved.network.as_ref().map(|network| &network.node_security_group);
        let own = matches!(network, Some(NodeSecurityGroup::Create(_) | NodeSecurityGroup::Given(_)));
        if group.security_groups.is_empty() && !own {
            return Vec::new();
        }
        let besides = group.security_groups.iter().map(|id| Output::constant(id.to_string()));
        std::iter::once(control_plane.node_group.clone()).chain(besides).collect()
    }

    fn template_data(&self, name: &str, group: &ResolvedNodeGroup) -> Data {
        let mut instance_tags: Tags = group.tags.clone();
        instance_tags.extend(self.resolved.names.tag(name).map(|tag| ("Name".to_owned(), tag)));
        if self.resolved.propagate_to_nodes {
            instance_tags.extend(self.resolved.tags.clone());
        }
        let number = |value: Option<u32>| value.and_then(|value| i32::try_from(value).ok());
        // EKS takes the type of a capacity block from the template alone.
        let is_block = group.capacity_type == GroupCapacityType::CapacityBlock;
        Data {
            volume: Some(Volume {
                device: group.ami.data_device().to_owned(),
                size: i32::try_from(group.disk.size.gibibytes()).unwrap_or(i32::MAX),
                kind: group.disk.volume_type.as_str().to_owned(),
                encrypted: true,
                kms_key: group.disk.kms_key.as_ref().map(ToString::to_string),
                iops: number(group.disk.iops),
                throughput: number(group.disk.throughput),
            }),
            key_name: group.key_name.clone(),
            http_tokens: group.metadata.tokens.as_str().to_owned(),
            hop_limit: i32::from(group.metadata.hop_limit),
            user_data: group.user_data.as_ref().map(|text| STANDARD.encode(user_data::packed(text, group.ami))),
            security_groups: Value::Known(BTreeSet::new()),
            instance_tags,
            http_endpoint: (group.metadata.endpoint == Enabled::Disabled).then(|| "disabled".to_owned()),
            http_ipv6: (group.metadata.ipv6 == Enabled::Enabled).then(|| "enabled".to_owned()),
            instance_type: is_block.then(|| group.instance_types.first().map(ToString::to_string)).flatten(),
            market: is_block.then(|| GroupCapacityType::CapacityBlock.as_str().to_owned()),
            reservation: group.capacity_reservation.as_ref().map(|reservation| Reservation {
                id: reservation.id.clone(),
                group_arn: reservation.group_arn.as_ref().map(ToString::to_string),
                preference: reservation.preference.map(|preference| preference.as_str().to_owned()),
            }),
        }
    }

    fn node_group(&self, id: &str, name: &str, group: &ResolvedNodeGroup, role_arn: String) -> NodeGroup {
        let number = |value: u32| i32::try_from(value).unwrap_or(i32::MAX);
        let update = &group.update;
        let taint = |taint: &crate::spec::Taint| Taint {
            key: taint.key.clone(),
            value: taint.value.clone(),
            effect: taint.effect.as_eks().to_owned(),
        };
        NodeGroup {
            cluster: self.resolved.name.to_string(),
            name: self.resolved.names.node_group(name, &group.fixed(&role_arn)),
            role_arn,
            subnets: Value::Known(BTreeSet::new()),
            instance_types: match group.capacity_type {
                GroupCapacityType::CapacityBlock => Vec::new(),
                _ => group.instance_types.iter().map(ToString::to_string).collect(),
            },
            ami_type: group.ami_type().to_owned(),
            capacity: group.capacity_type.as_eks().to_owned(),
            size: Size {
                min: number(group.size.min),
                max: number(group.size.max),
                desired: number(*group.size.desired.value()),
            },
            held: group.size.desired.given().is_some(),
            labels: group.labels.clone(),
            taints: group.taint_list().iter().map(taint).collect(),
            max_unavailable: match (update.max_unavailable, update.max_unavailable_percentage) {
                (Some(nodes), _) => MaxUnavailable::Nodes(number(nodes)),
                (None, share) => MaxUnavailable::Percentage(i32::from(share.unwrap_or(33))),
            },
            strategy: update.strategy.map(|strategy| strategy.as_eks().to_owned()),
            repair: repair(group.repair),
            template: Template { id: Value::Known(String::new()), version: Value::Known(String::new()) },
            version: Value::Known(String::new()),
            release: group.release_version.clone(),
            tags: self.tags_and(id, group.tags.clone()),
        }
    }
}

fn repair(wanted: Repair) -> eks_node_group::Repair {
    let number = |value: Option<u32>| value.and_then(|value| i32::try_from(value).ok());
    match wanted {
        Repair::Switch(enabled) => eks_node_group::Repair { enabled, ..Default::default() },
        Repair::Within(limits) => eks_node_group::Repair {
            enabled: true,
            unhealthy_count: number(limits.max_unhealthy_count),
            unhealthy_percentage: number(limits.max_unhealthy_percentage),
            parallel_count: number(limits.max_parallel_count),
            parallel_percentage: number(limits.max_parallel_percentage),
        },
    }
}
