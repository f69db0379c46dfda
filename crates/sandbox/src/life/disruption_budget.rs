//! PodDisruptionBudgets: how many pods may be evicted now.

use serde_json::{Value, json};

use super::condition::{self, Condition};
use super::pass::Pass;
use super::{object, pod, selector};

const RESOURCE: &str = "poddisruptionbudgets.policy";

pub(crate) fn run(pass: &mut Pass<'_>) {
    let budgets = pass.list(RESOURCE);
    if budgets.is_empty() {
        return;
    }
    let pods = pass.list("pods");
    for budget in budgets.iter() {
        let covered: Vec<&Value> = pods
            .iter()
            .filter(|pod| object::namespace(pod) == object::namespace(budget) && !pod::is_done(pod))
            .filter(|pod| selector::matches(&budget["spec"]["selector"], object::map(pod, "/metadata/labels")))
            .collect();
        let expected = covered.len() as i64;
        let healthy = covered.iter().filter(|pod| pod::is_ready(pod) && !object::is_leaving(pod)).count() as i64;
        let desired = desired(&budget["spec"], expected);
        let allowed = if expected > 0 { (healthy - desired).max(0) } else { 0 };
        let mut conditions = condition::all(budget);
        let reason = if allowed > 0 { "SufficientPods" } else { "InsufficientPods" };
        condition::set(&mut conditions, &Condition::new("DisruptionAllowed", allowed > 0, reason, ""), pass.now);
        let status = json!({
            "expectedPods": expected, "currentHealthy": healthy, "desiredHealthy": desired,
            "disruptionsAllowed": allowed, "observedGeneration": budget["metadata"]["generation"],
            "conditions": conditions,
        });
        pass.report(RESOURCE, budget, status);
    }
}

/// How many pods have to stay healthy; percentages are rounded up, as the real controller does.
fn desired(spec: &Value, expected: i64) -> i64 {
    let scaled = |value: &Value| match value {
        Value::String(text) => {
            text.trim_end_matches('%').parse::<i64>().ok().map(|percent| (expected * percent + 99) / 100)
        }
        other => other.as_i64(),
    };
    match (scaled(&spec["minAvailable"]), scaled(&spec["maxUnavailable"])) {
        (Some(least), _) => least,
        (None, Some(most)) => (expected - most).max(0),
        (None, None) => (expected - 1).max(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn budgets_count_as_the_api_does() {
        assert_eq!(desired(&json!({"maxUnavailable": 1}), 2), 1);
        assert_eq!(desired(&json!({"maxUnavailable": "50%"}), 3), 1);
        assert_eq!(desired(&json!({"minAvailable": "50%"}), 3), 2);
        assert_eq!(desired(&json!({"minAvailable": 3}), 2), 3);
    }
}
