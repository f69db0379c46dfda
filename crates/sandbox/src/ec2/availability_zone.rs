//! DescribeAvailabilityZones and DescribeRegions.

use serde_json::{Value, json};

use super::fault::invalid_value;
use super::input::{flag, texts};
use super::listing::{Listing, describe};
use super::region::{self, REGIONS};
use crate::call::{Call, Reply};

const ZONES: Listing = Listing {
    set: "availabilityZoneInfo",
    ids: None,
    filters: &[
        ("group-name", "groupName"),
        ("group-long-name", "groupLongName"),
        ("message", "messageSet.message"),
        ("opt-in-status", "optInStatus"),
        ("parent-zone-id", "parentZoneId"),
        ("parent-zone-name", "parentZoneName"),
        ("region-name", "regionName"),
        ("state", "zoneState"),
        ("zone-id", "zoneId"),
        ("zone-name", "zoneName"),
        ("zone-type", "zoneType"),
    ],
    page: None,
    ids_exclude_page: false,
};

const REGION_LIST: Listing = Listing {
    set: "regionInfo",
    ids: None,
    filters: &[("endpoint", "regionEndpoint"), ("opt-in-status", "optInStatus"), ("region-name", "regionName")],
    page: None,
    ids_exclude_page: false,
};

pub(crate) fn describe_zones(call: &mut Call<'_>) -> Reply {
    let (names, ids) = (texts(&call.input, "ZoneName"), texts(&call.input, "ZoneId"));
    let zones = region::zones(&call.region);
    for name in &names {
        if !zones.iter().any(|(zone, _)| zone == name) {
            return Err(invalid_value(format!("Invalid availability zone: [{name}]")));
        }
    }
    for id in &ids {
        if !zones.iter().any(|(_, zone)| zone == id) {
            return Err(invalid_value(format!("Invalid availability zone-id: [{id}]")));
        }
    }
    let items = zones
        .into_iter()
        .filter(|(name, id)| {
            names.is_empty() && ids.is_empty() || names.contains(name) || ids.iter().any(|wanted| wanted == id)
        })
        .map(|(name, id)| (name.clone(), render(&call.region, &name, id)))
        .collect();
    describe(call, &ZONES, items)
}

fn render(region: &str, name: &str, id: &str) -> Value {
    json!({
        "optInStatus": "opt-in-not-required", "messageSet": [], "regionName": region, "zoneName": name, "zoneId": id,
        "groupName": format!("{region}-zg-1"), "networkBorderGroup": region, "zoneType": "availability-zone",
        "zoneState": "available",
    })
}

pub(crate) fn describe_regions(call: &mut Call<'_>) -> Reply {
    let names = texts(&call.input, "RegionName");
    let all = flag(&call.input, "AllRegions").unwrap_or(false);
    for name in &names {
        if !REGIONS.iter().any(|r| r.name == name && region::partition(name) == call.partition) {
            return Err(invalid_value(format!("Invalid region name: [{name}]")));
        }
    }
    let items = REGIONS
        .iter()
        .filter(|r| region::partition(r.name) == call.partition)
        .filter(|r| if names.is_empty() { all || !r.opt_in } else { names.iter().any(|name| name == r.name) })
        .map(|r| {
            let status = if r.opt_in { "not-opted-in" } else { "opt-in-not-required" };
            let endpoint = format!("ec2.{}.{}", r.name, region::domain(r.name));
            let item = json!({"regionName": r.name, "regionEndpoint": endpoint, "optInStatus": status});
            (r.name.to_owned(), item)
        })
        .collect();
    describe(call, &REGION_LIST, items)
}
