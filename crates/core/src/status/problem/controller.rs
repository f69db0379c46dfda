//! Karpenter's controller: what it was told, and whether it runs.

use serde_json::Value as Json;

use super::evidence::Evidence;
use super::hand::setter;
use super::{APPLY, StatusProblem};

/// The variable in which the controller is told its queue. Source: Karpenter documentation, "Settings".
pub(super) const QUEUE: &str = "INTERRUPTION_QUEUE";

/// Source: Karpenter's interruption controller goes on without a queue that it does not find, and says so in its log
/// alone.
pub(super) fn queue(evidence: &Evidence, found: &mut Vec<StatusProblem>) {
    let Some(wanted) = &evidence.queue else { return };
    for deployment in &evidence.deployments {
        let told = variable(deployment, QUEUE).unwrap_or_default();
        if told != *wanted {
            let said = if told.is_empty() { "no queue".to_owned() } else { format!("the queue {told}") };
            let message = format!(
                "Karpenter's controller listens to {said}, not to {wanted}: nodes are not drained when they are \
                 interrupted"
            );
            let by = setter(deployment, QUEUE);
            found.push(StatusProblem::new(node(deployment), message, apply(by.as_deref())));
        }
    }
    if evidence.account.queue_exists == Some(false) {
        let message = format!("there is no queue {wanted}: nodes are not drained when they are interrupted");
        found.push(StatusProblem::new("sqs.queue/interruption", message, APPLY));
    }
}

pub(super) fn pods(evidence: &Evidence, found: &mut Vec<StatusProblem>) {
    for (deployment, trouble) in &evidence.troubles {
        let (message, advice) = trouble.split_once("; ").unwrap_or((trouble, ""));
        let hint = match (found.is_empty(), advice) {
            (false, _) => format!("{APPLY}: what stands above keeps it from running"),
            (true, "") => format!("{APPLY}: it waits for the pods, and says why they do not become ready"),
            (true, advice) => advice.to_owned(),
        };
        let message = format!("Karpenter's controller does not run: {message}");
        found.push(StatusProblem::new(deployment, message, hint));
    }
}

/// The node of a Deployment in plans.
pub(in crate::status) fn node(deployment: &Json) -> String {
    let field = |name: &str| deployment["metadata"][name].as_str().unwrap_or_default();
    format!("kubernetes.object/Deployment/{}/{}", field("namespace"), field("name"))
}

fn variable<'a>(deployment: &'a Json, name: &str) -> Option<&'a str> {
    let containers = deployment.pointer("/spec/template/spec/containers")?.as_array()?;
    let mut variables = containers.iter().flat_map(|container| container["env"].as_array().into_iter().flatten());
    variables.find(|variable| variable["name"] == name)?["value"].as_str()
}

/// An apply does not take over what somebody else has set unless it is told to.
pub(super) fn apply(setter: Option<&str>) -> String {
    match setter {
        Some(manager) => format!("run `karpool apply --force-conflicts`: `{manager}` has set it"),
        None => APPLY.to_owned(),
    }
}
