//! `apply`: shows the plans, asks once, and makes it so, all stacks side by side.

use karpool::event::Verb;
use karpool::{Apply, Plan};

use super::Session;
use super::plan::all;
use crate::args::{ApplyArgs, Removal, StackArgs};
use crate::exit::{CANCELLED, Failure};
use crate::follow::follow;
use crate::plan_file::{self, PlanFile, Saved, consented};
use crate::render::{error, plan as shown, report};
use crate::site::{self, Site};

pub(super) fn apply(session: &Session, args: &ApplyArgs) -> Result<u8, Failure> {
    if let Some(file) = plan_file::among(&args.stacks.files)? {
        if args.consent.prune || args.consent.adopt || args.consent.force_conflicts || args.force {
            return Err(unchangeable());
        }
        return saved(session, &args.stacks, file);
    }
    if !args.yes && !session.printer.can_ask() {
        let hint = "add --yes to approve changes (and --prune to approve deletions), or apply a saved plan";
        return Err(Failure::usage("apply asks before it changes anything, and nobody can answer here", hint));
    }
    let options = consented(args.consent, Removal { force: args.force, ..Removal::default() });
    session.with_stacks(&args.stacks, async |sites| {
        sites.iter().for_each(|site| error::warnings(&session.printer, &site.loaded.problems));
        // A program that reads JSON needs no picture of the plan: the first event says what is going to be done.
        if session.printer.is_json() && sites.len() == 1 {
            return run(session, (sites, &args.stacks), vec![options]).await;
        }
        let plans = site::together(sites, async |site| {
            Ok(karpool::plan(&site.loaded.subject, &site.ground.world, &options).await?)
        });
        let plans = match all(session, sites, plans.await) {
            Ok(plans) => plans,
            Err(code) => return Ok(code),
        };
        if !args.yes && plans.iter().any(Plan::has_changes) && !consents(session, &plans) {
            session.printer.note("nothing was changed\n");
            return Ok(CANCELLED);
        }
        let options = plans.into_iter().map(|plan| options.clone().approve_plan(plan)).collect();
        run(session, (sites, &args.stacks), options).await
    })
}

async fn run(session: &Session, (sites, args): (&[Site], &StackArgs), options: Vec<Apply>) -> Result<u8, Failure> {
    let began = report::Began::now(sites);
    let done = follow(&session.printer, sites, options, |site, options| async move {
        karpool::apply(&site.loaded.subject, &site.ground.world, &options).await
    });
    let done = done.await?;
    Ok(report::reports(session, (sites, args), done, &began))
}

/// Deletions are shown apart: they were approved by `--prune`, and this is the last moment to see them.
fn consents(session: &Session, plans: &[Plan]) -> bool {
    let mut question = String::from("\n");
    let changing: Vec<&Plan> = plans.iter().filter(|plan| plan.has_changes()).collect();
    for plan in changing.iter().filter(|plan| plan.counts().delete > 0) {
        question += &shown::deletions(plan);
    }
    let parts: Vec<String> = changing
        .iter()
        .map(|plan| format!("{} to {} in account {}", shown::counted(plan.counts()), plan.stack, plan.account))
        .collect();
    question += &format!("Apply {}? [y/N] ", parts.join(" and "));
    matches!(session.printer.ask(&question).as_deref(), Some("y" | "Y" | "yes"))
}

/// Does what a saved plan says, which may be to destroy: the plan is its own consent.
pub(super) fn saved(session: &Session, args: &StackArgs, file: PlanFile) -> Result<u8, Failure> {
    if !args.set.is_empty() || !args.overlays.is_empty() {
        return Err(unchangeable());
    }
    let path = args.files.first().map(|path| path.display().to_string()).unwrap_or_default();
    file.plans.iter().for_each(|plan| session.printer.note(&shown::saved(&path, plan)));
    let verb = file.verb();
    let options: Vec<Apply> = file.plans.iter().map(Saved::options).collect();
    let sandbox = session.global.sandbox.sandbox;
    let stacks = file.plans.into_iter().map(|plan| plan.open(sandbox)).collect::<Result<Vec<_>, _>>()?;
    let args = StackArgs { files: Vec::new(), overlays: Vec::new(), set: Vec::new() };
    session.with(stacks, async |sites| match verb {
        Verb::Destroy => super::destroy::run(session, (sites, &args), options).await,
        _ => run(session, (sites, &args), options).await,
    })
}

pub(super) fn unchangeable() -> Failure {
    let hint = "make a new plan with these, or do the saved one without them";
    Failure::usage("a saved plan is done as it is: no other option can change it", hint)
}
