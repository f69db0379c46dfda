//! A security group of ours. Its rules are things of their own: what others add to it stays.
//!
//! Key: VPC and name, which is unique there. Calls: ec2:DescribeSecurityGroups, CreateSecurityGroup, CreateTags,
//! DeleteTags, DescribeNetworkInterfaces, DeleteNetworkInterface, DeleteSecurityGroup. Ready at once. Immutable: name,
//! description, VPC.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use aws_sdk_ec2::types as ec2;

use super::ec2_launch_template::{from_tags, retag, specification};
use super::ec2_security_group_rule::{GroupScope, group_used, rules_of_stack};
use crate::error::{Answer, Error, Result};
use crate::graph::{Origin, Value};
use crate::resource::{Claim, Diff, Facts, Field, Key, Kind, Owned, OwnedTags, Resource, Shown, Tags};
use crate::world::World;

#[derive(Clone, Debug)]
pub struct SecurityGroup {
    pub description: String,
    pub tags: OwnedTags,
}

/// Where a group is, and its name there.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupName {
    pub vpc: Value<String>,
    pub name: String,
}

impl fmt::Display for GroupName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl Key for GroupName {
    fn is_pending(&self) -> bool {
        self.vpc.is_pending()
    }
}

#[derive(Clone, Debug)]
pub struct Live {
    pub id: Value<String>,
    pub description: String,
    pub tags: Tags,
}

impl Live {
    pub fn id(&self) -> Value<String> {
        self.id.clone()
    }
}

impl Resource for SecurityGroup {
    const KIND: Kind = Kind("ec2.security_group");
    const PACE: Duration = Duration::from_secs(2);
    /// Interfaces of nodes and of the control plane linger for minutes.
    const LIMIT: Duration = Duration::from_secs(20 * 60);
    const IN_USE: &'static [&'static str] = &["DependencyViolation"];
    const SECURITY: bool = true;

    type Key = GroupName;
    type Live = Live;

    async fn read(key: &GroupName, world: &World) -> Result<Option<Live>> {
        let filter = |name: &str, value: &str| ec2::Filter::builder().name(name).values(value).build();
        let describe = world.ec2().describe_security_groups();
        let describe = describe.filters(filter("vpc-id", key.vpc.known()?)).filters(filter("group-name", &key.name));
        let found = describe.into_paginator().items().send().try_collect().await.of("ec2:DescribeSecurityGroups")?;
        Ok(found.into_iter().next().map(|group| Live {
            id: Value::Known(group.group_id.unwrap_or_default()),
            description: group.description.unwrap_or_default(),
            tags: from_tags(group.tags.unwrap_or_default()),
        }))
    }

    fn claim(&self, live: &Live) -> Claim {
        self.tags.claim(&live.tags)
    }

    fn diff(&self, live: &Live) -> Diff {
        let mut diff = Diff::same();
        let hint = "the description of a security group is fixed: delete the group, or use it by `{id}`";
        diff.compare_fixed("description", &live.description, &self.description, hint);
        diff.extend(self.tags.diff(&live.tags));
        diff
    }

    fn fields(&self) -> Vec<Field> {
        let mut fields = vec![Field::added("description", Shown::of(&self.description))];
        fields.extend(self.tags.fields());
        fields
    }

    fn preview(&self, _: &GroupName, live: Option<&Live>, _: &Facts) -> Live {
        Live {
            id: live.map_or_else(|| Value::Pending(Origin::new(&self.tags.owner.id)), |live| live.id.clone()),
            description: self.description.clone(),
            tags: self.tags.preview(live.map(|live| &live.tags)),
        }
    }

    async fn create(&self, key: &GroupName, world: &World) -> Result<Option<GroupName>> {
        let tags = specification(ec2::ResourceType::SecurityGroup, &self.tags.all());
        let create = world.ec2().create_security_group().group_name(&key.name).description(&self.description);
        let create = create.vpc_id(key.vpc.known()?).tag_specifications(tags).send().await;
        create.of("ec2:CreateSecurityGroup")?;
        Ok(None)
    }

    async fn update(&self, _: &GroupName, live: &Live, world: &World) -> Result<()> {
        let (set, remove) = self.tags.changes(&live.tags);
        retag(live.id.known()?, set, remove, world).await
    }

    async fn delete(_: &GroupName, live: &Live, world: &World) -> Result<()> {
        let id = live.id.known()?;
        delete_left_interfaces(id, world).await?;
        world.ec2().delete_security_group().group_id(id).send().await.of("ec2:DeleteSecurityGroup")?;
        Ok(())
    }
}

/// Interfaces that the CNI has detached and nobody deletes any more, because its node is gone: waiting would never end.
/// Source: amazon-vpc-cni-k8s, which describes its interfaces as `aws-K8S-<instance>`.
async fn delete_left_interfaces(group: &str, world: &World) -> Result<()> {
    let filter = |name: &str, value: &str| ec2::Filter::builder().name(name).values(value).build();
    let describe = world.ec2().describe_network_interfaces();
    let describe = describe.filters(filter("group-id", group)).filters(filter("status", "available"));
    let found = describe.into_paginator().items().send().try_collect().await.of("ec2:DescribeNetworkInterfaces")?;
    for interface in found {
        if !interface.description.as_deref().unwrap_or_default().starts_with("aws-K8S-") {
            continue;
        }
        let id = interface.network_interface_id.unwrap_or_default();
        let delete = world.ec2().delete_network_interface().network_interface_id(id).send().await;
        delete.found("ec2:DeleteNetworkInterface")?;
    }
    Ok(())
}

impl Owned for SecurityGroup {
    type Scope = GroupScope;

    /// A group of ours has rules of ours, and these are listed anyway: without one there is mostly nothing to ask for.
    /// A run that ended between the two has left a bare one.
    async fn list(GroupScope { of: scope, bare, .. }: &GroupScope, world: &World) -> Result<Vec<GroupName>> {
        let rules = rules_of_stack(&scope.stack, world).await?;
        let groups: BTreeSet<&String> = rules.iter().filter_map(|rule| rule.group_id.as_ref()).collect();
        if groups.is_empty() && !bare {
            return Ok(Vec::new());
        }
        let describe = world.ec2().describe_security_groups().filters(scope.filter()).into_paginator().items();
        let found = describe.send().try_collect().await.of("ec2:DescribeSecurityGroups")?;
        let name = |group: ec2::SecurityGroup| {
            let vpc = group.vpc_id.ok_or_else(|| Error::bug("a security group without a VPC"))?;
            Ok(GroupName { vpc: Value::Known(vpc), name: group.group_name.unwrap_or_default() })
        };
        found.into_iter().map(name).collect()
    }

    fn is_ours(scope: &GroupScope, live: &Live) -> bool {
        scope.of.owns(&live.tags)
    }

    async fn used(scope: &GroupScope, _: &GroupName, live: &Live, world: &World) -> Result<Option<String>> {
        group_used(live.id.known()?, scope, world).await
    }
}
