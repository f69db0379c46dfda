//! Images, launch templates and instances.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::ask_ec2;
use super::identity::{ensure_linked_role, node_profile};
use crate::ec2::image::{self as images, Image};
use crate::ec2::{self, instance_type};
use crate::eks::nodegroup::{LaunchTemplate, Nodegroup};
use crate::eks::place::Place;
use crate::eks::update::Problem;
use crate::world::World;

/// EC2's name of an instance type's architecture.
pub(crate) fn architecture(instance_type: &str) -> Option<&'static str> {
    instance_type::find(instance_type).map(|found| found.architecture)
}

/// The newest image of a family (EC2's name), minor, architecture and variant.
pub(crate) fn image(world: &World, family: &str, version: &str, kind: (&str, &str)) -> Option<&'static Image> {
    images::latest(family, version, kind, world.now)
}

/// Whether there is an image of that release.
pub(crate) fn release_exists(family: &str, version: &str, kind: (&str, &str), release: &str) -> bool {
    released(family, version, kind, release).is_some()
}

fn released(family: &str, version: &str, (arch, variant): (&str, &str), release: &str) -> Option<&'static Image> {
    images::all().iter().find(|image| {
        image.family == family
            && image.kubernetes == version
            && image.architecture == arch
            && image.variant == variant
            && image.release_version() == release
    })
}

/// A template by id or name with the data of a version.
pub(crate) fn launch_template(
    world: &World,
    place: &Place,
    key: &str,
    version: Option<&str>,
) -> Option<(LaunchTemplate, Value)> {
    let found = ec2::find_launch_template(world, &place.account, &place.region, key)?;
    let number = found.version_number(version)?;
    let template = LaunchTemplate { id: found.id.clone(), name: found.name.clone(), version: number.to_string() };
    Some((template, found.data(version)?.clone()))
}

pub(crate) fn key_pair_exists(world: &World, place: &Place, name: &str) -> bool {
    let regional = world.accounts.get(&place.account).and_then(|account| account.regions.get(&place.region));
    regional.is_some_and(|regional| regional.ec2.key_pairs.contains_key(name))
}

/// What instances of a group are started from.
pub(crate) struct Launch {
    /// EKS's own copy of the template.
    pub(crate) template: String,
    group: Nodegroup,
    data: Value,
    count: usize,
}

impl Launch {
    /// Merges the group's template with what EKS adds, and stores the result as EKS's own template.
    pub(crate) fn of(world: &mut World, place: &Place, group: &Nodegroup, count: usize) -> Result<Launch, Problem> {
        let rolling = group.rolling.as_ref();
        let wanted = rolling.and_then(|r| r.template.as_ref()).or(group.launch_template.as_ref());
        let mut data = match wanted {
            None => json!({}),
            Some(own) => match launch_template(world, place, &own.id, Some(&own.version)) {
                Some((_, data)) => data,
                None => {
                    let text = format!("The launch template {} of the node group was not found", own.id);
                    return Err(Problem::new("Ec2LaunchTemplateNotFound", text, vec![own.id.clone()]));
                }
            },
        };
        fill(world, place, group, &mut data)?;
        let name = format!("eks-{}", world.uuid());
        let input = json!({ "LaunchTemplateName": name, "LaunchTemplateData": data });
        let made = ask_ec2(world, place, "CreateLaunchTemplate", input)
            .map_err(|fault| Problem::new("Ec2LaunchTemplateInvalidConfiguration", fault.message, Vec::new()))?;
        if let Some(before) = &group.own_template {
            delete_launch_template(world, place, before);
        }
        let template = made["launchTemplate"]["launchTemplateId"].as_str().unwrap_or_default().to_owned();
        Ok(Launch { template, group: group.clone(), data, count })
    }
}

