//! `sandbox list`: what is in the account besides what a fresh one holds.

use std::collections::BTreeSet;

use karpool::units::Region;
use karpool_sandbox::{Options, Sandbox};
use serde_json::{Value, json};

use super::super::Session;
use crate::exit::{DONE, Failure};
use crate::ground;
use crate::render::style;

/// Where things are in the world, and what they are called. `*` stands for an account or a region.
const PLACES: &[(&str, &str)] = &[
    ("/accounts/*/iam/roles", "IAM role"),
    ("/accounts/*/iam/instance_profiles", "instance profile"),
    ("/accounts/*/iam/users", "IAM user"),
    ("/accounts/*/iam/policies", "IAM policy"),
    ("/accounts/*/iam/oidc_providers", "OIDC provider"),
    ("/accounts/*/regions/*/eks/clusters", "EKS cluster"),
    ("/accounts/*/regions/*/sqs/queues", "queue"),
    ("/accounts/*/regions/*/events/rules", "event rule"),
    ("/accounts/*/regions/*/logs/groups", "log group"),
    ("/accounts/*/regions/*/kms/keys", "key"),
    ("/accounts/*/regions/*/ec2/vpcs", "VPC"),
    ("/accounts/*/regions/*/ec2/subnets", "subnet"),
    ("/accounts/*/regions/*/ec2/security_groups", "security group"),
    ("/accounts/*/regions/*/ec2/network_interfaces", "network interface"),
    ("/accounts/*/regions/*/ec2/launch_templates", "launch template"),
    ("/accounts/*/regions/*/ec2/instances", "instance"),
    ("/accounts/*/regions/*/ec2/volumes", "volume"),
    ("/accounts/*/regions/*/ec2/vpc_endpoints", "VPC endpoint"),
];

/// Where the ids of what a region came with are.
const FURNITURE: &str = "/accounts/*/regions/*/furniture";

/// Roles that AWS's services keep for themselves: made once per account, no stack's to delete.
const SERVICE_LINKED: &str = "AWSServiceRoleFor";

pub(super) fn list(session: &Session) -> Result<u8, Failure> {
    let region = Region::new("us-east-1").map_err(|error| Failure::Sandbox(error.to_string()))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
    let runtime = runtime.map_err(|error| Failure::Sandbox(error.to_string()))?;
    let _entered = runtime.enter();
    let sandbox = ground::open(&session.global.sandbox, &region, 1.0)?;
    let (seed, present) = sandbox.inspect(|world| (world.seed, serde_json::to_value(world).unwrap_or_default()));
    sandbox.close();
    let fresh = Sandbox::open(Options { seed, region: region.to_string(), ..Options::default() });
    let fresh = fresh.map_err(|error| Failure::Sandbox(error.to_string()))?;
    let fresh = fresh.inspect(|world| serde_json::to_value(world).unwrap_or_default());
    let known: BTreeSet<(&str, String)> = things(&fresh).into_iter().collect();
    let furniture = furniture(&present);
    let (kept, found): (Vec<_>, Vec<_>) = things(&present)
        .into_iter()
        .filter(|thing| !known.contains(thing) && !furniture.contains(&thing.1))
        .partition(|(_, name)| name.contains(SERVICE_LINKED));
    let rows = |list: &[(&str, String)]| {
        list.iter().map(|(kind, name)| json!({"kind": kind, "name": name})).collect::<Vec<_>>()
    };
    let printer = &session.printer;
    printer.document(&json!({"things": rows(&found), "serviceLinkedRoles": rows(&kept)}));
    for (kind, name) in &found {
        printer.text(&format!("{}  {name}\n", style::faint(&format!("{kind:<17}"))));
    }
    let count = found.len();
    printer.text(&match count {
        0 => format!("{} nothing but what a fresh account holds\n", style::good("✓")),
        _ => format!("{} besides what a fresh account holds\n", style::count(count, "thing")),
    });
    if !kept.is_empty() {
        let names: Vec<&str> = kept.iter().map(|(_, name)| name.as_str()).collect();
        printer.remark(&format!(
            "  {}\n",
            style::faint(&format!("service-linked roles stay, as in AWS: {}", names.join(", ")))
        ));
    }
    Ok(DONE)
}

/// Everything in the places of the table, by kind and name.
fn things(world: &Value) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    for (place, kind) in PLACES {
        let things = within(world, place).into_iter().filter_map(Value::as_object).flatten();
        let there = things.filter(|(_, thing)| !is_past(thing));
        // Some are kept under a name in small letters, because their service compares them so.
        let name = |key: &String, thing: &Value| thing["name"].as_str().unwrap_or(key).to_owned();
        found.extend(there.map(|(key, thing)| (*kind, name(key, thing))));
    }
    found
}

/// What every region came with, the first one and those that a call has reached since.
fn furniture(world: &Value) -> BTreeSet<String> {
    let lists = within(world, FURNITURE).into_iter().filter_map(Value::as_array).flatten();
    lists.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Everything in one place.
fn within<'a>(world: &'a Value, place: &str) -> Vec<&'a Value> {
    let steps = place.split('/').skip(1);
    steps.fold(vec![world], |found, step| found.into_iter().flat_map(|value| inner(value, step)).collect())
}

fn inner<'a>(value: &'a Value, step: &str) -> Vec<&'a Value> {
    match value {
        Value::Object(map) if step == "*" => map.values().collect(),
        _ => value.get(step).into_iter().collect(),
    }
}

/// EC2 shows a terminated instance for another hour.
fn is_past(thing: &Value) -> bool {
    thing["phase"].as_str().is_some_and(|phase| phase.eq_ignore_ascii_case("terminated"))
}
