//! What callers with limited rights asked for, and which statements let them: what would be refused without one.

use std::collections::{BTreeMap, BTreeSet};

use super::policy::Decision;

/// One kind of permission that a principal was asked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Passage {
    /// ARN of the user or role; a role's has no path.
    pub principal: String,
    /// `ec2:CreateFleet`.
    pub action: String,
    /// The kind of resource: `launch-template`, or `*`.
    pub resource: String,
    pub allowed: bool,
    /// `Sid` of every statement that allows it; a statement without one has none here.
    pub statements: BTreeSet<String>,
}

/// Every kind of permission, and how often it was asked for.
#[derive(Debug, Default)]
pub struct Ledger(BTreeMap<Passage, u64>);

impl Ledger {
    pub(super) fn note(&mut self, principal: String, (action, resource): (&str, &str), by: (Decision, Vec<String>)) {
        let passage = Passage {
            principal,
            action: action.to_owned(),
            resource: kind(resource).to_owned(),
            allowed: by.0.is_allowed(),
            statements: by.1.into_iter().collect(),
        };
        *self.0.entry(passage).or_default() += 1;
    }

    /// All that a principal was asked for; the name of the role or user is enough.
    pub fn of(&self, principal: &str) -> impl Iterator<Item = (&Passage, u64)> {
        let is_meant = move |arn: &str| arn == principal || arn.rsplit('/').next() == Some(principal);
        self.0.iter().filter(move |(passage, _)| is_meant(&passage.principal)).map(|(passage, count)| (passage, *count))
    }

    /// The actions that a principal could not have done without a statement.
    pub fn lost_without(&self, principal: &str, sid: &str) -> BTreeSet<String> {
        let only = |passage: &Passage| passage.allowed && passage.statements.iter().all(|one| one == sid);
        let passages = self.of(principal).map(|(passage, _)| passage);
        passages.filter(|passage| passage.statements.contains(sid) && only(passage)).map(|p| p.action.clone()).collect()
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

/// `arn:aws:ec2:us-east-1:111122223333:launch-template/lt-1` is a `launch-template`.
fn kind(resource: &str) -> &str {
    let name = resource.splitn(6, ':').nth(5).unwrap_or(resource);
    name.split('/').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_statements_allow_is_lost_without_neither() {
        let mut ledger = Ledger::default();
        let mut note = |action: &str, sids: &[&str]| {
            let by = (Decision::Allowed, sids.iter().map(|sid| (*sid).to_owned()).collect());
            ledger.note("arn:aws:iam::1:role/r".into(), (action, "arn:aws:ec2:r:1:instance/i-1"), by);
        };
        note("ec2:RunInstances", &["A"]);
        note("ec2:CreateTags", &["A", "B"]);
        ledger.note("arn:aws:iam::1:role/r".into(), ("ec2:StopInstances", "*"), (Decision::ImplicitDeny, Vec::new()));
        assert_eq!(ledger.lost_without("r", "A"), BTreeSet::from(["ec2:RunInstances".to_owned()]));
        assert_eq!(ledger.lost_without("r", "B"), BTreeSet::new());
        assert_eq!(ledger.of("r").map(|(passage, _)| passage.resource.as_str()).max(), Some("instance"));
    }
}
