//! Whatever else of a kind is ours and is not wanted any more.

use futures::FutureExt;
use futures::future::{BoxFuture, try_join_all};

use super::declare::{Settled, share};
use super::managed::removed;
use super::{Node, Remains, Site, Survey};
use crate::apply::{look, remove};
use crate::error::Result;
use crate::event::{Action, State};
use crate::graph::{Needs, Shared};
use crate::plan::Change;
use crate::resource::{Key, Kind, Owned, Phase};

type Scope<R, N> = Box<dyn Fn(<N as Needs>::Values) -> <R as Owned>::Scope + Send + Sync>;

pub(super) struct Pruned<R: Owned, N: Needs> {
    kept: Vec<usize>,
    needs: N,
    scope: Scope<R, N>,
}

/// What left the spec.
struct Leftovers<R: Owned>(Vec<R::Key>);

impl<R: Owned, N: Needs> Pruned<R, N> {
    pub(super) fn new(
        kept: Vec<usize>,
        needs: N,
        scope: impl Fn(N::Values) -> R::Scope + Send + Sync + 'static,
    ) -> Pruned<R, N> {
        Pruned { kept, needs, scope: Box::new(scope) }
    }

    /// Lists as soon as the scope is known, then leaves out what is wanted.
    async fn leftovers(&self, site: &Site<'_>) -> Result<Vec<R::Key>> {
        let slots = &site.run.slots;
        let mut scope = (self.scope)(self.needs.resolve(slots, true));
        if scope.is_pending() {
            slots.settled(&self.needs.nodes()).await;
            scope = (self.scope)(self.needs.resolve(slots, false));
        }
        if scope.is_pending() {
            return Ok(Vec::new());
        }
        let listed = R::list(&scope, site.world()).await?;
        slots.settled(&self.kept).await;
        let settled: Vec<Shared> = self.kept.iter().filter_map(|&node| slots.get(node)).collect();
        let wanted: Vec<&R::Key> =
            settled.iter().filter_map(|state| state.downcast_ref::<Settled<R>>()).map(|settled| &settled.key).collect();
        let candidates = listed.into_iter().filter(|key| !wanted.contains(&key));
        let owned = try_join_all(candidates.map(|key| self.if_ours(site, &scope, key))).await?;
        Ok(owned.into_iter().flatten().collect())
    }

    async fn if_ours(&self, site: &Site<'_>, scope: &R::Scope, key: R::Key) -> Result<Option<R::Key>> {
        let seen = look::<R>(site, &key).await?;
        let ours = seen.live.is_some_and(|live| R::phase(&live) != Phase::Gone && R::is_ours(scope, &live));
        Ok(ours.then_some(key))
    }

    fn changes(keys: &[R::Key], unapproved: bool, why: &str) -> Vec<Change> {
        let change = |key: &R::Key| Change {
            id: left_over::<R>(key),
            kind: R::KIND,
            key: key.to_string(),
            action: Action::Delete,
            fields: removed::<R>(key),
            why: why.to_owned(),
            security: R::SECURITY,
            unapproved,
            note: None,
        };
        keys.iter().map(change).collect()
    }

    /// Each is told of under its own name.
    async fn remove_all(&self, site: &Site<'_>, keys: &[R::Key]) -> Result<()> {
        let remove_one = |key| async move {
            let id = left_over::<R>(key);
            let own = Site { run: site.run, node: site.node, id: &id, needs: site.needs };
            match remove::<R>(&own, key).await {
                Ok(()) => own.tell(State::Gone, None),
                Err(error) => return Err(error.at(&id)),
            }
            Ok(())
        };
        try_join_all(keys.iter().map(remove_one)).await?;
        Ok(())
    }
}

/// What something that left the spec is called.
fn left_over<R: Owned>(key: &R::Key) -> String {
    format!("{}/{}", R::KIND, R::name(key))
}

impl<R: Owned, N: Needs> Node for Pruned<R, N> {
    fn kind(&self) -> Kind {
        R::KIND
    }

    fn survey<'a>(&'a self, site: &'a Site<'a>) -> BoxFuture<'a, Result<Option<Survey>>> {
        async move {
            let keys = self.leftovers(site).await?;
            let changes = Self::changes(&keys, !site.options().prune, "ours, and no longer in the spec");
            Ok(Some(Survey { changes, warnings: Vec::new(), slot: share(()), memo: share(Leftovers::<R>(keys)) }))
        }
        .boxed()
    }

    fn settle<'a>(&'a self, site: &'a Site<'a>, survey: &'a Survey) -> BoxFuture<'a, Result<Shared>> {
        async move {
            if let Some(Leftovers(keys)) = survey.memo.downcast_ref::<Leftovers<R>>()
                && site.options().prune
            {
                self.remove_all(site, keys).await?;
            }
            Ok(share(()))
        }
        .boxed()
    }

    fn locate<'a>(&'a self, site: &'a Site<'a>) -> BoxFuture<'a, Result<Remains>> {
        async move {
            let keys = self.leftovers(site).await?;
            let changes = Self::changes(&keys, false, "ours");
            Ok(Remains::new(changes, None, share(Leftovers::<R>(keys))))
        }
        .boxed()
    }

    fn remove<'a>(&'a self, site: &'a Site<'a>, remains: &'a Remains) -> BoxFuture<'a, Result<()>> {
        async move {
            match remains.memo.downcast_ref::<Leftovers<R>>() {
                Some(Leftovers(keys)) => self.remove_all(site, keys).await,
                None => Ok(()),
            }
        }
        .boxed()
    }
}
