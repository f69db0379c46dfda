//! Something to look up, once.

use futures::FutureExt;
use futures::future::BoxFuture;

use super::declare::share;
use super::{Node, Remains, Site, Survey};
use crate::error::{Kind as ErrorKind, Result};
use crate::graph::{Needs, Origin, Shared, Value};
use crate::resource::{Kind, Query};

type Ask<Q, N> = Box<dyn Fn(<N as Needs>::Values) -> Q + Send + Sync>;

pub(super) struct Found<Q: Query, N: Needs> {
    needs: N,
    query: Ask<Q, N>,
}

impl<Q: Query, N: Needs> Found<Q, N> {
    pub(super) fn new(needs: N, query: impl Fn(N::Values) -> Q + Send + Sync + 'static) -> Found<Q, N> {
        Found { needs, query: Box::new(query) }
    }

    async fn ask(&self, site: &Site<'_>) -> Result<Value<Q::Answer>> {
        let query = (self.query)(self.needs.resolve(&site.run.slots, false));
        if query.is_pending() {
            return Ok(Value::Pending(Origin::new(site.id)));
        }
        Ok(Value::Known(query.find(site.world()).await?))
    }
}

impl<Q: Query, N: Needs> Node for Found<Q, N> {
    fn kind(&self) -> Kind {
        Q::KIND
    }

    fn survey<'a>(&'a self, site: &'a Site<'a>) -> BoxFuture<'a, Result<Option<Survey>>> {
        async move {
            if site.run.slots.wait(site.needs).await.is_err() {
                return Ok(None);
            }
            let answer = self.ask(site).await?;
            let warnings = answer.as_known().map(Q::warnings).unwrap_or_default();
            let answer = share(answer);
            Ok(Some(Survey { changes: Vec::new(), warnings, slot: answer.clone(), memo: answer }))
        }
        .boxed()
    }

    fn settle<'a>(&'a self, site: &'a Site<'a>, survey: &'a Survey) -> BoxFuture<'a, Result<Shared>> {
        async move {
            // An answer of the plan pass stays the answer of the run.
            match survey.memo.downcast_ref::<Value<Q::Answer>>() {
                Some(Value::Known(_)) if !Q::AGAIN => Ok(survey.slot.clone()),
                _ => Ok(share(self.ask(site).await?)),
            }
        }
        .boxed()
    }

    fn locate<'a>(&'a self, site: &'a Site<'a>) -> BoxFuture<'a, Result<Remains>> {
        async move {
            site.run.slots.settled(site.needs).await;
            let answer = match self.ask(site).await {
                // Not missing but wrongly described: nothing may be deleted on this ground.
                Err(error) if error.is(ErrorKind::Immutable) => return Err(error),
                // What cannot be found any more does not keep the rest from being deleted.
                other => other.unwrap_or_else(|_| Value::Pending(Origin::new(site.id))),
            };
            Ok(Remains::new(Vec::new(), Some(share(answer)), share(())))
        }
        .boxed()
    }

    fn remove<'a>(&'a self, _: &'a Site<'a>, _: &'a Remains) -> BoxFuture<'a, Result<()>> {
        async { Ok(()) }.boxed()
    }
}
