//! Rules of security groups as resources of their own: ids, tags, DescribeSecurityGroupRules, ModifySecurityGroupRules.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::fault::{invalid_value, missing, refuse};
use super::input::{objects, require, text};
use super::listing::{Listing, describe};
use super::permission::{self, Terms};
use super::state::Place;
use super::{State, noun, state, tag};
use crate::call::{Call, Fault, Reply};

/// Who is on the other side of a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Peer {
    Ipv4(String),
    Ipv6(String),
    PrefixList(String),
    Group { id: String, account: String },
}

impl Peer {
    /// The id of a peer group.
    pub fn group(&self) -> Option<&str> {
        match self {
            Peer::Group { id, .. } => Some(id),
            _ => None,
        }
    }

    pub(crate) fn name(&self) -> &str {
        match self {
            Peer::Ipv4(text) | Peer::Ipv6(text) | Peer::PrefixList(text) | Peer::Group { id: text, .. } => text,
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Rule {
    pub id: String,
    pub group: String,
    pub egress: bool,
    /// `tcp`, `udp`, `icmp`, `icmpv6`, a number, or `-1` for all.
    pub protocol: String,
    /// Ports, or ICMP type and code; -1 for all.
    pub from: i64,
    pub to: i64,
    pub peer: Peer,
    pub description: Option<String>,
}

impl Rule {
    /// A rule for all protocols and ports.
    pub(crate) fn new(id: &str, group: &str, egress: bool, peer: Peer) -> Rule {
        Rule {
            id: id.to_owned(),
            group: group.to_owned(),
            egress,
            protocol: "-1".into(),
            from: -1,
            to: -1,
            peer,
            description: None,
        }
    }

    pub(crate) fn terms(&self) -> Terms {
        Terms { protocol: self.protocol.clone(), from: self.from, to: self.to, peer: self.peer.clone() }
    }

    pub(crate) fn render(&self, state: &State, place: &Place) -> Value {
        let mut item = json!({
            "securityGroupRuleId": self.id, "groupId": self.group, "groupOwnerId": place.account,
            "isEgress": self.egress, "ipProtocol": self.protocol, "fromPort": self.from, "toPort": self.to,
            "description": self.description, "tagSet": tag::render(state, &self.id),
            "securityGroupRuleArn": place.arn("security-group-rule", &self.id),
        });
        match &self.peer {
            Peer::Ipv4(net) => item["cidrIpv4"] = json!(net),
            Peer::Ipv6(net) => item["cidrIpv6"] = json!(net),
            Peer::PrefixList(id) => item["prefixListId"] = json!(id),
            Peer::Group { id, account } => {
                let vpc = state.security_groups.get(id).map(|group| group.vpc.clone());
                item["referencedGroupInfo"] = json!({"groupId": id, "userId": account, "vpcId": vpc});
            }
        }
        item
    }
}

const RULES: Listing = Listing {
    set: "securityGroupRuleSet",
    ids: Some(("SecurityGroupRuleId", "sgr")),
    filters: &[
        ("group-id", "groupId"),
        ("security-group-rule-id", "securityGroupRuleId"),
        ("tag-key", "tagSet.key"),
        ("tag-value", "tagSet.value"),
    ],
    page: Some((5, 1000)),
    ids_exclude_page: false,
};

/// Ids of a group's rules.
pub(crate) fn of_group(state: &State, group: &str) -> Vec<String> {
    state.security_group_rules.values().filter(|rule| rule.group == group).map(|rule| rule.id.clone()).collect()
}

pub(crate) fn describe_rules(call: &mut Call<'_>) -> Reply {
    let place = Place::of(call);
    let state = state::of(call);
    let items = state.security_group_rules.values().map(|rule| (rule.id.clone(), rule.render(state, &place))).collect();
    describe(call, &RULES, items)
}

/// Reads the new terms of a rule; exactly one peer must be given.
fn read_terms(input: &Value, state: &State, (group, account): (&str, &str)) -> Result<Terms, Fault> {
    let protocol = text(input, "IpProtocol").ok_or_else(|| missing("IpProtocol"))?;
    let given: Vec<(&str, String)> = ["CidrIpv4", "CidrIpv6", "PrefixListId", "ReferencedGroupId"]
        .into_iter()
        .filter_map(|member| Some((member, text(input, member)?)))
        .collect();
    let [(member, value)] = &given[..] else {
        return Err(invalid_value(
            "Exactly one of CidrIpv4, CidrIpv6, PrefixListId and ReferencedGroupId must be specified",
        ));
    };
    let peer = match *member {
        "CidrIpv4" => Peer::Ipv4(permission::network(value)?),
        "CidrIpv6" => Peer::Ipv6(permission::network(value)?),
        "PrefixListId" => Peer::PrefixList(value.clone()),
        _ => Peer::Group { id: value.clone(), account: account.to_owned() },
    };
    permission::check_peer(state, group, &peer)?;
    let (protocol, from, to) = permission::protocol_and_ports(input, &protocol)?;
    Ok(Terms { protocol, from, to, peer })
}

pub(crate) fn modify(call: &mut Call<'_>) -> Reply {
    let group = require(call, "GroupId")?;
    let input = call.input.clone();
    let account = call.account_id();
    let state = state::of(call);
    if !state.security_groups.contains_key(&group) {
        return Err(noun::absent("sg", &group));
    }
    let mut changed = Vec::new();
    for update in objects(&input, "SecurityGroupRule") {
        let id = text(update, "SecurityGroupRuleId").ok_or_else(|| missing("SecurityGroupRuleId"))?;
        let rule = state.security_group_rules.get(&id).filter(|rule| rule.group == group);
        let rule = rule.ok_or_else(|| noun::absent("sgr", &id))?;
        let request = &update["SecurityGroupRule"];
        let terms = read_terms(request, state, (&group, &account))?;
        if std::mem::discriminant(&terms.peer) != std::mem::discriminant(&rule.peer) {
            return Err(invalid_value("You may not change the source or destination type of a rule"));
        }
        let same = |other: &&Rule| {
            other.group == group && other.egress == rule.egress && other.id != id && other.terms() == terms
        };
        if state.security_group_rules.values().find(same).is_some() {
            return Err(refuse("InvalidPermission.Duplicate", permission::duplicate(&terms)));
        }
        changed.push((id, terms, text(request, "Description")));
    }
    if changed.is_empty() {
        return Err(missing("SecurityGroupRule"));
    }
    for (id, terms, description) in changed {
        if let Some(rule) = state.security_group_rules.get_mut(&id) {
            (rule.protocol, rule.from, rule.to, rule.peer) = (terms.protocol, terms.from, terms.to, terms.peer);
            rule.description = description;
        }
    }
    Ok(json!({"return": true}))
}
