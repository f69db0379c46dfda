//! `destroy`: shows what would go, asks for the stack's name, and deletes it.

use super::Session;
use super::plan::consented;
use crate::args::{Consent, DestroyArgs};
use crate::exit::{CANCELLED, Failure};
use crate::follow::follow;
use crate::render::{plan as shown, report};

pub(super) fn destroy(session: &Session, args: &DestroyArgs) -> Result<u8, Failure> {
    let printer = &session.printer;
    if !args.yes && !printer.can_ask() {
        let hint = "add --yes to delete without being asked";
        return Err(Failure::usage("destroy asks for the stack's name, and nobody can answer here", hint));
    }
    let options = consented(Consent::default(), args.removal);
    session.each(&args.stacks, async |ground, loaded| {
        let mut options = options.clone();
        if !printer.is_json() {
            let plan = karpool::plan_destroy(&loaded.spec, &ground.world, &options).await?;
            printer.remark(&shown::plan(&plan, printer));
            if plan.has_changes() && !args.yes {
                let question =
                    format!("\nThis cannot be undone. Type the stack's name, {}, to delete it: ", loaded.spec.name);
                if printer.ask(&question).as_deref() != Some(loaded.spec.name.as_str()) {
                    printer.note("nothing was deleted\n");
                    return Ok(CANCELLED);
                }
            }
            options = options.approve(plan.digest());
        }
        let began = report::Began::now(ground);
        let spec = &loaded.spec;
        let done =
            follow(
                printer,
                ground,
                options,
                |options| async move { karpool::destroy(spec, &ground.world, &options).await },
            )
            .await?;
        Ok(report::report(printer, ground, &done, &began))
    })
}
