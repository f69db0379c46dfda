//! `outputs`: the named values of a stack.

use super::Session;
use crate::args::StackArgs;
use crate::exit::Failure;
use crate::render::report;
use crate::site;

pub(super) fn outputs(session: &Session, args: &StackArgs) -> Result<u8, Failure> {
    session.with_stacks(args, async |sites| {
        let found =
            site::together(sites, async |site| Ok(karpool::outputs(&site.loaded.subject, &site.ground.world).await?));
        Ok(site::show(&session.printer, sites, found.await, false, report::outputs))
    })
}
