//! DescribeSpotPriceHistory.

use std::time::Duration;

use serde_json::{Value, json};

use super::fault::invalid_parameter;
use super::input::{text, texts};
use super::instance_type::{InstanceType, all};
use super::listing::{Listing, describe};
use super::region;
use crate::call::{Call, Reply};
use crate::time::Time;

const PRICES: Listing = Listing {
    set: "spotPriceHistorySet",
    ids: None,
    filters: &[
        ("availability-zone", "availabilityZone"),
        ("availability-zone-id", "availabilityZoneId"),
        ("instance-type", "instanceType"),
        ("product-description", "productDescription"),
        ("spot-price", "spotPrice"),
        ("timestamp", "timestamp"),
    ],
    // Source: Karpenter asks for 2,000 at once, and EC2 has never been seen to refuse a page for its size.
    page: Some((1, 10_000)),
    ids_exclude_page: false,
};

const PRODUCTS: &[&str] = &["Linux/UNIX", "Linux/UNIX (Amazon VPC)", "Windows", "Windows (Amazon VPC)"];

/// How often the simulated market moves.
const STEP: Duration = Duration::from_secs(6 * 3600);

/// A price that follows the type's size: about a third of a common on-demand price, different in each zone and step.
pub(crate) fn price(kind: &InstanceType, zone: &str, at: Time) -> f64 {
    let on_demand = f64::from(kind.vcpus) * 0.034 + kind.mebibytes as f64 / 1024.0 * 0.0035;
    let step = at.0 / STEP.as_millis() as i64;
    let mixed = kind
        .name
        .bytes()
        .chain(zone.bytes())
        .fold(step as u64, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3));
    on_demand * (0.28 + (mixed >> 33) as f64 / f64::from(1_u32 << 31) * 0.16)
}

pub(crate) fn describe_history(call: &mut Call<'_>) -> Reply {
    let (kinds, products) = (texts(&call.input, "InstanceType"), texts(&call.input, "ProductDescription"));
    let zone = text(&call.input, "AvailabilityZone");
    if let Some(zone) = zone.as_ref().filter(|zone| region::zone_id(&call.region, zone).is_none()) {
        return Err(invalid_parameter(zone, "availabilityZone", "Unknown availability zone."));
    }
    if let Some(product) = products.iter().find(|product| !PRODUCTS.contains(&product.as_str())) {
        return Err(invalid_parameter(product, "productDescription", ""));
    }
    let windows = products.iter().all(|product| product.starts_with("Windows")) && !products.is_empty();
    let now = call.now();
    let since = Time(now.0 - now.0.rem_euclid(STEP.as_millis() as i64));
    let region = call.region.clone();
    let mut items: Vec<(String, Value)> = Vec::new();
    for kind in all().iter().filter(|kind| kinds.is_empty() || kinds.iter().any(|name| name == kind.name)) {
        for (name, id) in region::zones(&region) {
            let asked = zone.as_ref().is_none_or(|zone| *zone == name);
            if windows || !asked || !kind.offered_in(&region, id) {
                continue;
            }
            let item = json!({
                "availabilityZone": name, "availabilityZoneId": id, "instanceType": kind.name,
                "productDescription": "Linux/UNIX", "spotPrice": format!("{:.6}", price(kind, &name, now)),
                "timestamp": since.rfc3339(),
            });
            items.push((format!("{} {name}", kind.name), item));
        }
    }
    items.sort_by(|a, b| a.0.cmp(&b.0));
    describe(call, &PRICES, items)
}
