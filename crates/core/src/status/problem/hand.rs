//! What somebody has changed by hand, as the API server remembers it.

use serde_json::Value as Json;

use super::StatusProblem;
use super::controller::apply;
use super::evidence::Evidence;
use crate::manifest::set_by_others;
use crate::resource::kubernetes::FIELD_MANAGER;

/// Who has set a field of the spec whose path holds this text, when it is not karpool.
pub(super) fn setter(object: &Json, field: &str) -> Option<String> {
    let others = set_by_others(object, FIELD_MANAGER);
    others.into_iter().find(|other| other.path.contains(field)).map(|other| other.manager)
}

/// The fields of a class that karpool sets whatever the spec says.
const OURS: [&str; 5] = [
    "spec.subnetSelectorTerms",
    "spec.securityGroupSelectorTerms",
    "spec.amiSelectorTerms",
    "spec.instanceProfile",
    "spec.role",
];

/// Fields of classes that are no longer karpool's: a wrong value that exists shows nowhere else.
pub(super) fn changed(evidence: &Evidence, found: &mut Vec<StatusProblem>) {
    for class in &evidence.classes {
        let node = super::condition::node("node_class", class);
        for other in set_by_others(class, FIELD_MANAGER) {
            let hint = apply(Some(&other.manager));
            // What shows already is told once.
            let told = found.iter().any(|known| known.node == node && known.hint == hint);
            if !told && OURS.contains(&other.path.as_str()) {
                let message = format!("`{}` has set {}, which is not as the spec wants it", other.manager, other.path);
                found.push(StatusProblem::new(&node, message, hint));
            }
        }
    }
}
