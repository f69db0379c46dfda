//! A story: a starting world, specs and steps, all of it from one seed.

use std::fmt;

use fastrand::Rng;

use crate::account::Account;
use crate::draw;

/// One thing that happens.
#[derive(Clone, Debug)]
pub enum Step {
    Plan,
    Apply,
    /// With faults at calls counted from its first.
    Faulty(Vec<(u64, &'static str)>),
    /// The program is killed at its n-th call.
    KilledAtCall(u64),
    /// The program is killed after so many seconds.
    KilledAfter(u64),
    /// Ctrl-C after so many seconds.
    CancelledAfter(u64),
    /// Two applies of the same spec, the second so many seconds later.
    Twice(u64),
    /// The spec is another from now on.
    Respec(usize),
    /// A stranger changes something of ours.
    Meddle(u64),
    Destroy,
    DestroyKilledAtCall(u64),
    Wait(u64),
}

#[derive(Clone, Debug)]
pub struct Story {
    pub seed: u64,
    pub specs: Vec<String>,
    /// Another stack in the same VPC and account, there from the start.
    pub neighbour: Option<String>,
    pub steps: Vec<Step>,
}

const FAULTS: [&str; 5] = ["lose-before", "lose-after", "throttle", "cut", "delay(5s)"];

impl Story {
    pub fn draw(seed: u64) -> Story {
        let mut rng = Rng::with_seed(seed);
        // Stacks with Karpenter live through much more, and take longer to play.
        let karpenter = rng.u8(..4) == 0;
        let specs = (0..3).map(|_| draw::spec(&mut rng, "dev", karpenter)).collect();
        let neighbour = (rng.u8(..4) == 0).then(|| draw::spec(&mut rng, "other", false));
        let steps = (0..rng.usize(2..6)).map(|_| step(&mut rng)).collect();
        Story { seed, specs, neighbour, steps }
    }

    /// # Errors
    /// What is not true, and after which step.
    pub async fn play(&self) -> Result<(), String> {
        let mut account = Account::open(self).await?;
        for (number, step) in self.steps.iter().enumerate() {
            account.live(step).await.map_err(|why| format!("after step {} ({step:?}): {why}", number + 1))?;
        }
        account.end().await.map_err(|why| format!("in the end: {why}"))
    }
}

fn step(rng: &mut Rng) -> Step {
    match rng.u8(..15) {
        0 => Step::Plan,
        1 | 2 => Step::Apply,
        3 | 4 => {
            let count = rng.usize(1..4);
            Step::Faulty((0..count).map(|_| (rng.u64(1..400), FAULTS[rng.usize(..FAULTS.len())])).collect())
        }
        5 => Step::KilledAtCall(rng.u64(1..400)),
        6 => Step::KilledAfter(rng.u64(1..800)),
        7 => Step::CancelledAfter(rng.u64(1..800)),
        8 => Step::Twice(rng.u64(..60)),
        9 | 10 => Step::Respec(rng.usize(..3)),
        11 => Step::Meddle(rng.u64(..)),
        12 => Step::Destroy,
        13 => Step::DestroyKilledAtCall(rng.u64(1..150)),
        _ => Step::Wait(rng.u64(1..600)),
    }
}

impl fmt::Display for Story {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let neighbour = if self.neighbour.is_some() { ", beside another stack" } else { "" };
        writeln!(f, "  an account with seed {}{neighbour}", self.seed)?;
        for step in &self.steps {
            writeln!(f, "  {step:?}")?;
        }
        for (number, spec) in self.specs.iter().enumerate() {
            writeln!(f, "  spec {number}:\n    {}", spec.trim_end().replace('\n', "\n    "))?;
        }
        Ok(())
    }
}
