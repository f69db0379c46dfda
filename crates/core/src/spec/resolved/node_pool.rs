//! Defaults of NodePools, presets among them, and the requirements that typed fields stand for.

use serde::Serialize;

use crate::catalog::instance_type::Architecture;
use crate::spec::node_pool::{Budget, ConsolidationPolicy, Limits, NodePool, Preset, Reason};
use crate::spec::resolved::label::{
    ARCH, CAPACITY_TYPE, CATEGORY, CPU, FAMILY, GENERATION, GPU_MANUFACTURER, INSTANCE_TYPE, MEMORY, OS, SIZE, ZONE,
};
use crate::spec::scheduling::{CapacityType, Operator, Requirement, Taint, TaintEffect};
use crate::spec::section::{Range, Texts};
use crate::units::{CountOrPercent, Duration, DurationOrNever, InstanceType, Quantity};

/// What a preset stands for.
struct Row {
    preset: Preset,
    arch: &'static [Architecture],
    capacity_types: &'static [CapacityType],
    categories: &'static [&'static str],
    generation: u32,
    /// A manufacturer of GPUs that the instances must have, and the taint that keeps other pods away.
    gpu: Option<&'static str>,
}

const fn row(preset: Preset, arch: &'static [Architecture], capacity_types: &'static [CapacityType]) -> Row {
    Row { preset, arch, capacity_types, categories: &CATEGORIES, generation: 5, gpu: None }
}

/// The presets. Spot asks for on-demand as well, so that pods run when there is no spot capacity.
/// GPU instances are in the categories g and p; before the fourth generation they have chips of the past decade.
/// Source: EC2 instance types, "Accelerated computing", 2026-11.
const PRESETS: [Row; 4] = [
    row(Preset::X86, &[Architecture::Amd64], &[CapacityType::OnDemand]),
    row(Preset::Graviton, &[Architecture::Arm64], &[CapacityType::OnDemand]),
    row(Preset::Spot, &[Architecture::Amd64], &[CapacityType::Spot, CapacityType::OnDemand]),
    Row {
        categories: &["g", "p"],
        generation: 4,
        gpu: Some("nvidia"),
        ..row(Preset::Gpu, &[Architecture::Amd64], &[CapacityType::OnDemand])
    },
];

/// Categories of instances for general use. Source: Karpenter documentation, default NodePool.
const CATEGORIES: [&str; 3] = ["c", "m", "r"];

/// A NodePool.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResolvedNodePool {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preset: Option<Preset>,
    pub node_class: String,
    pub arch: Vec<Architecture>,
    pub capacity_types: Vec<CapacityType>,
    pub categories: Vec<String>,
    pub generation: Range<u32>,
    pub families: Vec<String>,
    pub sizes: Vec<String>,
    pub instance_types: Vec<InstanceType>,
    pub zones: Vec<String>,
    pub cpu: Range<u32>,
    pub memory: Range<Quantity>,
    pub requirements: Vec<Requirement>,
    pub limits: Limits,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight: Option<u8>,
    pub labels: Texts,
    pub annotations: Texts,
    pub taints: Vec<Taint>,
    pub startup_taints: Vec<Taint>,
    pub expire_after: DurationOrNever,
    pub termination_grace_period: Duration,
    pub disruption: ResolvedDisruption,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replicas: Option<u32>,
}

/// When nodes are taken away.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ResolvedDisruption {
    pub policy: ConsolidationPolicy,
    pub after: DurationOrNever,
    pub budgets: Vec<ResolvedBudget>,
}

/// How many nodes may go at once.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ResolvedBudget {
    pub nodes: CountOrPercent,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schedule: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<Duration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasons: Option<Vec<Reason>>,
}

pub(super) fn resolve_node_pool(given: NodePool) -> ResolvedNodePool {
    let row = given.preset.and_then(|preset| PRESETS.iter().find(|row| row.preset == preset)).unwrap_or(&PRESETS[0]);
    let names_types = given.instance_types.is_some() || given.families.is_some();
    let asks = |key: &str| given.requirements.iter().flatten().any(|requirement| requirement.key == key);
    let no_category = names_types || asks(CATEGORY);
    let no_generation = names_types || asks(GENERATION);
    let arch = if asks(ARCH) { Vec::new() } else { row.arch.to_vec() };
    let capacity = if asks(CAPACITY_TYPE) { Vec::new() } else { row.capacity_types.to_vec() };
    let categories =
        if no_category { Vec::new() } else { row.categories.iter().map(|one| (*one).to_owned()).collect() };
    let generation = if no_generation { Range { min: None, max: None } } else { Range::at_least(row.generation) };
    let gpus = row.gpu.filter(|_| !asks(GPU_MANUFACTURER)).map(|maker| Requirement::any_of(GPU_MANUFACTURER, [maker]));
    let gpu_taint = row.gpu.map(|maker| Taint::new(format!("{maker}.com/gpu"), None, TaintEffect::NoSchedule));
    let default_limits = if given.replicas.is_some() { Limits::default() } else { Limits::cpu(100) };
    let disruption = given.disruption.unwrap_or_default();
    let five_minutes = DurationOrNever::After(Duration::from_mins(5));
    let budgets = disruption.budgets.unwrap_or_else(|| vec![Budget::default()]);
    ResolvedNodePool {
        preset: given.preset,
        node_class: given.node_class.unwrap_or_else(|| "default".to_owned()),
        arch: given.arch.unwrap_or(arch),
        capacity_types: given.capacity_types.unwrap_or(capacity),
        categories: given.categories.unwrap_or(categories),
        generation: given.generation.unwrap_or(generation),
        families: given.families.unwrap_or_default(),
        sizes: given.sizes.unwrap_or_default(),
        instance_types: given.instance_types.unwrap_or_default(),
        zones: given.zones.unwrap_or_default(),
        cpu: given.cpu.unwrap_or(Range { min: None, max: None }),
        memory: given.memory.unwrap_or(Range { min: None, max: None }),
        requirements: gpus.into_iter().chain(given.requirements.unwrap_or_default()).collect(),
        limits: given.limits.unwrap_or(default_limits),
        weight: given.weight,
        labels: given.labels.unwrap_or_default(),
        annotations: given.annotations.unwrap_or_default(),
        taints: given.taints.unwrap_or_else(|| gpu_taint.into_iter().collect()),
        startup_taints: given.startup_taints.unwrap_or_default(),
        expire_after: given.expire_after.unwrap_or(Duration::from_hours(720).into()),
        termination_grace_period: given.termination_grace_period.unwrap_or(Duration::from_hours(1)),
        disruption: ResolvedDisruption {
            policy: disruption.policy.unwrap_or_default(),
            after: disruption.after.unwrap_or(five_minutes),
            budgets: budgets.into_iter().map(resolve_budget).collect(),
        },
        replicas: given.replicas,
    }
}

