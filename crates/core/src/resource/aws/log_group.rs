//! A CloudWatch log group. One that is there already (EKS makes it by itself) is taken into use.
//!
//! Key: the name. Calls: logs:DescribeLogGroups, ListTagsForResource, CreateLogGroup, PutRetentionPolicy,
//! DeleteRetentionPolicy, TagResource, UntagResource, DeleteLogGroup. Ready at once. Immutable: the class.

use std::time::Duration;

use futures::future::try_join;

use super::Name;
use crate::error::{Answer, Error, Result};
use crate::resource::{Claim, Diff, Facts, Field, Kind, OwnedTags, Resource, Shown, Tags};
use crate::world::World;

#[derive(Clone, Debug)]
pub struct LogGroup {
    pub name: String,
    /// Days; `None` keeps for ever.
    pub retention: Option<i32>,
    pub tags: OwnedTags,
}

#[derive(Clone, Debug)]
pub struct Live {
    /// Without the `:*` that some answers add.
    pub arn: String,
    pub retention: Option<i32>,
    pub tags: Tags,
}

impl LogGroup {
    fn arn(name: &str, facts: &Facts) -> String {
        format!("arn:{}:logs:{}:{}:log-group:{name}", facts.partition, facts.region, facts.account)
    }
}

impl Resource for LogGroup {
    const KIND: Kind = Kind("logs.log_group");
    const PACE: Duration = Duration::from_secs(1);
    const ADOPTS: bool = true;

    type Key = Name;
    type Live = Live;

    async fn read(key: &Name, world: &World) -> Result<Option<Live>> {
        let describe = world.logs().describe_log_groups().log_group_name_prefix(&key.0).into_paginator().items().send();
        let groups = describe.try_collect().await.of("logs:DescribeLogGroups")?;
        let Some(group) = groups.into_iter().find(|group| group.log_group_name.as_deref() == Some(&key.0)) else {
            return Ok(None);
        };
        let arn = group.arn.ok_or_else(|| Error::bug("a log group without an ARN"))?;
        let arn = arn.trim_end_matches(":*").to_owned();
        let tags = world.logs().list_tags_for_resource().resource_arn(&arn).send().await;
        let Some(tags) = tags.found("logs:ListTagsForResource")? else { return Ok(None) };
        let tags = tags.tags.unwrap_or_default().into_iter().collect();
        Ok(Some(Live { arn, retention: group.retention_in_days, tags }))
    }

    fn claim(&self, live: &Live) -> Claim {
        self.tags.claim(&live.tags)
    }

    fn diff(&self, live: &Live) -> Diff {
        let mut diff = Diff::same();
        diff.compare("retentionInDays", &live.retention, &self.retention);
        diff.extend(self.tags.diff(&live.tags));
        diff
    }

    fn fields(&self) -> Vec<Field> {
        let mut fields = vec![Field::added("retentionInDays", Shown::of(self.retention))];
        fields.extend(self.tags.fields());
        fields
    }

    fn preview(&self, key: &Name, live: Option<&Live>, facts: &Facts) -> Live {
        Live {
            arn: LogGroup::arn(&key.0, facts),
            retention: self.retention,
            tags: self.tags.preview(live.map(|live| &live.tags)),
        }
    }

    async fn create(&self, key: &Name, world: &World) -> Result<Option<Name>> {
        let create = world.logs().create_log_group().log_group_name(&key.0);
        let tags = self.tags.all().into_iter().collect();
        create.set_tags(Some(tags)).send().await.of("logs:CreateLogGroup")?;
        self.put_retention(key, world).await?;
        Ok(None)
    }

    async fn update(&self, key: &Name, live: &Live, world: &World) -> Result<()> {
        let (set, remove) = self.tags.changes(&live.tags);
        let retention =
            async { if live.retention == self.retention { Ok(()) } else { self.put_retention(key, world).await } };
        let tags = async {
            if !remove.is_empty() {
                let untag = world.logs().untag_resource().resource_arn(&live.arn).set_tag_keys(Some(remove));
                untag.send().await.of("logs:UntagResource")?;
            }
            if !set.is_empty() {
                let tag = world.logs().tag_resource().resource_arn(&live.arn);
                tag.set_tags(Some(set.into_iter().collect())).send().await.of("logs:TagResource")?;
            }
            Ok(())
        };
        try_join(retention, tags).await.map(|_| ())
    }

    async fn delete(key: &Name, _: &Live, world: &World) -> Result<()> {
        world.logs().delete_log_group().log_group_name(&key.0).send().await.of("logs:DeleteLogGroup")?;
        Ok(())
    }
}

impl LogGroup {
    async fn put_retention(&self, key: &Name, world: &World) -> Result<()> {
        match self.retention {
            Some(days) => {
                let put = world.logs().put_retention_policy().log_group_name(&key.0).retention_in_days(days);
                put.send().await.of("logs:PutRetentionPolicy")?;
            }
            None => {
                let delete = world.logs().delete_retention_policy().log_group_name(&key.0);
                delete.send().await.found("logs:DeleteRetentionPolicy")?;
            }
        }
        Ok(())
    }
}
