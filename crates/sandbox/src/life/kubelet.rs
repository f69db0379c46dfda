//! The kubelets: what becomes of a pod on its node.

use std::time::Duration;

use serde_json::{Value, json};

use super::condition::{self, Condition};
use super::health::{self, Health};
use super::pass::Pass;
use super::{node, object, pod, process};
use crate::kubernetes::{Place, User};
use crate::time::Time;

pub(crate) fn run(pass: &mut Pass<'_>) {
    let nodes = pass.list("nodes");
    for pod in pass.list("pods").iter() {
        let Some(host) = nodes.iter().find(|node| object::name(node) == pod::node_name(pod)) else { continue };
        if object::is_leaving(pod) {
            stop(pass, pod);
        } else if !pod::is_done(pod) {
            match object::text(pod, "/status/startTime") {
                "" => admit(pass, pod, host),
                _ => advance(pass, pod, host),
            }
        }
    }
}

fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

/// A pod's containers obey the signal to stop after a moment, within the grace period.
fn stop(pass: &mut Pass<'_>, pod: &Value) {
    if process::holds_on(pass, pod) {
        // Whoever runs it sees to its grace period.
        return;
    }
    let grace = object::number(pod, "/metadata/deletionGracePeriodSeconds").unwrap_or(30).max(0) as u64;
    let end = object::moment(object::text(pod, "/metadata/deletionTimestamp")).unwrap_or(pass.now);
    let asked = end - seconds(grace);
    let gone = asked + seconds(grace.min(2 + object::fingerprint(object::uid(pod)) % 3));
    if pass.now < gone {
        pass.wake(gone);
        return;
    }
    let place = object::place("pods", pod);
    let user = User::control_plane(&format!("system:node:{}", pod::node_name(pod)));
    // The outcome shows in the next look: either the pod is gone or it is tried again.
    let _ = pass.act(user, |client| client.delete_now(&place));
}

/// The kubelet takes the pod on: containers are being created.
fn admit(pass: &mut Pass<'_>, pod: &Value, host: &Value) {
    let networked = pod["spec"]["hostNetwork"] == true;
    if !networked && !node::is_ready(host) {
        return;
    }
    let waiting = containers(pod, |container| {
        json!({"name": container["name"], "image": container["image"], "imageID": "", "ready": false,
            "started": false, "restartCount": 0, "lastState": {}, "state": {"waiting": {"reason": "ContainerCreating"}}})
    });
    let mut conditions = condition::all(pod);
    for (kind, status) in [("PodScheduled", true), ("Initialized", true), ("PodReadyToStartContainers", false)] {
        condition::set(&mut conditions, &Condition::new(kind, status, "", ""), pass.now);
    }
    unready(&mut conditions, pod, pass.now);
    let address = object::text(host, "/status/addresses/0/address");
    let status = json!({
        "phase": "Pending", "startTime": pass.now.rfc3339(), "hostIP": address, "hostIPs": [{"ip": address}],
        "qosClass": super::pod::quality(pod), "containerStatuses": waiting, "conditions": conditions,
    });
    write(pass, pod, status);
    pass.wake(pass.now + pull_time(pod));
}

/// Images take 3 to 8 s, always the same for the same pod.
fn pull_time(pod: &Value) -> Duration {
    seconds(3 + object::fingerprint(object::uid(pod)) % 6)
}

fn advance(pass: &mut Pass<'_>, pod: &Value, host: &Value) {
    let state = &pod["status"]["containerStatuses"][0]["state"];
    let running = object::moment(object::text(state, "/running/startedAt"));
    match (object::text(state, "/waiting/reason"), running) {
        (_, Some(started)) if !pod::is_ready(pod) => probe(pass, pod, started),
        (_, Some(started)) => match process::health(pass, pod) {
            Some(Health::Ended { code, message }) => crash(pass, pod, (code, &message)),
            Some(Health::Waiting) => become_unready(pass, pod),
            Some(Health::Ready) => {}
            None => finish(pass, pod, started),
        },
        ("CrashLoopBackOff", None) => restart(pass, pod, host),
        ("ImagePullBackOff", None) => {}
        (_, None) => start(pass, pod, host),
    }
}

fn start(pass: &mut Pass<'_>, pod: &Value, host: &Value) {
    let began = object::moment(object::text(pod, "/status/startTime")).unwrap_or(pass.now);
    let due = began + pull_time(pod);
    if pass.now < due {
        pass.wake(due);
    } else if object::list(pod, "/spec/containers").iter().any(|one| is_out_of_reach(object::text(one, "/image"))) {
        back_off(pass, pod);
    } else {
        go(pass, pod, host);
    }
}

