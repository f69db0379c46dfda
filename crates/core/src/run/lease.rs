//! Two applies at once: a Lease in the cluster, held while a run writes. Only a walk takes it, never an idle plan pass.

use std::time::Duration;

use serde_json::{Value as Json, json};

use super::Apply;
use crate::error::{Error, Kind, Result, Retry};
use crate::event::Event;
use crate::node::cancelled;
use crate::resource::kubernetes::{Coordinates, create_object, delete_object, read_by_name, replace_object};
use crate::world::{ClusterAccess, World};

/// Without renewal a lease ends after this time: a run that was killed does not block the next for long.
const DURATION: Duration = Duration::from_secs(45);
const RENEWAL: Duration = Duration::from_secs(15);
/// How long another run is waited for.
const PATIENCE: Duration = Duration::from_secs(45 * 60);

/// How long a cluster that has just become active may refuse a caller whom it will let in.
pub(super) const ADMISSION: Duration = Duration::from_secs(90);
/// How long an API that gives no answer is asked again.
const LOSSES: Duration = Duration::from_secs(60);
const PACE: Duration = Duration::from_secs(5);

/// A run's claim to the one lease of a cluster.
pub(super) struct Lease {
    access: ClusterAccess,
    holder: String,
}

fn coordinates() -> Coordinates {
    Coordinates {
        api_version: "coordination.k8s.io/v1".into(),
        kind: "Lease".into(),
        namespace: Some("kube-system".into()),
        name: "karpool".into(),
    }
}

impl Lease {
    /// A claim that is not made yet. Two runs of one caller, begun in the same moment, are told apart by a drawn number.
    pub(super) fn of(access: ClusterAccess, caller: &str, world: &World) -> Lease {
        let holder = format!("{caller} since {} ({:08x})", world.clock().timestamp(), world.draw());
        Lease { access, holder }
    }

    /// Takes the lease, after waiting for a run that holds it; answers whether one had to be waited for.
    ///
    /// # Errors
    /// `Timeout` when the other run holds it for very long; `Denied` and `Unreachable` as the API answers.
    pub(super) async fn take(&self, world: &World, options: &Apply) -> Result<bool> {
        let started = world.clock().now();
        let mut waited = false;
        while let Some(other) = self.try_take(Duration::ZERO, world).await? {
            if world.clock().since(started) > PATIENCE {
                return Err(Error::new(Kind::Timeout, format!("another run holds the lease: {other}")));
            }
            if !waited {
                let text = format!("waiting for another run to end: {other}");
                options.events.send(Event::Notice { at: world.clock().timestamp(), text });
            }
            waited = true;
            tokio::select! {
                biased;
                () = options.cancel.cancelled() => return Err(cancelled()),
                () = world.clock().sleep(PACE) => {}
            }
        }
        Ok(waited)
    }

    /// One attempt, with patience for lost answers and, for as long as `admission`, for a cluster that does not know
    /// the caller yet; answers who holds it instead.
    pub(super) async fn try_take(&self, admission: Duration, world: &World) -> Result<Option<String>> {
        let started = world.clock().now();
        loop {
            let waited = world.clock().since(started);
            match self.attempt(world).await {
                Err(error) if is_passing(&error) && waited < LOSSES || is_stranger(&error) && waited < admission => {
                    world.clock().sleep(PACE).await;
                }
                answer => return answer,
            }
        }
    }

    async fn attempt(&self, world: &World) -> Result<Option<String>> {
        let live = read_by_name(&self.access, &coordinates(), world).await?;
        match live.as_ref().and_then(|live| held_by_other(live, &self.holder, world)) {
            Some(other) => Ok(Some(other)),
            None => self.write(live.as_ref(), world).await.map(|()| None),
        }
    }

    async fn write(&self, live: Option<&Json>, world: &World) -> Result<()> {
        let now = micro_time(world);
        let mut object = json!({
            "apiVersion": "coordination.k8s.io/v1",
            "kind": "Lease",
            "metadata": {"name": "karpool", "namespace": "kube-system"},
            "spec": {
                "holderIdentity": self.holder,
                "leaseDurationSeconds": DURATION.as_secs(),
                "acquireTime": now,
                "renewTime": now,
            },
        });
        match live {
            // The version makes it fail when somebody else has written meanwhile.
            Some(live) => {
                object["metadata"]["resourceVersion"] = live["metadata"]["resourceVersion"].clone();
                replace_object(&self.access, &coordinates(), &object, world).await
            }
            None => create_object(&self.access, &coordinates(), &object, world).await,
        }
    }

    /// Keeps the lease for as long as nobody else has it; ends when it is lost, with who has it now.
    ///
    /// An API that does not answer loses nothing: when it answers again the lease is still ours, or it is not.
    pub(super) async fn keep(&self, world: &World) -> String {
        loop {
            world.clock().sleep(RENEWAL).await;
            match read_by_name(&self.access, &coordinates(), world).await {
                Ok(Some(live)) if live["spec"]["holderIdentity"] == self.holder.as_str() => {
                    let _ = self.write(Some(&live), world).await;
                }
                Ok(Some(live)) => return live["spec"]["holderIdentity"].as_str().unwrap_or("somebody").to_owned(),
                Ok(None) => return "a run that has ended already".to_owned(),
                Err(_) => {}
            }
        }
    }

    /// Gives it back. A lease that cannot be deleted ends by itself.
    pub(super) async fn release(&self, world: &World) {
        if let Ok(Some(live)) = read_by_name(&self.access, &coordinates(), world).await
            && live["spec"]["holderIdentity"] == self.holder.as_str()
        {
            let _ = delete_object(&self.access, &coordinates(), live["metadata"]["uid"].as_str(), world).await;
        }
    }
}

/// Somebody else was faster, or an answer was lost.
fn is_passing(error: &Error) -> bool {
    matches!(error.code(), Some("Conflict" | "AlreadyExists")) || error.retry() != Retry::Never
}

/// The API does not let the caller in, or not yet.
fn is_stranger(error: &Error) -> bool {
    matches!(error.kind(), Kind::Credentials | Kind::Denied)
}

/// Who holds it, while it has not ended.
fn held_by_other(live: &Json, holder: &str, world: &World) -> Option<String> {
    let spec = &live["spec"];
    let other = spec["holderIdentity"].as_str().filter(|other| !other.is_empty() && *other != holder)?;
    let renewed: jiff::Timestamp = spec["renewTime"].as_str()?.parse().ok()?;
    let ends = renewed.as_second() + spec["leaseDurationSeconds"].as_i64().unwrap_or(0);
    (world.clock().timestamp().as_second() < ends).then(|| other.to_owned())
}

/// Kubernetes wants exactly six digits of a second.
fn micro_time(world: &World) -> String {
    world.clock().timestamp().strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string()
}
