//! The whole plan of the smallest spec on an empty account, and the whole run, kept as text: any change of either is
//! seen in review.

use karpool::event::Events;
use karpool::{Apply, Event};
use karpool_tests::{Lab, SMALLEST, spec};

#[tokio::test(start_paused = true)]
async fn the_smallest_spec_is_planned_as_before() {
    let lab = Lab::new().await;
    let plan = lab.plan(&spec(SMALLEST)).await.expect("a plan");
    insta::assert_json_snapshot!(plan.changes);
}

#[tokio::test(start_paused = true)]
async fn the_smallest_spec_is_applied_as_before() {
    let lab = Lab::new().await;
    let (events, mut receiver) = Events::channel();
    karpool::apply(&spec(SMALLEST), &lab.world, &Apply::new().events(events)).await.expect("a report");
    let mut told = Vec::new();
    while let Ok(event) = receiver.try_recv() {
        // How often it waited, and whether a pod was admitted too early, is the account's affair.
        if let Event::Node { id, state, .. } = event
            && state.is_final()
        {
            told.push(format!("{id} {state:?}"));
        }
    }
    // What happens at the same moment may be told in any order.
    told.sort();
    told.dedup();
    insta::assert_json_snapshot!(told);
}
