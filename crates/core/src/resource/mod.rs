//! Nouns: one file is one kind of thing in AWS or Kubernetes.
//!
//! A value of a resource type is what is *wanted*: plain, fully resolved data. Everything that depends on time
//! (waiting, retries, progress, cancelling) is the engine's; a resource only says what it is, how to read it, in
//! what state it is, how it differs, and how to take one step.

pub mod aws;
mod diff;
mod few;
pub mod kubernetes;
mod owner;
pub mod query;
pub mod remnant;
mod staying;

use std::collections::BTreeSet;
use std::fmt;
use std::future::Future;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize};

use crate::error::{Error, Result};
use crate::world::World;

pub use diff::{Diff, Field, Rolls, Shown};
pub(crate) use few::Few;
pub use owner::{Claim, OwnedTags, Owner, Tags, tag};
pub use remnant::Remnant;
pub use staying::Staying;

/// The printed name of a kind: `eks.cluster`, `iam.role`, `karpenter.node_pool`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Kind(pub &'static str);

/// A name that was read is kept for as long as the program runs: there are only so many kinds.
impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Kind, D::Error> {
        static READ: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
        let name = String::deserialize(deserializer)?;
        let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = read.get(name.as_str()) {
            return Ok(Kind(known));
        }
        let name: &'static str = name.leak();
        read.insert(name);
        Ok(Kind(name))
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}

/// How a thing is found. It comes from the spec wherever the service lets us choose names.
pub trait Key: Clone + PartialEq + fmt::Debug + fmt::Display + Send + Sync + 'static {
    /// True while a part of the key is not known: the thing cannot exist yet.
    fn is_pending(&self) -> bool {
        false
    }
}

/// Whether a thing can be written to at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Here,
    /// No writes now (an EKS update is under way).
    Busy,
    /// Being deleted: wait until it is gone, then create.
    Leaving,
    /// Making or deleting it failed (`CREATE_FAILED`), and the service can only delete it: that is done first, then it
    /// is created.
    Failed,
    /// Deleted as far as destroy is concerned, but creating revives it (a KMS key pending deletion).
    Gone,
}

/// Whether a thing that is as wanted can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Readiness {
    Ready,
    Waiting { why: String },
    Broken { why: String },
}

/// What is known of the run as a whole.
#[derive(Clone, Debug)]
pub struct Facts {
    pub account: String,
    pub partition: &'static str,
    pub region: String,
    /// When the run started.
    pub now: jiff::Timestamp,
}

