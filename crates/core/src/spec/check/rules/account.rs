//! Names, tags and the sections about the account.

use super::{Subject, at, check_tags};
use crate::catalog::interruption;
use crate::catalog::partition;
use crate::spec::account::NameTag;
use crate::spec::check::problem::{Problem, Problems};
use crate::spec::check::text_form;
use crate::spec::name::{GROUP_LIMIT, QUEUE_LIMIT, ROLE_LIMIT, RULE_LIMIT, RoleFor};
use crate::spec::path::Path;
use crate::spec::resolved::ResolvedAddon;
use crate::spec::resolved::{NodeRoleSource, ResolvedGroupRole, label};
use crate::units::ClusterName;

/// What a template may hold.
const PLACEHOLDERS: [&str; 3] = ["name", "region", "role"];

pub(super) fn names(subject: &Subject<'_>, problems: &mut Problems) {
    if let Err(invalid) = ClusterName::new(&subject.spec.name) {
        problems.error(&at("name"), invalid.to_string());
        return;
    }
    templates(subject, problems);
    derived(subject, problems);
    queue(subject, problems);
    for name in subject.full.node_groups.keys() {
        let path = at("nodeGroups").field(name);
        let most = GROUP_LIMIT - 9;
        let first = name.chars().next().is_some_and(|c| c.is_ascii_alphanumeric());
        if !first || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') {
            problems.error(
                &path,
                format!("`{name}` is not a group's name: letters, digits, `-` and `_`, the first a letter or digit"),
            );
        } else if name.len() > most {
            problems.error(
                &path,
                format!("the name has {} characters; {most} fit beside the hash that karpool adds", name.len()),
            );
        }
    }
}

fn templates(subject: &Subject<'_>, problems: &mut Problems) {
    let naming = &subject.full.naming;
    let path = at("naming");
    let tag = match &naming.name_tag {
        NameTag::Template(template) => template.as_str(),
        NameTag::Off(_) => "",
    };
    for (field, template) in [("roles", naming.roles.as_str()), ("path", naming.path.as_str()), ("nameTag", tag)] {
        for part in template.split('{').skip(1) {
            let name = part.split('}').next().unwrap_or_default();
            if !PLACEHOLDERS.contains(&name) || !part.contains('}') {
                problems.push(
                    Problem::error(&path.field(field), format!("`{{{name}` stands for nothing in `{template}`"))
                        .hint("templates hold {name}, {region} and {role}"),
                );
            }
        }
    }
    if !tag.is_empty() && !tag.contains('{') {
        let message = format!("`{tag}` gives everything the same Name");
        problems
            .push(Problem::warning(&path.field("nameTag"), message).hint("templates hold {name}, {region} and {role}"));
    }
    let plain = ["{name}", "{region}", "{role}"].iter().fold(naming.roles.clone(), |text, hole| text.replace(hole, ""));
    // Source: IAM API, CreateRole.RoleName.
    if let Some(wrong) = plain.chars().find(|c| !(c.is_ascii_alphanumeric() || "_+=,.@-{}".contains(*c))) {
        let problem = Problem::error(&path.field("roles"), format!("`{wrong}` cannot stand in the name of a role"));
        problems.push(problem.hint("letters, digits and `_+=,.@-` can"));
    }
    if !naming.roles.contains("{role}") {
        let problem =
            Problem::error(&path.field("roles"), format!("`{}` gives every role the same name", naming.roles));
        problems.push(problem.hint("put {role} into it"));
    } else if !naming.roles.contains("{name}") || !naming.roles.contains("{region}") {
        let message = "role names are one per account: without {name} and {region} two clusters share them";
        problems.push(Problem::warning(&path.field("roles"), message));
    }
    iam_path(&path.field("path"), &subject.full.names.path(), problems);
}

