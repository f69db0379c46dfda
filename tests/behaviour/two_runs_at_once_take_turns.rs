//! Two runs on one cluster take turns: the lease keeps them apart from the moment at which there is a cluster, and a
//! run that has lost it gives way, plans anew and goes on.

use std::time::Duration;

use karpool::event::Event;
use karpool::{Apply, Outcome};
use karpool_sandbox::kubernetes::Place;
use karpool_tests::{Lab, SMALLEST, spec};
use serde_json::json;

fn notices(mut events: tokio::sync::mpsc::UnboundedReceiver<Event>) -> Vec<String> {
    let mut texts = Vec::new();
    while let Ok(event) = events.try_recv() {
        if let Event::Notice { text, .. } = event {
            texts.push(text);
        }
    }
    texts
}

fn lease() -> Place {
    Place::new("leases.coordination.k8s.io", "kube-system", "karpool")
}

/// A lease that a colleague has taken just now.
fn taken(lab: &Lab) {
    let now = lab.sandbox.clock().now();
    let spec = json!({
        "holderIdentity": "a colleague",
        "leaseDurationSeconds": 45,
        "renewTime": format!("{now}").replace('Z', ".000000Z"),
    });
    lab.as_cluster_admin(|client| client.patch(&lease(), json!({"spec": spec})).map(|_| ())).expect("a patched lease");
}

#[tokio::test(start_paused = true)]
async fn two_first_applies_at_once_make_one_of_everything() {
    let lab = Lab::new().await;
    let other = lab.as_user("deployer").await;
    let wanted = spec(SMALLEST);
    let options = Apply::new();
    let (one, two) = futures::join!(lab.apply(&wanted), karpool::apply(&wanted, &other, &options));
    for report in [one.expect("a report"), two.expect("a report")] {
        assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    }
    assert!(lab.plan(&wanted).await.expect("a plan").is_idle());
    assert_eq!(lab.identities(), Lab::applied(SMALLEST).await.identities());
    assert!(lab.as_cluster_admin(|client| client.get(&lease())).expect("an answer").is_none(), "the lease was kept");
}

#[tokio::test(start_paused = true)]
async fn the_second_run_waits_and_plans_anew() {
    let lab = Lab::applied(SMALLEST).await;
    let other = lab.as_user("deployer").await;
    let slow = spec(&format!("{SMALLEST}\nnodeGroups: {{system: {{instanceTypes: [m7g.xlarge]}}}}\n"));
    let (events, received) = karpool::Events::channel();
    let later = async {
        lab.sandbox.clock().sleep(Duration::from_secs(20)).await;
        karpool::apply(&slow, &other, &Apply::new().events(events)).await
    };
    let (first, second) = futures::join!(lab.apply(&slow), later);
    assert_eq!(first.expect("a report").outcome, Outcome::Done);
    // What it had planned before it waited is done already.
    assert_eq!(second.expect("a report").outcome, Outcome::Idle);
    let notices = notices(received);
    assert!(notices[0].starts_with("waiting for another run to end: "), "{notices:?}");
}

#[tokio::test(start_paused = true)]
async fn a_run_that_lost_its_lease_gives_way_and_goes_on() {
    let lab = Lab::applied(SMALLEST).await;
    let wanted = spec(&format!("{SMALLEST}\nnodeGroups: {{system: {{instanceTypes: [m7g.xlarge]}}}}\n"));
    let (events, received) = karpool::Events::channel();
    let options = Apply::new().events(events);
    let colleague = async {
        lab.sandbox.clock().sleep(Duration::from_secs(20)).await;
        taken(&lab);
    };
    let (report, ()) = futures::join!(karpool::apply(&wanted, &lab.world, &options), colleague);
    let report = report.expect("a report");
    assert_eq!(report.outcome, Outcome::Done, "{:#?}", report.nodes);
    let notices = notices(received);
    assert!(notices[0].starts_with("another run has the cluster: a colleague"), "{notices:?}");
    assert!(notices[1].starts_with("waiting for another run to end: a colleague"), "{notices:?}");
    assert!(!lab.plan(&wanted).await.expect("a plan").has_changes());
}

#[tokio::test(start_paused = true)]
async fn destroy_waits_for_a_run_that_has_the_cluster() {
    let lab = Lab::applied(SMALLEST).await;
    let other = lab.as_user("deployer").await;
    let slow = spec(&format!("{SMALLEST}\nnodeGroups: {{system: {{instanceTypes: [m7g.xlarge]}}}}\n"));
    let (events, received) = karpool::Events::channel();
    let later = async {
        lab.sandbox.clock().sleep(Duration::from_secs(20)).await;
        karpool::destroy(&slow, &other, &Apply::new().delete_logs(true).events(events)).await
    };
    let (applied, destroyed) = futures::join!(lab.apply(&slow), later);
    assert!(applied.expect("a report").is_ok());
    let destroyed = destroyed.expect("a report");
    assert!(destroyed.is_ok(), "{:#?}", destroyed.errors().collect::<Vec<_>>());
    assert!(notices(received)[0].starts_with("waiting for another run to end: "));
    assert_eq!(lab.inventory(), Lab::new().await.inventory());
}
