//! Reads are shared and go out together; what the cluster does not need does not hold it up.

use karpool_tests::figures;

#[tokio::test(start_paused = true)]
async fn a_plan_that_finds_nothing_asks_little() {
    for figure in figures::idle_plan().await {
        println!("{figure}");
        assert!(figure.is_met(), "{figure}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_larger_stack_is_looked_at_in_no_more_rounds_and_fewer_calls_a_thing() {
    for figure in figures::growth().await {
        println!("{figure}");
        assert!(figure.is_met(), "{figure}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_cluster_is_asked_for_early() {
    let figure = figures::create_cluster_round().await;
    println!("{figure}");
    assert!(figure.is_met(), "{figure}");
}

#[tokio::test(start_paused = true)]
async fn an_apply_takes_as_long_as_what_it_waits_for() {
    let figure = figures::critical_path_ratio().await;
    println!("{figure}");
    assert!(figure.is_met(), "{figure}");
}
