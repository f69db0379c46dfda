//! `outputs`: the named values of a stack.

use super::Session;
use crate::args::StackArgs;
use crate::exit::{DONE, Failure};
use crate::render::report;

pub(super) fn outputs(session: &Session, args: &StackArgs) -> Result<u8, Failure> {
    session.each(args, async |ground, loaded| {
        let outputs = karpool::outputs(&loaded.spec, &ground.world).await?;
        session.printer.document(&outputs);
        session.printer.text(&report::outputs(&outputs));
        Ok(DONE)
    })
}
