//! NodePools.

use super::{Subject, at, check_reference, compute, duplicate, requirement};
use crate::catalog::instance_type::{self, Architecture};
use crate::spec::check::problem::{Problem, Problems};
use crate::spec::check::text_form;
use crate::spec::node_pool::ConsolidationPolicy;
use crate::spec::path::Path;
use crate::spec::resolved::{ResolvedKarpenter, ResolvedNodePool, label};
use crate::spec::scheduling::CapacityType;

pub(super) fn pools(subject: &Subject<'_>, problems: &mut Problems) {
    let full = subject.full;
    let path = at("nodePools");
    if subject.spec.node_pools.as_ref().is_some_and(|pools| pools.is_empty()) {
        problems.push(
            Problem::warning(&path, "the map is empty, so Karpenter makes no nodes")
                .hint("leave it out for `x86` and `graviton`"),
        );
    }
    if full.karpenter.is_none() && !full.kubernetes.existing {
        return;
    }
    for (name, pool) in &full.node_pools {
        let place = path.field(name);
        if let Err(why) = text_form::dns_subdomain(name) {
            problems.error(&place, format!("`{name}` is not a name of Kubernetes: {why}"));
        }
        let elsewhere = full.kubernetes.existing && full.node_classes.is_empty();
        if !elsewhere {
            let known = full.node_classes.keys();
            problems.extend_option(check_reference(&place.field("nodeClass"), &pool.node_class, "NodeClass", known));
        }
        lists(&place, pool, problems);
        ranges(&place, pool, problems);
        architectures(&place, pool, problems);
        zones(&place.field("zones"), pool, full.region.as_str(), problems);
        asked(&place, pool, full.karpenter.as_ref(), problems);
        amounts(&place, pool, full.karpenter.as_ref(), problems);
        disruption(&place.field("disruption"), pool, full.karpenter.as_ref(), problems);
        compute::check_taints(&place.field("taints"), &pool.taints, problems);
        compute::check_taints(&place.field("startupTaints"), &pool.startup_taints, problems);
        reserved(&place, pool, subject, problems);
    }
}

fn lists(path: &Path, pool: &ResolvedNodePool, problems: &mut Problems) {
    let asks = |key: &str| pool.requirements.iter().any(|requirement| requirement.key == key);
    if pool.arch.is_empty() && !asks(label::ARCH) {
        let message = "without an architecture a pool takes whichever is cheaper, and images for one only do not start";
        problems.push(Problem::error(&path.field("arch"), message).hint("arch: [amd64], or [amd64, arm64]"));
    }
    if pool.capacity_types.is_empty() && !asks(label::CAPACITY_TYPE) {
        problems.error(&path.field("capacityTypes"), "the list is empty");
    }
    let twice = [
        ("arch", duplicate(&pool.arch)),
        ("capacityTypes", duplicate(&pool.capacity_types)),
        ("categories", duplicate(&pool.categories)),
        ("families", duplicate(&pool.families)),
        ("sizes", duplicate(&pool.sizes)),
        ("instanceTypes", duplicate(&pool.instance_types)),
        ("zones", duplicate(&pool.zones)),
    ];
    for (field, index) in twice {
        if let Some(index) = index {
            problems.error(&path.field(field).index(index), "the value is there twice");
        }
    }
    let lower = |text: &str| {
        !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    let words: [(&str, &[String], &str); 3] = [
        ("categories", &pool.categories, "a category: lower-case letters, as `c`, `m`, `r`"),
        ("families", &pool.families, "a family: `m7i`"),
        ("sizes", &pool.sizes, "a size: `large`, `2xlarge`"),
    ];
    for (field, values, what) in words {
        for (index, value) in values.iter().enumerate().filter(|(_, value)| !lower(value)) {
            problems.error(&path.field(field).index(index), format!("`{value}` is not {what}"));
        }
    }
}

fn ranges(path: &Path, pool: &ResolvedNodePool, problems: &mut Problems) {
    let numbers = |range: &crate::spec::Range<u32>| range.min.zip(range.max).filter(|(min, max)| min > max);
    for (field, wrong) in [("generation", numbers(&pool.generation)), ("cpu", numbers(&pool.cpu))] {
        if let Some((min, max)) = wrong {
            problems.error(&path.field(field), format!("min {min} is more than max {max}"));
        }
    }
    if let (Some(min), Some(max)) = (&pool.memory.min, &pool.memory.max)
        && min > max
    {
        problems.error(&path.field("memory"), format!("min {min} is more than max {max}"));
    }
}

/// Named families and types against the pool's architectures.
fn architectures(path: &Path, pool: &ResolvedNodePool, problems: &mut Problems) {
    if pool.arch.is_empty() {
        return;
    }
    let mut check = |field: &str, named: Vec<(&str, Architecture)>| {
        for (index, (name, architecture)) in named.iter().enumerate() {
            if !pool.arch.contains(architecture) {
                let wanted: Vec<&str> = pool.arch.iter().map(|arch| arch.as_str()).collect();
                let message = format!("`{name}` is {architecture}, and the pool's `arch` is {}", wanted.join(", "));
                let problem = Problem::error(&path.field(field).index(index), message);
                problems.push(problem.hint(format!("add `{architecture}` to `arch`, or leave `{name}` out")));
            }
        }
    };
    check("families", pool.families.iter().map(|name| (name.as_str(), instance_type::architecture(name))).collect());
    check("instanceTypes", pool.instance_types.iter().map(|one| (one.as_str(), one.architecture())).collect());
}

fn zones(path: &Path, pool: &ResolvedNodePool, region: &str, problems: &mut Problems) {
    for (index, zone) in pool.zones.iter().enumerate() {
        let rest = zone.strip_prefix(region).unwrap_or_default();
        let local = rest.starts_with('-') && rest.len() > 2;
        let plain = rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_lowercase());
        if !(plain || local) {
            let problem = Problem::error(&path.index(index), format!("`{zone}` is not a zone of {region}"));
            problems.push(problem.hint(format!("zones look like `{region}a`")));
        }
    }
}

