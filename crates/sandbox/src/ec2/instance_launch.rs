//! Launching instances: the request, its checks, and everything that comes with an instance.

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::fault::refuse;
use super::instance::{Instance, Phase};
use super::network_interface::{Attachment, NetworkInterface};
use super::volume::{Disk, Volume};
use super::{State, Tags, cidr, image, instance_type, noun, security_group, state, tag};
use crate::call::Fault;
use crate::iam;
use crate::world::World;

/// What is to be launched: everything resolved, templates merged in.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Launch {
    pub image: String,
    pub instance_type: String,
    pub subnet: String,
    pub count: u32,
    /// The VPC's default group when empty.
    pub groups: Vec<String>,
    /// ARN of the instance profile.
    pub profile: Option<String>,
    pub spot: bool,
    pub public_address: Option<bool>,
    pub private_address: Option<Ipv4Addr>,
    pub key_name: Option<String>,
    pub user_data: Option<String>,
    pub launch_template: Option<(String, i64)>,
    pub fleet: Option<String>,
    pub client_token: Option<String>,
    /// Disks beside or instead of the image's own root disk.
    pub disks: Vec<Disk>,
    /// Members of the answer: `httpTokens`, `httpPutResponseHopLimit`, ...
    pub metadata: Value,
    pub instance_tags: Tags,
    pub volume_tags: Tags,
    pub interface_tags: Tags,
}

/// Launches instances as RunInstances would; they are `pending` and live on by themselves.
///
/// # Errors
/// EC2's refusals: unknown image, type, subnet, group or profile, wrong architecture, no
/// addresses, zone without the type.
pub fn run_instances(world: &mut World, account: &str, region: &str, launch: &Launch) -> Result<Vec<String>, Fault> {
    let profile = check(world, account, region, launch)?;
    let reservation = world.hex_id("r");
    let mut ids = Vec::new();
    for index in 0..launch.count.max(1) {
        ids.push(add(world, (account, region), launch, (&reservation, index, profile.clone()))?);
    }
    Ok(ids)
}

/// ARN and unique id of the profile, after all checks.
fn check(world: &mut World, account: &str, region: &str, launch: &Launch) -> Result<Option<(String, String)>, Fault> {
    let kind = instance_type::find(&launch.instance_type).filter(|kind| kind.offered_in_region(region));
    let kind = kind.ok_or_else(|| {
        refuse("InvalidParameterValue", format!("Invalid value '{}' for InstanceType.", launch.instance_type))
    })?;
    let shown = image::find(region, &launch.image).filter(|image| image.is_published(world.now));
    let shown = shown.ok_or_else(|| noun::absent("ami", &launch.image))?;
    if shown.architecture != kind.architecture {
        let message = format!(
            "The architecture '{}' of the specified instance type does not match the architecture '{}' of the \
                specified AMI. Specify an instance type and an AMI that have matching architectures, and try again.",
            kind.architecture, shown.architecture
        );
        return Err(refuse("InvalidParameterValue", message));
    }
    let profile = match &launch.profile {
        Some(arn) => Some(check_profile(world, arn)?),
        None => None,
    };
    let state = state::at(world, account, region);
    let subnet = state.subnets.get(&launch.subnet).ok_or_else(|| noun::absent("subnet", &launch.subnet))?;
    if !kind.offered_in(region, &subnet.zone_id) {
        let message = format!(
            "Your requested instance type ({}) is not supported in your requested Availability Zone ({}).",
            kind.name, subnet.zone
        );
        return Err(refuse("Unsupported", message));
    }
    security_group::check_in_vpc(state, &launch.groups, &subnet.vpc)?;
    if cidr::free_addresses(state, &launch.subnet) < launch.count.max(1) {
        let message = format!(
            "There are not enough free addresses in subnet '{}' to satisfy the requested number of instances.",
            launch.subnet
        );
        return Err(refuse("InsufficientFreeAddressesInSubnet", message));
    }
    Ok(profile)
}

/// The profile must exist, have reached EC2 and hold a role.
fn check_profile(world: &World, arn: &str) -> Result<(String, String), Fault> {
    let found = iam::instance_profile_by_arn(world, arn).filter(|p| iam::visible(p.created, world.now));
    let Some(profile) = found else {
        let name = arn.rsplit('/').next().unwrap_or(arn);
        let message = format!(
            "Value ({name}) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name"
        );
        return Err(refuse("InvalidParameterValue", message));
    };
    if profile.role.is_none() || !iam::visible(profile.role_changed, world.now) {
        let message = format!("IAM Instance Profile \"{arn}\" has no associated IAM Roles");
        return Err(refuse("InvalidParameterValue", message));
    }
    Ok((profile.arn.clone(), profile.id.clone()))
}

type Ticket<'a> = (&'a str, u32, Option<(String, String)>);

