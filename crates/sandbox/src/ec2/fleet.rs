//! CreateFleet of type `instant`: one answer with instances and errors.

use serde_json::{Value, json};

use super::fault::{invalid_parameter, invalid_value, missing, refuse};
use super::input::{integer, objects, text};
use super::instance_launch::{Launch, run_instances};
use super::instance_type::{self, InstanceType};
use super::launch_template_data as data;
use super::state::Place;
use super::{instance_request, launch_template, region, spot_price, state, tag};
use crate::call::{Call, Fault, Reply};

/// Kinds that a fleet request may tag. Source: EC2 API reference, CreateFleet.
const TAGGABLE: &[&str] =
    &["fleet", "instance", "volume", "network-interface", "spot-instances-request", "launch-template"];

/// One way to meet the target: a template and one of its overrides.
struct Offer {
    launch: Launch,
    /// As the answer repeats it.
    described: Value,
    price: f64,
    priority: f64,
}

pub(crate) fn create(call: &mut Call<'_>) -> Reply {
    let target = &call.input["TargetCapacitySpecification"];
    let total = integer(target, "TotalTargetCapacity")?.ok_or_else(|| missing("TotalTargetCapacity"))?;
    if !(0..=10_000).contains(&total) {
        return Err(invalid_value("TotalTargetCapacity must be between 0 and 10000"));
    }
    let default = text(target, "DefaultTargetCapacityType").unwrap_or_else(|| "on-demand".into());
    let kind = text(&call.input, "Type").unwrap_or_else(|| "maintain".into());
    if !["instant", "request", "maintain"].contains(&kind.as_str()) {
        return Err(invalid_parameter(&kind, "type", "Allowed values are instant, request, maintain."));
    }
    if kind != "instant" {
        // Fleets that live on aren't simulated; Karpenter and node groups only ask for instant ones.
        return Err(Fault::new(
            501,
            "NotImplemented",
            format!("the sandbox does not answer CreateFleet of type {kind}"),
        ));
    }
    let spot = match default.as_str() {
        "spot" => true,
        "on-demand" => false,
        "capacity-block" | "reserved-capacity" => {
            return Err(refuse("InsufficientInstanceCapacity", "There are no capacity reservations to launch into."));
        }
        other => return Err(invalid_parameter(other, "defaultTargetCapacityType", "")),
    };
    if spot {
        instance_request::ensure_spot_role(call)?;
    }
    let input = call.input.clone();
    for allowed in TAGGABLE {
        tag::specified(&input, allowed, TAGGABLE)?;
    }
    let (mut offers, mut errors) = (Vec::new(), Vec::new());
    if objects(&input, "LaunchTemplateConfigs").is_empty() {
        return Err(missing("LaunchTemplateConfigs"));
    }
    for config in objects(&input, "LaunchTemplateConfigs") {
        read_config(call, &input, config, spot, (&mut offers, &mut errors))?;
    }
    let ordered = text(&input["OnDemandOptions"], "AllocationStrategy").as_deref() == Some("prioritized")
        || text(&input["SpotOptions"], "AllocationStrategy").as_deref() == Some("capacity-optimized-prioritized");
    offers.sort_by(|a, b| {
        let by_priority = a.priority.total_cmp(&b.priority);
        let by_price = a.price.total_cmp(&b.price);
        if ordered { by_priority.then(by_price) } else { by_price }
    });
    launch(call, offers, errors, (total, spot))
}

type Outcome<'a> = (&'a mut Vec<Offer>, &'a mut Vec<Value>);

/// Reads one template with its overrides: what can't be launched becomes an error of the answer, not of the call.
fn read_config(
    call: &mut Call<'_>,
    input: &Value,
    config: &Value,
    spot: bool,
    (offers, errors): Outcome<'_>,
) -> Result<(), Fault> {
    let specification = &config["LaunchTemplateSpecification"];
    let (id, version, base) = launch_template::resolve(state::of(call), specification)?;
    let shown = json!({"launchTemplateId": id, "version": version.to_string()});
    let overrides = objects(config, "Overrides");
    let none = [json!({})];
    for given in if overrides.is_empty() { &none[..] } else { overrides } {
        let described = json!({
            "launchTemplateSpecification": shown, "overrides": data::render(given),
        });
        match read_offer(call, input, &base, given) {
            Ok((mut launch, kind, priority)) => {
                launch.launch_template = Some((id.clone(), version));
                launch.spot = spot;
                let zone = state::of(call).subnets.get(&launch.subnet).map(|s| s.zone.clone()).unwrap_or_default();
                let price = price(kind, &zone, spot, call.now());
                offers.push(Offer { launch, described, price, priority });
            }
            Err(fault) => errors.push(render_error(&described, spot, &fault)),
        }
    }
    Ok(())
}

