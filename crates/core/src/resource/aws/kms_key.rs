//! A symmetric key with its alias, policy and rotation.
//!
//! Key: the alias, and where there is none yet the owner tag of a key without alias, because KMS chooses the id and
//! CreateKey knows no token. Calls: kms:DescribeKey, GetKeyPolicy, GetKeyRotationStatus, ListResourceTags, ListKeys,
//! ListAliases, CreateKey, CreateAlias, PutKeyPolicy, EnableKey, EnableKeyRotation, TagResource, UntagResource,
//! CancelKeyDeletion, DeleteAlias, ScheduleKeyDeletion. Ready at once. Immutable: what it is used for.
//! A deleted key is only scheduled for deletion; making it again takes that back.

use std::fmt;
use std::time::Duration;

use aws_sdk_kms::types as kms;
use aws_smithy_types::retry::RetryConfig;
use futures::future::{try_join, try_join_all, try_join3};

use crate::error::{Answer, Error, Result};
use crate::graph::{Origin, Value};
use crate::policy::Document;
use crate::resource::{
    Claim, Diff, Facts, Field, Key as ResourceKey, Kind, Owned, OwnedTags, Phase, Resource, Shown, Tags, tag,
};
use crate::world::World;

#[derive(Clone, Debug)]
pub struct Key {
    pub description: String,
    pub policy: Document,
    pub tags: OwnedTags,
}

/// How a key is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyAlias {
    /// `alias/karpool/dev/secrets`.
    pub alias: String,
    /// What the owner tags of a key say that has lost its alias, or has not got it yet.
    pub stack: String,
    pub id: String,
    /// Set by the answer to the create call: this run finds it before lists catch up.
    pub key: Option<String>,
}

impl fmt::Display for KeyAlias {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.alias)
    }
}

impl ResourceKey for KeyAlias {}

#[derive(Clone, Debug)]
pub struct Live {
    pub id: Value<String>,
    pub arn: Value<String>,
    pub pending_deletion: bool,
    pub enabled: bool,
    pub has_alias: bool,
    pub rotates: bool,
    pub policy: Option<Document>,
    pub tags: Tags,
}

impl Live {
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }
}

/// Source: KMS API, ScheduleKeyDeletion.PendingWindowInDays: 7 to 30.
pub(crate) const PENDING_DAYS: i32 = 30;

