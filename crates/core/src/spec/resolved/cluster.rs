//! Defaults of the control plane, the network and access.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::catalog::compatibility;
use crate::spec::access::{Access, AccessEntry, AuthenticationMode, IdentityProvider, Principal};
use crate::spec::account::Timeouts;
use crate::spec::cluster::{
    Cluster, ClusterRole, ControlPlaneTier, Create, IpFamily, LogClass, LogType, UpgradePolicy,
};
use crate::spec::kms_key::KmsKey;
use crate::spec::network::{Discovery, Endpoints, Network, PublicEndpoint, Subnets, Tagged, Vpc, VpnCidr};
use crate::spec::resolved::Choice;
use crate::spec::section::Texts;
use crate::spec::security_group::NodeSecurityGroup;
use crate::units::{Cidr, Duration, KubernetesVersion};

/// The control plane.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResolvedCluster {
    pub version: Choice<KubernetesVersion>,
    pub upgrade_policy: UpgradePolicy,
    pub deletion_protection: bool,
    pub logs: ResolvedLogs,
    pub role: ClusterRole,
    /// The cluster is there and is not changed.
    pub existing: bool,
    pub zonal_shift: bool,
    pub control_plane_tier: ControlPlaneTier,
    pub secrets: ResolvedSecrets,
    /// `None` leaves the choice to EKS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_cidr: Option<Cidr>,
    pub ip_family: IpFamily,
}

/// Encryption of what the cluster stores.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResolvedSecrets {
    pub kms_key: KmsKey,
}

/// The control plane's logs.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResolvedLogs {
    pub types: Vec<LogType>,
    pub retention_days: u32,
    pub class: LogClass,
    pub kms_key: KmsKey,
}

pub(super) fn resolve_cluster(given: Option<&Cluster>) -> ResolvedCluster {
    let given = given.cloned().unwrap_or_default();
    let logs = given.logs.unwrap_or_default();
    ResolvedCluster {
        version: Choice::of(given.version, compatibility::DEFAULT_KUBERNETES),
        upgrade_policy: given.upgrade_policy.unwrap_or_default(),
        deletion_protection: given.deletion_protection.unwrap_or(false),
        logs: ResolvedLogs {
            types: logs.types.unwrap_or_else(|| vec![LogType::Api, LogType::Audit, LogType::Authenticator]),
            retention_days: logs.retention_days.unwrap_or(90),
            class: logs.class.unwrap_or_default(),
            kms_key: logs.kms_key.unwrap_or_default(),
        },
        role: given.role.unwrap_or(ClusterRole::Create(Create::Create)),
        existing: given.existing.unwrap_or(false),
        zonal_shift: given.zonal_shift.unwrap_or(false),
        control_plane_tier: given.control_plane_tier.unwrap_or_default(),
        secrets: ResolvedSecrets { kms_key: given.secrets.and_then(|secrets| secrets.kms_key).unwrap_or_default() },
        service_cidr: given.service_cidr,
        ip_family: given.ip_family.unwrap_or_default(),
    }
}

/// The network.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResolvedNetwork {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vpc_id: Option<Vpc>,
    pub subnets: Subnets,
    pub control_plane_subnets: Subnets,
    pub endpoint: ResolvedEndpoint,
    pub node_security_group: NodeSecurityGroup,
    pub discovery: Discovery,
    pub endpoints: Endpoints,
    pub private: bool,
}

/// How the API server is reached.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResolvedEndpoint {
    pub private: bool,
    pub public: PublicEndpoint,
    pub vpn_cidrs: Vec<VpnCidr>,
}

impl ResolvedEndpoint {
    /// The ranges that reach the public endpoint; `None` when it is off. An empty list means every address.
    pub fn public_cidrs(&self) -> Option<&[Cidr]> {
        match &self.public {
            PublicEndpoint::Everybody(false) => None,
            PublicEndpoint::Everybody(true) => Some(&[]),
            PublicEndpoint::From(ranges) => Some(&ranges.cidrs),
        }
    }
}

pub(super) fn resolve_network(given: &Network) -> ResolvedNetwork {
    let endpoint = given.endpoint.clone().unwrap_or_default();
    let private = given.private.unwrap_or(false);
    let subnets = given.subnets.clone().unwrap_or_else(|| Subnets::Tagged(Tagged { tags: Texts::new() }));
    ResolvedNetwork {
        vpc_id: given.vpc_id.clone(),
        control_plane_subnets: given.control_plane_subnets.clone().unwrap_or_else(|| subnets.clone()),
        subnets,
        endpoint: ResolvedEndpoint {
            private: endpoint.private.unwrap_or(true),
            public: endpoint.public.unwrap_or(PublicEndpoint::Everybody(!private)),
            vpn_cidrs: endpoint.vpn_cidrs.unwrap_or_default(),
        },
        node_security_group: resolve_security_group(given.node_security_group.clone()),
        discovery: given.discovery.unwrap_or_default(),
        endpoints: given.endpoints.unwrap_or(if private { Endpoints::Create } else { Endpoints::None }),
        private,
    }
}

fn resolve_security_group(given: Option<NodeSecurityGroup>) -> NodeSecurityGroup {
    let mut group = given.unwrap_or_default();
    if let NodeSecurityGroup::Create(wanted) = &mut group {
        wanted.create.recommended_rules.get_or_insert(true);
    }
    group
}

/// Who may use the cluster.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResolvedAccess {
    pub authentication_mode: AuthenticationMode,
    pub creator_admin: bool,
    pub admins: Vec<Principal>,
    pub entries: Vec<AccessEntry>,
    /// `None` leaves alone what there is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity_providers: Option<BTreeMap<String, IdentityProvider>>,
}

pub(super) fn resolve_access(given: Option<&Access>) -> ResolvedAccess {
    let given = given.cloned().unwrap_or_default();
    ResolvedAccess {
        authentication_mode: given.authentication_mode.unwrap_or_default(),
        creator_admin: given.creator_admin.unwrap_or(true),
        admins: given.admins.unwrap_or_default(),
        entries: given.entries.unwrap_or_default(),
        identity_providers: given.identity_providers,
    }
}

/// How long each kind of thing may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResolvedTimeouts {
    pub cluster: Duration,
    pub node_group: Duration,
    pub addon: Duration,
    pub chart: Duration,
    pub node_pool: Duration,
}

pub(super) fn resolve_timeouts(given: Option<&Timeouts>) -> ResolvedTimeouts {
    let given = given.cloned().unwrap_or_default();
    ResolvedTimeouts {
        cluster: given.cluster.unwrap_or(Duration::from_mins(30)),
        node_group: given.node_group.unwrap_or(Duration::from_mins(20)),
        addon: given.addon.unwrap_or(Duration::from_mins(10)),
        chart: given.chart.unwrap_or(Duration::from_mins(10)),
        node_pool: given.node_pool.unwrap_or(Duration::from_mins(5)),
    }
}
