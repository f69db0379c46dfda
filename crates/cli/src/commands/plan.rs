//! `plan`: what apply, or destroy, would do.

use karpool::{Apply, Plan};
use serde::Serialize;

use super::Session;
use crate::args::{Consent, PlanArgs, Removal};
use crate::exit::{DONE, Failure, HAS_CHANGES, worst};
use crate::plan_file::{self, Saved};
use crate::render::{error, plan as shown, style};
use crate::site::{self, Site};

pub(super) fn plan(session: &Session, args: &PlanArgs) -> Result<u8, Failure> {
    let printer = &session.printer;
    let options = consented(args.consent, args.removal);
    session.with_stacks(&args.stacks, async |sites| {
        sites.iter().for_each(|site| error::warnings(printer, &site.loaded.problems));
        let plans = site::together(sites, async |site| one(site, &options, args.destroy).await).await;
        let saved: Option<Vec<Saved>> = sites
            .iter()
            .zip(&plans)
            .map(|(site, plan)| Some(Saved::new(&site.loaded, &plan.as_ref().ok()?.plan, args.consent)))
            .collect();
        let changes = plans.iter().flatten().any(|planned| planned.plan.has_changes());
        let failed = site::show(printer, sites, plans, true, |planned| shown::plan(&planned.plan, printer));
        // A file with the plans of some stacks only would be applied as if they were all.
        if let Some((path, saved)) = args.out.as_ref().zip(saved) {
            plan_file::save(path, saved)?;
            printer.note(&format!("saved; `karpool apply {}` does exactly this\n", path.display()));
        } else if changes && failed == DONE {
            let verb = if args.destroy { "destroy" } else { "apply" };
            let prune = if args.consent.prune { " --prune" } else { "" };
            let next = format!("`karpool {verb} {}{prune}` does this", session.again(sites, &args.stacks));
            printer.note(&format!("{} {next}\n", style::hint("next:")));
        }
        let found = if changes && args.detailed_exit_code { HAS_CHANGES } else { DONE };
        Ok(worst([failed, found]))
    })
}

/// The plan as data, with its counts.
#[derive(Serialize)]
struct Planned {
    #[serde(flatten)]
    plan: Plan,
    counts: karpool::plan::Counts,
    digest: String,
}

async fn one(site: &Site, options: &Apply, destroy: bool) -> Result<Planned, Failure> {
    let (subject, world) = (&site.loaded.subject, &site.ground.world);
    let plan = match destroy {
        true => karpool::plan_destroy(subject, world, options).await?,
        false => karpool::plan(subject, world, options).await?,
    };
    Ok(Planned { counts: plan.counts(), digest: plan.digest(), plan })
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

/// The plans of all stacks, or the worst exit code: with one of them missing nothing is written anywhere.
pub(super) fn all(session: &Session, sites: &[Site], plans: Vec<Result<Plan, Failure>>) -> Result<Vec<Plan>, u8> {
    let printer = &session.printer;
    let mut codes = Vec::new();
    let mut found = Vec::new();
    for (number, (site, plan)) in sites.iter().zip(plans).enumerate() {
        match plan {
            Ok(plan) => {
                printer.remark(&site::apart(number));
                printer.remark(&shown::plan(&plan, printer));
                found.push(plan);
            }
            Err(failure) => codes.push(site::fail(printer, site, &failure)),
        }
    }
    if codes.is_empty() {
        return Ok(found);
    }
    if sites.len() > 1 {
        printer.note("one stack cannot be planned, so nothing was changed in any\n");
    }
    Err(worst(codes))
}
