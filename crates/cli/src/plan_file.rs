//! A saved plan: what was looked at, and what is needed to do exactly that.

use std::path::Path;

use karpool::{Apply, Plan};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::args::Consent;
use crate::exit::Failure;
use crate::specs::Loaded;

const FORMAT: u32 = 1;

/// One stack's plan.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Saved {
    /// The spec's file, for messages.
    pub(crate) file: String,
    /// The spec after overlays and settings.
    pub(crate) spec: Value,
    pub(crate) digest: String,
    /// Made in the sandbox.
    #[serde(default)]
    pub(crate) simulated: bool,
    pub(crate) prune: bool,
    pub(crate) adopt: bool,
    pub(crate) force_conflicts: bool,
    pub(crate) offline: bool,
    /// The plan as it was shown.
    plan: Value,
}

/// The file: one plan per stack.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PlanFile {
    karpool_plan: u32,
    pub(crate) plans: Vec<Saved>,
}

impl Saved {
    pub(crate) fn new(loaded: &Loaded, plan: &Plan, consent: Consent) -> Saved {
        Saved {
            file: loaded.file.clone(),
            spec: loaded.written.clone(),
            digest: plan.digest(),
            simulated: plan.simulated,
            prune: consent.prune,
            adopt: consent.adopt,
            force_conflicts: consent.force_conflicts,
            offline: consent.offline,
            plan: serde_json::to_value(plan).unwrap_or_default(),
        }
    }

    /// What was consented to, and nothing more.
    pub(crate) fn options(&self) -> Apply {
        Apply::new()
            .approve(&self.digest)
            .prune(self.prune)
            .adopt(self.adopt)
            .force_conflicts(self.force_conflicts)
            .offline(self.offline)
    }
}

pub(crate) fn save(path: &Path, plans: Vec<Saved>) -> Result<(), Failure> {
    let file = PlanFile { karpool_plan: FORMAT, plans };
    let text = serde_json::to_string_pretty(&file).map_err(|error| Failure::file(path, error.into()))?;
    std::fs::write(path, text + "\n").map_err(|error| Failure::file(path, error))
}

/// The saved plans in a file; `None` when it is something else, a spec for instance.
pub(crate) fn load(path: &Path) -> Result<Option<PlanFile>, Failure> {
    if path.extension().is_none_or(|extension| extension != "json") {
        return Ok(None);
    }
    let text = std::fs::read_to_string(path).map_err(|error| Failure::file(path, error))?;
    let Ok(value) = serde_json::from_str::<Value>(&text) else { return Ok(None) };
    let Some(format) = value.get("karpoolPlan") else { return Ok(None) };
    let unreadable = || {
        let text = format!("{} is a plan that this version cannot read", path.display());
        Failure::usage(text, "make it again with `karpool plan --out`")
    };
    if *format != FORMAT {
        return Err(unreadable());
    }
    serde_json::from_value(value).map(Some).map_err(|_| unreadable())
}
