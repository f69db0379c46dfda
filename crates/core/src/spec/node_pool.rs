//! NodePools: which nodes Karpenter may make, and when it takes them away.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::scheduling::{CapacityType, Requirement, Taint};
use super::section::{Range, Texts, section};
use crate::catalog::instance_type::Architecture;
use crate::units::{CountOrPercent, Duration, DurationOrNever, InstanceType, Quantity};

section! {
    /// A NodePool.
    pub struct NodePool {
        /// A set of defaults: `x86`, `graviton`, `spot` or `gpu`.
        preset: Preset,
        /// The NodeClass of its nodes.
        ///
        /// Default: `default`. Wire: `NodePool.spec.template.spec.nodeClassRef`.
        node_class: String,
        /// Architectures.
        ///
        /// Default: `amd64`. Wire: requirement `kubernetes.io/arch`.
        arch: Vec<Architecture>,
        /// How capacity may be bought.
        ///
        /// Default: `on-demand`. Wire: requirement `karpenter.sh/capacity-type`.
        capacity_types: Vec<CapacityType>,
        /// Categories of instances: `c`, `m`, `r`.
        ///
        /// Default: `c`, `m`, `r`. Wire: requirement `karpenter.k8s.aws/instance-category`.
        categories: Vec<String>,
        /// Generations of instances.
        ///
        /// Default: 5 and newer. Wire: requirement `karpenter.k8s.aws/instance-generation`.
        generation: Range<u32>,
        /// Families of instances: `m7i`.
        ///
        /// Wire: requirement `karpenter.k8s.aws/instance-family`.
        families: Vec<String>,
        /// Sizes of instances: `large`.
        ///
        /// Wire: requirement `karpenter.k8s.aws/instance-size`.
        sizes: Vec<String>,
        /// Instance types.
        ///
        /// Wire: requirement `node.kubernetes.io/instance-type`.
        instance_types: Vec<InstanceType>,
        /// Zones.
        ///
        /// Wire: requirement `topology.kubernetes.io/zone`.
        zones: Vec<String>,
        /// Processors of an instance.
        ///
        /// Unit: vCPU. Wire: requirement `karpenter.k8s.aws/instance-cpu`.
        cpu: Range<u32>,
        /// Memory of an instance.
        ///
        /// Wire: requirement `karpenter.k8s.aws/instance-memory`, in MiB.
        memory: Range<Quantity>,
        /// Further requirements.
        ///
        /// Wire: `NodePool.spec.template.spec.requirements`.
        requirements: Vec<Requirement>,
        /// How much the pool may make in all.
        ///
        /// Default: cpu 100. Wire: `NodePool.spec.limits`.
        limits: Limits,
        /// The pool with the highest weight is tried first.
        ///
        /// Range: 1 to 100. Wire: `NodePool.spec.weight`.
        weight: u8,
        /// Labels of the nodes.
        ///
        /// Wire: `NodePool.spec.template.metadata.labels`.
        labels: Texts,
        /// Annotations of the nodes.
        ///
        /// Wire: `NodePool.spec.template.metadata.annotations`.
        annotations: Texts,
        /// Taints of the nodes.
        ///
        /// Wire: `NodePool.spec.template.spec.taints`.
        taints: Vec<Taint>,
        /// Taints that something on the node takes away when it has started.
        ///
        /// Wire: `NodePool.spec.template.spec.startupTaints`.
        startup_taints: Vec<Taint>,
        /// How old a node becomes.
        ///
        /// Default: `720h`. Wire: `NodePool.spec.template.spec.expireAfter`.
        expire_after: DurationOrNever,
        /// How long draining a node may take.
        ///
        /// Default: `1h`. Wire: `NodePool.spec.template.spec.terminationGracePeriod`.
        termination_grace_period: Duration,
        /// When nodes are taken away for better ones.
        disruption: Disruption,
        /// A fixed number of nodes, in place of what pods ask for: such a pool keeps its kind for ever. Alpha in
        /// Karpenter; karpool opens its feature gate.
        ///
        /// Range: 0 to 2147483647. Default: as pods ask. Wire: `NodePool.spec.replicas`.
        replicas: u32,
    }
}

