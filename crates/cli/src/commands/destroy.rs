//! `destroy`: shows what would go, asks for each stack's name, and deletes them side by side.

use karpool::Apply;
use karpool::event::Verb;

use super::Session;
use super::apply;
use super::plan::all;
use crate::args::{Consent, DestroyArgs, StackArgs};
use crate::exit::{CANCELLED, Failure};
use crate::follow::follow;
use crate::plan_file::{self, consented};
use crate::render::report;
use crate::site::{self, Site};

pub(super) fn destroy(session: &Session, args: &DestroyArgs) -> Result<u8, Failure> {
    let printer = &session.printer;
    if let Some(file) = plan_file::among(&args.stacks.files)? {
        if file.verb() != Verb::Destroy {
            let path = args.stacks.files[0].display();
            let hint = format!("`karpool apply {path}` does it; `karpool plan SPEC --destroy --out {path}` makes one");
            return Err(Failure::usage(format!("{path} is a plan to apply, not to destroy"), hint));
        }
        if args.removal.force || args.removal.delete_logs || args.removal.delete_orphans {
            return Err(apply::unchangeable());
        }
        return apply::saved(session, &args.stacks, file);
    }
    if !args.yes && !printer.can_ask() {
        let hint = "add --yes to delete without being asked";
        return Err(Failure::usage("destroy asks for the stack's name, and nobody can answer here", hint));
    }
    let options = consented(Consent::default(), args.removal);
    session.with_stacks(&args.stacks, async |sites| {
        let mut each = vec![options.clone(); sites.len()];
        if !printer.is_json() || sites.len() > 1 {
            let plans = site::together(sites, async |site| {
                Ok(karpool::plan_destroy(&site.loaded.subject, &site.ground.world, &options).await?)
            });
            let plans = match all(session, sites, plans.await) {
                Ok(plans) => plans,
                Err(code) => return Ok(code),
            };
            for (site, plan) in sites.iter().zip(&plans) {
                let name = site.loaded.subject.name();
                let whose = if site.loaded.subject.stack().is_ok() { "the stack's" } else { "its" };
                if plan.has_changes() && !args.yes {
                    let question = format!("\nThis cannot be undone. Type {whose} name, {name}, to delete it: ");
                    if printer.ask(&question).as_deref() != Some(name) {
                        printer.note("nothing was deleted\n");
                        return Ok(CANCELLED);
                    }
                }
            }
            each = plans.into_iter().map(|plan| options.clone().approve_plan(plan)).collect();
        }
        run(session, (sites, &args.stacks), each).await
    })
}

/// Deletes in all stacks side by side and shows how that ended.
pub(super) async fn run(
    session: &Session,
    (sites, args): (&[Site], &StackArgs),
    options: Vec<Apply>,
) -> Result<u8, Failure> {
    let began = report::Began::now(sites);
    let done = follow(&session.printer, sites, options, |site, options| async move {
        karpool::destroy(&site.loaded.subject, &site.ground.world, &options).await
    });
    let done = done.await?;
    Ok(report::reports(session, (sites, args), done, &began))
}
