//! Deleting one thing and waiting until it is gone.

use std::time::Duration;

use super::look::look;
use crate::error::{Error, Kind, Result, Retry};
use crate::event::State;
use crate::node::Site;
use crate::resource::{Phase, Resource};

const PATIENCE: Duration = Duration::from_secs(3);
/// A deletion that was accepted shows within this time; after it, it is asked for again.
const VISIBLE: Duration = Duration::from_secs(10);
/// Between looks right after a deletion was accepted: most things are gone at once.
const GLANCE: Duration = Duration::from_millis(250);
const LOSSES: u32 = 8;
/// After a step of force, until the next one.
const FORCED: Duration = Duration::from_secs(2 * 60);

pub(crate) async fn remove<R: Resource>(site: &Site<'_>, key: &R::Key) -> Result<()> {
    let mut deadline = site.now() + site.limit::<R>();
    let mut accepted: Option<std::time::SystemTime> = None;
    let mut losses = 0;
    let mut why = String::from("the deletion was accepted");
    loop {
        site.still_wanted()?;
        let Some(live) = look::<R>(site, key).await?.live else { return Ok(()) };
        let phase = R::phase(&live);
        if phase == Phase::Gone {
            return Ok(());
        }
        if site.now() >= deadline {
            if !(site.options().force && R::force_delete(key, &live, site.world()).await?) {
                return Err(late(site.limit::<R>(), &why));
            }
            // What was forced shows soon; if it does not, the next step is due.
            deadline = site.now() + site.limit::<R>().min(FORCED);
        }
        let just_accepted = accepted.is_some_and(|at| site.world().clock().since(at) < VISIBLE);
        if !matches!(phase, Phase::Here | Phase::Failed) || just_accepted {
            site.tell(State::Waiting, R::leaving(&live).unwrap_or_else(|| why.clone()));
            site.pause(if just_accepted { R::PACE.min(GLANCE) } else { R::PACE }).await?;
            continue;
        }
        site.tell(State::Deleting, None);
        match R::delete(key, &live, site.world()).await {
            Ok(()) => accepted = Some(site.now()),
            Err(error) if error.is(Kind::NotFound) => return Ok(()),
            Err(error) if error.retry() == Retry::Lost && losses < LOSSES => {
                losses += 1;
                site.pause(Duration::from_millis(500)).await?;
            }
            Err(error)
                if error.retry() == Retry::Soon || error.code().is_some_and(|code| R::IN_USE.contains(&code)) =>
            {
                error.message().clone_into(&mut why);
                if site.now() >= deadline {
                    return Err(error);
                }
                site.tell(State::Waiting, why.clone());
                site.pause(PATIENCE).await?;
            }
            Err(error) => return Err(error),
        }
    }
}

fn late(limit: Duration, why: &str) -> Error {
    Error::new(Kind::Timeout, format!("not gone within {}: {why}", crate::event::Span(limit)))
        .with_hint("run destroy again to go on waiting; --force ends drains that do not end")
}
