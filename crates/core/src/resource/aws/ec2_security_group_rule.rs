//! One rule of a security group: additive, so only what we added is ever taken away.
//!
//! Key: group, direction, protocol, ports and peer. Calls: ec2:DescribeSecurityGroupRules,
//! AuthorizeSecurityGroupIngress, AuthorizeSecurityGroupEgress, ModifySecurityGroupRules, CreateTags, DeleteTags,
//! RevokeSecurityGroupIngress, RevokeSecurityGroupEgress. Effective at once. Immutable: nothing.

use std::fmt;
use std::time::Duration;

use aws_sdk_ec2::types as ec2;

use super::ec2_launch_template::{Tagged, from_tags, retag, specification};
use crate::error::{Answer, Result};
use crate::graph::Value;
use crate::resource::{Claim, Diff, Facts, Field, Key, Kind, Owned, OwnedTags, Resource, Shown, Staying, Tags};
use crate::world::World;

#[derive(Clone, Debug)]
pub struct SecurityGroupRule {
    pub description: String,
    pub tags: OwnedTags,
}

/// The other side of a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Peer {
    Cidr(String),
    PrefixList(String),
    /// Another security group, or the rule's own.
    Group(Value<String>),
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Peer::Cidr(text) | Peer::PrefixList(text) => f.write_str(text),
            Peer::Group(group) => group.fmt(f),
        }
    }
}

/// What a rule lets through: protocol (`tcp`, `udp`, `icmp`, `-1` for everything), first and last port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traffic {
    pub egress: bool,
    pub protocol: String,
    /// -1 twice for everything.
    pub ports: (i32, i32),
}

impl Traffic {
    /// Into one TCP port.
    pub fn tcp(port: i32) -> Traffic {
        Traffic { egress: false, protocol: "tcp".into(), ports: (port, port) }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct RuleKey {
    pub group: Value<String>,
    pub traffic: Traffic,
    pub peer: Peer,
}

impl fmt::Display for RuleKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Traffic { egress, protocol, ports: (from, to) } = &self.traffic;
        let way = if *egress { "egress/" } else { "" };
        let what = match protocol.as_str() {
            "-1" => "all".to_owned(),
            _ if from == to => format!("{protocol}/{from}"),
            _ => format!("{protocol}/{from}-{to}"),
        };
        write!(f, "{}/{way}{what}/{}", self.group, self.peer)
    }
}

impl Key for RuleKey {
    fn is_pending(&self) -> bool {
        self.group.is_pending() || matches!(&self.peer, Peer::Group(group) if group.is_pending())
    }
}

#[derive(Clone, Debug)]
pub struct Live {
    pub id: String,
    pub description: String,
    pub tags: Tags,
}

