//! DescribeInstanceStatus.

use std::time::Duration;

use serde_json::{Value, json};

use super::fault::combination;
use super::input::{flag, text, texts};
use super::instance::{Instance, Phase};
use super::listing::{Listing, describe};
use super::{noun, state};
use crate::call::{Call, Reply};
use crate::time::Time;

/// How long the checks of a running instance take.
const CHECKS: Duration = Duration::from_secs(90);

const STATUSES: Listing = Listing {
    set: "instanceStatusSet",
    ids: None,
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
    ids_exclude_page: false,
};

pub(crate) fn describe_status(call: &mut Call<'_>) -> Reply {
    let everything = flag(&call.input, "IncludeAllInstances").unwrap_or(false);
    let asked = texts(&call.input, "InstanceId");
    if !asked.is_empty() && text(&call.input, "MaxResults").is_some() {
        return Err(combination("The parameter instancesSet cannot be used with the parameter maxResults"));
    }
    let now = call.now();
    let state = state::of(call);
    if let Some(unknown) = asked.iter().find(|id| !state.instances.contains_key(*id)) {
        return Err(noun::absent("i", unknown));
    }
    let shown = |instance: &&Instance| {
        (everything || instance.phase == Phase::Running) && (asked.is_empty() || asked.contains(&instance.id))
    };
    let items: Vec<(String, Value)> =
        state.instances.values().filter(shown).map(|instance| (instance.id.clone(), render(instance, now))).collect();
    describe(call, &STATUSES, items)
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
