//! The live picture of a run: what is being worked on, since when, and how long it may still take.

use std::collections::BTreeMap;
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::Timestamp;
use karpool::error::Kind;
use karpool::event::{Event, Planned, Span, State, Verb};

use super::event::{is_counted, told};
use super::{error, style};
use crate::printer::Printer;

/// How many of the nodes in work are shown at once.
const ROWS: usize = 12;
/// And of each stack, however many there are.
const FEWEST: usize = 3;

/// Kinds in the order in which they come to be: the longest of each step makes up what is left.
const STEPS: &[&[&str]] = &[
    &["iam.", "logs.", "sqs.", "events.", "ec2."],
    &["eks.cluster/"],
    &["eks.node_group/", "eks.addon/", "eks."],
    &["kubernetes."],
    &["karpenter.node_class/"],
    &["karpenter.node_pool/"],
];

pub(crate) struct Tree {
    printer: Printer,
    /// The stack's name; empty when there is one.
    label: String,
    bars: MultiProgress,
    head: ProgressBar,
    rows: BTreeMap<String, Row>,
    /// Nodes that have a bar, from top to bottom.
    order: Vec<String>,
    /// How many bars there may be.
    most: usize,
    planned: Vec<Planned>,
    finished: BTreeMap<String, Timestamp>,
    began: Option<Timestamp>,
    now: Option<Timestamp>,
    verb: Verb,
    cancelling: bool,
}

/// A node in work.
struct Row {
    bar: Option<ProgressBar>,
    began: Timestamp,
    state: State,
    detail: Option<String>,
}

impl Tree {
    /// One stack's part of the picture.
    pub(crate) fn new(printer: &Printer, canvas: &MultiProgress, label: &str, stacks: usize) -> Tree {
        let head = canvas.add(plain_bar());
        Tree {
            printer: *printer,
            label: label.to_owned(),
            bars: canvas.clone(),
            head,
            rows: BTreeMap::new(),
            order: Vec::new(),
            most: (ROWS / stacks.max(1)).max(FEWEST),
            planned: Vec::new(),
            finished: BTreeMap::new(),
            began: None,
            now: None,
            verb: Verb::Apply,
            cancelling: false,
        }
    }

    pub(crate) fn event(&mut self, event: &Event) {
        match event {
            Event::Started { at, verb, nodes, .. } => {
                self.began = Some(*at);
                self.planned = nodes.iter().filter(|planned| is_counted(planned)).cloned().collect();
                self.verb = *verb;
                self.frame(*at);
            }
            Event::Node { at, id, state, detail, error } => {
                let Some(id) = told(id, *state, error.as_ref()) else { return };
                if state.is_final() {
                    let cut_short = error.as_ref().is_some_and(|record| record.kind == Kind::Cancelled);
                    self.finish(*at, id, (*state, cut_short), detail.as_deref());
                    if let Some(record) = error.as_ref().filter(|record| record.kind != Kind::Cancelled) {
                        self.above(&error::record(record, self.printer.width()));
                    }
                } else {
                    self.work(*at, id, *state, detail.clone());
                }
                self.frame(*at);
            }
            Event::Notice { text, .. } => self.above(text),
            Event::Cancelling { at } => {
                self.cancelling = true;
                self.frame(*at);
            }
            Event::Finished { .. } => {}
        }
    }

    fn work(&mut self, at: Timestamp, id: &str, state: State, detail: Option<String>) {
        if !self.rows.contains_key(id) {
            let bar = (self.order.len() < self.most).then(|| self.add_bar(id));
            self.rows.insert(id.to_owned(), Row { bar, began: at, state, detail: None });
        }
        let Some(row) = self.rows.get_mut(id) else { return };
        row.state = state;
        row.detail = detail;
    }

    /// A bar under the last one of this stack.
    fn add_bar(&mut self, id: &str) -> ProgressBar {
        let last = self.order.last().and_then(|id| self.rows.get(id)).and_then(|row| row.bar.as_ref());
        let bar = self.bars.insert_after(last.unwrap_or(&self.head), plain_bar());
        self.order.push(id.to_owned());
        bar
    }

    fn finish(&mut self, at: Timestamp, id: &str, (state, cut_short): (State, bool), detail: Option<&str>) {
        self.order.retain(|other| other != id);
        let began = match self.rows.remove(id) {
            Some(row) => {
                if let Some(bar) = row.bar {
                    bar.finish_and_clear();
                    self.bars.remove(&bar);
                }
                row.began
            }
            None => at,
        };
        self.finished.insert(id.to_owned(), at);
        // What was not begun is counted in the end.
        if state == State::Skipped {
            return;
        }
        let took = between(began, at);
        let took = if took.0.as_secs() == 0 { String::new() } else { took.to_string() };
        let detail = match (state, detail) {
            (State::Failed, Some(detail)) => format!("  {detail}"),
            _ => String::new(),
        };
        let (sign, word) = style::look(state, cut_short);
        let words = if matches!(state, State::Ready | State::Gone) { "" } else { word };
        let line = format!("{} {took:>7} {words}{detail}", self.name(id));
        let line = style::cut(line.trim_end(), self.printer.width().saturating_sub(3));
        self.above(&format!("{sign} {line}"));
    }

