//! A story: a starting world, specs and steps, all of it from one seed.

use std::fmt;

use fastrand::Rng;

use crate::account::Account;
use crate::draw::{self, Size};

/// One thing that happens.
#[derive(Clone, Debug)]
pub enum Step {
    Plan,
    Apply,
    /// The program was killed at its n-th call, and nobody has looked since.
    HalfMade(u64),
    /// With faults at calls counted from its first.
    Faulty(Vec<(u64, &'static str)>),
    FaultyDestroy(Vec<(u64, &'static str)>),
    /// The program is killed at its n-th call.
    KilledAtCall(u64),
    /// The program is killed after so many seconds.
    KilledAfter(u64),
    /// Ctrl-C after so many seconds.
    CancelledAfter(u64),
    /// Two applies, the second so many seconds later and of the spec with this number.
    Twice(u64, usize),
    /// Somebody destroys while we apply.
    AgainstADestroy(u64),
    /// A plan is approved, and the world moves before it is applied.
    Approved(u64),
    /// The spec is another from now on.
    Respec(usize),
    /// A stranger changes something of ours.
    Meddle(u64),
    /// A stranger deletes something of ours.
    Delete(u64),
    /// A stranger takes our marks off something.
    Unmark(u64),
    /// A stranger says that something is another stack's.
    Claim(u64),
    Destroy,
    DestroyKilledAtCall(u64),
    Wait(u64),
}

#[derive(Clone, Debug)]
pub struct Story {
    pub seed: u64,
    pub size: Size,
    pub specs: Vec<String>,
    /// Another stack in the same VPC and account, there from the start.
    pub neighbour: Option<String>,
    /// Whether what nobody has marked may be taken over.
    pub adopts: bool,
    pub steps: Vec<Step>,
}

const FAULTS: [&str; 7] =
    ["lose-before", "lose-after", "throttle", "throttle*4", "cut", "delay(5s)", "error(InternalFailure,500)"];

impl Story {
    pub fn draw(seed: u64) -> Story {
        let mut rng = Rng::with_seed(seed);
        let size = Size::draw(&mut rng);
        let specs = (0..3).map(|_| draw::spec(&mut rng, "dev", size)).collect();
        let beside = if size.is_inside() { 20 } else { 4 };
        let neighbour = (rng.u8(..beside) == 0).then(|| draw::neighbour(&mut rng));
        let adopts = rng.u8(..4) == 0;
        let mut steps = start(&mut rng, size);
        steps.extend((0..rng.usize(2..6)).map(|_| step(&mut rng, size)));
        Story { seed, size, specs, neighbour, adopts, steps }
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

/// How many calls a run of a size may be killed at.
fn calls(size: Size) -> u64 {
    match size {
        Size::Piece(_) => 40,
        Size::Existing => 80,
        Size::Karpenter => 250,
        Size::Cluster => 250,
        Size::Whole => 400,
    }
}

/// How many seconds it takes.
fn seconds(size: Size) -> u64 {
    match size {
        Size::Piece(_) | Size::Existing => 60,
        Size::Karpenter => 150,
        Size::Cluster | Size::Whole => 800,
    }
}

/// The world in which a story starts: empty, half-made, drifted, adopted or foreign.
fn start(rng: &mut Rng, size: Size) -> Vec<Step> {
    match rng.u8(..6) {
        0 => vec![Step::HalfMade(rng.u64(1..calls(size)))],
        1 => vec![Step::Apply, Step::Meddle(rng.u64(..1000)), Step::Respec(1)],
        2 => vec![Step::Apply, Step::Unmark(rng.u64(..1000))],
        3 if rng.bool() => vec![Step::Apply, Step::Claim(rng.u64(..1000))],
        _ => Vec::new(),
    }
}

fn faults(rng: &mut Rng, size: Size) -> Vec<(u64, &'static str)> {
    let count = rng.usize(1..4);
    (0..count).map(|_| (rng.u64(1..calls(size)), FAULTS[rng.usize(..FAULTS.len())])).collect()
}

fn step(rng: &mut Rng, size: Size) -> Step {
    match rng.u8(..20) {
        0 => Step::Plan,
        1 => Step::Apply,
        2 | 3 => Step::Faulty(faults(rng, size)),
        4 => Step::FaultyDestroy(faults(rng, size)),
        5 => Step::KilledAtCall(rng.u64(1..calls(size))),
        6 => Step::KilledAfter(rng.u64(1..seconds(size))),
        7 => Step::CancelledAfter(rng.u64(1..seconds(size))),
        8 => Step::Twice(rng.u64(..60), rng.usize(..3)),
        9 => Step::AgainstADestroy(rng.u64(..seconds(size))),
        10 => Step::Approved(rng.u64(..1000)),
        11..=13 => Step::Respec(rng.usize(..3)),
        14 => Step::Meddle(rng.u64(..1000)),
        15 => Step::Delete(rng.u64(..1000)),
        16 => Step::Destroy,
        17 => Step::DestroyKilledAtCall(rng.u64(1..calls(size) / 2)),
        18 => Step::HalfMade(rng.u64(1..calls(size))),
        _ => Step::Wait(rng.u64(1..600)),
    }
}

impl fmt::Display for Story {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let neighbour = if self.neighbour.is_some() { ", beside another stack" } else { "" };
        let adopts = if self.adopts { ", with --adopt" } else { "" };
        writeln!(f, "  an account with seed {}{neighbour}{adopts}; {:?}", self.seed, self.size)?;
        for step in &self.steps {
            writeln!(f, "  {step:?}")?;
        }
        for (number, spec) in self.specs.iter().chain(&self.neighbour).enumerate() {
            writeln!(f, "  spec {number}:\n    {}", spec.trim_end().replace('\n', "\n    "))?;
        }
        Ok(())
    }
}
