//! Who may use the cluster.

use std::collections::BTreeMap;

use super::{Subject, at};
use crate::catalog::access_policy;
use crate::spec::access::{AccessEntry, Principal};
use crate::spec::check::correction;
use crate::spec::check::problem::{Problem, Problems};
use crate::spec::check::text_form;
use crate::spec::path::Path;

/// What names of groups and users cannot begin with. Source: EKS API, CreateAccessEntry.
const RESERVED: [&str; 5] = ["system:", "eks:", "aws:", "amazon:", "iam:"];

/// Every principal once, and each by a name that IAM could have.
pub(super) fn principals(subject: &Subject<'_>, problems: &mut Problems) {
    let access = at("access");
    let admins = subject.full.access.admins.iter().enumerate();
    let entries = subject.full.access.entries.iter().enumerate();
    let mut all: Vec<(Path, &Principal)> =
        admins.map(|(index, admin)| (access.field("admins").index(index), admin)).collect();
    all.extend(
        entries.map(|(index, entry)| (access.field("entries").index(index).field("principal"), &entry.principal)),
    );
    let mut seen: BTreeMap<String, Path> = BTreeMap::new();
    for (path, principal) in all {
        name(&path, principal, problems);
        let identity = principal.identity();
        match seen.get(&identity) {
            Some(first) => {
                let problem = Problem::error(&path, format!("`{identity}` is already in `{first}`"));
                problems.push(problem.hint("a principal has one access entry: leave one of them out"));
            }
            None => drop(seen.insert(identity, path)),
        }
    }
}

fn name(path: &Path, principal: &Principal, problems: &mut Problems) {
    let (field, what, name) = match principal {
        Principal::Name(name) => (None, "user", name),
        Principal::User(user) => (Some("user"), "user", &user.user),
        Principal::Role(role) => (Some("role"), "role", &role.role),
        Principal::Sso(set) => (Some("sso"), "permission set", &set.sso),
        Principal::Arn(_) => return,
    };
    let path = field.map_or_else(|| path.clone(), |field| path.field(field));
    if name.starts_with("arn:") {
        problems.push(Problem::error(&path, format!("`{name}` is an ARN, not a name")).hint("write {arn: ...}"));
    } else if what == "permission set" && name.starts_with("AWSReservedSSO_") {
        let plain =
            name.trim_start_matches("AWSReservedSSO_").rsplit_once('_').map_or(name.as_str(), |(plain, _)| plain);
        let problem = Problem::error(&path, format!("`{name}` is the role that a permission set made"));
        problems.push(problem.hint(format!("write {{sso: {plain}}}")));
    } else if let Err(why) = text_form::iam_name(name) {
        problems.error(&path, format!("`{name}` is not the name of a {what}: {why}"));
    }
}

pub(super) fn entries(subject: &Subject<'_>, problems: &mut Problems) {
    for (index, entry) in subject.full.access.entries.iter().enumerate() {
        let path = at("access").field("entries").index(index);
        check_entry(&path, entry, problems);
    }
}

fn check_entry(path: &Path, entry: &AccessEntry, problems: &mut Problems) {
    if entry.policies.is_empty() && entry.groups.is_empty() {
        let problem =
            Problem::warning(path, format!("`{}` gets an entry and may do nothing", entry.principal.identity()));
        problems.push(problem.hint("give `policies` or `groups`"));
    }
    for (index, policy) in entry.policies.iter().enumerate() {
        let place = path.field("policies").index(index);
        let short = policy.name.rsplit('/').next().unwrap_or_default();
        if policy.name.starts_with("arn:") {
            problems.push(
                Problem::error(&place.field("name"), "it is the policy's name, not its ARN")
                    .hint(format!("write `{short}`")),
            );
        } else if !access_policy::KNOWN.contains(&policy.name.as_str()) {
            let near = correction::nearest(&policy.name, access_policy::KNOWN.iter().copied());
            let message = format!("`{}` is not an access policy that karpool knows", policy.name);
            problems.push(match near {
                Some(near) => Problem::error(&place.field("name"), message).hint(format!("did you mean `{near}`?")),
                None => Problem::error(&place.field("name"), message)
                    .hint("access policies are EKS's own, not IAM's: AmazonEKSViewPolicy, AmazonEKSEditPolicy, AmazonEKSAdminPolicy, AmazonEKSClusterAdminPolicy"),
            });
        }
        if policy.namespaces.as_ref().is_some_and(Vec::is_empty) {
            let problem =
                Problem::error(&place.field("namespaces"), "the list is empty, so the policy would hold nowhere");
            problems.push(problem.hint("name namespaces; without the list the policy holds in the whole cluster"));
        }
        for (index, namespace) in policy.namespaces.iter().flatten().enumerate() {
            let plain = namespace.strip_suffix('*').unwrap_or(namespace);
            let plain = plain.trim_end_matches('-');
            let everywhere = plain.is_empty() && namespace.contains('*');
            if let Some(why) = text_form::dns_label(plain).err().filter(|_| !everywhere) {
                problems
                    .error(&place.field("namespaces").index(index), format!("`{namespace}` is not a namespace: {why}"));
            }
        }
    }
    for (index, group) in entry.groups.iter().enumerate() {
        reserved(&path.field("groups").index(index), group, problems);
    }
    if let Some(username) = &entry.username {
        reserved(&path.field("username"), username, problems);
    }
}

fn reserved(path: &Path, name: &str, problems: &mut Problems) {
    if let Some(prefix) = RESERVED.iter().find(|prefix| name.starts_with(**prefix)) {
        let problem = Problem::error(path, format!("`{name}` begins with `{prefix}`, which EKS refuses"));
        problems.push(match name {
            "system:masters" => {
                problem.hint("give the policy AmazonEKSClusterAdminPolicy, or put it among `access.admins`")
            }
            _ => problem,
        });
    } else if name.is_empty() {
        problems.error(path, "it is empty");
    }
}

/// Source: EKS user guide, "Grant users access to Kubernetes with an external OIDC provider": one per cluster.
const PROVIDERS: usize = 1;

pub(super) fn identity_providers(subject: &Subject<'_>, problems: &mut Problems) {
    let path = at("access").field("identityProviders");
    let Some(providers) = &subject.full.access.identity_providers else { return };
    if providers.len() > PROVIDERS {
        problems.error(&path, format!("there are {} providers; a cluster has one at most", providers.len()));
    }
    for (name, provider) in providers {
        let place = path.field(name);
        for (field, given) in [("issuerUrl", &provider.issuer_url), ("clientId", &provider.client_id)] {
            if given.as_ref().is_none_or(String::is_empty) {
                problems.error(&place.field(field), format!("`{field}` is missing"));
            }
        }
        if provider.issuer_url.as_ref().is_some_and(|url| !url.is_empty() && !url.starts_with("https://")) {
            problems.error(&place.field("issuerUrl"), "an issuer's URL begins with `https://`");
        }
        if provider.groups_prefix.is_some() && provider.groups_claim.is_none() {
            let problem =
                Problem::error(&place.field("groupsPrefix"), "no claim holds groups that it could stand before");
            problems.push(problem.hint("give `groupsClaim`"));
        }
        for (field, prefix) in
            [("usernamePrefix", &provider.username_prefix), ("groupsPrefix", &provider.groups_prefix)]
        {
            if let Some(reserved) = prefix.as_ref().and_then(|prefix| RESERVED.iter().find(|r| prefix.starts_with(**r)))
            {
                problems.error(
                    &place.field(field),
                    format!("a prefix cannot begin with `{reserved}`: EKS keeps it for itself"),
                );
            }
        }
    }
}
