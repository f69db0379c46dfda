//! Clusters whose nodes do not leave the VPC.

use super::{Subject, at};
use crate::spec::check::problem::{Problem, Problems};
use crate::spec::karpenter::InstanceProfileField;
use crate::spec::network::Endpoints;
use crate::spec::resolved::ResolvedKarpenter;

pub(super) fn private(subject: &Subject<'_>, problems: &mut Problems) {
    let full = subject.full;
    let Some(network) = full.network.as_ref().filter(|network| network.private) else { return };
    let path = at("network");
    if network.endpoint.public_cidrs().is_some() {
        let problem = Problem::error(
            &path.field("endpoint").field("public"),
            "the network is private, so the API server has no public endpoint",
        );
        problems.push(problem.hint("leave `public` out, or `network.private`"));
    }
    if network.endpoints == Endpoints::None {
        let problem = Problem::error(
            &path.field("endpoints"),
            "nodes do not leave the VPC, and without VPC endpoints they reach no service",
        );
        problems.push(problem.hint("say `create`, or `verify` when others make them"));
    }
    if let Some(karpenter) = &full.karpenter {
        controller(karpenter, problems);
        mirrors(karpenter, problems);
    }
}

/// IAM has no VPC endpoint, and prices have none in most regions.
fn controller(karpenter: &ResolvedKarpenter, problems: &mut Problems) {
    let path = at("karpenter");
    if matches!(karpenter.instance_profile, InstanceProfileField::None(_)) {
        let problem = Problem::error(
            &path.field("instanceProfile"),
            "Karpenter would make instance profiles, and IAM has no VPC endpoint",
        );
        problems.push(problem.hint("leave it out, or name a profile: {name: ...}"));
    }
    if karpenter.settings.isolated_vpc == Some(false) {
        let place = path.field("settings").field("isolatedVPC");
        problems.error(
            &place,
            "the network is private: the controller has to know that it reaches no price list and no IAM",
        );
    }
    let version = karpenter.version.semver();
    // Source: aws/karpenter-provider-aws, issue 8609.
    if (version.minor, version.patch) < (8, 3) {
        let message =
            format!("Karpenter {} asks IAM for instance profiles even where it is told not to", karpenter.version);
        problems.push(Problem::warning(&path.field("version"), message).hint("take 1.8.3 or newer"));
    }
}

/// Public registries are not reached from the nodes.
fn mirrors(karpenter: &ResolvedKarpenter, problems: &mut Problems) {
    let path = at("karpenter");
    let image = karpenter.values.get("controller").and_then(|controller| controller.get("image"));
    let text = |field: &str| image.and_then(|image| image.get(field)).and_then(serde_json::Value::as_str);
    let place = path.field("values").field("controller").field("image");
    match text("repository") {
        Some(repository) if !repository.starts_with("public.ecr.aws/") => {
            if text("digest").is_none_or(str::is_empty) {
                let problem = Problem::warning(&place, "the mirrored image is not pinned by its digest");
                problems.push(problem.hint("give `digest: sha256:...` of the mirrored image"));
            }
        }
        _ => {
            let problem = Problem::error(&place, "nodes of a private network do not reach public.ecr.aws");
            problems.push(problem.hint(
                "mirror the controller's image and name it: values: {controller: {image: {repository: ..., digest: ...}}}",
            ));
        }
    }
    if karpenter.chart.contains("public.ecr.aws/") {
        let problem = Problem::warning(&path.field("chart"), "the chart comes from public.ecr.aws");
        problems.push(problem.hint("from inside the network karpool needs a mirror: chart: oci://..."));
    }
}
