//! EKS Auto Mode: three switches that must agree.

use serde_json::Value;

use super::settings::AutoMode;
use crate::call::Fault;
use crate::eks::fault::invalid;
use crate::eks::neighbours;
use crate::eks::place::Place;
use crate::eks::text::texts;
use crate::world::World;

/// Source: EKS API reference, `ComputeConfigRequest`.
const NODE_POOLS: &[&str] = &["general-purpose", "system"];

/// Checks compute, storage and load balancing of an input together; `None` when none of them is given.
///
/// Source: EKS user guide, "Auto Mode": the three must be all on or all off.
pub(crate) fn read(world: &World, place: &Place, input: &Value) -> Result<Option<AutoMode>, Fault> {
    let compute = &input["computeConfig"];
    let switches = [
        &compute["enabled"],
        &input["storageConfig"]["blockStorage"]["enabled"],
        &input["kubernetesNetworkConfig"]["elasticLoadBalancing"]["enabled"],
    ];
    if switches.iter().all(|s| s.is_null()) && compute.is_null() {
        return Ok(None);
    }
    let on: Vec<bool> = switches.iter().map(|s| s.as_bool().unwrap_or(false)).collect();
    if on.iter().any(|s| *s != on[0]) {
        return Err(invalid(
            "For EKS Auto Mode, please ensure that all required configs, including computeConfig, kubernetesNetworkConfig, and blockStorage are all either fully enabled or fully disabled.",
        ));
    }
    let node_pools = texts(&compute["nodePools"]).unwrap_or_default();
    let node_role_arn = compute["nodeRoleArn"].as_str().map(str::to_owned);
    if let Some(pool) = node_pools.iter().find(|pool| !NODE_POOLS.contains(&pool.as_str())) {
        return Err(invalid(format!("Compute config node pool {pool} is not one of {}", NODE_POOLS.join(", "))));
    }
    if !on[0] && (!node_pools.is_empty() || node_role_arn.is_some()) {
        return Err(invalid("Compute config nodePools and nodeRoleArn need computeConfig enabled"));
    }
    if node_pools.is_empty() != node_role_arn.is_none() {
        return Err(invalid(
            "When Compute Config nodeRoleArn is not null or empty, nodePool value(s) must be provided, and the reverse.",
        ));
    }
    if let Some(role) = &node_role_arn {
        neighbours::require_role(world, place, role, "ec2.amazonaws.com")?;
    }
    Ok(Some(AutoMode { enabled: on[0], node_pools, node_role_arn }))
}