impl Resource for SecurityGroupRule {
    const KIND: Kind = Kind("ec2.security_group_rule");
    const PACE: Duration = Duration::from_secs(1);
    /// A rule that is open already is used as it is.
    const ADOPTS: bool = true;
    const CONSISTENCY: &'static [&'static str] = &["InvalidGroup.NotFound"];
    const SECURITY: bool = true;

    type Key = RuleKey;
    type Live = Live;

    async fn read(key: &RuleKey, world: &World) -> Result<Option<Live>> {
        let rules = rules_of(key.group.known()?, world).await?;
        Ok(rules.iter().find(|rule| matches(key, rule)).map(|rule| Live {
            id: rule.security_group_rule_id.clone().unwrap_or_default(),
            description: rule.description.clone().unwrap_or_default(),
            tags: from_tags(rule.tags.clone().unwrap_or_default()),
        }))
    }

    fn claim(&self, live: &Live) -> Claim {
        self.tags.claim(&live.tags)
    }

    fn diff(&self, live: &Live) -> Diff {
        let mut diff = Diff::same();
        diff.compare("description", &live.description, &self.description);
        diff.extend(self.tags.diff(&live.tags));
        diff
    }

    fn fields(&self) -> Vec<Field> {
        let mut fields = vec![Field::added("description", Shown::of(&self.description))];
        fields.extend(self.tags.fields());
        fields
    }

    fn particulars(key: &RuleKey) -> Vec<(&'static str, Shown)> {
        let Traffic { egress, protocol, ports: (from, to) } = &key.traffic;
        let ports = match (from, to) {
            (-1, -1) => Shown::of("all"),
            (from, to) if from == to => Shown::of(from),
            (from, to) => Shown::of(format!("{from}-{to}")),
        };
        let peer = match &key.peer {
            Peer::Cidr(cidr) => ("cidr", Shown::of(cidr)),
            Peer::PrefixList(id) => ("prefixList", Shown::of(id)),
            Peer::Group(group) => ("securityGroup", Shown::value(group)),
        };
        vec![
            ("group", Shown::value(&key.group)),
            ("direction", Shown::of(if *egress { "egress" } else { "ingress" })),
            ("protocol", Shown::of(if protocol == "-1" { "all" } else { protocol })),
            ("ports", ports),
            peer,
        ]
    }

    fn preview(&self, _: &RuleKey, live: Option<&Live>, _: &Facts) -> Live {
        Live {
            id: live.map(|live| live.id.clone()).unwrap_or_default(),
            description: self.description.clone(),
            tags: self.tags.preview(live.map(|live| &live.tags)),
        }
    }

    async fn create(&self, key: &RuleKey, world: &World) -> Result<Option<RuleKey>> {
        let tags = specification(ec2::ResourceType::SecurityGroupRule, &self.tags.all());
        let (ec2, group, permission) = (world.ec2(), key.group.known()?, self.permission(key)?);
        if key.traffic.egress {
            let authorize = ec2.authorize_security_group_egress().group_id(group).ip_permissions(permission);
            authorize.tag_specifications(tags).send().await.of("ec2:AuthorizeSecurityGroupEgress")?;
        } else {
            let authorize = ec2.authorize_security_group_ingress().group_id(group).ip_permissions(permission);
            authorize.tag_specifications(tags).send().await.of("ec2:AuthorizeSecurityGroupIngress")?;
        }
        Ok(None)
    }

    async fn update(&self, key: &RuleKey, live: &Live, world: &World) -> Result<()> {
        if live.description != self.description {
            let (from, to) = key.traffic.ports;
            let rule = ec2::SecurityGroupRuleRequest::builder().ip_protocol(&key.traffic.protocol);
            let rule = rule.from_port(from).to_port(to);
            let rule = match &key.peer {
                Peer::Cidr(cidr) if cidr.contains(':') => rule.cidr_ipv6(cidr),
                Peer::Cidr(cidr) => rule.cidr_ipv4(cidr),
                Peer::PrefixList(id) => rule.prefix_list_id(id),
                Peer::Group(group) => rule.referenced_group_id(group.known()?),
            };
            let update = ec2::SecurityGroupRuleUpdate::builder().security_group_rule_id(&live.id);
            let update = update.security_group_rule(rule.description(&self.description).build()).build();
            let modify = world.ec2().modify_security_group_rules().group_id(key.group.known()?);
            modify.security_group_rules(update).send().await.of("ec2:ModifySecurityGroupRules")?;
        }
        let (set, remove) = self.tags.changes(&live.tags);
        retag(&live.id, set, remove, world).await
    }

    async fn delete(key: &RuleKey, live: &Live, world: &World) -> Result<()> {
        let (ec2, group) = (world.ec2(), key.group.known()?);
        if key.traffic.egress {
            let revoke = ec2.revoke_security_group_egress().group_id(group).security_group_rule_ids(&live.id);
            revoke.send().await.of("ec2:RevokeSecurityGroupEgress")?;
        } else {
            let revoke = ec2.revoke_security_group_ingress().group_id(group).security_group_rule_ids(&live.id);
            revoke.send().await.of("ec2:RevokeSecurityGroupIngress")?;
        }
        Ok(())
    }
}

impl SecurityGroupRule {
    fn permission(&self, key: &RuleKey) -> Result<ec2::IpPermission> {
        let Traffic { protocol, ports: (from, to), .. } = &key.traffic;
        let permission = ec2::IpPermission::builder().ip_protocol(protocol).from_port(*from).to_port(*to);
        let text = &self.description;
        let permission = match &key.peer {
            Peer::Cidr(cidr) if cidr.contains(':') => {
                permission.ipv6_ranges(ec2::Ipv6Range::builder().cidr_ipv6(cidr).description(text).build())
            }
            Peer::Cidr(cidr) => permission.ip_ranges(ec2::IpRange::builder().cidr_ip(cidr).description(text).build()),
            Peer::PrefixList(id) => {
                permission.prefix_list_ids(ec2::PrefixListId::builder().prefix_list_id(id).description(text).build())
            }
            Peer::Group(group) => {
                let pair = ec2::UserIdGroupPair::builder().group_id(group.known()?).description(text);
                permission.user_id_group_pairs(pair.build())
            }
        };
        Ok(permission.build())
    }
}

