//! Permissions as Authorize and Revoke take them, and as DescribeSecurityGroups groups them.

use std::collections::BTreeMap;

use ipnet::IpNet;
use serde_json::{Value, json};

use super::fault::{combination, invalid_value, missing, refuse};
use super::input::{integer, objects, text, texts};
use super::security_group_rule::{Peer, Rule, of_group};
use super::state::Place;
use super::{State, noun, state, tag};
use crate::call::{Call, Fault, Reply};

/// What a rule says, apart from its id and description.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Terms {
    pub(crate) protocol: String,
    pub(crate) from: i64,
    pub(crate) to: i64,
    pub(crate) peer: Peer,
}

/// Source: VPC quotas, "Inbound or outbound rules per security group".
const LIMIT: usize = 60;

/// Names and numbers of protocols. Source: EC2 API reference, IpPermission.IpProtocol.
const PROTOCOLS: &[(&str, &str)] = &[("tcp", "6"), ("udp", "17"), ("icmp", "1"), ("icmpv6", "58"), ("-1", "all")];

/// Protocol by name, and its ports.
pub(crate) fn protocol_and_ports(input: &Value, given: &str) -> Result<(String, i64, i64), Fault> {
    let lower = given.to_ascii_lowercase();
    let known = PROTOCOLS.iter().find(|(name, number)| *name == lower || *number == lower);
    let protocol = match known {
        Some((name, _)) => (*name).to_owned(),
        None if lower.parse::<u8>().is_ok() => lower,
        None => return Err(invalid_value(format!("Invalid value '{given}' for IP protocol. Unknown protocol."))),
    };
    let (from, to) = (integer(input, "FromPort")?, integer(input, "ToPort")?);
    match protocol.as_str() {
        "tcp" | "udp" => {
            let (Some(from), Some(to)) = (from, to) else {
                let message = "Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.";
                return Err(invalid_value(message));
            };
            if ![from, to].iter().all(|port| (0..=65_535).contains(port)) || from > to {
                let message = format!("Invalid {} port range ({from}-{to})", protocol.to_uppercase());
                return Err(invalid_value(message));
            }
            Ok((protocol, from, to))
        }
        "icmp" | "icmpv6" => {
            let (from, to) = (from.unwrap_or(-1), to.unwrap_or(-1));
            if ![from, to].iter().all(|part| (-1..=255).contains(part)) {
                return Err(invalid_value(format!("ICMP code ({to}) out of range")));
            }
            Ok((protocol, from, to))
        }
        _ => Ok((protocol, -1, -1)),
    }
}

/// A CIDR with its host bits cleared, as EC2 keeps it.
pub(crate) fn network(given: &str) -> Result<String, Fault> {
    let net = given.parse::<IpNet>().map_err(|_| invalid_value(format!("CIDR block {given} is malformed")))?;
    Ok(net.trunc().to_string())
}

/// Refuses peers that aren't there, or that are groups of another network: nothing connects VPCs here.
pub(crate) fn check_peer(state: &State, group: &str, peer: &Peer) -> Result<(), Fault> {
    let network = |id: &str| state.security_groups.get(id).map(|group| group.vpc.as_str());
    match peer {
        Peer::Group { id, .. } if network(id).is_none() => Err(noun::absent("sg", id)),
        Peer::Group { id, .. } if network(id) != network(group) => {
            Err(refuse("InvalidGroup.NotFound", "You have specified two resources that belong to different networks."))
        }
        Peer::PrefixList(id) if !super::prefix_list::is_known(state, id) => Err(noun::absent("pl", id)),
        _ => Ok(()),
    }
}

pub(crate) fn duplicate(terms: &Terms) -> String {
    let protocol = if terms.protocol == "-1" { "ALL".to_owned() } else { terms.protocol.to_uppercase() };
    let ports = match terms.protocol.as_str() {
        "-1" => String::new(),
        _ => format!(", from port: {}, to port: {}", terms.from, terms.to),
    };
    format!("the specified rule \"peer: {}, {protocol}{ports}, ALLOW\" already exists", terms.peer.name())
}