/// Names below `invalid` never resolve. Source: RFC 2606, section 2.
fn is_out_of_reach(image: &str) -> bool {
    let host = image.split(['/', ':']).next().unwrap_or_default();
    host.ends_with(".invalid")
}

/// Tries go on for ever, and this one never succeeds.
fn back_off(pass: &mut Pass<'_>, pod: &Value) {
    let statuses = containers(pod, |container| {
        let image = object::text(container, "/image");
        let host = image.split(['/', ':']).next().unwrap_or_default();
        let message = format!(
            "Back-off pulling image \"{image}\": ErrImagePull: failed to pull and unpack image \"{image}\": \
             dial tcp: lookup {host}: no such host"
        );
        json!({"name": container["name"], "image": image, "imageID": "", "ready": false, "started": false,
            "restartCount": 0, "lastState": {}, "state": {"waiting": {"reason": "ImagePullBackOff", "message": message}}})
    });
    write(pass, pod, json!({"containerStatuses": statuses}));
}

fn go(pass: &mut Pass<'_>, pod: &Value, host: &Value) {
    let now = pass.now.rfc3339();
    let old = &pod["status"]["containerStatuses"];
    let running = containers(pod, |container| {
        let before = old.as_array().into_iter().flatten().find(|status| status["name"] == container["name"]);
        json!({
            "name": container["name"], "image": container["image"], "imageID": container["image"], "ready": false,
            "started": true, "restartCount": before.map_or(json!(0), |status| status["restartCount"].clone()),
            "lastState": before.map_or(json!({}), |status| status["lastState"].clone()),
            "state": {"running": {"startedAt": now}},
        })
    });
    let mut conditions = condition::all(pod);
    condition::set(&mut conditions, &Condition::new("PodReadyToStartContainers", true, "", ""), pass.now);
    unready(&mut conditions, pod, pass.now);
    let address = address(pod, host);
    let status = json!({
        "phase": "Running", "podIP": address, "podIPs": [{"ip": address}], "containerStatuses": running,
        "conditions": conditions,
    });
    write(pass, pod, status);
    pass.wake(pass.now + readiness_delay(pod));
}

/// Pods on the host's network have its address, the others one of the host's own range.
fn address(pod: &Value, host: &Value) -> String {
    let own = object::text(host, "/status/addresses/0/address");
    if pod["spec"]["hostNetwork"] == true {
        return own.to_owned();
    }
    let range = own.rsplit_once('.').map_or("100.64.0", |(range, _)| range);
    format!("{range}.{}", 10 + object::fingerprint(object::uid(pod)) % 240)
}

fn readiness_delay(pod: &Value) -> Duration {
    let probes = object::list(pod, "/spec/containers");
    let delay = probes.iter().filter_map(|c| object::number(c, "/readinessProbe/initialDelaySeconds")).max();
    seconds(delay.unwrap_or(0).clamp(1, 600) as u64)
}

fn probe(pass: &mut Pass<'_>, pod: &Value, started: Time) {
    let due = started + readiness_delay(pod);
    if pass.now < due {
        return pass.wake(due);
    }
    match health::of(pass, pod) {
        Health::Ready => become_ready(pass, pod),
        Health::Waiting => pass.wake_in(2),
        Health::Ended { code, message } => crash(pass, pod, (code, &message)),
    }
}

fn become_ready(pass: &mut Pass<'_>, pod: &Value) {
    let mut statuses = pod["status"]["containerStatuses"].clone();
    for status in statuses.as_array_mut().into_iter().flatten() {
        status["ready"] = json!(true);
    }
    let mut conditions = condition::all(pod);
    for kind in ["ContainersReady", "Ready"] {
        condition::set(&mut conditions, &Condition::new(kind, true, "", ""), pass.now);
    }
    write(pass, pod, json!({"containerStatuses": statuses, "conditions": conditions}));
    if ends(pod) {
        pass.wake_in(1);
    }
}

fn become_unready(pass: &mut Pass<'_>, pod: &Value) {
    let mut statuses = pod["status"]["containerStatuses"].clone();
    for status in statuses.as_array_mut().into_iter().flatten() {
        status["ready"] = json!(false);
    }
    let mut conditions = condition::all(pod);
    unready(&mut conditions, pod, pass.now);
    write(pass, pod, json!({"containerStatuses": statuses, "conditions": conditions}));
}

