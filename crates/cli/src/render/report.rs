//! The end of a run: timeline, outputs, failures and what to do next.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use karpool::event::{Span, State, Verb};
use karpool::{Outcome, Report};
use serde_json::{Value, json};

use super::{style, timeline};
use crate::exit::{CANCELLED, DONE};
use crate::ground::Ground;
use crate::printer::Printer;

/// What a run starts from, for what it has cost.
pub(crate) struct Began {
    wall: Instant,
    calls: usize,
    writes: usize,
}

impl Began {
    pub(crate) fn now(ground: &Ground) -> Began {
        let (calls, writes) = traffic(ground);
        Began { wall: Instant::now(), calls, writes }
    }
}

/// Calls and writing calls that the sandbox has seen.
fn traffic(ground: &Ground) -> (usize, usize) {
    let Some(sandbox) = &ground.sandbox else { return (0, 0) };
    let log = sandbox.log();
    (log.len(), log.iter().filter(|entry| entry.write).count())
}

/// Prints the end of a run; answers the exit code.
pub(crate) fn report(printer: &Printer, ground: &Ground, report: &Report, began: &Began) -> u8 {
    let mut value = json!({"type": "report"});
    if let (Some(fields), Ok(Value::Object(more))) = (value.as_object_mut(), serde_json::to_value(report)) {
        fields.extend(more);
    }
    let simulation = ground.sandbox.as_ref().map(|_| {
        let (calls, writes) = traffic(ground);
        (calls - began.calls, writes - began.writes)
    });
    if let Some((calls, writes)) = simulation {
        value["sandbox"] = json!({"calls": calls, "writes": writes});
    }
    printer.record(&value);
    let mut text = String::new();
    if report.outcome != Outcome::Idle {
        text += "\n";
        text += &timeline::timeline(report, printer.width());
    }
    if report.verb == Verb::Apply && !report.outputs.is_empty() && report.outcome == Outcome::Done {
        text += &format!("{}\n{}\n", style::strong("Outputs"), outputs_at(&report.outputs, 2, printer.width()));
    }
    printer.remark(&text);
    printer.text(&summary(report, began, simulation));
    match report.outcome {
        Outcome::Idle | Outcome::Done => DONE,
        Outcome::Cancelled => CANCELLED,
        Outcome::Failed => report.error().map_or(1, |error| error.kind().exit_code()),
    }
}

fn summary(report: &Report, began: &Began, simulation: Option<(usize, usize)>) -> String {
    let took = Span(Duration::from_secs_f64(report.seconds.max(0.0)));
    let of = |state: State| report.nodes.iter().filter(|node| node.state == state).count();
    let mut text = match report.outcome {
        Outcome::Idle => format!("{} {} is as the spec says\n", style::good("✓ 0 changes:"), report.stack),
        Outcome::Done => {
            let verb = if report.verb == Verb::Destroy { "destroyed" } else { "applied" };
            let done = style::good(&format!("✓ {} {verb} in {took}", report.stack));
            format!("{done} {}\n", style::faint(&format!("({})", style::count(report.nodes.len(), "node"))))
        }
        Outcome::Cancelled => {
            format!("{} after {took}: run again to go on\n", style::warning(&format!("– {} cancelled", report.stack)))
        }
        Outcome::Failed => {
            let (failed, skipped) = (of(State::Failed), of(State::Skipped));
            let done = report.nodes.len() - failed - skipped;
            let head = style::bad(&format!("✗ {}: {failed} failed", report.stack));
            format!("{head}, {skipped} skipped, {done} done in {took}; running again goes on from here\n")
        }
    };
    if report.verb == Verb::Apply && !report.left.is_empty() {
        let left =
            format!("{} left over and not in the spec; --prune deletes", style::count(report.left.len(), "thing"));
        let _ = writeln!(text, "  {}", style::warning(&left));
    }
    for warning in &report.warnings {
        let _ = writeln!(text, "  {} {}", style::warning("note:"), warning.trim_start_matches("warning: ").trim_end());
    }
    if let Some((calls, writes)) = simulation {
        let wall = began.wall.elapsed().as_secs_f64();
        let line = format!("sandbox: {calls} calls, {writes} writes; {took} simulated in {wall:.1}s");
        let _ = writeln!(text, "  {}", style::faint(&line));
    }
    if report.outcome == Outcome::Done && report.verb == Verb::Apply {
        text += &next_steps(report);
    }
    text
}

fn next_steps(report: &Report) -> String {
    let _ = report;
    format!("  {} `karpool status` shows what runs, `karpool kubeconfig` lets kubectl in\n", style::hint("next:"))
}

/// Named values, one a line.
pub(crate) fn outputs(outputs: &BTreeMap<String, Value>) -> String {
    outputs_at(outputs, 0, usize::MAX)
}

fn outputs_at(outputs: &BTreeMap<String, Value>, indent: usize, width: usize) -> String {
    let widest = outputs.keys().map(|name| name.chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for (name, value) in outputs {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let value = style::cut(&value, width.saturating_sub(indent + widest + 2));
        let _ = writeln!(text, "{}{}  {value}", " ".repeat(indent), style::faint(&format!("{name:<widest$}")));
    }
    text
}
