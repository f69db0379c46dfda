//! Simulated time on tokio's clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use crate::time::Time;

/// Simulated time: starts at a given moment and runs at most `speed` times as fast as tokio's clock.
///
/// Under a paused tokio runtime the same clock is deterministic: ten simulated minutes pass as soon as nothing else
/// is left to do.
#[derive(Clone, Debug)]
pub struct Clock {
    start: Time,
    zero: tokio::time::Instant,
    speed: f64,
    /// Time of tokio's clock that does not count, in nanoseconds.
    held: Arc<AtomicU64>,
    /// The latest moment that anybody was told, in milliseconds: time does not go back.
    latest: Arc<AtomicI64>,
}

impl Clock {
    /// Starts a clock at `start`. `speed` is simulated seconds per second of tokio's clock; it must be positive.
    pub fn start(start: Time, speed: f64) -> Clock {
        let (held, latest) = (Arc::default(), Arc::new(AtomicI64::new(start.0)));
        Clock { start, zero: tokio::time::Instant::now(), speed, held, latest }
    }

    pub fn now(&self) -> Time {
        let held = Duration::from_nanos(self.held.load(Ordering::Relaxed));
        let now = self.start + self.zero.elapsed().saturating_sub(held).mul_f64(self.speed);
        Time(self.latest.fetch_max(now.0, Ordering::Relaxed).max(now.0))
    }

    /// Does some work during which the clock stands still, so that time can't outrun a world that is slow to live.
    pub(crate) fn hold<T>(&self, work: impl FnOnce() -> T) -> T {
        let began = tokio::time::Instant::now();
        let result = work();
        let took = u64::try_from(began.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.held.fetch_add(took, Ordering::Relaxed);
        result
    }

    /// Sleeps for a simulated duration.
    pub async fn sleep(&self, simulated: Duration) {
        tokio::time::sleep(simulated.div_f64(self.speed)).await;
    }

    pub fn speed(&self) -> f64 {
        self.speed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_slow_world_is_not_outrun() {
        let clock = Clock::start(Time(0), 1000.0);
        clock.hold(|| std::thread::sleep(Duration::from_millis(300)));
        let after = clock.now();
        assert!(after < Time(0) + Duration::from_secs(200), "{after}");
        assert!(clock.now() >= after);
    }

    #[tokio::test(start_paused = true)]
    async fn under_a_paused_clock_time_is_exact() {
        let clock = Clock::start(Time(0), 2.0);
        clock.hold(|| ());
        tokio::time::advance(Duration::from_secs(5)).await;
        assert_eq!(clock.now(), Time(10_000));
    }
}
