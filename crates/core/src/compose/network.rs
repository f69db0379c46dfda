//! The network that is there, as far as the spec names it.

use std::collections::BTreeMap;

use super::{Composer, ControlPlane};
use crate::graph::Value;
use crate::node::{Answered, Declare, Ending};
use crate::resource::aws::ec2_security_group_rule::{GroupScope, Peer, RuleKey, SecurityGroupRule};
use crate::resource::query::{FindNetwork, Selection, VpcSelection};
use crate::spec::resolved::ResolvedNetwork;
use crate::spec::{Subnets, Vpc};

pub(super) const SUBNETS: &str = "network.subnets";
pub(super) const CONTROL_PLANE_SUBNETS: &str = "network.controlPlaneSubnets";

pub(super) fn group_subnets(group: &str) -> String {
    format!("nodeGroups.{group}.subnets")
}

impl Composer<'_> {
    pub(super) fn compose_network(&mut self) -> Option<Answered<FindNetwork>> {
        let network = self.resolved.network.clone()?;
        let ours = !self.resolved.kubernetes.existing;
        let mut subnets = vec![(SUBNETS.to_owned(), selection(&network.subnets))];
        if ours {
            subnets.push((CONTROL_PLANE_SUBNETS.to_owned(), selection(&network.control_plane_subnets)));
        }
        for (name, group) in &self.resolved.node_groups {
            subnets.push((group_subnets(name), selection(&group.subnets)));
        }
        let query = FindNetwork {
            vpc: vpc(&network),
            subnets,
            two_zones: if ours { vec![CONTROL_PLANE_SUBNETS.to_owned()] } else { Vec::new() },
            outside: self.outside(&network, ours),
            needs_dns: (ours && network.endpoint.private).then(|| self.resolved.name.to_string()),
        };
        Some(self.graph.find("ec2.network", (), move |()| query.clone()))
    }

    /// Ranges that have to lie outside of the VPC.
    fn outside(&self, network: &ResolvedNetwork, ours: bool) -> Vec<(&'static str, String)> {
        let vpns = network.endpoint.vpn_cidrs.iter().filter_map(|vpn| vpn.cidr);
        let services = self.resolved.kubernetes.service_cidr.filter(|_| ours);
        let vpns = vpns.map(|cidr| ("network.endpoint.vpnCidrs", cidr.to_string()));
        vpns.chain(services.map(|cidr| ("kubernetes.serviceCidr", cidr.to_string()))).collect()
    }

    /// 443 of the private endpoint, from networks beside the VPC.
    pub(super) fn compose_vpn_rules(&mut self, control_plane: &ControlPlane) {
        let vpns = self.resolved.network.as_ref().map(|network| network.endpoint.vpn_cidrs.clone()).unwrap_or_default();
        let mut handles = Vec::new();
        for vpn in vpns {
            let peer = match (&vpn.cidr, &vpn.prefix_list) {
                (Some(cidr), _) => Peer::Cidr(cidr.to_string()),
                (None, Some(list)) => Peer::PrefixList(list.to_string()),
                (None, None) => continue,
            };
            let text = match &peer {
                Peer::Cidr(text) | Peer::PrefixList(text) => text.clone(),
            };
            let id = format!("ec2.security_group_rule/{text}");
            let rule = SecurityGroupRule {
                description: vpn.description.clone().unwrap_or_else(|| "karpool: Kubernetes API".into()),
                tags: self.tags(&id),
            };
            let why = "lets this network reach the private endpoint of the Kubernetes API";
            let handle = self.graph.add(id, why, control_plane.security_group.clone(), move |group| {
                (RuleKey { group, port: 443, peer: peer.clone() }, rule.clone())
            });
            self.inside(handle.node, control_plane, Ending::WithContainer);
            handles.push(handle);
        }
        let stack = self.stack();
        let group = control_plane.security_group.clone();
        let prune = self.graph.prune::<SecurityGroupRule, _>(
            "ec2.security_group_rule/*",
            &handles,
            group,
            move |group: Value<String>| GroupScope { group, stack: stack.clone() },
        );
        self.inside(prune, control_plane, Ending::WithContainer);
    }
}

fn vpc(network: &ResolvedNetwork) -> VpcSelection {
    match &network.vpc_id {
        Some(Vpc::Id(id)) => VpcSelection::Id(id.to_string()),
        Some(Vpc::Tagged(tagged)) => VpcSelection::Tags(tagged.tags.clone()),
        Some(Vpc::Named(named)) => VpcSelection::Tags(BTreeMap::from([("Name".into(), named.name.clone())])),
        None => VpcSelection::BySubnets,
    }
}

fn selection(subnets: &Subnets) -> Selection {
    match subnets {
        Subnets::Ids(ids) => Selection::Ids(ids.iter().map(ToString::to_string).collect()),
        Subnets::Tagged(tagged) => Selection::Tags(tagged.tags.clone()),
    }
}
