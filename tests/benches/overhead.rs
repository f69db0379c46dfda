//! The seconds that a plan of the smallest spec takes by the library alone, from its text, in a sandbox whose waiting
//! takes no time: what the packages for Python and Node are compared with, which are given the text as well.

use std::time::Instant;

use karpool_sandbox::Options;
use karpool_tests::{Lab, SMALLEST, spec};

const ROUNDS: usize = 20;

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
    let seconds = runtime.expect("a runtime").block_on(async {
        let lab = Lab::with(Options::default()).await;
        lab.plan(&spec(SMALLEST)).await.expect("a plan");
        let mut taken = Vec::new();
        for _ in 0..ROUNDS {
            let began = Instant::now();
            lab.plan(&spec(SMALLEST)).await.expect("a plan");
            taken.push(began.elapsed().as_secs_f64());
        }
        taken.sort_by(f64::total_cmp);
        taken[ROUNDS / 2]
    });
    println!("{seconds:.6}");
}
