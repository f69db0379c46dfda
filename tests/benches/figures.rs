//! `make bench`: figures and goals side by side, also where a goal is missed. Counted ones are exact; timed ones are
//! of this machine and this run.

mod memory;

use std::process::Command;
use std::time::{Duration, Instant};

use karpool_sandbox::{Latency, Options};
use karpool_tests::figures::{Figure, LARGEST, create_cluster_round, critical_path_ratio, growth, idle_plan};
use karpool_tests::{Lab, SMALLEST, spec};

fn main() {
    for figure in counted().into_iter().chain(timed()).chain(binary()) {
        println!("{figure}");
    }
}

/// On a paused clock.
fn counted() -> Vec<Figure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
    let Ok(runtime) = runtime else { return Vec::new() };
    runtime.block_on(async {
        let mut figures = Vec::from(idle_plan().await);
        figures.extend(growth().await);
        figures.push(create_cluster_round().await);
        figures.push(critical_path_ratio().await);
        figures
    })
}

/// A no-op plan while every call really takes 50 ms.
fn timed() -> Vec<Figure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
    let Ok(runtime) = runtime else { return Vec::new() };
    runtime.block_on(async {
        let latency = Latency::fixed(Duration::from_millis(50));
        let lab = Lab::with(Options { latency, ..Options::default() }).await;
        lab.apply_ok(SMALLEST).await;
        tokio::time::resume();
        let started = Instant::now();
        let planned = lab.plan(&spec(SMALLEST)).await;
        let seconds = started.elapsed().as_secs_f64();
        assert!(planned.is_ok_and(|plan| plan.is_idle()), "the plan was not idle");
        vec![Figure {
            name: "seconds of a no-op plan at 50 ms per call, warm chart cache",
            goal: 0.3,
            measured: seconds,
        }]
    })
}

/// Start-up and memory of the release binary beside this bench.
fn binary() -> Vec<Figure> {
    let exe = std::env::current_exe().ok();
    let Some(folder) = exe.as_ref().and_then(|exe| exe.ancestors().nth(2)) else { return Vec::new() };
    let karpool = folder.join("karpool");
    let mut best = f64::MAX;
    for _ in 0..20 {
        let started = Instant::now();
        let output = Command::new(&karpool).arg("version").output().expect("karpool runs");
        assert!(output.status.success(), "karpool version failed");
        best = best.min(started.elapsed().as_secs_f64() * 1000.0);
    }
    vec![
        Figure { name: "milliseconds until `karpool version` has ended, best of 20", goal: 20.0, measured: best },
        Figure {
            name: "MB of memory at the peak of an apply",
            goal: 60.0,
            measured: memory::peak_of_apply(&karpool, SMALLEST),
        },
        Figure {
            name: "MB of memory at the peak of an apply, largest example",
            goal: f64::INFINITY,
            measured: memory::peak_of_apply(&karpool, LARGEST),
        },
    ]
}
