//! `CreateNodegroup`.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use super::ami_type::{self, AmiType, Family};
use super::template::{self, LaunchTemplate};
use super::{Nodegroup, Phase, Scaling, Taint, blame};
use crate::call::{Call, Fault, Reply};
use crate::eks::cluster::Cluster;
use crate::eks::duration::{self, Work};
use crate::eks::fault::{in_use, invalid, limit};
use crate::eks::place::Place;
use crate::eks::text::{entries, tags, texts};
use crate::eks::version::{self, minor};
use crate::eks::{access_entry, neighbours};
use crate::world::World;

/// Source: EKS service quotas, "Managed node groups per cluster".
const GROUPS: usize = 30;

/// How long nodes may take to join. Source: health issue NodeCreationFailure comes after about 20 minutes.
const PATIENCE: Duration = Duration::from_secs(18 * 60);

/// What an input comes to after all checks.
struct Wanted {
    version: String,
    ami_type: &'static AmiType,
    scaling: Scaling,
    instance_types: Vec<String>,
    subnets: Vec<String>,
    launch_template: Option<LaunchTemplate>,
    template_data: Value,
    taints: Vec<Taint>,
    update_config: Value,
}

pub(crate) fn create(call: &mut Call<'_>) -> Reply {
    let place = Place::of(call);
    let name = call.text("nodegroupName").unwrap_or_default();
    let input = call.input.clone();
    let blamed = |fault: Fault| blame(fault, &place, &name);
    refuse_another(place.get(call.world)?, &name).map_err(blamed)?;
    let role = input["nodeRole"].as_str().unwrap_or_default().to_owned();
    neighbours::require_role(call.world, &place, &role, "ec2.amazonaws.com").map_err(blamed)?;
    neighbours::require_pass_role(call, &role, "ec2.amazonaws.com")?;
    let wanted = check(call.world, &place, &input).map_err(blamed)?;
    let tags = tags(&input["tags"]).map_err(blamed)?;
    neighbours::ensure_linked_role(call.world, &place, "eks-nodegroup.amazonaws.com")?;
    let kind = if wanted.ami_type.family == Family::Windows { "EC2_WINDOWS" } else { "EC2_LINUX" };
    access_entry::ensure_for_role(call.world, &place, &role, kind);
    let group = build(call, &place, &name, wanted, tags);
    let view = group.view(&place.cluster);
    place.get_mut(call.world)?.nodegroups.insert(name, group);
    Ok(json!({ "nodegroup": view }))
}

fn refuse_another(cluster: &Cluster, name: &str) -> Result<(), Fault> {
    if cluster.nodegroups.contains_key(name) {
        return Err(in_use(format!("NodeGroup already exists with name {name} and cluster name {}", cluster.name)));
    }
    cluster.require_up()?;
    if cluster.nodegroups.len() >= GROUPS {
        return Err(limit(format!("Nodegroup limit exceeded: {GROUPS} per cluster")));
    }
    Ok(())
}

fn check(world: &World, place: &Place, input: &Value) -> Result<Wanted, Fault> {
    let cluster = place.get(world)?;
    let scaling = Scaling::initial(&input["scalingConfig"])?;
    let (launch_template, template_data) = match input["launchTemplate"].is_null() {
        true => (None, Value::Null),
        false => template::resolve(world, place, &input["launchTemplate"]).map(|(t, data)| (Some(t), data))?,
    };
    if launch_template.is_some() {
        template::check_against(input, &template_data)?;
    }
    let custom = !template_data["ImageId"].is_null();
    let default = if custom { "CUSTOM" } else { ami_type::DEFAULT };
    let ami_type = ami_type::find(input["amiType"].as_str().unwrap_or(default))?;
    if ami_type.family == Family::Custom && !custom {
        return Err(invalid("The AMI Type CUSTOM needs a launch template with an image id."));
    }
    let version = check_version(&cluster.version, input["version"].as_str())?;
    ami_type.check_version(&version)?;
    if let Some(release) = input["releaseVersion"].as_str() {
        ami_type.check_release(release, &version)?;
    }
    let instance_types = check_types(input, &template_data, ami_type)?;
    let subnets = check_subnets(world, place, cluster, input)?;
    check_labels(&input["labels"])?;
    if input["diskSize"].as_i64().is_some_and(|size| !(1..=16_384).contains(&size)) {
        return Err(invalid("diskSize must be between 1 and 16384"));
    }
    if let Some(key) = input["remoteAccess"]["ec2SshKey"].as_str()
        && !neighbours::key_pair_exists(world, place, key)
    {
        return Err(invalid(format!("The key pair '{key}' does not exist")));
    }
    Ok(Wanted {
        version,
        ami_type,
        scaling,
        instance_types,
        subnets,
        launch_template,
        template_data,
        taints: check_taints(&input["taints"])?,
        update_config: check_update_config(&input["updateConfig"])?,
    })
}

