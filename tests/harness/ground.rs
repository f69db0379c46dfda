//! What a promise about a cluster is held against: a stack that lives in the sandbox's own Kubernetes, in simulated time,
//! or on a real control plane, in the machine's.

use std::time::Duration;

use karpool::event::Action;
use karpool::{Apply, Error, Errors, Outcome, Plan, Report};
use serde_json::{Value, json};

use crate::hand::{Hand, STACK_LABEL};
use crate::real::RealLab;
use crate::{ACCOUNT, Lab, SMALLEST, spec};

/// What lives on every ground: a namespace of its own, quantities as people write them, a pool with values to edit.
const STACK: &str = "
karpenter:
  namespace: karpenter
  resources:
    requests: {cpu: 1000m, memory: 1024Mi}
    limits: {cpu: \"1.5\", memory: 2048Mi}
nodePools:
  main: {preset: x86, weight: 10, limits: {cpu: 100}, labels: {team: blue}, disruption: {after: 60m}}
";

/// The stack with something else at the end of its pool's line.
pub const WEIGHT: &str = "weight: 10, ";

pub fn stack() -> String {
    format!("{SMALLEST}{STACK}")
}

/// The collections in which karpool's objects are.
const COLLECTIONS: [&str; 12] = [
    "/api/v1/namespaces",
    "/api/v1/serviceaccounts",
    "/api/v1/services",
    "/api/v1/secrets",
    "/apis/apps/v1/deployments",
    "/apis/policy/v1/poddisruptionbudgets",
    "/apis/rbac.authorization.k8s.io/v1/roles",
    "/apis/rbac.authorization.k8s.io/v1/rolebindings",
    "/apis/rbac.authorization.k8s.io/v1/clusterroles",
    "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
    "/apis/karpenter.k8s.aws/v1/ec2nodeclasses",
    "/apis/karpenter.sh/v1/nodepools",
];

/// Simulated seconds that something may take.
const PATIENCE: u64 = 300;

enum Place {
    Simulated(Box<Lab>),
    Real(Box<RealLab>),
}

/// A stack that lives, and whoever else has a hand on it.
pub struct Ground {
    place: Place,
    /// Not karpool, though with the same rights.
    pub hand: Hand,
}

impl std::ops::Deref for Ground {
    type Target = Lab;

    fn deref(&self) -> &Lab {
        match &self.place {
            Place::Simulated(lab) => lab,
            Place::Real(lab) => lab,
        }
    }
}

impl Ground {
    /// In an account in which the stack lives.
    pub fn simulated(lab: Lab) -> Ground {
        let hand = lab.hand(&lab.world);
        Ground { place: Place::Simulated(Box::new(lab)), hand }
    }

    /// In an account whose cluster has a control plane of its own, and in which the stack lives.
    pub fn real(lab: RealLab) -> Ground {
        let hand = lab.hand(&lab.world);
        Ground { place: Place::Real(Box::new(lab)), hand }
    }

    pub fn is_real(&self) -> bool {
        matches!(self.place, Place::Real(_))
    }

    /// What else is known, for messages.
    pub fn complaints(&self) -> Vec<String> {
        match &self.place {
            Place::Simulated(_) => Vec::new(),
            Place::Real(lab) => lab.complaints(),
        }
    }

    /// Notes how far a story has come, for whoever looks at its output.
    pub fn mark(&self, what: &str) {
        if let Place::Real(lab) = &self.place {
            lab.mark(what);
        }
    }

    pub fn arn(&self) -> String {
        format!("arn:aws:eks:{}:{ACCOUNT}:cluster/dev", self.sandbox.region())
    }

    pub async fn run(&self, text: &str, options: Apply) -> Result<Report, Errors> {
        karpool::apply(&spec(text), &self.world, &options).await
    }

    /// Applies, and fails the promise when anything failed.
    ///
    /// # Panics
    /// With what went wrong.
    pub async fn make(&self, text: &str) -> Report {
        self.make_with(text, Apply::new()).await
    }

    /// # Panics
    /// With what went wrong.
    pub async fn make_with(&self, text: &str, options: Apply) -> Report {
        match self.run(text, options).await {
            Ok(report) if report.is_ok() => report,
            outcome => panic!("{}\n{:#?}", said(&outcome), self.complaints()),
        }
    }

    pub async fn planned(&self, text: &str) -> Plan {
        let plan = self.plan(&spec(text)).await;
        plan.unwrap_or_else(|errors| panic!("{errors}\n{:#?}", self.complaints()))
    }

    /// The nodes that an apply would touch, or wait for, with the fields that the plan shows.
    pub async fn open(&self, text: &str) -> Vec<(String, Action, Vec<String>)> {
        let changes = self.planned(text).await.changes.into_iter();
        let open = changes.filter(|change| change.action != Action::Keep && !change.unapproved);
        open.map(|change| (change.id, change.action, change.fields.into_iter().map(|field| field.path).collect()))
            .collect()
    }

    /// Fails the promise unless there is nothing to do, once what is under way has ended.
    ///
    /// # Panics
    /// When there is something to do.
    pub async fn rests(&self, text: &str) {
        let report = self.make(text).await;
        let written: Vec<_> = report.nodes.iter().filter(|node| node.action.writes()).map(|node| &node.id).collect();
        assert!(written.is_empty(), "not at rest: {written:?}");
        let open = self.open(text).await;
        assert!(open.is_empty(), "not at rest: {open:?}");
    }

    /// Fails the promise unless an apply has nothing to do at all.
    ///
    /// # Panics
    /// When it has.
    pub async fn is_idle(&self, text: &str) {
        let open = self.open(text).await;
        assert!(open.is_empty(), "there is something to do: {open:?}");
        assert_eq!(self.make(text).await.outcome, Outcome::Idle);
    }

    /// What karpool has written to the API since the log was cleared. The lease is no part of any plan.
    pub fn written(&self) -> Vec<String> {
        let log = self.sandbox.log().into_iter();
        let writes =
            log.filter(|call| call.write && call.service == "kubernetes" && !call.operation.contains("leases/"));
        writes.map(|call| call.operation).collect()
    }

    /// Waits, in the time of the world, until something is so.
    ///
    /// # Panics
    /// When it does not come to be.
    pub async fn until(&self, what: &str, mut is_so: impl AsyncFnMut() -> bool) {
        let clock = self.sandbox.clock();
        let began = clock.now();
        while !is_so().await {
            assert!(clock.now().since(began).as_secs() < PATIENCE, "not within {PATIENCE} s: {what}");
            clock.sleep(Duration::from_millis(500)).await;
        }
    }

    /// Everything that carries the stack's label, by its path.
    pub async fn ours(&self) -> Vec<(String, Value)> {
        let mut found = Vec::new();
        for collection in COLLECTIONS {
            for object in self.hand.list(&format!("{collection}?labelSelector={STACK_LABEL}")).await {
                let text = |name: &str| object["metadata"][name].as_str().unwrap_or_default().to_owned();
                found.push((format!("{collection} {} {}", text("namespace"), text("name")), object));
            }
        }
        found
    }

    /// Gives an IAM user every right in AWS and none in the cluster.
    pub fn let_into_aws(&self, user: &str) {
        let input = json!({"UserName": user, "PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"});
        self.as_root(karpool_sandbox::iam::handle, "iam", "AttachUserPolicy", input);
    }
}

/// Everything that went wrong, with what is advised.
pub fn said(outcome: &Result<Report, Errors>) -> String {
    let told = |error: &Error| format!("{error} ({})\n", error.hint().unwrap_or_default());
    match outcome {
        Ok(report) => report.errors().map(told).collect(),
        Err(errors) => errors.iter().map(told).collect(),
    }
}

/// What a field manager owns, by operation and subresource.
pub fn owned_by(object: &Value, manager: &str) -> Vec<Value> {
    let entries = object["metadata"]["managedFields"].as_array().into_iter().flatten();
    entries.filter(|entry| entry["manager"] == manager).cloned().collect()
}
