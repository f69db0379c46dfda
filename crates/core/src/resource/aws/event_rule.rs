//! An EventBridge rule of the default bus with one target.
//!
//! Key: the name. Calls: events:DescribeRule, ListTargetsByRule, ListTagsForResource, PutRule, PutTargets,
//! RemoveTargets, TagResource, UntagResource, DeleteRule, ListRules. Ready at once. Immutable: nothing.

use std::time::Duration;

use aws_sdk_eventbridge::operation::put_rule::builders::PutRuleFluentBuilder;
use aws_sdk_eventbridge::types as events;
use futures::future::try_join3;

use super::tagged::{joined, tagged};
use crate::error::{Answer, Error, Result};
use crate::resource::{Claim, Diff, Facts, Field, Key, Kind, Owned, OwnedTags, Resource, Shown, Tags, tag};
use crate::world::World;

#[derive(Clone, Debug)]
pub struct Rule {
    pub name: String,
    pub description: String,
    /// The event pattern as data; compared by meaning.
    pub pattern: serde_json::Value,
    pub target: Target,
    pub tags: OwnedTags,
}

/// A rule's name, and the beginning that it shares with the stack's other rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleName {
    pub name: String,
    pub prefix: String,
}

impl std::fmt::Display for RuleName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)
    }
}

impl Key for RuleName {}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Target {
    pub id: String,
    pub arn: String,
}

#[derive(Clone, Debug)]
pub struct Live {
    pub arn: String,
    pub description: String,
    pub pattern: serde_json::Value,
    pub enabled: bool,
    /// Targets are exclusive: a rule of ours sends nowhere else.
    pub targets: Vec<Target>,
    pub tags: Tags,
}

impl Resource for Rule {
    const KIND: Kind = Kind("events.rule");
    const PACE: Duration = Duration::from_secs(1);
    const CONSISTENCY: &'static [&'static str] = &["ResourceNotFoundException"];

    type Key = RuleName;
    type Live = Live;

    async fn read(key: &RuleName, world: &World) -> Result<Option<Live>> {
        let events = world.events();
        let arn = rule_arn(
            world.region().partition().name,
            world.region().as_str(),
            &world.identity().await?.account,
            &key.name,
        );
        let rule = find(key, world);
        let targets =
            async { events.list_targets_by_rule().rule(&key.name).send().await.found("events:ListTargetsByRule") };
        let tags = async {
            events.list_tags_for_resource().resource_arn(&arn).send().await.found("events:ListTagsForResource")
        };
        let (Some(rule), targets, tags) = try_join3(rule, targets, tags).await? else { return Ok(None) };
        let pattern = rule.event_pattern.as_deref().map(serde_json::from_str).transpose();
        let mut targets: Vec<Target> = targets
            .and_then(|answer| answer.targets)
            .unwrap_or_default()
            .into_iter()
            .map(|target| Target { id: target.id, arn: target.arn })
            .collect();
        targets.sort();
        Ok(Some(Live {
            arn,
            description: rule.description.unwrap_or_default(),
            pattern: pattern
                .map_err(|error| Error::bug(format!("an event pattern that is no JSON: {error}")))?
                .unwrap_or_default(),
            enabled: rule.state == Some(events::RuleState::Enabled),
            targets,
            tags: tags
                .and_then(|answer| answer.tags)
                .unwrap_or_default()
                .into_iter()
                .map(|tag| (tag.key, tag.value))
                .collect(),
        }))
    }

    fn claim(&self, live: &Live) -> Claim {
        self.tags.claim(&live.tags)
    }

    fn diff(&self, live: &Live) -> Diff {
        let mut diff = Diff::same();
        diff.compare("description", &live.description, &self.description);
        diff.compare("eventPattern", &live.pattern, &self.pattern);
        diff.compare("enabled", &live.enabled, &true);
        diff.compare("targets", &live.targets, &vec![self.target.clone()]);
        diff.extend(self.tags.diff(&live.tags));
        diff
    }

    fn fields(&self) -> Vec<Field> {
        let mut fields = vec![
            Field::added("eventPattern", Shown::of(&self.pattern)),
            Field::added("targets", Shown::of([&self.target])),
        ];
        fields.extend(self.tags.fields());
        fields
    }

    fn preview(&self, key: &RuleName, live: Option<&Live>, facts: &Facts) -> Live {
        Live {
            arn: rule_arn(facts.partition, &facts.region, &facts.account, &key.name),
            description: self.description.clone(),
            pattern: self.pattern.clone(),
            enabled: true,
            targets: vec![self.target.clone()],
            tags: self.tags.preview(live.map(|live| &live.tags)),
        }
    }

    async fn create(&self, key: &RuleName, world: &World) -> Result<Option<RuleName>> {
        let tags = to_tags(&self.tags.all())?;
        self.put(key, world).set_tags(Some(tags)).send().await.of("events:PutRule")?;
        self.put_target(key, world).await?;
        Ok(None)
    }

    async fn update(&self, key: &RuleName, live: &Live, world: &World) -> Result<()> {
        let events = world.events();
        if live.description != self.description || live.pattern != self.pattern || !live.enabled {
            self.put(key, world).send().await.of("events:PutRule")?;
        }
        if !live.targets.contains(&self.target) {
            self.put_target(key, world).await?;
        }
        let strangers: Vec<String> =
            live.targets.iter().filter(|target| target.id != self.target.id).map(|target| target.id.clone()).collect();
        if !strangers.is_empty() {
            let remove = events.remove_targets().rule(&key.name).set_ids(Some(strangers)).send().await;
            remove.of("events:RemoveTargets")?;
        }
        let (set, remove) = self.tags.changes(&live.tags);
        if !remove.is_empty() {
            let untag = events.untag_resource().resource_arn(&live.arn).set_tag_keys(Some(remove));
            untag.send().await.of("events:UntagResource")?;
        }
        if !set.is_empty() {
            let tag = events.tag_resource().resource_arn(&live.arn).set_tags(Some(to_tags(&set)?));
            tag.send().await.of("events:TagResource")?;
        }
        Ok(())
    }

    async fn delete(key: &RuleName, live: &Live, world: &World) -> Result<()> {
        let events = world.events();
        if !live.targets.is_empty() {
            let ids = live.targets.iter().map(|target| target.id.clone()).collect();
            events.remove_targets().rule(&key.name).set_ids(Some(ids)).send().await.found("events:RemoveTargets")?;
        }
        events.delete_rule().name(&key.name).send().await.of("events:DeleteRule")?;
        Ok(())
    }
}

