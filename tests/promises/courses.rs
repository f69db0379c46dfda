//! What may come in between: lost answers, busy servers, a server that starts again, a token that ends, another run.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use http::{HeaderValue, Request, StatusCode};
use karpool::error::Kind;
use karpool::units::Region;
use karpool::world::{Access, Clock, KubernetesTransport};
use karpool::{Apply, Outcome, World};
use karpool_sandbox::{FaultRule, Options, Sandbox, Time};
use karpool_tests::ground::{Ground, WEIGHT, said, stack};
use karpool_tests::spec;
use kube::client::Body;
use tempfile::TempDir;
use tower::ServiceExt as _;

use crate::places::{NAMESPACE, POOL};

fn heavier() -> String {
    stack().replace(WEIGHT, "weight: 20, ")
}

fn fault(ground: &Ground, rule: &str) {
    ground.sandbox.faults().add(rule.parse::<FaultRule>().expect("a fault"));
}

async fn weighs(ground: &Ground, weight: u32) {
    assert_eq!(ground.hand.there(POOL).await["spec"]["weight"], weight);
}

pub async fn a_list_whose_answer_is_lost_is_asked_for_again(ground: &Ground) {
    for kind in ["lose-before", "lose-after", "cut"] {
        fault(ground, &format!("kubernetes:GET nodepools#1={kind}*2"));
        ground.is_idle(&stack()).await;
        ground.sandbox.faults().clear();
    }
}

pub async fn a_write_whose_answer_is_lost_is_looked_at_before_it_is_sent_again(ground: &Ground) {
    fault(ground, "kubernetes:PATCH nodepools/main#1=lose-after");
    ground.sandbox.clear_log();
    ground.make(&heavier()).await;
    assert_eq!(ground.written(), ["PATCH nodepools/main"]);
    weighs(ground, 20).await;
    ground.sandbox.faults().clear();
    fault(ground, "kubernetes:PATCH nodepools/main#1=lose-before");
    ground.make(&stack()).await;
    weighs(ground, 10).await;
    ground.sandbox.faults().clear();
}

pub async fn a_server_that_is_busy_is_asked_again(ground: &Ground) {
    fault(ground, "kubernetes:GET *#1=throttle*3");
    fault(ground, "kubernetes:PATCH *#1=throttle*2");
    ground.make(&heavier()).await;
    weighs(ground, 20).await;
    ground.sandbox.faults().clear();
}

pub async fn a_server_that_starts_again_in_the_middle_is_waited_for(ground: &Ground) {
    // The whole namespace has to be made: that is many calls.
    ground.hand.delete(NAMESPACE).await.expect("a deletion");
    ground.until("it is gone", async || ground.hand.get(NAMESPACE).await.is_none()).await;
    ground.sandbox.clear_log();
    let outage = async {
        ground.until("the first write", async || !ground.written().is_empty()).await;
        if ground.is_real() {
            ground.sandbox.restart_kubernetes(&ground.arn());
        } else {
            // As long as a start takes, nothing answers.
            fault(ground, "kubernetes:*#1=lose-before*40");
        }
    };
    let wanted = stack();
    let (report, ()) = futures::join!(ground.run(&wanted, Apply::new()), outage);
    assert_eq!(said(&report), "");
    ground.sandbox.faults().clear();
    ground.rests(&stack()).await;
}

/// A clock that was set a day ago: a server takes a token for a quarter of an hour.
fn yesterday(ground: &Ground) -> Sandbox {
    let start = Time(ground.sandbox.clock().now().0 - 24 * 60 * 60 * 1000);
    Sandbox::open(Options { start, ..Options::default() }).expect("a sandbox")
}