impl NodePool {
    fn of(preset: Preset) -> NodePool {
        NodePool::default().preset(preset)
    }

    /// On-demand instances with x86 processors.
    pub fn x86() -> NodePool {
        NodePool::of(Preset::X86)
    }

    /// On-demand instances with Graviton processors.
    pub fn graviton() -> NodePool {
        NodePool::of(Preset::Graviton)
    }

    /// Spot instances of both architectures' first choice, amd64.
    pub fn spot() -> NodePool {
        NodePool::of(Preset::Spot)
    }

    /// Instances with NVIDIA GPUs.
    pub fn gpu() -> NodePool {
        NodePool::of(Preset::Gpu)
    }
}

/// A set of defaults for a NodePool.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Preset {
    /// amd64, on-demand.
    X86,
    /// arm64, on-demand.
    Graviton,
    /// amd64, spot and on-demand as the way out.
    Spot,
    /// amd64 with NVIDIA GPUs, on-demand, tainted so that only pods that ask for them come.
    Gpu,
}

impl Preset {
    pub fn as_str(self) -> &'static str {
        match self {
            Preset::X86 => "x86",
            Preset::Graviton => "graviton",
            Preset::Spot => "spot",
            Preset::Gpu => "gpu",
        }
    }
}

/// How much a pool may make in all, by resource: `cpu`, `memory`, `nodes` and any other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Limits(pub BTreeMap<String, Quantity>);

impl Limits {
    /// At most so many processors.
    pub fn cpu(count: u64) -> Limits {
        Limits(BTreeMap::from([("cpu".to_owned(), Quantity::count(count))]))
    }

    /// At most so much memory.
    #[must_use]
    pub fn memory(self, amount: Quantity) -> Limits {
        self.resource("memory", amount)
    }

    /// At most so many nodes.
    #[must_use]
    pub fn nodes(self, count: u64) -> Limits {
        self.resource("nodes", Quantity::count(count))
    }

    /// At most so much of any resource.
    #[must_use]
    pub fn resource(mut self, name: impl Into<String>, amount: Quantity) -> Limits {
        self.0.insert(name.into(), amount);
        self
    }
}

section! {
    /// When nodes are taken away for better ones.
    pub struct Disruption {
        /// Which nodes may go.
        ///
        /// Default: `WhenEmptyOrUnderutilized`. Wire: `NodePool.spec.disruption.consolidationPolicy`.
        policy: ConsolidationPolicy,
        /// How long a node is left in peace after pods came or went.
        ///
        /// Default: `5m`. Wire: `NodePool.spec.disruption.consolidateAfter`.
        after: DurationOrNever,
        /// How many nodes may go at once.
        ///
        /// Default: `[{nodes: 10%}]`. Wire: `NodePool.spec.disruption.budgets`.
        budgets: Vec<Budget>,
    }
}

/// Which nodes may go.
/// Source: Karpenter documentation, consolidationPolicy; Balanced since 1.14.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum ConsolidationPolicy {
    WhenEmpty,
    #[default]
    WhenEmptyOrUnderutilized,
    Balanced,
}

impl ConsolidationPolicy {
    /// The name that Karpenter uses.
    pub fn as_str(self) -> &'static str {
        match self {
            ConsolidationPolicy::WhenEmpty => "WhenEmpty",
            ConsolidationPolicy::WhenEmptyOrUnderutilized => "WhenEmptyOrUnderutilized",
            ConsolidationPolicy::Balanced => "Balanced",
        }
    }
}

section! {
    /// How many nodes may go at once, and when that holds.
    pub struct Budget {
        /// How many. Default: `10%`.
        nodes: CountOrPercent,
        /// When it begins: five fields of cron in UTC, or `@daily` and the like. Given together with `duration`.
        schedule: String,
        /// How long it holds, in hours and minutes.
        duration: Duration,
        /// For which reasons.
        ///
        /// Default: all.
        reasons: Vec<Reason>,
    }
}

/// Why a node goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum Reason {
    Underutilized,
    Empty,
    Drifted,
}

impl Reason {
    /// The name that Karpenter uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Reason::Underutilized => "Underutilized",
            Reason::Empty => "Empty",
            Reason::Drifted => "Drifted",
        }
    }
}
