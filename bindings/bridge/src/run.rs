//! A run that is under way: its events, its end, and the way to cancel it.

use std::future::Future;
use std::sync::Arc;

use karpool::error::Kind;
use karpool::spec::Spec;
use karpool::{Apply, Error, Event, Events, Plan, Report, World};
use serde_json::Value;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::{Mutex, watch};
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::failure::{Answer, Failure};
use crate::request::{Request, Verb};
use crate::world::Place;
use crate::{decode, encode};

/// A hand on a run. Clones are the same run; when the last one is dropped, the run is cancelled.
#[derive(Clone, Debug)]
pub struct Run {
    events: Arc<Mutex<UnboundedReceiver<Event>>>,
    end: watch::Receiver<Option<Answer>>,
    cancel: CancellationToken,
    _guard: Arc<DropGuard>,
}

impl Run {
    /// A run and the work of it, which is to be spawned. What is wrong with the request shows at the end as well.
    ///
    /// A request is `{verb, spec, options}`, as [`Request`] reads it.
    pub fn new(request: Value, place: Place) -> (Run, impl Future<Output = ()> + Send + 'static) {
        let (sink, events) = Events::channel();
        let (report, end) = watch::channel(None);
        let cancel = CancellationToken::new();
        let run = Run {
            events: Arc::new(Mutex::new(events)),
            end,
            cancel: cancel.clone(),
            _guard: Arc::new(cancel.clone().drop_guard()),
        };
        let work = async move {
            let answer = place.clone().host(work(request, place, sink, cancel)).await;
            report.send_replace(Some(answer));
        };
        (run, work)
    }

    /// The next event; null after the last.
    ///
    /// # Errors
    /// When an event can't be written as data, which is a defect.
    pub async fn next_event(&self) -> Answer {
        let event = self.events.lock().await.recv().await;
        event.map_or(Ok(Value::Null), |event| encode(&event))
    }

    /// Waits for the end: the report, or why not all was done, with the report.
    ///
    /// Dropping the future cancels the run; waiting again then gives what was done.
    ///
    /// # Errors
    /// The failure of the run.
    pub async fn finish(&self) -> Answer {
        let guard = self.cancel.clone().drop_guard();
        let mut end = self.end.clone();
        let answer = end.wait_for(Option::is_some).await.map(|answer| answer.clone());
        guard.disarm();
        match answer {
            Ok(Some(answer)) => answer,
            _ => Err(Failure::bug("the run broke off")),
        }
    }

    /// Lets calls in flight end and starts nothing new.
    pub fn cancel(&self) {
        self.cancel.cancel();
    }
}

async fn work(request: Value, place: Place, events: Events, cancel: CancellationToken) -> Answer {
    let request: Request = decode(request, "request")?;
    let (spec, apply) = request.open()?;
    let apply = apply.events(events).cancel(cancel.clone());
    let world = place.world(&spec.region).await?;
    let answer = answer(request.verb, &spec, &world, &apply);
    if request.verb.writes() {
        // Winds down by itself, with a report.
        return answer.await;
    }
    tokio::select! {
        answer = answer => answer,
        () = cancel.cancelled() => Err(Error::new(Kind::Cancelled, "cancelled; nothing was written").into()),
    }
}

async fn answer(verb: Verb, spec: &Spec, world: &World, apply: &Apply) -> Answer {
    match verb {
        Verb::Plan => encode_plan(&karpool::plan(spec, world, apply).await?),
        Verb::PlanDestroy => encode_plan(&karpool::plan_destroy(spec, world, apply).await?),
        Verb::Apply => encode_report(&karpool::apply(spec, world, apply).await?),
        Verb::Destroy => encode_report(&karpool::destroy(spec, world, apply).await?),
        Verb::Status => encode(&karpool::status(spec, world).await?),
        Verb::Outputs => encode(&karpool::outputs(spec, world).await?),
        Verb::Render => encode(&karpool::render(spec, world).await?),
    }
}

/// A plan with the digest by which it can be approved, and its counts.
fn encode_plan(plan: &Plan) -> Answer {
    let mut value = encode(plan)?;
    if let Value::Object(fields) = &mut value {
        fields.insert("digest".to_owned(), plan.digest().into());
        fields.insert("counts".to_owned(), encode(&plan.counts())?);
    }
    Ok(value)
}

fn encode_report(report: &Report) -> Answer {
    let value = encode(report)?;
    if report.is_ok() { Ok(value) } else { Err(Failure::of_report(report, value)) }
}