/// Image, profile, security groups, disk, IMDS and tags, where the template does not say.
fn fill(world: &mut World, place: &Place, group: &Nodegroup, data: &mut Value) -> Result<(), Problem> {
    let profile = node_profile(world, place, &group.autoscaling_group, &group.node_role);
    data["IamInstanceProfile"] = json!({ "Name": profile });
    if data["ImageId"].is_null() {
        require_archive(group, data)?;
        data["ImageId"] = Value::from(image_id(world, place, group)?);
    }
    if data["InstanceType"].is_null() {
        data["InstanceType"] = json!(group.instance_types.first().map_or("t3.medium", String::as_str));
    }
    let cluster_group = place.find(world).and_then(|c| c.vpc.cluster_security_group_id.clone());
    let card = &data["NetworkInterface"][0]["SecurityGroupId"];
    // Source: EKS user guide: the cluster's group is added only when the template names none.
    if data["SecurityGroupId"].is_null() && card.is_null() {
        match data["NetworkInterface"].as_array_mut().and_then(|cards| cards.first_mut()) {
            Some(card) => card["SecurityGroupId"] = json!([cluster_group]),
            None => data["SecurityGroupId"] = json!([cluster_group]),
        }
    }
    if let Some(size) = group.disk_size {
        data["BlockDeviceMapping"] =
            json!([{ "DeviceName": "/dev/xvda", "Ebs": { "VolumeSize": size.to_string(), "VolumeType": "gp3" } }]);
    }
    if data["MetadataOptions"].is_null() {
        data["MetadataOptions"] = json!({ "HttpTokens": "required", "HttpPutResponseHopLimit": "2" });
    }
    if group.capacity_type == "SPOT" {
        data["InstanceMarketOptions"] = json!({ "MarketType": "spot" });
    }
    Ok(())
}

/// What EKS merges with its own user data is an archive on Amazon Linux.
/// Source: EKS user guide, "Customize managed nodes with launch templates"; the text as users report it.
fn require_archive(group: &Nodegroup, data: &Value) -> Result<(), Problem> {
    let given = data["UserData"].as_str().and_then(ec2::decode_user_data).unwrap_or_default();
    let archive = [&b"MIME-Version:"[..], b"Content-Type: multipart/"].iter().any(|begin| given.starts_with(begin));
    if given.is_empty() || archive || !group.ami_type.starts_with("AL2") {
        return Ok(());
    }
    let text = "User data was not in the MIME multipart format.";
    Err(Problem::new("Ec2LaunchTemplateInvalidConfiguration", text, Vec::new()))
}

fn image_id(world: &World, place: &Place, group: &Nodegroup) -> Result<String, Problem> {
    let (version, release) = match &group.rolling {
        Some(rolling) => (&rolling.version, &rolling.release),
        None => (&group.version, &group.release_version),
    };
    let missing = || {
        let text = format!("No image of type {} was found for {version} with release {release}", group.ami_type);
        Problem::new("AmiIdNotFound", text, Vec::new())
    };
    let (family, kind) = group.image_kind().ok_or_else(missing)?;
    let found = released(family, version, kind, release).or_else(|| image(world, family, version, kind));
    found.map(|image| image.id(&place.region)).ok_or_else(missing)
}

/// Tags that EKS puts on a group's instances. Source: EKS user guide, "Managed node groups concepts".
fn tags(place: &Place, launch: &Launch) -> Vec<(String, String)> {
    let cluster = &place.cluster;
    let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    vec![
        pair("eks:cluster-name", cluster),
        pair("eks:nodegroup-name", &launch.group.name),
        pair(&format!("kubernetes.io/cluster/{cluster}"), "owned"),
        pair("k8s.io/cluster-autoscaler/enabled", "true"),
        pair(&format!("k8s.io/cluster-autoscaler/{cluster}"), "owned"),
        pair("aws:eks:cluster-name", cluster),
        pair("aws:autoscaling:groupName", &launch.group.autoscaling_group),
        pair("aws:ec2launchtemplate:id", &launch.template),
        pair("aws:ec2launchtemplate:version", "1"),
    ]
}

/// The subnet of a group that gets its next instance: one of the zone with the fewest, and in it with the fewest.
/// Source: EC2 Auto Scaling user guide, "How Amazon EC2 Auto Scaling balances capacity across Availability Zones".
fn emptiest(world: &World, place: &Place, group: &Nodegroup, started: &[String]) -> String {
    let members: Vec<String> = group.instances.keys().chain(started).cloned().collect();
    let living = alive(world, place, &members);
    let instances = living.iter().filter_map(|id| ec2::find_instance(world, &place.account, &place.region, id));
    let taken: Vec<&str> = instances.map(|instance| instance.subnet.as_str()).collect();
    let zone = |subnet: &str| super::subnet(world, place, subnet).map(|subnet| subnet.zone);
    let crowd = |subnet: &&String| {
        let here = zone(subnet);
        let in_zone = taken.iter().filter(|other| zone(other) == here).count();
        (in_zone, taken.iter().filter(|other| **other == subnet.as_str()).count())
    };
    group.subnets.iter().min_by_key(crowd).cloned().unwrap_or_default()
}

