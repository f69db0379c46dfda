//! Fargate profiles, and how Karpenter gets its role on Fargate.

use super::{Subject, at, check_tags};
use crate::spec::check::problem::{Problem, Problems};
use crate::spec::check::text_form;
use crate::spec::karpenter::Identity;

/// Source: EKS service quotas: profiles per cluster, selectors per profile, labels per selector.
const PROFILES: usize = 10;
const SELECTORS: usize = 5;
const LABELS: usize = 5;

pub(super) fn profiles(subject: &Subject<'_>, problems: &mut Problems) {
    let path = at("fargateProfiles");
    let Some(all) = &subject.full.fargate_profiles else { return };
    if all.len() > PROFILES {
        problems.error(&path, format!("there are {} profiles; a cluster has {PROFILES}", all.len()));
    }
    for (name, profile) in all {
        let place = path.field(name);
        // Source: EKS API, CreateFargateProfile.fargateProfileName; the name gets a hash besides.
        let first = name.starts_with(|c: char| c.is_ascii_alphanumeric());
        if !first || name.len() > 90 || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') {
            let problem = Problem::error(&place, format!("`{name}` is not a profile's name"));
            problems.push(problem.hint("at most 90 of letters, digits, `-` and `_`, the first a letter or digit"));
        }
        if name.starts_with("eks-") {
            problems.error(&place, "names that begin with `eks-` are AWS's own");
        }
        let selectors = place.field("selectors");
        if profile.selectors.is_empty() {
            problems.error(&selectors, "`selectors` is missing: a profile says which pods it is for");
        } else if profile.selectors.len() > SELECTORS {
            problems.error(&selectors, format!("there are {}; a profile has {SELECTORS}", profile.selectors.len()));
        }
        for (index, selector) in profile.selectors.iter().enumerate() {
            let place = selectors.index(index);
            let plain = selector.namespace.replace(['*', '?'], "x");
            if let Err(why) = text_form::dns_label(&plain) {
                let message = format!("`{}` is not a namespace: {why}", selector.namespace);
                problems.error(&place.field("namespace"), message);
            }
            if selector.labels.len() > LABELS {
                let message = format!("there are {} labels; a selector has {LABELS}", selector.labels.len());
                problems.error(&place.field("labels"), message);
            }
            for key in selector.labels.keys() {
                if let Err(why) = text_form::label_key(key) {
                    problems.error(&place.field("labels").field(key), format!("`{key}` is not a label's key: {why}"));
                }
            }
        }
        check_tags(&place.field("tags"), &profile.tags, problems);
    }
    controller(subject, problems);
}

/// The pod identity agent is a DaemonSet, and there are none on Fargate.
/// Source: EKS user guide, "EKS Pod Identity restrictions".
fn controller(subject: &Subject<'_>, problems: &mut Problems) {
    let full = subject.full;
    let Some(karpenter) = full.karpenter.as_ref().filter(|_| full.controller_on_fargate()) else { return };
    if karpenter.identity == Identity::PodIdentity {
        let message = "Karpenter runs on Fargate, and pod identity does not reach pods there";
        let problem = Problem::error(&at("karpenter").field("identity"), message);
        problems.push(problem.hint("write `irsa`, or leave it out"));
    }
    let dns = full.addons.get("coredns").map(|addon| addon.on_fargate());
    let waits = karpenter.dns_policy != crate::spec::DnsPolicy::Default;
    if full.node_groups.is_empty() && dns == Some(false) && waits {
        let message = "CoreDNS waits for nodes, and the controller that makes them asks it for names";
        let problem = Problem::error(&at("addons").field("coredns"), message);
        problems.push(problem.hint(
            "run it on Fargate too (`values: {computeType: Fargate}` and a profile for `k8s-app: kube-dns`), or set `karpenter.dnsPolicy: Default`",
        ));
    }
}