/// One kind of thing. `Self` is what is wanted.
///
/// Laws, checked by the conformance suite: [`Resource::diff`], [`Resource::ready`], [`Resource::preview`] and
/// [`Resource::check`] are pure; `diff(preview(..))` is empty; `update` repeated leads to an empty diff.
pub trait Resource: Clone + fmt::Debug + Send + Sync + Sized + 'static {
    const KIND: Kind;
    /// How many reads in a row must find nothing before it counts as absent (lists that lag).
    const ABSENT_AFTER: u32 = 1;
    /// How long to wait between looks.
    const PACE: Duration = Duration::from_secs(2);
    /// How long creating, updating or deleting may take in all.
    const LIMIT: Duration = Duration::from_secs(120);
    /// How long creating one takes when all is well, for estimates.
    const TYPICAL: Duration = Duration::from_secs(1);
    /// Codes that `create` and `update` answer while something they need has been made but is not visible
    /// everywhere yet. They are retried for a bounded time after that thing was written.
    const CONSISTENCY: &'static [&'static str] = &[];
    /// Codes that `delete` answers while something else still uses it; it is asked again until [`Resource::LIMIT`].
    const IN_USE: &'static [&'static str] = &[];
    /// True for things that are taken into use when somebody else made them (log groups, service-linked roles).
    const ADOPTS: bool = false;
    /// What to do when it belongs to somebody else.
    const FOREIGN: &'static str = "choose another name";
    /// What else there is to do about one that nobody has marked, beside another name and `--adopt`.
    const UNMARKED: &'static str = "";
    /// True for things that grant or open something: shown in a table of their own in every plan.
    const SECURITY: bool = false;

    type Key: Key;
    type Live: Clone + fmt::Debug + Send + Sync + 'static;

    fn read(key: &Self::Key, world: &World) -> impl Future<Output = Result<Option<Self::Live>>> + Send;

    fn phase(_live: &Self::Live) -> Phase {
        Phase::Here
    }

    /// Whose it is.
    fn claim(&self, live: &Self::Live) -> Claim;

    fn ready(&self, _live: &Self::Live) -> Readiness {
        Readiness::Ready
    }

    /// The fields in which `live` is not as wanted; asked before [`Resource::ready`].
    fn diff(&self, live: &Self::Live) -> Diff;

    /// The fields of a thing that is not there yet, as the plan shows them.
    fn fields(&self) -> Vec<Field>;

    /// What the key says of the thing, where that is more than its name: shown when it is made and when it is taken
    /// away.
    fn particulars(_key: &Self::Key) -> Vec<(&'static str, Shown)> {
        Vec::new()
    }

    /// The name under which it is told once it has left the spec.
    fn name(key: &Self::Key) -> String {
        key.to_string()
    }

    /// What `live` will be once this want is applied.
    fn preview(&self, key: &Self::Key, live: Option<&Self::Live>, facts: &Facts) -> Self::Live;

    /// What is wrong with the want itself, before anything is called.
    fn check(&self) -> Vec<String> {
        Vec::new()
    }

    /// Makes it; returns when the service has accepted. A sharper key lets this run find it before tags catch up.
    fn create(&self, key: &Self::Key, world: &World) -> impl Future<Output = Result<Option<Self::Key>>> + Send;

    /// Takes one step from `live` towards the want.
    fn update(&self, key: &Self::Key, live: &Self::Live, world: &World) -> impl Future<Output = Result<()>> + Send;

    fn delete(key: &Self::Key, live: &Self::Live, world: &World) -> impl Future<Output = Result<()>> + Send;

    /// Why it may not be deleted, where somebody has said so; asked before anything of the stack is deleted.
    fn protected(_live: &Self::Live) -> Option<Error> {
        None
    }

    /// What others have put into it, and would lose with it: then a destroy leaves it, unless what it is in goes.
    fn tenants(
        _key: &Self::Key,
        _live: &Self::Live,
        _world: &World,
    ) -> impl Future<Output = Result<Option<String>>> + Send {
        async { Ok(None) }
    }

    /// What a deletion is waiting for.
    fn leaving(_live: &Self::Live) -> Option<String> {
        None
    }

    /// Drains or cuts what keeps a deletion from ending; asked with `--force` when [`Resource::LIMIT`] has passed.
    fn force_delete(_key: &Self::Key, _live: &Self::Live, _world: &World) -> impl Future<Output = Result<bool>> + Send {
        async { Ok(false) }
    }
}

/// A kind whose members can be listed by owner, so that what left the spec can be found.
pub trait Owned: Resource {
    /// Where to look: a path, a cluster, an owner tag.
    type Scope: Key;

    fn list(scope: &Self::Scope, world: &World) -> impl Future<Output = Result<Vec<Self::Key>>> + Send;

    /// Whether something found by [`Owned::list`] is ours to delete.
    fn is_ours(scope: &Self::Scope, live: &Self::Live) -> bool;

    /// Why it cannot go yet, although it left the spec: what uses it runs on when the run ends.
    fn used(
        _scope: &Self::Scope,
        _key: &Self::Key,
        _live: &Self::Live,
        _world: &World,
    ) -> impl Future<Output = Result<Option<String>>> + Send {
        async { Ok(None) }
    }
}

/// A read-only question whose answer is resolved once per run (a VPC by tags, the newest AMI).
pub trait Query: Clone + fmt::Debug + Send + Sync + 'static {
    const KIND: Kind;
    /// True for what has to be asked again when the things that it waits for are made.
    const AGAIN: bool = false;
    type Answer: Clone + fmt::Debug + Send + Sync + 'static;

    /// True while a part of the question is not known.
    fn is_pending(&self) -> bool {
        false
    }

    fn find(&self, world: &World) -> impl Future<Output = Result<Self::Answer>> + Send;

    /// What of the answer a plan should say, although nothing is refused.
    fn warnings(_answer: &Self::Answer) -> Vec<String> {
        Vec::new()
    }
}
