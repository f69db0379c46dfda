//! When each resource of a run was in work, and which chain of them decided how long it took.

use std::fmt::Write as _;
use std::time::Duration;

use karpool::event::{Span, State};
use karpool::{NodeReport, Outcome, Report};

use super::style;

/// What took less than this part of the run is counted, not drawn.
const SHORT: f64 = 0.01;
/// Bars are not longer than this.
const LONGEST: usize = 60;

/// Bars over time; the critical path's are solid.
pub(crate) fn timeline(report: &Report, width: usize) -> String {
    if report.seconds < 1.0 || report.nodes.is_empty() {
        return String::new();
    }
    // A run that was cut has no chain that decided how long it took.
    let whole = report.outcome == Outcome::Done;
    let critical = |node: &NodeReport| whole && report.critical_path.contains(&node.id);
    let begun = || report.nodes.iter().filter(|node| node.state != State::Skipped);
    let long = |node: &NodeReport| node.ended - node.started >= report.seconds * SHORT || node.error.is_some();
    let mut nodes: Vec<&NodeReport> = begun().filter(|node| long(node)).collect();
    nodes.sort_by(|a, b| a.started.total_cmp(&b.started).then(a.ended.total_cmp(&b.ended)));
    let name_width = nodes.iter().map(|node| label(node).chars().count()).max().unwrap_or(0).min(width / 2);
    let room = width.saturating_sub(name_width + 12).clamp(10, LONGEST);
    let mut text = format!("{}\n", style::strong("Timeline"));
    for node in &nodes {
        let bar = bar(node, report.seconds, room, critical(node));
        let took = Span(Duration::from_secs_f64((node.ended - node.started).max(0.0))).to_string();
        let name = format!("{:<name_width$}", style::cut(&label(node), name_width));
        let name = if critical(node) { style::strong(&name) } else { name };
        let _ = writeln!(text, "  {name} {took:>7} {bar}");
    }
    let short = begun().map(NodeReport::count).sum::<usize>() - nodes.iter().map(|node| node.count()).sum::<usize>();
    if short > 0 {
        let line = format!("and {} that took moments", style::count(short, "resource"));
        let _ = writeln!(text, "  {}", style::faint(&line));
    }
    text + &if whole { path(report, width) } else { "\n".to_owned() }
}

/// What was worked on: of several things of one kind the first, and how many there are.
fn label(node: &NodeReport) -> String {
    match &node.stands_for[..] {
        [] => node.id.clone(),
        [only] => only.clone(),
        [first, rest @ ..] => format!("{first} and {} more", rest.len()),
    }
}

fn bar(node: &NodeReport, total: f64, room: usize, critical: bool) -> String {
    let place = |seconds: f64| ((seconds / total) * room as f64).round() as usize;
    let from = place(node.started).min(room - 1);
    let to = place(node.ended).clamp(from + 1, room);
    let (before, length) = (" ".repeat(from), to - from);
    if critical {
        format!("{before}{}", style::hint(&"█".repeat(length)))
    } else {
        format!("{before}{}", style::faint(&"░".repeat(length)))
    }
}

fn path(report: &Report, width: usize) -> String {
    if report.critical_path.is_empty() {
        return String::new();
    }
    let named = |id: &String| report.nodes.iter().find(|node| node.id == *id).map_or_else(|| id.clone(), label);
    let chain = report.critical_path.iter().map(named).collect::<Vec<_>>().join(" → ");
    let lines = style::wrap(&format!("critical path: {chain}"), width.saturating_sub(4));
    format!("  {} {}\n\n", style::hint("█"), lines.join("\n    "))
}
