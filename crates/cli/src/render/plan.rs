//! A plan as text.

use std::fmt::Write as _;

use jiff::tz::TimeZone;
use karpool::event::{Action, Verb};
use karpool::plan::Counts;
use karpool::resource::Field;
use karpool::{Change, Plan};

use super::section::{section, sections};
use super::{difference, field, grants, style};
use crate::plan_file::Saved;
use crate::printer::Printer;

/// The whole plan: where, sections of changes, permissions, deletions that wait, and the counts.
pub(crate) fn plan(plan: &Plan, printer: &Printer) -> String {
    let view = View { width: printer.width(), verbose: printer.is_verbose() };
    let mut text = head(plan, view.width);
    for name in sections() {
        let within =
            |change: &&Change| section(&change.id) == name && change.action != Action::Keep && !change.unapproved;
        let changes: Vec<&Change> = plan.changes.iter().filter(within).collect();
        if !changes.is_empty() {
            text += &view.section(name, &changes);
        }
    }
    text += &grants::table(plan, view.width, view.verbose);
    text += &view.left_over(plan);
    text += &view.defaults(plan);
    for warning in &plan.warnings {
        text += &format!("{} {}\n", style::warning("note:"), warning.trim_start_matches("warning: ").trim_end());
    }
    text += &foot(plan);
    text
}

/// What stands before a plan that was made before: when, of what, and for whom.
pub(crate) fn saved(path: &str, saved: &Saved) -> String {
    let plan = &saved.plan;
    let made = saved.made.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d %H:%M:%S UTC");
    let what = if plan.verb == Verb::Destroy { "a plan to destroy" } else { "a plan to apply" };
    let place = if plan.simulated { " of the sandbox" } else { "" };
    let place = format!("{} in account {}{place}", plan.stack, plan.account);
    format!("{} {what}, saved {made}\n  for {place}, from {}\n", style::hint(&format!("{path}:")), saved.file)
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

/// What is planned, where and as whom: in one line where it fits, else the facts below.
fn head(plan: &Plan, width: usize) -> String {
    let verb = if plan.verb == Verb::Destroy { "destroy" } else { "plan" };
    let caller = plan.caller.splitn(6, ':').nth(5).unwrap_or(&plan.caller);
    let mut facts = vec![format!("account {}", plan.account), format!("as {caller}")];
    if let Some(endpoint) = &plan.endpoint {
        facts.push(format!("endpoint {endpoint}"));
    }
    if plan.simulated {
        facts.push("sandbox: nothing of this is real".to_owned());
    }
    let (stack, facts) = (style::strong(&plan.stack), facts.join(" · "));
    let verb_and_stack = verb.chars().count() + 1 + plan.stack.chars().count();
    if verb_and_stack + 2 + facts.chars().count() <= width {
        return format!("{} {stack}  {}\n\n", style::strong(verb), style::faint(&facts));
    }
    let lines = style::wrap(&facts, width.saturating_sub(2));
    let lines: String = lines.iter().map(|line| format!("  {}\n", style::faint(line))).collect();
    format!("{} {stack}\n{lines}\n", style::strong(verb))
}

impl View {
    fn section(&self, name: &str, changes: &[&Change]) -> String {
        let mut text = format!("{}  {}\n", style::strong(name), style::faint(&counted(counts_of(changes))));
        let mut last = "";
        for alike in changes.chunk_by(|one, other| self.is_alike(one, other)) {
            let [first, rest @ ..] = alike else { continue };
            text += &self.head(first);
            rest.iter().for_each(|change| text += &self.head(change));
            // What several in a row have in common is said once; what the same change does to many needs no reasons.
            if rest.is_empty() && (first.why != last || first.note.is_some()) {
                text += &self.why(first);
            }
            last = if rest.is_empty() { &first.why } else { "" };
            if !rest.is_empty() {
                text += &format!("      {}\n", style::faint(&format!("each of these {}:", alike.len())));
            }
            text += &self.fields(first);
        }
        text.push('\n');
        text
    }

    /// Whether two updates change the same fields in the same way.
    fn is_alike(&self, one: &Change, other: &Change) -> bool {
        let update = one.action == Action::Update && other.action == Action::Update;
        let plain = one.note.is_none() && other.note.is_none() && !one.fields.is_empty();
        update && plain && !self.verbose && one.fields == other.fields
    }

    fn head(&self, change: &Change) -> String {
        let sign = style::action(change.action, change.action.sign());
        let said = change.key.rsplit('/').next() == change.id.rsplit('/').next() || change.id.ends_with(&change.key);
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
        let values = match action {
            Action::Update => difference::lines(field, room, self.verbose),
            Action::Delete => field::lines(&field.from, self.verbose),
            _ => field::lines(&field.to, self.verbose),
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
        // What an environment decides is always shown: one word in the spec stands for it.
        let shown: Vec<_> =
            plan.defaults.iter().filter(|row| self.verbose || row.origin.starts_with(ENVIRONMENT)).collect();
        let mut text = String::new();
        if let Some(first) = shown.first() {
            let title = if self.verbose { "Defaults" } else { "Defaults of the environment" };
            let name = first.origin.strip_prefix(ENVIRONMENT).filter(|_| !self.verbose).unwrap_or_default();
            text += &format!("{}  {}\n", style::strong(title), style::faint(name));
            for row in &shown {
                let origin = if self.verbose { format!("  {}", style::faint(&row.origin)) } else { String::new() };
                let value = row.value.as_str().map_or_else(|| row.value.to_string(), str::to_owned);
                let _ = writeln!(text, "  {} = {value}{origin}", row.path);
            }
            text.push('\n');
        }
        let rest = plan.defaults.len() - shown.len();
        if rest > 0 {
            let line = format!("{} filled in; --verbose lists them", style::count(rest, "default"));
            text += &format!("{}\n", style::faint(&line));
        }
        text
    }

    /// Deletions that are not done this time.
    fn left_over(&self, plan: &Plan) -> String {
        let left: Vec<&Change> = plan.changes.iter().filter(|change| change.unapproved).collect();
        // One part alone (its kind and name stand in the stack's) leaves nothing over.
        let further = plan.verb == Verb::Apply && !plan.searched && plan.stack.matches('/').count() == 1;
        // Where nothing is there yet, nothing of an earlier spec is.
        let further = (further && plan.changes.iter().any(|change| change.action != Action::Create)).then_some(FURTHER);
        if left.is_empty() {
            return further.map_or_else(String::new, |line| format!("{}\n", style::faint(line)));
        }
        let mut text = format!("{}  {}\n", style::strong("Left over"), style::faint("ours, and no longer in the spec"));
        for change in &left {
            let _ = writeln!(text, "  {} {}", style::faint("-"), change.id);
            let lines = change.note.iter().flat_map(|note| style::wrap(note, self.width.saturating_sub(6)));
            lines.for_each(|line| text += &format!("      {}\n", style::faint(&line)));
        }
        if left.iter().any(|change| change.note.is_none()) {
            text += &format!("  {} they stay until `--prune` approves their deletion\n", style::hint("hint:"));
        }
        text += &further.map_or_else(String::new, |line| format!("  {}\n", style::faint(line)));
        text + "\n"
    }
}

/// Said of a plan that has looked for leftovers where that costs nothing.
const FURTHER: &str = "`--prune` also looks for leftovers under other names, and of kinds that the spec does not name";

/// How the origin of an environment's default begins.
const ENVIRONMENT: &str = "environment ";

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
