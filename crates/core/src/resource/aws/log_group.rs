//! A CloudWatch log group. One that is there already (EKS makes it by itself) is taken into use.
//!
//! Key: the name. Calls: logs:DescribeLogGroups, ListTagsForResource, CreateLogGroup, PutRetentionPolicy,
//! DeleteRetentionPolicy, AssociateKmsKey, DisassociateKmsKey, TagResource, UntagResource, DeleteLogGroup. Ready at
//! once. Immutable: the class.

use std::time::Duration;

use aws_sdk_cloudwatchlogs::types::LogGroupClass;
use futures::future::try_join3;

use super::Name;
use crate::error::{Answer, Error, Result};
use crate::graph::Value;
use crate::resource::{Claim, Diff, Facts, Field, Kind, OwnedTags, Resource, Shown, Tags};
use crate::world::World;

#[derive(Clone, Debug)]
pub struct LogGroup {
    pub name: String,
    /// Days; `None` keeps for ever.
    pub retention: Option<i32>,
    /// `STANDARD` or `INFREQUENT_ACCESS`.
    pub class: String,
    /// ARN; `None` leaves encryption to CloudWatch.
    pub kms_key: Value<Option<String>>,
    pub tags: OwnedTags,
}

#[derive(Clone, Debug)]
pub struct Live {
    /// Without the `:*` that some answers add.
    pub arn: String,
    pub retention: Option<i32>,
    pub class: String,
    pub kms_key: Value<Option<String>>,
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
    /// The key's policy is not in force everywhere yet.
    const CONSISTENCY: &'static [&'static str] = &["InvalidParameterException"];

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
        let class = group.log_group_class.map_or_else(|| "STANDARD".to_owned(), |class| class.as_str().to_owned());
        let kms_key = Value::Known(group.kms_key_id);
        Ok(Some(Live { arn, retention: group.retention_in_days, class, kms_key, tags }))
    }

    fn claim(&self, live: &Live) -> Claim {
        self.tags.claim(&live.tags)
    }

    fn diff(&self, live: &Live) -> Diff {
        let mut diff = Diff::same();
        let hint = "the class of a log group is fixed: delete the group (its logs go with it), or keep the class";
        diff.compare_fixed("logGroupClass", &live.class, &self.class, hint);
        diff.compare("retentionInDays", &live.retention, &self.retention);
        diff.compare_value("kmsKeyId", &live.kms_key, &self.kms_key);
        diff.extend(self.tags.diff(&live.tags));
        diff
    }

    fn fields(&self) -> Vec<Field> {
        let mut fields = vec![
            Field::added("retentionInDays", Shown::of(self.retention)),
            Field::added("logGroupClass", Shown::of(&self.class)),
        ];
        if self.kms_key != Value::Known(None) {
            fields.push(Field::added("kmsKeyId", Shown::value(&self.kms_key)));
        }
        fields.extend(self.tags.fields());
        fields
    }

    fn preview(&self, key: &Name, live: Option<&Live>, facts: &Facts) -> Live {
        Live {
            arn: LogGroup::arn(&key.0, facts),
            retention: self.retention,
            class: self.class.clone(),
            kms_key: self.kms_key.clone(),
            tags: self.tags.preview(live.map(|live| &live.tags)),
        }
    }

    async fn create(&self, key: &Name, world: &World) -> Result<Option<Name>> {
        let create = world.logs().create_log_group().log_group_name(&key.0);
        let tags = self.tags.all().into_iter().collect();
        let create = create.set_tags(Some(tags)).set_kms_key_id(self.kms_key.known()?.clone());
        let create = create.log_group_class(LogGroupClass::from(self.class.as_str()));
        create.send().await.of("logs:CreateLogGroup")?;
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
        try_join3(retention, self.put_key(key, live, world), tags).await.map(|_| ())
    }

    async fn delete(key: &Name, _: &Live, world: &World) -> Result<()> {
        world.logs().delete_log_group().log_group_name(&key.0).send().await.of("logs:DeleteLogGroup")?;
        Ok(())
    }
}

impl LogGroup {
    async fn put_key(&self, key: &Name, live: &Live, world: &World) -> Result<()> {
        match self.kms_key.known()? {
            _ if live.kms_key == self.kms_key => {}
            Some(arn) => {
                let associate = world.logs().associate_kms_key().log_group_name(&key.0).kms_key_id(arn);
                associate.send().await.of("logs:AssociateKmsKey")?;
            }
            None => {
                let disassociate = world.logs().disassociate_kms_key().log_group_name(&key.0);
                disassociate.send().await.of("logs:DisassociateKmsKey")?;
            }
        }
        Ok(())
    }

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