/// A field and the label that it stands for.
fn typed(pool: &ResolvedNodePool) -> [(&'static str, &'static str, bool); 10] {
    let range = |min: bool, max: bool| min || max;
    [
        ("arch", label::ARCH, !pool.arch.is_empty()),
        ("capacityTypes", label::CAPACITY_TYPE, !pool.capacity_types.is_empty()),
        ("categories", label::CATEGORY, !pool.categories.is_empty()),
        ("families", label::FAMILY, !pool.families.is_empty()),
        ("sizes", label::SIZE, !pool.sizes.is_empty()),
        ("instanceTypes", label::INSTANCE_TYPE, !pool.instance_types.is_empty()),
        ("zones", label::ZONE, !pool.zones.is_empty()),
        ("generation", label::GENERATION, range(pool.generation.min.is_some(), pool.generation.max.is_some())),
        ("cpu", label::CPU, range(pool.cpu.min.is_some(), pool.cpu.max.is_some())),
        ("memory", label::MEMORY, range(pool.memory.min.is_some(), pool.memory.max.is_some())),
    ]
}

fn asked(path: &Path, pool: &ResolvedNodePool, karpenter: Option<&ResolvedKarpenter>, problems: &mut Problems) {
    let fields = typed(pool);
    for (index, one) in pool.requirements.iter().enumerate() {
        let place = path.field("requirements").index(index);
        requirement::check(&place, one, karpenter.map(|karpenter| &karpenter.version), problems);
        if let Some((field, _, _)) = fields.iter().find(|(_, key, given)| *given && *key == one.key) {
            let message = format!("`{}` is what the field `{field}` stands for, and both are given", one.key);
            problems.push(Problem::error(&place.field("key"), message).hint(format!("say it in `{field}` alone")));
        }
    }
    // Source: Karpenter's NodePool definition: requirements and labels together.
    let count = pool.all_requirements().len() + pool.labels.len();
    if count > 100 {
        problems.error(
            &path.field("requirements"),
            format!("requirements and labels are {count} together; Karpenter takes 100"),
        );
    }
    for (key, value) in &pool.labels {
        requirement::check_label(&path.field("labels").field(key), key, value, problems);
    }
    for key in pool.annotations.keys() {
        if let Err(why) = text_form::label_key(key) {
            problems.error(&path.field("annotations").field(key), format!("`{key}` is not an annotation's key: {why}"));
        }
    }
}

