//! `plan`: what apply, or destroy, would do; or what a saved plan says.

use jiff::Timestamp;
use karpool::{Apply, Plan};
use serde::Serialize;
use serde_json::json;

use super::Session;
use crate::args::PlanArgs;
use crate::exit::{DONE, Failure, HAS_CHANGES, worst};
use crate::plan_file::{self, PlanFile, Saved, consented};
use crate::render::{error, plan as shown, style};
use crate::site::{self, Site};

pub(super) fn plan(session: &Session, args: &PlanArgs) -> Result<u8, Failure> {
    if let Some(file) = plan_file::among(&args.stacks.files)? {
        return saved(session, args, &file);
    }
    let printer = &session.printer;
    let options = consented(args.consent, args.removal);
    session.with_stacks(&args.stacks, async |sites| {
        sites.iter().for_each(|site| error::warnings(printer, &site.loaded.problems));
        let plans = site::together(sites, async |site| one(site, &options, args.destroy).await).await;
        let saved: Option<Vec<Saved>> = sites
            .iter()
            .zip(&plans)
            .map(|(site, planned)| {
                let planned = planned.as_ref().ok()?;
                Some(Saved::new(&site.loaded, planned.made, &planned.plan, (args.consent, args.removal)))
            })
            .collect();
        let changes = plans.iter().flatten().any(|planned| planned.plan.has_changes());
        let failed = site::show(printer, sites, plans, true, |planned| shown::plan(&planned.plan, printer));
        // A file with the plans of some stacks only would be applied as if they were all.
        if let Some((path, saved)) = args.out.as_ref().zip(saved) {
            plan_file::save(path, saved)?;
            let sandbox = if session.global.sandbox.sandbox { " --sandbox" } else { "" };
            printer.note(&format!("saved; `karpool apply {}{sandbox}` does exactly this\n", path.display()));
        } else if changes && failed == DONE {
            let verb = if args.destroy { "destroy" } else { "apply" };
            let next = format!("`karpool {verb} {}{}` does this", session.again(sites, &args.stacks), flags(args));
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
    #[serde(skip)]
    made: Timestamp,
}

async fn one(site: &Site, options: &Apply, destroy: bool) -> Result<Planned, Failure> {
    let (subject, world) = (&site.loaded.subject, &site.ground.world);
    let plan = match destroy {
        true => karpool::plan_destroy(subject, world, options).await?,
        false => karpool::plan(subject, world, options).await?,
    };
    Ok(Planned { counts: plan.counts(), digest: plan.digest(), made: world.clock().timestamp(), plan })
}

/// The flags without which the next command would do something else.
fn flags(args: &PlanArgs) -> String {
    let (consent, removal) = (args.consent, args.removal);
    let flags = [
        (consent.prune && !args.destroy, " --prune"),
        (consent.adopt && !args.destroy, " --adopt"),
        (consent.force_conflicts && !args.destroy, " --force-conflicts"),
        (removal.force, " --force"),
        (removal.delete_logs && args.destroy, " --delete-logs"),
        (removal.delete_orphans && args.destroy, " --delete-orphans"),
    ];
    flags.iter().filter(|(given, _)| *given).map(|row| row.1).collect()
}

/// Shows a saved plan. Nothing is called: what it says is as old as it is.
fn saved(session: &Session, args: &PlanArgs, file: &PlanFile) -> Result<u8, Failure> {
    let (consent, removal) = (args.consent, args.removal);
    let consents = [consent.prune, consent.adopt, consent.force_conflicts, removal.force, removal.delete_logs];
    let settings = !args.stacks.set.is_empty() || !args.stacks.overlays.is_empty();
    if settings || args.destroy || args.out.is_some() || removal.delete_orphans || consents.contains(&true) {
        let hint = "plan its spec again with these, or show the plan without them";
        return Err(Failure::usage("a saved plan is shown as it is: no other option can change it", hint));
    }
    let (printer, path) = (&session.printer, args.stacks.files[0].display().to_string());
    let mut documents = Vec::new();
    for (number, saved) in file.plans.iter().enumerate() {
        printer.text(&site::apart(number));
        printer.text(&format!("{}  nothing was called to show it\n\n", shown::saved(&path, saved)));
        printer.text(&shown::plan(&saved.plan, printer));
        let plan = saved.plan.clone();
        let planned = Planned { counts: plan.counts(), digest: plan.digest(), made: saved.made, plan };
        let mut document = serde_json::to_value(&planned).unwrap_or_default();
        document["saved"] = json!({"file": path, "spec": saved.file, "made": saved.made});
        documents.push(document);
    }
    match &documents[..] {
        [only] => printer.document(only),
        all => printer.document(&all),
    }
    let changes = file.plans.iter().any(|saved| saved.plan.has_changes());
    if changes {
        let sandbox = if file.plans.iter().any(|saved| saved.plan.simulated) { " --sandbox" } else { "" };
        let next = format!("`karpool apply {path}{sandbox}` does exactly this, unless the world has changed since");
        printer.note(&format!("{} {next}\n", style::hint("next:")));
    }
    Ok(if changes && args.detailed_exit_code { HAS_CHANGES } else { DONE })
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
