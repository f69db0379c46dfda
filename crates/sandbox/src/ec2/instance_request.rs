//! RunInstances, and reading a launch out of a request merged with its template.

use serde_json::{Value, json};

use super::fault::{combination, invalid_parameter, invalid_value, missing, refuse};
use super::input::{flag, integer, objects, text, texts};
use super::instance::render_reservation;
use super::instance_launch::{Launch, run_instances};
use super::launch_template_data::{self as data, TAGGABLE};
use super::state::Place;
use super::volume::Disk;
use super::{State, cidr, image, key_pair, launch_template, state, tag};
use crate::call::{Call, Fault, Reply};
use crate::iam;

const SPOT_SERVICE: &str = "spot.amazonaws.com";
const SPOT_ROLE: &str = "AWSServiceRoleForEC2Spot";

pub(crate) fn run(call: &mut Call<'_>) -> Reply {
    let (least, most) = (integer(&call.input, "MinCount")?, integer(&call.input, "MaxCount")?);
    let (least, most) = (least.ok_or_else(|| missing("MinCount"))?, most.ok_or_else(|| missing("MaxCount"))?);
    if least < 1 || least > most {
        return Err(invalid_value(format!("Invalid value '{least}' for minCount. It must be between 1 and maxCount.")));
    }
    let request = call.input.clone();
    let mut template = None;
    let mut merged = request.clone();
    if request["LaunchTemplate"].is_object() {
        let (id, version, base) = launch_template::resolve(state::of(call), &request["LaunchTemplate"])?;
        check_template_overrides(&base, &request)?;
        merged = data::overlay(&base, &request);
        // Tags of both are put on: a request's specification doesn't hide the template's.
        merged["TagSpecification"] = both(&base["TagSpecification"], &request["TagSpecification"]);
        template = Some((id, version));
    }
    let mut launch = read(call, &merged)?;
    // As many as the subnet has addresses for, but not fewer than the least.
    let free = cidr::free_addresses(state::of(call), &launch.subnet);
    let (least, most) = (u32::try_from(least).unwrap_or(u32::MAX), u32::try_from(most).unwrap_or(u32::MAX));
    launch.count = most.min(free).max(least);
    launch.launch_template = template;
    launch.client_token = text(&request, "ClientToken");
    if launch.spot {
        ensure_spot_role(call)?;
    }
    let place = Place::of(call);
    let ids = run_instances(call.world, &place.account, &place.region, &launch)?;
    let state = state::of(call);
    let found: Vec<_> = ids.iter().filter_map(|id| state.instances.get(id)).collect();
    let reservation = found.first().map_or(json!(""), |first| json!(first.reservation));
    let instances = found.into_iter().map(|instance| instance.render(state, &place)).collect();
    Ok(render_reservation(reservation, &place, instances))
}

fn both(first: &Value, second: &Value) -> Value {
    let items = |value: &Value| value.as_array().cloned().unwrap_or_default();
    items(first).into_iter().chain(items(second)).collect()
}

fn check_template_overrides(base: &Value, request: &Value) -> Result<(), Fault> {
    let interfaces = !objects(base, "NetworkInterface").is_empty();
    if interfaces && (text(request, "SubnetId").is_some() || !texts(request, "SecurityGroupId").is_empty()) {
        let message = "Network interfaces and an instance-level subnet ID may not be specified on the same request";
        return Err(combination(message));
    }
    Ok(())
}

/// Reads a launch out of merged members.
pub(crate) fn read(call: &mut Call<'_>, merged: &Value) -> Result<Launch, Fault> {
    let interfaces = objects(merged, "NetworkInterface");
    let card = interfaces.first().cloned().unwrap_or(Value::Null);
    let groups = texts(merged, "SecurityGroupId");
    if !interfaces.is_empty()
        && (!groups.is_empty() || text(merged, "SubnetId").is_some() && text(&card, "SubnetId").is_some())
    {
        return Err(combination(
            "Network interfaces and an instance-level security groups may not be specified on the same request",
        ));
    }
    let subnet = text(merged, "SubnetId")
        .or_else(|| text(&card, "SubnetId"))
        .ok_or_else(|| refuse("MissingInput", "No subnets found for the default VPC. Please specify a subnet."))?;
    check_zone(state::of(call), &subnet, merged)?;
    let image = resolve_image(call, text(merged, "ImageId").ok_or_else(|| missing("ImageId"))?)?;
    let wanted = text(merged, "PrivateIpAddress").or_else(|| text(&card, "PrivateIpAddress"));
    let private_address = match wanted {
        Some(given) => {
            Some(given.parse().map_err(|_| invalid_value(format!("invalid value for parameter address: {given}")))?)
        }
        None => None,
    };
    let card_groups = texts(&card, "SecurityGroupId");
    let key_name = text(merged, "KeyName");
    if let Some(name) = key_name.as_ref().filter(|name| !state::of(call).key_pairs.contains_key(*name)) {
        return Err(key_pair::unknown(name));
    }
    data::check_user_data(merged, "InvalidParameterValue")?;
    let market = text(&merged["InstanceMarketOptions"], "MarketType");
    let named = by_name(call, &texts(merged, "SecurityGroup"))?;
    Ok(Launch {
        image,
        instance_type: text(merged, "InstanceType").unwrap_or_else(|| "m1.small".into()),
        subnet,
        count: 1,
        groups: [groups, card_groups, named].concat(),
        profile: profile(call, &merged["IamInstanceProfile"])?,
        spot: market.as_deref() == Some("spot"),
        public_address: flag(&card, "AssociatePublicIpAddress"),
        private_address,
        key_name,
        user_data: text(merged, "UserData"),
        disks: disks(merged)?,
        metadata: match &merged["MetadataOptions"] {
            Value::Null => json!({}),
            options => data::render(options),
        },
        instance_tags: tag::specified(merged, "instance", TAGGABLE)?,
        volume_tags: tag::specified(merged, "volume", TAGGABLE)?,
        interface_tags: tag::specified(merged, "network-interface", TAGGABLE)?,
        ..Launch::default()
    })
}

