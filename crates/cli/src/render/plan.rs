//! A plan as text.

use std::fmt::Write as _;

use karpool::event::{Action, Verb};
use karpool::plan::Counts;
use karpool::resource::Field;
use karpool::{Change, Plan};

use super::section::{section, sections};
use super::{field, grants, style};
use crate::printer::Printer;

/// The whole plan: where, sections of changes, permissions, deletions that wait, and the counts.
pub(crate) fn plan(plan: &Plan, printer: &Printer) -> String {
    let view = View { width: printer.width(), verbose: printer.is_verbose() };
    let mut text = head(plan);
    for name in sections() {
        let within =
            |change: &&Change| section(&change.id) == name && change.action != Action::Keep && !change.unapproved;
        let changes: Vec<&Change> = plan.changes.iter().filter(within).collect();
        if !changes.is_empty() {
            text += &view.section(name, &changes);
        }
    }
    text += &grants::table(plan, view.width, view.verbose);
    text += &waiting_deletions(plan);
    text += &view.defaults(plan);
    for warning in &plan.warnings {
        text += &format!("{} {}\n", style::warning("note:"), warning.trim_start_matches("warning: ").trim_end());
    }
    text += &foot(plan);
    text
}

/// Objects of the chart: dozens, and read better in the chart.
const CHART: &str = "kubernetes.";
/// Objects whose every field the user may give.
const OWN: &str = "karpenter.";
/// The widest column of paths.
const WIDEST: usize = 42;

struct View {
    width: usize,
    verbose: bool,
}

fn head(plan: &Plan) -> String {
    let verb = if plan.verb == Verb::Destroy { "destroy" } else { "plan" };
    let caller = plan.caller.splitn(6, ':').nth(5).unwrap_or(&plan.caller);
    let mut facts = vec![format!("account {}", plan.account), format!("as {caller}")];
    if let Some(endpoint) = &plan.endpoint {
        facts.push(format!("endpoint {endpoint}"));
    }
    if plan.simulated {
        facts.push("sandbox: nothing of this is real".to_owned());
    }
    format!("{} {}  {}\n\n", style::strong(verb), style::strong(&plan.stack), style::faint(&facts.join(" · ")))
}

impl View {
    fn section(&self, name: &str, changes: &[&Change]) -> String {
        let mut text = format!("{}  {}\n", style::strong(name), style::faint(&counted(counts_of(changes))));
        let mut last = "";
        for change in changes {
            text += &self.head(change);
            // What several in a row have in common is said once.
            if change.why != last || change.note.is_some() {
                text += &self.why(change);
            }
            last = &change.why;
            text += &self.fields(change);
        }
        text.push('\n');
        text
    }

    fn head(&self, change: &Change) -> String {
        let sign = style::action(change.action, change.action.sign());
        let said = change.key.rsplit('/').next() == change.id.rsplit('/').next();
        let room = self.width.saturating_sub(6 + change.id.chars().count());
        let key = if said || room < 12 { String::new() } else { format!("  {}", style::cut(&change.key, room)) };
        format!("  {sign} {}{}\n", style::strong(&change.id), style::faint(&key))
    }

    fn why(&self, change: &Change) -> String {
        let why = match &change.note {
            Some(note) if change.why.is_empty() => note.clone(),
            Some(note) => format!("{} ({note})", change.why),
            None => change.why.clone(),
        };
        let lines = style::wrap(&why, self.width.saturating_sub(6));
        lines.iter().filter(|line| !line.is_empty()).map(|line| format!("      {}\n", style::faint(line))).collect()
    }

    /// What is new is shown by its telling fields, what changes in full.
    fn fields(&self, change: &Change) -> String {
        let brief = change.action == Action::Create && !self.verbose && change.id.starts_with(CHART);
        if brief {
            return String::new();
        }
        let opened = change.action == Action::Create && change.id.starts_with(OWN);
        let fields = change.fields.iter().filter(|field| !grants::is_shown(change, field));
        let fields: Vec<Field> =
            fields.flat_map(|field| if opened { field::leaves(field) } else { vec![field.clone()] }).collect();
        let widest = fields.iter().map(|field| field.path.chars().count()).max().unwrap_or(0).min(WIDEST);
        fields.iter().map(|field| self.field(change.action, field, widest)).collect()
    }

