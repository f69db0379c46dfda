//! Whose security groups control plane and nodes wear, and the rules between the two.

use super::{Composer, ControlPlane};
use crate::catalog::security_group_rule::{self as table, Side};
use crate::graph::{Output, Value};
use crate::node::{Answered, Declare, Ending, Handle};
use crate::resource::aws::ec2_launch_template::Tagged;
use crate::resource::aws::ec2_security_group::{GroupName, Live, SecurityGroup};
use crate::resource::aws::ec2_security_group_rule::{GroupScope, Peer, RuleKey, SecurityGroupRule, Traffic};
use crate::resource::query::{FindGroup, FindNetwork, FindNodeTraffic};
use crate::spec::{IpFamily, NodeSecurityGroup, NodeSecurityRules, RulePeerWord, SecurityRule};

/// Groups that are there before the control plane is.
#[derive(Clone, Default)]
pub(super) struct SecurityGroups {
    /// Of the control plane's interfaces, beside the one that EKS makes.
    control_plane: Option<Handle<SecurityGroup>>,
    nodes: Option<Handle<SecurityGroup>>,
    /// The nodes' group when the spec gives one.
    given: Option<Output<String>>,
}

impl SecurityGroups {
    /// What the control plane is told to wear.
    pub(super) fn of_control_plane(&self) -> Option<Output<String>> {
        self.control_plane.as_ref().map(|group| group.output(Live::id))
    }

    /// The group in which the API is opened: ours, or the one that EKS makes.
    pub(super) fn api(&self, of_eks: &Output<String>) -> Output<String> {
        self.of_control_plane().unwrap_or_else(|| of_eks.clone())
    }

    /// What nodes wear.
    pub(super) fn of_nodes(&self, of_eks: &Output<String>) -> Output<String> {
        let ours = self.nodes.as_ref().map(|group| group.output(Live::id));
        ours.or_else(|| self.given.clone()).unwrap_or_else(|| of_eks.clone())
    }

    fn is_apart(&self) -> bool {
        self.nodes.is_some() || self.given.is_some()
    }
}

/// A rule, where it is and what it is for.
struct Wanted {
    id: String,
    group: Output<String>,
    traffic: Traffic,
    peer: Output<Peer>,
    description: String,
    why: String,
}

