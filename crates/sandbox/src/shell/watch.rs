//! Watches: streams of events that follow a cluster.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;
use tokio::sync::watch as signal;

use super::{Shell, body};
use crate::kubernetes::WatchSpec;
use crate::time::Time;

/// The API server ends a watch by itself after a while.
const LONGEST: Duration = Duration::from_secs(30 * 60);

struct Stream {
    shell: Arc<Shell>,
    arn: String,
    spec: WatchSpec,
    from: u64,
    deadline: Time,
    changes: signal::Receiver<u64>,
    state: State,
    /// Break off after the first events.
    torn: bool,
}

#[derive(PartialEq)]
enum State {
    Open,
    Torn,
    Ended,
}

impl Shell {
    pub(super) fn watch(self: &Arc<Shell>, arn: String, spec: WatchSpec, torn: bool) -> body::Body {
        let lasts = spec.timeout_seconds.map_or(LONGEST, Duration::from_secs);
        let stream = Stream {
            shell: Arc::clone(self),
            arn,
            from: spec.from,
            spec,
            deadline: self.clock.now() + lasts,
            changes: self.subscribe(),
            state: State::Open,
            torn,
        };
        body::stream(futures::stream::unfold(stream, |mut stream| async move {
            let chunk = stream.next().await?;
            Some((chunk, stream))
        }))
    }
}

impl Stream {
    async fn next(&mut self) -> Option<Result<Bytes, body::BoxError>> {
        loop {
            match self.state {
                State::Ended => return None,
                State::Torn => {
                    self.state = State::Ended;
                    return Some(Err(body::reset().into()));
                }
                State::Open => {}
            }
            self.changes.mark_unchanged();
            let events = self.look();
            if !events.is_empty() {
                if self.torn {
                    self.state = State::Torn;
                }
                return Some(Ok(lines(&events)));
            }
            if self.state == State::Open {
                let shell = Arc::clone(&self.shell);
                shell.rest(&mut self.changes).await;
            }
        }
    }

    /// The events since the last look; notes the end of the stream.
    fn look(&mut self) -> Vec<Value> {
        let mut world = self.shell.world();
        let now = world.now;
        let Some(cluster) = world.clusters.get_mut(&self.arn) else {
            self.state = State::Ended;
            return Vec::new();
        };
        let watched = cluster.watch_events(now, &self.spec, self.from);
        self.from = watched.revision;
        if watched.ended || self.shell.clock.now() >= self.deadline {
            self.state = State::Ended;
        }
        watched.events
    }
}

fn lines(events: &[Value]) -> Bytes {
    let mut text = String::new();
    for event in events {
        text.push_str(&event.to_string());
        text.push('\n');
    }
    Bytes::from(text)
}
