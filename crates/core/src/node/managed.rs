//! Something that shall exist.

use futures::FutureExt;
use futures::future::{BoxFuture, join};

use super::declare::{Settled, share};
use super::{Node, Remains, Site, Survey};
use crate::apply::{Seen, look, remove, settle};
use crate::error::{Error, Kind as ErrorKind, Result};
use crate::event::Action;
use crate::graph::{Needs, Shared};
use crate::plan::{Change, Step, decide};
use crate::resource::{Claim, Field, Key, Kind, Phase, Resource};

type Want<R, N> = Box<dyn Fn(<N as Needs>::Values) -> (<R as Resource>::Key, R) + Send + Sync>;

pub(super) struct Managed<R: Resource, N: Needs> {
    why: String,
    needs: N,
    want: Want<R, N>,
}

/// What is remembered between the plan pass and the walk.
struct Memo<R: Resource> {
    key: R::Key,
    seen: Seen<R>,
}

impl<R: Resource, N: Needs> Managed<R, N> {
    pub(super) fn new(
        why: String,
        needs: N,
        want: impl Fn(N::Values) -> (R::Key, R) + Send + Sync + 'static,
    ) -> Managed<R, N> {
        Managed { why, needs, want: Box::new(want) }
    }

    fn resolve(&self, site: &Site<'_>) -> (R::Key, R) {
        (self.want)(self.needs.resolve(&site.run.slots, false))
    }

    /// Reads as soon as the key is known, even while other values are not; answers once the needs are settled.
    async fn read_early(&self, site: &Site<'_>) -> (Result<(), usize>, Option<(R::Key, Result<Seen<R>>)>) {
        let (key, _) = (self.want)(self.needs.resolve(&site.run.slots, true));
        let read = async {
            if key.is_pending() {
                return None;
            }
            let seen = look::<R>(site, &key).await;
            Some((key, seen))
        };
        join(site.run.slots.wait(site.needs), read).await
    }

    /// What lives under `key`: the early answer when it was asked under the same key.
    async fn live(&self, site: &Site<'_>, key: &R::Key, early: Option<(R::Key, Result<Seen<R>>)>) -> Result<Seen<R>> {
        match early {
            Some((asked, seen)) if asked == *key => seen,
            _ if key.is_pending() => Ok(Seen::absent(site.now())),
            _ => look::<R>(site, key).await,
        }
    }

    fn change(&self, site: &Site<'_>, key: &R::Key, want: &R, seen: &Seen<R>) -> Result<Change> {
        let step = decide(want, seen.live.as_ref(), site.options().adopt);
        let made = || {
            let said = R::particulars(key).into_iter().map(|(path, value)| Field::added(path, value));
            said.chain(want.fields()).collect()
        };
        let (action, fields, note) = match step {
            Step::Create => (Action::Create, made(), None),
            Step::Update(diff) => (Action::Update, diff.fields, None),
            Step::Wait(why) if seen.live.as_ref().is_some_and(|live| R::phase(live) == Phase::Leaving) => {
                (Action::Create, made(), Some(why))
            }
            Step::Replace(why) => (Action::Create, made(), Some(format!("{why}; deleted first, then made again"))),
            Step::Wait(why) => (Action::Await, Vec::new(), Some(why)),
            Step::Keep => (Action::Keep, Vec::new(), None),
            Step::Refuse(error) => return Err(error),
        };
        Ok(Change {
            id: site.id.to_owned(),
            kind: R::KIND,
            key: key.to_string(),
            action,
            fields,
            why: self.why.clone(),
            security: R::SECURITY,
            unapproved: false,
            note,
        })
    }

    async fn survey(&self, site: &Site<'_>) -> Result<Option<Survey>> {
        let (needs, early) = self.read_early(site).await;
        if needs.is_err() {
            // The node cannot be planned, but what its own read says is still worth telling.
            return early.map_or(Ok(None), |(_, seen)| seen.map(|_| None));
        }
        let (key, want) = self.resolve(site);
        if let [first, ..] = want.check().as_slice() {
            return Err(Error::new(ErrorKind::InvalidSpec, first.clone()));
        }
        let seen = self.live(site, &key, early).await?;
        let change = self.change(site, &key, &want, &seen)?;
        let live = match (&change.action, &seen.live) {
            (Action::Keep, Some(live)) => live.clone(),
            _ => preview(&want, &key, &seen, site)?,
        };
        let slot = share(Settled::<R> { key: key.clone(), live });
        Ok(Some(Survey { changes: vec![change], warnings: Vec::new(), slot, memo: share(Memo::<R> { key, seen }) }))
    }

