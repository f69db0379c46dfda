//! EC2NodeClasses.

use serde_json::Value;

use super::volume::{self, Volume};
use super::{Subject, at, instance_option};
use crate::catalog::ami_family::AmiFamily;
use crate::catalog::{compatibility, user_data};
use crate::spec::check::correction;
use crate::spec::check::problem::{Problem, Problems};
use crate::spec::check::text_form;
use crate::spec::node_class::{Ami, AmiSelector, ImageFamily};
use crate::spec::path::Path;
use crate::spec::resolved::{ResolvedNodeClass, ResolvedVolume};
use crate::spec::section::Open;
use crate::units::KubernetesVersion;

pub(super) fn classes(subject: &Subject<'_>, problems: &mut Problems) {
    let kubernetes = *subject.full.kubernetes.version.value();
    for (name, class) in &subject.full.node_classes {
        let path = at("nodeClasses").field(name);
        if let Err(why) = text_form::dns_subdomain(name) {
            problems.error(&path, format!("`{name}` is not a name of Kubernetes: {why}"));
        }
        images(&path.field("ami"), class, kubernetes, problems);
        instance_option::check(&path, class, subject, problems);
        volumes(&path.field("volumes"), class, problems);
        kubelet(&path.field("kubelet"), &class.kubelet, problems);
        selectors(&path, class, problems);
        own_tags(&path.field("tags"), class, problems);
        let hops = class.metadata.hop_limit;
        if hops == 0 || hops > 64 {
            problems.error(&path.field("metadata").field("hopLimit"), format!("{hops} is not 1 to 64"));
        }
        // Source: EC2 user guide, "Run commands at launch": 16 KB of user data.
        if class.user_data.as_ref().is_some_and(|data| data.len() > 16_384) {
            problems.error(&path.field("userData"), "it is longer than 16384 bytes, EC2's limit");
        }
        if let Some(text) = class.user_data.as_ref().filter(|_| class.family() == ImageFamily::Bottlerocket)
            && let Some((message, hint)) = user_data::problem(text, AmiFamily::Bottlerocket)
        {
            problems.push(Problem::error(&path.field("userData"), message).hint(hint));
        }
    }
}

const FAMILIES: [&str; 6] = ["al2", "al2023", "bottlerocket", "windows2019", "windows2022", "windows2025"];

fn images(path: &Path, class: &ResolvedNodeClass, kubernetes: KubernetesVersion, problems: &mut Problems) {
    if class.family() == ImageFamily::Al2 && kubernetes > compatibility::LAST_AL2 {
        let last = compatibility::LAST_AL2;
        let message =
            format!("EKS publishes no Amazon Linux 2 images past Kubernetes {last}, and this is {kubernetes}");
        problems.push(Problem::error(path, message).hint("write `al2023`"));
        return;
    }
    match &class.ami {
        Ami::Selector(selector) => selected(path, selector, problems),
        Ami::Alias(alias) => {
            let (family, version) = alias.split_once('@').map_or((alias.as_str(), None), |(f, v)| (f, Some(v)));
            if !FAMILIES.contains(&family) {
                let mut problem = Problem::error(path, format!("`{family}` is not a family of images"));
                let what = correction::of_value("ami", family, &FAMILIES);
                problem.hint = what.or_else(|| {
                    Some(format!("they are {}; images of your own are {{ids: [...]}}", FAMILIES.join(", ")))
                });
                problems.push(problem);
                return;
            }
            if let Some(version) = version {
                alias_version(path, family, version, problems);
            }
        }
    }
}

/// Source: Karpenter documentation, EC2NodeClass spec.amiSelectorTerms, alias.
fn alias_version(path: &Path, family: &str, version: &str, problems: &mut Problems) {
    if version == "latest" {
        if !family.starts_with("windows") {
            let message = "with `@latest` every release of the image rolls all nodes";
            let hint =
                format!("`{family}` alone takes the newest once and keeps it; `{family}@v…` moves it to a release");
            problems.push(Problem::warning(path, message).hint(hint));
        }
        return;
    }
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let plain = version.strip_prefix('v').unwrap_or_default();
    let (right, example) = match family {
        "bottlerocket" => {
            let parts: Vec<&str> = plain.split('-').next().unwrap_or_default().split('.').collect();
            (parts.len() == 3 && parts.iter().all(|part| digits(part)), "bottlerocket@v1.44.0")
        }
        "al2" | "al2023" => (plain.len() == 8 && digits(plain), "al2023@v20260801"),
        _ => (false, "latest"),
    };
    if !right {
        let problem = Problem::error(path, format!("`{version}` is not a version of {family} images"));
        problems.push(problem.hint(format!("it looks like `{example}`")));
    }
}

