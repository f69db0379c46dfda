//! Rules that look at more than one field, or that a form cannot say.

mod access;
mod account;
mod addon;
mod arn;
mod compute;
mod fargate_profile;
mod instance_option;
mod karpenter;
mod kubelet;
mod kubernetes;
mod network;
mod node_class;
mod node_group;
mod node_overlay;
mod node_pool;
mod private;
mod requirement;
mod security_group;
mod selector;
mod toleration;
mod volume;

use super::problem::{Problem, Problems};
use crate::spec::path::Path;
use crate::spec::resolved::Resolved;
use crate::spec::section::Texts;
use crate::spec::stack::Spec;

/// The spec as given and with its defaults.
pub(super) struct Subject<'a> {
    pub(super) spec: &'a Spec,
    pub(super) full: &'a Resolved,
}

type Rule = fn(&Subject<'_>, &mut Problems);

const RULES: [Rule; 25] = [
    account::names,
    account::tags,
    account::sections,
    arn::arns,
    network::network,
    network::endpoint,
    network::existing,
    security_group::node_security_group,
    private::private,
    access::identity_providers,
    kubernetes::addresses,
    kubernetes::keys,
    kubernetes::zonal_shift,
    access::principals,
    access::entries,
    compute::node_role,
    compute::groups,
    fargate_profile::profiles,
    addon::addons,
    toleration::tolerations,
    karpenter::versions,
    karpenter::controller,
    node_class::classes,
    node_pool::pools,
    node_overlay::overlays,
];

pub(super) fn apply(subject: &Subject<'_>, problems: &mut Problems) {
    for rule in RULES {
        rule(subject, problems);
    }
}

fn at(field: &str) -> Path {
    Path::root().field(field)
}

/// How tags are bounded. Source: EC2 user guide, "Tag restrictions"; IAM and EKS have the same limits.
const TAG_LIMIT: usize = 50;
/// The tags that karpool adds: stack, id, keys, `Name`.
const OWN_TAGS: usize = 4;

fn check_tags(path: &Path, tags: &Texts, problems: &mut Problems) {
    if tags.len() > TAG_LIMIT - OWN_TAGS {
        let most = TAG_LIMIT - OWN_TAGS;
        problems.error(
            path,
            format!("there are {} tags; AWS allows 50, of which karpool needs {OWN_TAGS}: {most}", tags.len()),
        );
    }
    for (key, value) in tags {
        let place = path.field(key);
        if key.is_empty() || key.chars().count() > 128 {
            problems.error(&place, "a tag's key has 1 to 128 characters");
        }
        if value.chars().count() > 256 {
            problems.error(&place, format!("a tag's value has at most 256 characters, not {}", value.chars().count()));
        }
        if key.to_ascii_lowercase().starts_with("aws:") {
            problems.error(&place, "keys that begin with `aws:` are AWS's own");
        }
        if key.starts_with("karpool.dev/") {
            problems.error(&place, "keys that begin with `karpool.dev/` say what karpool owns; they cannot be given");
        }
        let allowed = |c: char| c.is_alphanumeric() || c == ' ' || "_.:/=+-@".contains(c);
        for (what, text) in [("key", key), ("value", value)] {
            if let Some(wrong) = text.chars().find(|c| !allowed(*c)) {
                problems.error(
                    &place,
                    format!("`{wrong}` cannot be in a tag's {what}: letters, digits, spaces and `_.:/=+-@` can"),
                );
            }
        }
    }
}

/// A reference to a name that a map has, or a problem with the nearest one.
fn check_reference<'a>(
    path: &Path,
    name: &str,
    what: &str,
    known: impl Iterator<Item = &'a String> + Clone,
) -> Option<Problem> {
    if known.clone().any(|one| one == name) {
        return None;
    }
    let all: Vec<&str> = known.map(String::as_str).collect();
    let mut problem = Problem::error(path, format!("there is no {what} `{name}`"));
    problem.hint = match super::correction::nearest(name, all.iter().copied()) {
        Some(near) => Some(format!("did you mean `{near}`?")),
        None if all.is_empty() => Some(format!("there is no {what} at all")),
        None => Some(format!("there are {}", all.join(", "))),
    };
    Some(problem)
}

/// The first value that is there twice.
fn duplicate<T: PartialEq>(values: &[T]) -> Option<usize> {
    (1..values.len()).find(|index| values[..*index].contains(&values[*index]))
}