/// A world whose requests carry a token that has ended, until the server has said so.
async fn with_old_token(ground: &Ground, ended: Arc<AtomicBool>, refusals: Arc<AtomicU32>) -> (World, TempDir) {
    let (sandbox, past) = (&ground.sandbox, yesterday(ground));
    let credentials = sandbox.credentials("deployer").expect("a user");
    let region = Region::new(sandbox.region()).expect("a region");
    let builder = |clock: &Sandbox| {
        let clock = Clock::new(clock.time_source(), clock.sleep_impl());
        World::builder().clock(clock).http_client(sandbox.http_client()).credentials(credentials.clone()).simulated()
    };
    let old = builder(&past).build(&region, &Access::default()).await.expect("a world").token("dev").await;
    let old = HeaderValue::try_from(format!("Bearer {}", old.expect("a token").text)).expect("a header");
    let way = sandbox.kubernetes();
    let transport = tower::service_fn(move |mut request: Request<Body>| {
        let (way, old, ended, refusals) = (way.clone(), old.clone(), Arc::clone(&ended), Arc::clone(&refusals));
        async move {
            if ended.load(Ordering::Relaxed) {
                request.headers_mut().insert(http::header::AUTHORIZATION, old);
            }
            let response = way.oneshot(request).await?;
            if response.status() == StatusCode::UNAUTHORIZED {
                refusals.fetch_add(1, Ordering::Relaxed);
                // Whoever was refused makes a new one.
                ended.store(false, Ordering::Relaxed);
            }
            Ok::<_, karpool_sandbox::connect::BoxError>(response)
        }
    });
    let folder = tempfile::tempdir().expect("a folder for charts");
    let registry = sandbox.registry_address().await.expect("a registry");
    let builder = builder(sandbox).kubernetes(KubernetesTransport::new(transport)).registry(registry);
    let world = builder.cache(folder.path().to_owned()).build(&region, &Access::default()).await.expect("a world");
    (world, folder)
}

pub async fn a_token_that_ended_in_a_long_run_is_made_anew(ground: &Ground) {
    let (ended, refusals) = (Arc::new(AtomicBool::new(true)), Arc::new(AtomicU32::new(0)));
    let (world, _folder) = with_old_token(ground, Arc::clone(&ended), Arc::clone(&refusals)).await;
    ground.sandbox.clear_log();
    let wanted = spec(&heavier());
    let options = Apply::new();
    let again = async {
        ground.until("the first write", async || !ground.written().is_empty()).await;
        ended.store(true, Ordering::Relaxed);
    };
    let (report, ()) = futures::join!(karpool::apply(&wanted, &world, &options), again);
    assert_eq!(said(&report), "");
    assert!(refusals.load(Ordering::Relaxed) >= 1, "the server let an old token in");
    weighs(ground, 20).await;
}

pub async fn two_applies_at_once_take_turns(ground: &Ground) {
    let other = ground.as_user("deployer").await;
    let (wanted, options) = (spec(&heavier()), Apply::new());
    let (one, two) = futures::join!(ground.apply(&wanted), karpool::apply(&wanted, &other, &options));
    assert_eq!(said(&one) + &said(&two), "");
    weighs(ground, 20).await;
    ground.is_idle(&heavier()).await;
    let lease = "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/karpool";
    assert!(ground.hand.get(lease).await.is_none(), "the lease was kept");
}

pub async fn a_run_that_was_cut_short_is_taken_up(ground: &Ground) {
    ground.hand.delete(NAMESPACE).await.expect("a deletion");
    ground.until("it is gone", async || ground.hand.get(NAMESPACE).await.is_none()).await;
    let cancel = tokio_util::sync::CancellationToken::new();
    ground.sandbox.clear_log();
    let stop = async {
        ground.until("the first write", async || !ground.written().is_empty()).await;
        cancel.cancel();
    };
    let wanted = stack();
    let (cut, ()) = futures::join!(ground.run(&wanted, Apply::new().cancel(cancel.clone())), stop);
    assert_eq!(cut.as_ref().map(|report| report.outcome).ok(), Some(Outcome::Cancelled), "{}", said(&cut));
    ground.make(&stack()).await;
    ground.rests(&stack()).await;
}

pub async fn a_plan_that_is_no_longer_true_is_not_carried_out(ground: &Ground) {
    let plan = ground.planned(&heavier()).await;
    ground.hand.delete(crate::places::BUDGET).await.expect("deleted");
    ground.until("it is gone", async || ground.hand.get(crate::places::BUDGET).await.is_none()).await;
    ground.sandbox.clear_log();
    let refused = ground.run(&heavier(), Apply::approved(&plan)).await;
    assert_eq!(refused.as_ref().err().map(karpool::Errors::kind), Some(Kind::Changed), "{}", said(&refused));
    assert_eq!(ground.written(), Vec::<String>::new());
    let anew = ground.planned(&heavier()).await;
    ground.make_with(&heavier(), Apply::approved(&anew)).await;
}

pub async fn a_server_that_is_gone_is_said_within_seconds(ground: &Ground) {
    fault(ground, "kubernetes:*#1=lose-before*100000");
    let began = ground.sandbox.clock().now();
    let errors = ground.plan(&spec(&stack())).await.expect_err("nothing answers");
    assert!(errors.iter().all(|error| error.is(Kind::Unreachable)), "{errors:?}");
    let took = ground.sandbox.clock().now().since(began);
    assert!(took < Duration::from_secs(120), "{took:?}");
    ground.sandbox.faults().clear();
}