/// All single rules that a call names, with their descriptions, from IpPermissions or from the flat members.
fn read(input: &Value, state: &State, account: &str) -> Result<Vec<(Terms, Option<String>)>, Fault> {
    let given = objects(input, "IpPermissions");
    let flat = text(input, "IpProtocol").is_some() || text(input, "CidrIp").is_some();
    if !given.is_empty() && flat {
        return Err(combination("The parameter ipPermissions cannot be used with the parameter ipProtocol"));
    }
    if given.is_empty() && !flat {
        return Err(missing("ipPermissions"));
    }
    let mut flattened = json!({
        "IpProtocol": input["IpProtocol"], "FromPort": input["FromPort"], "ToPort": input["ToPort"],
    });
    if let Some(cidr) = text(input, "CidrIp") {
        flattened["IpRanges"] = json!([{"CidrIp": cidr}]);
    }
    if let Some(name) = text(input, "SourceSecurityGroupName") {
        flattened["Groups"] = json!([{"GroupName": name}]);
    }
    let list = if given.is_empty() { std::slice::from_ref(&flattened) } else { given };
    let mut found: Vec<(Terms, Option<String>)> = Vec::new();
    for permission in list {
        let protocol = text(permission, "IpProtocol").ok_or_else(|| missing("ipProtocol"))?;
        let (protocol, from, to) = protocol_and_ports(permission, &protocol)?;
        let peers = read_peers(permission, state, account)?;
        if peers.is_empty() {
            return Err(missing("ipRanges"));
        }
        for (peer, description) in peers {
            let terms = Terms { protocol: protocol.clone(), from, to, peer };
            if found.iter().any(|(other, _)| *other == terms) {
                return Err(invalid_value("The same permission must not appear multiple times"));
            }
            found.push((terms, description));
        }
    }
    Ok(found)
}

fn read_peers(permission: &Value, state: &State, account: &str) -> Result<Vec<(Peer, Option<String>)>, Fault> {
    let mut peers = Vec::new();
    for range in objects(permission, "IpRanges") {
        let given = text(range, "CidrIp").ok_or_else(|| missing("cidrIp"))?;
        if given.contains(':') {
            return Err(invalid_value(format!("CIDR block {given} is malformed")));
        }
        peers.push((Peer::Ipv4(network(&given)?), text(range, "Description")));
    }
    for range in objects(permission, "Ipv6Ranges") {
        let given = text(range, "CidrIpv6").ok_or_else(|| missing("cidrIpv6"))?;
        peers.push((Peer::Ipv6(network(&given)?), text(range, "Description")));
    }
    for list in objects(permission, "PrefixListIds") {
        let id = text(list, "PrefixListId").ok_or_else(|| missing("prefixListId"))?;
        peers.push((Peer::PrefixList(id), text(list, "Description")));
    }
    for group in objects(permission, "Groups") {
        let named = text(group, "GroupName").and_then(|name| {
            state.security_groups.values().find(|found| found.name == name).map(|found| found.id.clone())
        });
        let id = text(group, "GroupId").or(named).ok_or_else(|| missing("groupId"))?;
        let account = text(group, "UserId").unwrap_or_else(|| account.to_owned());
        peers.push((Peer::Group { id, account }, text(group, "Description")));
    }
    for (_, description) in &peers {
        check_description(description.as_deref())?;
    }
    Ok(peers)
}

/// Source: EC2 API reference, IpRange.Description.
fn check_description(description: Option<&str>) -> Result<(), Fault> {
    let Some(given) = description else { return Ok(()) };
    let allowed = |c: char| c.is_ascii_alphanumeric() || " ._-:/()#,@[]+=&;{}!$*".contains(c);
    if given.chars().count() > 255 || !given.chars().all(allowed) {
        let message = "Invalid rule description. Valid descriptions are strings less than 256 characters from \
            the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*";
        return Err(invalid_value(message));
    }
    Ok(())
}

