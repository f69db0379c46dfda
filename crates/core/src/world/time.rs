//! Time as the engine and the SDK see it.

use std::time::{Duration, SystemTime};

use aws_smithy_async::rt::sleep::{AsyncSleep, SharedAsyncSleep, TokioSleep};
use aws_smithy_async::time::{SharedTimeSource, SystemTimeSource};

/// A source of time and a way to wait, which belong together: a simulated world simulates both.
#[derive(Clone, Debug)]
pub struct Clock {
    source: SharedTimeSource,
    sleep: SharedAsyncSleep,
}

impl Default for Clock {
    fn default() -> Clock {
        Clock {
            source: SharedTimeSource::new(SystemTimeSource::new()),
            sleep: SharedAsyncSleep::new(TokioSleep::new()),
        }
    }
}

impl Clock {
    pub fn new(source: SharedTimeSource, sleep: SharedAsyncSleep) -> Clock {
        Clock { source, sleep }
    }

    pub fn now(&self) -> SystemTime {
        self.source.now()
    }

    pub fn timestamp(&self) -> jiff::Timestamp {
        jiff::Timestamp::try_from(self.now()).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
    }

    pub async fn sleep(&self, duration: Duration) {
        self.sleep.sleep(duration).await;
    }

    pub fn since(&self, earlier: SystemTime) -> Duration {
        self.now().duration_since(earlier).unwrap_or_default()
    }

    pub(crate) fn source(&self) -> SharedTimeSource {
        self.source.clone()
    }

    pub(crate) fn sleeper(&self) -> SharedAsyncSleep {
        self.sleep.clone()
    }
}
