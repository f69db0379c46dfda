//! The whole spec.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::access::{Access, AccessEntry, Principal};
use super::account::{AssumeRole, Iam, Naming, Timeouts};
use super::addon::Addon;
use super::cluster::Cluster;
use super::environment::Environment;
use super::fargate_profile::FargateProfile;
use super::karpenter::Karpenter;
use super::network::Network;
use super::node_class::NodeClass;
use super::node_group::NodeGroup;
use super::node_overlay::NodeOverlay;
use super::node_pool::NodePool;
use super::node_role::{NodeRole, NodeRoleField};
use super::section::{Off, Switch, Texts};
use crate::units::{AccountId, ClusterName, Region};

/// What is wanted: one cluster with everything that belongs to it. The file, the builders of all languages and this
/// are the same tree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Spec {
    /// The form of this file: `karpool.dev/v1`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_version: Option<ApiVersion>,
    /// The cluster's name. Names that are derived from it are shortened with a hash where AWS's limits ask for it.
    ///
    /// Shape: 1 to 100 of letters, digits, `-` and `_`. Wire: `eks:CreateCluster.name`.
    #[schemars(with = "ClusterName")]
    pub name: String,
    /// The region.
    pub region: Region,
    /// The account that this is for: with credentials of another one nothing is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    /// The profile of the AWS configuration to take credentials from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// A role to take first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assume_role: Option<AssumeRole>,
    /// What the cluster is for: a set of defaults, shown in the plan. A given value wins over each of them.
    ///
    /// Default: none; the table of environments says which defaults then hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<Environment>,
    /// The partition; it follows from the region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partition: Option<String>,
    /// Tags of everything that can be tagged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Texts>,
    /// Whether the tags are put on Karpenter's instances too; changing them then rolls the nodes.
    ///
    /// Default: `false`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub propagate_to_nodes: Option<bool>,
    /// Templates of names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub naming: Option<Naming>,
    /// What holds for every IAM role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iam: Option<Iam>,
    /// The control plane.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kubernetes: Option<Cluster>,
    /// Where the cluster lives and who reaches it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<Network>,
    /// Who may use the cluster.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<Access>,
    /// The role of Karpenter's nodes: `create`, or a section.
    ///
    /// Default: `create`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node_role: Option<NodeRoleField>,
    /// Managed node groups by name. A given map replaces the default one.
    ///
    /// Default: `system`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node_groups: Option<BTreeMap<String, NodeGroup>>,
    /// Fargate profiles by name: pods that run without nodes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fargate_profiles: Option<BTreeMap<String, FargateProfile>>,
    /// EKS addons by name, besides the four default ones; `off` leaves one out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub addons: Option<BTreeMap<String, Switch<Addon>>>,
    /// Karpenter, or `off`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub karpenter: Option<Switch<Karpenter>>,
    /// EC2NodeClasses by name. A given map replaces the default one.
    ///
    /// Default: `default`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node_classes: Option<BTreeMap<String, NodeClass>>,
    /// NodePools by name. A given map replaces the default one.
    ///
    /// Default: `x86` and `graviton`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node_pools: Option<BTreeMap<String, NodePool>>,
    /// NodeOverlays by name: corrections of what Karpenter believes of instance types.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node_overlays: Option<BTreeMap<String, NodeOverlay>>,
    /// How long each kind of thing may take.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeouts: Option<Timeouts>,
}

/// The form of the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum ApiVersion {
    #[default]
    #[serde(rename = "karpool.dev/v1")]
    V1,
}

/// The spec under the name that programs use: a stack is what one spec makes.
pub type Stack = Spec;

impl Spec {
    /// A stack of this name in this region, all defaults.
    pub fn new(name: impl Into<String>, region: Region) -> Spec {
        Spec {
            api_version: None,
            name: name.into(),
            region,
            account: None,
            profile: None,
            assume_role: None,
            environment: None,
            partition: None,
            tags: None,
            propagate_to_nodes: None,
            naming: None,
            iam: None,
            kubernetes: None,
            network: None,
            access: None,
            node_role: None,
            node_groups: None,
            fargate_profiles: None,
            addons: None,
            karpenter: None,
            node_classes: None,
            node_pools: None,
            node_overlays: None,
            timeouts: None,
        }
    }

    /// A stack for a cluster that is there: it makes no cluster, group or addon unless they are given.
    pub fn for_existing(name: impl Into<String>, region: Region) -> Spec {
        Spec::new(name, region).cluster(Cluster::that_exists())
    }

    /// The guard against the wrong account.
    #[must_use]
    pub fn account(mut self, account: AccountId) -> Spec {
        self.account = Some(account);
        self
    }

    /// The profile to take credentials from.
    #[must_use]
    pub fn profile(mut self, name: impl Into<String>) -> Spec {
        self.profile = Some(name.into());
        self
    }