/// The group that Authorize and Revoke are about.
fn group_id(call: &mut Call<'_>) -> Result<String, Fault> {
    let (id, name) = (text(&call.input, "GroupId"), text(&call.input, "GroupName"));
    let state = state::of(call);
    match (id, name) {
        (Some(id), _) if state.security_groups.contains_key(&id) => Ok(id),
        (Some(id), _) => Err(noun::absent("sg", &id)),
        (None, Some(name)) => match state.security_groups.values().find(|group| group.name == name) {
            Some(group) => Ok(group.id.clone()),
            None => Err(refuse("InvalidGroup.NotFound", format!("The security group '{name}' does not exist"))),
        },
        (None, None) => Err(missing("groupName or groupId")),
    }
}

pub(crate) fn authorize_ingress(call: &mut Call<'_>) -> Reply {
    authorize(call, false)
}

pub(crate) fn authorize_egress(call: &mut Call<'_>) -> Reply {
    authorize(call, true)
}

fn authorize(call: &mut Call<'_>, egress: bool) -> Reply {
    let group = group_id(call)?;
    let tags = tag::on_create(call, "security-group-rule")?;
    let (input, place) = (call.input.clone(), Place::of(call));
    let state = state::of(call);
    let wanted = read(&input, state, &place.account)?;
    let present: Vec<&Rule> =
        state.security_group_rules.values().filter(|rule| rule.group == group && rule.egress == egress).collect();
    for (terms, _) in &wanted {
        check_peer(state, &group, &terms.peer)?;
        if present.iter().any(|rule| rule.terms() == *terms) {
            return Err(refuse("InvalidPermission.Duplicate", duplicate(terms)));
        }
    }
    if present.len() + wanted.len() > LIMIT {
        let message = format!("The maximum number of rules per security group has been reached: {LIMIT}");
        return Err(refuse("RulesPerSecurityGroupLimitExceeded", message));
    }
    let mut made = Vec::new();
    for (terms, description) in wanted {
        let id = call.world.hex_id("sgr");
        let mut rule = Rule::new(&id, &group, egress, terms.peer);
        (rule.protocol, rule.from, rule.to, rule.description) = (terms.protocol, terms.from, terms.to, description);
        let state = state::of(call);
        state.security_group_rules.insert(id.clone(), rule);
        tag::put(state, &id, tags.clone());
        made.push(state.security_group_rules[&id].render(state, &place));
    }
    Ok(json!({"return": true, "securityGroupRuleSet": made}))
}

pub(crate) fn revoke_ingress(call: &mut Call<'_>) -> Reply {
    revoke(call, false)
}

pub(crate) fn revoke_egress(call: &mut Call<'_>) -> Reply {
    revoke(call, true)
}

fn revoke(call: &mut Call<'_>, egress: bool) -> Reply {
    let group = group_id(call)?;
    let (input, account) = (call.input.clone(), call.account_id());
    let ids = texts(&input, "SecurityGroupRuleId");
    let state = state::of(call);
    let mut gone = Vec::new();
    for id in &ids {
        let rule = state.security_group_rules.get(id);
        match rule.filter(|rule| rule.group == group && rule.egress == egress) {
            Some(_) => gone.push(id.clone()),
            None => return Err(noun::absent("sgr", id)),
        }
    }
    if ids.is_empty() {
        for (terms, _) in read(&input, state, &account)? {
            let mut rules = state.security_group_rules.values();
            match rules.find(|rule| rule.group == group && rule.egress == egress && rule.terms() == terms) {
                Some(rule) => gone.push(rule.id.clone()),
                None => {
                    let message = "The specified rule does not exist in this security group.";
                    return Err(refuse("InvalidPermission.NotFound", message));
                }
            }
        }
    }
    let mut revoked = Vec::new();
    for id in gone {
        state.tags.remove(&id);
        if let Some(rule) = state.security_group_rules.remove(&id) {
            revoked.push(render_revoked(&rule));
        }
    }
    Ok(json!({"return": true, "revokedSecurityGroupRuleSet": revoked}))
}

