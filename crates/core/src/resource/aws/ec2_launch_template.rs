//! A launch template of ours: what a managed node group cannot say itself (disk, metadata options, tags of instances).
//!
//! Key: the name, unique in the region. Calls: ec2:DescribeLaunchTemplates, DescribeLaunchTemplateVersions,
//! CreateLaunchTemplate, CreateLaunchTemplateVersion, CreateTags, DeleteTags, DeleteLaunchTemplate. Ready at once.
//! Immutable: each version; a change of the data makes a new version, and its groups replace their nodes.

mod version;

use std::collections::BTreeSet;
use std::time::Duration;

use aws_sdk_ec2::types as ec2;
use futures::future::try_join;
use serde::Serialize;

use crate::error::{Answer, Error, Result};
use crate::graph::{Origin, Value};
use crate::resource::{Claim, Diff, Facts, Field, Key, Kind, Owned, OwnedTags, Resource, Shown, Tags, tag};
use crate::world::World;
use version::parse;

#[derive(Clone, Debug)]
pub struct LaunchTemplate {
    pub name: String,
    pub data: Data,
    pub tags: OwnedTags,
}

/// What instances get. `None` leaves a field to EC2 or EKS.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Data {
    pub volume: Option<Volume>,
    pub key_name: Option<String>,
    /// `required` or `optional`.
    pub http_tokens: String,
    /// `disabled`; EC2's default is on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub http_endpoint: Option<String>,
    /// `enabled`; EC2's default is off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub http_ipv6: Option<String>,
    /// 1 to 64.
    pub hop_limit: i32,
    /// Base64, as EC2 keeps it.
    pub user_data: Option<String>,
    /// Empty leaves the choice to EKS: the cluster's own security group.
    pub security_groups: Value<BTreeSet<String>>,
    pub instance_tags: Tags,
    /// Only where the group itself may not say it: capacity blocks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance_type: Option<String>,
    /// `capacity-block`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub market: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reservation: Option<Reservation>,
}

/// Which capacity reservations the instances use.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Reservation {
    pub id: Option<String>,
    pub group_arn: Option<String>,
    pub preference: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Volume {
    pub device: String,
    /// GiB.
    pub size: i32,
    pub kind: String,
    pub encrypted: bool,
    pub kms_key: Option<String>,
    pub iops: Option<i32>,
    /// MiB/s.
    pub throughput: Option<i32>,
}

/// A template's name, and the stack whose tag it carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateName {
    pub name: String,
    pub stack: String,
}

impl std::fmt::Display for TemplateName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)
    }
}

impl Key for TemplateName {}

#[derive(Clone, Debug)]
pub struct Live {
    pub id: Value<String>,
    /// The latest version.
    pub version: Value<String>,
    pub data: Data,
    pub tags: Tags,
}

impl Live {
    pub fn id(&self) -> Value<String> {
        self.id.clone()
    }

    pub fn version(&self) -> Value<String> {
        self.version.clone()
    }
}

impl Resource for LaunchTemplate {
    const KIND: Kind = Kind("ec2.launch_template");
    const PACE: Duration = Duration::from_secs(1);
    const CONSISTENCY: &'static [&'static str] =
        &["InvalidLaunchTemplateId.NotFound", "InvalidLaunchTemplateName.NotFoundException"];

    type Key = TemplateName;
    type Live = Live;

    async fn read(key: &TemplateName, world: &World) -> Result<Option<Live>> {
        let template = find(key, world);
        let versions = async {
            let describe =
                world.ec2().describe_launch_template_versions().launch_template_name(&key.name).versions("$Latest");
            describe.send().await.found("ec2:DescribeLaunchTemplateVersions")
        };
        let (template, versions) = try_join(template, versions).await?;
        let version =
            versions.and_then(|answer| answer.launch_template_versions).and_then(|all| all.into_iter().next());
        let (Some(template), Some(version)) = (template, version) else { return Ok(None) };
        let id = template.launch_template_id.ok_or_else(|| Error::bug("a launch template without an id"))?;
        Ok(Some(Live {
            id: Value::Known(id),
            version: Value::Known(version.version_number.unwrap_or(1).to_string()),
            data: parse(version.launch_template_data.ok_or_else(|| Error::bug("a launch template without data"))?),
            tags: from_tags(template.tags.unwrap_or_default()),
        }))
    }

    fn claim(&self, live: &Live) -> Claim {
        self.tags.claim(&live.tags)
    }

    fn diff(&self, live: &Live) -> Diff {
        let mut diff = Diff::same();
        let (from, to) = (&live.data, &self.data);
        diff.compare("data.volume", &from.volume, &to.volume);
        diff.compare("data.keyName", &from.key_name, &to.key_name);
        diff.compare("data.metadataOptions.httpTokens", &from.http_tokens, &to.http_tokens);
        diff.compare("data.metadataOptions.httpPutResponseHopLimit", &from.hop_limit, &to.hop_limit);
        diff.compare("data.metadataOptions.httpEndpoint", &from.http_endpoint, &to.http_endpoint);
        diff.compare("data.metadataOptions.httpProtocolIpv6", &from.http_ipv6, &to.http_ipv6);
        diff.compare("data.instanceType", &from.instance_type, &to.instance_type);
        diff.compare("data.instanceMarketOptions.marketType", &from.market, &to.market);
        diff.compare("data.capacityReservationSpecification", &from.reservation, &to.reservation);
        diff.compare("data.userData", &from.user_data, &to.user_data);
        diff.compare_value("data.securityGroupIds", &from.security_groups, &to.security_groups);
        diff.compare("data.instanceTags", &from.instance_tags, &to.instance_tags);
        diff.extend(self.tags.diff(&live.tags));
        diff
    }

    fn fields(&self) -> Vec<Field> {
        let mut fields = vec![Field::added("data", Shown::of(&self.data))];
        fields.extend(self.tags.fields());
        fields
    }

    fn preview(&self, _: &TemplateName, live: Option<&Live>, _: &Facts) -> Live {
        let origin = || Origin::new(&self.tags.owner.id);
        let version = match live {
            Some(live) if live.data == self.data => live.version.clone(),
            // Only what is made anew has a version that is known before.
            Some(_) => Value::Pending(origin()),
            None => Value::Known("1".into()),
        };
        Live {
            id: live.map_or_else(|| Value::Pending(origin()), |live| live.id.clone()),
            version,
            data: self.data.clone(),
            tags: self.tags.preview(live.map(|live| &live.tags)),
        }
    }

    async fn create(&self, key: &TemplateName, world: &World) -> Result<Option<TemplateName>> {
        let tags = specification(ec2::ResourceType::LaunchTemplate, &self.tags.all());
        let create = world.ec2().create_launch_template().launch_template_name(&key.name);
        let create = create.launch_template_data(self.data.request()?).tag_specifications(tags).send().await;
        create.of("ec2:CreateLaunchTemplate")?;
        Ok(None)
    }

    async fn update(&self, _: &TemplateName, live: &Live, world: &World) -> Result<()> {
        let id = live.id.known()?;
        if live.data != self.data {
            let create = world.ec2().create_launch_template_version().launch_template_id(id);
            create.launch_template_data(self.data.request()?).send().await.of("ec2:CreateLaunchTemplateVersion")?;
        }
        let (set, remove) = self.tags.changes(&live.tags);
        retag(id, set, remove, world).await
    }

    async fn delete(_: &TemplateName, live: &Live, world: &World) -> Result<()> {
        let delete = world.ec2().delete_launch_template().launch_template_id(live.id.known()?);
        delete.send().await.of("ec2:DeleteLaunchTemplate")?;
        Ok(())
    }
}

