//! Why a pod of the controller does not become available: what its status says, and what that usually means.

use serde_json::Value as Json;

/// What a pod waits for, when it is something that does not pass by itself. `log` is what a container that has ended
/// wrote, where its status does not say it.
pub(super) fn of(pod: &Json, log: Option<&str>) -> Option<String> {
    unschedulable(pod)
        .or_else(|| unready(pod).find_map(|status| waiting(status).or_else(|| ended(status, log.unwrap_or_default()))))
}

/// Whether a container has ended without a word in its status.
pub(super) fn is_silent(pod: &Json) -> bool {
    unready(pod).any(|status| last(status).is_some_and(|last| text(last, "message").is_empty()))
}

fn unready(pod: &Json) -> impl Iterator<Item = &Json> {
    let statuses = ["initContainerStatuses", "containerStatuses"].into_iter();
    let statuses = statuses.filter_map(|name| pod["status"][name].as_array()).flatten();
    statuses.filter(|status| status["ready"] != true)
}

fn unschedulable(pod: &Json) -> Option<String> {
    let conditions = pod["status"]["conditions"].as_array()?;
    let scheduled = conditions.iter().find(|one| one["type"] == "PodScheduled" && one["status"] == "False")?;
    (scheduled["reason"] == "Unschedulable").then(|| {
        format!(
            "no node takes it: {}; the bootstrap nodes have to be as many as the replicas, and Ready",
            text(scheduled, "message")
        )
    })
}

/// Source: the kubelet's reasons of waiting containers.
fn waiting(status: &Json) -> Option<String> {
    let found = &status["state"]["waiting"];
    let (image, message) = (text(status, "image"), text(found, "message"));
    Some(match text(found, "reason") {
        reason @ ("ErrImagePull" | "ImagePullBackOff" | "ErrImageNeverPull" | "RegistryUnavailable") => format!(
            "its image {image} cannot be pulled ({reason}: {message}); check `karpenter.values.controller.image`, and \
             whether the nodes reach the registry"
        ),
        reason @ "InvalidImageName" => {
            format!("its image {image} has no valid name ({reason}); check `karpenter.values.controller.image`")
        }
        reason @ ("CreateContainerConfigError" | "CreateContainerError" | "RunContainerError") => {
            format!("its container cannot be made ({reason}: {message})")
        }
        _ => return None,
    })
}

/// A container that has ended, and is started again and again.
fn ended(status: &Json, log: &str) -> Option<String> {
    let last = last(status)?;
    let (code, count) = (last["exitCode"].as_i64().unwrap_or(0), status["restartCount"].as_u64().unwrap_or(0));
    let message = text(last, "message");
    let said = match text(last, "reason") {
        "OOMKilled" => "out of memory; raise `karpenter.resources`".to_owned(),
        _ => explained(if message.is_empty() { log } else { message }),
    };
    Some(format!("it ends with code {code} and was started again {count} times: {said}"))
}

fn last(status: &Json) -> Option<&Json> {
    [&status["state"]["terminated"], &status["lastState"]["terminated"]].into_iter().find(|last| last.is_object())
}

/// The line that says why, and what to look at: one with a known sign, else a panic, else the last one.
fn explained(said: &str) -> String {
    let lines = || said.lines().map(str::trim).filter(|line| !line.is_empty());
    let sign = |line: &&str| ADVICE.iter().any(|(signs, _)| signs.iter().any(|sign| line.contains(sign)));
    let line =
        lines().find(sign).or_else(|| lines().find(|line| line.starts_with("panic:"))).or_else(|| lines().next_back());
    line.map_or_else(|| "its log says why".to_owned(), |line| format!("{line}{}", advice(line)))
}

