//! A run as plain lines with times, for logs.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use karpool::error::Kind;
use karpool::event::{Event, Span, State};

use super::event::{is_counted, told};
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
    /// The stack's name, as wide as the longest; empty when there is one.
    label: String,
    began: BTreeMap<String, Timestamp>,
    said: BTreeSet<(String, &'static str, Option<String>)>,
    total: usize,
    finished: usize,
    cancelling: bool,
}

impl Lines {
    pub(crate) fn new(printer: &Printer, label: &str) -> Lines {
        let label = if label.is_empty() { String::new() } else { format!("{label}  ") };
        Lines { label, ..Lines::into(Sink::Printer(*printer)) }
    }

    /// Lines that are kept until they are taken.
    pub(super) fn kept() -> Lines {
        Lines::into(Sink::Text(String::new()))
    }

    fn into(sink: Sink) -> Lines {
        Lines {
            sink,
            label: String::new(),
            began: BTreeMap::new(),
            said: BTreeSet::new(),
            total: 0,
            finished: 0,
            cancelling: false,
        }
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
                self.total = nodes.iter().filter(|planned| is_counted(planned)).count();
                if self.total > 0 {
                    self.line(*at, &format!("{stack} in account {account}: {}", style::count(self.total, "resource")));
                }
            }
            // What a cancelled run has not begun is counted in the end.
            Event::Node { state: State::Skipped, .. } if self.cancelling => {}
            Event::Node { at, id, state, detail, error } => {
                let Some(id) = told(id, *state, error.as_ref()) else { return };
                if !self.said.insert((id.to_owned(), style::state(*state), detail.clone())) {
                    return;
                }
                let began = *self.began.entry(id.to_owned()).or_insert(*at);
                let cut_short = error.as_ref().is_some_and(|record| record.kind == Kind::Cancelled);
                self.node((*at, began), id, (*state, cut_short), detail.as_deref());
                if let Some(record) = error.as_ref().filter(|record| record.kind != Kind::Cancelled) {
                    match &mut self.sink {
                        Sink::Printer(printer) => printer.note(&error::record(record, printer.width())),
                        Sink::Text(text) => *text += &error::record(record, crate::printer::USUAL),
                    }
                }
            }
            Event::Notice { at, text } => self.line(*at, text),
            Event::Cancelling { at } => {
                self.cancelling = true;
                self.line(*at, "cancelling: what is in flight ends, nothing new is started");
            }
            Event::Finished { .. } => {}
        }
    }

    fn node(
        &mut self,
        (at, began): (Timestamp, Timestamp),
        id: &str,
        (state, cut_short): (State, bool),
        detail: Option<&str>,
    ) {
        let (sign, word) = style::look(state, cut_short);
        let mut text = format!("{sign} {word:<9} {id}");
        if state.is_final() {
            let took = Span(std::time::Duration::try_from(at.duration_since(began)).unwrap_or_default());
            if took.0.as_secs() > 0 {
                text += &format!("  {took}");
            }
        }
        if state.is_final() && !cut_short {
            self.finished += 1;
            text += &style::faint(&format!("  ({}/{})", self.finished, self.total.max(self.finished)));
        }
        if let Some(detail) = detail {
            text += &format!("  {}", style::faint(detail));
        }
        self.line(at, &text);
    }

    fn line(&mut self, at: Timestamp, text: &str) {
        let time = at.to_zoned(TimeZone::UTC).strftime("%H:%M:%S").to_string();
        let line = format!("{} {}{text}\n", style::faint(&time), style::strong(&self.label));
        match &mut self.sink {
            Sink::Printer(printer) => printer.remark(&line),
            Sink::Text(text) => *text += &line,
        }
    }
}
