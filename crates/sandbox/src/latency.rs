//! How long calls take.

use std::collections::BTreeMap;
use std::time::Duration;

/// Shortest and longest simulated duration of a call.
pub type Span = (Duration, Duration);

/// The latency of calls that come in process, by service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Latency {
    pub default: Span,
    pub services: BTreeMap<String, Span>,
}

/// Estimates for a client in the same region; milliseconds.
const SERVICES: &[(&str, u64, u64)] =
    &[("eks", 20, 50), ("iam", 20, 45), ("ec2", 15, 40), ("sqs", 4, 12), ("ssm", 8, 20), ("kubernetes", 3, 12)];

impl Default for Latency {
    fn default() -> Latency {
        let span = |from, to| (Duration::from_millis(from), Duration::from_millis(to));
        let services = SERVICES.iter().map(|(name, from, to)| ((*name).to_owned(), span(*from, *to))).collect();
        Latency { default: span(8, 25), services }
    }
}

impl Latency {
    /// Answers at once.
    pub fn none() -> Latency {
        Latency::fixed(Duration::ZERO)
    }

    /// Every call takes the same time.
    pub fn fixed(duration: Duration) -> Latency {
        Latency { default: (duration, duration), services: BTreeMap::new() }
    }

    /// The latency of one call; `dice` is a random number.
    pub(crate) fn of(&self, service: &str, dice: u64) -> Duration {
        let (from, to) = self.services.get(service).copied().unwrap_or(self.default);
        let width = to.saturating_sub(from).as_micros() as u64;
        from + Duration::from_micros(if width == 0 { 0 } else { dice % (width + 1) })
    }
}
