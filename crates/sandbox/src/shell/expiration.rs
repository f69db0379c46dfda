//! When credentials end, on the clock of who asked for them.
//!
//! Sessions live and end in simulated time. A client outside of this process lives on the machine's clock, and takes
//! credentials for dead whose end lies in its past, so it is told the moment at which the session is going to end
//! there.

use serde_json::{Value, json};

use super::{Origin, Shell};
use crate::time::Time;
use crate::world::World;

/// The services that hand out credentials, with the member that holds them, its end, and whether that is a number.
///
/// Source: STS API reference, Credentials; EKS API reference, EKS Auth, Credentials.
const ROWS: &[(&str, &str, &str, bool)] =
    &[("sts", "Credentials", "Expiration", false), ("eks_auth", "credentials", "expiration", true)];

/// The two clocks at the moment of an answer.
#[derive(Clone, Copy, Debug)]
struct Clocks {
    world: Time,
    /// Simulated seconds in one of the client's.
    speed: f64,
    client: Time,
}

impl Clocks {
    fn translate(self, end: Time) -> Time {
        self.client + end.since(self.world).div_f64(self.speed)
    }
}

impl Shell {
    /// The answer of a service as a client is told it.
    pub(super) fn told(&self, world: &World, answer: Value, (service, origin): (&str, Origin)) -> Value {
        let clocks = Clocks { world: world.now, speed: self.clock.speed(), client: self.client_time(origin) };
        match origin {
            Origin::InProcess => answer,
            Origin::Socket => translate(answer, service, clocks),
        }
    }
}

fn translate(mut answer: Value, service: &str, clocks: Clocks) -> Value {
    let Some((_, holder, member, number)) = ROWS.iter().find(|row| row.0 == service) else { return answer };
    let end = match &answer[*holder][*member] {
        Value::String(text) => text.parse::<jiff::Timestamp>().ok().map(|end| Time(end.as_millisecond())),
        Value::Number(seconds) => seconds.as_f64().map(|seconds| Time((seconds * 1000.0) as i64)),
        _ => None,
    };
    if let Some(end) = end.map(|end| clocks.translate(end)) {
        answer[*holder][*member] = if *number { json!(end.epoch_seconds()) } else { json!(end.rfc3339()) };
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_is_told_the_end_on_its_own_clock() {
        let clocks = Clocks { world: Time(1_000_000), speed: 60.0, client: Time(1_795_946_400_000) };
        let answer = json!({ "Credentials": { "Expiration": Time(1_000_000 + 3_600_000).rfc3339() } });
        let told = translate(answer, "sts", clocks);
        assert_eq!(told["Credentials"]["Expiration"], Time(1_795_946_400_000 + 60_000).rfc3339());
    }

    #[test]
    fn answers_without_credentials_stay() {
        let clocks = Clocks { world: Time(0), speed: 1.0, client: Time(5) };
        for service in ["sts", "iam", "eks_auth"] {
            assert_eq!(translate(json!({ "Account": "1" }), service, clocks), json!({ "Account": "1" }));
        }
    }
}
