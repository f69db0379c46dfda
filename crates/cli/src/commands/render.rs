//! `render`: the chart's objects as they would be applied.

use super::Session;
use crate::args::StackArgs;
use crate::exit::{DONE, Failure};

pub(super) fn render(session: &Session, args: &StackArgs) -> Result<u8, Failure> {
    session.each(args, async |ground, loaded| {
        let objects = karpool::render(&loaded.spec, &ground.world).await?;
        session.printer.document(&objects);
        if session.printer.is_json() {
            return Ok(DONE);
        }
        for object in &objects {
            let text = serde_saphyr::to_string(object)
                .map_err(|error| Failure::Sandbox(format!("an object cannot be written as YAML: {error}")))?;
            session.printer.text(&format!("---\n{}\n", text.trim_end()));
        }
        Ok(DONE)
    })
}