fn price(kind: Option<&InstanceType>, zone: &str, spot: bool, now: crate::Time) -> f64 {
    match kind {
        Some(kind) if spot => spot_price::price(kind, zone, now),
        Some(kind) => f64::from(kind.vcpus) * 0.034 + kind.mebibytes as f64 / 1024.0 * 0.0035,
        None => f64::MAX,
    }
}

fn read_offer(
    call: &mut Call<'_>,
    input: &Value,
    base: &Value,
    given: &Value,
) -> Result<(Launch, Option<&'static InstanceType>, f64), Fault> {
    let mut merged = base.clone();
    for member in ["InstanceType", "ImageId", "Placement"] {
        if !given[member].is_null() {
            merged[member] = given[member].clone();
        }
    }
    if !objects(given, "BlockDeviceMapping").is_empty() {
        merged["BlockDeviceMapping"] = given["BlockDeviceMapping"].clone();
    }
    let zone = text(given, "AvailabilityZone");
    let subnet = text(given, "SubnetId").or_else(|| zone.as_ref().and_then(|zone| subnet_in(call, base, zone)));
    if let Some(subnet) = subnet {
        match merged["NetworkInterface"].as_array_mut().and_then(|cards| cards.first_mut()) {
            Some(card) => card["SubnetId"] = json!(subnet),
            None => merged["SubnetId"] = json!(subnet),
        }
    }
    let mut launch = instance_request::read(call, &merged)?;
    launch.instance_tags.extend(tag::specified(input, "instance", TAGGABLE)?);
    launch.volume_tags.extend(tag::specified(input, "volume", TAGGABLE)?);
    launch.interface_tags.extend(tag::specified(input, "network-interface", TAGGABLE)?);
    let kind = instance_type::find(&launch.instance_type);
    let priority = text(given, "Priority").and_then(|p| p.parse().ok()).unwrap_or(f64::MAX);
    Ok((launch, kind, priority))
}

/// A subnet of the template's groups' VPC in a zone.
fn subnet_in(call: &mut Call<'_>, base: &Value, zone: &str) -> Option<String> {
    region::zone_id(&call.region, zone)?;
    let groups = super::input::texts(base, "SecurityGroupId");
    let state = state::of(call);
    let vpc = groups.first().and_then(|group| state.security_groups.get(group)).map(|group| group.vpc.clone());
    let fits = |subnet: &&super::Subnet| subnet.zone == zone && vpc.as_ref().is_none_or(|vpc| *vpc == subnet.vpc);
    state.subnets.values().find(fits).map(|subnet| subnet.id.clone())
}

fn launch(call: &mut Call<'_>, offers: Vec<Offer>, mut errors: Vec<Value>, (total, spot): (i64, bool)) -> Reply {
    let place = Place::of(call);
    let fleet = format!("fleet-{}", call.world.uuid());
    let mut instances = Vec::new();
    let mut left = u32::try_from(total).unwrap_or(u32::MAX);
    for mut offer in offers {
        if left == 0 {
            break;
        }
        offer.launch.count = left;
        offer.launch.fleet = Some(fleet.clone());
        match run_instances(call.world, &place.account, &place.region, &offer.launch) {
            Ok(ids) => {
                left -= ids.len() as u32;
                instances.push(json!({
                    "launchTemplateAndOverrides": offer.described, "lifecycle": lifecycle(spot), "instanceIds": ids,
                    "instanceType": offer.launch.instance_type,
                }));
            }
            Err(fault) => errors.push(render_error(&offer.described, spot, &fault)),
        }
    }
    Ok(json!({"fleetId": fleet, "fleetInstanceSet": instances, "errorSet": errors}))
}

fn lifecycle(spot: bool) -> &'static str {
    if spot { "spot" } else { "on-demand" }
}

fn render_error(described: &Value, spot: bool, fault: &Fault) -> Value {
    json!({
        "launchTemplateAndOverrides": described, "lifecycle": lifecycle(spot), "errorCode": fault.code,
        "errorMessage": fault.message,
    })
}
