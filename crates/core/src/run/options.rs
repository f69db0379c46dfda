//! What the caller allows and wishes.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::compose::Purpose;
use crate::event::Events;
use crate::node::{Limit, Options};
use crate::plan::Plan;
use crate::spec::resolved::ResolvedTimeouts;

/// Options of [`plan`](crate::plan()), [`apply`](crate::apply()) and [`destroy`](crate::destroy()).
///
/// The default allows every change but deletions and takeovers.
#[derive(Clone, Debug, Default)]
pub struct Apply {
    pub(crate) approved: Option<String>,
    /// The approved plan itself, to say what has changed since it was made.
    pub(crate) shown: Option<Arc<Plan>>,
    pub(crate) prune: bool,
    pub(crate) adopt: bool,
    pub(crate) force: bool,
    pub(crate) force_conflicts: bool,
    pub(crate) delete_logs: bool,
    pub(crate) delete_orphans: bool,
    pub(crate) offline: bool,
    pub(crate) events: Events,
    pub(crate) cancel: CancellationToken,
}

impl Apply {
    pub fn new() -> Apply {
        Apply::default()
    }

    /// Does exactly what this plan says; when the world has moved since, nothing is written and the error is `Changed`.
    pub fn approved(plan: &Plan) -> Apply {
        Apply::default().approve_plan(plan.clone())
    }

    /// As [`Apply::approved`], beside other options.
    #[must_use]
    pub fn approve_plan(mut self, plan: Plan) -> Apply {
        self.approved = Some(plan.digest());
        self.shown = Some(Arc::new(plan));
        self
    }

    /// As [`Apply::approved`], with the digest of a saved plan alone.
    #[must_use]
    pub fn approve(mut self, digest: impl Into<String>) -> Apply {
        self.approved = Some(digest.into());
        self
    }

    /// Also deletes what is ours and no longer in the spec.
    #[must_use]
    pub fn prune(mut self, yes: bool) -> Apply {
        self.prune = yes;
        self
    }

    /// Takes over things that exist, that nobody has marked, and that the spec names.
    #[must_use]
    pub fn adopt(mut self, yes: bool) -> Apply {
        self.adopt = yes;
        self
    }

    /// Ends drains that do not end, and deletes a cluster whose API cannot be reached with what is in it.
    #[must_use]
    pub fn force(mut self, yes: bool) -> Apply {
        self.force = yes;
        self
    }

    /// Takes over fields of Kubernetes objects that other managers have set.
    #[must_use]
    pub fn force_conflicts(mut self, yes: bool) -> Apply {
        self.force_conflicts = yes;
        self
    }

    /// Destroy deletes the control plane's logs as well.
    #[must_use]
    pub fn delete_logs(mut self, yes: bool) -> Apply {
        self.delete_logs = yes;
        self
    }

    /// Destroy deletes first what workloads hold in the account: Services and Ingresses with load balancers, and claims
    /// of volumes that go with them. Without it a destroy of a cluster that has such is refused.
    #[must_use]
    pub fn delete_orphans(mut self, yes: bool) -> Apply {
        self.delete_orphans = yes;
        self
    }

    /// Uses only charts that the cache, a folder or an archive holds.
    #[must_use]
    pub fn offline(mut self, yes: bool) -> Apply {
        self.offline = yes;
        self
    }

    /// Where events go.
    #[must_use]
    pub fn events(mut self, events: Events) -> Apply {
        self.events = events;
        self
    }

    /// Cancelling lets calls in flight end and starts nothing new.
    #[must_use]
    pub fn cancel(mut self, token: CancellationToken) -> Apply {
        self.cancel = token;
        self
    }

    /// What an apply with these options is for.
    pub(crate) fn purpose(&self) -> Purpose {
        if self.prune { Purpose::Prune } else { Purpose::Apply }
    }

    pub(crate) fn options(&self, timeouts: &ResolvedTimeouts) -> Options {
        Options {
            limits: limits(timeouts),
            prune: self.prune,
            adopt: self.adopt,
            force: self.force,
            events: self.events.clone(),
            cancel: self.cancel.clone(),
        }
    }
}

/// The spec's timeouts by kind. The chart's pods, and the classes that its controller judges, can only start when the
/// node group's nodes have, so their time begins after the group's.
fn limits(timeouts: &ResolvedTimeouts) -> BTreeMap<&'static str, Limit> {
    let group = Duration::from(timeouts.node_group);
    let rows = [
        ("eks.cluster", timeouts.cluster.into(), "timeouts.cluster"),
        ("eks.node_group", group, "timeouts.nodeGroup"),
        ("eks.addon", group + Duration::from(timeouts.addon), "timeouts.addon"),
        ("kubernetes.object", group + Duration::from(timeouts.chart), "timeouts.chart"),
        ("karpenter.node_class", group + Duration::from(timeouts.chart), "timeouts.chart"),
        ("karpenter.node_pool", timeouts.node_pool.into(), "timeouts.nodePool"),
    ];
    rows.map(|(kind, span, field)| (kind, Limit { span, field })).into()
}