fn selected(path: &Path, selector: &AmiSelector, problems: &mut Problems) {
    let ways = [
        ("ids", selector.ids.is_some()),
        ("ssmParameter", selector.ssm_parameter.is_some()),
        ("tags", selector.tags.is_some()),
        ("name", selector.name.is_some()),
    ];
    let given: Vec<&str> = ways.iter().filter(|(_, given)| *given).map(|(name, _)| *name).collect();
    match given[..] {
        [] => problems.error(path, "no images are named: `ids`, `tags`, `ssmParameter` or `name` is missing"),
        [_] | ["tags", "name"] => {}
        _ => problems
            .error(path, format!("{} are given together; images are found in one of these ways", given.join(" and "))),
    }
    if selector.ids.as_ref().is_some_and(Vec::is_empty) {
        problems.error(&path.field("ids"), "the list is empty");
    }
    if selector.owner.is_some() && selector.name.is_none() && selector.tags.is_none() {
        problems.error(&path.field("owner"), "`owner` goes with `name` or `tags`");
    }
    if selector.name.is_some() && selector.owner.is_none() {
        let message = "without `owner` Karpenter looks at your own images and Amazon's";
        problems.push(Problem::warning(&path.field("name"), message).hint("owner: self"));
    }
}

fn volumes(path: &Path, class: &ResolvedNodeClass, problems: &mut Problems) {
    let all = &class.volumes;
    // Source: Karpenter's EC2NodeClass definition, blockDeviceMappings.
    if all.len() > 50 {
        problems.error(path, format!("there are {} volumes; a NodeClass has at most 50", all.len()));
    }
    let roots = all.iter().filter(|volume| volume.root_volume == Some(true)).count();
    if roots > 1 {
        problems.error(path, format!("{roots} volumes are the root volume; one can be"));
    }
    for (index, volume) in all.iter().enumerate() {
        let place = path.index(index);
        if all[..index].iter().any(|other| other.device == volume.device) {
            problems.error(&place.field("device"), format!("`{}` is there twice", volume.device));
        }
        if !volume.device.starts_with("/dev/") && !volume.device.starts_with("xvd") {
            let problem = Problem::error(&place.field("device"), format!("`{}` is not a device", volume.device));
            problems.push(problem.hint("it looks like `/dev/xvda`"));
        }
        volume_size(&place, volume, problems);
        let (kind, iops, throughput) = (volume.volume_type, volume.iops, volume.throughput);
        let gibibytes = volume.size.gibibytes();
        volume::check(&place, &Volume { kind, iops, throughput, gibibytes }, problems);
        if volume.kms_key.is_some() && !volume.encrypted {
            problems.error(&place.field("kmsKey"), "a key is given, and `encrypted` is false");
        }
    }
}

/// Source: Karpenter's EC2NodeClass definition, ebs.volumeSize.
fn volume_size(place: &Path, volume: &ResolvedVolume, problems: &mut Problems) {
    let text = volume.size.as_str();
    let number = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let most: u64 = match &text[number.len()..] {
        "Gi" => 59_000,
        "G" => 64_000,
        "Ti" => 58,
        "T" => 64,
        _ => {
            let problem = Problem::error(&place.field("size"), format!("`{text}` is not a volume's size"));
            problems.push(problem.hint("its units are Gi, G, Ti and T: `50Gi`"));
            return;
        }
    };
    match number.parse::<u64>() {
        Ok(count) if (1..=most).contains(&count) => {}
        _ => problems.error(&place.field("size"), format!("`{text}` is not a whole number from 1 to {most}")),
    }
}

/// A setting of the kubelet: its name and what it holds.
/// Source: Karpenter's EC2NodeClass definition of 1.14, spec.kubelet.
const KUBELET: [(&str, Kind); 12] = [
    ("clusterDNS", Kind::Texts),
    ("maxPods", Kind::Count),
    ("podsPerCore", Kind::Count),
    ("kubeReserved", Kind::Amounts),
    ("systemReserved", Kind::Amounts),
    ("evictionHard", Kind::Signals),
    ("evictionSoft", Kind::Signals),
    ("evictionSoftGracePeriod", Kind::Signals),
    ("evictionMaxPodGracePeriod", Kind::Count),
    ("imageGCHighThresholdPercent", Kind::Percent),
    ("imageGCLowThresholdPercent", Kind::Percent),
    ("cpuCFSQuota", Kind::Switch),
];
const RESERVED: [&str; 4] = ["cpu", "memory", "ephemeral-storage", "pid"];
const SIGNALS: [&str; 6] = [
    "memory.available",
    "nodefs.available",
    "nodefs.inodesFree",
    "imagefs.available",
    "imagefs.inodesFree",
    "pid.available",
];

#[derive(Clone, Copy)]
enum Kind {
    Texts,
    Count,
    Percent,
    Amounts,
    Signals,
    Switch,
}