impl Composer<'_> {
    pub(super) fn compose_security_groups(&mut self, network: Option<&Answered<FindNetwork>>) -> SecurityGroups {
        let given = self.resolved.network.as_ref().map(|network| network.node_security_group.clone());
        let (wanted, network) = match (given, network) {
            (Some(NodeSecurityGroup::Given(group)), _) => {
                let given = Some(Output::constant(group.id.to_string()));
                return SecurityGroups { given, ..SecurityGroups::default() };
            }
            (Some(NodeSecurityGroup::Create(wanted)), Some(network)) => (wanted.create, network),
            _ => return SecurityGroups::default(),
        };
        let vpc = network.output(|network| network.vpc.clone());
        let mut tags = wanted.tags.clone().unwrap_or_default();
        let name = self.resolved.names.node_security_group_tag();
        tags.extend(name.map(|name| ("Name".to_owned(), name)));
        let nodes = self.security_group("node", "what nodes wear", &vpc, tags);
        // A control plane that is there already is not changed: its own group is opened instead.
        let control_plane = (!self.resolved.kubernetes.existing).then(|| {
            let name = self.resolved.names.tag("control-plane").map(|name| ("Name".to_owned(), name));
            let why = "what the control plane's interfaces wear, so that rules can tell it from nodes";
            self.security_group("control-plane", why, &vpc, name.into_iter().collect())
        });
        SecurityGroups { control_plane, nodes: Some(nodes), given: None }
    }

    pub(super) fn security_group(
        &mut self,
        role: &str,
        why: &'static str,
        vpc: &Output<String>,
        tags: crate::resource::Tags,
    ) -> Handle<SecurityGroup> {
        let id = format!("ec2.security_group/{role}");
        let name = self.resolved.names.security_group(role);
        let description = format!("karpool: {role} of {}", self.resolved.name);
        let want = SecurityGroup { description, tags: self.tags_and(&id, tags) };
        self.graph.add(id, why, vpc.clone(), move |vpc| (GroupName { vpc, name: name.clone() }, want.clone()))
    }

    /// The nodes' group by its name, where somebody else makes it.
    pub(super) fn find_node_group(&mut self, of_eks: &Output<String>) -> Output<String> {
        match self.resolved.network.as_ref().map(|network| network.node_security_group.clone()) {
            Some(NodeSecurityGroup::Given(group)) => Output::constant(group.id.to_string()),
            Some(NodeSecurityGroup::Create(_)) => {
                let query = FindGroup { name: self.resolved.names.security_group("node") };
                self.graph.find("ec2.security_group/node", (), move |()| query.clone()).answer()
            }
            _ => of_eks.clone(),
        }
    }

    /// All rules between control plane, nodes and networks beside the VPC.
    /// Nodes wait for what this adds to the control plane.
    pub(super) fn compose_rules(&mut self, groups: &SecurityGroups, control_plane: &mut ControlPlane) {
        let mut wanted = self.vpn_rules(control_plane);
        if groups.is_apart() {
            wanted.extend(self.table_rules(groups, control_plane));
        }
        wanted.extend(self.further_rules(groups, control_plane));
        for rule in wanted {
            let handle = self.compose_security_rule(rule, groups, control_plane);
            if groups.is_apart() {
                control_plane.before_nodes.push(handle.done());
            }
        }
        if groups.given.is_some() {
            self.check_given_group(control_plane);
        }
    }

    /// 443 of the private endpoint, from networks beside the VPC.
    fn vpn_rules(&self, control_plane: &ControlPlane) -> Vec<Wanted> {
        let vpns = self.resolved.network.iter().flat_map(|network| &network.endpoint.vpn_cidrs);
        let wanted = vpns.filter_map(|vpn| {
            let peer = match (&vpn.cidr, &vpn.prefix_list) {
                (Some(cidr), _) => Peer::Cidr(cidr.to_string()),
                (None, Some(list)) => Peer::PrefixList(list.to_string()),
                (None, None) => return None,
            };
            Some(Wanted {
                id: format!("ec2.security_group_rule/{peer}"),
                group: control_plane.api_group.clone(),
                traffic: Traffic::tcp(443),
                peer: Output::constant(peer),
                description: vpn.description.clone().unwrap_or_else(|| "karpool: Kubernetes API".into()),
                why: "vpnCidrs: this network reaches the private endpoint of the Kubernetes API".into(),
            })
        });
        wanted.collect()
    }

    /// The rows of the table whose group is ours to change.
    fn table_rules(&self, groups: &SecurityGroups, control_plane: &ControlPlane) -> Vec<Wanted> {
        let recommended = self.node_rules().is_some_and(|rules| rules.recommended_rules != Some(false));
        let ipv6 = self.resolved.kubernetes.ip_family == IpFamily::Ipv6;
        let own = self.node_rules().and_then(|rules| rules.rules.clone()).unwrap_or_default();
        let rows = table::RULES.iter().filter(|row| {
            // EC2 keeps one of two equal rules; the spec's has the description that somebody chose.
            if own.values().any(|rule| is_row(rule, row)) {
                return false;
            }
            let ours = row.of == Side::ControlPlane || groups.nodes.is_some();
            ours && (row.needed || recommended) && (row.peer != Side::AnywhereIpv6 || ipv6)
        });
        let group = |side: Side| match side {
            Side::ControlPlane => control_plane.api_group.clone(),
            _ => control_plane.node_group.clone(),
        };
        let wanted = rows.map(|row| Wanted {
            id: format!("ec2.security_group_rule/{}", row.name),
            group: group(row.of),
            traffic: Traffic { egress: row.egress, protocol: row.protocol.into(), ports: row.ports },
            peer: match row.peer {
                Side::Anywhere => Output::constant(Peer::Cidr("0.0.0.0/0".into())),
                Side::AnywhereIpv6 => Output::constant(Peer::Cidr("::/0".into())),
                side => group(side).map(|id| Peer::Group(Value::Known(id))),
            },
            description: format!("karpool: {}", row.what),
            why: row.what.into(),
        });
        wanted.collect()
    }

    fn node_rules(&self) -> Option<&NodeSecurityRules> {
        match self.resolved.network.as_ref().map(|network| &network.node_security_group) {
            Some(NodeSecurityGroup::Create(wanted)) => Some(&wanted.create),
            _ => None,
        }
    }

    fn further_rules(&self, groups: &SecurityGroups, control_plane: &ControlPlane) -> Vec<Wanted> {
        let rules = self.node_rules().and_then(|rules| rules.rules.clone()).unwrap_or_default();
        let wanted = rules.into_iter().filter(|_| groups.nodes.is_some()).map(|(name, rule)| Wanted {
            id: format!("ec2.security_group_rule/node-{name}"),
            group: control_plane.node_group.clone(),
            traffic: traffic(&rule),
            peer: peer(&rule, control_plane),
            description: rule.description.clone().unwrap_or_else(|| format!("karpool: {name}")),
            why: format!("nodeSecurityGroup.create.rules.{name}"),
        });
        wanted.collect()
    }

    fn compose_security_rule(
        &mut self,
        rule: Wanted,
        groups: &SecurityGroups,
        control_plane: &ControlPlane,
    ) -> Handle<SecurityGroupRule> {
        let want = SecurityGroupRule { description: rule.description, tags: self.tags(&rule.id) };
        let traffic = rule.traffic;
        let handle = self.graph.add(rule.id, rule.why, (rule.group, rule.peer), move |(group, peer)| {
            let peer = match peer {
                Value::Known(peer) => peer,
                Value::Pending(origin) => Peer::Group(Value::Pending(origin)),
            };
            (RuleKey { group, traffic: traffic.clone(), peer }, want.clone())
        });
        // A group that another one's rule names cannot be deleted, so rules of our own groups go by call.
        if groups.nodes.is_none() {
            self.inside(handle.node, control_plane, Ending::WithContainer);
        }
        handle
    }

    /// A group that is there is not changed. Whether it lets nodes work is looked at before they are made.
    fn check_given_group(&mut self, control_plane: &mut ControlPlane) {
        let needs = control_plane.node_group.clone();
        let found = self.graph.find("ec2.node_traffic", needs, |group| FindNodeTraffic { group });
        control_plane.before_nodes.push(found.output(|_| ()));
    }

    /// Rules and groups of ours that nothing names any more; answers the node of the rules.
    pub(super) fn prune_security_groups(&mut self, control_plane: &ControlPlane) -> usize {
        let (of, stayers) = (Tagged { stack: self.stack() }, self.stayers(control_plane));
        let needs = stayers.needs.clone();
        let bare = self.purpose.looks_further();
        let scope = move |values| GroupScope { of: of.clone(), staying: stayers.of(values), bare };
        let (rules, groups) = (self.handles::<SecurityGroupRule>(), self.handles::<SecurityGroup>());
        let rules = self.graph.prune("ec2.security_group_rule/*", &rules, needs.clone(), scope.clone());
        let groups = self.graph.prune("ec2.security_group/*", &groups, needs, scope);
        self.graph.removed_after(groups, rules);
        rules
    }
}

