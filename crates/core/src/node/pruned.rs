//! Whatever else of a kind is ours and is not wanted any more.

use futures::FutureExt;
use futures::future::{BoxFuture, try_join_all};

use super::declare::{Settled, share};
use super::managed::{removed, tenants};
use super::{Node, Remains, Site, Survey};
use crate::apply::{look, remove};
use crate::error::{Error, Kind as ErrorKind, Result};
use crate::event::{Action, State};
use crate::graph::{Needs, Shared};
use crate::plan::Change;
use crate::resource::{Key, Kind, Owned, Phase, Resource};

type Scope<R, N> = Box<dyn Fn(<N as Needs>::Values) -> <R as Owned>::Scope + Send + Sync>;

pub(super) struct Pruned<R: Owned, N: Needs> {
    kept: Vec<usize>,
    needs: N,
    scope: Scope<R, N>,
}

/// Something that left the spec, and what still uses it.
struct Leftover<R: Owned> {
    key: R::Key,
    used: Option<String>,
}

/// What left the spec and nothing uses.
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
    async fn unwanted(&self, site: &Site<'_>) -> Result<Vec<(R::Key, R::Live)>> {
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
        let owned = try_join_all(candidates.map(|key| if_ours::<R>(site, &scope, key))).await?;
        Ok(owned.into_iter().flatten().collect())
    }

    /// What is used is known when all that its scope stands on is.
    async fn leftovers(&self, site: &Site<'_>) -> Result<Vec<Leftover<R>>> {
        let slots = &site.run.slots;
        let unwanted = self.unwanted(site).await?;
        slots.settled(&self.needs.nodes()).await;
        let scope = (self.scope)(self.needs.resolve(slots, false));
        let judged = unwanted.into_iter().map(async |(key, live)| {
            let used = R::used(&scope, &key, &live, site.world()).await?;
            Ok(Leftover { key, used })
        });
        try_join_all(judged).await
    }

    /// The plan said that nothing uses it: what has begun to since then keeps it.
    async fn remove_unused(&self, site: &Site<'_>, key: &R::Key) -> Result<()> {
        let id = left_over::<R>(key);
        let own = named(site, &id);
        told(&own, self.remove_if_unused(&own, key).await)
    }

    async fn remove_if_unused(&self, site: &Site<'_>, key: &R::Key) -> Result<()> {
        let scope = (self.scope)(self.needs.resolve(&site.run.slots, false));
        let Some(live) = look::<R>(site, key).await?.live else { return Ok(()) };
        match R::used(&scope, key, &live, site.world()).await? {
            Some(used) => Err(Error::new(ErrorKind::Changed, format!("{key} was to be deleted, and {used}"))),
            None => remove::<R>(site, key).await,
        }
    }
}

/// What is used stays, whoever asks: it is told why.
fn change<R: Owned>(left: &Leftover<R>, prune: bool) -> Change {
    let unapproved = left.used.is_some() || !prune;
    Change { unapproved, note: left.used.clone(), ..deletion::<R>(&left.key, "ours, and no longer in the spec") }
}

/// What was listed, with what lives under its key, unless it is gone or somebody else's.
pub(super) async fn if_ours<R: Owned>(
    site: &Site<'_>,
    scope: &R::Scope,
    key: R::Key,
) -> Result<Option<(R::Key, R::Live)>> {
    let seen = look::<R>(site, &key).await?;
    let ours = seen.live.filter(|live| R::phase(live) != Phase::Gone && R::is_ours(scope, live));
    Ok(ours.map(|live| (key, live)))
}

pub(super) fn deletion<R: Resource>(key: &R::Key, why: &str) -> Change {
    Change {
        id: left_over::<R>(key),
        kind: R::KIND,
        key: key.to_string(),
        action: Action::Delete,
        fields: removed::<R>(key),
        why: why.to_owned(),
        security: R::SECURITY,
        unapproved: false,
        note: None,
    }
}

/// Each is told of under its own name.
pub(super) async fn remove_all<R: Resource>(site: &Site<'_>, keys: &[R::Key]) -> Result<()> {
    let remove_one = |key| async move {
        let id = left_over::<R>(key);
        let own = named(site, &id);
        told(&own, remove::<R>(&own, key).await)
    };
    try_join_all(keys.iter().map(remove_one)).await?;
    Ok(())
}

/// What something that left the spec is called.
fn left_over<R: Resource>(key: &R::Key) -> String {
    format!("{}/{}", R::KIND, R::name(key))
}

fn named<'a>(site: &Site<'a>, id: &'a str) -> Site<'a> {
    Site { id, ..*site }
}

fn told(own: &Site<'_>, outcome: Result<()>) -> Result<()> {
    outcome.map(|()| own.tell(State::Gone, None)).map_err(|error| error.at(own.id))
}

impl<R: Owned, N: Needs> Node for Pruned<R, N> {
    fn kind(&self) -> Kind {
        R::KIND
    }

    fn survey<'a>(&'a self, site: &'a Site<'a>) -> BoxFuture<'a, Result<Option<Survey>>> {
        async move {
            let left = self.leftovers(site).await?;
            let changes = left.iter().map(|left| change(left, site.options().prune)).collect();
            let keys = left.into_iter().filter(|left| left.used.is_none()).map(|left| left.key).collect();
            Ok(Some(Survey { changes, warnings: Vec::new(), slot: share(()), memo: share(Leftovers::<R>(keys)) }))
        }
        .boxed()
    }

    fn settle<'a>(&'a self, site: &'a Site<'a>, survey: &'a Survey) -> BoxFuture<'a, Result<Shared>> {
        async move {
            if let Some(Leftovers(keys)) = survey.memo.downcast_ref::<Leftovers<R>>()
                && site.options().prune
            {
                try_join_all(keys.iter().map(|key| self.remove_unused(site, key))).await?;
            }
            Ok(share(()))
        }
        .boxed()
    }

    fn locate<'a>(&'a self, site: &'a Site<'a>) -> BoxFuture<'a, Result<Remains>> {
        async move {
            let (mut keys, mut stays) = (Vec::new(), Vec::new());
            for (key, live) in self.unwanted(site).await? {
                match tenants::<R>(site, &key, &live).await {
                    Some(why) => stays.push((left_over::<R>(&key), why)),
                    None => keys.push(key),
                }
            }
            let changes = keys.iter().map(|key| deletion::<R>(key, "ours")).collect();
            Ok(Remains { stays, ..Remains::new(changes, None, share(Leftovers::<R>(keys))) })
        }
        .boxed()
    }

    fn remove<'a>(&'a self, site: &'a Site<'a>, remains: &'a Remains) -> BoxFuture<'a, Result<()>> {
        async move {
            match remains.memo.downcast_ref::<Leftovers<R>>() {
                Some(Leftovers(keys)) => remove_all::<R>(site, keys).await,
                None => Ok(()),
            }
        }
        .boxed()
    }
}
