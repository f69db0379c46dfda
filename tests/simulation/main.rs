//! Random stories on a simulated clock: random specs and starting worlds, faults, kills, cancels, strangers and a second
//! run at the same time, and after each step what must always be true. A failure prints its seed and the shortest story
//! that still fails. `xtask simulate --runs N --seed S` chooses how many and which.

mod account;
mod draw;
mod invariant;
mod story;

use story::Story;

/// The futures of a whole run are large where nothing is optimised.
const STACK: usize = 64 << 20;

fn number(name: &str, otherwise: u64) -> u64 {
    let given = std::env::var(name).ok();
    given.map_or(otherwise, |text| text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")))
}

/// Runs one story on a paused clock of its own.
fn play(story: &Story) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
    let runtime = runtime.expect("a runtime");
    // A promise that is broken by a panic is broken as well.
    let played = std::panic::AssertUnwindSafe(|| runtime.block_on(story.play()));
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
    let (first, runs) = (number("KARPOOL_SEED", 1), number("KARPOOL_RUNS", 6));
    let threads = std::thread::available_parallelism().map_or(1, |count| count.get() as u64);
    let failures: Vec<String> = std::thread::scope(|scope| {
        let part = |thread: u64| {
            move || {
                let seeds = (first..first + runs).filter(|seed| seed % threads == thread);
                seeds.filter_map(|seed| tell(seed).err()).collect::<Vec<_>>()
            }
        };
        let worker = |thread| std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, part(thread));
        let workers: Vec<_> = (0..threads).map(|thread| worker(thread).expect("a thread")).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("a worker")).collect()
    });
    assert!(failures.is_empty(), "{} of {runs} stories fail:\n\n{}", failures.len(), failures.join("\n\n"));
}

fn tell(seed: u64) -> Result<(), String> {
    let story = Story::draw(seed);
    let Err(_) = play(&story) else { return Ok(()) };
    let shortest = shortest(story);
    let why = play(&shortest).err().unwrap_or_else(|| "it does not fail when it is told again".to_owned());
    Err(format!("seed {seed}: {why}\n{shortest}\n(again: target/debug/xtask simulate --runs 1 --seed {seed})"))
}
