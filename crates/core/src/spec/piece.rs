//! Parts of a stack that stand alone, as data: a document with a field `piece`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::access::AccessEntry;
use super::addon::{Addon, PodIdentityAssociation};
use super::check::{Problem, Problems};
use super::cluster::Cluster;
use super::karpenter::{InstanceProfile, InterruptionQueue, KarpenterChart, KarpenterRole};
use super::network::Network;
use super::node_class::NodeClass;
use super::node_group::NodeGroup;
use super::node_pool::NodePool;
use super::node_role::NodeRole;
use super::path::Path;
use super::schema::schema_of;
use crate::units::Region;

/// One part of a stack that is planned, applied and destroyed by itself, as it stands in a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "piece", rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
#[schemars(rename = "Piece")]
#[allow(clippy::large_enum_variant, reason = "a spec is read once")]
pub enum PieceSpec {
    /// The control plane alone, with its role and log group.
    Cluster {
        /// The cluster's name.
        cluster_name: String,
        /// The cluster's region.
        region: Region,
        /// What it is to be.
        cluster: Cluster,
        /// The network of the cluster.
        network: Network,
    },
    /// A NodePool of a cluster that is there.
    NodePool {
        /// The cluster's name.
        cluster_name: String,
        /// The cluster's region.
        region: Region,
        /// Its name there.
        name: String,
        /// What it is to be.
        node_pool: NodePool,
    },
    /// A NodeClass of a cluster that is there.
    NodeClass {
        /// The cluster's name.
        cluster_name: String,
        /// The cluster's region.
        region: Region,
        /// Its name there.
        name: String,
        /// What it is to be.
        node_class: NodeClass,
    },
    /// The role of Karpenter's controller.
    KarpenterRole {
        /// The cluster's name.
        cluster_name: String,
        /// The cluster's region.
        region: Region,
        /// What it is to be.
        karpenter_role: KarpenterRole,
        /// The role of the nodes, which the controller hands on to them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        node_role: Option<NodeRole>,
    },
    /// The role of Karpenter's nodes.
    NodeRole {
        /// The cluster's name.
        cluster_name: String,
        /// The cluster's region.
        region: Region,
        /// What it is to be.
        node_role: NodeRole,
    },
    /// An instance profile for a role by name.
    InstanceProfile {
        /// The cluster's name.
        cluster_name: String,
        /// The cluster's region.
        region: Region,
        /// What it is to be.
        instance_profile: InstanceProfile,
    },
    /// Which role the pods of a service account get.
    PodIdentityAssociation {
        /// The cluster's name.
        cluster_name: String,
        /// The cluster's region.
        region: Region,
        /// What it is to be.
        pod_identity_association: PodIdentityAssociation,
    },
    /// The interruption queue with its policy and rules.
    InterruptionQueue {
        /// The cluster's name.
        cluster_name: String,
        /// The cluster's region.
        region: Region,
        /// What it is to be.
        interruption_queue: InterruptionQueue,
    },
    /// Karpenter's chart with its CRDs.
    KarpenterChart {
        /// The cluster's name.
        cluster_name: String,
        /// The cluster's region.
        region: Region,
        /// What it is to be.
        karpenter_chart: KarpenterChart,
    },
    /// An access entry.
    AccessEntry {
        /// The cluster's name.
        cluster_name: String,
        /// The cluster's region.
        region: Region,
        /// What it is to be.
        access_entry: AccessEntry,
    },
    /// An EKS addon.
    Addon {
        /// The cluster's name.
        cluster_name: String,
        /// The cluster's region.
        region: Region,
        /// Its name there.
        name: String,
        /// What it is to be.
        addon: Addon,
    },
    /// A managed node group with its role and launch template.
    NodeGroup {
        /// The cluster's name.
        cluster_name: String,
        /// The cluster's region.
        region: Region,
        /// Its name there.
        name: String,
        /// What it is to be.
        node_group: NodeGroup,
        /// The network of the cluster.
        network: Network,
    },
}