fn add(
    world: &mut World,
    (account, region): (&str, &str),
    launch: &Launch,
    (reservation, launch_index, profile): Ticket<'_>,
) -> Result<String, Fault> {
    let (now, id) = (world.now, world.hex_id("i"));
    let (interface, attachment) = (world.hex_id("eni"), world.hex_id("eni-attach"));
    let spot_request = launch.spot.then(|| format!("sir-{:08x}", world.draw() as u32));
    let public_draw = world.draw();
    let volumes: Vec<(String, Disk)> =
        disks(region, launch).into_iter().map(|disk| (world.hex_id("vol"), disk)).collect();
    let state = state::at(world, account, region);
    let private = cidr::choose_address(state, &launch.subnet, launch.private_address)?;
    let subnet = state.subnets.get(&launch.subnet).ok_or_else(|| noun::absent("subnet", &launch.subnet))?.clone();
    let public = launch.public_address.unwrap_or(subnet.public_addresses).then(|| public_address(public_draw));
    let mut groups = launch.groups.clone();
    if groups.is_empty() {
        groups.extend(security_group::default_of(state, &subnet.vpc));
    }
    let mut card = NetworkInterface::new(&interface, &subnet, private);
    (card.public, card.groups) = (public, groups.clone());
    card.attachment = Some(primary(attachment, &id, account, now));
    state.network_interfaces.insert(interface.clone(), card);
    tag::put(state, &interface, launch.interface_tags.clone());
    let volumes = add_volumes(state, (&id, now), (&subnet.zone, &subnet.zone_id), volumes, launch);
    let instance = Instance {
        id: id.clone(),
        reservation: reservation.to_owned(),
        image: launch.image.clone(),
        instance_type: launch.instance_type.clone(),
        vpc: subnet.vpc,
        subnet: subnet.id,
        zone: subnet.zone,
        zone_id: subnet.zone_id,
        private,
        public,
        groups,
        interface,
        volumes,
        profile,
        key_name: launch.key_name.clone(),
        user_data: launch.user_data.clone(),
        launch_template: launch.launch_template.clone(),
        fleet: launch.fleet.clone(),
        spot_request,
        interruption: None,
        metadata: metadata(&launch.metadata),
        client_token: launch.client_token.clone(),
        launch_index,
        phase: Phase::Pending,
        launched: now,
        since: now,
        reason: None,
    };
    state.instances.insert(id.clone(), instance);
    tag::put(state, &id, launch_tags(launch));
    state.announcements.push((id.clone(), "pending".into()));
    Ok(id)
}

/// The attachment of an instance's first interface.
fn primary(id: String, instance: &str, account: &str, at: crate::Time) -> Attachment {
    let (instance, owner) = (Some(instance.to_owned()), account.to_owned());
    Attachment { id, instance, owner, device_index: 0, delete_on_termination: true, at }
}

fn launch_tags(launch: &Launch) -> Tags {
    let mut tags = launch.instance_tags.clone();
    // Source: EC2 user guide, "Launch templates" and "EC2 Fleet": system tags on instances made from them.
    if let Some((id, version)) = &launch.launch_template {
        tags.insert("aws:ec2launchtemplate:id".into(), id.clone());
        tags.insert("aws:ec2launchtemplate:version".into(), version.to_string());
    }
    if let Some(fleet) = &launch.fleet {
        tags.insert("aws:ec2:fleet-id".into(), fleet.clone());
    }
    tags
}

fn public_address(drawn: u64) -> Ipv4Addr {
    Ipv4Addr::new(198, 18 + (drawn >> 16) as u8 % 2, (drawn >> 8) as u8, 1 + drawn as u8 % 254)
}

/// The image's root disk and what the launch adds or puts in its place.
fn disks(region: &str, launch: &Launch) -> Vec<Disk> {
    let root = image::find(region, &launch.image).map_or("/dev/xvda", |image| image.root_device());
    let mut disks = launch.disks.clone();
    if !disks.iter().any(|disk| disk.device == root) {
        let own = Disk {
            device: root.into(),
            gigabytes: 20,
            kind: "gp3".into(),
            iops: Some(3_000),
            throughput: Some(125),
            encrypted: false,
            kms_key: None,
            snapshot: None,
            delete_on_termination: true,
        };
        disks.insert(0, own);
    }
    disks
}

fn add_volumes(
    state: &mut State,
    (instance, now): (&str, crate::Time),
    (zone, zone_id): (&str, &str),
    volumes: Vec<(String, Disk)>,
    launch: &Launch,
) -> Vec<(String, String)> {
    let mut attached = Vec::new();
    for (id, disk) in volumes {
        let device = disk.device.clone();
        let volume = Volume {
            id: id.clone(),
            zone: zone.to_owned(),
            zone_id: zone_id.to_owned(),
            delete_on_termination: disk.delete_on_termination,
            spec: disk,
            created: now,
            attachment: Some((instance.to_owned(), device.clone())),
        };
        state.volumes.insert(id.clone(), volume);
        tag::put(state, &id, launch.volume_tags.clone());
        attached.push((id, device));
    }
    attached
}

fn metadata(given: &Value) -> Value {
    let mut options = json!({
        "state": "applied", "httpTokens": "required", "httpPutResponseHopLimit": 2, "httpEndpoint": "enabled",
        "httpProtocolIpv6": "disabled", "instanceMetadataTags": "disabled",
    });
    for (member, value) in given.as_object().into_iter().flatten() {
        options[member.as_str()] = value.clone();
    }
    options
}
