//! The end of a run: timeline, outputs, failures and what to do next.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use karpool::error::ErrorRecord;
use karpool::event::{Span, State, Verb};
use karpool::{Error, NodeReport, Outcome, Report};
use serde_json::{Value, json};

use super::{error, style, timeline};
use crate::args::StackArgs;
use crate::commands::Session;
use crate::exit::{self, CANCELLED, DONE, Failure};
use crate::printer::Printer;
use crate::site::{self, Site};

/// What a run starts from, for what it has cost.
pub(crate) struct Began {
    wall: Instant,
    calls: usize,
    writes: usize,
}

impl Began {
    pub(crate) fn now(sites: &[Site]) -> Began {
        let (calls, writes) = traffic(sites).unwrap_or_default();
        Began { wall: Instant::now(), calls, writes }
    }

    /// Calls and writes since then, of all stacks together.
    fn since(&self, sites: &[Site]) -> Option<(usize, usize)> {
        traffic(sites).map(|(calls, writes)| (calls.saturating_sub(self.calls), writes.saturating_sub(self.writes)))
    }
}

/// Calls and writing calls that the sandbox has seen.
fn traffic(sites: &[Site]) -> Option<(usize, usize)> {
    let log = sites.first()?.ground.sandbox.as_ref()?.log();
    Some((log.len(), log.iter().filter(|entry| entry.write).count()))
}

/// Prints the end of all runs, in the order of the files; answers the worst exit code.
pub(crate) fn reports(
    session: &Session,
    (sites, args): (&[Site], &StackArgs),
    done: Vec<Result<Report, Failure>>,
    began: &Began,
) -> u8 {
    let printer = &session.printer;
    let traffic = began.since(sites);
    let (mut codes, mut longest) = (Vec::new(), 0.0_f64);
    // One part alone has no status and no kubeconfig of its own.
    let (mut applied, whole) = (false, sites.iter().all(|site| site.loaded.whole().is_ok()));
    for (site, result) in sites.iter().zip(done) {
        match result {
            Ok(report) => {
                printer.remark(&site::heading(site));
                codes.push(one(printer, &report, traffic));
                longest = longest.max(report.seconds);
                applied |= report.outcome == Outcome::Done && report.verb == Verb::Apply;
            }
            Err(failure) => codes.push(site::fail(printer, site, &failure)),
        }
    }
    let code = exit::worst(codes);
    if let Some((calls, writes)) = traffic {
        let (took, wall) = (Span(Duration::from_secs_f64(longest.max(0.0))), began.wall.elapsed().as_secs_f64());
        let line = format!("sandbox: {calls} calls, {writes} writes; {took} simulated in {wall:.1}s");
        printer.text(&format!("  {}\n", style::faint(&line)));
    }
    if applied && whole && code == DONE {
        let again = session.again(sites, args);
        let next = style::hint("next:");
        let status = format!("  {next} `karpool status {again}` shows what runs\n");
        printer.note(&format!("{status}        `karpool kubeconfig {again}` lets kubectl in\n"));
    }
    code
}

/// Prints the end of one run; answers its exit code.
fn one(printer: &Printer, report: &Report, traffic: Option<(usize, usize)>) -> u8 {
    let mut value = json!({"type": "report"});
    if let (Some(fields), Ok(Value::Object(more))) = (value.as_object_mut(), serde_json::to_value(report)) {
        fields.extend(more);
    }
    if let Some((calls, writes)) = traffic {
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
    if report.outcome == Outcome::Failed {
        // They were told where they happened, and that has long scrolled by.
        let records: Vec<ErrorRecord> = report.errors().map(Error::record).collect();
        printer.text(&error::grouped(&records, printer.width()).concat());
    }
    printer.text(&summary(report));
    match report.outcome {
        Outcome::Idle | Outcome::Done => DONE,
        Outcome::Cancelled => CANCELLED,
        Outcome::Failed => report.error().map_or(exit::FAILED, |error| error.kind().exit_code()),
    }
}

fn summary(report: &Report) -> String {
    let took = Span(Duration::from_secs_f64(report.seconds.max(0.0)));
    let count = |some: &dyn Fn(&State) -> bool| {
        report.nodes.iter().filter(|node| some(&node.state)).map(NodeReport::count).sum::<usize>()
    };
    let of = |state: State| count(&|other| *other == state);
    let all = count(&|_| true);
    let mut text = match report.outcome {
        Outcome::Idle if report.verb == Verb::Destroy => {
            format!("{} nothing of {} is left\n", style::good("✓ 0 changes:"), report.stack)
        }
        Outcome::Idle => format!("{} {} is as the spec says\n", style::good("✓ 0 changes:"), report.stack),
        Outcome::Done => {
            let verb = if report.verb == Verb::Destroy { "destroyed" } else { "applied" };
            let done = style::good(&format!("✓ {} {verb} in {took}", report.stack));
            format!("{done} {}\n", style::faint(&format!("({})", style::count(all, "resource"))))
        }
        Outcome::Cancelled => {
            let (failed, skipped) = (of(State::Failed), of(State::Skipped));
            let done = all - failed - skipped;
            let head = style::warning(&format!("– {} cancelled", report.stack));
            format!("{head} after {took}: {done} done, {} left; run again to go on\n", failed + skipped)
        }
        Outcome::Failed => {
            let (failed, skipped) = (of(State::Failed), of(State::Skipped));
            let done = all - failed - skipped;
            let head = style::bad(&format!("✗ {}: {failed} failed", report.stack));
            format!("{head}, {skipped} skipped, {done} done in {took}; running again goes on from here\n")
        }
    };
    if report.verb == Verb::Apply && !report.left.is_empty() {
        let left = format!(
            "{} left over and not in the spec; --prune deletes what nothing uses",
            style::count(report.left.len(), "thing")
        );
        let _ = writeln!(text, "  {}", style::warning(&left));
    }
    for warning in &report.warnings {
        let _ = writeln!(text, "  {} {}", style::warning("note:"), warning.trim_start_matches("warning: ").trim_end());
    }
    text
}

/// Named values, one a line.
pub(crate) fn outputs(outputs: &BTreeMap<String, Value>) -> String {
    outputs_at(outputs, 0, usize::MAX)
}

/// Characters up to which a value stays whole whatever the terminal's width: ARNs and addresses are there to be copied.
/// Certificates are longer.
const COPIED: usize = 160;

fn outputs_at(outputs: &BTreeMap<String, Value>, indent: usize, width: usize) -> String {
    let widest = outputs.keys().map(|name| name.chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for (name, value) in outputs {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let room = width.saturating_sub(indent + widest + 2);
        let value = if value.chars().count() <= COPIED { value } else { style::cut(&value, room) };
        let _ = writeln!(text, "{}{}  {value}", " ".repeat(indent), style::faint(&format!("{name:<widest$}")));
    }
    text
}
