//! The same seed gives the same run: every event, every call and its moment, the report and the world afterwards, also
//! when answers are lost, late and cut.

use karpool::{Apply, Events, World};
use karpool_sandbox::Options;
use karpool_tests::{Lab, SMALLEST, spec};

/// Faults draw on the SDK's and the engine's patience, so that their retries are compared as well.
const FAULTS: [&str; 5] = [
    "iam:CreateRole#2=lose-after",
    "eks:DescribeCluster#5=throttle*2",
    "sqs:CreateQueue#1=lose-before",
    "kubernetes:PATCH *#9=cut",
    "ec2:DescribeSubnets#1=lose-before",
];

/// Everything that can be seen of an apply and a destroy.
async fn story(seed: u64) -> Vec<String> {
    let faults = FAULTS.iter().map(|fault| fault.parse().expect("a fault")).collect();
    let lab = Lab::with(Options { seed, faults, ..Options::default() }).await;
    let mut story = Vec::new();
    for verb in ["apply", "destroy"] {
        story.push(format!("== {verb}"));
        story.extend(run(verb, &lab.world).await);
    }
    story.extend(lab.sandbox.log().iter().map(|entry| format!("{} {entry} by {}", entry.number, entry.caller)));
    story.extend(lab.inventory().lines().map(str::to_owned));
    story
}

async fn run(verb: &str, world: &World) -> Vec<String> {
    let (events, mut heard) = Events::channel();
    let options = Apply::new().events(events).delete_logs(true);
    let wanted = spec(SMALLEST);
    let report = match verb {
        "apply" => karpool::apply(&wanted, world, &options).await,
        _ => karpool::destroy(&wanted, world, &options).await,
    };
    let report = report.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    drop(options);
    let mut lines = Vec::new();
    while let Some(event) = heard.recv().await {
        lines.push(serde_json::to_string(&event).expect("an event is data"));
    }
    lines.push(serde_json::to_string(&report).expect("a report is data"));
    lines
}

#[tokio::test(start_paused = true)]
async fn the_same_seed_gives_the_same_run() {
    let first = story(7).await;
    for _ in 0..2 {
        let again = story(7).await;
        let at = first.iter().zip(&again).position(|(one, other)| one != other);
        if let Some(at) = at {
            panic!("line {at} differs:\n{}\n{}\nafter {}", first[at], again[at], first[at.saturating_sub(1)]);
        }
        assert_eq!(first.len(), again.len());
    }
    let other = Lab::with(Options { seed: 8, ..Options::default() }).await;
    let same = Lab::with(Options { seed: 7, ..Options::default() }).await;
    assert_ne!(other.inventory(), same.inventory(), "another seed draws other identifiers");
}
