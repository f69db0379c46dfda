//! VPC endpoints: those that nodes and Karpenter need when they do not leave the VPC.

use std::collections::BTreeSet;

use super::network::SUBNETS;
use super::{Composer, ControlPlane};
use crate::catalog::vpc_endpoint::{self as table, When};
use crate::graph::{Output, Value};
use crate::node::{Answered, Declare, Handle};
use crate::resource::aws::ec2_security_group::{Live as Group, SecurityGroup};
use crate::resource::aws::ec2_security_group_rule::{Peer, RuleKey, SecurityGroupRule, Traffic};
use crate::resource::aws::ec2_vpc_endpoint::{EndpointKey, OfVpc, VpcEndpoint};
use crate::resource::query::{FindEndpoints, FindNetwork, FindRouteTables};
use crate::spec::Endpoints;

/// What all endpoints of a stack have in common.
struct Place {
    vpc: Output<String>,
    subnets: Output<BTreeSet<String>>,
    groups: Output<BTreeSet<String>>,
    route_tables: Output<BTreeSet<String>>,
}

impl Composer<'_> {
    /// Nodes wait for what this adds to the control plane.
    pub(super) fn compose_endpoints(
        &mut self,
        control_plane: &mut ControlPlane,
        network: Option<&Answered<FindNetwork>>,
    ) {
        let wanted = self.resolved.network.as_ref().map(|network| network.endpoints).unwrap_or_default();
        let Some(network) = network else { return };
        match wanted {
            Endpoints::None => {}
            Endpoints::Verify => self.verify_endpoints(control_plane, network),
            Endpoints::Create => self.create_endpoints(control_plane, network),
        }
        let (handles, stack) = (self.handles::<VpcEndpoint>(), self.stack());
        let vpc = network.output(|network| network.vpc.clone());
        self.graph.prune("ec2.vpc_endpoint/*", &handles, vpc, move |vpc| OfVpc { vpc, stack: stack.clone() });
    }

    fn needed_endpoints(&self) -> Vec<&'static table::Endpoint> {
        let karpenter = self.resolved.karpenter.as_ref();
        let needed = |when: When| match when {
            When::Always => true,
            When::PodIdentity => karpenter.is_some() || self.resolved.addons.values().any(|a| a.pod_identity.is_some()),
            When::Interruption => karpenter.is_some_and(|karpenter| karpenter.interruption.enabled),
            When::ZonalShift => self.resolved.kubernetes.zonal_shift,
        };
        table::ENDPOINTS.iter().filter(|endpoint| needed(endpoint.when)).collect()
    }

    fn service_name(&self, service: &str) -> String {
        table::service_name(self.facts.partition, &self.facts.region, service)
    }

    fn verify_endpoints(&mut self, control_plane: &mut ControlPlane, network: &Answered<FindNetwork>) {
        let needed = self.needed_endpoints();
        let services: Vec<(String, bool)> =
            needed.into_iter().map(|endpoint| (self.service_name(endpoint.service), endpoint.gateway)).collect();
        let vpc = network.output(|network| network.vpc.clone());
        let subnets = network.output(|network| network.ids(SUBNETS));
        let needs = (vpc, subnets, control_plane.node_group.clone());
        let leaving = (self.purpose == super::Purpose::Prune).then(|| self.stack());
        let found = self.graph.find("ec2.vpc_endpoints", needs, move |(vpc, subnets, group)| FindEndpoints {
            vpc,
            subnets,
            group,
            services: services.clone(),
            leaving: leaving.clone(),
        });
        control_plane.before_nodes.push(found.output(|_| ()));
    }

    fn create_endpoints(&mut self, control_plane: &mut ControlPlane, network: &Answered<FindNetwork>) {
        let vpc = network.output(|network| network.vpc.clone());
        let why = "what the VPC endpoints wear: it lets nodes, and what else is in the VPC, in on 443";
        let tags = self.resolved.names.tag("endpoints").map(|name| ("Name".to_owned(), name));
        let group = self.security_group("endpoints", why, &vpc, tags.into_iter().collect());
        let ids = network.output(|network| network.ids(SUBNETS));
        let tables =
            self.graph.find("ec2.route_tables", (vpc.clone(), ids), |(vpc, subnets)| FindRouteTables { vpc, subnets });
        let place = Place {
            vpc,
            // An endpoint has one interface in a zone.
            subnets: network.output(|network| network.one_per_zone(SUBNETS)),
            groups: group.output(Group::id).map(|id| BTreeSet::from([id])),
            route_tables: tables.answer(),
        };
        for endpoint in self.needed_endpoints() {
            let handle = self.create_endpoint(endpoint, &place);
            control_plane.before_nodes.push(handle.done());
        }
        let nodes = control_plane.node_group.clone().map(|id| Peer::Group(Value::Known(id)));
        let range = network.output(|network| Peer::Cidr(network.cidr.clone()));
        for (name, peer) in [("endpoints-nodes", nodes), ("endpoints-vpc", range)] {
            let rule = self.open_endpoints(name, peer, &group);
            control_plane.before_nodes.push(rule.done());
        }
    }

    fn create_endpoint(&mut self, endpoint: &'static table::Endpoint, place: &Place) -> Handle<VpcEndpoint> {
        let id = format!("ec2.vpc_endpoint/{}", endpoint.service);
        let tags = self.resolved.names.tag(endpoint.service).map(|name| ("Name".to_owned(), name));
        let want = VpcEndpoint {
            kind: if endpoint.gateway { "Gateway" } else { "Interface" }.to_owned(),
            subnets: Value::Known(BTreeSet::new()),
            security_groups: Value::Known(BTreeSet::new()),
            route_tables: Value::Known(BTreeSet::new()),
            private_dns: !endpoint.gateway,
            tags: self.tags_and(&id, tags.into_iter().collect()),
        };
        let (service, stack, gateway) = (self.service_name(endpoint.service), self.stack(), endpoint.gateway);
        let needs = (place.vpc.clone(), place.subnets.clone(), place.groups.clone(), place.route_tables.clone());
        self.graph.add(id, endpoint.why, needs, move |(vpc, subnets, security_groups, route_tables)| {
            let key = EndpointKey { vpc, service: service.clone(), id: None, stack: stack.clone() };
            let want = match gateway {
                true => VpcEndpoint { route_tables, ..want.clone() },
                false => VpcEndpoint { subnets, security_groups, ..want.clone() },
            };
            (key, want)
        })
    }

    fn open_endpoints(
        &mut self,
        name: &str,
        peer: Output<Peer>,
        group: &Handle<SecurityGroup>,
    ) -> Handle<SecurityGroupRule> {
        let id = format!("ec2.security_group_rule/{name}");
        let want = SecurityGroupRule { description: "karpool: VPC endpoints".into(), tags: self.tags(&id) };
        let why = "lets nodes reach the VPC endpoints";
        self.graph.add(id, why, (group.output(Group::id), peer), move |(group, peer)| {
            let peer = match peer {
                Value::Known(peer) => peer,
                Value::Pending(origin) => Peer::Group(Value::Pending(origin)),
            };
            (RuleKey { group, traffic: Traffic::tcp(443), peer }, want.clone())
        })
    }
}