/// Starts instances, each where the fewest are; answers their ids.
pub(crate) fn run_instances(world: &mut World, place: &Place, launch: &Launch) -> Result<Vec<String>, Problem> {
    let mut ids = Vec::new();
    let market = if launch.group.capacity_type == "SPOT" { "Spot" } else { "On-Demand" };
    let failed = |fault: crate::Fault, ids: &[String]| launch_failed(&fault, market, ids);
    if market == "Spot" {
        // It is Auto Scaling that asks for the instances, and its role may make the one of spot.
        // Source: AWS managed policy AutoScalingServiceRolePolicy, statement EC2SpotManagement.
        ensure_linked_role(world, place, "spot.amazonaws.com").map_err(|fault| failed(fault, &ids))?;
    }
    for _ in 0..launch.count {
        let subnet = emptiest(world, place, &launch.group, &ids);
        let mut input = json!({
            "MinCount": "1",
            "MaxCount": "1",
            "LaunchTemplate": { "LaunchTemplateId": launch.template, "Version": "1" },
        });
        match launch.data["NetworkInterface"].as_array() {
            Some(cards) if !cards.is_empty() => {
                input["NetworkInterface"] = launch.data["NetworkInterface"].clone();
                input["NetworkInterface"][0]["SubnetId"] = Value::from(subnet.as_str());
            }
            _ => input["SubnetId"] = Value::from(subnet.as_str()),
        }
        let made = ask_ec2(world, place, "RunInstances", input).map_err(|fault| failed(fault, &ids))?;
        ids.extend(made["instancesSet"][0]["instanceId"].as_str().map(str::to_owned));
    }
    let state = &mut world.account(&place.account, &place.partition).region(&place.region).ec2;
    for id in &ids {
        state.tags.entry(id.clone()).or_default().extend(tags(place, launch));
    }
    Ok(ids)
}

/// EC2's refusals as issues of a group. Source: EKS API reference, `Issue`.
fn launch_failed(fault: &crate::Fault, market: &str, started: &[String]) -> Problem {
    const CODES: &[(&str, &str)] = &[
        ("InvalidSubnetID.NotFound", "Ec2SubnetNotFound"),
        ("InvalidGroup.NotFound", "Ec2SecurityGroupNotFound"),
        ("InvalidAMIID.NotFound", "AmiIdNotFound"),
        ("InsufficientFreeAddressesInSubnet", "InsufficientFreeAddresses"),
        ("InvalidLaunchTemplateId.NotFound", "Ec2LaunchTemplateNotFound"),
    ];
    let code =
        CODES.iter().find(|(code, _)| *code == fault.code).map_or("AsgInstanceLaunchFailures", |(_, issue)| issue);
    Problem::new(
        code,
        format!("Could not launch {market} Instances. {} - {}", fault.code, fault.message),
        started.to_vec(),
    )
}

pub(crate) fn delete_launch_template(world: &mut World, place: &Place, id: &str) {
    // Somebody else may have deleted it already.
    let _ = ask_ec2(world, place, "DeleteLaunchTemplate", json!({ "LaunchTemplateId": id }));
}

/// Those of the instances that are pending or running.
pub(crate) fn alive(world: &World, place: &Place, ids: &[String]) -> BTreeSet<String> {
    let lives = |id: &&String| {
        ec2::find_instance(world, &place.account, &place.region, id).is_some_and(ec2::Instance::is_alive)
    };
    ids.iter().filter(lives).cloned().collect()
}

pub(crate) fn terminate_instances(world: &mut World, place: &Place, ids: &[String]) {
    let living: Vec<String> = alive(world, place, ids).into_iter().collect();
    // All of them exist: they were just looked up.
    let _ = ec2::terminate_instances(world, &place.account, &place.region, &living);
}
