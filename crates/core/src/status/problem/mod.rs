//! What is wrong with a stack: what is seen, what it means, what to do.
//!
//! Reading is [`evidence`]'s; everything else here is pure: rules over what was read.

mod account;
mod condition;
mod controller;
mod evidence;
mod hand;

use schemars::JsonSchema;
use serde::Serialize;

pub(super) use controller::node as deployment_node;
pub(super) use evidence::{Account, Evidence, read};

/// Something that is wrong, in one sentence, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct StatusProblem {
    /// The node that it shows on: `karpenter.node_class/default`.
    pub node: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: String,
}

impl StatusProblem {
    fn new(node: impl Into<String>, message: impl Into<String>, hint: impl Into<String>) -> StatusProblem {
        StatusProblem { node: node.into(), message: message.into(), hint: hint.into() }
    }
}

/// What most problems end with.
const APPLY: &str = "run `karpool apply`";

/// Causes first, then what only shows them.
const RULES: &[fn(&Evidence, &mut Vec<StatusProblem>)] = &[
    account::association,
    account::statements,
    account::entries,
    account::spot_role,
    account::self_rule,
    controller::queue,
    controller::pods,
    condition::classes,
    condition::pools,
    condition::claims,
    hand::changed,
];

/// All that is wrong.
pub(super) fn find(evidence: &Evidence) -> Vec<StatusProblem> {
    let mut found = Vec::new();
    for rule in RULES {
        rule(evidence, &mut found);
    }
    found
}

#[cfg(test)]
mod tests;
