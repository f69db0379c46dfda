//! What the environment of a live controller pod must show before the controller is called ready.

use serde_json::Value;

/// What a variable must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// Any value: it is put there at admission and differs per pod.
    Present,
    /// Exactly this text.
    Equal(String),
    /// Not there, or empty.
    Absent,
}

/// Why a pod's environment is not what the stack needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortfall {
    /// Name of the variable.
    pub variable: String,
    /// What was found, if anything.
    pub found: Option<String>,
    /// What it means and what repairs it.
    pub meaning: &'static str,
    /// Whether deleting the pod repairs it (the variable is injected at admission).
    pub repaired_by_new_pod: bool,
}

/// How the controller gets its credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identity {
    /// EKS Pod Identity.
    PodIdentity,
    /// IAM roles for service accounts.
    WebIdentity,
    /// Neither is checked.
    Foreign,
}

struct Row {
    variable: &'static str,
    meaning: &'static str,
    injected: bool,
}

/// Injected by the EKS Pod Identity webhook (EKS user guide, "How EKS Pod Identity works").
const POD_IDENTITY: &[Row] = &[
    Row {
        variable: "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        meaning: "the pod was admitted before its pod identity association was effective",
        injected: true,
    },
    Row {
        variable: "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
        meaning: "the pod was admitted before its pod identity association was effective",
        injected: true,
    },
];

/// Injected by the EKS Pod Identity webhook for annotated service accounts (EKS user guide, IRSA).
const WEB_IDENTITY: &[Row] = &[
    Row {
        variable: "AWS_ROLE_ARN",
        meaning: "the pod was admitted before its service account named a role",
        injected: true,
    },
    Row {
        variable: "AWS_WEB_IDENTITY_TOKEN_FILE",
        meaning: "the pod was admitted before its service account named a role",
        injected: true,
    },
];

/// The variables to look at: name, what it must hold, what a shortfall means, whether a new pod repairs it.
pub fn expected(
    identity: Identity,
    cluster: &str,
    queue: Option<&str>,
) -> Vec<(&'static str, Expected, &'static str, bool)> {
    let injected = match identity {
        Identity::PodIdentity => POD_IDENTITY,
        Identity::WebIdentity => WEB_IDENTITY,
        Identity::Foreign => &[],
    };
    let mut list: Vec<_> =
        injected.iter().map(|row| (row.variable, Expected::Present, row.meaning, row.injected)).collect();
    list.push((
        "CLUSTER_NAME",
        Expected::Equal(cluster.to_owned()),
        "the controller works for another cluster; the Deployment is not ours or not rolled out yet",
        false,
    ));
    let wanted = queue.map_or(Expected::Absent, |queue| Expected::Equal(queue.to_owned()));
    list.push(("INTERRUPTION_QUEUE", wanted, "interruption events are not read from the queue of this stack", false));
    list
}

/// Compares a live Pod with what is expected of its container named `container`.
pub fn shortfalls(
    pod: &Value,
    container: &str,
    expected: &[(&'static str, Expected, &'static str, bool)],
) -> Vec<Shortfall> {
    let containers = pod.pointer("/spec/containers").and_then(Value::as_array);
    let env = containers
        .into_iter()
        .flatten()
        .find(|entry| entry["name"] == container)
        .and_then(|entry| entry["env"].as_array());
    let find = |name: &str| env.into_iter().flatten().find(|entry| entry["name"] == name);
    expected
        .iter()
        .filter_map(|(variable, wanted, meaning, repaired_by_new_pod)| {
            let entry = find(variable);
            let found = entry.and_then(|entry| entry["value"].as_str()).map(str::to_owned);
            let right = match wanted {
                Expected::Present => entry.is_some(),
                Expected::Equal(text) => found.as_deref() == Some(text),
                Expected::Absent => found.as_deref().unwrap_or_default().is_empty(),
            };
            (!right).then(|| Shortfall {
                variable: (*variable).to_owned(),
                found,
                meaning,
                repaired_by_new_pod: *repaired_by_new_pod,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_pod_admitted_too_early_is_told_from_a_wrong_queue() {
        let pod = json!({"spec": {"containers": [{"name": "controller", "env": [
            {"name": "CLUSTER_NAME", "value": "dev"}, {"name": "INTERRUPTION_QUEUE", "value": "old"}]}]}});
        let found = shortfalls(&pod, "controller", &expected(Identity::PodIdentity, "dev", Some("dev")));
        let names: Vec<_> = found.iter().map(|one| (one.variable.as_str(), one.repaired_by_new_pod)).collect();
        assert_eq!(
            names,
            [
                ("AWS_CONTAINER_CREDENTIALS_FULL_URI", true),
                ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", true),
                ("INTERRUPTION_QUEUE", false)
            ]
        );
    }
}
