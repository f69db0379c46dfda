//! Whether addons come onto the nodes that they are for: their tolerations against the nodes' taints.

use serde_json::Value;

use super::{Subject, at};
use crate::catalog::addon;
use crate::spec::check::problem::{Problem, Problems};
use crate::spec::path::Path;
use crate::spec::resolved::ResolvedAddon;
use crate::spec::scheduling::{Taint, TaintEffect};

/// What CoreDNS tolerates unless its values say otherwise. Source: the EKS addon's own configuration schema.
const DNS: [&str; 2] = ["CriticalAddonsOnly", "node-role.kubernetes.io/control-plane"];

pub(super) fn tolerations(subject: &Subject<'_>, problems: &mut Problems) {
    let full = subject.full;
    for name in addon::DAEMON_SETS {
        let given = full.addons.get(name).and_then(|addon| Some((addon, tolerations_of(addon)?)));
        let Some((_, tolerations)) = given else { continue };
        let place = at("addons").field(name).field("values").field("tolerations");
        let groups =
            full.node_groups.iter().map(|(group, wanted)| (format!("nodeGroups.{group}"), wanted.taint_list()));
        let pools = full.node_pools.iter().map(|(pool, wanted)| {
            (format!("nodePools.{pool}"), [wanted.taints.clone(), wanted.startup_taints.clone()].concat())
        });
        for (path, taints) in groups.chain(pools) {
            refused(&place, (name, &path), tolerations, &taints, problems);
        }
    }
    dns(subject, problems);
}

/// A daemon that stays away from a node leaves it without what it brings.
fn refused(place: &Path, (name, path): (&str, &str), tolerations: &[Value], taints: &[Taint], problems: &mut Problems) {
    let Some(taint) = taints.iter().find(|taint| keeps_off(taint) && !tolerates(tolerations, taint)) else { return };
    let without = match name {
        "vpc-cni" => "its nodes never become ready",
        "kube-proxy" => "Services are not reachable on its nodes",
        "eks-pod-identity-agent" => "pods on its nodes get no role by pod identity",
        _ => "its nodes go without it",
    };
    let message = format!("`{name}` does not tolerate the taint `{}` of `{path}`: {without}", taint.key);
    problems.push(Problem::warning(place, message).hint("leave the tolerations out: it tolerates every taint then"));
}

/// CoreDNS has to run before Karpenter makes nodes, so a node group has to take it.
fn dns(subject: &Subject<'_>, problems: &mut Problems) {
    let full = subject.full;
    let Some(dns) = full.addons.get("coredns").filter(|dns| !dns.on_fargate()) else { return };
    let Some(given) = tolerations_of(dns) else { return };
    let admits = |taints: &[Taint]| taints.iter().all(|taint| !keeps_off(taint) || tolerates(given, taint));
    if full.node_groups.is_empty() || full.node_groups.values().any(|group| admits(&group.taint_list())) {
        return;
    }
    let place = at("addons").field("coredns").field("values").field("tolerations");
    let message = "CoreDNS tolerates the taints of no node group, so it waits for nodes that cannot come without it";
    let defaults = DNS.map(|key| format!("{{key: {key}, operator: Exists}}")).join(", ");
    problems.push(Problem::warning(&place, message).hint(format!("without the field it tolerates {defaults}")));
}

fn tolerations_of(addon: &ResolvedAddon) -> Option<&[Value]> {
    addon.values.as_ref()?.get("tolerations")?.as_array().map(Vec::as_slice)
}

fn keeps_off(taint: &Taint) -> bool {
    taint.effect != TaintEffect::PreferNoSchedule
}

/// Source: Kubernetes documentation, "Taints and Tolerations".
fn tolerates(tolerations: &[Value], taint: &Taint) -> bool {
    tolerations.iter().any(|one| {
        let text = |field: &str| one.get(field).and_then(Value::as_str).filter(|text| !text.is_empty());
        let effect = text("effect").is_none_or(|effect| effect == taint.effect.as_str());
        let exists = text("operator") == Some("Exists");
        let key = match text("key") {
            None => exists,
            Some(key) => key == taint.key && (exists || text("value") == taint.value.as_deref()),
        };
        effect && key
    })
}