impl Resource for Key {
    const KIND: Kind = Kind("kms.key");
    /// ListKeys and the tags lag behind creation.
    const ABSENT_AFTER: u32 = 4;
    const PACE: Duration = Duration::from_secs(2);
    const CONSISTENCY: &'static [&'static str] = &["NotFoundException", "MalformedPolicyDocumentException"];
    const SECURITY: bool = true;

    type Key = KeyAlias;
    type Live = Live;

    async fn read(key: &KeyAlias, world: &World) -> Result<Option<Live>> {
        match find(key, world).await? {
            Some((metadata, has_alias)) => parse(metadata, has_alias, world).await,
            None => Ok(None),
        }
    }

    fn phase(live: &Live) -> Phase {
        if live.pending_deletion { Phase::Gone } else { Phase::Here }
    }

    fn claim(&self, live: &Live) -> Claim {
        self.tags.claim(&live.tags)
    }

    fn diff(&self, live: &Live) -> Diff {
        let mut diff = Diff::same();
        diff.compare("enabled", &live.enabled, &true);
        diff.compare("alias", &live.has_alias, &true);
        diff.compare("keyRotationEnabled", &live.rotates, &true);
        if !live.policy.as_ref().is_some_and(|live| self.policy.means_the_same_as(live)) {
            let from = live.policy.as_ref().map_or(Shown::Absent, Shown::of);
            diff.push(Field::new("policy", from, Shown::of(&self.policy)));
        }
        diff.extend(self.tags.diff(&live.tags));
        diff
    }

    fn fields(&self) -> Vec<Field> {
        let mut fields = vec![
            Field::added("description", Shown::of(&self.description)),
            Field::added("keyRotationEnabled", Shown::of(true)),
            Field::added("policy", Shown::of(&self.policy)),
        ];
        fields.extend(self.tags.fields());
        fields
    }

    fn preview(&self, _: &KeyAlias, live: Option<&Live>, _: &Facts) -> Live {
        let pending = || Value::Pending(Origin::new(&self.tags.owner.id));
        Live {
            id: live.map_or_else(pending, |live| live.id.clone()),
            arn: live.map_or_else(pending, |live| live.arn.clone()),
            pending_deletion: false,
            enabled: true,
            has_alias: true,
            rotates: true,
            policy: Some(self.policy.clone()),
            tags: self.tags.preview(live.map(|live| &live.tags)),
        }
    }

    async fn create(&self, key: &KeyAlias, world: &World) -> Result<Option<KeyAlias>> {
        if let Some((found, _)) = find(key, world).await? {
            let cancel = world.kms().cancel_key_deletion().key_id(&found.key_id).send().await;
            cancel.of("kms:CancelKeyDeletion")?;
            return Ok(Some(KeyAlias { key: Some(found.key_id), ..key.clone() }));
        }
        let create = world.kms().create_key().description(&self.description).policy(self.policy.to_json());
        let create = create.set_tags(Some(to_tags(&self.tags.all())?));
        // Without a token a second attempt of the SDK's own would be a second key.
        let once = aws_sdk_kms::config::Config::builder().retry_config(RetryConfig::disabled());
        let made = create.customize().config_override(once).send().await.of("kms:CreateKey")?;
        Ok(Some(KeyAlias { key: made.key_metadata.map(|made| made.key_id), ..key.clone() }))
    }

    async fn update(&self, key: &KeyAlias, live: &Live, world: &World) -> Result<()> {
        let (kms, id) = (world.kms(), live.id.known()?);
        if !live.enabled {
            kms.enable_key().key_id(id).send().await.of("kms:EnableKey")?;
        }
        if !live.has_alias {
            kms.create_alias().alias_name(&key.alias).target_key_id(id).send().await.of("kms:CreateAlias")?;
        }
        if !live.rotates {
            kms.enable_key_rotation().key_id(id).send().await.of("kms:EnableKeyRotation")?;
        }
        if self.diff(live).touches("policy") {
            let put = kms.put_key_policy().key_id(id).policy(self.policy.to_json()).send().await;
            put.of("kms:PutKeyPolicy")?;
        }
        let (set, remove) = self.tags.changes(&live.tags);
        if !remove.is_empty() {
            kms.untag_resource().key_id(id).set_tag_keys(Some(remove)).send().await.of("kms:UntagResource")?;
        }
        if !set.is_empty() {
            kms.tag_resource().key_id(id).set_tags(Some(to_tags(&set)?)).send().await.of("kms:TagResource")?;
        }
        Ok(())
    }

    async fn delete(key: &KeyAlias, live: &Live, world: &World) -> Result<()> {
        let (kms, id) = (world.kms(), live.id.known()?);
        if live.has_alias {
            kms.delete_alias().alias_name(&key.alias).send().await.found("kms:DeleteAlias")?;
        }
        let schedule = kms.schedule_key_deletion().key_id(id).pending_window_in_days(PENDING_DAYS).send().await;
        schedule.of("kms:ScheduleKeyDeletion")?;
        Ok(())
    }
}

/// The key of the alias, or the one of ours that has none: a run may have ended between the two calls.
async fn find(key: &KeyAlias, world: &World) -> Result<Option<(kms::KeyMetadata, bool)>> {
    if let Some(found) = describe(&key.alias, world).await? {
        return Ok(Some((found, true)));
    }
    let id = match &key.key {
        Some(id) => Some(id.clone()),
        None => find_without_alias(key, world).await?,
    };
    match id {
        Some(id) => Ok(describe(&id, world).await?.map(|found| (found, false))),
        None => Ok(None),
    }
}

async fn describe(id: &str, world: &World) -> Result<Option<kms::KeyMetadata>> {
    let found = world.kms().describe_key().key_id(id).send().await.found("kms:DescribeKey")?;
    Ok(found.and_then(|answer| answer.key_metadata))
}

