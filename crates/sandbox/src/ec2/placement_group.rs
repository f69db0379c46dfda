//! Placement groups; and capacity reservations, of which there are none.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::fault::{invalid_parameter, refuse};
use super::input::{integer, require, text, texts};
use super::listing::{Listing, describe};
use super::state::Place;
use super::{State, state, tag};
use crate::call::{Call, Fault, Reply};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PlacementGroup {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) strategy: String,
    pub(crate) partitions: Option<i64>,
}

impl PlacementGroup {
    fn render(&self, state: &State, place: &Place) -> Value {
        json!({
            "groupName": self.name, "groupId": self.id, "state": "available", "strategy": self.strategy,
            "partitionCount": self.partitions, "groupArn": place.arn("placement-group", &self.name),
            "spreadLevel": (self.strategy == "spread").then_some("rack"), "tagSet": tag::render(state, &self.id),
        })
    }
}

const PLACEMENT_GROUPS: Listing = Listing {
    set: "placementGroupSet",
    ids: Some(("GroupId", "pg")),
    filters: &[
        ("group-name", "groupName"),
        ("group-arn", "groupArn"),
        ("spread-level", "spreadLevel"),
        ("state", "state"),
        ("strategy", "strategy"),
        ("tag-key", "tagSet.key"),
        ("tag-value", "tagSet.value"),
    ],
    page: None,
    ids_exclude_page: false,
};

const RESERVATIONS: Listing = Listing {
    set: "capacityReservationSet",
    ids: Some(("CapacityReservationId", "cr")),
    filters: &[
        ("instance-type", "instanceType"),
        ("owner-id", "ownerId"),
        ("instance-platform", "instancePlatform"),
        ("availability-zone", "availabilityZone"),
        ("availability-zone-id", "availabilityZoneId"),
        ("tenancy", "tenancy"),
        ("state", "state"),
        ("start-date", "startDate"),
        ("end-date", "endDate"),
        ("end-date-type", "endDateType"),
        ("instance-match-criteria", "instanceMatchCriteria"),
        ("placement-group-arn", "placementGroupArn"),
        ("tag-key", "tagSet.key"),
        ("tag-value", "tagSet.value"),
    ],
    page: Some((1, 1000)),
    ids_exclude_page: false,
};

fn unknown(name: &str) -> Fault {
    refuse("InvalidPlacementGroup.Unknown", format!("The Placement Group '{name}' is unknown."))
}

pub(crate) fn create(call: &mut Call<'_>) -> Reply {
    let name = require(call, "GroupName")?;
    let strategy = text(&call.input, "Strategy").unwrap_or_else(|| "cluster".into());
    if !["cluster", "spread", "partition"].contains(&strategy.as_str()) {
        return Err(invalid_parameter(&strategy, "strategy", "Allowed values are cluster, spread, partition."));
    }
    let given = integer(&call.input, "PartitionCount")?;
    let partitions = (strategy == "partition").then(|| given.unwrap_or(2));
    let tags = tag::on_create(call, "placement-group")?;
    let place = Place::of(call);
    let id = call.world.hex_id("pg");
    let state = state::of(call);
    if state.placement_groups.contains_key(&name) {
        let message = format!("The Placement Group '{name}' already exists.");
        return Err(refuse("InvalidPlacementGroup.Duplicate", message));
    }
    let group = PlacementGroup { id: id.clone(), name: name.clone(), strategy, partitions };
    state.placement_groups.insert(name.clone(), group);
    tag::put(state, &id, tags);
    Ok(json!({"placementGroup": state.placement_groups[&name].render(state, &place)}))
}

pub(crate) fn describe_placement_groups(call: &mut Call<'_>) -> Reply {
    let place = Place::of(call);
    let names = texts(&call.input, "GroupName");
    let state = state::of(call);
    if let Some(name) = names.iter().find(|name| !state.placement_groups.contains_key(*name)) {
        return Err(unknown(name));
    }
    let items = state
        .placement_groups
        .values()
        .filter(|group| names.is_empty() || names.contains(&group.name))
        .map(|group| (group.id.clone(), group.render(state, &place)))
        .collect();
    describe(call, &PLACEMENT_GROUPS, items)
}

pub(crate) fn delete(call: &mut Call<'_>) -> Reply {
    let name = require(call, "GroupName")?;
    let state = state::of(call);
    let group = state.placement_groups.remove(&name).ok_or_else(|| unknown(&name))?;
    state.tags.remove(&group.id);
    Ok(json!({"return": true}))
}

pub(crate) fn describe_capacity_reservations(call: &mut Call<'_>) -> Reply {
    describe(call, &RESERVATIONS, Vec::new())
}
