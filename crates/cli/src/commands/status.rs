//! `status`: what lives.

use super::Session;
use crate::args::StackArgs;
use crate::exit::{DONE, Failure};
use crate::render::status as shown;

pub(super) fn status(session: &Session, args: &StackArgs) -> Result<u8, Failure> {
    session.each(args, async |ground, loaded| {
        let status = karpool::status(&loaded.spec, &ground.world).await?;
        session.printer.document(&status);
        session.printer.text(&shown::status(&status, session.printer.width()));
        Ok(DONE)
    })
}
