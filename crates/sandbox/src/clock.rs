//! Simulated time on tokio's clock.

use std::time::Duration;

use crate::time::Time;

/// Simulated time: starts at a given moment and runs `speed` times as fast as tokio's clock.
///
/// Under a paused tokio runtime the same clock is deterministic: ten simulated minutes pass as soon as nothing else
/// is left to do.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    start: Time,
    zero: tokio::time::Instant,
    speed: f64,
}

impl Clock {
    /// Starts a clock at `start`. `speed` is simulated seconds per second of tokio's clock; it must be positive.
    pub fn start(start: Time, speed: f64) -> Clock {
        Clock { start, zero: tokio::time::Instant::now(), speed }
    }

    pub fn now(&self) -> Time {
        self.start + self.zero.elapsed().mul_f64(self.speed)
    }

    /// Sleeps for a simulated duration.
    pub async fn sleep(&self, simulated: Duration) {
        tokio::time::sleep(simulated.div_f64(self.speed)).await;
    }

    pub fn speed(&self) -> f64 {
        self.speed
    }
}
