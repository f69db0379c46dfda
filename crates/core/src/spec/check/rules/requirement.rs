//! Requirements and labels of NodePools.

use crate::spec::check::correction;
use crate::spec::check::problem::{Problem, Problems};
use crate::spec::check::text_form;
use crate::spec::path::Path;
use crate::spec::resolved::label;
use crate::spec::scheduling::{Operator, Requirement};
use crate::units::KarpenterVersion;

/// Labels under `karpenter.k8s.aws/` that pools may ask for.
/// Source: Karpenter documentation, "Well-known labels" of 1.14.
const AWS_LABELS: [&str; 28] = [
    "capacity-reservation-id",
    "capacity-reservation-interruptible",
    "capacity-reservation-type",
    "ec2nodeclass",
    "instance-accelerator-count",
    "instance-accelerator-manufacturer",
    "instance-accelerator-name",
    "instance-capability-flex",
    "instance-category",
    "instance-cpu",
    "instance-cpu-manufacturer",
    "instance-cpu-sustained-clock-speed-mhz",
    "instance-ebs-bandwidth",
    "instance-encryption-in-transit-supported",
    "instance-family",
    "instance-generation",
    "instance-gpu-count",
    "instance-gpu-manufacturer",
    "instance-gpu-memory",
    "instance-gpu-name",
    "instance-hypervisor",
    "instance-local-nvme",
    "instance-memory",
    "instance-network-bandwidth",
    "instance-size",
    "instance-tenancy",
    "placement-group-id",
    "placement-group-partition",
];

/// Labels whose values are a closed set, and where mistakes are frequent.
const CLOSED: [(&str, &str, &[&str]); 3] = [
    (label::CAPACITY_TYPE, "capacityTypes", &["on-demand", "spot", "reserved"]),
    (label::ARCH, "arch", &["amd64", "arm64"]),
    (label::OS, "os", &["linux", "windows"]),
];

/// Why a label cannot be asked for or given. Source: Karpenter's NodePool definition.
fn restricted(key: &str) -> Option<(String, Option<String>)> {
    if key == "kubernetes.io/hostname" || key == "karpenter.sh/nodepool" {
        return Some((format!("`{key}` is set by Karpenter for each node"), None));
    }
    if let Some(name) = key.strip_prefix("karpenter.k8s.aws/") {
        if AWS_LABELS.contains(&name) {
            return None;
        }
        let near = correction::nearest(name, AWS_LABELS.iter().copied());
        let hint = near.map(|near| format!("did you mean `karpenter.k8s.aws/{near}`?"));
        return Some((format!("Karpenter has no label `{key}`"), hint));
    }
    let domain = key.split('/').next().unwrap_or_default();
    if domain.ends_with("karpenter.k8s.aws") {
        return Some((format!("`{key}` stands under Karpenter's own domain"), None));
    }
    if domain.ends_with("karpenter.sh") && key != label::CAPACITY_TYPE {
        return Some((
            format!("`{key}` is Karpenter's own"),
            Some(format!("of its labels only `{}` can be given", label::CAPACITY_TYPE)),
        ));
    }
    None
}

pub(super) fn check_label(path: &Path, key: &str, value: &str, problems: &mut Problems) {
    super::compute::check_label(path, key, value, problems);
    refuse_restricted(path, key, problems);
    closed_value(path, key, value, problems);
}

fn refuse_restricted(path: &Path, key: &str, problems: &mut Problems) {
    if let Some((message, hint)) = restricted(key) {
        let mut problem = Problem::error(path, message);
        problem.hint = hint;
        problems.push(problem);
    }
}

fn closed_value(path: &Path, key: &str, value: &str, problems: &mut Problems) {
    let Some((_, field, words)) = CLOSED.iter().find(|(closed, _, _)| *closed == key) else { return };
    if !words.contains(&value) {
        let mut problem = Problem::error(path, format!("`{key}` is never `{value}`"));
        problem.hint =
            correction::of_value(field, value, words).or_else(|| Some(format!("it is {}", words.join(", "))));
        problems.push(problem);
    }
}

pub(super) fn check(
    path: &Path,
    requirement: &Requirement,
    karpenter: Option<&KarpenterVersion>,
    problems: &mut Problems,
) {
    let key = &requirement.key;
    if let Err(why) = text_form::label_key(key) {
        problems.error(&path.field("key"), format!("`{key}` is not a label's key: {why}"));
    }
    refuse_restricted(&path.field("key"), key, problems);
    values(path, requirement, problems);
    if matches!(requirement.operator, Operator::Gte | Operator::Lte)
        && let Some(version) = karpenter.filter(|version| !version.at_least(1, 9))
    {
        let message =
            format!("`{}` is known to Karpenter since 1.9, and this is {version}", requirement.operator.as_str());
        problems.push(Problem::error(&path.field("operator"), message).hint("write `Gt` or `Lt`"));
    }
    if let Some(least) = requirement.min_values {
        if !(1..=50).contains(&least) {
            problems.error(&path.field("minValues"), format!("{least} is not 1 to 50"));
        } else if requirement.operator == Operator::In && requirement.values.len() < least as usize {
            let message = format!("{least} different values are wanted, and {} are listed", requirement.values.len());
            problems.error(&path.field("minValues"), message);
        }
    }
}

fn values(path: &Path, requirement: &Requirement, problems: &mut Problems) {
    let operator = requirement.operator;
    let count = requirement.values.len();
    let place = path.field("values");
    match operator {
        Operator::In if count == 0 => problems.error(&place, "`In` needs a value"),
        Operator::NotIn if count == 0 => problems.error(&place, "`NotIn` needs a value"),
        Operator::Exists | Operator::DoesNotExist if count > 0 => {
            problems.error(&place, format!("`{}` takes no values", operator.as_str()));
        }
        Operator::Gt | Operator::Lt | Operator::Gte | Operator::Lte => {
            let number = count == 1 && requirement.values[0].parse::<i64>().is_ok_and(|number| number >= 0);
            if !number {
                let problem = Problem::error(&place, format!("`{}` takes one whole number", operator.as_str()));
                problems.push(problem.hint("values: [\"4\"]"));
            }
        }
        _ => {
            for (index, value) in requirement.values.iter().enumerate() {
                let place = place.index(index);
                if let Err(why) = text_form::label_value(value) {
                    problems.error(&place, format!("`{value}` is not a label's value: {why}"));
                }
                closed_value(&place, &requirement.key, value, problems);
            }
        }
    }
}
