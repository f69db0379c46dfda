//! What a cluster looks like to its readers.

use serde_json::{Value, json};

use super::Cluster;
use crate::call::{Call, Reply};
use crate::eks::fault::invalid;
use crate::eks::place::Place;
use crate::eks::{neighbours, page, version};
use crate::world::World;

/// Source: EKS API reference, `LogType`.
pub(crate) const LOG_TYPES: &[&str] = &["api", "audit", "authenticator", "controllerManager", "scheduler"];

/// `DescribeCluster`.
pub(crate) fn describe(call: &mut Call<'_>) -> Reply {
    let place = Place::of(call);
    Ok(json!({ "cluster": place.get(call.world)?.view(call.world) }))
}

/// `ListClusters`.
pub(crate) fn list(call: &mut Call<'_>) -> Reply {
    if call.input["include"].as_array().is_some_and(|list| list.iter().any(|v| v != "all")) {
        return Err(invalid("The include parameter must be 'all'."));
    }
    let names = call.regional().eks.clusters.keys().map(|name| Value::from(name.clone())).collect();
    page::page(call, "clusters", names)
}

impl Cluster {
    /// The `cluster` member of answers. Endpoint, certificate authority and issuer appear shortly before `ACTIVE`.
    pub(crate) fn view(&self, world: &World) -> Value {
        let reachable = self.phase.endpoint.is_none() && self.status != "FAILED";
        let served = world.served.get(&self.arn).map(String::as_str);
        let authority = neighbours::certificate_authority(world, &self.arn);
        let platform = version::VERSIONS.iter().find(|v| v.name == self.version).map(|v| v.platform);
        json!({
            "name": self.name,
            "arn": self.arn,
            "createdAt": self.created.epoch_seconds(),
            "version": self.version,
            "endpoint": reachable.then(|| self.endpoint(served)),
            "roleArn": self.role_arn,
            "resourcesVpcConfig": self.vpc_view(),
            "kubernetesNetworkConfig": {
                "serviceIpv4Cidr": self.network.service_ipv4_cidr,
                "serviceIpv6Cidr": self.network.service_ipv6_cidr,
                "ipFamily": self.network.ip_family,
                "elasticLoadBalancing": { "enabled": self.auto_mode.enabled },
            },
            "logging": self.logging_view(),
            "identity": reachable.then(|| json!({ "oidc": { "issuer": self.issuer() } })),
            "status": self.status,
            "certificateAuthority": authority.filter(|_| reachable).map_or(json!({}), |data| json!({ "data": data })),
            "clientRequestToken": self.client_request_token,
            "platformVersion": platform,
            "tags": self.tags,
            "encryptionConfig": self.encryption_key.as_ref().map(|key| {
                json!([{ "resources": ["secrets"], "provider": { "keyArn": key } }])
            }),
            "health": { "issues": self.issues.iter().map(|issue| issue.issue()).collect::<Vec<_>>() },
            "accessConfig": {
                "bootstrapClusterCreatorAdminPermissions": self.access.creator_admin,
                "authenticationMode": self.access.mode,
            },
            "upgradePolicy": { "supportType": self.support },
            "zonalShiftConfig": { "enabled": self.zonal_shift },
            "remoteNetworkConfig": self.remote_network,
            "computeConfig": {
                "enabled": self.auto_mode.enabled,
                "nodePools": self.auto_mode.node_pools,
                "nodeRoleArn": self.auto_mode.node_role_arn,
            },
            "storageConfig": { "blockStorage": { "enabled": self.auto_mode.enabled } },
            "deletionProtection": self.deletion_protection,
            "controlPlaneScalingConfig": { "tier": self.scaling_tier },
        })
    }

    fn vpc_view(&self) -> Value {
        json!({
            "subnetIds": self.vpc.subnet_ids,
            "securityGroupIds": self.vpc.security_group_ids,
            "clusterSecurityGroupId": self.vpc.cluster_security_group_id,
            "vpcId": self.vpc.vpc_id,
            "endpointPublicAccess": self.vpc.public,
            "endpointPrivateAccess": self.vpc.private,
            "publicAccessCidrs": self.vpc.public_cidrs,
        })
    }

    /// Types that are on come first, the others in a second entry; an entry without types is left out.
    fn logging_view(&self) -> Value {
        let types =
            |on: bool| LOG_TYPES.iter().filter(|t| self.logging.contains(**t) == on).copied().collect::<Vec<_>>();
        let setups = [(types(true), true), (types(false), false)];
        let setups = setups.iter().filter(|(types, _)| !types.is_empty());
        json!({ "clusterLogging": setups.map(|(types, on)| json!({ "types": types, "enabled": on })).collect::<Vec<_>>() })
    }
}
