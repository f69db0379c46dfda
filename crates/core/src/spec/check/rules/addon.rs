//! Addons, and what needs them.

use super::{Subject, at};
use crate::catalog::addon;
use crate::spec::addon::AddonPodIdentity;
use crate::spec::check::correction;
use crate::spec::check::problem::{Problem, Problems};
use crate::spec::karpenter::Identity;
use crate::spec::path::Path;

pub(super) fn addons(subject: &Subject<'_>, problems: &mut Problems) {
    let full = subject.full;
    let path = at("addons");
    for name in subject.spec.addons.iter().flat_map(|addons| addons.keys()) {
        if !addon::KNOWN.contains(&name.as_str()) {
            let message = format!("`{name}` is not an addon that karpool knows");
            let near = correction::nearest(name, addon::KNOWN.iter().copied());
            problems.push(match near {
                Some(near) => Problem::error(&path.field(name), message).hint(format!("did you mean `{near}`?")),
                None => Problem::warning(&path.field(name), message).hint("the plan asks EKS whether there is one"),
            });
        }
    }
    for (name, addon) in &full.addons {
        let place = path.field(name);
        if let Some(version) = addon.version.as_ref().filter(|version| !is_addon_version(version)) {
            let problem = Problem::error(&place.field("version"), format!("`{version}` is not an addon's version"));
            problems
                .push(problem.hint("it looks like `v1.21.1-eksbuild.1`; `keep` or nothing takes EKS's default once"));
        }
        if addon.pod_identity.is_some() && addon.irsa.is_some() {
            problems.error(&place, "`podIdentity` and `irsa` are both given; the pods get their role in one way");
        }
        let ways = [("podIdentity", &addon.pod_identity), ("irsa", &addon.irsa)];
        for (field, identity) in ways.iter().filter_map(|(field, identity)| Some((field, identity.as_ref()?))) {
            role(&place.field(field), identity, problems);
        }
    }
    needed(subject, problems);
}

fn role(place: &Path, identity: &AddonPodIdentity, problems: &mut Problems) {
    if identity.service_account.as_ref().is_none_or(String::is_empty) {
        problems.error(&place.field("serviceAccount"), "`serviceAccount` is missing");
    }
    match (&identity.policies, &identity.role_arn) {
        (Some(_), Some(_)) => {
            problems.error(place, "`policies` and `roleArn` are both given; the role is made, or it is there")
        }
        (None, None) => problems.error(place, "`policies` or `roleArn` is missing"),
        _ => {}
    }
}

/// `v1.21.1-eksbuild.1`, or a community addon's `v0.8.0-eksbuild.3`.
fn is_addon_version(text: &str) -> bool {
    let Some((version, build)) = text.strip_prefix('v').and_then(|plain| plain.split_once("-eksbuild.")) else {
        return false;
    };
    let numbers: Vec<&str> = version.split('.').collect();
    numbers.len() >= 2
        && numbers[0].parse::<u32>().is_ok()
        && !build.is_empty()
        && build.split('.').all(|part| part.parse::<u32>().is_ok())
}

/// Addons that something else needs.
fn needed(subject: &Subject<'_>, problems: &mut Problems) {
    let full = subject.full;
    if full.kubernetes.existing {
        return;
    }
    let off = |name: &str| !full.addons.contains_key(name);
    let agent = "eks-pod-identity-agent";
    let user = full.addons.iter().find(|(_, addon)| addon.pod_identity.is_some()).map(|(name, _)| name.clone());
    let by_agent = full.karpenter.as_ref().filter(|karpenter| karpenter.identity == Identity::PodIdentity);
    let user = by_agent.map(|_| "Karpenter".to_owned()).or(user);
    if let Some(user) = user.filter(|_| off(agent)) {
        let message = format!("it is off, and {user} gets its role by pod identity, from this agent");
        problems.error(&at("addons").field(agent), message);
    }
    if off("vpc-cni") {
        let message = "it is off: nodes become ready only when another network plugin is installed";
        problems.push(Problem::warning(&at("addons").field("vpc-cni"), message));
    }
    let waits =
        full.karpenter.as_ref().is_some_and(|karpenter| karpenter.dns_policy != crate::spec::DnsPolicy::Default);
    if off("coredns") && waits {
        let problem =
            Problem::warning(&at("addons").field("coredns"), "it is off, and Karpenter's controller asks it for names");
        problems.push(problem.hint("set `karpenter.dnsPolicy: Default`, or install a DNS server"));
    }
}
