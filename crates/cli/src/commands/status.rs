//! `status`: what lives.

use super::Session;
use crate::args::StackArgs;
use crate::exit::Failure;
use crate::render::status as shown;
use crate::site;

pub(super) fn status(session: &Session, args: &StackArgs) -> Result<u8, Failure> {
    session.with_stacks(args, async |sites| {
        let found =
            site::together(sites, async |site| Ok(karpool::status(site.loaded.whole()?, &site.ground.world).await?));
        let width = session.printer.width();
        Ok(site::show(&session.printer, sites, found.await, true, |status| shown::status(status, width)))
    })
}