/// Whether a rule of the spec is one of the table's.
fn is_row(rule: &SecurityRule, row: &table::Rule) -> bool {
    let same = traffic(rule) == Traffic { egress: row.egress, protocol: row.protocol.into(), ports: row.ports };
    let cidr = rule.cidr.as_ref().map(ToString::to_string);
    let peer = match row.peer {
        Side::ControlPlane => rule.peer == Some(RulePeerWord::ControlPlane),
        Side::Nodes => rule.peer == Some(RulePeerWord::Nodes),
        Side::Anywhere => cidr.as_deref() == Some("0.0.0.0/0"),
        Side::AnywhereIpv6 => cidr.as_deref() == Some("::/0"),
    };
    row.of == Side::Nodes && same && peer
}

fn traffic(rule: &SecurityRule) -> Traffic {
    let protocol = rule.protocol.unwrap_or_default();
    let all = protocol.as_ec2() == "-1";
    let ports = rule.ports.map_or((0, 65535), |ports| (i32::from(ports.first), i32::from(ports.last)));
    Traffic {
        egress: rule.egress.unwrap_or(false),
        protocol: protocol.as_ec2().to_owned(),
        ports: if all { (-1, -1) } else { ports },
    }
}

fn peer(rule: &SecurityRule, control_plane: &ControlPlane) -> Output<Peer> {
    let group = |group: &Output<String>| group.clone().map(|id| Peer::Group(Value::Known(id)));
    match (&rule.cidr, &rule.prefix_list, &rule.security_group, rule.peer) {
        (Some(cidr), ..) => Output::constant(Peer::Cidr(cidr.to_string())),
        (_, Some(list), ..) => Output::constant(Peer::PrefixList(list.to_string())),
        (_, _, Some(id), _) => Output::constant(Peer::Group(Value::Known(id.to_string()))),
        (_, _, _, Some(RulePeerWord::ControlPlane)) => group(&control_plane.api_group),
        _ => group(&control_plane.node_group),
    }
}
