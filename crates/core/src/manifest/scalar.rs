//! When two different spellings are one value: quantities, durations, numbers, and zeros the server does not keep.

use serde_json::Value;

/// Fields that hold quantities, or a table of them. Source: Kubernetes API types, and Karpenter's CRDs.
const QUANTITIES: &[&str] = &[
    "limits",
    "requests",
    "capacity",
    "hard",
    "divisor",
    "sizeLimit",
    "storage",
    "kubeReserved",
    "systemReserved",
    "volumeSize",
];

/// Fields that hold durations as Go writes them. Source: Karpenter's CRDs.
const DURATIONS: &[&str] = &["expireAfter", "consolidateAfter", "terminationGracePeriod", "duration"];

/// Fields of built-in types that the server does not keep when they are zero, false or empty: they are no pointers in
/// its types. Source: Kubernetes API types, 1.36.
const DROPPED_ZEROS: &[&str] = &[
    "hostNetwork",
    "hostPID",
    "hostIPC",
    "readOnly",
    "preserveUnknownFields",
    "paused",
    "minReadySeconds",
    "initialDelaySeconds",
    "publishNotReadyAddresses",
    "value",
    "subPath",
    "stdin",
    "tty",
    "description",
    "nodeName",
    "schedulerName",
    "priorityClassName",
    "priority",
    "apiGroup",
    "nullable",
    "deprecated",
    "uniqueItems",
    "exclusiveMinimum",
    "exclusiveMaximum",
];

/// Whether both values mean the same in field `field`, which is inside `parent`.
pub(super) fn same(want: &Value, live: &Value, field: &str, parent: &str) -> bool {
    if want == live {
        return true;
    }
    if let (Some(want), Some(live)) = (want.as_f64(), live.as_f64()) {
        return want == live;
    }
    let named = |table: &[&str]| table.contains(&field) || table.contains(&parent);
    if named(QUANTITIES)
        && let (Some(want), Some(live)) = (quantity(want), quantity(live))
    {
        return want == live;
    }
    match (want, live) {
        (Value::String(want), Value::String(live)) if DURATIONS.contains(&field) => {
            duration(want).is_some_and(|want| Some(want) == duration(live))
        }
        _ => false,
    }
}

/// Whether a wanted value that is not live is not live because the server keeps no such value.
pub(super) fn not_kept(want: &Value, field: &str, built_in: bool) -> bool {
    match want {
        Value::Null => true,
        Value::Object(map) => map.values().all(|below| not_kept(below, "", built_in)),
        Value::Array(list) => list.is_empty(),
        _ => is_zero(want) && built_in && DROPPED_ZEROS.contains(&field),
    }
}

/// What Go calls a zero value.
pub(super) fn is_zero(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(map) => map.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Bool(flag) => !flag,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
    }
}

/// A quantity in billionths.
fn quantity(value: &Value) -> Option<i128> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    let end = text.find(|next: char| !(next.is_ascii_digit() || "+-.".contains(next))).unwrap_or(text.len());
    let (number, suffix) = text.split_at(end);
    let billionths = decimal(number)?;
    match suffix {
        "n" => Some(billionths / 1_000_000_000),
        "u" => Some(billionths / 1_000_000),
        "m" => Some(billionths / 1_000),
        "" => Some(billionths),
        "k" => billionths.checked_mul(1_000),
        "Ki" => billionths.checked_mul(1 << 10),
        _ => match (suffix.strip_suffix('i'), suffix) {
            (Some(letter), _) => billionths.checked_mul(1024i128.checked_pow(power(letter)?)?),
            (None, "M" | "G" | "T" | "P" | "E") => billionths.checked_mul(1000i128.checked_pow(power(suffix)?)?),
            (None, exponent) => {
                let power: u32 = exponent.strip_prefix(['e', 'E'])?.parse().ok()?;
                billionths.checked_mul(10i128.checked_pow(power)?)
            }
        },
    }
}

fn power(letter: &str) -> Option<u32> {
    ["k", "M", "G", "T", "P", "E"].iter().position(|one| *one == letter).map(|at| at as u32 + 1)
}

/// A decimal number in billionths; smaller digits are cut off.
fn decimal(text: &str) -> Option<i128> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !digits(whole) || !digits(fraction) {
        return None;
    }
    let whole: i128 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let fraction: String = fraction.chars().chain("000000000".chars()).take(9).collect();
    let value = whole.checked_mul(1_000_000_000)?.checked_add(fraction.parse().ok()?)?;
    Some(if negative { -value } else { value })
}

/// A Go duration in billionths of a second.
fn duration(text: &str) -> Option<i128> {
    const UNITS: &[(&str, i128)] = &[
        ("ns", 1),
        ("us", 1_000),
        ("µs", 1_000),
        ("ms", 1_000_000),
        ("s", 1_000_000_000),
        ("m", 60_000_000_000),
        ("h", 3_600_000_000_000),
    ];
    let mut rest = text;
    let mut sum = 0i128;
    while !rest.is_empty() {
        let end = rest.find(|next: char| !(next.is_ascii_digit() || next == '.'))?;
        let unit_end = rest[end..].find(|next: char| next.is_ascii_digit()).map_or(rest.len(), |at| at + end);
        let unit = UNITS.iter().find(|(name, _)| *name == &rest[end..unit_end])?.1;
        sum = sum.checked_add(decimal(&rest[..end])?.checked_mul(unit)? / 1_000_000_000)?;
        rest = &rest[unit_end..];
    }
    (!text.is_empty()).then_some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn spellings_of_one_quantity_are_the_same() {
        for (want, live) in [
            (json!("1000m"), json!("1")),
            (json!(1), json!("1")),
            (json!("1Gi"), json!("1073741824")),
            (json!("0.5"), json!("500m")),
            (json!("2k"), json!("2e3")),
            (json!("1024Mi"), json!("1Gi")),
            (json!("1000M"), json!("1G")),
        ] {
            assert!(same(&want, &live, "cpu", "requests"), "{want} {live}");
        }
        assert!(!same(&json!("1G"), &json!("1Gi"), "memory", "limits"));
        assert!(!same(&json!("1000m"), &json!("1"), "name", "metadata"));
    }

    #[test]
    fn durations_are_compared_by_their_length() {
        assert!(same(&json!("60m"), &json!("1h0m0s"), "consolidateAfter", "disruption"));
        assert!(same(&json!("1.5h"), &json!("90m"), "expireAfter", "spec"));
        assert!(!same(&json!("Never"), &json!("720h"), "expireAfter", "spec"));
    }
}
