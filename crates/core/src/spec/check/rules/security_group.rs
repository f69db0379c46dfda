//! The nodes' security group and its rules.

use super::{Subject, at, check_tags};
use crate::spec::check::problem::{Problem, Problems};
use crate::spec::path::Path;
use crate::spec::security_group::{NodeSecurityGroup, NodeSecurityRules, Protocol, SecurityRule};

pub(super) fn node_security_group(subject: &Subject<'_>, problems: &mut Problems) {
    let path = at("network").field("nodeSecurityGroup");
    let network = subject.full.network.as_ref();
    match network.map(|network| &network.node_security_group) {
        Some(NodeSecurityGroup::Create(wanted)) => {
            let path = path.field("create");
            if let Some(tags) = &wanted.create.tags {
                check_tags(&path.field("tags"), tags, problems);
            }
            same_rules(&path, &wanted.create, problems);
            for (name, rule) in wanted.create.rules.iter().flatten() {
                check_rule(&path.field("rules").field(name), name, rule, problems);
            }
        }
        other => {
            unused_name(subject, other.is_some_and(|group| matches!(group, NodeSecurityGroup::Given(_))), problems)
        }
    }
}

/// EC2 keeps one of two rules that differ in their description only.
fn same_rules(path: &Path, group: &NodeSecurityRules, problems: &mut Problems) {
    let bare = |rule: &SecurityRule| SecurityRule {
        description: None,
        egress: Some(rule.egress.unwrap_or(false)),
        protocol: Some(rule.protocol.unwrap_or_default()),
        ..rule.clone()
    };
    let all: Vec<_> = group.rules.iter().flatten().collect();
    for (index, (name, rule)) in all.iter().enumerate() {
        if let Some((other, _)) = all[..index].iter().find(|(_, other)| bare(other) == bare(rule)) {
            problems.error(&path.field("rules").field(name), format!("it lets through the same as `{other}`"));
        }
    }
}

fn unused_name(subject: &Subject<'_>, given: bool, problems: &mut Problems) {
    if subject.spec.naming.as_ref().is_some_and(|naming| naming.node_security_group.is_some()) {
        let path = at("naming").field("nodeSecurityGroup");
        let whose = if given { "is one that is there" } else { "is the one that EKS makes" };
        let problem = Problem::error(&path, format!("the nodes' security group {whose}, and it keeps its name"));
        problems.push(problem.hint("give `network.nodeSecurityGroup: {create: {}}`, or leave the field out"));
    }
}

fn check_rule(path: &Path, name: &str, rule: &SecurityRule, problems: &mut Problems) {
    if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)) {
        problems.error(path, format!("`{name}` is not a rule's name: letters, digits and `-_.`"));
    }
    let peers = [rule.cidr.is_some(), rule.prefix_list.is_some(), rule.security_group.is_some(), rule.peer.is_some()];
    match peers.into_iter().filter(|given| *given).count() {
        1 => {}
        0 => {
            let problem = Problem::error(path, "the rule has no peer");
            problems.push(problem.hint("give one of `cidr`, `prefixList`, `securityGroup`, `peer`"));
        }
        _ => problems
            .error(path, "the rule has several peers; it takes one of `cidr`, `prefixList`, `securityGroup`, `peer`"),
    }
    if rule.protocol == Some(Protocol::All) && rule.ports.is_some() {
        problems.push(Problem::error(&path.field("ports"), "`all` means every port").hint("leave `ports` out"));
    }
    if rule.egress != Some(true) && rule.cidr.is_some_and(crate::units::Cidr::is_everything) {
        let message = "the rule lets every address in";
        problems.push(Problem::warning(&path.field("cidr"), message));
    }
    if let Some(text) = &rule.description {
        super::network::check_description(&path.field("description"), text, problems);
    }
}
