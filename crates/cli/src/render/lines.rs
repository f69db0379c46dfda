//! A run as plain lines with times, for logs.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use karpool::error::Kind;
use karpool::event::{Event, Span, State};

use super::{error, style};
use crate::printer::Printer;

/// Where lines go.
enum Sink {
    Printer(Printer),
    /// Kept until somebody takes them.
    Text(String),
}

/// What was said about each node, so that nothing is said twice.
pub(crate) struct Lines {
    sink: Sink,
    began: BTreeMap<String, Timestamp>,
    said: BTreeSet<(String, &'static str, Option<String>)>,
    total: usize,
    finished: usize,
}

impl Lines {
    pub(crate) fn new(printer: &Printer) -> Lines {
        Lines::into(Sink::Printer(*printer))
    }

    /// Lines that are kept until they are taken.
    pub(super) fn kept() -> Lines {
        Lines::into(Sink::Text(String::new()))
    }

    fn into(sink: Sink) -> Lines {
        Lines { sink, began: BTreeMap::new(), said: BTreeSet::new(), total: 0, finished: 0 }
    }

    /// Takes what was kept.
    pub(super) fn take(&mut self) -> String {
        match &mut self.sink {
            Sink::Printer(_) => String::new(),
            Sink::Text(text) => std::mem::take(text),
        }
    }

    pub(crate) fn event(&mut self, event: &Event) {
        match event {
            Event::Started { at, stack, account, nodes, .. } => {
                self.total = nodes.len();
                if self.total > 0 {
                    self.line(*at, &format!("{stack} in account {account}: {}", style::count(self.total, "node")));
                }
            }
            Event::Node { at, id, state, detail, error } => {
                if !self.said.insert((id.clone(), style::state(*state), detail.clone())) {
                    return;
                }
                let began = *self.began.entry(id.clone()).or_insert(*at);
                self.node(*at, id, *state, (detail.as_deref(), began));
                if let Some(record) = error.as_ref().filter(|record| record.kind != Kind::Cancelled) {
                    match &mut self.sink {
                        Sink::Printer(printer) => printer.note(&error::record(record, printer.width())),
                        Sink::Text(text) => *text += &error::record(record, crate::printer::USUAL),
                    }
                }
            }
            Event::Notice { at, text } => self.line(*at, text),
            Event::Cancelling { at } => self.line(*at, "cancelling: what is in flight ends, nothing new is started"),
            Event::Finished { .. } => {}
        }
    }

    fn node(&mut self, at: Timestamp, id: &str, state: State, (detail, began): (Option<&str>, Timestamp)) {
        let mut text = format!("{} {:<9} {id}", style::sign(state), style::state(state));
        if state.is_final() {
            self.finished += 1;
            let took = Span(std::time::Duration::try_from(at.duration_since(began)).unwrap_or_default());
            if took.0.as_secs() > 0 {
                text += &format!("  {took}");
            }
            text += &style::faint(&format!("  ({}/{})", self.finished, self.total.max(self.finished)));
        }
        if let Some(detail) = detail {
            text += &format!("  {}", style::faint(detail));
        }
        self.line(at, &text);
    }

    fn line(&mut self, at: Timestamp, text: &str) {
        let time = at.to_zoned(TimeZone::UTC).strftime("%H:%M:%S").to_string();
        let line = format!("{} {text}\n", style::faint(&time));
        match &mut self.sink {
            Sink::Printer(printer) => printer.remark(&line),
            Sink::Text(text) => *text += &line,
        }
    }
}
