//! The network that is there, as far as the spec names it.

use std::collections::BTreeMap;

use super::Composer;
use crate::node::{Answered, Declare};
use crate::resource::query::{FindNetwork, Selection, VpcSelection};
use crate::spec::resolved::ResolvedNetwork;
use crate::spec::{IpFamily, Subnets, Vpc};

pub(super) const SUBNETS: &str = "network.subnets";
pub(super) const CONTROL_PLANE_SUBNETS: &str = "network.controlPlaneSubnets";

pub(super) fn group_subnets(group: &str) -> String {
    format!("nodeGroups.{group}.subnets")
}

pub(super) fn profile_subnets(profile: &str) -> String {
    format!("fargateProfiles.{profile}.subnets")
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
        for (name, profile) in self.resolved.fargate_profiles.iter().flatten() {
            subnets.push((profile_subnets(name), selection(&profile.subnets)));
        }
        let query = FindNetwork {
            vpc: vpc(&network),
            subnets,
            two_zones: if ours { vec![CONTROL_PLANE_SUBNETS.to_owned()] } else { Vec::new() },
            outside: self.outside(&network, ours),
            ipv6: self.resolved.kubernetes.ip_family == IpFamily::Ipv6,
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
