//! `CreateCluster`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::describe::LOG_TYPES;
use super::settings::{AccessConfig, AutoMode, VpcConfig};
use super::{Cluster, Phase, autonomy, encryption, network};
use crate::call::{Call, Fault, Reply};
use crate::eks::duration::{self, Work};
use crate::eks::fault::{about, in_use, invalid, limit};
use crate::eks::place::Place;
use crate::eks::version::Support;
use crate::eks::{neighbours, text, version};
use crate::world::World;

/// Source: EKS service quotas, "Clusters".
const CLUSTERS: usize = 100;

/// Runs the checks, then stores a cluster in `CREATING`.
pub(crate) fn create(call: &mut Call<'_>) -> Reply {
    let place = Place::of(call);
    refuse_another(call.world, &place)?;
    let input = call.input.clone();
    let wanted = version::require(input["version"].as_str().unwrap_or(version::DEFAULT))?;
    let support = support(&input["upgradePolicy"], wanted)?;
    let defaults = VpcConfig { public: true, public_cidrs: vec!["0.0.0.0/0".to_owned()], ..VpcConfig::default() };
    if input["resourcesVpcConfig"]["subnetIds"].as_array().is_none_or(Vec::is_empty) {
        return Err(about(invalid("subnetIds cannot be empty."), "clusterName", place.cluster.as_str()));
    }
    let vpc = network::vpc(call.world, &place, &input["resourcesVpcConfig"], &defaults)?;
    let role_arn = input["roleArn"].as_str().unwrap_or_default().to_owned();
    neighbours::require_role(call.world, &place, &role_arn, "eks.amazonaws.com")?;
    neighbours::require_pass_role(call, &role_arn, "eks.amazonaws.com")?;
    let access = access(&input["accessConfig"])?;
    let auto_mode = auto_mode(call.world, &place, &input, &access)?;
    let encryption_key = encryption::key(call.world, &place, &input["encryptionConfig"])?;
    let endpoint_id = neighbours::hexadecimal(call.world).to_uppercase();
    let cidrs = neighbours::vpc_cidrs(call.world, &place, &vpc.vpc_id);
    let network = network::service_network(&input["kubernetesNetworkConfig"], &cidrs, &endpoint_id)?;
    if network.ip_family == "ipv6" {
        network::require_ipv6(call.world, &place, &vpc.subnet_ids)?;
    }
    let mut cluster = blank(call, &place, wanted.name, role_arn);
    cluster.vpc = vpc;
    cluster.network = network;
    cluster.access = access;
    cluster.auto_mode = auto_mode;
    cluster.support = support;
    cluster.encryption_key = encryption_key;
    cluster.endpoint_id = endpoint_id;
    cluster.tags = text::tags(&input["tags"])?;
    cluster.logging = logging(&BTreeSet::new(), &input["logging"])?;
    cluster.zonal_shift = input["zonalShiftConfig"]["enabled"].as_bool().unwrap_or(false);
    cluster.deletion_protection = input["deletionProtection"].as_bool().unwrap_or(false);
    cluster.remote_network = Some(input["remoteNetworkConfig"].clone()).filter(Value::is_object);
    cluster.self_managed_addons = input["bootstrapSelfManagedAddons"].as_bool().unwrap_or(!cluster.auto_mode.enabled);
    if let Some(tier) = input["controlPlaneScalingConfig"]["tier"].as_str() {
        cluster.scaling_tier = tier.to_owned();
    }
    neighbours::ensure_linked_role(call.world, &place, "eks.amazonaws.com")?;
    let answer = json!({ "cluster": cluster.view(call.world) });
    place.state(call.world).clusters.insert(place.cluster.clone(), cluster);
    Ok(answer)
}

fn refuse_another(world: &mut World, place: &Place) -> Result<(), Fault> {
    let clusters = &place.state(world).clusters;
    if clusters.contains_key(&place.cluster) {
        let fault = in_use(format!("Cluster already exists with name: {}", place.cluster));
        return Err(about(fault, "clusterName", place.cluster.as_str()));
    }
    if clusters.len() >= CLUSTERS {
        return Err(limit(format!("Cluster limit exceeded: {CLUSTERS} per region")));
    }
    Ok(())
}