/// Codes of AWS and errors of Go's network library that stand in what the controller writes when it ends, and what to
/// look at. The first that is found counts. Source: Karpenter documentation, "Troubleshooting"; AWS error references.
const ADVICE: &[(&[&str], &str)] = &[
    (
        &["i/o timeout", "no such host"],
        "names do not resolve or nothing answers: is CoreDNS running, is `karpenter.dnsPolicy` Default, do the subnets have \
         a route or an endpoint to AWS",
    ),
    (
        &["no valid credential providers", "NoCredentialProviders", "failed to refresh cached credentials"],
        "the pod has no credentials: is eks-pod-identity-agent running, and is there an association for the service account",
    ),
    (
        &["AccessDenied", "UnauthorizedOperation"],
        "the controller's role lacks a permission: apply puts its policies right, a boundary or an organisation may deny",
    ),
    (&["zonal shift"], "take `settings.enableZonalShift` away, or register the cluster for zonal shift"),
    (&["no matches for kind", "no matches for the kind"], "a definition is missing: the next apply makes it"),
];

fn advice(message: &str) -> String {
    let found = ADVICE.iter().find(|(signs, _)| signs.iter().any(|sign| message.contains(sign)));
    found.map_or_else(String::new, |(_, advice)| format!("; {advice}"))
}

fn text<'a>(value: &'a Json, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn container(status: Json) -> Json {
        let mut whole = json!({"name": "controller", "image": "r/c:1", "ready": false, "restartCount": 3});
        whole.as_object_mut().unwrap().extend(status.as_object().unwrap().clone());
        json!({"status": {"conditions": [{"type": "PodScheduled", "status": "True"}], "containerStatuses": [whole]}})
    }

    fn ended(message: &str) -> Json {
        container(json!({"state": {"waiting": {"reason": "CrashLoopBackOff"}},
            "lastState": {"terminated": {"exitCode": 1, "reason": "Error", "message": message}}}))
    }

    #[test]
    fn each_trouble_is_told_apart() {
        let pending = json!({"status": {"conditions": [{"type": "PodScheduled", "status": "False",
            "reason": "Unschedulable", "message": "0/2 nodes are available"}]}});
        let pull = json!({"state": {"waiting": {"reason": "ImagePullBackOff", "message": "Back-off pulling image"}}});
        let killed = json!({"state": {}, "lastState": {"terminated": {"exitCode": 137, "reason": "OOMKilled"}}});
        for (pod, words) in [
            (pending, "0/2 nodes are available; the bootstrap nodes"),
            (container(pull), "its image r/c:1 cannot be pulled (ImagePullBackOff"),
            (container(killed), "code 137 and was started again 3 times: out of memory"),
            (ended("dial tcp: lookup ec2.amazonaws.com: i/o timeout"), "is CoreDNS running"),
            (ended("no valid credential providers in chain"), "eks-pod-identity-agent"),
            (ended("line\nUnauthorizedOperation: no"), "3 times: UnauthorizedOperation: no; the controller's role"),
            (ended(""), "its log says why"),
        ] {
            let said = of(&pod, None).unwrap_or_default();
            assert!(said.contains(words), "{said}");
        }
    }

    #[test]
    fn a_silent_end_is_read_from_the_log() {
        assert!(is_silent(&ended("")) && !is_silent(&ended("said")));
        let said = of(&ended(""), Some("{\"level\":\"INFO\"}\nAccessDenied: not you\ngoroutine 1\n")).unwrap();
        assert!(said.contains("AccessDenied: not you; the controller's role"), "{said}");
        assert!(of(&ended(""), Some("panic: x\ngoroutine 1\n")).unwrap().ends_with("panic: x"));
    }

    #[test]
    fn what_passes_by_itself_is_no_trouble() {
        assert_eq!(of(&container(json!({"state": {"waiting": {"reason": "ContainerCreating"}}})), None), None);
        assert_eq!(of(&json!({}), None), None);
        let running = json!({"ready": true, "state": {"running": {}}, "lastState": {"terminated": {"exitCode": 1}}});
        assert_eq!(of(&container(running), None), None);
    }
}
