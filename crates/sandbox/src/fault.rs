//! Faults on purpose: rules that lose, delay, throttle or cut chosen calls.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::fault_pattern::refusal;

/// What happens to a call that a rule chooses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The connection breaks before the call has any effect.
    LoseBefore,
    /// The call has its effect; then the connection breaks without an answer.
    LoseAfter,
    /// The call waits for so much simulated time first.
    Delay(Duration),
    /// The service's own throttling error, without effect.
    Throttle,
    /// The call has its effect; the connection is reset in the middle of the answer (of a watch: after its first
    /// events).
    Cut,
    /// An error of choice, without effect.
    Error { code: String, status: u16 },
}

/// One rule: which calls, and what happens to them.
///
/// As text: `PATTERN[#NTH]=KIND[*COUNT]`, for example `eks:CreateCluster#1=lose-after`,
/// `kubernetes:PATCH nodepools/*=throttle*3`, `iam:*#5=delay(30s)`, `*#7=error(InternalFailure,500)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultRule {
    /// `eks:CreateCluster` or `kubernetes:PATCH nodepools/x86`; `*` stands for any text.
    pub pattern: String,
    /// The first matching call that it hits; 1 is the first.
    pub nth: u64,
    pub kind: FaultKind,
    /// How many matching calls in a row it hits.
    pub count: u64,
}

/// A rule's text that can't be understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "fault `{text}`: {problem} (a fault reads PATTERN[#NTH]=KIND[*COUNT], for example eks:CreateCluster#1=lose-after; \
     kinds are lose-before, lose-after, cut, throttle, delay(5s), error(Code,400))"
)]
pub struct BadFault {
    text: String,
    problem: String,
}

impl FromStr for FaultRule {
    type Err = BadFault;

    fn from_str(text: &str) -> Result<FaultRule, BadFault> {
        let bad = |problem: String| BadFault { text: text.to_owned(), problem };
        let (calls, what) = text.rsplit_once('=').ok_or_else(|| bad("there is no `=`".into()))?;
        let (pattern, nth) = match calls.rsplit_once('#') {
            None => (calls, 1),
            Some((pattern, nth)) => (pattern, positive(nth).ok_or_else(|| bad(format!("`{nth}` is no call number")))?),
        };
        if !(pattern.contains(':') || pattern.contains('*')) {
            return Err(bad(format!("`{pattern}` is no pattern like `service:Operation`")));
        }
        if let Some(problem) = refusal(pattern) {
            return Err(bad(problem));
        }
        let (kind, count) = match what.rsplit_once('*') {
            None => (what, 1),
            Some((kind, count)) => (kind, positive(count).ok_or_else(|| bad(format!("`{count}` is no count")))?),
        };
        let kind = kind.parse().map_err(bad)?;
        Ok(FaultRule { pattern: pattern.to_owned(), nth, kind, count })
    }
}

fn positive(text: &str) -> Option<u64> {
    text.parse().ok().filter(|n| *n > 0)
}

impl FromStr for FaultKind {
    type Err = String;

    fn from_str(text: &str) -> Result<FaultKind, String> {
        let (name, argument) = match text.strip_suffix(')').and_then(|text| text.split_once('(')) {
            Some((name, argument)) => (name, Some(argument)),
            None => (text, None),
        };
        match (name, argument) {
            ("lose-before", None) => Ok(FaultKind::LoseBefore),
            ("lose-after", None) => Ok(FaultKind::LoseAfter),
            ("throttle", None) => Ok(FaultKind::Throttle),
            ("cut", None) => Ok(FaultKind::Cut),
            ("delay", Some(span)) => duration(span)
                .map(FaultKind::Delay)
                .ok_or_else(|| format!("`{span}` is no duration like 500ms, 5s or 2m")),
            ("error", Some(argument)) => {
                let (code, status) = argument.split_once(',').unwrap_or((argument, "400"));
                let status = status.trim().parse().ok().filter(|n| (400..600).contains(n));
                let status = status.ok_or_else(|| format!("`{argument}` has no status between 400 and 599"))?;
                Ok(FaultKind::Error { code: code.trim().to_owned(), status })
            }
            _ => Err(format!("`{text}` is no kind of fault")),
        }
    }
}

fn duration(text: &str) -> Option<Duration> {
    let (number, unit) = text.split_at(text.find(|c: char| c.is_ascii_alphabetic())?);
    let number: u64 = number.parse().ok()?;
    match unit {
        "ms" => Some(Duration::from_millis(number)),
        "s" => Some(Duration::from_secs(number)),
        "m" => Some(Duration::from_secs(number.checked_mul(60)?)),
        _ => None,
    }
}

impl fmt::Display for FaultRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}={}", self.pattern, self.nth, self.kind)?;
        if self.count == 1 { Ok(()) } else { write!(f, "*{}", self.count) }
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FaultKind::LoseBefore => f.write_str("lose-before"),
            FaultKind::LoseAfter => f.write_str("lose-after"),
            FaultKind::Delay(span) => write!(f, "delay({}ms)", span.as_millis()),
            FaultKind::Throttle => f.write_str("throttle"),
            FaultKind::Cut => f.write_str("cut"),
            FaultKind::Error { code, status } => write!(f, "error({code},{status})"),
        }
    }
}

/// The rules in force, with how many matching calls each has seen.
#[derive(Debug, Default)]
pub(crate) struct FaultTable {
    rules: Vec<(FaultRule, u64)>,
}

impl FaultTable {
    pub(crate) fn add(&mut self, rule: FaultRule) {
        self.rules.push((rule, 0));
    }

    pub(crate) fn clear(&mut self) {
        self.rules.clear();
    }

    /// Counts the call and says what happens to it; the first rule that fires wins.
    pub(crate) fn judge(&mut self, name: &str) -> Option<FaultKind> {
        let mut fired = None;
        for (rule, seen) in &mut self.rules {
            if matches(&rule.pattern, name) {
                *seen += 1;
                if *seen >= rule.nth && *seen - rule.nth < rule.count && fired.is_none() {
                    fired = Some(rule.kind.clone());
                }
            }
        }
        fired
    }
}

/// Whether a pattern with `*` matches the whole name.
pub(crate) fn matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((head, rest)) => name.strip_prefix(head).is_some_and(|tail| {
            tail.char_indices().map(|(at, _)| at).chain([tail.len()]).any(|at| matches(rest, &tail[at..]))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_read_as_they_print() {
        for text in [
            "eks:CreateCluster#1=lose-after",
            "kubernetes:PATCH *#3=delay(5000ms)",
            "*#7=error(InternalFailure,500)*2",
            "iam:*#1=throttle*4",
        ] {
            assert_eq!(text.parse::<FaultRule>().expect(text).to_string(), text);
        }
        for text in ["eks:CreateCluster", "x=cut", "a:b#0=cut", "a:b=explode", "a:b=delay(5)", "a:b=error(X,200)"] {
            assert!(text.parse::<FaultRule>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_rule_hits_its_calls_and_no_other() {
        let mut table = FaultTable::default();
        table.add("eks:Create*#2=throttle*2".parse().expect("a rule"));
        let hits: Vec<bool> =
            ["eks:CreateAddon", "eks:ListAddons", "eks:CreateCluster", "eks:CreateAddon", "eks:CreateAddon"]
                .iter()
                .map(|name| table.judge(name).is_some())
                .collect();
        assert_eq!(hits, [false, false, true, true, false]);
    }
}