/// Most keys have an alias, so that few have to be asked for their tags.
async fn find_without_alias(key: &KeyAlias, world: &World) -> Result<Option<String>> {
    let keys = async {
        let list = world.kms().list_keys().into_paginator().items().send();
        list.try_collect().await.of("kms:ListKeys")
    };
    let aliases = async {
        let list = world.kms().list_aliases().into_paginator().items().send();
        list.try_collect().await.of("kms:ListAliases")
    };
    let (keys, aliases) = try_join(keys, aliases).await?;
    let named = |id: &str| aliases.iter().any(|alias| alias.target_key_id.as_deref() == Some(id));
    let nameless = keys.into_iter().filter_map(|entry| entry.key_id).filter(|id| !named(id));
    let ours = try_join_all(nameless.map(|id| async move {
        let tags = read_tags(&id, world).await?;
        let same = |name: &str, value: &str| tags.get(name).map(String::as_str) == Some(value);
        Ok::<_, Error>((same(tag::STACK, &key.stack) && same(tag::ID, &key.id)).then_some(id))
    }));
    Ok(ours.await?.into_iter().flatten().next())
}

/// Tags of a key; none for a key whose tags the caller may not see: it is not one of ours.
async fn read_tags(id: &str, world: &World) -> Result<Tags> {
    let list = world.kms().list_resource_tags().key_id(id).into_paginator().items().send().try_collect().await;
    match list.found("kms:ListResourceTags") {
        Ok(tags) => Ok(tags.unwrap_or_default().into_iter().map(|tag| (tag.tag_key, tag.tag_value)).collect()),
        Err(error) if error.is(crate::error::Kind::Denied) => Ok(Tags::new()),
        Err(error) => Err(error),
    }
}

async fn parse(metadata: kms::KeyMetadata, has_alias: bool, world: &World) -> Result<Option<Live>> {
    let (kms, id) = (world.kms(), metadata.key_id.clone());
    let policy = async { kms.get_key_policy().key_id(&id).send().await.found("kms:GetKeyPolicy") };
    let pending_deletion = metadata.key_state == Some(kms::KeyState::PendingDeletion);
    let rotates = async {
        // KMS does not tell of a key that is being deleted.
        if pending_deletion {
            return Ok(false);
        }
        let status = kms.get_key_rotation_status().key_id(&id).send().await;
        Ok(status.found("kms:GetKeyRotationStatus")?.is_some_and(|answer| answer.key_rotation_enabled))
    };
    let (policy, rotates, tags) = try_join3(policy, rotates, read_tags(&id, world)).await?;
    let policy = policy.and_then(|answer| answer.policy).map(|text| Document::parse(&text)).transpose();
    Ok(Some(Live {
        arn: Value::Known(metadata.arn.unwrap_or_default()),
        id: Value::Known(metadata.key_id),
        pending_deletion,
        enabled: metadata.enabled,
        has_alias,
        rotates,
        policy: policy.map_err(|error| Error::bug(format!("KMS gave a policy that cannot be read: {error}")))?,
        tags,
    }))
}

fn to_tags(tags: &Tags) -> Result<Vec<kms::Tag>> {
    let tag = |(key, value): (&String, &String)| kms::Tag::builder().tag_key(key).tag_value(value).build();
    tags.iter().map(tag).collect::<std::result::Result<_, _>>().map_err(|error| Error::bug(error.to_string()))
}

/// The keys that a stack may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnedKeys {
    pub stack: String,
    pub keys: Vec<KeyAlias>,
}

impl fmt::Display for OwnedKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "keys of {}", self.stack)
    }
}

impl ResourceKey for OwnedKeys {}

impl Owned for Key {
    type Scope = OwnedKeys;

    async fn list(scope: &OwnedKeys, _: &World) -> Result<Vec<KeyAlias>> {
        Ok(scope.keys.clone())
    }

    fn is_ours(scope: &OwnedKeys, live: &Live) -> bool {
        live.tags.get(tag::STACK) == Some(&scope.stack) && !live.tags.contains_key(tag::ADOPTED)
    }
}
