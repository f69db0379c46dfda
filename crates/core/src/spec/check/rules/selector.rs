//! The terms by which a NodeClass finds subnets, security groups, images and reservations.
//! Source: Karpenter's EC2NodeClass definition, the fields `...SelectorTerms`.

use crate::spec::check::problem::{Problem, Problems};
use crate::spec::node_class::CapacityReservationTerm;
use crate::spec::path::Path;
use crate::spec::resolved::ResolvedNodeClass;
use crate::spec::{Ami, Texts};

const MOST_TERMS: usize = 30;
const MOST_TAGS: usize = 20;

pub(super) fn check(path: &Path, class: &ResolvedNodeClass, problems: &mut Problems) {
    for (index, subnet) in class.subnets.iter().flatten().enumerate() {
        let place = path.field("subnets").index(index);
        one_way(&place, &[subnet.id.is_some(), subnet.tags.is_some()], "`id` or `tags`", problems);
        tags(&place, subnet.tags.as_ref(), problems);
    }
    for (index, group) in class.security_groups.iter().flatten().enumerate() {
        let place = path.field("securityGroups").index(index);
        let given = [group.id.is_some(), group.name.is_some(), group.tags.is_some()];
        one_way(&place, &given, "`id`, `name` or `tags`", problems);
        tags(&place, group.tags.as_ref(), problems);
    }
    for (index, term) in class.capacity_reservations.iter().enumerate() {
        reservation(&path.field("capacityReservations").index(index), term, problems);
    }
    if let Ami::Selector(selector) = &class.ami {
        tags(&path.field("ami"), selector.tags.as_ref(), problems);
        let ids = selector.ids.as_ref().map_or(0, Vec::len);
        if ids > MOST_TERMS {
            problems.error(&path.field("ami").field("ids"), format!("a NodeClass has at most {MOST_TERMS} terms"));
        }
    }
    for (field, count) in [
        ("subnets", class.subnets.as_ref().map(Vec::len)),
        ("securityGroups", class.security_groups.as_ref().map(Vec::len)),
        ("capacityReservations", Some(class.capacity_reservations.len()).filter(|count| *count > 0)),
    ] {
        if count == Some(0) {
            let problem = Problem::error(&path.field(field), "the list is empty");
            problems.push(problem.hint("leave it out for the cluster's own"));
        } else if count.is_some_and(|count| count > MOST_TERMS) {
            problems.error(&path.field(field), format!("a NodeClass has at most {MOST_TERMS} terms"));
        }
    }
}

fn one_way(place: &Path, given: &[bool], ways: &str, problems: &mut Problems) {
    match given.iter().filter(|given| **given).count() {
        0 => problems.error(place, format!("{ways} is missing")),
        1 => {}
        _ => problems.error(place, format!("{ways} are given together; a term has one of them")),
    }
}

/// An id stands alone; tags, criteria and the owner go together.
fn reservation(place: &Path, term: &CapacityReservationTerm, problems: &mut Problems) {
    let others = term.tags.is_some() || term.instance_match_criteria.is_some();
    one_way(place, &[term.id.is_some(), others], "`id`, `tags` or `instanceMatchCriteria`", problems);
    tags(place, term.tags.as_ref(), problems);
    let Some(id) = &term.id else { return };
    let digits = id.strip_prefix("cr-").unwrap_or_default();
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase()) {
        let problem = Problem::error(&place.field("id"), format!("`{id}` is not the id of a reservation"));
        problems.push(problem.hint("it looks like `cr-0a1b2c3d4e5f60718`"));
    }
    if term.owner_id.is_some() {
        problems.error(&place.field("ownerID"), "an id names the reservation alone, whoever owns it");
    }
}

fn tags(place: &Path, tags: Option<&Texts>, problems: &mut Problems) {
    let Some(tags) = tags else { return };
    let place = place.field("tags");
    if tags.is_empty() {
        problems.error(&place, "no tag is named");
    }
    if tags.contains_key("") {
        problems.error(&place, "a tag has an empty key");
    }
    if tags.len() > MOST_TAGS {
        problems.error(&place, format!("there are {} tags; a term has at most {MOST_TAGS}", tags.len()));
    }
}