    fn name(&self, id: &str) -> String {
        name(&self.label, id, self.printer.width())
    }

    fn above(&self, text: &str) {
        // A terminal that has gone away is no reason to stop.
        let _ = self.bars.println(text.trim_end());
    }

    /// Draws everything that depends on the time.
    pub(crate) fn frame(&mut self, now: Timestamp) {
        self.now = Some(now);
        let width = self.printer.width();
        for (id, row) in &mut self.rows {
            if row.bar.is_none() {
                continue;
            }
            let took = between(row.began, now).to_string();
            let detail = row.detail.as_deref().unwrap_or_default();
            let line = format!("{} {took:>7} {} {detail}", name("", id, width), style::state(row.state));
            let line = format!("{} {}", style::sign(row.state), style::cut(line.trim_end(), width.saturating_sub(3)));
            if let Some(bar) = &row.bar {
                bar.set_message(line);
            }
        }
        self.head.set_message(self.heading(now));
        self.head.tick();
    }

    fn heading(&self, now: Timestamp) -> String {
        let total = self.planned.len().max(self.finished.len());
        let took = self.began.map_or(Span(Duration::ZERO), |began| between(began, now));
        let hidden = self.rows.values().filter(|row| row.bar.is_none()).count();
        let hidden = if hidden > 0 { format!(" · {hidden} more in work") } else { String::new() };
        if self.cancelling {
            let text = "cancelling: what is in flight ends, nothing new is started · Ctrl-C again drops it";
            return style::warning(&format!("  {text}{hidden}"));
        }
        let verb = if self.verb == Verb::Destroy { "destroying" } else { "applying" };
        let verb = format!("{verb} {}", self.label);
        let verb = verb.trim_end();
        let left = self.left(now);
        let left = if left > 0 { format!(" · about {} left", Span(Duration::from_secs(left))) } else { String::new() };
        style::strong(&format!("  {verb} · {}/{total} · {took}{left}{hidden}", self.finished.len()))
    }

    /// Seconds that are typically left: the longest node of every step that is not done.
    fn left(&self, now: Timestamp) -> u64 {
        if self.verb == Verb::Destroy {
            return 0;
        }
        let of_step = |step: usize| {
            let nodes = self.planned.iter().filter(|node| step_of(&node.id) == step);
            nodes.map(|node| self.left_of(node, now)).max().unwrap_or(0)
        };
        (0..STEPS.len()).map(of_step).sum()
    }

    fn left_of(&self, node: &Planned, now: Timestamp) -> u64 {
        if self.finished.contains_key(&node.id) {
            return 0;
        }
        let spent = self.rows.get(&node.id).map_or(0, |row| between(row.began, now).0.as_secs());
        node.typical.saturating_sub(spent)
    }

    pub(crate) fn end(&mut self) {
        for (_, row) in std::mem::take(&mut self.rows) {
            if let Some(bar) = row.bar {
                bar.finish_and_clear();
            }
        }
        self.head.finish_and_clear();
    }
}

/// A node's id in a column, behind its stack's name; the end of a long one says more.
fn name(label: &str, id: &str, width: usize) -> String {
    let label = if label.is_empty() { String::new() } else { format!("{label} · ") };
    let column = (width / 2).clamp(36, 60).saturating_sub(label.chars().count()).max(16);
    format!("{label}{:<column$}", style::cut_front(id, column))
}

/// Where the parts of all stacks are drawn.
pub(crate) fn canvas() -> MultiProgress {
    MultiProgress::with_draw_target(ProgressDrawTarget::stderr_with_hz(20))
}

fn step_of(id: &str) -> usize {
    let exact = STEPS.iter().position(|heads| heads.iter().any(|head| id.starts_with(head)));
    // `eks.` stands for the rest of EKS, behind the cluster.
    exact.unwrap_or(0)
}

fn plain_bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{msg}").unwrap_or_else(|_| ProgressStyle::default_spinner());
    ProgressBar::new_spinner().with_style(style)
}

fn between(from: Timestamp, to: Timestamp) -> Span {
    Span(Duration::try_from(to.duration_since(from)).unwrap_or_default())
}
