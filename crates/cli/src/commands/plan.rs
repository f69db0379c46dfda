//! `plan`: what apply, or destroy, would do.

use karpool::{Apply, Plan};
use serde_json::{Value, json};

use super::Session;
use crate::args::{Consent, PlanArgs, Removal};
use crate::exit::{DONE, Failure, HAS_CHANGES};
use crate::plan_file::{self, Saved};
use crate::render::{error, plan as shown};

pub(super) fn plan(session: &Session, args: &PlanArgs) -> Result<u8, Failure> {
    let printer = &session.printer;
    let options = consented(args.consent, args.removal);
    let (mut saved, mut documents) = (Vec::new(), Vec::new());
    let mut changes = false;
    session.each(&args.stacks, async |ground, loaded| {
        error::warnings(printer, &loaded.problems);
        let plan = if args.destroy {
            karpool::plan_destroy(&loaded.spec, &ground.world, &options).await?
        } else {
            karpool::plan(&loaded.spec, &ground.world, &options).await?
        };
        printer.text(&shown::plan(&plan, printer));
        changes |= plan.has_changes();
        documents.push(document(&plan));
        saved.push(Saved::new(loaded, &plan, args.consent));
        Ok(DONE)
    })?;
    match &documents[..] {
        [only] => printer.document(only),
        several => printer.document(&several),
    }
    if let Some(path) = &args.out {
        plan_file::save(path, saved)?;
        printer.note(&format!("saved; `karpool apply {}` does exactly this\n", path.display()));
    }
    Ok(if changes && args.detailed_exit_code { HAS_CHANGES } else { DONE })
}

/// The plan as data, with its counts.
fn document(plan: &Plan) -> Value {
    let mut value = serde_json::to_value(plan).unwrap_or_default();
    value["counts"] = json!(plan.counts());
    value["digest"] = json!(plan.digest());
    value
}

pub(super) fn consented(consent: Consent, removal: Removal) -> Apply {
    Apply::new()
        .prune(consent.prune)
        .adopt(consent.adopt)
        .force_conflicts(consent.force_conflicts)
        .offline(consent.offline)
        .force(removal.force)
        .delete_logs(removal.delete_logs)
        .delete_orphans(removal.delete_orphans)
}
