//! What something in the cluster has made in the account: apply leaves it alone, destroy removes what is left of it.

use futures::FutureExt;
use futures::future::{BoxFuture, join_all};

use super::declare::share;
use super::{Node, Remains, Site, Survey};
use crate::error::{Error, Kind as ErrorKind, Result, Retry};
use crate::event::{Action, Span, State};
use crate::graph::{Needs, Shared};
use crate::plan::Change;
use crate::resource::remnant::Left;
use crate::resource::{Few, Kind, Remnant};

type Where<M, N> = Box<dyn Fn(<N as Needs>::Values) -> Option<M> + Send + Sync>;

pub(super) struct LeftBehind<M: Remnant, N: Needs> {
    needs: N,
    place: Where<M, N>,
}

impl<M: Remnant, N: Needs> LeftBehind<M, N> {
    pub(super) fn new(needs: N, place: impl Fn(N::Values) -> Option<M> + Send + Sync + 'static) -> LeftBehind<M, N> {
        LeftBehind { needs, place: Box::new(place) }
    }

    async fn locate(&self, site: &Site<'_>) -> Result<Remains> {
        site.run.slots.settled(site.needs).await;
        let place = (self.place)(self.needs.resolve(&site.run.slots, false));
        let left = match &place {
            Some(place) => place.list(site.world()).await?,
            None => Vec::new(),
        };
        let there = left.into_iter().filter(|left| M::AWAITED || !left.leaving);
        let changes = there.map(|left| Change {
            id: format!("{}/{}", M::KIND, left.id),
            kind: M::KIND,
            key: left.id,
            action: Action::Delete,
            fields: Vec::new(),
            why: M::WHY.to_owned(),
            security: false,
            unapproved: false,
            note: None,
        });
        Ok(Remains::new(changes.collect(), Some(share(())), share(place)))
    }

    /// Lists, deletes and looks again until nothing is left.
    async fn remove(site: &Site<'_>, place: &M) -> Result<()> {
        let deadline = site.now() + M::LIMIT;
        loop {
            site.still_wanted()?;
            let left = match place.list(site.world()).await {
                Err(error) if error.retry() != Retry::Never && site.now() < deadline => {
                    site.pause(M::PACE).await?;
                    continue;
                }
                left => left?,
            };
            if left.is_empty() {
                return Ok(());
            }
            if site.now() >= deadline {
                let text = format!("{} of them are not gone within {}", left.len(), Span(M::LIMIT));
                return Err(Error::new(ErrorKind::Timeout, text).with_hint("run destroy again to go on waiting"));
            }
            let there = left.iter().filter(|left| !left.leaving);
            let answers = join_all(there.map(|left| place.delete(&left.id, site.world()))).await;
            let passing = |error: &Error| {
                error.retry() != Retry::Never || error.code().is_some_and(|code| M::IN_USE.contains(&code))
            };
            if let Some(error) = answers.into_iter().filter_map(Result::err).find(|error| !passing(error)) {
                return Err(error);
            }
            site.tell(State::Waiting, to_go(&left));
            site.pause(M::PACE).await?;
        }
    }
}

/// `2 to go: i-1, i-2`.
fn to_go(left: &[Left]) -> String {
    let names: Vec<String> = left.iter().map(|left| left.id.clone()).collect();
    format!("{} to go: {}", left.len(), Few(&names))
}

impl<M: Remnant, N: Needs> Node for LeftBehind<M, N> {
    fn kind(&self) -> Kind {
        M::KIND
    }

    fn survey<'a>(&'a self, _: &'a Site<'a>) -> BoxFuture<'a, Result<Option<Survey>>> {
        async { Ok(Some(Survey { changes: Vec::new(), warnings: Vec::new(), slot: share(()), memo: share(()) })) }
            .boxed()
    }

    fn settle<'a>(&'a self, _: &'a Site<'a>, _: &'a Survey) -> BoxFuture<'a, Result<Shared>> {
        async { Ok(share(())) }.boxed()
    }

    fn locate<'a>(&'a self, site: &'a Site<'a>) -> BoxFuture<'a, Result<Remains>> {
        LeftBehind::locate(self, site).boxed()
    }

    fn remove<'a>(&'a self, site: &'a Site<'a>, remains: &'a Remains) -> BoxFuture<'a, Result<()>> {
        async move {
            match remains.memo.downcast_ref::<Option<M>>() {
                Some(Some(place)) => Self::remove(site, place).await,
                _ => Ok(()),
            }
        }
        .boxed()
    }
}
