//! Reading one thing, with patience for lost answers.

use std::time::{Duration, SystemTime};

use crate::error::{Result, Retry};
use crate::node::Site;
use crate::resource::{Phase, Resource};

/// What lived at a moment.
pub(crate) struct Seen<R: Resource> {
    pub live: Option<R::Live>,
    pub at: SystemTime,
}

impl<R: Resource> Clone for Seen<R> {
    fn clone(&self) -> Seen<R> {
        Seen { live: self.live.clone(), at: self.at }
    }
}

impl<R: Resource> Seen<R> {
    pub(crate) fn absent(at: SystemTime) -> Seen<R> {
        Seen { live: None, at }
    }
}

/// How often a read whose answer was lost is asked again, beyond the SDK's own attempts.
const ATTEMPTS: u32 = 4;

pub(crate) async fn look<R: Resource>(site: &Site<'_>, key: &R::Key) -> Result<Seen<R>> {
    let mut attempt = 0;
    loop {
        match R::read(key, site.world()).await {
            Ok(live) => return Ok(Seen { live, at: site.now() }),
            Err(error) if error.retry() != Retry::Never && attempt < ATTEMPTS => {
                attempt += 1;
                site.pause(Duration::from_millis(250) * 2u32.pow(attempt)).await?;
            }
            Err(error) => return Err(error),
        }
    }
}

/// Absent only when as many reads in a row find nothing as the kind asks for.
pub(crate) async fn prove_absent<R: Resource>(site: &Site<'_>, key: &R::Key) -> Result<Option<R::Live>> {
    for _ in 1..R::ABSENT_AFTER {
        site.pause(Duration::from_millis(500)).await?;
        let seen = look::<R>(site, key).await?;
        // What is deleted and can be revived is as good as absent.
        if seen.live.as_ref().is_some_and(|live| R::phase(live) != Phase::Gone) {
            return Ok(seen.live);
        }
    }
    Ok(None)
}
