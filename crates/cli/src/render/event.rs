//! The ways in which a run is shown while it goes on.

use jiff::Timestamp;
use karpool::error::ErrorRecord;
use karpool::event::{Event, Planned, State};
use serde::Serialize;

use super::lines::Lines;
use super::tree::{Tree, canvas};
use crate::printer::Printer;
use crate::site::Site;

/// A live picture on a terminal, lines elsewhere, one document a line with `-o json`; a part for each stack.
pub(crate) enum Show {
    Trees(Vec<Tree>),
    Lines(Vec<Lines>),
    Json(Printer, Vec<String>),
}

/// An event, and the stack that it belongs to.
#[derive(Serialize)]
struct Record<'a> {
    #[serde(flatten)]
    event: &'a Event,
    stack: &'a str,
}

/// What an event is about. What stands for many things tells of each by name, so its own end is news only where it
/// did not come to one; then its error says with which of them.
pub(super) fn told<'a>(id: &'a str, state: State, error: Option<&'a ErrorRecord>) -> Option<&'a str> {
    match state {
        _ if !id.ends_with("/*") => Some(id),
        State::Failed => Some(error.and_then(|error| error.node.as_deref()).unwrap_or(id)),
        State::Skipped => Some(id),
        _ => None,
    }
}

/// Whether something that is to be done is counted: what stands for many things is not, they are.
pub(super) fn is_counted(planned: &Planned) -> bool {
    !planned.id.ends_with("/*")
}

impl Show {
    pub(crate) fn new(printer: &Printer, sites: &[Site]) -> Show {
        if printer.is_json() {
            return Show::Json(*printer, sites.iter().map(|site| site.loaded.stack()).collect());
        }
        if printer.is_live() {
            let canvas = canvas();
            return Show::Trees(
                sites.iter().map(|site| Tree::new(printer, &canvas, &site.label, sites.len())).collect(),
            );
        }
        let widest = sites.iter().map(|site| site.label.chars().count()).max().unwrap_or(0);
        Show::Lines(sites.iter().map(|site| Lines::new(printer, &format!("{:<widest$}", site.label))).collect())
    }

    pub(crate) fn event(&mut self, stack: usize, event: &Event) {
        match self {
            Show::Trees(trees) => trees.get_mut(stack).into_iter().for_each(|tree| tree.event(event)),
            Show::Lines(lines) => lines.get_mut(stack).into_iter().for_each(|lines| lines.event(event)),
            Show::Json(printer, stacks) => match event {
                // The first event names its stack itself.
                Event::Started { .. } => printer.record(event),
                _ => printer.record(&Record { event, stack: stacks.get(stack).map_or("", String::as_str) }),
            },
        }
    }

    /// Time has passed.
    pub(crate) fn frame(&mut self, now: Timestamp) {
        if let Show::Trees(trees) = self {
            trees.iter_mut().for_each(|tree| tree.frame(now));
        }
    }

    /// The run is over: what moves goes.
    pub(crate) fn end(&mut self) {
        if let Show::Trees(trees) = self {
            trees.iter_mut().for_each(Tree::end);
        }
    }
}
