//! `render`: the chart's objects as they would be applied.

use super::Session;
use crate::args::StackArgs;
use crate::exit::Failure;
use crate::site;

pub(super) fn render(session: &Session, args: &StackArgs) -> Result<u8, Failure> {
    session.with_stacks(args, async |sites| {
        let rendered =
            site::together(sites, async |site| Ok(karpool::render(site.loaded.whole()?, &site.ground.world).await?));
        Ok(site::show(&session.printer, sites, rendered.await, false, |objects| objects.iter().map(document).collect()))
    })
}

/// An object of JSON is one of YAML, whatever it holds.
fn document(object: &serde_json::Value) -> String {
    let text = serde_saphyr::to_string(object).unwrap_or_else(|_| object.to_string());
    format!("---\n{}\n", text.trim_end())
}
