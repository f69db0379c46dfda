//! Random stories on a simulated clock: random specs and starting worlds, faults, kills, cancels, strangers and a second
//! run at the same time, and after each step what must always be true. A failure prints its seed and the shortest story
//! that still fails. `xtask simulate --runs N --seed S` chooses how many and which.

mod account;
mod coverage;
mod draw;
mod fragment;
mod ground;
mod invariant;
mod story;
mod stranger;
mod supply;
mod target;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use draw::Size;
use story::Story;

/// Stories that `make test` tells.
const RUNS: u64 = 100;

/// The futures of a whole run are large where nothing is optimised.
pub const STACK: usize = 64 << 20;

fn number(name: &str, otherwise: u64) -> u64 {
    let given = std::env::var(name).ok();
    given.map_or(otherwise, |text| text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")))
}

/// Runs something on a paused clock of its own.
fn played<T>(what: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
    runtime.expect("a runtime").block_on(what)
}

fn play(story: &Story) -> Result<(), String> {
    // A promise that is broken by a panic is broken as well.
    let played = std::panic::AssertUnwindSafe(|| played(story.play()));
    std::panic::catch_unwind(played).unwrap_or_else(|panic| Err(described(&panic)))
}

fn described(panic: &Box<dyn std::any::Any + Send>) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_else(|| "a panic".to_owned())
}

/// The story with every step left out that is not needed for it to fail.
fn shortest(story: Story) -> Story {
    let mut kept = story;
    let mut at = 0;
    while at < kept.steps.len() {
        let mut shorter = kept.clone();
        shorter.steps.remove(at);
        match play(&shorter) {
            Err(_) => kept = shorter,
            Ok(()) => at += 1,
        }
    }
    kept
}

#[test]
fn no_story_breaks_what_must_always_be_true() {
    let (first, runs) = (number("KARPOOL_SEED", 1), number("KARPOOL_RUNS", RUNS));
    let threads = std::thread::available_parallelism().map_or(1, |count| count.get() as u64);
    let (next, told) = (AtomicU64::new(first), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        let work = || {
            loop {
                let seed = next.fetch_add(1, Ordering::Relaxed);
                if seed >= first + runs {
                    return;
                }
                let (started, story) = (Instant::now(), Story::draw(seed));
                let size = story.size;
                let failure = tell(story).err();
                if let Some(why) = &failure {
                    eprintln!("{why}\n");
                }
                told.lock().expect("no story ends here").push((size, started.elapsed(), failure));
            }
        };
        for _ in 0..threads {
            std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).expect("a thread");
        }
    });
    let told = told.into_inner().expect("no story ends here");
    println!("{}", summary(&told));
    let failures: Vec<String> = told.into_iter().filter_map(|(_, _, failure)| failure).collect();
    assert!(failures.is_empty(), "{} of {runs} stories fail:\n\n{}", failures.len(), failures.join("\n\n"));
}

/// How many stories of which size, and how long they took.
fn summary(told: &[(Size, Duration, Option<String>)]) -> String {
    let mut sizes: BTreeMap<String, (u32, Duration)> = BTreeMap::new();
    for (size, took, _) in told {
        let entry = sizes.entry(size.to_string()).or_default();
        *entry = (entry.0 + 1, entry.1 + *took);
    }
    let lines = sizes.iter().map(|(size, (count, took))| {
        format!("{count} stories of {size}: {:.2} s each", took.as_secs_f64() / f64::from(*count))
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn tell(story: Story) -> Result<(), String> {
    let seed = story.seed;
    let Err(_) = play(&story) else { return Ok(()) };
    let shortest = shortest(story);
    let why = play(&shortest).err().unwrap_or_else(|| "it does not fail when it is told again".to_owned());
    Err(format!("seed {seed}: {why}\n{shortest}\n(again: target/debug/xtask simulate --runs 1 --seed {seed})"))
}