/// A zone that is asked for beside a subnet is the subnet's.
fn check_zone(state: &State, subnet: &str, merged: &Value) -> Result<(), Fault> {
    let (given, found) = (text(&merged["Placement"], "AvailabilityZone"), state.subnets.get(subnet));
    match given.zip(found).filter(|(given, found)| *given != found.zone) {
        Some((given, found)) => {
            let why = format!("The subnet '{subnet}' is in the availability zone {}.", found.zone);
            Err(invalid_parameter(&given, "availabilityZone", &why))
        }
        None => Ok(()),
    }
}

/// Groups given by name are looked up in the account.
fn by_name(call: &mut Call<'_>, names: &[String]) -> Result<Vec<String>, Fault> {
    let state = state::of(call);
    let find = |name: &String| {
        let found = state.security_groups.values().find(|group| group.name == *name).map(|group| group.id.clone());
        found.ok_or_else(|| refuse("InvalidGroup.NotFound", format!("The security group '{name}' does not exist")))
    };
    names.iter().map(find).collect()
}

fn disks(merged: &Value) -> Result<Vec<Disk>, Fault> {
    let mut disks = Vec::new();
    for mapping in objects(merged, "BlockDeviceMapping") {
        if text(mapping, "NoDevice").is_some() || mapping["Ebs"].is_null() {
            continue;
        }
        let mut disk = Disk::read(&mapping["Ebs"], ("VolumeSize", 20))?;
        disk.device = text(mapping, "DeviceName").ok_or_else(|| missing("deviceName"))?;
        disks.push(disk);
    }
    Ok(disks)
}

/// `resolve:ssm:<parameter>` stands for the image that the parameter names.
fn resolve_image(call: &mut Call<'_>, given: String) -> Result<String, Fault> {
    let Some(parameter) = given.strip_prefix("resolve:ssm:") else { return Ok(given) };
    let (region, now) = (call.region.clone(), call.now());
    crate::ssm::public_value(&region, parameter, now)
        .filter(|value| image::find(&region, value).is_some())
        .ok_or_else(|| invalid_value(format!("Could not resolve the SSM parameter {parameter}")))
}

/// The ARN of a profile given by ARN or by name.
fn profile(call: &mut Call<'_>, given: &Value) -> Result<Option<String>, Fault> {
    match (text(given, "Arn"), text(given, "Name")) {
        (Some(_), Some(_)) => Err(combination(
            "The parameter 'iamInstanceProfile.name' may not be used in combination with 'iamInstanceProfile.arn'",
        )),
        (Some(arn), None) if !arn.starts_with("arn:") => {
            let message = format!(
                "Value ({arn}) for parameter iamInstanceProfile.arn is invalid. Invalid IAM Instance Profile ARN"
            );
            Err(invalid_value(message))
        }
        (Some(arn), None) => Ok(Some(arn)),
        (None, Some(name)) => {
            let account = call.account_id();
            let unknown = format!("arn:{}:iam::{account}:instance-profile/{name}", call.partition);
            Ok(Some(iam::find_instance_profile(call.world, &account, &name).map_or(unknown, |p| p.arn.clone())))
        }
        (None, None) => Ok(None),
    }
}

/// Spot needs its service-linked role; EC2 makes it for callers who may make it themselves.
pub(crate) fn ensure_spot_role(call: &mut Call<'_>) -> Result<(), Fault> {
    let (account, partition) = (call.account_id(), call.partition.clone());
    if iam::find_role(call.world, &account, SPOT_ROLE).is_some() {
        return Ok(());
    }
    let arn = format!("arn:{partition}:iam::{account}:role/aws-service-role/{SPOT_SERVICE}/{SPOT_ROLE}");
    let mut context = iam::policy::Context::new();
    context.set("iam:AWSServiceName", SPOT_SERVICE);
    let caller = call.caller.clone();
    if !iam::allows(call.world, &caller, "iam:CreateServiceLinkedRole", &arn, &context).is_allowed() {
        let message =
            "The provided credentials do not have permission to create the service-linked role for EC2 Spot Instances.";
        return Err(Fault::new(403, "AuthFailure.ServiceLinkedRoleCreationNotPermitted", message));
    }
    if flag(&call.input, "DryRun") != Some(true) {
        iam::create_service_linked_role_internal(call.world, &account, &partition, SPOT_SERVICE)?;
    }
    Ok(())
}
