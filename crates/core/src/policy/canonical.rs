//! One form per meaning, so that two documents can be compared with `==`.

use std::collections::{BTreeMap, BTreeSet};

use super::document::{Conditions, Document, Effect, Principal, Statement};

type Names = BTreeMap<String, BTreeSet<String>>;

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Canonical {
    version: String,
    statements: BTreeSet<CanonicalStatement>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct CanonicalStatement {
    sid: String,
    effect: Effect,
    principals: [Names; 2],
    actions: [BTreeSet<String>; 2],
    resources: [BTreeSet<String>; 2],
    conditions: BTreeMap<String, Names>,
}

impl Canonical {
    pub(super) fn of(document: &Document) -> Canonical {
        Canonical {
            // AWS reads a document without a version as the old language.
            version: document.version.clone().unwrap_or_else(|| "2008-10-17".to_owned()),
            statements: document.statements.iter().map(statement).collect(),
        }
    }
}

fn statement(statement: &Statement) -> CanonicalStatement {
    let set = |list: &[String]| list.iter().cloned().collect::<BTreeSet<_>>();
    // IAM compares actions without regard to letter case.
    let lower = |list: &[String]| list.iter().map(|action| action.to_ascii_lowercase()).collect::<BTreeSet<_>>();
    CanonicalStatement {
        sid: statement.sid.clone().unwrap_or_default(),
        effect: statement.effect,
        principals: [principals(&statement.principal), principals(&statement.not_principal)],
        actions: [lower(&statement.actions), lower(&statement.not_actions)],
        resources: [set(&statement.resources), set(&statement.not_resources)],
        conditions: conditions(&statement.conditions),
    }
}

fn principals(principal: &Option<Principal>) -> Names {
    match principal {
        None => Names::new(),
        // "*" and {"AWS": "*"} are the same principal in a resource policy.
        Some(Principal::Everyone) => Names::from([("AWS".to_owned(), BTreeSet::from(["*".to_owned()]))]),
        Some(Principal::Named(kinds)) => kinds
            .iter()
            .map(|(kind, names)| {
                let name = |name: &String| if kind == "AWS" { account_of_root(name) } else { name.clone() };
                (kind.clone(), names.iter().map(name).collect())
            })
            .collect(),
    }
}

/// `arn:aws:iam::111122223333:root` is another way to write the account `111122223333`.
fn account_of_root(name: &str) -> String {
    let parts: Vec<&str> = name.split(':').collect();
    match parts.as_slice() {
        ["arn", _, "iam", "", account, "root"] => (*account).to_owned(),
        _ => name.to_owned(),
    }
}

fn conditions(conditions: &Conditions) -> BTreeMap<String, Names> {
    let keys = |keys: &BTreeMap<String, Vec<String>>| {
        keys.iter().map(|(key, values)| (key.to_ascii_lowercase(), values.iter().cloned().collect())).collect()
    };
    conditions.iter().map(|(operator, inner)| (operator.to_ascii_lowercase(), keys(inner))).collect()
}
