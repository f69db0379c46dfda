//! Plans and reports as HTML, for notebooks.

use std::fmt::Write as _;

use serde_json::Value;

use crate::timeline::timeline;

/// A plan as a table; a report as a table under its timeline. Anything else is nothing.
pub fn html(answer: &Value) -> String {
    if answer.get("changes").is_some() {
        plan(answer)
    } else if answer.get("criticalPath").is_some() {
        report(answer)
    } else {
        String::new()
    }
}

/// Text as HTML.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' => escaped += "&quot;",
            other => escaped.push(other),
        }
    }
    escaped
}

pub(crate) fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_default()
}

fn items<'a>(value: &'a Value, field: &str) -> impl Iterator<Item = &'a Value> {
    value[field].as_array().into_iter().flatten()
}

fn row(out: &mut String, tag: &str, cells: &[&str]) {
    let _ = write!(out, "<tr>");
    for cell in cells {
        let _ = write!(out, "<{tag} style=\"text-align:left;vertical-align:top\">{}</{tag}>", escape(cell));
    }
    let _ = write!(out, "</tr>");
}

fn plan(plan: &Value) -> String {
    let counts = &plan["counts"];
    let count = |name: &str| counts[name].as_u64().unwrap_or(0);
    let mut out = format!(
        "<div><p><b>{}</b> in account {}: {} to create, {} to update, {} to delete, {} as they are</p><table>",
        escape(text(plan, "stack")),
        escape(text(plan, "account")),
        count("create"),
        count("update"),
        count("delete"),
        count("keep"),
    );
    row(&mut out, "th", &["", "node", "name", "changes", "why"]);
    for change in items(plan, "changes").filter(|change| text(change, "action") != "keep") {
        // What nobody has approved stays: it is there to be seen.
        let left = change["unapproved"] == true;
        let action = if left { "left over, stays without prune" } else { text(change, "action") };
        let fields = if action == "update" { fields(change) } else { String::new() };
        row(&mut out, "td", &[action, text(change, "id"), text(change, "key"), &fields, text(change, "why")]);
    }
    out += "</table>";
    for warning in items(plan, "warnings").filter_map(Value::as_str) {
        let _ = write!(out, "<p>warning: {}</p>", escape(warning));
    }
    out + "</div>"
}

/// `tags.team: "a" -> "b"`, one after the other.
fn fields(change: &Value) -> String {
    let shown =
        items(change, "fields").map(|field| format!("{}: {} -> {}", text(field, "path"), field["from"], field["to"]));
    shown.collect::<Vec<_>>().join("; ")
}

fn report(report: &Value) -> String {
    let mut out = format!(
        "<div><p><b>{}</b>: {} in {:.0} s</p>{}<table>",
        escape(text(report, "stack")),
        escape(text(report, "outcome")),
        report["seconds"].as_f64().unwrap_or(0.0),
        timeline(report),
    );
    row(&mut out, "th", &["node", "did", "state", "seconds", ""]);
    for node in items(report, "nodes") {
        let took = node["ended"].as_f64().unwrap_or(0.0) - node["started"].as_f64().unwrap_or(0.0);
        let said = node["error"]["message"].as_str().unwrap_or_else(|| text(node, "detail"));
        let cells = [text(node, "id"), text(node, "action"), text(node, "state"), &format!("{took:.1}"), said];
        row(&mut out, "td", &cells);
    }
    out + "</table></div>"
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_plan_is_a_table_of_what_changes() {
        let change = |id: &str, action: &str| {
            json!({"id": id, "key": "<dev>", "action": action, "why": "asked for",
                "fields": [{"path": "tags.team", "from": "a", "to": "b"}]})
        };
        let plan = json!({"stack": "us-east-1/dev", "account": "1", "counts": {"update": 1, "keep": 1}, "warnings": [],
            "changes": [change("eks.cluster/dev", "update"), change("sqs.queue/dev", "keep")]});
        let html = html(&plan);
        assert!(html.contains("1 to update") && html.contains("&lt;dev&gt;"), "{html}");
        assert!(html.contains("tags.team: &quot;a&quot; -&gt; &quot;b&quot;"), "{html}");
        assert!(!html.contains("sqs.queue"), "{html}");
    }

    #[test]
    fn a_report_is_a_table_under_its_timeline() {
        let node =
            json!({"id": "eks.cluster/dev", "action": "create", "state": "ready", "started": 1.0, "ended": 11.0});
        let report = json!({"stack": "dev", "outcome": "done", "seconds": 11.0, "nodes": [node], "criticalPath": ["eks.cluster/dev"]});
        let html = html(&report);
        assert!(html.contains("<svg") && html.contains("</svg>") && html.contains("10.0"), "{html}");
        assert_eq!(super::html(&json!({"else": 1})), "");
    }
}
