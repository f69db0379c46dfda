//! Two applies at once: a Lease in the cluster, held while a run writes. Only a walk takes it, never an idle plan pass.

use std::time::Duration;

use serde_json::{Value as Json, json};

use super::Apply;
use crate::error::{Error, Kind, Result};
use crate::event::Event;
use crate::node::cancelled;
use crate::resource::kubernetes::{Coordinates, create_object, delete_object, read_by_name, replace_object};
use crate::world::{ClusterAccess, World};

/// Without renewal a lease ends after this time: a run that was killed does not block the next for long.
const DURATION: Duration = Duration::from_secs(45);
const RENEWAL: Duration = Duration::from_secs(15);
/// How long another run is waited for.
const PATIENCE: Duration = Duration::from_secs(45 * 60);

/// A lease that is held.
pub(super) struct Lease {
    access: ClusterAccess,
    holder: String,
    /// Another run had to be waited for, so what was planned before may be old.
    pub waited: bool,
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
    /// Takes the lease, after waiting for a run that holds it.
    ///
    /// # Errors
    /// `Timeout` when the other run holds it for very long; `Denied` and `Unreachable` as the API answers.
    pub(super) async fn take(access: ClusterAccess, caller: &str, world: &World, options: &Apply) -> Result<Lease> {
        let started = world.clock().now();
        let holder = format!("{caller} since {}", world.clock().timestamp());
        let mut lease = Lease { access, holder, waited: false };
        loop {
            let live = read_by_name(&lease.access, &coordinates(), world).await?;
            match live.as_ref().and_then(|live| held_by_other(live, &lease.holder, world)) {
                None => match lease.write(live.as_ref(), world).await {
                    Ok(()) => return Ok(lease),
                    // Somebody else was faster.
                    Err(error) if error.code() == Some("Conflict") || error.code() == Some("AlreadyExists") => {}
                    Err(error) => return Err(error),
                },
                Some(other) if world.clock().since(started) > PATIENCE => {
                    return Err(Error::new(Kind::Timeout, format!("another run holds the lease: {other}")));
                }
                Some(other) => {
                    if !lease.waited {
                        let text = format!("waiting for another run to end: {other}");
                        options.events.send(Event::Notice { at: world.clock().timestamp(), text });
                    }
                    lease.waited = true;
                    tokio::select! {
                        biased;
                        () = options.cancel.cancelled() => return Err(cancelled()),
                        () = world.clock().sleep(Duration::from_secs(5)) => {}
                    }
                }
            }
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

    /// Keeps the lease for as long as the run goes on; never ends by itself.
    pub(super) async fn keep(&self, world: &World) {
        loop {
            world.clock().sleep(RENEWAL).await;
            if let Ok(Some(live)) = read_by_name(&self.access, &coordinates(), world).await
                && live["spec"]["holderIdentity"] == self.holder.as_str()
            {
                let _ = self.write(Some(&live), world).await;
            }
        }
    }

    /// Gives it back. A lease that cannot be deleted ends by itself.
    pub(super) async fn release(self, world: &World) {
        if let Ok(Some(live)) = read_by_name(&self.access, &coordinates(), world).await
            && live["spec"]["holderIdentity"] == self.holder.as_str()
        {
            let _ = delete_object(&self.access, &coordinates(), live["metadata"]["uid"].as_str(), world).await;
        }
    }
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