fn ends(pod: &Value) -> bool {
    matches!(object::text(pod, "/spec/restartPolicy"), "Never" | "OnFailure")
}

/// How long a pod that is to end runs: `sleep N` is believed, everything else takes 5 s.
fn run_time(pod: &Value) -> Duration {
    let container = &pod["spec"]["containers"][0];
    let words = object::list(container, "/command").iter().chain(object::list(container, "/args"));
    let words: Vec<&str> = words.filter_map(Value::as_str).flat_map(str::split_whitespace).collect();
    let slept = words.windows(2).find(|pair| pair[0] == "sleep").and_then(|pair| pair[1].parse().ok());
    seconds(slept.unwrap_or(5))
}

fn finish(pass: &mut Pass<'_>, pod: &Value, started: Time) {
    if !ends(pod) {
        return;
    }
    let due = started + run_time(pod);
    if pass.now < due {
        return pass.wake(due);
    }
    let mut statuses = pod["status"]["containerStatuses"].clone();
    for status in statuses.as_array_mut().into_iter().flatten() {
        status["ready"] = json!(false);
        status["state"] = json!({"terminated": {"exitCode": 0, "reason": "Completed",
            "startedAt": started.rfc3339(), "finishedAt": pass.now.rfc3339()}});
    }
    let mut conditions = condition::all(pod);
    for kind in ["Ready", "ContainersReady"] {
        condition::set(&mut conditions, &Condition::new(kind, false, "PodCompleted", ""), pass.now);
    }
    write(pass, pod, json!({"phase": "Succeeded", "containerStatuses": statuses, "conditions": conditions}));
}

fn crash(pass: &mut Pass<'_>, pod: &Value, (code, message): (i32, &str)) {
    let mut statuses = pod["status"]["containerStatuses"].clone();
    let Some(status) = statuses.get_mut(0) else { return };
    let count = status["restartCount"].as_u64().unwrap_or(0) + 1;
    let wait = backoff(count);
    status["lastState"] = json!({"terminated": {"exitCode": code, "reason": "Error", "message": message,
        "startedAt": status["state"]["running"]["startedAt"], "finishedAt": pass.now.rfc3339()}});
    status["restartCount"] = json!(count);
    status["started"] = json!(false);
    let text = format!("back-off {}s restarting failed container={}", wait.as_secs(), object::text(status, "/name"));
    status["state"] = json!({"waiting": {"reason": "CrashLoopBackOff", "message": text}});
    let mut conditions = condition::all(pod);
    unready(&mut conditions, pod, pass.now);
    write(pass, pod, json!({"containerStatuses": statuses, "conditions": conditions}));
    pass.wake(pass.now + wait);
}

/// Source: the kubelet's back-off, doubling from 10 s to 300 s.
fn backoff(count: u64) -> Duration {
    seconds((10 << count.saturating_sub(1).min(5)).min(300))
}

fn restart(pass: &mut Pass<'_>, pod: &Value, host: &Value) {
    let status = &pod["status"]["containerStatuses"][0];
    let ended = object::moment(object::text(status, "/lastState/terminated/finishedAt")).unwrap_or(pass.now);
    let due = ended + backoff(status["restartCount"].as_u64().unwrap_or(1));
    if pass.now < due { pass.wake(due) } else { go(pass, pod, host) }
}

fn containers(pod: &Value, status: impl Fn(&Value) -> Value) -> Value {
    Value::Array(object::list(pod, "/spec/containers").iter().map(status).collect())
}

fn unready(conditions: &mut Vec<Value>, pod: &Value, now: Time) {
    let names: Vec<&str> = object::list(pod, "/spec/containers").iter().map(|c| object::text(c, "/name")).collect();
    let message = format!("containers with unready status: [{}]", names.join(" "));
    for kind in ["Ready", "ContainersReady"] {
        condition::set(conditions, &Condition::new(kind, false, "ContainersNotReady", &message), now);
    }
}

fn write(pass: &mut Pass<'_>, pod: &Value, status: Value) {
    let place = Place::new("pods", object::namespace(pod), object::name(pod));
    let user = User::control_plane(&format!("system:node:{}", pod::node_name(pod)));
    // A refused write is looked at again after a while; the pass has noted that.
    let _ = pass.act(user, |client| client.patch_status(&place, json!({ "status": status })));
}
