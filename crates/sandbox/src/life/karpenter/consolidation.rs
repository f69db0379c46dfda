//! Consolidation of nodes that are not empty: their pods fit onto others, or onto one cheaper machine.

use serde_json::Value;

use super::offering::{self, Offering};
use super::provision::{self, Plan};
use super::settings::Controller;
use super::termination::{belongs, drainable};
use super::{CLAIMS, KEEP, POOLS, State, budget, disruption};
use crate::ec2::instance_type;
use crate::life::pass::Pass;
use crate::life::scheduler::{self, Host};
use crate::life::{condition, object, selector};

const REASON: &str = "Underutilized";

/// Acts on one node at a time, and looks again when what it did has come to rest.
pub(crate) fn run(pass: &mut Pass<'_>, controller: &Controller, state: &mut State) {
    let claims = pass.list(CLAIMS);
    let busy = |claim: &Value| object::is_leaving(claim) || !condition::is_true(claim, "Initialized");
    if !state.replacements.is_empty() || claims.iter().any(busy) {
        return;
    }
    let pods = pass.list("pods");
    let mut candidates: Vec<(&Value, Value)> = Vec::new();
    for pool in pass.list(POOLS).iter().filter(|pool| consolidates(pool)) {
        let own: Vec<&Value> = claims.iter().filter(|claim| belongs(claim, object::name(pool))).collect();
        if budget::allowed(pool, REASON, (own.len(), 0), pass.now) > 0 {
            candidates.extend(own.into_iter().map(|claim| (claim, pool.clone())));
        }
    }
    candidates.retain(|(claim, _)| condition::is_true(claim, "Consolidatable") && movable(pass, claim, &pods));
    candidates.sort_by_key(|(claim, _)| (on_node(&pods, claim).len(), object::name(claim).to_owned()));
    for (claim, _) in candidates {
        if act(pass, controller, state, claim) {
            return;
        }
    }
}

fn consolidates(pool: &Value) -> bool {
    let policy = object::text(pool, "/spec/disruption/consolidationPolicy");
    !object::is_leaving(pool) && pool["spec"]["replicas"].is_null() && policy != "WhenEmpty"
}

fn on_node<'a>(pods: &'a [Value], claim: &Value) -> Vec<&'a Value> {
    drainable(pods, object::text(claim, "/status/nodeName"))
}

/// Whether the node has pods, and nothing that keeps them there.
fn movable(pass: &Pass<'_>, claim: &Value, pods: &[Value]) -> bool {
    let budgets = pass.list("poddisruptionbudgets.policy");
    let held = |pod: &Value| {
        budgets.iter().any(|budget| {
            object::namespace(budget) == object::namespace(pod)
                && selector::matches(&budget["spec"]["selector"], object::map(pod, "/metadata/labels"))
                && object::number(budget, "/status/disruptionsAllowed").unwrap_or(0) == 0
        })
    };
    let left = on_node(pods, claim);
    let kept = |thing: &Value| object::annotation(thing, KEEP) == Some("true");
    !left.is_empty() && !kept(claim) && !left.iter().any(|pod| kept(pod) || held(pod))
}

/// Does without the node, or with a cheaper one in its place, if either is possible.
fn act(pass: &mut Pass<'_>, controller: &Controller, state: &mut State, claim: &Value) -> bool {
    let pods = pass.list("pods");
    let mut hosts = provision::hosts(pass, &pods);
    hosts.retain(|host| host.name != object::text(claim, "/status/nodeName"));
    let homeless = place(&on_node(&pods, claim), &mut hosts);
    if homeless.is_empty() {
        disruption::remove(pass, controller, claim, REASON);
        return true;
    }
    let Some(price) = price(claim) else { return false };
    let spot = object::label(claim, "karpenter.sh/capacity-type") == Some("spot");
    for mut source in provision::sources_of(pass) {
        // Spot is not replaced by cheaper spot unless a feature gate is on.
        source.offerings.retain(|offering| offering.price < price && !(spot && offering.capacity_type == "spot"));
        let Some(plan) = Plan::of(&source, &homeless) else { continue };
        let Some(name) = provision::create(pass, controller, &source, &plan) else { return false };
        state.replacements.insert(object::name(claim).to_owned(), name);
        return true;
    }
    false
}

/// Puts the pods onto the hosts; answers those that find no room.
fn place(pods: &[&Value], hosts: &mut [Host]) -> Vec<Value> {
    let mut homeless = Vec::new();
    for pod in pods {
        let found = hosts.iter().position(|host| scheduler::refusals(pod, host, hosts).is_empty());
        match found {
            Some(at) => hosts[at].take(pod),
            None => homeless.push((*pod).clone()),
        }
    }
    homeless
}

/// What the claim's machine costs.
fn price(claim: &Value) -> Option<f64> {
    let kind = instance_type::find(object::label(claim, "node.kubernetes.io/instance-type")?)?;
    Some(offering::price(kind, object::label(claim, "karpenter.sh/capacity-type") == Some("spot")))
}

impl Plan {
    /// One machine for all of the pods, the cheapest that will do.
    fn of(source: &provision::Source, pods: &[Value]) -> Option<Plan> {
        let asked = provision::sum(pods);
        let fits = |offering: &&Offering| provision::suits(offering, pods, &asked);
        let chosen = source.offerings.iter().find(fits)?.clone();
        Some(Plan { source: 0, pods: pods.to_vec(), asked, chosen })
    }
}
