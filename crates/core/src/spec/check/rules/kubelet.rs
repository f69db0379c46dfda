//! The kubelet of a NodeClass. Source: Karpenter's EC2NodeClass definition of 1.14, spec.kubelet.

use serde_json::Value;

use super::Subject;
use crate::spec::check::correction;
use crate::spec::check::problem::{Problem, Problems};
use crate::spec::path::Path;
use crate::spec::section::Open;
use crate::units::Quantity;

/// A setting: its name and what it holds.
const SETTINGS: [(&str, Kind); 12] = [
    ("clusterDNS", Kind::Texts),
    ("maxPods", Kind::Count),
    ("podsPerCore", Kind::Count),
    ("kubeReserved", Kind::Amounts),
    ("systemReserved", Kind::Amounts),
    ("evictionHard", Kind::Signals),
    ("evictionSoft", Kind::Signals),
    ("evictionSoftGracePeriod", Kind::Times),
    ("evictionMaxPodGracePeriod", Kind::Count),
    ("imageGCHighThresholdPercent", Kind::Percent),
    ("imageGCLowThresholdPercent", Kind::Percent),
    ("cpuCFSQuota", Kind::Switch),
];
const RESERVED: [&str; 4] = ["cpu", "memory", "ephemeral-storage", "pid"];
const SIGNALS: [&str; 6] = [
    "memory.available",
    "nodefs.available",
    "nodefs.inodesFree",
    "imagefs.available",
    "imagefs.inodesFree",
    "pid.available",
];

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Texts,
    Count,
    Percent,
    /// Quantities by resource.
    Amounts,
    /// Quantities, or shares, by signal.
    Signals,
    /// Durations by signal.
    Times,
    Switch,
}

impl Kind {
    fn is_map(self) -> bool {
        matches!(self, Kind::Amounts | Kind::Signals | Kind::Times)
    }
}

pub(super) fn check(path: &Path, settings: &Open, subject: &Subject<'_>, problems: &mut Problems) {
    // Since 1.15 Karpenter hands on whatever it does not know.
    let open = subject.full.karpenter.as_ref().is_some_and(|karpenter| karpenter.version.at_least(1, 15));
    for (name, given) in settings {
        match SETTINGS.iter().find(|(known, _)| known == name) {
            Some((_, kind)) => value(&path.field(name), *kind, given, problems),
            None if open => {}
            None => problems.push(unknown(&path.field(name), name)),
        }
    }
    thresholds(path, settings, problems);
}

fn unknown(place: &Path, name: &str) -> Problem {
    let names = SETTINGS.iter().map(|(name, _)| *name);
    let near = correction::nearest(name, names.clone());
    let hint = near.map_or_else(
        || format!("it sets {}; since 1.15 any other one", names.collect::<Vec<_>>().join(", ")),
        |near| format!("did you mean `{near}`?"),
    );
    Problem::error(place, format!("Karpenter sets no `{name}` of the kubelet")).hint(hint)
}

fn thresholds(path: &Path, settings: &Open, problems: &mut Problems) {
    let percent = |name: &str| settings.get(name).and_then(Value::as_u64);
    if let (Some(high), Some(low)) = (percent("imageGCHighThresholdPercent"), percent("imageGCLowThresholdPercent"))
        && high <= low
    {
        let message = format!("{high} is not more than the low threshold {low}");
        problems.error(&path.field("imageGCHighThresholdPercent"), message);
    }
    let keys = |name: &str| -> Vec<&String> {
        settings.get(name).and_then(Value::as_object).map(|map| map.keys().collect()).unwrap_or_default()
    };
    let (soft, grace) = (keys("evictionSoft"), keys("evictionSoftGracePeriod"));
    if soft.iter().any(|key| !grace.contains(key)) || grace.iter().any(|key| !soft.contains(key)) {
        let message = "`evictionSoft` and `evictionSoftGracePeriod` have the same keys: each limit has its time";
        problems.error(&path.field("evictionSoft"), message);
    }
}

fn value(place: &Path, kind: Kind, value: &Value, problems: &mut Problems) {
    let whole = |most: u64| value.as_u64().is_some_and(|number| number <= most);
    let wrong = match kind {
        Kind::Texts if !value.as_array().is_some_and(|items| items.iter().all(Value::is_string)) => {
            Some("a list of addresses".to_owned())
        }
        Kind::Count if !whole(i32::MAX.unsigned_abs().into()) => Some(format!("a whole number, 0 to {}", i32::MAX)),
        Kind::Percent if !whole(100) => Some("a whole number from 0 to 100".to_owned()),
        Kind::Switch if !value.is_boolean() => Some("`true` or `false`".to_owned()),
        kind if kind.is_map() && !value.is_object() => Some("a map".to_owned()),
        _ => None,
    };
    if let Some(wanted) = wrong {
        problems.error(place, format!("{value} stands here; it is {wanted}"));
        return;
    }
    let known: &[&str] = if kind == Kind::Amounts { &RESERVED } else { &SIGNALS };
    for (key, given) in value.as_object().into_iter().flatten() {
        let place = place.field(key);
        if !known.contains(&key.as_str()) {
            let problem = Problem::error(&place, format!("there is no `{key}` here"));
            problems.push(problem.hint(format!("its keys are {}", known.join(", "))));
        } else if let Err(why) = entry(kind, given) {
            problems.error(&place, why);
        }
    }
}

/// A value of one of the maps. A number that stands without quotes is written with them.
fn entry(kind: Kind, given: &Value) -> Result<(), String> {
    let text = match given {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        other => return Err(format!("{other} is no text")),
    };
    match kind {
        Kind::Times if !is_duration(&text) => Err(format!("`{text}` is not a duration (`30s`, `1m30s`, `2h`)")),
        Kind::Signals if text.ends_with('%') => match is_share(&text) {
            true => Ok(()),
            false => Err(format!("`{text}` is not a share: `5%`, `12.5%`, at most `100%`")),
        },
        Kind::Amounts | Kind::Signals => text.parse::<Quantity>().map(|_| ()).map_err(|invalid| invalid.to_string()),
        _ => Ok(()),
    }
}

/// Up to two places of a hundredth.
fn is_share(text: &str) -> bool {
    let number = text.trim_end_matches('%');
    let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
    let digits = |text: &str, most: usize| (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    digits(whole, 3) && digits(part, 2) && number.parse::<f64>().is_ok_and(|share| share <= 100.0)
}

/// Source: Go's time.ParseDuration. A value that it cannot read stops the controller for every class.
fn is_duration(text: &str) -> bool {
    const UNITS: [&str; 7] = ["ns", "us", "\u{b5}s", "ms", "s", "m", "h"];
    let mut rest = text;
    while !rest.is_empty() {
        let number = rest.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
        let (amount, tail) = rest.split_at(number);
        let Some(unit) = UNITS.iter().find(|unit| tail.starts_with(**unit)) else { return false };
        if amount.parse::<f64>().is_err() || amount.len() > 7 {
            return false;
        }
        rest = &tail[unit.len()..];
    }
    !text.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_go_reads_them() {
        assert!(["30s", "1m30s", "2h", "1.5h", "100ms"].into_iter().all(is_duration));
        assert!(!["", "1d", "x", "30", "-1s", "1.2.3s"].into_iter().any(is_duration));
    }

    #[test]
    fn shares_have_two_places_at_most() {
        assert!(["5%", "12.25%", "100%", "0%"].into_iter().all(is_share));
        assert!(!["101%", "5.555%", "-5%", "x%", "%"].into_iter().any(is_share));
    }
}
