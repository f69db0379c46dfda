//! What has to be there in the account, and is not.

use super::evidence::Evidence;
use super::{APPLY, StatusProblem};

/// Source: EKS user guide, "Understand how EKS Pod Identity works": pods that were admitted without one get nothing.
pub(super) fn association(evidence: &Evidence, found: &mut Vec<StatusProblem>) {
    let Some(seen) = &evidence.account.association else { return };
    let who = &seen.service_account;
    let message = match &seen.live {
        Some(role) if *role == seen.wanted => return,
        Some(role) => format!("the pod identity association of {who} gives {role}, not the controller's role"),
        None => format!("no pod identity association gives {who} its role: Karpenter's controller has no credentials"),
    };
    let hint = format!("{APPLY}: it makes the association, and the pods that were admitted without it once more");
    found.push(StatusProblem::new("eks.pod_identity_association/karpenter", message, hint));
}

pub(super) fn statements(evidence: &Evidence, found: &mut Vec<StatusProblem>) {
    let Some(seen) = &evidence.account.controller_role else { return };
    let node = "iam.role/karpenter-controller";
    if !seen.exists {
        let message = format!("Karpenter's controller has no role: {} does not exist", seen.name);
        return found.push(StatusProblem::new(node, message, APPLY));
    }
    let missing = seen.missing.iter().map(|(sid, actions)| format!("{sid} ({})", actions.join(", ")));
    let missing: Vec<String> = missing.collect();
    if !missing.is_empty() {
        let message =
            format!("Karpenter's controller may not do all that it has to: its role lacks {}", missing.join("; "));
        found.push(StatusProblem::new(node, message, format!("{APPLY}: it puts the role's policies right")));
    }
}

/// Source: EKS user guide, "Create access entries": nodes join by the entry of their role.
pub(super) fn entries(evidence: &Evidence, found: &mut Vec<StatusProblem>) {
    for entry in evidence.account.entries.iter().filter(|entry| !entry.lets_nodes_in) {
        let message = match &entry.kind {
            None => format!("no access entry lets nodes with the role {} join: they are launched in vain", entry.role),
            Some(kind) => format!("the access entry of {} is of the type {kind}, which lets no node join", entry.role),
        };
        let hint = match &entry.kind {
            None => APPLY.to_owned(),
            Some(_) => format!("the type of an entry is fixed: delete the entry, then {APPLY}"),
        };
        found.push(StatusProblem::new("eks.access_entry/karpenter-node", message, hint));
    }
}

/// Source: EC2 user guide, "Service-linked role for Spot Instance requests".
pub(super) fn spot_role(evidence: &Evidence, found: &mut Vec<StatusProblem>) {
    if evidence.account.spot_role == Some(false) {
        let message = "the account has no service-linked role for spot instances: EC2 refuses to launch any";
        found.push(StatusProblem::new("iam.service_linked_role/spot", message, format!("{APPLY}: it makes the role")));
    }
}

/// Source: EKS user guide, "View Amazon EKS security group requirements": the default rules of the cluster's group,
/// which EKS makes anew only when the cluster is updated.
pub(super) fn self_rule(evidence: &Evidence, found: &mut Vec<StatusProblem>) {
    let Some(seen) = evidence.account.self_rule.as_ref().filter(|seen| !seen.is_there) else { return };
    let group = &seen.group;
    let message = format!(
        "the cluster's security group {group} has lost the rule that lets its members reach each other: nodes do not \
         reach the API server, nor each other"
    );
    let hint = format!(
        "EKS made the rule, so put it back with `aws ec2 authorize-security-group-ingress --region {} --group-id \
         {group} --protocol -1 --source-group {group}`",
        seen.region
    );
    found.push(StatusProblem::new(format!("ec2.security_group/{group}"), message, hint));
}