    fn field(&self, action: Action, field: &Field, widest: usize) -> String {
        let path = format!("{:<widest$}", style::cut_front(&field.path, widest));
        let room = self.width.saturating_sub(8 + widest).max(20);
        let values = if action == Action::Update {
            vec![format!("{} → {}", field::value(&field.from, self.verbose), field::value(&field.to, self.verbose))]
        } else {
            field::lines(&field.to, self.verbose)
        };
        let mut text = String::new();
        for (number, value) in values.into_iter().enumerate() {
            let value = if self.verbose || action == Action::Update { value } else { style::cut(&value, room) };
            let path = if number == 0 { path.as_str() } else { "" };
            let _ = writeln!(text, "      {path:<widest$}  {value}");
        }
        if let Some(rolls) = field::rolls(field) {
            let _ = writeln!(text, "      {:<widest$}  {}", "", style::warning(&rolls));
        }
        text
    }

    fn defaults(&self, plan: &Plan) -> String {
        if plan.defaults.is_empty() || plan.verb == Verb::Destroy {
            return String::new();
        }
        if !self.verbose {
            let text = format!("{} filled in; --verbose lists them", style::count(plan.defaults.len(), "default"));
            return format!("{}\n", style::faint(&text));
        }
        let mut text = format!("{}\n", style::strong("Defaults"));
        for row in &plan.defaults {
            let _ = writeln!(text, "  {} = {}  {}", row.path, row.value, style::faint(&row.origin));
        }
        text.push('\n');
        text
    }
}

/// Deletions that nobody has approved.
fn waiting_deletions(plan: &Plan) -> String {
    let mut changes = plan.changes.iter().filter(|change| change.unapproved).peekable();
    if changes.peek().is_none() {
        return String::new();
    }
    let mut text = format!("{}  {}\n", style::strong("Left over"), style::faint("ours, and no longer in the spec"));
    for change in changes {
        let _ = writeln!(text, "  {} {}  {}", style::faint("-"), change.id, style::faint(&change.key));
    }
    text += &format!("  {} they stay until `--prune` approves their deletion\n\n", style::hint("hint:"));
    text
}

/// Approved deletions, for a last look.
pub(crate) fn deletions(plan: &Plan) -> String {
    let mut text = format!("{}\n", style::bad("These are deleted:"));
    for change in plan.changes.iter().filter(|change| change.action == Action::Delete && !change.unapproved) {
        let _ = writeln!(text, "  {} {}  {}", style::action(Action::Delete, "-"), change.id, style::faint(&change.key));
    }
    text
}

fn foot(plan: &Plan) -> String {
    let counts = plan.counts();
    let kept = if counts.keep > 0 { style::faint(&format!(" · {} as wanted", counts.keep)) } else { String::new() };
    if plan.is_idle() {
        let text = if plan.verb == Verb::Destroy { "Nothing to delete" } else { "No changes" };
        return format!("{}{kept}\n", style::good(text));
    }
    let left = if counts.unapproved > 0 { format!(" · {} left over", counts.unapproved) } else { String::new() };
    format!("{}{kept}{}\n", style::strong(&counted(counts)), style::warning(&left))
}

fn counts_of(changes: &[&Change]) -> Counts {
    let mut counts = Counts::default();
    for change in changes {
        match change.action {
            Action::Create => counts.create += 1,
            Action::Update => counts.update += 1,
            Action::Delete => counts.delete += 1,
            Action::Await => counts.wait += 1,
            Action::Keep => counts.keep += 1,
        }
    }
    counts
}

/// `44 to create, 2 to update, 1 to delete`.
pub(crate) fn counted(counts: Counts) -> String {
    let parts = [
        (counts.create, "to create"),
        (counts.update, "to update"),
        (counts.delete, "to delete"),
        (counts.wait, "to wait for"),
    ];
    let parts: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    if parts.is_empty() { "no changes".to_owned() } else { parts.join(", ") }
}
