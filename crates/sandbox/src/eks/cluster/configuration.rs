//! `UpdateClusterConfig`: one kind of change at a time.

use serde_json::{Value, json};

use super::{AutoMode, Change, Cluster, autonomy, create, network};
use crate::call::{Call, Fault, Reply};
use crate::eks::duration::{self, Work};
use crate::eks::fault::{about, in_use, invalid, invalid_request};
use crate::eks::place::Place;
use crate::eks::update::Update;
use crate::eks::version::{self, Support};
use crate::world::World;

/// A change that was asked for: kind of update, parameters to show, change, time it takes.
type Asked = (&'static str, Vec<(String, String)>, Change, Work);
type Read = fn(&World, &Place, &Cluster, &Value) -> Result<Asked, Fault>;

/// Members of the input by the kind of update they ask for. Source: EKS API reference, `UpdateClusterConfig`.
const READERS: &[(&[&str], Read)] = &[
    (&["resourcesVpcConfig"], vpc),
    (&["logging"], logging),
    (&["accessConfig"], access),
    (&["upgradePolicy"], upgrade_policy),
    (&["zonalShiftConfig"], zonal_shift),
    (&["computeConfig", "storageConfig", "kubernetesNetworkConfig"], auto_mode),
    (&["remoteNetworkConfig"], remote_network),
    (&["deletionProtection"], deletion_protection),
    (&["controlPlaneScalingConfig"], scaling),
];

/// `UpdateClusterConfig`.
pub(crate) fn update(call: &mut Call<'_>) -> Reply {
    let place = Place::of(call);
    let cluster = place.get(call.world)?;
    let input = call.input.clone();
    let mut readers = READERS.iter().filter(|(members, _)| members.iter().any(|m| !input[*m].is_null()));
    let (Some((_, read)), None) = (readers.next(), readers.next()) else {
        return Err(about(invalid("Only one type of update can be allowed."), "clusterName", place.cluster));
    };
    cluster.require_idle(&place)?;
    let (kind, params, change, work) = read(call.world, &place, cluster, &input)
        .map_err(|fault| about(fault, "clusterName", place.cluster.as_str()))?;
    Ok(json!({ "update": begin(call.world, &place, (kind, work), params, change)? }))
}

/// Puts a cluster into `UPDATING` with an update that ends by itself; answers the update.
pub(crate) fn begin(
    world: &mut World,
    place: &Place,
    (kind, work): (&str, Work),
    params: Vec<(String, String)>,
    change: Change,
) -> Result<Value, Fault> {
    let takes = duration::of(world, work);
    let mut update = Update::begin(world, kind, params, change);
    update.ends = Some(world.now + takes);
    let view = update.describe();
    let cluster = place.get_mut(world)?;
    cluster.status = "UPDATING".to_owned();
    cluster.updates.push(update);
    Ok(view)
}

impl Cluster {
    /// Refuses unless nothing is going on with the cluster itself.
    pub(crate) fn require_idle(&self, place: &Place) -> Result<(), Fault> {
        let fault = match (self.status.as_str(), self.running_update()) {
            ("ACTIVE", None) => return Ok(()),
            (_, Some(update)) => in_use(format!(
                "Cannot update because cluster {} currently has update {} in progress",
                self.name, update.id
            )),
            (status, None) if status == "CREATING" || status == "DELETING" => {
                in_use(format!("Cannot update because cluster {} is currently in status {status}", self.name))
            }
            (status, None) => invalid_request(format!("Cluster {} is not in ACTIVE status but {status}", self.name)),
        };
        Err(about(fault, "clusterName", place.cluster.as_str()))
    }

    /// Refuses unless the cluster has an API to put things into.
    pub(crate) fn require_up(&self) -> Result<(), Fault> {
        if self.is_up() {
            return Ok(());
        }
        let text = format!("Cluster '{}' is not in ACTIVE status: it is {}", self.name, self.status);
        Err(about(invalid_request(text), "clusterName", self.name.as_str()))
    }
}

fn param(name: &str, value: impl ToString) -> (String, String) {
    (name.to_owned(), value.to_string())
}

fn vpc(world: &World, place: &Place, cluster: &Cluster, input: &Value) -> Result<Asked, Fault> {
    let input = &input["resourcesVpcConfig"];
    let given = |members: &[&str]| members.iter().any(|m| !input[*m].is_null());
    let endpoint = given(&["endpointPublicAccess", "endpointPrivateAccess", "publicAccessCidrs"]);
    let networks = given(&["subnetIds", "securityGroupIds"]);
    if endpoint == networks {
        return Err(invalid("Only one type of update can be allowed."));
    }
    let wanted = network::vpc(world, place, input, &cluster.vpc)?;
    if wanted == cluster.vpc && endpoint {
        return Err(invalid(format!(
            "Cluster is already at the desired configuration with endpointPrivateAccess: {}, endpointPublicAccess: {}, and Public Endpoint Restrictions: [{}]",
            wanted.private,
            wanted.public,
            wanted.public_cidrs.join(", ")
        )));
    }
    if wanted == cluster.vpc {
        return Err(invalid(
            "Cluster is already at the desired configuration with the given subnets and security groups",
        ));
    }
    if endpoint {
        let params = vec![
            param("EndpointPublicAccess", wanted.public),
            param("EndpointPrivateAccess", wanted.private),
            param("PublicAccessCidrs", json!(wanted.public_cidrs)),
        ];
        return Ok(("EndpointAccessUpdate", params, Change::Vpc(wanted), Work::UpdateEndpoint));
    }
    let params =
        vec![param("Subnets", json!(wanted.subnet_ids)), param("SecurityGroups", json!(wanted.security_group_ids))];
    Ok(("VpcConfigUpdate", params, Change::Vpc(wanted), Work::UpdateVpc))
}

fn logging(_: &World, _: &Place, cluster: &Cluster, input: &Value) -> Result<Asked, Fault> {
    let types = create::logging(&cluster.logging, &input["logging"])?;
    if types == cluster.logging {
        return Err(invalid("No changes needed for the logging config provided"));
    }
    let params = vec![param("ClusterLogging", &input["logging"])];
    Ok(("LoggingUpdate", params, Change::Logging(types), Work::UpdateLogging))
}

/// Modes only go on, never back. Source: EKS user guide, "Change authentication mode to use access entries".
fn access(_: &World, _: &Place, cluster: &Cluster, input: &Value) -> Result<Asked, Fault> {
    const ORDER: &[&str] = &["CONFIG_MAP", "API_AND_CONFIG_MAP", "API"];
    let wanted = input["accessConfig"]["authenticationMode"].as_str().unwrap_or_default();
    let rank = |mode: &str| ORDER.iter().position(|m| *m == mode);
    let before = cluster.access.mode.as_str();
    if wanted == before {
        return Err(invalid(format!(
            "Unsupported authentication mode update from {before} to {wanted}: already at the desired configuration"
        )));
    }
    if rank(wanted) != rank(before).map(|r| r + 1) {
        return Err(invalid(format!("Unsupported authentication mode update from {before} to {wanted}")));
    }
    let params = vec![param("AuthenticationMode", format!("\"{wanted}\""))];
    Ok(("AccessConfigUpdate", params, Change::Access(wanted.to_owned()), Work::UpdateAccess))
}

fn upgrade_policy(_: &World, _: &Place, cluster: &Cluster, input: &Value) -> Result<Asked, Fault> {
    let wanted = input["upgradePolicy"]["supportType"].as_str().unwrap_or(&cluster.support).to_owned();
    same(&wanted, &cluster.support)?;
    let extended = version::offered(&cluster.version).is_some_and(|v| v.support == Support::Extended);
    if extended && wanted == "STANDARD" {
        return Err(invalid(format!("The cluster's version {} is in extended support", cluster.version)));
    }
    let params = vec![param("UpgradePolicy", json!({ "supportType": wanted }))];
    Ok(("UpgradePolicyUpdate", params, Change::Support(wanted), Work::UpdateOther))
}

fn zonal_shift(_: &World, _: &Place, cluster: &Cluster, input: &Value) -> Result<Asked, Fault> {
    let wanted = input["zonalShiftConfig"]["enabled"].as_bool().unwrap_or(false);
    same(&wanted, &cluster.zonal_shift)?;
    let params = vec![param("ZonalShiftConfig", json!({ "enabled": wanted }))];
    Ok(("ZonalShiftConfigUpdate", params, Change::ZonalShift(wanted), Work::UpdateOther))
}

fn auto_mode(world: &World, place: &Place, cluster: &Cluster, input: &Value) -> Result<Asked, Fault> {
    let wanted: AutoMode = autonomy::read(world, place, input)?.ok_or_else(|| invalid("Nothing to update"))?;
    same(&wanted, &cluster.auto_mode)?;
    if wanted.enabled && cluster.access.mode == "CONFIG_MAP" {
        return Err(invalid("When EKS Auto Mode is enabled, authenticationMode must be API or API_AND_CONFIG_MAP"));
    }
    let params = vec![
        param("ComputeConfig", &input["computeConfig"]),
        param("StorageConfig", &input["storageConfig"]),
        param("KubernetesNetworkConfig", &input["kubernetesNetworkConfig"]),
    ];
    Ok(("AutoModeUpdate", params, Change::AutoMode(wanted), Work::UpdateOther))
}

fn remote_network(_: &World, _: &Place, cluster: &Cluster, input: &Value) -> Result<Asked, Fault> {
    let wanted = input["remoteNetworkConfig"].clone();
    same(&Some(&wanted), &cluster.remote_network.as_ref())?;
    let params = vec![param("RemoteNetworkConfig", &wanted)];
    Ok(("RemoteNetworkConfigUpdate", params, Change::RemoteNetwork(wanted), Work::UpdateVpc))
}

fn deletion_protection(_: &World, _: &Place, cluster: &Cluster, input: &Value) -> Result<Asked, Fault> {
    let wanted = input["deletionProtection"].as_bool().unwrap_or(false);
    same(&wanted, &cluster.deletion_protection)?;
    let params = vec![param("DeletionProtection", wanted)];
    Ok(("DeletionProtectionUpdate", params, Change::DeletionProtection(wanted), Work::UpdateOther))
}

fn scaling(_: &World, _: &Place, cluster: &Cluster, input: &Value) -> Result<Asked, Fault> {
    let wanted = input["controlPlaneScalingConfig"]["tier"].as_str().unwrap_or("standard").to_owned();
    same(&wanted, &cluster.scaling_tier)?;
    let params = vec![param("UpdatedTier", &wanted), param("PreviousTier", &cluster.scaling_tier)];
    Ok(("ControlPlaneScalingConfigUpdate", params, Change::ScalingTier(wanted), Work::UpdateOther))
}

fn same<T: PartialEq>(wanted: &T, live: &T) -> Result<(), Fault> {
    if wanted == live { Err(invalid("Cluster is already at the desired configuration")) } else { Ok(()) }
}
