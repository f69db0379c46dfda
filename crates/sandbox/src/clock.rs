//! Simulated time on tokio's clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use crate::time::Time;

/// Simulated time: starts at a given moment and runs at most `speed` times as fast as tokio's clock.
///
/// Under a paused tokio runtime the same clock is deterministic: ten simulated minutes pass as soon as nothing else
/// is left to do.
#[derive(Clone, Debug)]
pub struct Clock {
    pace: Arc<watch::Sender<Pace>>,
    /// Time of tokio's clock that does not count, in nanoseconds.
    held: Arc<AtomicU64>,
    /// The latest moment that anybody was told, in milliseconds: time does not go back.
    latest: Arc<AtomicI64>,
}

/// How fast time runs, and from where on.
#[derive(Clone, Copy, Debug)]
struct Pace {
    start: Time,
    zero: Instant,
    /// What had been held until then, in nanoseconds.
    held: u64,
    speed: f64,
}

impl Pace {
    fn time(&self, held: u64) -> Time {
        let held = Duration::from_nanos(held.saturating_sub(self.held));
        self.start + self.zero.elapsed().saturating_sub(held).mul_f64(self.speed)
    }
}

impl Clock {
    /// Starts a clock at `start`. `speed` is simulated seconds per second of tokio's clock; it must be positive.
    pub fn start(start: Time, speed: f64) -> Clock {
        let (held, latest) = (Arc::default(), Arc::new(AtomicI64::new(start.0)));
        let pace = Pace { start, zero: Instant::now(), held: 0, speed };
        Clock { pace: Arc::new(watch::Sender::new(pace)), held, latest }
    }

    pub fn now(&self) -> Time {
        let now = self.pace.borrow().time(self.held.load(Ordering::Relaxed));
        Time(self.latest.fetch_max(now.0, Ordering::Relaxed).max(now.0))
    }

    /// Lets time run at another speed from now on.
    pub(crate) fn set_speed(&self, speed: f64) {
        let held = self.held.load(Ordering::Relaxed);
        self.pace.send_if_modified(|pace| {
            // Speeds are settings, not results: they are the same or they are not.
            let changes = pace.speed.total_cmp(&speed).is_ne();
            if changes {
                *pace = Pace { start: pace.time(held), zero: Instant::now(), held, speed };
            }
            changes
        });
    }

    /// Does some work during which the clock stands still, so that time can't outrun a world that is slow to live.
    pub(crate) fn hold<T>(&self, work: impl FnOnce() -> T) -> T {
        let began = Instant::now();
        let result = work();
        let took = u64::try_from(began.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.held.fetch_add(took, Ordering::Relaxed);
        result
    }

    /// Sleeps for a simulated duration.
    pub async fn sleep(&self, simulated: Duration) {
        let mut paces = self.pace.subscribe();
        let mut left = simulated;
        loop {
            // One look at a time: a second one inside the first would wait for whoever waits to change the speed.
            let speed = paces.borrow_and_update().speed;
            let began = self.now();
            tokio::select! {
                biased;
                () = tokio::time::sleep(left.div_f64(speed)) => return,
                // The clock outlives its sleepers; without it nothing changes any more.
                Ok(()) = paces.changed() => left = left.saturating_sub(self.now().since(began)),
            }
        }
    }

    pub fn speed(&self) -> f64 {
        self.pace.borrow().speed
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

    #[tokio::test(start_paused = true)]
    async fn a_change_of_speed_reaches_those_who_sleep() {
        let clock = Clock::start(Time(0), 1.0);
        let sleeper = tokio::spawn({
            let clock = clock.clone();
            async move {
                clock.sleep(Duration::from_secs(100)).await;
                clock.now()
            }
        });
        tokio::time::sleep(Duration::from_secs(10)).await;
        clock.set_speed(9.0);
        assert_eq!(clock.now(), Time(10_000));
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(clock.now(), Time(19_000));
        assert_eq!(sleeper.await.ok(), Some(Time(100_000)));
    }
}