fn resolve_budget(given: Budget) -> ResolvedBudget {
    ResolvedBudget {
        nodes: given.nodes.unwrap_or(CountOrPercent::Percent(10)),
        schedule: given.schedule,
        duration: given.duration,
        reasons: given.reasons,
    }
}

impl ResolvedNodePool {
    /// Takes the operating system from the class's images, unless the pool asks for one itself.
    pub(super) fn runs(&mut self, windows: bool) {
        if windows && !self.requirements.iter().any(|requirement| requirement.key == OS) {
            self.requirements.push(Requirement::any_of(OS, ["windows"]));
        }
    }

    /// Every requirement on the pool's nodes: the typed fields', then the others as given.
    /// Bounds are written with `Gt` and `Lt`, which every Karpenter knows.
    pub fn all_requirements(&self) -> Vec<Requirement> {
        let mut all = Vec::new();
        let mut list = |key: &str, values: Vec<&str>| {
            if !values.is_empty() {
                all.push(Requirement::any_of(key, values));
            }
        };
        list(ARCH, self.arch.iter().map(|arch| arch.as_str()).collect());
        let windows_or_other = self.requirements.iter().any(|requirement| requirement.key == OS);
        list(OS, if windows_or_other { Vec::new() } else { vec!["linux"] });
        list(CAPACITY_TYPE, self.capacity_types.iter().map(|capacity| capacity.as_str()).collect());
        list(CATEGORY, self.categories.iter().map(String::as_str).collect());
        list(FAMILY, self.families.iter().map(String::as_str).collect());
        list(SIZE, self.sizes.iter().map(String::as_str).collect());
        list(INSTANCE_TYPE, self.instance_types.iter().map(InstanceType::as_str).collect());
        list(ZONE, self.zones.iter().map(String::as_str).collect());
        let number = |bound: Option<u32>| bound.map(u64::from);
        bounds(&mut all, GENERATION, number(self.generation.min), number(self.generation.max));
        bounds(&mut all, CPU, number(self.cpu.min), number(self.cpu.max));
        bounds(
            &mut all,
            MEMORY,
            self.memory.min.as_ref().map(|min| mebibytes(min, true)),
            self.memory.max.as_ref().map(|max| mebibytes(max, false)),
        );
        all.extend(self.requirements.iter().cloned());
        all
    }
}

fn bounds(all: &mut Vec<Requirement>, key: &str, min: Option<u64>, max: Option<u64>) {
    if let Some(min) = min.filter(|min| *min > 0) {
        all.push(Requirement::compare(key, Operator::Gt, min - 1));
    }
    if let Some(max) = max {
        all.push(Requirement::compare(key, Operator::Lt, max.saturating_add(1)));
    }
}

/// Whole MiB, to the inside of the range.
fn mebibytes(amount: &Quantity, up: bool) -> u64 {
    const MEBIBYTE: u128 = 1000 << 20;
    let whole = if up { amount.thousandths().div_ceil(MEBIBYTE) } else { amount.thousandths() / MEBIBYTE };
    u64::try_from(whole).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_fields_become_requirements() {
        let pool = NodePool::spot().memory(Range::between(Quantity::gibi(4), Quantity::gibi(64)));
        let all = resolve_node_pool(pool).all_requirements();
        let shown: Vec<String> =
            all.iter().map(|r| format!("{} {} {}", r.key, r.operator.as_str(), r.values.join(","))).collect();
        assert_eq!(
            shown,
            [
                "kubernetes.io/arch In amd64",
                "kubernetes.io/os In linux",
                "karpenter.sh/capacity-type In spot,on-demand",
                "karpenter.k8s.aws/instance-category In c,m,r",
                "karpenter.k8s.aws/instance-generation Gt 4",
                "karpenter.k8s.aws/instance-memory Gt 4095",
                "karpenter.k8s.aws/instance-memory Lt 65537",
            ]
        );
    }
}
