//! `schema`: the JSON Schema of the spec.

use super::Session;
use crate::exit::{DONE, Failure};

pub(super) fn schema(session: &Session) -> Result<u8, Failure> {
    session.printer.raw_document(&karpool::spec::schema());
    Ok(DONE)
}