/// Source: IAM API, CreateRole.Path.
pub(super) fn iam_path(path: &Path, text: &str, problems: &mut Problems) {
    let shape = text.starts_with('/') && text.ends_with('/') && !text.contains("//") && text.len() <= 512;
    if !shape || !text.bytes().all(|b| (0x21..=0x7e).contains(&b)) {
        let message =
            format!("`{text}` is not an IAM path: it begins and ends with `/` and has at most 512 characters");
        problems.error(path, message);
    }
}

/// Warns where a derived name is cut.
fn derived(subject: &Subject<'_>, problems: &mut Problems) {
    let full = subject.full;
    let mut roles = vec![RoleFor::Cluster, RoleFor::Nodes, RoleFor::Controller];
    roles.extend(full.node_groups.keys().map(|group| RoleFor::Group(group)));
    roles.extend(full.fargate_profiles.as_ref().filter(|profiles| !profiles.is_empty()).map(|_| RoleFor::Fargate));
    let own = |addon: &ResolvedAddon| {
        [&addon.pod_identity, &addon.irsa].into_iter().flatten().any(|wanted| wanted.role_arn.is_none())
    };
    roles.extend(full.addons.iter().filter(|(_, addon)| own(addon)).map(|(name, _)| RoleFor::Addon(name)));
    let template = &full.naming.roles;
    let whole = |role: &RoleFor<'_>| {
        template
            .replace("{name}", full.name.as_str())
            .replace("{region}", full.region.as_str())
            .replace("{role}", &role.text())
    };
    let cut: Vec<RoleFor<'_>> = roles.into_iter().filter(|role| whole(role).chars().count() > ROLE_LIMIT).collect();
    if let Some(first) = cut.first() {
        let (before, after) = (whole(first), full.names.role(*first));
        let message = format!(
            "{} role names are longer than IAM's {ROLE_LIMIT} characters and end in a hash: `{before}` becomes `{after}`",
            cut.len()
        );
        problems
            .push(Problem::warning(&at("name"), message).hint("a shorter name, or `naming.roles`, keeps them whole"));
    }
}

fn queue(subject: &Subject<'_>, problems: &mut Problems) {
    let full = subject.full;
    let Some(karpenter) = full.karpenter.as_ref().filter(|karpenter| karpenter.interruption.enabled) else { return };
    let path = at("karpenter").field("interruption");
    let queue = full.names.queue();
    let shape = queue.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if !shape || queue.is_empty() || queue.len() > QUEUE_LIMIT {
        problems.error(
            &path.field("queueName"),
            format!("`{queue}` is not a queue's name: 1 to {QUEUE_LIMIT} letters, digits, `-` and `_`"),
        );
    }
    let section = subject.spec.karpenter.as_ref().and_then(|karpenter| karpenter.on());
    let prefix = section.and_then(|section| section.interruption.as_ref()?.rule_prefix.as_ref());
    let minor = karpenter.version.semver().minor;
    let longest = interruption::rules(minor).map(|rule| rule.name.len()).max().unwrap_or_default();
    if let Some(prefix) = prefix {
        if prefix.len() + 1 + longest > RULE_LIMIT {
            let most = RULE_LIMIT - 1 - longest;
            problems.error(
                &path.field("rulePrefix"),
                format!("`{prefix}` is longer than {most} characters, so rule names pass EventBridge's {RULE_LIMIT}"),
            );
        }
        if !prefix.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c)) {
            problems.error(
                &path.field("rulePrefix"),
                format!("`{prefix}` has other than letters, digits, `.`, `_` and `-`"),
            );
        }
    }
}

pub(super) fn tags(subject: &Subject<'_>, problems: &mut Problems) {
    check_tags(&at("tags"), &subject.full.tags, problems);
    discovery(subject, problems);
    for (name, group) in &subject.full.node_groups {
        check_tags(&at("nodeGroups").field(name).field("tags"), &group.tags, problems);
    }
    for (name, class) in &subject.full.node_classes {
        check_tags(&at("nodeClasses").field(name).field("tags"), &class.tags, problems);
    }
    more_tags(subject, problems);
}