fn kubelet(path: &Path, settings: &Open, problems: &mut Problems) {
    for (name, value) in settings {
        let place = path.field(name);
        let Some((_, kind)) = KUBELET.iter().find(|(known, _)| known == name) else {
            let names = KUBELET.iter().map(|(name, _)| *name);
            let near = correction::nearest(name, names.clone());
            let hint = near.map_or_else(
                || format!("it sets {}", names.collect::<Vec<_>>().join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            problems.push(Problem::error(&place, format!("Karpenter sets no `{name}` of the kubelet")).hint(hint));
            continue;
        };
        kubelet_value(&place, *kind, value, problems);
    }
    let percent = |name: &str| settings.get(name).and_then(Value::as_u64);
    if let (Some(high), Some(low)) = (percent("imageGCHighThresholdPercent"), percent("imageGCLowThresholdPercent"))
        && high <= low
    {
        problems.error(
            &path.field("imageGCHighThresholdPercent"),
            format!("{high} is not more than the low threshold {low}"),
        );
    }
    let keys = |name: &str| -> Vec<&String> {
        settings.get(name).and_then(Value::as_object).map(|map| map.keys().collect()).unwrap_or_default()
    };
    let (soft, grace) = (keys("evictionSoft"), keys("evictionSoftGracePeriod"));
    if soft.iter().any(|key| !grace.contains(key)) || grace.iter().any(|key| !soft.contains(key)) {
        let message = "`evictionSoft` and `evictionSoftGracePeriod` have the same keys: each limit has its time";
        problems.error(&path.field("evictionSoft"), message);
    }
}

fn kubelet_value(place: &Path, kind: Kind, value: &Value, problems: &mut Problems) {
    let known: &[&str] = if matches!(kind, Kind::Amounts) { &RESERVED } else { &SIGNALS };
    let wrong = match kind {
        Kind::Texts if !value.is_array() => Some("a list of addresses"),
        Kind::Count if value.as_u64().is_none() => Some("a whole number, 0 or more"),
        Kind::Percent if value.as_u64().is_none_or(|percent| percent > 100) => Some("a whole number from 0 to 100"),
        Kind::Switch if !value.is_boolean() => Some("`true` or `false`"),
        Kind::Amounts | Kind::Signals if !value.is_object() => Some("a map"),
        _ => None,
    };
    if let Some(wanted) = wrong {
        problems.error(place, format!("{value} stands here; it is {wanted}"));
        return;
    }
    if !matches!(kind, Kind::Amounts | Kind::Signals) {
        return;
    }
    for (key, amount) in value.as_object().into_iter().flatten() {
        let place = place.field(key);
        if !known.contains(&key.as_str()) {
            let mut problem = Problem::error(&place, format!("there is no `{key}` here"));
            problem.hint = Some(format!("its keys are {}", known.join(", ")));
            problems.push(problem);
        } else if matches!(kind, Kind::Amounts) {
            let text = amount.as_str().map_or_else(|| amount.to_string(), str::to_owned);
            if let Err(invalid) = text.parse::<crate::units::Quantity>() {
                problems.error(&place, invalid.to_string());
            }
        } else if !amount.is_string() {
            problems.push(Problem::error(&place, format!("{amount} is not text")).hint("put it in quotes"));
        }
    }
}

fn selectors(path: &Path, class: &ResolvedNodeClass, problems: &mut Problems) {
    let mut term = |place: Path, given: usize, ways: &str| match given {
        0 => problems.error(&place, format!("{ways} is missing")),
        1 => {}
        _ => problems.error(&place, format!("{ways} are given together; a term has one of them")),
    };
    for (index, subnet) in class.subnets.iter().flatten().enumerate() {
        let given = usize::from(subnet.id.is_some()) + usize::from(subnet.tags.is_some());
        term(path.field("subnets").index(index), given, "`id` or `tags`");
    }
    for (index, group) in class.security_groups.iter().flatten().enumerate() {
        let given =
            usize::from(group.id.is_some()) + usize::from(group.name.is_some()) + usize::from(group.tags.is_some());
        term(path.field("securityGroups").index(index), given, "`id`, `name` or `tags`");
    }
    for (index, reservation) in class.capacity_reservations.iter().enumerate() {
        // Source: Karpenter's EC2NodeClass definition: an id stands alone, tags and criteria go together.
        let given = usize::from(reservation.id.is_some())
            + usize::from(reservation.tags.is_some() || reservation.instance_match_criteria.is_some());
        term(path.field("capacityReservations").index(index), given, "`id`, `tags` or `instanceMatchCriteria`");
    }
    for (field, count) in [
        ("subnets", class.subnets.as_ref().map(Vec::len)),
        ("securityGroups", class.security_groups.as_ref().map(Vec::len)),
    ] {
        if count == Some(0) {
            problems.push(
                Problem::error(&path.field(field), "the list is empty").hint("leave it out for the cluster's own"),
            );
        } else if count.is_some_and(|count| count > 30) {
            problems.error(&path.field(field), "a NodeClass has at most 30 terms");
        }
    }
}

/// Source: Karpenter's EC2NodeClass definition, spec.tags.
fn own_tags(path: &Path, class: &ResolvedNodeClass, problems: &mut Problems) {
    const KEPT: [&str; 4] =
        ["eks:eks-cluster-name", "karpenter.sh/nodepool", "karpenter.sh/nodeclaim", "karpenter.k8s.aws/ec2nodeclass"];
    for key in class.tags.keys() {
        if KEPT.contains(&key.as_str()) || key.starts_with("kubernetes.io/cluster") {
            problems.error(&path.field(key), format!("`{key}` is set by Karpenter and cannot be given"));
        }
    }
}
