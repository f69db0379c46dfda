//! Making one thing as it is wanted: look, decide, act, look again, until it is ready.

use std::time::{Duration, SystemTime};

use super::look::{Seen, look, prove_absent};
use super::remove::remove;
use crate::error::{Error, Kind, Result, Retry};
use crate::event::{Action, State};
use crate::node::{Settled, Site};
use crate::plan::{Step, decide};
use crate::resource::{Diff, Resource};

/// A plan pass is believed for this long; after that the thing is read again before it is written.
const FRESH: Duration = Duration::from_secs(30);
/// Writes to one thing in one run; more means that it does not converge.
const WRITES: u32 = 16;
/// Lost answers in a row.
const LOSSES: u32 = 8;
/// Between attempts while something is not visible yet.
const PATIENCE: Duration = Duration::from_secs(2);

struct Settling<'a, R: Resource> {
    site: &'a Site<'a>,
    want: &'a R,
    key: R::Key,
    planned: Action,
    deadline: SystemTime,
    /// A create was accepted: it is never sent again, however long it stays invisible.
    accepted: bool,
    writes: u32,
    losses: u32,
}

pub(crate) async fn settle<R: Resource>(
    site: &Site<'_>,
    key: R::Key,
    want: &R,
    seen: Option<Seen<R>>,
    planned: Action,
) -> Result<Settled<R>> {
    let deadline = site.now() + site.limit::<R>();
    let mut settling = Settling { site, want, key, planned, deadline, accepted: false, writes: 0, losses: 0 };
    let mut seen = seen.filter(|seen| planned == Action::Keep || site.world().clock().since(seen.at) < FRESH);
    loop {
        site.still_wanted()?;
        let live = match seen.take() {
            Some(seen) => seen.live,
            None => match settling.look().await? {
                Some(seen) => seen.live,
                None => continue,
            },
        };
        match decide(want, live.as_ref(), site.options().adopt) {
            Step::Keep => match live {
                Some(live) => return Ok(Settled { key: settling.key, live }),
                None => return Err(Error::bug("something absent was found to be as wanted")),
            },
            Step::Refuse(error) => return Err(error),
            Step::Wait(why) => settling.wait(why, R::PACE).await?,
            Step::Create if settling.accepted => {
                settling.wait("accepted, not visible yet".into(), PATIENCE.min(R::PACE)).await?;
            }
            Step::Create => settling.create().await?,
            Step::Replace(why) if settling.accepted || planned != Action::Create => return Err(failed(why)),
            Step::Replace(_) => settling.clear_away().await?,
            Step::Update(diff) => match live {
                Some(live) => settling.update(&live, &diff).await?,
                None => return Err(Error::bug("something absent cannot be updated")),
            },
        }
    }
}

