//! `apply`: shows the plan, asks, and makes it so.

use karpool::spec::Spec;
use karpool::{Apply, Plan};

use super::Session;
use super::plan::consented;
use crate::args::{ApplyArgs, Removal};
use crate::exit::{CANCELLED, DONE, Failure};
use crate::follow::follow;
use crate::ground::Ground;
use crate::plan_file::{self, PlanFile, Saved};
use crate::render::{error, plan as shown, report};

pub(super) fn apply(session: &Session, args: &ApplyArgs) -> Result<u8, Failure> {
    if let [file] = &args.stacks.files[..]
        && let Some(plans) = plan_file::load(file)?
    {
        return saved(session, args, &plans);
    }
    if !args.yes && !session.printer.can_ask() {
        let hint = "add --yes to approve changes (and --prune to approve deletions), or apply a saved plan";
        return Err(Failure::usage("apply asks before it changes anything, and nobody can answer here", hint));
    }
    let options = consented(args.consent, Removal { force: args.force, ..Removal::default() });
    session.each(&args.stacks, async |ground, loaded| {
        error::warnings(&session.printer, &loaded.problems);
        one(session, ground, &loaded.spec, options.clone(), args.yes).await
    })
}

async fn one(session: &Session, ground: &Ground, spec: &Spec, options: Apply, yes: bool) -> Result<u8, Failure> {
    let printer = &session.printer;
    // A program that reads JSON needs no picture of the plan: the first event says what is going to be done.
    if printer.is_json() {
        return run(session, ground, spec, options).await;
    }
    let plan = karpool::plan(spec, &ground.world, &options).await?;
    printer.remark(&shown::plan(&plan, printer));
    if !yes && plan.has_changes() && !consents(session, &plan) {
        printer.note("nothing was changed\n");
        return Ok(CANCELLED);
    }
    run(session, ground, spec, options.approve(plan.digest())).await
}

async fn run(session: &Session, ground: &Ground, spec: &Spec, options: Apply) -> Result<u8, Failure> {
    let printer = &session.printer;
    let began = report::Began::now(ground);
    let report =
        follow(printer, ground, options, |options| async move { karpool::apply(spec, &ground.world, &options).await })
            .await?;
    Ok(report::report(printer, ground, &report, &began))
}

/// Deletions are shown apart: they were approved by `--prune`, and this is the last moment to see them.
fn consents(session: &Session, plan: &Plan) -> bool {
    let counts = plan.counts();
    let mut question = String::from("\n");
    if counts.delete > 0 {
        question += &shown::deletions(plan);
    }
    let place = format!("{} in account {}", plan.stack, plan.account);
    question += &format!("Apply {} to {place}? [y/N] ", shown::counted(counts));
    matches!(session.printer.ask(&question).as_deref(), Some("y" | "Y" | "yes"))
}

/// A saved plan is its own consent.
fn saved(session: &Session, args: &ApplyArgs, file: &PlanFile) -> Result<u8, Failure> {
    if !args.stacks.set.is_empty() || !args.stacks.overlays.is_empty() || args.consent.prune || args.consent.adopt {
        let hint = "make a new plan with these, or apply the saved one without them";
        return Err(Failure::usage(
            "a saved plan is done as it is: --set, -f, --prune and --adopt cannot change it",
            hint,
        ));
    }
    let mut worst = DONE;
    for plan in &file.plans {
        worst = worst.max(one_saved(session, plan)?);
    }
    Ok(worst)
}

fn one_saved(session: &Session, plan: &Saved) -> Result<u8, Failure> {
    if plan.simulated != session.global.sandbox.sandbox {
        let (made, hint) = if plan.simulated {
            ("in the sandbox", "add --sandbox, or plan again without it")
        } else {
            ("for a real account", "leave out --sandbox, or plan again with it")
        };
        return Err(Failure::usage(format!("this plan was made {made}"), hint));
    }
    let spec = Spec::from_value(&plan.spec)?;
    session.within(&spec, async |ground| run(session, ground, &spec, plan.options()).await)
}
