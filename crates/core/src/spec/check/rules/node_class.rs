//! EC2NodeClasses.

use super::volume::{self, Volume};
use super::{Subject, at, instance_option, kubelet, selector};
use crate::catalog::ami_family::AmiFamily;
use crate::catalog::{compatibility, user_data};
use crate::spec::check::correction;
use crate::spec::check::problem::{Problem, Problems};
use crate::spec::check::text_form;
use crate::spec::node_class::{Ami, AmiSelector, ImageFamily};
use crate::spec::path::Path;
use crate::spec::resolved::{ResolvedNodeClass, ResolvedVolume};
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
        kubelet::check(&path.field("kubelet"), &class.kubelet, subject, problems);
        selector::check(&path, class, problems);
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