    /// A role to take first.
    #[must_use]
    pub fn assume_role(mut self, role: AssumeRole) -> Spec {
        self.assume_role = Some(role);
        self
    }

    /// What the cluster is for: a set of defaults.
    #[must_use]
    pub fn environment(mut self, environment: Environment) -> Spec {
        self.environment = Some(environment);
        self
    }

    /// Adds a tag to everything.
    #[must_use]
    pub fn tag(mut self, key: impl Into<String>, value: impl Into<String>) -> Spec {
        self.tags.get_or_insert_default().insert(key.into(), value.into());
        self
    }

    /// Whether the tags are put on Karpenter's instances too.
    #[must_use]
    pub fn propagate_to_nodes(mut self, yes: bool) -> Spec {
        self.propagate_to_nodes = Some(yes);
        self
    }

    /// Templates of names.
    #[must_use]
    pub fn naming(mut self, naming: Naming) -> Spec {
        self.naming = Some(naming);
        self
    }

    /// What holds for every IAM role.
    #[must_use]
    pub fn iam(mut self, iam: Iam) -> Spec {
        self.iam = Some(iam);
        self
    }

    /// The control plane.
    #[must_use]
    pub fn cluster(mut self, cluster: Cluster) -> Spec {
        self.kubernetes = Some(cluster);
        self
    }

    /// Where the cluster lives and who reaches it.
    #[must_use]
    pub fn network(mut self, network: Network) -> Spec {
        self.network = Some(network);
        self
    }

    /// Who may use the cluster.
    #[must_use]
    pub fn access(mut self, access: Access) -> Spec {
        self.access = Some(access);
        self
    }

    /// Adds an administrator.
    #[must_use]
    pub fn admin(mut self, principal: impl Into<Principal>) -> Spec {
        self.access.get_or_insert_default().admins.get_or_insert_default().push(principal.into());
        self
    }

    /// Adds an access entry.
    #[must_use]
    pub fn access_entry(mut self, entry: AccessEntry) -> Spec {
        self.access.get_or_insert_default().entries.get_or_insert_default().push(entry);
        self
    }

    /// The role of Karpenter's nodes.
    #[must_use]
    pub fn node_role(mut self, role: NodeRole) -> Spec {
        self.node_role = Some(role.into());
        self
    }

    /// Adds a node group; the first one replaces the default map.
    #[must_use]
    pub fn node_group(mut self, name: impl Into<String>, group: NodeGroup) -> Spec {
        self.node_groups.get_or_insert_default().insert(name.into(), group);
        self
    }

    /// Adds a Fargate profile.
    #[must_use]
    pub fn fargate_profile(mut self, name: impl Into<String>, profile: FargateProfile) -> Spec {
        self.fargate_profiles.get_or_insert_default().insert(name.into(), profile);
        self
    }

    /// Adds or changes an addon.
    #[must_use]
    pub fn addon(mut self, name: impl Into<String>, addon: Addon) -> Spec {
        self.addons.get_or_insert_default().insert(name.into(), Switch::On(addon));
        self
    }

    /// Leaves out a default addon.
    #[must_use]
    pub fn without_addon(mut self, name: impl Into<String>) -> Spec {
        self.addons.get_or_insert_default().insert(name.into(), Switch::Off(Off::Off));
        self
    }

    /// Karpenter's settings.
    #[must_use]
    pub fn karpenter(mut self, karpenter: Karpenter) -> Spec {
        self.karpenter = Some(Switch::On(karpenter));
        self
    }

    /// Leaves out Karpenter, its role, queue, classes and pools.
    #[must_use]
    pub fn without_karpenter(mut self) -> Spec {
        self.karpenter = Some(Switch::Off(Off::Off));
        self
    }

    /// Adds a NodeClass; the first one replaces the default map.
    #[must_use]
    pub fn node_class(mut self, name: impl Into<String>, class: NodeClass) -> Spec {
        self.node_classes.get_or_insert_default().insert(name.into(), class);
        self
    }

    /// Adds a NodePool; the first one replaces the default map.
    #[must_use]
    pub fn node_pool(mut self, name: impl Into<String>, pool: NodePool) -> Spec {
        self.node_pools.get_or_insert_default().insert(name.into(), pool);
        self
    }

    /// Adds a NodeOverlay.
    #[must_use]
    pub fn node_overlay(mut self, name: impl Into<String>, overlay: NodeOverlay) -> Spec {
        self.node_overlays.get_or_insert_default().insert(name.into(), overlay);
        self
    }

    /// How long each kind of thing may take.
    #[must_use]
    pub fn timeouts(mut self, timeouts: Timeouts) -> Spec {
        self.timeouts = Some(timeouts);
        self
    }
}
