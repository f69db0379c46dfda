//! Builders that stand alone, as data.

use karpool::Piece as Target;
use karpool::spec::{
    AccessEntry, Addon, Cluster, InstanceProfile, InterruptionQueue, KarpenterChart, KarpenterRole, Network, NodeClass,
    NodeGroup, NodePool, NodeRole, PodIdentityAssociation,
};
use karpool::units::Region;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

/// One part of a stack that is planned, applied and destroyed by itself.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(tag = "piece", rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum Piece {
    /// The control plane alone, with its role and log group.
    Cluster { cluster_name: String, region: Region, cluster: Cluster, network: Network },
    /// A NodePool of a cluster that is there.
    NodePool { cluster_name: String, region: Region, name: String, node_pool: NodePool },
    /// A NodeClass of a cluster that is there.
    NodeClass { cluster_name: String, region: Region, name: String, node_class: NodeClass },
    /// The role of Karpenter's controller.
    KarpenterRole { cluster_name: String, region: Region, karpenter_role: KarpenterRole, node_role: Option<NodeRole> },
    /// The role of Karpenter's nodes.
    NodeRole { cluster_name: String, region: Region, node_role: NodeRole },
    /// An instance profile for a role by name.
    InstanceProfile { cluster_name: String, region: Region, instance_profile: InstanceProfile },
    /// Which role the pods of a service account get.
    PodIdentityAssociation { cluster_name: String, region: Region, pod_identity_association: PodIdentityAssociation },
    /// The interruption queue with its policy and rules.
    InterruptionQueue { cluster_name: String, region: Region, interruption_queue: InterruptionQueue },
    /// Karpenter's chart with its CRDs.
    KarpenterChart { cluster_name: String, region: Region, karpenter_chart: KarpenterChart },
    /// An access entry.
    AccessEntry { cluster_name: String, region: Region, access_entry: AccessEntry },
    /// An EKS addon.
    Addon { cluster_name: String, region: Region, name: String, addon: Addon },
    /// A managed node group with its role and launch template.
    NodeGroup { cluster_name: String, region: Region, name: String, node_group: NodeGroup, network: Network },
}

impl Piece {
    /// A piece from data.
    ///
    /// # Errors
    /// What is wrong with it, as one text.
    pub fn read(value: Value) -> Result<Piece, String> {
        serde_json::from_value(value).map_err(|error| format!("piece: {error}"))
    }

    /// What the engine works on, and its region.
    pub fn target(self) -> (Target, Region) {
        let place = self.region().clone();
        (self.into_target(), place)
    }

    fn region(&self) -> &Region {
        match self {
            Piece::Cluster { region, .. }
            | Piece::NodePool { region, .. }
            | Piece::NodeClass { region, .. }
            | Piece::KarpenterRole { region, .. }
            | Piece::NodeRole { region, .. }
            | Piece::InstanceProfile { region, .. }
            | Piece::PodIdentityAssociation { region, .. }
            | Piece::InterruptionQueue { region, .. }
            | Piece::KarpenterChart { region, .. }
            | Piece::AccessEntry { region, .. }
            | Piece::Addon { region, .. }
            | Piece::NodeGroup { region, .. } => region,
        }
    }

    fn into_target(self) -> Target {
        match self {
            Piece::Cluster { cluster_name: of, region, cluster, network } => {
                Target::cluster(&of, region, cluster, network)
            }
            Piece::NodePool { cluster_name: of, region, name, node_pool } => {
                Target::node_pool(&of, region, &name, node_pool)
            }
            Piece::NodeClass { cluster_name: of, region, name, node_class } => {
                Target::node_class(&of, region, &name, node_class)
            }
            Piece::KarpenterRole { cluster_name: of, region, karpenter_role, node_role } => {
                Target::karpenter_role(&of, region, karpenter_role, node_role.unwrap_or_default())
            }
            Piece::NodeRole { cluster_name: of, region, node_role } => Target::node_role(&of, region, node_role),
            Piece::InstanceProfile { cluster_name: of, region, instance_profile } => {
                Target::instance_profile(&of, region, instance_profile)
            }
            Piece::PodIdentityAssociation { cluster_name: of, region, pod_identity_association } => {
                Target::pod_identity_association(&of, region, pod_identity_association)
            }
            Piece::InterruptionQueue { cluster_name: of, region, interruption_queue } => {
                Target::interruption_queue(&of, region, interruption_queue)
            }
            Piece::KarpenterChart { cluster_name: of, region, karpenter_chart } => {
                Target::karpenter_chart(&of, region, karpenter_chart)
            }
            Piece::AccessEntry { cluster_name: of, region, access_entry } => {
                Target::access_entry(&of, region, access_entry)
            }
            Piece::Addon { cluster_name: of, region, name, addon } => Target::addon(&of, region, &name, addon),
            Piece::NodeGroup { cluster_name: of, region, name, node_group, network } => {
                Target::node_group(&of, region, &name, node_group, network)
            }
        }
    }
}
