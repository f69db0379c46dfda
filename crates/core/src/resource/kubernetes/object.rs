//! Any other object of the chart. A Deployment is ready when its rollout is complete and available.

use std::time::Duration;

use super::applied::{Applied, Flavor};
use super::live::Live;
use crate::resource::{Kind, Readiness};

#[derive(Clone, Debug)]
pub struct Plain;

pub type Object = Applied<Plain>;

impl Flavor for Plain {
    const KIND: Kind = Kind("kubernetes.object");
    const MANY_KINDS: bool = true;
    const LIMIT: Duration = Duration::from_secs(15 * 60);

    fn ready(live: &Live) -> Readiness {
        if is_deployment(live) { rollout(live) } else { Readiness::Ready }
    }

    /// A controller is gone when its pods are: until then they work, and hold their places on the nodes.
    fn propagation(live: &Live) -> &'static str {
        if is_deployment(live) { "Foreground" } else { "Background" }
    }

    fn leaving(live: &Live) -> Option<String> {
        is_deployment(live).then(|| "its pods go first".to_owned())
    }
}

fn is_deployment(live: &Live) -> bool {
    live.text("/kind") == Some("Deployment")
}

/// As `kubectl rollout status` judges it.
fn rollout(live: &Live) -> Readiness {
    let number = |pointer: &str| live.number(pointer).unwrap_or(0);
    let waiting = |why: String| Readiness::Waiting { why };
    let wanted = live.number("/spec/replicas").unwrap_or(1);
    let (updated, all, available) =
        (number("/status/updatedReplicas"), number("/status/replicas"), number("/status/availableReplicas"));
    if number("/status/observedGeneration") < number("/metadata/generation") {
        waiting("the rollout has not started".into())
    } else if updated < wanted {
        waiting(format!("{updated} of {wanted} replicas are updated"))
    } else if all > updated {
        waiting(format!("{} old replicas are still there", all - updated))
    } else if available < wanted {
        waiting(format!("{available} of {wanted} replicas are available"))
    } else {
        Readiness::Ready
    }
}
