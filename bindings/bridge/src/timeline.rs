//! The timeline of a report as a picture.

use std::fmt::Write as _;

use serde_json::Value;

use crate::html::{escape, text};

/// How wide all bars together are.
const BARS: f64 = 510.0;
/// What the longest bar's seconds need behind it.
const SECONDS: f64 = 60.0;
const LINE: f64 = 18.0;
/// More than a letter of this size takes on the average, so that the longest name is not cut.
const LETTER: f64 = 6.0;

/// A bar a node, from when it was started to when it ended; the critical path is drawn dark.
pub(crate) fn timeline(report: &Value) -> String {
    let nodes: Vec<&Value> = report["nodes"].as_array().into_iter().flatten().collect();
    let number = |node: &Value, field: &str| node[field].as_f64().unwrap_or(0.0);
    let whole = nodes.iter().map(|node| number(node, "ended")).fold(1.0, f64::max);
    let scale = BARS / whole;
    let height = LINE * (nodes.len() + 1) as f64;
    // Names stand before the bars.
    let margin = nodes.iter().map(|node| text(node, "id").len()).max().unwrap_or(0) as f64 * LETTER + 12.0;
    let width = margin + BARS + SECONDS;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" font-family=\"sans-serif\" font-size=\"11\" role=\"img\">"
    );
    let critical: Vec<&str> =
        report["criticalPath"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    for (index, node) in nodes.iter().enumerate() {
        let (id, top) = (text(node, "id"), LINE * index as f64);
        let (started, ended) = (number(node, "started"), number(node, "ended"));
        let colour = match text(node, "state") {
            "failed" => "#b3261e",
            "skipped" => "#9aa0a6",
            _ if critical.contains(&id) => "#174ea6",
            _ => "#8ab4f8",
        };
        let (x, width) = (margin + started * scale, ((ended - started) * scale).max(1.5));
        let _ = write!(
            out,
            "<text x=\"{:.0}\" y=\"{:.1}\" text-anchor=\"end\" fill=\"currentColor\">{}</text>\
             <rect x=\"{x:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"{:.0}\" fill=\"{colour}\">\
             <title>{}: {}, {started:.1} s to {ended:.1} s</title></rect>\
             <text x=\"{:.1}\" y=\"{:.1}\" fill=\"currentColor\">{:.0}s</text>",
            margin - 6.0,
            top + 13.0,
            escape(id),
            top + 3.0,
            LINE - 6.0,
            escape(id),
            escape(text(node, "state")),
            x + width + 4.0,
            top + 13.0,
            ended - started,
        );
    }
    out + "</svg>"
}