/// The upgrade policy. Source: EKS API reference, `UpgradePolicyRequest` (`EXTENDED` by default).
fn support(policy: &Value, wanted: &version::Version) -> Result<String, Fault> {
    let support = policy["supportType"].as_str().unwrap_or("EXTENDED");
    if support == "STANDARD" && wanted.support == Support::Extended {
        return Err(invalid(format!(
            "Kubernetes version {} is in extended support and cannot be used with the upgrade policy STANDARD",
            wanted.name
        )));
    }
    Ok(support.to_owned())
}

/// Source: EKS API reference, `CreateAccessConfigRequest` (`CONFIG_MAP` and true by default).
fn access(input: &Value) -> Result<AccessConfig, Fault> {
    let mode = input["authenticationMode"].as_str().unwrap_or("CONFIG_MAP").to_owned();
    let creator_admin = input["bootstrapClusterCreatorAdminPermissions"].as_bool().unwrap_or(true);
    if mode == "CONFIG_MAP" && !creator_admin {
        return Err(invalid(
            "bootstrapClusterCreatorAdminPermissions must be true if cluster authentication mode is set to CONFIG_MAP",
        ));
    }
    Ok(AccessConfig { mode, creator_admin })
}

fn auto_mode(world: &World, place: &Place, input: &Value, access: &AccessConfig) -> Result<AutoMode, Fault> {
    let auto_mode = autonomy::read(world, place, input)?.unwrap_or_default();
    if auto_mode.enabled && input["bootstrapSelfManagedAddons"] == true {
        return Err(invalid("When EKS Auto Mode is enabled, bootstrapSelfManagedAddons must be set to false"));
    }
    if auto_mode.enabled && access.mode == "CONFIG_MAP" {
        return Err(invalid("When EKS Auto Mode is enabled, authenticationMode must be API or API_AND_CONFIG_MAP"));
    }
    Ok(auto_mode)
}

/// The log types that are on after a `logging` input.
pub(crate) fn logging(before: &BTreeSet<String>, input: &Value) -> Result<BTreeSet<String>, Fault> {
    let mut types = before.clone();
    for setup in input["clusterLogging"].as_array().into_iter().flatten() {
        for kind in text::texts(&setup["types"]).unwrap_or_default() {
            if !LOG_TYPES.contains(&kind.as_str()) {
                return Err(invalid(format!("Unknown log type {kind}")));
            }
            if setup["enabled"].as_bool().unwrap_or(false) {
                types.insert(kind);
            } else {
                types.remove(&kind);
            }
        }
    }
    Ok(types)
}

/// A cluster with its name, its maker and its milestones, and nothing else yet.
fn blank(call: &mut Call<'_>, place: &Place, version: &str, role_arn: String) -> Cluster {
    let end = duration::of(call.world, Work::CreateCluster);
    let now = call.now();
    Cluster {
        name: place.cluster.clone(),
        arn: place.cluster_arn(),
        created: now,
        status: "CREATING".to_owned(),
        version: version.to_owned(),
        role_arn,
        vpc: VpcConfig::default(),
        network: Default::default(),
        access: AccessConfig::default(),
        auto_mode: AutoMode::default(),
        logging: BTreeSet::new(),
        tags: BTreeMap::new(),
        encryption_key: None,
        support: "EXTENDED".to_owned(),
        zonal_shift: false,
        deletion_protection: false,
        scaling_tier: "standard".to_owned(),
        remote_network: None,
        self_managed_addons: true,
        issues: Vec::new(),
        endpoint_id: String::new(),
        client_request_token: call.text("clientRequestToken"),
        phase: Phase {
            // The group is there within the first minute, everything else shortly before the end.
            security_group: Some(now + end / 15),
            endpoint: Some(now + end / 10 * 9),
            end: Some(now + end),
        },
        creator: (call.caller.arn.clone(), call.caller.user_id.clone()),
        updates: Vec::new(),
        nodegroups: BTreeMap::new(),
        addons: BTreeMap::new(),
        access_entries: BTreeMap::new(),
        associations: BTreeMap::new(),
        fargate_profiles: BTreeMap::new(),
        identity_providers: BTreeMap::new(),
        log_group_at: None,
        access_settles: None,
    }
}
