//! The tag by which Karpenter finds subnets and security groups, on things that are not ours. It is written together
//! with a mark of ours that says which value we wrote, and only the pair is ever taken away.
//!
//! Key: which things. Calls: ec2:DescribeTags, CreateTags, DeleteTags. Ready at once. Immutable: nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use aws_sdk_ec2::types as ec2;

use super::ec2_launch_template::retag;
use crate::error::{Answer, Error, Kind as ErrorKind, Result};
use crate::graph::Value;
use crate::resource::{Claim, Diff, Facts, Field, Key, Kind, Owned, Resource, Shown, Tags};
use crate::world::World;

/// Source: Karpenter's documentation, "NodeClasses", `subnetSelectorTerms`.
pub const TAG: &str = crate::spec::resolved::label::DISCOVERY;
const MARKS: &str = "karpool.dev/discovery.";

#[derive(Clone, Debug)]
pub struct DiscoveryTag {
    /// The tag's value: the cluster's name.
    pub value: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Discovered {
    /// `subnet` or `security-group`.
    pub kind: &'static str,
    pub ids: Value<BTreeSet<String>>,
    /// The hash of the stack, which ends the mark.
    pub stack: String,
}

impl Discovered {
    fn mark(&self) -> String {
        format!("{MARKS}{}", self.stack)
    }
}

impl fmt::Display for Discovered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.ids {
            Value::Known(ids) => f.write_str(&ids.iter().cloned().collect::<Vec<_>>().join(", ")),
            Value::Pending(_) => f.write_str(self.kind),
        }
    }
}

impl Key for Discovered {
    fn is_pending(&self) -> bool {
        self.ids.is_pending()
    }
}

/// What one thing says of its discovery.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sign {
    /// `subnet` or `security-group`.
    pub kind: String,
    pub value: Option<String>,
    /// By the hash of the stack that has marked it: the value that it wrote.
    pub marks: BTreeMap<String, String>,
}

#[derive(Clone, Debug)]
pub struct Live {
    stack: String,
    /// Wanted things, and further ones that carry our mark.
    signs: BTreeMap<String, Sign>,
    wanted: BTreeSet<String>,
}

impl Live {
    fn marked(&self, id: &str) -> bool {
        self.signs.get(id).is_some_and(|sign| sign.marks.contains_key(&self.stack))
    }
}

impl Resource for DiscoveryTag {
    const KIND: Kind = Kind("ec2.discovery_tag");
    const PACE: Duration = Duration::from_secs(1);
    const ADOPTS: bool = true;
    const CONSISTENCY: &'static [&'static str] = &["InvalidGroup.NotFound", "InvalidSubnetID.NotFound"];
    const FOREIGN: &'static str = "say `network.discovery: ids`, or give this cluster subnets of its own";

    type Key = Discovered;
    type Live = Live;

    async fn read(key: &Discovered, world: &World) -> Result<Option<Live>> {
        let (all, wanted) = (signs(world).await?, key.ids.known()?.clone());
        let ours = |id: &String, sign: &Sign| {
            wanted.contains(id) || sign.kind == key.kind && sign.marks.contains_key(&key.stack)
        };
        let signs: BTreeMap<String, Sign> =
            all.iter().filter(|(id, sign)| ours(id, sign)).map(|(id, sign)| (id.clone(), sign.clone())).collect();
        let live = Live { stack: key.stack.clone(), signs, wanted };
        Ok((!live.signs.is_empty()).then_some(live))
    }

    fn claim(&self, live: &Live) -> Claim {
        for id in &live.wanted {
            let Some(sign) = live.signs.get(id) else { continue };
            let others = sign.marks.keys().any(|mark| *mark != live.stack);
            if let Some(value) = sign.value.as_ref().filter(|value| **value != self.value)
                && (others || !live.marked(id))
            {
                return Claim::Foreign(format!("another cluster: {id} carries {TAG}={value}"));
            }
        }
        match live.signs.keys().any(|id| live.marked(id)) {
            true => Claim::Ours,
            false => Claim::Free,
        }
    }

    fn diff(&self, live: &Live) -> Diff {
        let mut diff = Diff::same();
        for id in live.wanted.iter().chain(live.signs.keys()).collect::<BTreeSet<_>>() {
            let from = live.signs.get(id).and_then(|sign| sign.value.clone());
            let to = live.wanted.contains(id).then(|| self.value.clone());
            // What has left keeps a value that is not ours; the mark alone goes.
            let left = to.is_none() && live.marked(id);
            if left || to.is_some() && from != to {
                diff.push(Field::new(format!("{id}.{TAG}"), Shown::of(&from), Shown::of(&to)));
            }
        }
        diff
    }

    fn fields(&self) -> Vec<Field> {
        vec![Field::added(TAG, Shown::of(&self.value))]
    }

    fn preview(&self, key: &Discovered, live: Option<&Live>, _: &Facts) -> Live {
        let wanted = key.ids.as_known().cloned().unwrap_or_default();
        let sign = |id: &String| {
            let marks = live.and_then(|live| live.signs.get(id)).map(|sign| sign.marks.clone()).unwrap_or_default();
            let sign = Sign { kind: key.kind.into(), value: Some(self.value.clone()), marks };
            (id.clone(), sign)
        };
        Live { stack: key.stack.clone(), signs: wanted.iter().map(sign).collect(), wanted }
    }

    async fn create(&self, key: &Discovered, world: &World) -> Result<Option<Discovered>> {
        for id in key.ids.known()? {
            self.put(id, key, world).await?;
        }
        Ok(None)
    }

    async fn update(&self, key: &Discovered, live: &Live, world: &World) -> Result<()> {
        for id in &live.wanted {
            if live.signs.get(id).and_then(|sign| sign.value.as_ref()) != Some(&self.value) {
                self.put(id, key, world).await?;
            }
        }
        for id in live.signs.keys().filter(|id| !live.wanted.contains(*id)) {
            take_back(id, live, world).await?;
        }
        Ok(())
    }

    async fn delete(key: &Discovered, live: &Live, world: &World) -> Result<()> {
        let marked: Vec<&String> = live.signs.keys().filter(|id| live.marked(id)).collect();
        if marked.is_empty() {
            // Values that others have put stay, and so do the things.
            return Err(Error::new(ErrorKind::NotFound, format!("nothing of {key} is marked")));
        }
        for id in marked {
            take_back(id, live, world).await?;
        }
        Ok(())
    }
}

