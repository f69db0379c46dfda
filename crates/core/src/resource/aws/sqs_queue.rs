//! A queue with its policy.
//!
//! Key: the name. Calls: sqs:GetQueueUrl, GetQueueAttributes, ListQueueTags, CreateQueue, SetQueueAttributes,
//! TagQueue, UntagQueue, DeleteQueue. Ready at once; a name is blocked for 60 s after deletion. Immutable: nothing.

use std::collections::HashMap;
use std::time::Duration;

use aws_sdk_sqs::types::QueueAttributeName;
use futures::future::try_join;

use super::Name;
use super::event_rule::NamePrefix;
use super::tagged::{joined, tagged};
use crate::error::{Answer, Error, Result};
use crate::graph::{Origin, Value};
use crate::policy::Document;
use crate::resource::{Claim, Diff, Facts, Field, Kind, Owned, OwnedTags, Resource, Shown, Tags};
use crate::world::World;

#[derive(Clone, Debug)]
pub struct Queue {
    pub name: String,
    /// Seconds that a message is kept: 60 to 1,209,600.
    pub retention: u32,
    /// The ARN of a key of KMS, in place of the one that SQS manages.
    pub kms_key: Option<String>,
    pub policy: Document,
    pub tags: OwnedTags,
}

#[derive(Clone, Debug)]
pub struct Live {
    pub url: Value<String>,
    pub arn: String,
    pub retention: u32,
    /// Encrypted with a key that SQS manages.
    pub managed_encryption: bool,
    pub kms_key: Option<String>,
    pub policy: Option<Document>,
    pub tags: Tags,
}

impl Live {
    pub fn arn(&self) -> Value<String> {
        Value::Known(self.arn.clone())
    }

    pub fn url(&self) -> Value<String> {
        self.url.clone()
    }
}

