//! The table of changes, and what a plan makes of one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use karpool::Plan;

/// A field, an overlay that changes it, and what the plan then does.
pub struct Row {
    pub field: &'static str,
    pub change: &'static str,
    pub effect: &'static str,
}

impl Row {
    /// The change's overlays, one over the other: `then` takes a map away before another comes in its place.
    pub fn overlays(&self) -> impl Iterator<Item = &'static str> {
        self.change.split(" then ")
    }
}

pub fn all() -> Vec<Row> {
    let lines = include_str!("changes.txt").lines().filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let mut parts = line.splitn(3, " | ");
            let mut next = || parts.next().unwrap_or_default().trim();
            Row { field: next(), change: next(), effect: next() }
        })
        .collect()
}

/// What a plan does, kind by kind.
#[derive(Default)]
pub struct Effect {
    /// Verb and kind, and how many of it.
    writes: BTreeMap<(String, String), usize>,
    pub rolls: bool,
    refused: Option<(String, String)>,
}

impl Effect {
    pub fn of(plan: &Plan) -> Effect {
        let mut effect = Effect::default();
        for change in plan.changes.iter().filter(|change| change.action.writes()) {
            let rolls = change.fields.iter().any(|field| field.rolls.is_some());
            effect.rolls |= rolls;
            let verb = match (rolls, change.unapproved) {
                (true, _) => "roll".to_owned(),
                (_, true) => "prune".to_owned(),
                _ => format!("{:?}", change.action).to_lowercase(),
            };
            let kind = change.id.split('/').next().unwrap_or_default().to_owned();
            *effect.writes.entry((verb, kind)).or_default() += 1;
        }
        effect
    }

    pub fn refused(by: &str, why: &str) -> Effect {
        Effect { refused: Some((by.to_owned(), why.to_owned())), ..Effect::default() }
    }

    pub fn writes_something(&self) -> bool {
        !self.writes.is_empty()
    }

    pub fn is_refused(&self) -> bool {
        self.refused.is_some()
    }

    pub fn why(&self) -> String {
        self.refused.as_ref().map(|(_, why)| format!("\n    {}", why.replace('\n', "\n    "))).unwrap_or_default()
    }

    pub fn kinds(&self) -> BTreeSet<&str> {
        self.writes.keys().map(|(_, kind)| kind.as_str()).collect()
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((by, _)) = &self.refused {
            return write!(f, "refused by {by}");
        }
        if self.writes.is_empty() {
            return f.write_str("nothing");
        }
        for (number, ((verb, kind), count)) in self.writes.iter().enumerate() {
            let comma = if number == 0 { "" } else { ", " };
            let many = if *count == 1 { String::new() } else { format!(" x{count}") };
            write!(f, "{comma}{verb} {kind}{many}")?;
        }
        Ok(())
    }
}
