//! A run that is under way: its events, its end, and the way to cancel it.

use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use karpool::error::Kind;
use karpool::spec::Spec;
use karpool::{Apply, Error, Event, Events, Report, Subject, World};
use serde_json::Value;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::watch;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::answer::{PlanAnswer, Token};
use crate::failure::{Answer, Failure};
use crate::request::{KubeconfigOptions, Request, Verb};
use crate::world::Place;
use crate::{decode, encode};

/// A hand on a run. Clones are the same run; when the last one is dropped, the run is cancelled.
#[derive(Clone, Debug)]
pub struct Run {
    events: Arc<Journal>,
    end: watch::Receiver<Option<Answer>>,
    stop: Stop,
    _guard: Arc<DropGuard>,
}

/// All events of a run, kept while it lives: whoever listens gets each of them from the first on, however late.
#[derive(Debug)]
struct Journal {
    told: Mutex<Vec<Event>>,
    coming: tokio::sync::Mutex<UnboundedReceiver<Event>>,
}

impl Journal {
    fn new(coming: UnboundedReceiver<Event>) -> Journal {
        Journal { told: Mutex::default(), coming: tokio::sync::Mutex::new(coming) }
    }

    fn told(&self, position: usize) -> Option<Event> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).get(position).cloned()
    }

    /// Waits until there is an event at a position; `None` when the last one comes before.
    async fn event(&self, position: usize) -> Option<Event> {
        loop {
            if let Some(event) = self.told(position) {
                return Some(event);
            }
            let mut coming = self.coming.lock().await;
            // Another listener may have brought it in while this one waited for its turn.
            if self.told(position).is_none() {
                let event = coming.recv().await?;
                self.told.lock().unwrap_or_else(PoisonError::into_inner).push(event);
            }
        }
    }
}

/// How a run is asked to end.
#[derive(Clone, Debug, Default)]
struct Stop {
    /// Calls in flight end, nothing new is started.
    cancel: CancellationToken,
    /// Calls in flight are dropped.
    drop: CancellationToken,
}

impl Run {
    /// A run and the work of it, which is to be spawned. What is wrong with the request shows at the end as well.
    ///
    /// A request is `{verb, spec, options}`, as [`Request`] reads it.
    ///
    /// # Errors
    /// `Preflight` in a forked process.
    pub fn new(request: Value, place: Place) -> Result<(Run, impl Future<Output = ()> + Send + 'static), Failure> {
        crate::enter()?;
        let (sink, events) = Events::channel();
        let (report, end) = watch::channel(None);
        let stop = Stop::default();
        let run = Run {
            events: Arc::new(Journal::new(events)),
            end,
            stop: stop.clone(),
            _guard: Arc::new(stop.cancel.clone().drop_guard()),
        };
        let work = async move {
            let answer = place.clone().host(work(request, place, sink, stop)).await;
            report.send_replace(Some(answer));
        };
        Ok((run, work))
    }

    /// The event at a position, counted from 0; null after the last. Asking again gives the same, so nothing is lost
    /// when an answer is not taken, and several listeners do not take each other's.
    ///
    /// # Errors
    /// When an event can't be written as data, which is a defect.
    pub async fn event(&self, position: usize) -> Answer {
        let event = self.events.event(position).await;
        event.map_or(Ok(Value::Null), |event| encode(&event))
    }

    /// Waits for the end: the report, or why not all was done, with the report. Dropping the future leaves the run as it
    /// is: whoever stops waiting says by [`Run::cancel`] whether it shall end, and may wait again.
    ///
    /// # Errors
    /// The failure of the run.
    pub async fn finish(&self) -> Answer {
        let mut end = self.end.clone();
        let answer = end.wait_for(Option::is_some).await.map(|answer| answer.clone());
        match answer {
            Ok(Some(answer)) => answer,
            _ => Err(Failure::bug("the run broke off")),
        }
    }

    /// Why it ended without doing all, as soon as it has.
    pub fn failure(&self) -> Option<Failure> {
        self.end.borrow().as_ref().and_then(|answer| answer.as_ref().err().cloned())
    }

    /// Lets calls in flight end and starts nothing new, however often it is said.
    pub fn wind_down(&self) {
        self.stop.cancel.cancel();
    }

    /// Lets calls in flight end and starts nothing new; the second time, drops what is in flight.
    pub fn cancel(&self) {
        if self.stop.cancel.is_cancelled() {
            self.stop.drop.cancel();
        }
        self.stop.cancel.cancel();
    }