impl Resource for Queue {
    const KIND: Kind = Kind("sqs.queue");
    const PACE: Duration = Duration::from_secs(1);
    const CONSISTENCY: &'static [&'static str] =
        &["QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue", "InvalidAttributeValue"];
    const SECURITY: bool = true;

    type Key = Name;
    type Live = Live;

    async fn read(key: &Name, world: &World) -> Result<Option<Live>> {
        let sqs = world.sqs();
        let url = sqs.get_queue_url().queue_name(&key.0).send().await.found("sqs:GetQueueUrl")?;
        let Some(url) = url.and_then(|answer| answer.queue_url) else { return Ok(None) };
        let attributes = async {
            let get = sqs.get_queue_attributes().queue_url(&url).attribute_names(QueueAttributeName::All);
            get.send().await.found("sqs:GetQueueAttributes")
        };
        let tags = async { sqs.list_queue_tags().queue_url(&url).send().await.found("sqs:ListQueueTags") };
        let (Some(attributes), Some(tags)) = try_join(attributes, tags).await? else { return Ok(None) };
        let attributes = attributes.attributes.unwrap_or_default();
        let text = |name: QueueAttributeName| attributes.get(&name).map(String::as_str);
        let policy =
            text(QueueAttributeName::Policy).filter(|policy| !policy.is_empty()).map(Document::parse).transpose();
        Ok(Some(Live {
            arn: text(QueueAttributeName::QueueArn).unwrap_or_default().to_owned(),
            retention: text(QueueAttributeName::MessageRetentionPeriod).and_then(|text| text.parse().ok()).unwrap_or(0),
            managed_encryption: text(QueueAttributeName::SqsManagedSseEnabled) == Some("true"),
            kms_key: text(QueueAttributeName::KmsMasterKeyId).filter(|key| !key.is_empty()).map(str::to_owned),
            policy: policy.map_err(|error| Error::bug(format!("SQS gave a policy that cannot be read: {error}")))?,
            tags: tags.tags.unwrap_or_default().into_iter().collect(),
            url: Value::Known(url),
        }))
    }

    fn claim(&self, live: &Live) -> Claim {
        self.tags.claim(&live.tags)
    }

    fn diff(&self, live: &Live) -> Diff {
        let mut diff = Diff::same();
        diff.compare("messageRetentionPeriod", &live.retention, &self.retention);
        diff.compare("sqsManagedSseEnabled", &live.managed_encryption, &self.kms_key.is_none());
        diff.compare("kmsMasterKeyId", &live.kms_key, &self.kms_key);
        if !live.policy.as_ref().is_some_and(|live| self.policy.means_the_same_as(live)) {
            let from = live.policy.as_ref().map_or(Shown::Absent, Shown::of);
            diff.push(Field::new("policy", from, Shown::of(&self.policy)));
        }
        diff.extend(self.tags.diff(&live.tags));
        diff
    }

    fn fields(&self) -> Vec<Field> {
        let mut fields = vec![
            Field::added("messageRetentionPeriod", Shown::of(self.retention)),
            match &self.kms_key {
                None => Field::added("sqsManagedSseEnabled", Shown::of(true)),
                Some(key) => Field::added("kmsMasterKeyId", Shown::of(key)),
            },
            Field::added("policy", Shown::of(&self.policy)),
        ];
        fields.extend(self.tags.fields());
        fields
    }

    fn preview(&self, key: &Name, live: Option<&Live>, facts: &Facts) -> Live {
        Live {
            url: live.map_or_else(|| Value::Pending(Origin::new(&self.tags.owner.id)), |live| live.url.clone()),
            arn: format!("arn:{}:sqs:{}:{}:{}", facts.partition, facts.region, facts.account, key.0),
            retention: self.retention,
            managed_encryption: self.kms_key.is_none(),
            kms_key: self.kms_key.clone(),
            policy: Some(self.policy.clone()),
            tags: self.tags.preview(live.map(|live| &live.tags)),
        }
    }

    async fn create(&self, key: &Name, world: &World) -> Result<Option<Name>> {
        let create = world.sqs().create_queue().queue_name(&key.0).set_attributes(Some(self.attributes()));
        create.set_tags(Some(self.tags.all().into_iter().collect())).send().await.of("sqs:CreateQueue")?;
        Ok(None)
    }

    async fn update(&self, _: &Name, live: &Live, world: &World) -> Result<()> {
        let (sqs, url) = (world.sqs(), live.url.known()?);
        let (set, remove) = self.tags.changes(&live.tags);
        if self.diff(live).fields.iter().any(|field| !field.path.starts_with("tags.")) {
            let mut attributes = self.attributes();
            if live.kms_key.is_some() && self.kms_key.is_none() {
                attributes.insert(QueueAttributeName::KmsMasterKeyId, String::new());
            }
            let update = sqs.set_queue_attributes().queue_url(url).set_attributes(Some(attributes));
            update.send().await.of("sqs:SetQueueAttributes")?;
        }
        if !remove.is_empty() {
            sqs.untag_queue().queue_url(url).set_tag_keys(Some(remove)).send().await.of("sqs:UntagQueue")?;
        }
        if !set.is_empty() {
            let tags = Some(set.into_iter().collect());
            sqs.tag_queue().queue_url(url).set_tags(tags).send().await.of("sqs:TagQueue")?;
        }
        Ok(())
    }

    async fn delete(_: &Name, live: &Live, world: &World) -> Result<()> {
        world.sqs().delete_queue().queue_url(live.url.known()?).send().await.of("sqs:DeleteQueue")?;
        Ok(())
    }
}

impl Queue {
    /// One of the two encryptions: SQS refuses both together.
    fn attributes(&self) -> HashMap<QueueAttributeName, String> {
        let mut attributes = HashMap::from([
            (QueueAttributeName::MessageRetentionPeriod, self.retention.to_string()),
            (QueueAttributeName::SqsManagedSseEnabled, self.kms_key.is_none().to_string()),
            (QueueAttributeName::Policy, self.policy.to_json()),
        ]);
        attributes.extend(self.kms_key.clone().map(|key| (QueueAttributeName::KmsMasterKeyId, key)));
        attributes
    }
}

impl Owned for Queue {
    type Scope = NamePrefix;

    async fn list(scope: &NamePrefix, world: &World) -> Result<Vec<Name>> {
        let list = world.sqs().list_queues().queue_name_prefix(&scope.prefix).max_results(1000);
        let urls = list.into_paginator().items().send().try_collect().await.of("sqs:ListQueues")?;
        let arns = if scope.anywhere { tagged(&scope.stack, "sqs", world).await? } else { Vec::new() };
        let names = urls.iter().filter_map(|url| url.rsplit('/').next()).map(str::to_owned).collect();
        Ok(joined(names, &arns).into_iter().map(Name::new).collect())
    }

    fn is_ours(scope: &NamePrefix, live: &Live) -> bool {
        scope.owns(&live.tags)
    }
}
