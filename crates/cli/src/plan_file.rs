//! A saved plan: what was looked at, and what is needed to do exactly that.

use std::path::Path;

use jiff::Timestamp;
use karpool::event::Verb;
use karpool::spec::{Document, Problems};
use karpool::{Apply, Plan, Subject};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::args::{Consent, Removal};
use crate::exit::Failure;
use crate::specs::Loaded;

const FORMAT: u32 = 2;

/// One stack's plan.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Saved {
    /// The spec's file, for messages.
    pub(crate) file: String,
    /// When it was made, by the world's clock.
    pub(crate) made: Timestamp,
    /// The spec after overlays and settings.
    spec: Value,
    consent: Consent,
    removal: Removal,
    /// The plan as it was shown.
    pub(crate) plan: Plan,
}

/// The file: one plan per stack.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PlanFile {
    karpool_plan: u32,
    pub(crate) plans: Vec<Saved>,
}

impl PlanFile {
    /// What is done with it: all of its plans are made by one command.
    pub(crate) fn verb(&self) -> Verb {
        self.plans.first().map_or(Verb::Apply, |saved| saved.plan.verb)
    }
}

impl Saved {
    pub(crate) fn new(loaded: &Loaded, made: Timestamp, plan: &Plan, (consent, removal): (Consent, Removal)) -> Saved {
        let (file, spec) = (loaded.file.clone(), loaded.written.clone());
        Saved { file, made, spec, consent, removal, plan: plan.clone() }
    }

    /// What was consented to, and nothing more.
    pub(crate) fn options(&self) -> Apply {
        consented(self.consent, self.removal).approve_plan(self.plan.clone())
    }

    /// The stack that it is a plan of, as it was when the plan was made.
    pub(crate) fn open(self, sandbox: bool) -> Result<Loaded, Failure> {
        if self.plan.simulated != sandbox {
            let (made, hint) = if self.plan.simulated {
                ("in the sandbox", "add --sandbox, or plan again without it")
            } else {
                ("for a real account", "leave out --sandbox, or plan again with it")
            };
            return Err(Failure::usage(format!("this plan was made {made}"), hint));
        }
        let opened = Subject::open(&Document::from_value(&self.spec));
        let subject = opened.subject.ok_or(opened.problems)?;
        Ok(Loaded { file: self.file, subject, written: self.spec, problems: Problems::default() })
    }
}

/// What the caller has allowed, as the engine takes it.
pub(crate) fn consented(consent: Consent, removal: Removal) -> Apply {
    Apply::new()
        .prune(consent.prune)
        .adopt(consent.adopt)
        .force_conflicts(consent.force_conflicts)
        .offline(consent.offline)
        .force(removal.force)
        .delete_logs(removal.delete_logs)
        .delete_orphans(removal.delete_orphans)
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

/// The saved plans among the files of a command that can take them; a saved plan is named alone.
pub(crate) fn among(files: &[std::path::PathBuf]) -> Result<Option<PlanFile>, Failure> {
    for file in files {
        if let Some(plans) = load(file)? {
            if files.len() > 1 {
                let text = format!("{} is a saved plan, and other files are named beside it", file.display());
                return Err(Failure::usage(text, "name the plan alone"));
            }
            return Ok(Some(plans));
        }
    }
    Ok(None)
}

/// Refuses a saved plan where a spec is expected.
pub(crate) fn refuse(path: &Path) -> Result<(), Failure> {
    match load(path)? {
        None => Ok(()),
        Some(_) => {
            let path = path.display();
            let hint = format!("name the spec; `karpool plan {path}` shows the plan, `karpool apply {path}` does it");
            Err(Failure::usage(format!("{path} is a saved plan, and a spec is expected"), hint))
        }
    }
}