fn render_revoked(rule: &Rule) -> Value {
    let element = match rule.peer {
        Peer::Ipv4(_) => "cidrIpv4",
        Peer::Ipv6(_) => "cidrIpv6",
        Peer::PrefixList(_) => "prefixListId",
        Peer::Group { .. } => "referencedGroupId",
    };
    let mut item = json!({
        "securityGroupRuleId": rule.id, "groupId": rule.group, "isEgress": rule.egress, "ipProtocol": rule.protocol,
        "fromPort": rule.from, "toPort": rule.to, "description": rule.description,
    });
    item[element] = json!(rule.peer.name());
    item
}

pub(crate) fn describe_ingress(call: &mut Call<'_>) -> Reply {
    update_descriptions(call, false)
}

pub(crate) fn describe_egress(call: &mut Call<'_>) -> Reply {
    update_descriptions(call, true)
}

/// UpdateSecurityGroupRuleDescriptions: by rule id or by permission.
fn update_descriptions(call: &mut Call<'_>, egress: bool) -> Reply {
    let group = group_id(call)?;
    let (input, account) = (call.input.clone(), call.account_id());
    let state = state::of(call);
    let mut changes = Vec::new();
    for update in objects(&input, "SecurityGroupRuleDescription") {
        let id = text(update, "SecurityGroupRuleId").ok_or_else(|| missing("SecurityGroupRuleId"))?;
        let description = text(update, "Description");
        check_description(description.as_deref())?;
        let rule = state.security_group_rules.get(&id);
        rule.filter(|rule| rule.group == group && rule.egress == egress).ok_or_else(|| noun::absent("sgr", &id))?;
        changes.push((id, description));
    }
    if changes.is_empty() {
        for (terms, description) in read(&input, state, &account)? {
            let mut rules = state.security_group_rules.values();
            let found = rules.find(|rule| rule.group == group && rule.egress == egress && rule.terms() == terms);
            let message = "The specified rule does not exist in this security group.";
            let rule = found.ok_or_else(|| refuse("InvalidPermission.NotFound", message))?;
            changes.push((rule.id.clone(), description));
        }
    }
    for (id, description) in changes {
        if let Some(rule) = state.security_group_rules.get_mut(&id) {
            rule.description = description;
        }
    }
    Ok(json!({"return": true}))
}

/// `ipPermissions`: rules of one direction, gathered by protocol and ports.
pub(crate) fn render(state: &State, group: &str, egress: bool) -> Value {
    let mut gathered: BTreeMap<(String, i64, i64), [Vec<Value>; 4]> = BTreeMap::new();
    for rule in of_group(state, group).iter().filter_map(|id| state.security_group_rules.get(id)) {
        if rule.egress != egress {
            continue;
        }
        let lists = gathered.entry((rule.protocol.clone(), rule.from, rule.to)).or_default();
        let description = &rule.description;
        match &rule.peer {
            Peer::Ipv4(net) => lists[0].push(json!({"cidrIp": net, "description": description})),
            Peer::Ipv6(net) => lists[1].push(json!({"cidrIpv6": net, "description": description})),
            Peer::PrefixList(id) => lists[2].push(json!({"prefixListId": id, "description": description})),
            Peer::Group { id, account } => {
                lists[3].push(json!({"groupId": id, "userId": account, "description": description}));
            }
        }
    }
    let permissions = gathered.into_iter().map(|((protocol, from, to), [ipv4, ipv6, lists, groups])| {
        let mut item = json!({
            "ipProtocol": protocol, "ipRanges": ipv4, "ipv6Ranges": ipv6, "prefixListIds": lists, "groups": groups,
        });
        let ported = matches!(protocol.as_str(), "tcp" | "udp" | "icmp" | "icmpv6");
        if ported {
            (item["fromPort"], item["toPort"]) = (json!(from), json!(to));
        }
        item
    });
    permissions.collect()
}