impl<R: Resource> Settling<'_, R> {
    /// Reads; `None` when it has to be asked again.
    async fn look(&mut self) -> Result<Option<Seen<R>>> {
        match look::<R>(self.site, &self.key).await {
            Ok(seen) => Ok(Some(seen)),
            Err(error) => {
                self.forgive(error).await?;
                Ok(None)
            }
        }
    }

    async fn wait(&mut self, why: String, pace: Duration) -> Result<()> {
        if self.site.is_stranded() {
            let text = format!("it waits for nodes, and none of them come: {why}");
            let hint = "see what else has failed; run again when that is put right";
            return Err(Error::new(Kind::Broken, text).with_hint(hint));
        }
        if self.site.now() >= self.deadline {
            let text = format!("not ready within {}: {why}", crate::event::Span(self.site.limit::<R>()));
            let raise = self.site.limit_field::<R>().map(|field| format!(", or raise `{field}`")).unwrap_or_default();
            return Err(Error::new(Kind::Timeout, text).with_hint(format!("run again to go on waiting{raise}")));
        }
        self.site.tell(State::Waiting, why);
        self.site.pause(pace).await
    }

    /// A node that the plan said to keep is not written to: the plan lists every change.
    ///
    /// What was still settling when the plan was made may need another step that nobody could see then (a controller
    /// pod that was admitted before its credentials were), so `Await` allows updates; it never allows a new thing.
    fn permit(&self, step: &str, settling: bool) -> Result<()> {
        if self.planned == Action::Keep || (self.planned == Action::Await && !settling) {
            let text = format!("the plan said nothing of this, but it would now be {step}");
            return Err(Error::new(Kind::Changed, text).with_hint("run again: the new plan shows it"));
        }
        if self.writes >= WRITES {
            return Err(Error::new(Kind::Broken, format!("still not as wanted after {WRITES} writes")));
        }
        Ok(())
    }

    async fn create(&mut self) -> Result<()> {
        self.permit("created", false)?;
        if prove_absent::<R>(self.site, &self.key).await?.is_some() {
            return Ok(());
        }
        self.site.tell(State::Creating, None);
        self.writes += 1;
        match self.want.create(&self.key, self.site.world()).await {
            Ok(sharper) => {
                self.accepted = true;
                self.losses = 0;
                self.key = sharper.unwrap_or_else(|| self.key.clone());
                self.site.mark_written();
                Ok(())
            }
            Err(error) => self.forgive(error).await,
        }
    }

    /// Deletes what failed to be made, so that the next look finds nothing.
    async fn clear_away(&mut self) -> Result<()> {
        self.permit("deleted and made again", false)?;
        self.writes += 1;
        remove::<R>(self.site, &self.key).await
    }

    async fn update(&mut self, live: &R::Live, diff: &Diff) -> Result<()> {
        // What this run has created may still be taking its steps; everything else must have been planned.
        if !self.accepted {
            self.permit("updated", true)?;
        }
        let paths: Vec<&str> = diff.fields.iter().map(|field| field.path.as_str()).collect();
        self.site.tell(State::Updating, summary(&paths));
        self.writes += 1;
        if self.writes > WRITES {
            return Err(Error::new(Kind::Broken, format!("still differs after {WRITES} writes: {}", paths.join(", "))));
        }
        match self.want.update(&self.key, live, self.site.world()).await {
            Ok(()) => {
                self.losses = 0;
                self.site.mark_written();
                Ok(())
            }
            Err(error) => self.forgive(error).await,
        }
    }

    /// Passes over errors that another look or a little time mends.
    async fn forgive(&mut self, error: Error) -> Result<()> {
        let delayed = error.code().is_some_and(|code| R::CONSISTENCY.contains(&code));
        if delayed && self.site.now() < self.site.consistent_by() {
            // The attempt had no effect, so it does not count as a write.
            self.writes = self.writes.saturating_sub(1);
            self.site.tell(State::Retrying, error.message().to_owned());
            return self.site.pause(PATIENCE).await;
        }
        match error.retry() {
            Retry::Lost if self.losses < LOSSES => {
                self.losses += 1;
                self.site.mark_written();
                self.site.tell(State::Retrying, error.message().to_owned());
                self.site.pause(Duration::from_millis(500)).await
            }
            Retry::Soon if self.site.now() < self.deadline => {
                self.writes = self.writes.saturating_sub(1);
                self.site.tell(State::Retrying, error.message().to_owned());
                self.site.pause(PATIENCE).await
            }
            _ => Err(error),
        }
    }
}

/// It failed in this run, after the plan: trying again for ever would hide why.
fn failed(why: String) -> Error {
    let hint = "mend the cause and run again: what failed is then deleted and made anew";
    Error::new(Kind::Broken, why).with_hint(hint)
}

fn summary(paths: &[&str]) -> Option<String> {
    match paths {
        [] => None,
        [a] => Some((*a).to_owned()),
        [a, b] => Some(format!("{a}, {b}")),
        [a, b, rest @ ..] => Some(format!("{a}, {b} and {} more", rest.len())),
    }
}
