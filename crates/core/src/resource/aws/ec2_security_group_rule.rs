//! One ingress rule of a security group that exists: additive, so only what we added is ever taken away.
//!
//! Key: group, protocol, port and peer. Calls: ec2:DescribeSecurityGroupRules, AuthorizeSecurityGroupIngress,
//! ModifySecurityGroupRules, CreateTags, DeleteTags, RevokeSecurityGroupIngress. Effective at once. Immutable: nothing.

use std::fmt;
use std::time::Duration;

use aws_sdk_ec2::types as ec2;

use super::ec2_launch_template::{from_tags, retag, specification};
use crate::error::{Answer, Error, Result};
use crate::graph::Value;
use crate::resource::{Claim, Diff, Facts, Field, Key, Kind, Owned, OwnedTags, Resource, Shown, Tags, tag};
use crate::world::World;

#[derive(Clone, Debug)]
pub struct SecurityGroupRule {
    pub description: String,
    pub tags: OwnedTags,
}

/// Who may come in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Peer {
    Cidr(String),
    PrefixList(String),
}

#[derive(Clone, Debug, PartialEq)]
pub struct RuleKey {
    pub group: Value<String>,
    pub port: i32,
    pub peer: Peer,
}

impl fmt::Display for RuleKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let peer = match &self.peer {
            Peer::Cidr(text) | Peer::PrefixList(text) => text,
        };
        write!(f, "{}/tcp/{}/{peer}", self.group, self.port)
    }
}

impl Key for RuleKey {
    fn is_pending(&self) -> bool {
        self.group.is_pending()
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

    fn preview(&self, _: &RuleKey, live: Option<&Live>, _: &Facts) -> Live {
        Live {
            id: live.map(|live| live.id.clone()).unwrap_or_default(),
            description: self.description.clone(),
            tags: self.tags.preview(live.map(|live| &live.tags)),
        }
    }

    async fn create(&self, key: &RuleKey, world: &World) -> Result<Option<RuleKey>> {
        let tags = specification(ec2::ResourceType::SecurityGroupRule, &self.tags.all());
        let authorize = world.ec2().authorize_security_group_ingress().group_id(key.group.known()?);
        let authorize = authorize.ip_permissions(self.permission(key)).tag_specifications(tags).send().await;
        authorize.of("ec2:AuthorizeSecurityGroupIngress")?;
        Ok(None)
    }

    async fn update(&self, key: &RuleKey, live: &Live, world: &World) -> Result<()> {
        if live.description != self.description {
            let rule =
                ec2::SecurityGroupRuleRequest::builder().ip_protocol("tcp").from_port(key.port).to_port(key.port);
            let rule = match &key.peer {
                Peer::Cidr(cidr) if cidr.contains(':') => rule.cidr_ipv6(cidr),
                Peer::Cidr(cidr) => rule.cidr_ipv4(cidr),
                Peer::PrefixList(id) => rule.prefix_list_id(id),
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
        let revoke = world.ec2().revoke_security_group_ingress().group_id(key.group.known()?);
        revoke.security_group_rule_ids(&live.id).send().await.of("ec2:RevokeSecurityGroupIngress")?;
        Ok(())
    }
}

impl SecurityGroupRule {
    fn permission(&self, key: &RuleKey) -> ec2::IpPermission {
        let permission = ec2::IpPermission::builder().ip_protocol("tcp").from_port(key.port).to_port(key.port);
        let text = &self.description;
        let permission = match &key.peer {
            Peer::Cidr(cidr) if cidr.contains(':') => {
                permission.ipv6_ranges(ec2::Ipv6Range::builder().cidr_ipv6(cidr).description(text).build())
            }
            Peer::Cidr(cidr) => permission.ip_ranges(ec2::IpRange::builder().cidr_ip(cidr).description(text).build()),
            Peer::PrefixList(id) => {
                permission.prefix_list_ids(ec2::PrefixListId::builder().prefix_list_id(id).description(text).build())
            }
        };
        permission.build()
    }
}

/// All rules of a group, asked once per pass whatever the number of rules that are wanted.
async fn rules_of(group: &str, world: &World) -> Result<std::sync::Arc<Vec<ec2::SecurityGroupRule>>> {
    let question = format!("ec2:DescribeSecurityGroupRules {group}");
    world
        .once(question, || async {
            let filter = ec2::Filter::builder().name("group-id").values(group).build();
            let describe = world.ec2().describe_security_group_rules().filters(filter).into_paginator().items().send();
            Ok(describe.try_collect().await.found("ec2:DescribeSecurityGroupRules")?.unwrap_or_default())
        })
        .await
}

fn matches(key: &RuleKey, rule: &ec2::SecurityGroupRule) -> bool {
    let peer = match &key.peer {
        Peer::Cidr(cidr) => [&rule.cidr_ipv4, &rule.cidr_ipv6].into_iter().any(|live| live.as_ref() == Some(cidr)),
        Peer::PrefixList(id) => rule.prefix_list_id.as_ref() == Some(id),
    };
    peer && rule.is_egress == Some(false)
        && rule.ip_protocol.as_deref() == Some("tcp")
        && rule.from_port == Some(key.port)
        && rule.to_port == Some(key.port)
}

/// The rules of one stack in one group.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupScope {
    pub group: Value<String>,
    pub stack: String,
}

impl fmt::Display for GroupScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.group.fmt(f)
    }
}

impl Key for GroupScope {
    fn is_pending(&self) -> bool {
        self.group.is_pending()
    }
}

impl Owned for SecurityGroupRule {
    type Scope = GroupScope;

    async fn list(scope: &GroupScope, world: &World) -> Result<Vec<RuleKey>> {
        let rules = rules_of(scope.group.known()?, world).await?;
        let key = |rule: &ec2::SecurityGroupRule| {
            let tags = from_tags(rule.tags.clone().unwrap_or_default());
            if tags.get(tag::STACK) != Some(&scope.stack) {
                return None;
            }
            let cidr = rule.cidr_ipv4.clone().or_else(|| rule.cidr_ipv6.clone()).map(Peer::Cidr);
            let peer = cidr.or_else(|| rule.prefix_list_id.clone().map(Peer::PrefixList));
            let peer = peer.ok_or_else(|| Error::bug("a rule of ours that has no peer of ours"));
            Some(peer.map(|peer| RuleKey {
                group: scope.group.clone(),
                port: rule.from_port.unwrap_or_default(),
                peer,
            }))
        };
        rules.iter().filter_map(key).collect()
    }

    fn is_ours(scope: &GroupScope, live: &Live) -> bool {
        live.tags.get(tag::STACK) == Some(&scope.stack) && !live.tags.contains_key(tag::ADOPTED)
    }
}