/// A group is not newer than its control plane. Source: EKS API reference, `version` of `CreateNodegroup`.
pub(crate) fn check_version(control_plane: &str, given: Option<&str>) -> Result<String, Fault> {
    let Some(given) = given else {
        return Ok(control_plane.to_owned());
    };
    let fits =
        minor(given).zip(minor(control_plane)).is_some_and(|(group, plane)| group <= plane && plane - group <= 3);
    if !fits || version::offered(given).is_none() {
        return Err(invalid(format!(
            "Requested Nodegroup version {given} is not valid for the cluster's version {control_plane}"
        )));
    }
    Ok(given.to_owned())
}

fn check_types(input: &Value, data: &Value, ami_type: &AmiType) -> Result<Vec<String>, Fault> {
    let given = texts(&input["instanceTypes"]).unwrap_or_default();
    // Source: EKS API reference, `instanceTypes`.
    if given.len() > 20 {
        return Err(invalid("At most 20 instance types can be specified"));
    }
    let in_template = data["InstanceType"].as_str().map(str::to_owned);
    let shown = if given.is_empty() && in_template.is_none() { vec!["t3.medium".to_owned()] } else { given };
    for name in shown.iter().chain(&in_template) {
        let Some(architecture) = neighbours::architecture(name) else {
            return Err(invalid(format!("The following supplied instance types do not exist: [{name}]")));
        };
        if ami_type.family != Family::Custom && architecture != ami_type.architecture {
            return Err(invalid(format!(
                "[{name}] is not a valid instance type for requested amiType {}",
                ami_type.name
            )));
        }
    }
    Ok(shown)
}

fn check_subnets(world: &World, place: &Place, cluster: &Cluster, input: &Value) -> Result<Vec<String>, Fault> {
    let ids = texts(&input["subnets"]).unwrap_or_default();
    if ids.is_empty() {
        return Err(invalid("subnets cannot be empty."));
    }
    for id in &ids {
        match neighbours::subnet(world, place, id) {
            None => return Err(invalid(format!("The subnet ID '{id}' does not exist"))),
            Some(subnet) if subnet.vpc != cluster.vpc.vpc_id => {
                return Err(invalid(format!("Subnets are not in the cluster's VPC {}: [{id}]", cluster.vpc.vpc_id)));
            }
            Some(_) => {}
        }
    }
    Ok(ids)
}

/// Source: EKS API reference, `labelsMap`; Kubernetes' label syntax.
pub(crate) fn check_labels(labels: &Value) -> Result<(), Fault> {
    for (key, value) in entries(labels) {
        let name = key.rsplit('/').next().unwrap_or_default();
        if name.is_empty() || name.len() > 63 || value.len() > 63 || !is_label_text(name) || !is_label_text(&value) {
            return Err(invalid(format!("Label {key}={value} is invalid")));
        }
        if key.starts_with("eks.amazonaws.com/") || key.starts_with("kubernetes.io/") {
            return Err(invalid(format!(
                "Label cannot contain reserved prefixes [kubernetes.io/, eks.amazonaws.com/]: {key}"
            )));
        }
    }
    Ok(())
}

fn is_label_text(text: &str) -> bool {
    let edge = |b: Option<&u8>| b.is_none_or(u8::is_ascii_alphanumeric);
    let bytes = text.as_bytes();
    edge(bytes.first()) && edge(bytes.last()) && bytes.iter().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(b))
}