    async fn settle(&self, site: &Site<'_>, survey: &Survey) -> Result<Shared> {
        let (key, want) = self.resolve(site);
        let memo = survey.memo.downcast_ref::<Memo<R>>().filter(|memo| memo.key == key);
        let seen = memo.map(|memo| memo.seen.clone());
        let settled = settle(site, key, &want, seen, survey.action()).await?;
        Ok(share(settled))
    }

    async fn locate(&self, site: &Site<'_>) -> Result<Remains> {
        let nothing = || Remains::new(Vec::new(), None, share(()));
        let (_, early) = self.read_early(site).await;
        site.run.slots.settled(site.needs).await;
        let (key, want) = self.resolve(site);
        let seen = self.live(site, &key, early).await?;
        let Some(live) = seen.live.clone() else { return Ok(nothing()) };
        if R::phase(&live) == Phase::Gone {
            return Ok(nothing());
        }
        let ours = want.claim(&live) == Claim::Ours;
        let tenants = if ours { tenants::<R>(site, &key, &live).await } else { None };
        let changes = if ours && tenants.is_none() { vec![self.removal(site, &key)] } else { Vec::new() };
        let stays = tenants.into_iter().map(|why| (site.id.to_owned(), why)).collect();
        let protected = R::protected(&live).filter(|_| ours).map(|error| error.at(site.id));
        let slot = share(Settled::<R> { key: key.clone(), live });
        Ok(Remains { protected, stays, ..Remains::new(changes, Some(slot), share(Memo::<R> { key, seen })) })
    }

    fn removal(&self, site: &Site<'_>, key: &R::Key) -> Change {
        Change {
            id: site.id.to_owned(),
            kind: R::KIND,
            key: key.to_string(),
            action: Action::Delete,
            fields: removed::<R>(key),
            why: self.why.clone(),
            security: R::SECURITY,
            unapproved: false,
            note: None,
        }
    }
}

/// What others would lose with it. What cannot be looked into stays as well: only what contains it may take it along.
pub(super) async fn tenants<R: Resource>(site: &Site<'_>, key: &R::Key, live: &R::Live) -> Option<String> {
    match R::tenants(key, live, site.world()).await {
        Ok(tenants) => tenants,
        Err(error) => Some(format!("what others have put into it is not known: {error}")),
    }
}

/// What a plan says of a thing that goes.
pub(super) fn removed<R: Resource>(key: &R::Key) -> Vec<Field> {
    R::particulars(key).into_iter().map(|(path, value)| Field::removed(path, value)).collect()
}

/// The state after apply, with the law that it is then as wanted checked in every plan.
fn preview<R: Resource>(want: &R, key: &R::Key, seen: &Seen<R>, site: &Site<'_>) -> Result<R::Live> {
    let stays = |live: &&R::Live| !matches!(R::phase(live), Phase::Leaving | Phase::Failed);
    let live = want.preview(key, seen.live.as_ref().filter(stays), &site.run.facts);
    let fields: Vec<Field> = want.diff(&live).fields;
    match fields.first() {
        None => Ok(live),
        Some(field) => Err(Error::bug(format!("the preview of {} still differs in {}", R::KIND, field.path))),
    }
}

impl<R: Resource, N: Needs> Node for Managed<R, N> {
    fn kind(&self) -> Kind {
        R::KIND
    }

    fn managed(&self) -> Option<std::any::TypeId> {
        Some(std::any::TypeId::of::<R>())
    }

    fn typical(&self) -> std::time::Duration {
        R::TYPICAL
    }

    fn survey<'a>(&'a self, site: &'a Site<'a>) -> BoxFuture<'a, Result<Option<Survey>>> {
        Managed::survey(self, site).boxed()
    }

    fn settle<'a>(&'a self, site: &'a Site<'a>, survey: &'a Survey) -> BoxFuture<'a, Result<Shared>> {
        Managed::settle(self, site, survey).boxed()
    }

    fn locate<'a>(&'a self, site: &'a Site<'a>) -> BoxFuture<'a, Result<Remains>> {
        Managed::locate(self, site).boxed()
    }

    fn remove<'a>(&'a self, site: &'a Site<'a>, remains: &'a Remains) -> BoxFuture<'a, Result<()>> {
        async move {
            match remains.memo.downcast_ref::<Memo<R>>() {
                Some(memo) => remove::<R>(site, &memo.key).await,
                None => Ok(()),
            }
        }
        .boxed()
    }
}
