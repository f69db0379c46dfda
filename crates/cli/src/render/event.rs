//! The ways in which a run is shown while it goes on.

use jiff::Timestamp;
use karpool::event::Event;

use super::lines::Lines;
use super::tree::Tree;
use crate::printer::Printer;

/// A live picture on a terminal, lines elsewhere, one document a line with `-o json`.
pub(crate) enum Show {
    Tree(Box<Tree>),
    Lines(Lines),
    Json(Printer),
}

impl Show {
    pub(crate) fn new(printer: &Printer) -> Show {
        if printer.is_json() {
            Show::Json(*printer)
        } else if printer.is_live() {
            Show::Tree(Box::new(Tree::new(printer)))
        } else {
            Show::Lines(Lines::new(printer))
        }
    }

    pub(crate) fn event(&mut self, event: &Event) {
        match self {
            Show::Tree(tree) => tree.event(event),
            Show::Lines(lines) => lines.event(event),
            Show::Json(printer) => printer.record(event),
        }
    }

    /// Time has passed.
    pub(crate) fn frame(&mut self, now: Timestamp) {
        if let Show::Tree(tree) = self {
            tree.frame(now);
        }
    }

    /// The run is over: what moves goes.
    pub(crate) fn end(&mut self) {
        if let Show::Tree(tree) = self {
            tree.end();
        }
    }
}
