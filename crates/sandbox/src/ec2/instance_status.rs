//! DescribeInstanceStatus.

use std::time::Duration;

use serde_json::{Value, json};

use super::input::flag;
use super::instance::{Instance, Phase};
use super::listing::{Listing, describe};
use super::state;
use crate::call::{Call, Reply};
use crate::time::Time;

/// How long the checks of a running instance take.
const CHECKS: Duration = Duration::from_secs(90);

const STATUSES: Listing = Listing {
    set: "instanceStatusSet",
    ids: Some(("InstanceId", "i")),
    filters: &[
        ("availability-zone", "availabilityZone"),
        ("availability-zone-id", "availabilityZoneId"),
        ("event.code", "eventsSet.code"),
        ("event.description", "eventsSet.description"),
        ("event.instance-event-id", "eventsSet.instanceEventId"),
        ("event.not-after", "eventsSet.notAfter"),
        ("event.not-before", "eventsSet.notBefore"),
        ("instance-state-code", "instanceState.code"),
        ("instance-state-name", "instanceState.name"),
        ("instance-status.reachability", "instanceStatus.details.status"),
        ("instance-status.status", "instanceStatus.status"),
        ("system-status.reachability", "systemStatus.details.status"),
        ("system-status.status", "systemStatus.status"),
        ("attached-ebs-status.status", "attachedEbsStatus.status"),
    ],
    page: Some((5, 1000)),
    ids_exclude_page: true,
};

pub(crate) fn describe_status(call: &mut Call<'_>) -> Reply {
    let everything = flag(&call.input, "IncludeAllInstances").unwrap_or(false);
    let named = !super::input::texts(&call.input, "InstanceId").is_empty();
    let now = call.now();
    let state = state::of(call);
    let items: Vec<(String, Value)> =
        state.instances.values().map(|instance| (instance.id.clone(), render(instance, now))).collect();
    if named {
        // An unknown id is an error even when it wouldn't be shown.
        let asked = super::input::texts(&call.input, "InstanceId");
        if let Some(unknown) = asked.iter().find(|id| !items.iter().any(|(key, _)| key == *id)) {
            return Err(super::noun::absent("i", unknown));
        }
    }
    let mut answer = describe(call, &STATUSES, items)?;
    if !everything && let Some(set) = answer["instanceStatusSet"].as_array_mut() {
        set.retain(|item| item["instanceState"]["name"] == "running");
    }
    Ok(answer)
}

fn render(instance: &Instance, now: Time) -> Value {
    let (status, detail) = match instance.phase {
        Phase::Running if now.since(instance.since) >= CHECKS => ("ok", "passed"),
        Phase::Running | Phase::Pending => ("initializing", "initializing"),
        _ => ("not-applicable", "not-applicable"),
    };
    let summary = json!({"status": status, "details": [{"name": "reachability", "status": detail}]});
    json!({
        "instanceId": instance.id, "availabilityZone": instance.zone, "availabilityZoneId": instance.zone_id,
        "instanceState": instance.phase.render(), "instanceStatus": summary, "systemStatus": summary,
        "attachedEbsStatus": summary, "eventsSet": [],
    })
}
