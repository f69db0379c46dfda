//! Following a run: its events as they come, and Ctrl-C.

use std::future::{Future, poll_fn};
use std::task::Poll;

use futures::future::join_all;
use jiff::Timestamp;
use karpool::event::Event;
use karpool::{Apply, Errors, Events, Report};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio_util::sync::CancellationToken;

use crate::exit::Failure;
use crate::ground::Ground;
use crate::printer::Printer;
use crate::render::event::Show;
use crate::site::Site;

/// Runs a verb for all stacks to its end and shows what happens meanwhile. What one stack answers does not touch the
/// others.
///
/// The first Ctrl-C lets what is in flight end and starts nothing new; the second one drops it.
pub(crate) async fn follow<'a, F>(
    printer: &Printer,
    sites: &'a [Site],
    options: Vec<Apply>,
    run: impl Fn(&'a Site, Apply) -> F,
) -> Result<Vec<Result<Report, Failure>>, Failure>
where
    F: Future<Output = Result<Report, Errors>>,
{
    let cancel = CancellationToken::new();
    let (mut received, mut runs) = (Vec::new(), Vec::new());
    for (site, options) in sites.iter().zip(options) {
        let (events, receiver) = Events::channel();
        received.push(receiver);
        runs.push(run(site, options.events(events).cancel(cancel.clone())));
    }
    let Some(first) = sites.first() else { return Ok(Vec::new()) };
    let mut show = Show::new(printer, sites);
    let mut interrupts = Interrupts::listen();
    let mut runs = std::pin::pin!(join_all(runs));
    let results = loop {
        tokio::select! {
            biased;
            (stack, event) = next(&mut received) => show.event(stack, &event),
            results = &mut runs => break results,
            () = interrupts.next() => {
                if cancel.is_cancelled() {
                    show.end();
                    return Err(Failure::Cancelled("stopped at once; run again to go on".to_owned()));
                }
                cancel.cancel();
                let event = Event::Cancelling { at: now(&first.ground) };
                (0..sites.len()).for_each(|stack| show.event(stack, &event));
            }
            () = first.ground.frame() => show.frame(now(&first.ground)),
        }
    };
    for (stack, receiver) in received.iter_mut().enumerate() {
        while let Ok(event) = receiver.try_recv() {
            show.event(stack, &event);
        }
    }
    show.end();
    Ok(results.into_iter().map(|result| result.map_err(Failure::from)).collect())
}

/// The next event of any stack; for ever pending when all have ended.
async fn next(received: &mut [UnboundedReceiver<Event>]) -> (usize, Event) {
    poll_fn(|context| {
        for (stack, receiver) in received.iter_mut().enumerate() {
            if let Poll::Ready(Some(event)) = receiver.poll_recv(context) {
                return Poll::Ready((stack, event));
            }
        }
        Poll::Pending
    })
    .await
}

fn now(ground: &Ground) -> Timestamp {
    ground.world.clock().timestamp()
}

/// Ctrl-C, and a polite request to end.
struct Interrupts([Option<Signal>; 2]);

impl Interrupts {
    fn listen() -> Interrupts {
        // Where signals can't be listened to, they end the process as ever.
        Interrupts([SignalKind::interrupt(), SignalKind::terminate()].map(|kind| signal(kind).ok()))
    }

    async fn next(&mut self) {
        let [interrupt, terminate] = &mut self.0;
        tokio::select! {
            () = one(interrupt) => {}
            () = one(terminate) => {}
        }
    }
}

async fn one(signal: &mut Option<Signal>) {
    let came = match signal {
        Some(signal) => signal.recv().await.is_some(),
        None => false,
    };
    if !came {
        std::future::pending().await
    }
}
