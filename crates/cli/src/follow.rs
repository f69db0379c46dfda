//! Following a run: its events as they come, and Ctrl-C.

use std::future::Future;

use jiff::Timestamp;
use karpool::event::Event;
use karpool::{Apply, Errors, Events, Report};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::exit::Failure;
use crate::ground::Ground;
use crate::printer::Printer;
use crate::render::event::Show;

/// Runs a verb to its end and shows what happens meanwhile.
///
/// The first Ctrl-C lets what is in flight end and starts nothing new; the second one drops it.
pub(crate) async fn follow<F>(
    printer: &Printer,
    ground: &Ground,
    options: Apply,
    run: impl FnOnce(Apply) -> F,
) -> Result<Report, Failure>
where
    F: Future<Output = Result<Report, Errors>>,
{
    let (events, mut received) = Events::channel();
    let cancel = CancellationToken::new();
    let mut show = Show::new(printer);
    let mut interrupts = Interrupts::listen();
    let mut run = std::pin::pin!(run(options.events(events).cancel(cancel.clone())));
    let result = loop {
        tokio::select! {
            biased;
            Some(event) = received.recv() => show.event(&event),
            result = &mut run => break result,
            () = interrupts.next() => {
                if cancel.is_cancelled() {
                    show.end();
                    return Err(Failure::Cancelled("stopped at once; run again to go on".to_owned()));
                }
                cancel.cancel();
                show.event(&Event::Cancelling { at: now(ground) });
            }
            () = ground.frame() => show.frame(now(ground)),
        }
    };
    while let Ok(event) = received.try_recv() {
        show.event(&event);
    }
    show.end();
    Ok(result?)
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