/// Source: EKS API reference, `Taint` (effects, lengths; at most 50).
pub(crate) fn check_taints(taints: &Value) -> Result<Vec<Taint>, Fault> {
    let taints: Vec<Taint> = taints.as_array().into_iter().flatten().map(Taint::read).collect();
    if taints.len() > 50 {
        return Err(invalid("At most 50 taints can be specified"));
    }
    for taint in &taints {
        let value = taint.value.as_deref().unwrap_or_default();
        if !["NO_SCHEDULE", "NO_EXECUTE", "PREFER_NO_SCHEDULE"].contains(&taint.effect.as_str()) {
            return Err(invalid(format!("Invalid taint effect: {}", taint.effect)));
        }
        if taint.key.is_empty() || taint.key.len() > 63 || value.len() > 63 || !is_label_text(value) {
            return Err(invalid(format!("Taint {}={value} is invalid", taint.key)));
        }
    }
    Ok(taints)
}

/// Source: EKS API reference, `NodegroupUpdateConfig`: one of the two limits, 1 node by default.
pub(crate) fn check_update_config(config: &Value) -> Result<Value, Fault> {
    let (count, share) = (&config["maxUnavailable"], &config["maxUnavailablePercentage"]);
    if !count.is_null() && !share.is_null() {
        return Err(invalid("Only one of maxUnavailable and maxUnavailablePercentage can be specified"));
    }
    if count.as_i64().is_some_and(|n| !(1..=100).contains(&n)) {
        return Err(invalid("maxUnavailable must be between 1 and 100"));
    }
    if share.as_i64().is_some_and(|n| !(1..=100).contains(&n)) {
        return Err(invalid("maxUnavailablePercentage must be between 1 and 100"));
    }
    if count.is_null() && share.is_null() {
        let mut filled = json!({ "maxUnavailable": 1 });
        if !config["updateStrategy"].is_null() {
            filled["updateStrategy"] = config["updateStrategy"].clone();
        }
        return Ok(filled);
    }
    Ok(config.clone())
}

fn build(call: &mut Call<'_>, place: &Place, name: &str, wanted: Wanted, tags: BTreeMap<String, String>) -> Nodegroup {
    let uuid = call.world.uuid();
    let (now, input) = (call.now(), call.input.clone());
    let custom = wanted.ami_type.family == Family::Custom;
    let image = wanted.template_data["ImageId"].as_str();
    let release = match (input["releaseVersion"].as_str(), image) {
        (Some(given), _) => given.to_owned(),
        (None, Some(image)) => image.to_owned(),
        (None, None) => wanted.ami_type.release(call.world, &wanted.version),
    };
    let launch = now + duration::of(call.world, Work::LaunchNodes);
    let earliest = now + duration::of(call.world, Work::CreateNodegroup);
    let templated = wanted.launch_template.is_some();
    Nodegroup {
        name: name.to_owned(),
        arn: place.arn(&format!("nodegroup/{}/{name}/{uuid}", place.cluster)),
        status: "CREATING".to_owned(),
        version: wanted.version,
        release_version: release,
        created: now,
        modified: now,
        capacity_type: input["capacityType"].as_str().unwrap_or("ON_DEMAND").to_owned(),
        scaling: wanted.scaling,
        instance_types: if wanted.template_data["InstanceType"].is_null() { wanted.instance_types } else { Vec::new() },
        subnets: wanted.subnets,
        remote_access: Some(input["remoteAccess"].clone()).filter(Value::is_object),
        ami_type: if custom { "CUSTOM".to_owned() } else { wanted.ami_type.name.to_owned() },
        node_role: input["nodeRole"].as_str().unwrap_or_default().to_owned(),
        labels: entries(&input["labels"]),
        taints: wanted.taints,
        autoscaling_group: format!("eks-{name}-{uuid}"),
        // Source: EKS API reference, `diskSize` (20 GiB, Windows 50, and nothing with a template).
        disk_size: (!templated).then(|| {
            let default = if wanted.ami_type.family == Family::Windows { 50 } else { 20 };
            input["diskSize"].as_i64().unwrap_or(default)
        }),
        issues: Vec::new(),
        update_config: wanted.update_config,
        node_repair: Some(input["nodeRepairConfig"].clone()).filter(Value::is_object),
        warm_pool: Some(input["warmPoolConfig"].clone()).filter(Value::is_object),
        launch_template: wanted.launch_template,
        tags,
        own_template: None,
        instances: BTreeMap::new(),
        generation: 1,
        phase: Phase { launch: Some(launch), earliest: Some(earliest), deadline: Some(now + PATIENCE) },
        rolling: None,
    }
}
