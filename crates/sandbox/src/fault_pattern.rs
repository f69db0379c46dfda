//! The calls that a rule's pattern can mean, so that a misspelt one is refused and not waited for.

use crate::fault::matches;
use crate::{arc_zonal_shift, ec2, eks, eks_auth, events, iam, kms, logs, sqs, ssm, sts, tagging};

/// How a call of a cluster's API begins.
const KUBERNETES: &str = "kubernetes";
/// What comes next.
const VERBS: &[&str] = &["GET", "WATCH", "POST", "PUT", "PATCH", "DELETE"];

/// What is wrong with a pattern that no call of the sandbox fits.
pub(crate) fn refusal(pattern: &str) -> Option<String> {
    // `*` in the service's place stands for every service.
    let (service, operation) = pattern.split_once(':').filter(|(service, _)| !service.contains('*'))?;
    if service == KUBERNETES {
        return refused_verb(operation);
    }
    let known = known();
    let of_service: Vec<&str> = known.iter().filter(|(name, _)| *name == service).map(|row| row.1).collect();
    if of_service.is_empty() {
        let services = known.chunk_by(|one, other| one.0 == other.0).filter_map(|rows| Some(rows.first()?.0));
        let services: Vec<&str> = services.chain([KUBERNETES]).collect();
        let meant = nearest(service, services.iter().copied());
        let meant = meant.map_or_else(|| services.join(", "), |name| format!("did you mean `{name}:{operation}`?"));
        return Some(format!("the sandbox has no service `{service}`: {meant}"));
    }
    if of_service.iter().any(|name| matches(operation, name)) {
        return None;
    }
    let meant = nearest(operation, of_service.into_iter());
    let meant = meant.map(|name| format!("; did you mean `{service}:{name}`?")).unwrap_or_default();
    Some(format!("the sandbox answers no `{pattern}`{meant}"))
}

fn refused_verb(operation: &str) -> Option<String> {
    let verb = operation.split(' ').next().unwrap_or_default();
    if verb.contains('*') || VERBS.contains(&verb) {
        return None;
    }
    Some(format!(
        "`{verb}` is no verb of Kubernetes: one of {}, as in `kubernetes:PATCH nodepools/*`",
        VERBS.join(", ")
    ))
}

/// Services and their operations.
fn known() -> Vec<(&'static str, &'static str)> {
    let mut known = Vec::new();
    let mut add = |service, operations: &mut dyn Iterator<Item = &'static str>| {
        known.extend(operations.map(|operation| (service, operation)));
    };
    add("iam", &mut iam::operations());
    add("sts", &mut sts::operations());
    add("ec2", &mut ec2::operations());
    add("sqs", &mut sqs::operations());
    add("events", &mut events::operations());
    add("logs", &mut logs::operations());
    add("kms", &mut kms::operations());
    add("ssm", &mut ssm::operations());
    add("tagging", &mut tagging::operations());
    add("eks", &mut eks::operations());
    add("eks_auth", &mut eks_auth::operations());
    add("arc_zonal_shift", &mut arc_zonal_shift::operations());
    known
}

/// The word that was probably meant.
fn nearest<'a>(text: &str, words: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let lower = text.to_ascii_lowercase();
    let scored = words.map(|word| (strsim::damerau_levenshtein(&lower, &word.to_ascii_lowercase()), word));
    let (distance, word) = scored.min_by_key(|(distance, _)| *distance)?;
    (distance <= (word.len() / 3).clamp(1, 6)).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::SERVICES;

    #[test]
    fn a_pattern_that_no_call_fits_is_refused_with_the_nearest_name() {
        let rows = [
            ("eks:CreateClusters", "the sandbox answers no `eks:CreateClusters`; did you mean `eks:CreateCluster`?"),
            ("eks:createcluster", "the sandbox answers no `eks:createcluster`; did you mean `eks:CreateCluster`?"),
            ("ec2:Frob*", "the sandbox answers no `ec2:Frob*`"),
            ("ekz:CreateCluster", "the sandbox has no service `ekz`: did you mean `eks:CreateCluster`?"),
            (
                "kubernetes:APPLY x",
                "`APPLY` is no verb of Kubernetes: one of GET, WATCH, POST, PUT, PATCH, DELETE, as in \
                 `kubernetes:PATCH nodepools/*`",
            ),
        ];
        for (pattern, expected) in rows {
            assert_eq!(refusal(pattern).as_deref(), Some(expected));
        }
        for pattern in ["*", "*:Create*", "iam:*", "eks:Create*", "kubernetes:*", "kubernetes:PATCH nodepools/x86"] {
            assert_eq!(refusal(pattern), None);
        }
    }

    #[test]
    fn every_service_that_answers_is_known() {
        let unanswered = ["servicequotas", "pricing"];
        for service in SERVICES.iter().filter(|service| !unanswered.contains(&service.name)) {
            assert!(known().iter().any(|(name, _)| *name == service.name), "{}", service.name);
        }
    }
}
