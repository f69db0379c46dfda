//! Any kind, seen through a list that lags: what was just made stays invisible for some reads.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use karpool::World;
use karpool::error::Result;
use karpool::resource::{Claim, Diff, Facts, Field, Key, Kind, Phase, Readiness, Resource};

/// How often it was made, and how many reads still find nothing.
#[derive(Debug, Default)]
pub struct Lag {
    pub made: u32,
    pub hidden: u32,
    /// How long it will stay hidden each time it is made.
    pub after_creation: u32,
}

#[derive(Clone, Debug)]
pub struct Late<R>(pub R);

#[derive(Clone, Debug)]
pub struct LateKey<K> {
    pub key: K,
    pub lag: Arc<Mutex<Lag>>,
}

impl<K: PartialEq> PartialEq for LateKey<K> {
    fn eq(&self, other: &LateKey<K>) -> bool {
        self.key == other.key
    }
}

impl<K: fmt::Display> fmt::Display for LateKey<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.key.fmt(f)
    }
}

impl<K: Key> Key for LateKey<K> {
    fn is_pending(&self) -> bool {
        self.key.is_pending()
    }
}

impl<R: Resource> Resource for Late<R> {
    const KIND: Kind = R::KIND;
    const ABSENT_AFTER: u32 = R::ABSENT_AFTER;
    const PACE: Duration = R::PACE;
    const LIMIT: Duration = R::LIMIT;
    const TYPICAL: Duration = R::TYPICAL;
    const CONSISTENCY: &'static [&'static str] = R::CONSISTENCY;
    const IN_USE: &'static [&'static str] = R::IN_USE;
    const ADOPTS: bool = R::ADOPTS;
    const SECURITY: bool = R::SECURITY;
    const FOREIGN: &'static str = R::FOREIGN;

    type Key = LateKey<R::Key>;
    type Live = R::Live;

    async fn read(key: &Self::Key, world: &World) -> Result<Option<R::Live>> {
        {
            let mut lag = key.lag.lock().expect("a lag");
            if lag.hidden > 0 {
                lag.hidden -= 1;
                return Ok(None);
            }
        }
        R::read(&key.key, world).await
    }

    fn phase(live: &R::Live) -> Phase {
        R::phase(live)
    }

    fn claim(&self, live: &R::Live) -> Claim {
        self.0.claim(live)
    }

    fn ready(&self, live: &R::Live) -> Readiness {
        self.0.ready(live)
    }

    fn diff(&self, live: &R::Live) -> Diff {
        self.0.diff(live)
    }

    fn fields(&self) -> Vec<Field> {
        self.0.fields()
    }

    fn preview(&self, key: &Self::Key, live: Option<&R::Live>, facts: &Facts) -> R::Live {
        self.0.preview(&key.key, live, facts)
    }

    async fn create(&self, key: &Self::Key, world: &World) -> Result<Option<Self::Key>> {
        let sharper = self.0.create(&key.key, world).await?;
        let mut lag = key.lag.lock().expect("a lag");
        lag.made += 1;
        lag.hidden = lag.after_creation;
        Ok(sharper.map(|sharper| LateKey { key: sharper, lag: Arc::clone(&key.lag) }))
    }

    async fn update(&self, key: &Self::Key, live: &R::Live, world: &World) -> Result<()> {
        self.0.update(&key.key, live, world).await
    }

    async fn delete(key: &Self::Key, live: &R::Live, world: &World) -> Result<()> {
        R::delete(&key.key, live, world).await
    }
}