/// Tags of single things.
/// A tag on everything is on every security group as well, and then Karpenter finds several.
fn discovery(subject: &Subject<'_>, problems: &mut Problems) {
    if subject.full.tags.contains_key(label::DISCOVERY) {
        let message = "it would be on every security group, and Karpenter has to find one by it";
        let problem = Problem::error(&at("tags").field(label::DISCOVERY), message);
        problems
            .push(problem.hint("`network.discovery: tags` puts it where it belongs; without it nothing needs the tag"));
    }
}

fn more_tags(subject: &Subject<'_>, problems: &mut Problems) {
    let full = subject.full;
    if let Some(NodeRoleSource::Create(role)) = full.node_role.as_ref().map(|role| &role.source) {
        check_tags(&at("nodeRole").field("tags"), &role.tags, problems);
    }
    for (name, group) in &full.node_groups {
        if let ResolvedGroupRole::Create(role) = &group.role {
            check_tags(&at("nodeGroups").field(name).field("role").field("tags"), &role.tags, problems);
        }
    }
    if let Some(karpenter) = &full.karpenter {
        let path = at("karpenter");
        check_tags(&path.field("controllerRole").field("tags"), &karpenter.controller_role.tags, problems);
        check_tags(&path.field("interruption").field("tags"), &karpenter.interruption.tags, problems);
    }
    for (name, addon) in &full.addons {
        check_tags(&at("addons").field(name).field("tags"), &addon.tags, problems);
    }
    for (index, entry) in full.access.entries.iter().enumerate() {
        check_tags(&at("access").field("entries").index(index).field("tags"), &entry.tags, problems);
    }
}

pub(super) fn sections(subject: &Subject<'_>, problems: &mut Problems) {
    let spec = subject.spec;
    if let Some(given) = &spec.partition {
        let own = spec.region.partition().name;
        if given != own {
            let known = if partition::is_partition(given) { "" } else { ", and there is no partition of that name" };
            let problem =
                Problem::error(&at("partition"), format!("`{given}` is not the partition of {}{known}", spec.region));
            problems.push(problem.hint(format!("it is `{own}`; leave the field out")));
        }
    }
    if let Some(role) = &spec.assume_role {
        let path = at("assumeRole");
        if role.arn.is_none() {
            problems.error(&path.field("arn"), "`arn` is missing: it is the role to take");
        }
        if let Some(name) = &role.session_name {
            let allowed = |c: char| c.is_ascii_alphanumeric() || "_=,.@-".contains(c);
            if !(2..=64).contains(&name.len()) || !name.chars().all(allowed) {
                problems.error(
                    &path.field("sessionName"),
                    format!("`{name}` is not 2 to 64 of letters, digits and `_=,.@-`"),
                );
            }
        }
    }
    let times = &subject.full.timeouts;
    let rows = [
        ("cluster", times.cluster),
        ("nodeGroup", times.node_group),
        ("addon", times.addon),
        ("chart", times.chart),
        ("nodePool", times.node_pool),
    ];
    for (field, time) in rows {
        if time.as_secs() < 1 {
            problems.error(&at("timeouts").field(field), "a timeout of nothing lets nothing finish");
        }
    }
    role_names(subject, problems);
}

/// Names and paths of roles that are given, not derived.
fn role_names(subject: &Subject<'_>, problems: &mut Problems) {
    let mut check = |section: Path, name: Option<&String>, path: Option<&String>| {
        if let Some(name) = name
            && let Err(why) = text_form::iam_name(name)
        {
            problems.error(&section.field("name"), format!("`{name}` is not a role's name: {why}"));
        }
        if let Some(path) = path {
            iam_path(&section.field("path"), path, problems);
        }
    };
    if let Some(crate::spec::NodeRoleField::Section(role)) = &subject.spec.node_role {
        check(at("nodeRole"), role.name.as_ref(), role.path.as_ref());
    }
    if let Some(karpenter) = &subject.full.karpenter {
        let role = &karpenter.controller_role;
        check(at("karpenter").field("controllerRole"), role.name.as_ref(), role.path.as_ref());
    }
}
