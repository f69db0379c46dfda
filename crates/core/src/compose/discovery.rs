//! Tags by which Karpenter finds subnets and the security group, where the spec asks for them.

use std::collections::BTreeSet;

use super::network::SUBNETS;
use super::{Composer, ControlPlane};
use crate::graph::{Output, Value};
use crate::node::{Answered, Declare, Ending, Handle};
use crate::resource::aws::ec2_discovery_tag::{Discovered, DiscoveryTag, Leftovers};
use crate::resource::query::{FindDiscovered, FindNetwork};
use crate::spec::Discovery;

impl Composer<'_> {
    pub(super) fn discovers_by_tags(&self) -> bool {
        self.resolved.network.as_ref().is_some_and(|network| network.discovery == Discovery::Tags)
    }

    /// Nodes wait for what this adds to the control plane.
    pub(super) fn compose_discovery(
        &mut self,
        control_plane: &mut ControlPlane,
        network: Option<&Answered<FindNetwork>>,
    ) {
        let Some(network) = network else { return };
        if !self.discovers_by_tags() {
            return self.prune_discovery(network);
        }
        let subnets = network.output(|network| network.ids(SUBNETS));
        let group = control_plane.node_group.clone().map(|id| BTreeSet::from([id]));
        let of_subnets = self.discovery_tag("subnet", subnets.clone());
        let of_group = self.discovery_tag("security-group", group);
        self.inside(of_group.node, control_plane, Ending::Before);
        let tags = [of_subnets, of_group];
        let asserted = self.assert_discovery(subnets, control_plane.node_group.clone(), &tags);
        control_plane.before_nodes.push(asserted);
    }

    /// What is left of a spec that asked for tags.
    fn prune_discovery(&mut self, network: &Answered<FindNetwork>) {
        let stack = self.stack_hash();
        let of = stack.clone();
        let marked = network.answer().map(move |network| network.marked(&of));
        let scope = move |marked| Leftovers { marked, stack: stack.clone() };
        self.graph.prune::<DiscoveryTag, _>("ec2.discovery_tag/*", &[], marked, scope);
    }

    fn discovery_tag(&mut self, kind: &'static str, ids: Output<BTreeSet<String>>) -> Handle<DiscoveryTag> {
        let (stack, value) = (self.stack_hash(), self.resolved.name.to_string());
        let why = "lets Karpenter find it by its tag; one cluster per subnet";
        self.graph.add(format!("ec2.discovery_tag/{kind}"), why, ids, move |ids| {
            let key = Discovered { kind, ids, stack: stack.clone() };
            (key, DiscoveryTag { value: value.clone() })
        })
    }

    /// Asked in the plan, and again when the tags are there.
    fn assert_discovery(
        &mut self,
        subnets: Output<BTreeSet<String>>,
        group: Output<String>,
        tags: &[Handle<DiscoveryTag>],
    ) -> Output<()> {
        let (stack, value) = (self.stack_hash(), self.resolved.name.to_string());
        let done: Vec<Output<()>> = tags.iter().map(Handle::done).collect();
        type Values = (Value<BTreeSet<String>>, Value<String>, Vec<Value<()>>);
        let found = self.graph.find("ec2.discovery", (subnets, group, done), move |(subnets, group, _): Values| {
            FindDiscovered { value: value.clone(), subnets, group, stack: stack.clone() }
        });
        found.output(|()| ())
    }
}
