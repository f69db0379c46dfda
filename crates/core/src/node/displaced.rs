//! What is ours and cannot be there beside what takes its place: it is gone before that begins.

use futures::FutureExt;
use futures::future::{BoxFuture, try_join_all};

use super::declare::share;
use super::pruned::{deletion, if_ours, remove_all};
use super::{Node, Remains, Site, Survey};
use crate::error::{Error, Result};
use crate::event::Action;
use crate::graph::{Needs, Shared};
use crate::plan::Change;
use crate::resource::{Key, Kind, Owned, Phase, Resource};

type Scope<R, N> = Box<dyn Fn(<N as Needs>::Values) -> <R as Owned>::Scope + Send + Sync>;

/// Whether a key is the successor's own.
type IsIt<R> = Box<dyn Fn(&<R as Resource>::Key) -> bool + Send + Sync>;

/// Who takes the place of others of its kind.
pub struct Successor<R: Owned> {
    pub is_it: IsIt<R>,
    /// Said of another one that may not be deleted.
    pub refuse: fn(&R::Key) -> Error,
}

pub(super) struct Displaced<R: Owned, N: Needs> {
    needs: N,
    scope: Scope<R, N>,
    successor: Successor<R>,
}

/// Who has to be gone.
struct Others<R: Owned>(Vec<R::Key>);

impl<R: Owned, N: Needs> Displaced<R, N> {
    pub(super) fn new(
        needs: N,
        scope: impl Fn(N::Values) -> R::Scope + Send + Sync + 'static,
        successor: Successor<R>,
    ) -> Displaced<R, N> {
        Displaced { needs, scope: Box::new(scope), successor }
    }

    async fn others(&self, site: &Site<'_>) -> Result<Vec<(R::Key, R::Live)>> {
        site.run.slots.settled(&self.needs.nodes()).await;
        let scope = (self.scope)(self.needs.resolve(&site.run.slots, false));
        if scope.is_pending() {
            return Ok(Vec::new());
        }
        let listed = R::list(&scope, site.world()).await?.into_iter();
        let others = listed.filter(|key| !(self.successor.is_it)(key));
        let others = try_join_all(others.map(|key| if_ours::<R>(site, &scope, key))).await?;
        Ok(others.into_iter().flatten().collect())
    }

    /// One that is on its way is only waited for: somebody has approved of that already.
    fn change(&self, key: &R::Key, live: &R::Live, prune: bool) -> Result<Change> {
        let change = deletion::<R>(key, "ours, and cannot be there beside the one that takes its place");
        match R::phase(live) {
            Phase::Leaving => Ok(Change { action: Action::Await, note: Some("being deleted".into()), ..change }),
            _ if prune => Ok(change),
            _ => Err((self.successor.refuse)(key)),
        }
    }
}

impl<R: Owned, N: Needs> Node for Displaced<R, N> {
    fn kind(&self) -> Kind {
        R::KIND
    }

    fn survey<'a>(&'a self, site: &'a Site<'a>) -> BoxFuture<'a, Result<Option<Survey>>> {
        async move {
            let others = self.others(site).await?;
            let prune = site.options().prune;
            let changes = others.iter().map(|(key, live)| self.change(key, live, prune)).collect::<Result<Vec<_>>>()?;
            let keys = others.into_iter().map(|(key, _)| key).collect();
            Ok(Some(Survey { changes, warnings: Vec::new(), slot: share(()), memo: share(Others::<R>(keys)) }))
        }
        .boxed()
    }

    fn settle<'a>(&'a self, site: &'a Site<'a>, survey: &'a Survey) -> BoxFuture<'a, Result<Shared>> {
        async move {
            if let Some(Others(keys)) = survey.memo.downcast_ref::<Others<R>>() {
                remove_all::<R>(site, keys).await?;
            }
            Ok(share(()))
        }
        .boxed()
    }

    /// Destroy finds them among the leftovers of their kind.
    fn locate<'a>(&'a self, _: &'a Site<'a>) -> BoxFuture<'a, Result<Remains>> {
        async { Ok(Remains::new(Vec::new(), Some(share(())), share(()))) }.boxed()
    }

    fn remove<'a>(&'a self, _: &'a Site<'a>, _: &'a Remains) -> BoxFuture<'a, Result<()>> {
        async { Ok(()) }.boxed()
    }
}