/// Every rule whose name begins so, asked for once per pass.
async fn rules(prefix: &str, world: &World) -> Result<std::sync::Arc<Vec<events::Rule>>> {
    let ask = || async {
        let (mut rules, mut next) = (Vec::new(), None);
        loop {
            let list = world.events().list_rules().name_prefix(prefix).set_next_token(next).send().await;
            let page = list.of("events:ListRules")?;
            rules.extend(page.rules.unwrap_or_default());
            next = page.next_token;
            if next.is_none() {
                return Ok(rules);
            }
        }
    };
    world.once(format!("events:ListRules {prefix}"), ask).await
}

/// In a pass one list answers for all rules of a stack.
async fn find(key: &RuleName, world: &World) -> Result<Option<events::Rule>> {
    let prefix = if world.memory().is_some() { &key.prefix } else { &key.name };
    Ok(rules(prefix, world).await?.iter().find(|rule| rule.name.as_ref() == Some(&key.name)).cloned())
}

fn rule_arn(partition: &str, region: &str, account: &str, name: &str) -> String {
    format!("arn:{partition}:events:{region}:{account}:rule/{name}")
}

impl Rule {
    /// The members of PutRule that creating and updating share.
    fn put(&self, key: &RuleName, world: &World) -> PutRuleFluentBuilder {
        let put = world.events().put_rule().name(&key.name).description(&self.description);
        put.event_pattern(self.pattern.to_string()).state(events::RuleState::Enabled)
    }

    async fn put_target(&self, key: &RuleName, world: &World) -> Result<()> {
        let target = events::Target::builder().id(&self.target.id).arn(&self.target.arn).build();
        let target = target.map_err(|error| Error::bug(error.to_string()))?;
        let put = world.events().put_targets().rule(&key.name).targets(target).send().await.of("events:PutTargets")?;
        // PutTargets answers 200 with the failures inside.
        match put.failed_entries.unwrap_or_default().first() {
            None => Ok(()),
            Some(failed) => {
                let (code, text) = (failed.error_code.clone(), failed.error_message.clone());
                Err(Error::new(crate::error::Kind::Broken, text.unwrap_or_default())
                    .with_code(code.unwrap_or_default())
                    .while_doing("events:PutTargets"))
            }
        }
    }
}

fn to_tags(tags: &Tags) -> Result<Vec<events::Tag>> {
    let build = |(key, value): (&String, &String)| events::Tag::builder().key(key).value(value).build();
    tags.iter().map(build).collect::<Result<_, _>>().map_err(|error| Error::bug(error.to_string()))
}

/// The rules of one stack: they share the beginning of their names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamePrefix {
    pub prefix: String,
    pub stack: String,
    /// Also those that are called otherwise, by their marks.
    pub anywhere: bool,
}

impl std::fmt::Display for NamePrefix {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.prefix)
    }
}

impl Key for NamePrefix {}

impl NamePrefix {
    pub(super) fn owns(&self, tags: &Tags) -> bool {
        tags.get(tag::STACK) == Some(&self.stack) && !tags.contains_key(tag::ADOPTED)
    }
}

impl Owned for Rule {
    type Scope = NamePrefix;

    async fn list(scope: &NamePrefix, world: &World) -> Result<Vec<RuleName>> {
        let rules = rules(&scope.prefix, world).await?;
        let arns = if scope.anywhere { tagged(&scope.stack, "events:rule", world).await? } else { Vec::new() };
        let names = joined(rules.iter().filter_map(|rule| rule.name.clone()).collect(), &arns);
        // One that is called otherwise is looked for by its own name.
        let prefix = |name: &str| if name.starts_with(&scope.prefix) { scope.prefix.clone() } else { name.to_owned() };
        Ok(names.into_iter().map(|name| RuleName { prefix: prefix(&name), name }).collect())
    }

    fn is_ours(scope: &NamePrefix, live: &Live) -> bool {
        scope.owns(&live.tags)
    }
}