/// Every template of a stack, asked for once per pass.
async fn tagged(scope: &Tagged, world: &World) -> Result<std::sync::Arc<Vec<ec2::LaunchTemplate>>> {
    let ask = || async {
        let list = world.ec2().describe_launch_templates().filters(scope.filter()).into_paginator().items().send();
        list.try_collect().await.of("ec2:DescribeLaunchTemplates")
    };
    world.once(format!("ec2:DescribeLaunchTemplates {scope}"), ask).await
}

/// In a pass one list answers for all templates of a stack; what it does not hold is asked for by name.
async fn find(key: &TemplateName, world: &World) -> Result<Option<ec2::LaunchTemplate>> {
    if world.memory().is_some() {
        let ours = tagged(&Tagged { stack: key.stack.clone() }, world).await?;
        if let Some(found) = ours.iter().find(|template| template.launch_template_name.as_ref() == Some(&key.name)) {
            return Ok(Some(found.clone()));
        }
    }
    let describe = world.ec2().describe_launch_templates().launch_template_names(&key.name).send().await;
    let found = describe.found("ec2:DescribeLaunchTemplates")?.and_then(|answer| answer.launch_templates);
    Ok(found.and_then(|all| all.into_iter().next()))
}

pub(super) fn to_tags(tags: &Tags) -> Vec<ec2::Tag> {
    tags.iter().map(|(key, value)| ec2::Tag::builder().key(key).value(value).build()).collect()
}

pub(super) fn from_tags(tags: Vec<ec2::Tag>) -> Tags {
    tags.into_iter().map(|tag| (tag.key.unwrap_or_default(), tag.value.unwrap_or_default())).collect()
}

pub(super) fn specification(kind: ec2::ResourceType, tags: &Tags) -> ec2::TagSpecification {
    ec2::TagSpecification::builder().resource_type(kind).set_tags(Some(to_tags(tags))).build()
}

/// Tags of any EC2 resource, in place.
pub(super) async fn retag(id: &str, set: Tags, remove: Vec<String>, world: &World) -> Result<()> {
    if !remove.is_empty() {
        let keys = remove.iter().map(|key| ec2::Tag::builder().key(key).build()).collect();
        world.ec2().delete_tags().resources(id).set_tags(Some(keys)).send().await.of("ec2:DeleteTags")?;
    }
    if !set.is_empty() {
        world.ec2().create_tags().resources(id).set_tags(Some(to_tags(&set))).send().await.of("ec2:CreateTags")?;
    }
    Ok(())
}

/// Everything of a kind in the region that carries the owner tag of one stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tagged {
    pub stack: String,
}

impl std::fmt::Display for Tagged {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.stack)
    }
}

impl Key for Tagged {}

impl Tagged {
    pub(super) fn filter(&self) -> ec2::Filter {
        ec2::Filter::builder().name(format!("tag:{}", tag::STACK)).values(&self.stack).build()
    }

    pub(super) fn owns(&self, tags: &Tags) -> bool {
        tags.get(tag::STACK) == Some(&self.stack) && !tags.contains_key(tag::ADOPTED)
    }
}

impl Owned for LaunchTemplate {
    type Scope = Tagged;

    async fn list(scope: &Tagged, world: &World) -> Result<Vec<TemplateName>> {
        let templates = tagged(scope, world).await?;
        let names = templates.iter().filter_map(|template| template.launch_template_name.clone());
        Ok(names.map(|name| TemplateName { name, stack: scope.stack.clone() }).collect())
    }

    fn is_ours(scope: &Tagged, live: &Live) -> bool {
        scope.owns(&live.tags)
    }
}