/// All rules of a group, asked once per pass whatever the number of rules that are wanted.
pub(crate) async fn rules_of(group: &str, world: &World) -> Result<std::sync::Arc<Vec<ec2::SecurityGroupRule>>> {
    let question = format!("ec2:DescribeSecurityGroupRules {group}");
    world
        .once(question, || async {
            let filter = ec2::Filter::builder().name("group-id").values(group).build();
            let describe = world.ec2().describe_security_group_rules().filters(filter).into_paginator().items().send();
            Ok(describe.try_collect().await.found("ec2:DescribeSecurityGroupRules")?.unwrap_or_default())
        })
        .await
}

/// All rules that carry the owner tag of a stack, in whatever group.
pub(super) async fn rules_of_stack(stack: &str, world: &World) -> Result<std::sync::Arc<Vec<ec2::SecurityGroupRule>>> {
    let question = format!("ec2:DescribeSecurityGroupRules {stack}");
    world
        .once(question, || async {
            let filter = Tagged { stack: stack.to_owned() }.filter();
            let describe = world.ec2().describe_security_group_rules().filters(filter).into_paginator().items().send();
            Ok(describe.try_collect().await.found("ec2:DescribeSecurityGroupRules")?.unwrap_or_default())
        })
        .await
}

fn matches(key: &RuleKey, rule: &ec2::SecurityGroupRule) -> bool {
    parse_key(rule).is_some_and(|live| live.traffic == key.traffic && live.peer == key.peer)
}

/// The key under which a rule is found.
fn parse_key(rule: &ec2::SecurityGroupRule) -> Option<RuleKey> {
    let cidr = rule.cidr_ipv4.clone().or_else(|| rule.cidr_ipv6.clone()).map(Peer::Cidr);
    let peer = cidr.or_else(|| rule.prefix_list_id.clone().map(Peer::PrefixList));
    let group = || rule.referenced_group_info.as_ref()?.group_id.clone();
    Some(RuleKey {
        group: Value::Known(rule.group_id.clone()?),
        traffic: Traffic {
            egress: rule.is_egress?,
            protocol: rule.ip_protocol.clone()?,
            ports: (rule.from_port.unwrap_or(-1), rule.to_port.unwrap_or(-1)),
        },
        peer: peer.or_else(|| group().map(|group| Peer::Group(Value::Known(group))))?,
    })
}

/// All rules and groups of a stack.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupScope {
    pub of: Tagged,
    /// Whose groups, and rules, are not taken from under them.
    pub staying: Option<Staying>,
    /// Also groups that have no rule: it costs a call, which most plans can do without.
    pub bare: bool,
}

impl fmt::Display for GroupScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.of.fmt(f)
    }
}

impl Key for GroupScope {}

impl RuleKey {
    /// The groups that it is about.
    fn groups(&self) -> impl Iterator<Item = &String> {
        let peer = match &self.peer {
            Peer::Group(group) => group.as_known(),
            Peer::Cidr(_) | Peer::PrefixList(_) => None,
        };
        self.group.as_known().into_iter().chain(peer)
    }
}

/// Why a rule stays: nodes wear one of its groups and will roll out of it.
async fn rule_used(key: &RuleKey, staying: &Staying, world: &World) -> Result<Option<String>> {
    let left: Vec<&String> = key.groups().filter(|group| !staying.groups.contains(*group)).collect();
    staying.wearing(|node| left.iter().any(|group| node.wears(group)), world).await
}

/// Why a group stays: nodes wear it, or a rule that they need names it.
pub(super) async fn group_used(group: &str, scope: &GroupScope, world: &World) -> Result<Option<String>> {
    let Some(staying) = &scope.staying else { return Ok(None) };
    if let Some(why) = staying.wearing(|node| node.wears(group), world).await? {
        return Ok(Some(why));
    }
    for key in rules_of_stack(&scope.of.stack, world).await?.iter().filter_map(parse_key) {
        if key.groups().any(|named| named == group)
            && let Some(why) = rule_used(&key, staying, world).await?
        {
            return Ok(Some(why));
        }
    }
    Ok(None)
}

impl Owned for SecurityGroupRule {
    type Scope = GroupScope;

    async fn list(GroupScope { of: scope, .. }: &GroupScope, world: &World) -> Result<Vec<RuleKey>> {
        let rules = rules_of_stack(&scope.stack, world).await?;
        let ours = rules.iter().filter(|rule| scope.owns(&from_tags(rule.tags.clone().unwrap_or_default())));
        Ok(ours.filter_map(parse_key).collect())
    }

    fn is_ours(scope: &GroupScope, live: &Live) -> bool {
        scope.of.owns(&live.tags)
    }

    async fn used(scope: &GroupScope, key: &RuleKey, _: &Live, world: &World) -> Result<Option<String>> {
        match &scope.staying {
            Some(staying) => rule_used(key, staying, world).await,
            None => Ok(None),
        }
    }
}
