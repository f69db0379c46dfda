//! Whether security groups let one side talk to the other.

use std::net::Ipv4Addr;

use ipnet::IpNet;

use super::security_group_rule::{Peer, Rule};
use super::{State, prefix_list};
use crate::world::World;

/// Something with security groups and addresses, or only an address.
#[derive(Clone, Copy, Debug)]
pub struct End<'a> {
    pub groups: &'a [String],
    /// Any one of its addresses, if known; rules that name networks are matched against it.
    pub address: Option<Ipv4Addr>,
}

/// Whether `from` may open a connection to `to`: its egress rules and the other's ingress rules must both allow it.
/// An end without groups (outside the VPC) has no rules of its own to pass.
pub fn reaches(
    world: &World,
    (account, region): (&str, &str),
    from: End<'_>,
    to: End<'_>,
    (protocol, port): (&str, u16),
) -> bool {
    let Some(state) = world.accounts.get(account).and_then(|a| a.regions.get(region)).map(|r| &r.ec2) else {
        return false;
    };
    let leaves = from.groups.is_empty() || allows(state, from, true, to, (protocol, port));
    let enters = to.groups.is_empty() || allows(state, to, false, from, (protocol, port));
    leaves && enters
}

fn allows(state: &State, own: End<'_>, egress: bool, peer: End<'_>, (protocol, port): (&str, u16)) -> bool {
    state.security_group_rules.values().any(|rule| {
        rule.egress == egress
            && own.groups.contains(&rule.group)
            && fits(rule, protocol, port)
            && admits(state, &rule.peer, peer)
    })
}

fn fits(rule: &Rule, protocol: &str, port: u16) -> bool {
    rule.protocol == "-1" || rule.protocol == protocol && (rule.from..=rule.to).contains(&i64::from(port))
}

fn admits(state: &State, rule: &Peer, peer: End<'_>) -> bool {
    let inside = |net: &str| match (net.parse::<IpNet>(), peer.address) {
        (Ok(net), Some(address)) => net.contains(&std::net::IpAddr::V4(address)),
        // An unknown address is only surely inside of everything.
        (Ok(net), None) => net.prefix_len() == 0,
        (Err(_), _) => false,
    };
    match rule {
        Peer::Ipv4(net) => inside(net),
        Peer::Ipv6(_) => false,
        Peer::PrefixList(id) => prefix_list::networks(state, id).iter().any(|net| inside(net)),
        Peer::Group { id, .. } => peer.groups.contains(id),
    }
}