impl PieceSpec {
    /// Where it lives.
    pub fn region(&self) -> &Region {
        match self {
            PieceSpec::Cluster { region, .. }
            | PieceSpec::NodePool { region, .. }
            | PieceSpec::NodeClass { region, .. }
            | PieceSpec::KarpenterRole { region, .. }
            | PieceSpec::NodeRole { region, .. }
            | PieceSpec::InstanceProfile { region, .. }
            | PieceSpec::PodIdentityAssociation { region, .. }
            | PieceSpec::InterruptionQueue { region, .. }
            | PieceSpec::KarpenterChart { region, .. }
            | PieceSpec::AccessEntry { region, .. }
            | PieceSpec::Addon { region, .. }
            | PieceSpec::NodeGroup { region, .. } => region,
        }
    }

    /// What stands where in a whole stack, and in which field of this.
    fn homes(&self) -> Vec<(Path, &'static str)> {
        let at = |fields: &[&str]| fields.iter().fold(Path::root(), |path, field| path.field(field));
        match self {
            PieceSpec::Cluster { .. } => {
                vec![(at(&["name"]), "clusterName"), (at(&["kubernetes"]), "cluster"), (at(&["network"]), "network")]
            }
            PieceSpec::NodePool { name, .. } => vec![(at(&["nodePools", name]), "nodePool")],
            PieceSpec::NodeClass { name, .. } => vec![(at(&["nodeClasses", name]), "nodeClass")],
            PieceSpec::KarpenterRole { .. } => {
                vec![(at(&["karpenter", "controllerRole"]), "karpenterRole"), (at(&["nodeRole"]), "nodeRole")]
            }
            PieceSpec::NodeRole { .. } => vec![(at(&["nodeRole"]), "nodeRole")],
            PieceSpec::InstanceProfile { .. } => Vec::new(),
            PieceSpec::PodIdentityAssociation { .. } => vec![(at(&["karpenter"]), "podIdentityAssociation")],
            PieceSpec::InterruptionQueue { .. } => vec![(at(&["karpenter", "interruption"]), "interruptionQueue")],
            PieceSpec::KarpenterChart { .. } => vec![(at(&["karpenter"]), "karpenterChart")],
            PieceSpec::AccessEntry { .. } => vec![(at(&["access", "entries"]).index(0), "accessEntry")],
            PieceSpec::Addon { name, .. } => vec![(at(&["addons", name]), "addon")],
            PieceSpec::NodeGroup { name, .. } => {
                vec![(at(&["nodeGroups", name]), "nodeGroup"), (at(&["network"]), "network")]
            }
        }
    }

    /// What only a part that stands alone can lack: in a stack it follows from the rest.
    fn lacking(&self) -> Problems {
        match self {
            PieceSpec::InstanceProfile { instance_profile, .. } if instance_profile.role.is_none() => {
                let path = Path::root().field("instanceProfile").field("role");
                let message = "`role` is missing: an instance profile carries a role";
                Problem::error(&path, message).hint("role: the name of the nodes' role").into()
            }
            _ => Problems::default(),
        }
    }

    /// The problems of a stack that holds only this, as far as they are about this, under its own paths.
    pub(crate) fn own(&self, problems: Problems) -> Problems {
        let homes = self.homes();
        let mut own = self.lacking();
        for mut problem in problems {
            let Ok(path) = Path::parse(&problem.path) else { continue };
            let moved = homes.iter().find_map(|(home, field)| path.below(home, &Path::root().field(field)));
            if let Some(moved) = moved {
                problem.path = moved.to_string();
                own.push(problem);
            }
        }
        own
    }
}

/// The schema of the piece that the word names; without such a word, one that knows which words there are.
pub(crate) fn schema_of_piece(word: Option<&str>) -> Value {
    let mut whole = schema_of::<PieceSpec>();
    let variants = whole["oneOf"].take();
    let mut words = Vec::new();
    for variant in variants.as_array().into_iter().flatten() {
        let known = &variant["properties"]["piece"]["const"];
        if known.as_str() == word {
            let mut schema = variant.clone();
            schema["$defs"] = whole["$defs"].take();
            return schema;
        }
        words.push(known.clone());
    }
    json!({"type": "object", "properties": {"piece": {"enum": words}}, "required": ["piece"]})
}
