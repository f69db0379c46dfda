//! What apply would do, as data. Reads, never writes.
#![doc = include_str!("../../docs/plan.md")]

mod decide;
mod pass;
mod since;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::event::{Action, Verb};
use crate::resource::{Field, Kind};

pub(crate) use decide::{Step, decide};
pub(crate) use pass::{Pass, survey};
pub(crate) use since::since;

/// One node's part of a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// The node: `eks.node_group/system`.
    pub id: String,
    /// The kind of the thing: `eks.node_group`.
    #[schemars(with = "String")]
    pub kind: Kind,
    /// The name in the service.
    pub key: String,
    /// What would be done to it.
    pub action: Action,
    /// What differs; when it is created, what it would be given.
    pub fields: Vec<Field>,
    /// Why the node is there at all, in one line.
    pub why: String,
    /// Grants or opens something: shown in a table of its own.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub security: bool,
    /// A deletion that apply leaves: nobody has asked for it yet (`prune` does), or something still uses the thing, and
    /// then `note` says what.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unapproved: bool,
    /// A remark: what it waits for, who else sets a field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Change {
    /// Whether apply would write because of this.
    pub fn writes(&self) -> bool {
        self.action.writes() && !self.unapproved
    }
}

/// Everything that apply, or destroy, would do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// Whether it is of an apply or of a destroy.
    pub verb: Verb,
    /// `<region>/<name>`; of one part alone, its kind and name besides.
    pub stack: String,
    /// The account, twelve digits.
    pub account: String,
    /// The region.
    pub region: String,
    /// The caller's ARN; no change depends on it.
    pub caller: String,
    /// The endpoint override in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
    /// Whether nothing of this is real.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub simulated: bool,
    /// Every node of the stack, also those that stay as they are.
    pub changes: Vec<Change>,
    /// Leftovers were looked for everywhere. Without `prune` they are where it costs no call: not under other names and
    /// paths, nor among kinds that the spec does not name.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub searched: bool,
    /// What may surprise.
    pub warnings: Vec<String>,
    /// Defaults that were filled in: path, value, where it comes from.
    pub defaults: Vec<Defaulted>,
}

/// A field that the user did not give.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Defaulted {
    /// Where it stands in the spec: `nodePools.x86.weight`.
    pub path: String,
    /// What it was filled in with.
    pub value: serde_json::Value,
    /// Where that comes from: `default`, `preset graviton`, `environment production`.
    pub origin: String,
}

/// How many changes of each kind a plan has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Counts {
    /// What would be made.
    pub create: usize,
    /// What would be changed in place.
    pub update: usize,
    /// What would be deleted.
    pub delete: usize,
    /// What is being changed already, and is waited for.
    pub wait: usize,
    /// What stays as it is.
    pub keep: usize,
    /// Deletions that apply leaves.
    pub unapproved: usize,
}

impl Plan {
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for change in &self.changes {
            match change.action {
                Action::Delete if change.unapproved => counts.unapproved += 1,
                Action::Delete => counts.delete += 1,
                Action::Create => counts.create += 1,
                Action::Update => counts.update += 1,
                Action::Await => counts.wait += 1,
                Action::Keep => counts.keep += 1,
            }
        }
        counts
    }

    /// Whether apply would write anything.
    pub fn has_changes(&self) -> bool {
        self.changes.iter().any(Change::writes)
    }

    /// Whether apply would neither write nor wait.
    pub fn is_idle(&self) -> bool {
        !self.has_changes() && !self.changes.iter().any(|change| change.action == Action::Await)
    }

    /// A text that two plans share exactly when they ask for the same writes.
    pub fn digest(&self) -> String {
        use sha2::{Digest, Sha256};
        let writes: Vec<_> =
            self.changes.iter().filter(|change| change.writes()).map(|c| (&c.id, c.action, &c.fields)).collect();
        let text = serde_json::to_string(&(&self.verb, &self.stack, &self.account, writes)).unwrap_or_default();
        Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