impl DiscoveryTag {
    async fn put(&self, id: &str, key: &Discovered, world: &World) -> Result<()> {
        let tags = Tags::from([(TAG.to_owned(), self.value.clone()), (key.mark(), self.value.clone())]);
        retag(id, tags, Vec::new(), world).await
    }
}

/// Removes the pair; only the mark when somebody else has put another value meanwhile.
async fn take_back(id: &str, live: &Live, world: &World) -> Result<()> {
    let Some(sign) = live.signs.get(id) else { return Ok(()) };
    let Some(written) = sign.marks.get(&live.stack) else { return Ok(()) };
    let mut keys = vec![format!("{MARKS}{}", live.stack)];
    if sign.value.as_ref() == Some(written) {
        keys.push(TAG.to_owned());
    }
    retag(id, Tags::new(), keys, world).await
}

/// Everything in the region that has a discovery tag or a mark; one question for all.
pub(crate) async fn signs(world: &World) -> Result<Arc<BTreeMap<String, Sign>>> {
    let ask = || async {
        let keys = ec2::Filter::builder().name("key").values(TAG).values(format!("{MARKS}*")).build();
        let describe = world.ec2().describe_tags().filters(keys).into_paginator().items().send();
        let mut signs: BTreeMap<String, Sign> = BTreeMap::new();
        for tag in describe.try_collect().await.of("ec2:DescribeTags")? {
            let sign = signs.entry(tag.resource_id.unwrap_or_default()).or_default();
            sign.kind = tag.resource_type.map(|kind| kind.as_str().to_owned()).unwrap_or_default();
            match tag.key.unwrap_or_default().strip_prefix(MARKS) {
                Some(stack) => drop(sign.marks.insert(stack.to_owned(), tag.value.unwrap_or_default())),
                None => sign.value = tag.value,
            }
        }
        Ok(signs)
    };
    world.once("ec2:DescribeTags discovery".to_owned(), ask).await
}

/// What is left on subnets of the VPC from a spec that asked for tags; the network's own answer says where.
#[derive(Clone, Debug, PartialEq)]
pub struct Leftovers {
    pub marked: Value<BTreeSet<String>>,
    pub stack: String,
}

impl fmt::Display for Leftovers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.stack)
    }
}

impl Key for Leftovers {
    fn is_pending(&self) -> bool {
        self.marked.is_pending()
    }
}

impl Owned for DiscoveryTag {
    type Scope = Leftovers;

    async fn list(scope: &Leftovers, world: &World) -> Result<Vec<Discovered>> {
        if scope.marked.known()?.is_empty() {
            return Ok(Vec::new());
        }
        let all = signs(world).await?;
        let of = |kind: &'static str| {
            let ours = all.iter().filter(|(_, sign)| sign.kind == kind && sign.marks.contains_key(&scope.stack));
            let ids: BTreeSet<String> = ours.map(|(id, _)| id.clone()).collect();
            (!ids.is_empty()).then(|| Discovered { kind, ids: Value::Known(ids), stack: scope.stack.clone() })
        };
        Ok([of("subnet"), of("security-group")].into_iter().flatten().collect())
    }

    fn is_ours(_: &Leftovers, live: &Live) -> bool {
        live.signs.keys().any(|id| live.marked(id))
    }
}

/// The mark of a stack, for those who see tags anyway.
pub(crate) fn mark(stack: &str) -> String {
    format!("{MARKS}{stack}")
}
