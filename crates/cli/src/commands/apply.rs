//! `apply`: shows the plans, asks once, and makes it so, all stacks side by side.

use karpool::spec::{Document, Problems};
use karpool::{Apply, Plan, Subject};

use super::Session;
use super::plan::{all, consented};
use crate::args::{ApplyArgs, Removal, StackArgs};
use crate::exit::{CANCELLED, Failure};
use crate::follow::follow;
use crate::plan_file::{self, PlanFile, Saved};
use crate::render::{error, plan as shown, report};
use crate::site::{self, Site};
use crate::specs::Loaded;

pub(super) fn apply(session: &Session, args: &ApplyArgs) -> Result<u8, Failure> {
    for file in &args.stacks.files {
        if let Some(plans) = plan_file::load(file)? {
            return saved(session, args, plans);
        }
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
        let options = plans.iter().map(|plan| options.clone().approve(plan.digest())).collect();
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

/// A saved plan is its own consent.
fn saved(session: &Session, args: &ApplyArgs, file: PlanFile) -> Result<u8, Failure> {
    if args.stacks.files.len() > 1 {
        return Err(Failure::usage("a saved plan is applied by itself", "name the plan alone"));
    }
    if !args.stacks.set.is_empty() || !args.stacks.overlays.is_empty() || args.consent.prune || args.consent.adopt {
        let hint = "make a new plan with these, or apply the saved one without them";
        return Err(Failure::usage(
            "a saved plan is done as it is: --set, -f, --prune and --adopt cannot change it",
            hint,
        ));
    }
    let options: Vec<Apply> = file.plans.iter().map(Saved::options).collect();
    let stacks = file.plans.into_iter().map(|plan| one_saved(session, plan)).collect::<Result<Vec<_>, _>>()?;
    let args = StackArgs { files: Vec::new(), overlays: Vec::new(), set: Vec::new() };
    session.with(stacks, async |sites| run(session, (sites, &args), options).await)
}

fn one_saved(session: &Session, plan: Saved) -> Result<Loaded, Failure> {
    if plan.simulated != session.global.sandbox.sandbox {
        let (made, hint) = if plan.simulated {
            ("in the sandbox", "add --sandbox, or plan again without it")
        } else {
            ("for a real account", "leave out --sandbox, or plan again with it")
        };
        return Err(Failure::usage(format!("this plan was made {made}"), hint));
    }
    let opened = Subject::open(&Document::from_value(&plan.spec));
    let subject = opened.subject.ok_or(opened.problems)?;
    Ok(Loaded { file: plan.file, subject, written: plan.spec, problems: Problems::default() })
}