fn amounts(path: &Path, pool: &ResolvedNodePool, karpenter: Option<&ResolvedKarpenter>, problems: &mut Problems) {
    if let Some(weight) = pool.weight.filter(|weight| !(1..=100).contains(weight)) {
        problems.error(&path.field("weight"), format!("{weight} is not 1 to 100"));
    }
    if pool.limits.0.is_empty() && pool.replicas.is_none() {
        let problem =
            Problem::warning(&path.field("limits"), "the pool has no limit: it makes as many nodes as pods ask for");
        problems.push(problem.hint("limits: {cpu: 100}"));
    }
    if pool.replicas.is_none() {
        return;
    }
    if karpenter.and_then(|karpenter| karpenter.gates().static_capacity) == Some(false) {
        let message = "a fixed number of nodes is behind a feature gate of Karpenter, and the spec closes it";
        let problem = Problem::error(&path.field("replicas"), message);
        problems.push(problem.hint("leave out `karpenter.settings.featureGates.staticCapacity`: karpool opens it"));
    }
    if let Some(karpenter) = karpenter.filter(|karpenter| !karpenter.version.at_least(1, 8)) {
        let message =
            format!("a fixed number of nodes is known to Karpenter since 1.8, and this is {}", karpenter.version);
        problems.error(&path.field("replicas"), message);
    }
    if pool.weight.is_some() {
        problems.error(&path.field("weight"), "a pool with `replicas` has no weight");
    }
    for resource in pool.limits.0.keys().filter(|resource| *resource != "nodes") {
        problems.error(&path.field("limits").field(resource), "a pool with `replicas` is limited by `nodes` alone");
    }
}

fn disruption(path: &Path, pool: &ResolvedNodePool, karpenter: Option<&ResolvedKarpenter>, problems: &mut Problems) {
    let too_old = karpenter.filter(|karpenter| !karpenter.version.at_least(1, 14));
    if let (ConsolidationPolicy::Balanced, Some(karpenter)) = (pool.disruption.policy, too_old) {
        let message = format!("`Balanced` is known to Karpenter since 1.14, and this is {}", karpenter.version);
        problems.error(&path.field("policy"), message);
    }
    let budgets = &pool.disruption.budgets;
    if budgets.len() > 50 {
        problems.error(&path.field("budgets"), format!("there are {} budgets; Karpenter takes 50", budgets.len()));
    }
    for (index, budget) in budgets.iter().enumerate() {
        let place = path.field("budgets").index(index);
        match (&budget.schedule, &budget.duration) {
            (Some(_), None) => problems.error(&place, "`schedule` is given without `duration`"),
            (None, Some(_)) => problems.error(&place, "`duration` is given without `schedule`"),
            _ => {}
        }
        if let Some(schedule) = &budget.schedule
            && let Err(why) = text_form::schedule(schedule)
        {
            problems.error(&place.field("schedule"), format!("`{schedule}` is not a schedule: {why}"));
        }
        if let Some(duration) =
            budget.duration.filter(|duration| duration.as_secs() % 60 != 0 || duration.as_secs() == 0)
        {
            problems.error(&place.field("duration"), format!("{duration} is not whole hours and minutes"));
        }
        let reasons = budget.reasons.as_deref().unwrap_or_default();
        if let Some(index) = super::duplicate(reasons) {
            problems.error(&place.field("reasons").index(index), "the reason is there twice");
        }
        if budget.reasons.as_ref().is_some_and(Vec::is_empty) {
            problems.push(
                Problem::error(&place.field("reasons"), "the list is empty").hint("leave it out for all reasons"),
            );
        }
    }
}

/// Reserved capacity needs reservations to choose from.
fn reserved(path: &Path, pool: &ResolvedNodePool, subject: &Subject<'_>, problems: &mut Problems) {
    if !pool.capacity_types.contains(&CapacityType::Reserved) {
        return;
    }
    let class = subject.full.node_classes.get(&pool.node_class);
    if class.is_some_and(|class| class.capacity_reservations.is_empty()) {
        let message = format!("`reserved` needs reservations, and the NodeClass `{}` names none", pool.node_class);
        let hint = format!("nodeClasses: {{{}: {{capacityReservations: [{{id: cr-...}}]}}}}", pool.node_class);
        problems.push(Problem::error(&path.field("capacityTypes"), message).hint(hint));
    }
}