    /// Drops what is in flight, at once.
    pub fn abandon(&self) {
        self.stop.cancel.cancel();
        self.stop.drop.cancel();
    }
}

async fn work(request: Value, place: Place, events: Events, stop: Stop) -> Answer {
    let request: Request = decode(request, "request")?;
    let (subject, region) = request.open(place.region())?;
    let world = place.world(&region).await?;
    let clock = world.clock().clone();
    let apply = request.options.apply().events(events.clone()).cancel(stop.cancel.clone());
    let mut answer = pin!(answer(&request.verb, subject.as_ref(), (&place, &world), &apply));
    let mut told = false;
    loop {
        tokio::select! {
            // A cancel is told of before the answer, which may be there in the same moment.
            biased;
            () = stop.drop.cancelled() => return Err(Failure::cancelled("stopped at once; calls in flight were dropped")),
            () = stop.cancel.cancelled(), if !told => {
                told = true;
                events.send(Event::Cancelling { at: clock.timestamp() });
                // What writes winds down by itself, with a report.
                if !request.verb.writes() {
                    return Err(Failure::cancelled("cancelled; nothing was written"));
                }
            }
            answer = &mut answer => {
                // The cancel may have come while the answer was being made.
                if !told && stop.cancel.is_cancelled() {
                    events.send(Event::Cancelling { at: clock.timestamp() });
                }
                return answer;
            }
        }
    }
}

type Ground<'a> = (&'a Place, &'a World);

async fn answer(verb: &Verb, subject: Option<&Subject>, ground: Ground<'_>, apply: &Apply) -> Answer {
    match (verb, subject) {
        (Verb::Token(options), _) => token(&options.cluster, ground.1).await,
        (_, Some(subject)) => answer_of(verb, subject, ground, apply).await,
        (_, None) => Err(Failure::misused("request: there is no spec")),
    }
}

async fn answer_of(verb: &Verb, subject: &Subject, (place, world): Ground<'_>, apply: &Apply) -> Answer {
    match verb {
        Verb::Plan => encode(&PlanAnswer::of(karpool::plan(subject, world, apply).await?)),
        Verb::PlanDestroy => encode(&PlanAnswer::of(karpool::plan_destroy(subject, world, apply).await?)),
        Verb::Apply => encode_report(&karpool::apply(subject, world, apply).await?),
        Verb::Destroy => encode_report(&karpool::destroy(subject, world, apply).await?),
        Verb::Outputs => encode(&karpool::outputs(subject, world).await?),
        Verb::Status => encode(&karpool::status(subject.stack()?, world).await?),
        Verb::Render => encode(&karpool::render(subject.stack()?, world).await?),
        Verb::Kubeconfig(options) => kubeconfig(subject.stack()?, place, world, options).await,
        Verb::Token(options) => token(&options.cluster, world).await,
    }
}

fn encode_report(report: &Report) -> Answer {
    let value = encode(report)?;
    if report.is_ok() { Ok(value) } else { Err(Failure::of_report(report, value)) }
}

async fn token(cluster: &str, world: &World) -> Answer {
    let token = world.token(cluster).await?;
    let expires = Timestamp::try_from(token.expires).unwrap_or(Timestamp::UNIX_EPOCH);
    let expires = expires.round(jiff::Unit::Second).unwrap_or(expires).to_string();
    encode(&Token { token: token.text, expires })
}

async fn kubeconfig(spec: &Spec, place: &Place, world: &World, options: &KubeconfigOptions) -> Answer {
    let status = karpool::status(spec, world).await?;
    // Whoever uses the file later knows nothing of this program's world.
    let spec = &place.identify(spec);
    let missing = || {
        let error = Error::new(Kind::NotFound, format!("the cluster {} is not there yet", spec.name));
        Failure::from(error.with_hint("apply first, and ask when it is done"))
    };
    let cluster = status.cluster.ok_or_else(missing)?;
    let context = options.context.clone().unwrap_or_else(|| cluster.name.clone());
    let file = karpool_cli::kubeconfig::alone(spec, &cluster, &context).ok_or_else(missing)?;
    if let Some(path) = &options.path {
        let refused = |why| Failure::from(Error::new(Kind::Preflight, why));
        karpool_cli::kubeconfig::install(&file, path).map_err(refused)?;
    }
    Ok(file)
}
