//! Forms of names, labels and schedules that Kubernetes and AWS ask for.

/// Source: Kubernetes, "Object Names and IDs", DNS label.
pub(super) fn dns_label(text: &str) -> Result<(), String> {
    if text.is_empty() || text.len() > 63 {
        return Err("it must have 1 to 63 characters".into());
    }
    let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if !text.bytes().all(inner) || text.starts_with('-') || text.ends_with('-') {
        return Err(
            "it may only have lower-case letters, digits and `-`, and must begin and end with a letter or digit".into(),
        );
    }
    Ok(())
}

/// Source: Kubernetes, "Object Names and IDs", DNS subdomain.
pub(super) fn dns_subdomain(text: &str) -> Result<(), String> {
    if text.len() > 253 {
        return Err("it may have at most 253 characters".into());
    }
    let shape =
        "it may only have lower-case letters, digits, `-` and `.`, and must begin and end with a letter or digit";
    if text.split('.').all(|part| dns_label(part).is_ok()) { Ok(()) } else { Err(shape.into()) }
}

fn qualified_part(text: &str) -> bool {
    let edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    text.len() <= 63
        && edge(text.chars().next())
        && edge(text.chars().last())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

/// Source: Kubernetes, "Labels and Selectors", syntax of keys.
pub(super) fn label_key(text: &str) -> Result<(), String> {
    let (prefix, name) = text.split_once('/').map_or((None, text), |(prefix, name)| (Some(prefix), name));
    if let Some(prefix) = prefix {
        dns_subdomain(prefix).map_err(|why| format!("before the `/` {why}"))?;
    }
    if qualified_part(name) {
        return Ok(());
    }
    Err("its name has 1 to 63 letters, digits, `-`, `_` and `.`, and begins and ends with a letter or digit".into())
}

/// Source: Kubernetes, "Labels and Selectors", syntax of values.
pub(super) fn label_value(text: &str) -> Result<(), String> {
    if text.is_empty() || qualified_part(text) {
        return Ok(());
    }
    Err("it may have at most 63 letters, digits, `-`, `_` and `.`, and must begin and end with a letter or digit"
        .into())
}

/// Source: IAM API, RoleName and UserName: `[\w+=,.@-]+`.
pub(super) fn iam_name(text: &str) -> Result<(), String> {
    if text.contains('/') {
        return Err("it is the name alone, without the path".into());
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c);
    if text.is_empty() || text.len() > 64 {
        return Err(format!("it has {} characters, 1 to 64 are allowed", text.len()));
    }
    if text.chars().all(allowed) { Ok(()) } else { Err("it may only have letters, digits and `_+=,.@-`".into()) }
}

/// A field of a schedule: its name, range, and the words that stand for numbers.
struct CronField(&'static str, u32, u32, &'static [&'static str]);

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const CRON: [CronField; 5] = [
    CronField("minute", 0, 59, &[]),
    CronField("hour", 0, 23, &[]),
    CronField("day of the month", 1, 31, &[]),
    CronField("month", 1, 12, &MONTHS),
    CronField("day of the week", 0, 6, &DAYS),
];
const MACROS: [&str; 7] = ["@hourly", "@daily", "@midnight", "@weekly", "@monthly", "@yearly", "@annually"];

/// Source: Karpenter documentation, NodePool budgets: five fields of cron, or a macro.
pub(super) fn schedule(text: &str) -> Result<(), String> {
    if text.starts_with('@') {
        let known = MACROS.contains(&text);
        return if known { Ok(()) } else { Err(format!("its words are {}", MACROS.join(", "))) };
    }
    let fields: Vec<&str> = text.split_whitespace().collect();
    if fields.len() != CRON.len() {
        return Err(format!("it has {} fields; minute, hour, day, month and weekday are wanted", fields.len()));
    }
    for (field, row) in fields.iter().zip(&CRON) {
        for part in field.split(',') {
            cron_part(part, row).ok_or_else(|| format!("`{part}` is no {} ({} to {})", row.0, row.1, row.2))?;
        }
    }
    Ok(())
}

fn cron_part(part: &str, row: &CronField) -> Option<()> {
    let (range, step) = part.split_once('/').map_or((part, None), |(range, step)| (range, Some(step)));
    if let Some(step) = step {
        step.parse::<u32>().ok().filter(|step| *step > 0)?;
    }
    if range == "*" || range == "?" {
        return Some(());
    }
    let number = |text: &str| -> Option<u32> {
        let lower = text.to_ascii_lowercase();
        if let Some(index) = row.3.iter().position(|word| *word == lower) {
            return u32::try_from(index).ok().map(|index| index + row.1);
        }
        text.parse().ok().filter(|number| (row.1..=row.2).contains(number))
    };
    match range.split_once('-') {
        Some((from, to)) => (number(from)? <= number(to)?).then_some(()),
        None => number(range).map(drop),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schedules_are_read_field_by_field() {
        for right in ["0 9 * * mon-fri", "*/15 0-6,22 1 jan 0", "@daily"] {
            assert_eq!(schedule(right), Ok(()), "{right}");
        }
        for wrong in ["0 25 * * *", "0 9 * *", "@often", "0 9 * * fri-mon", "a * * * *", "*/0 * * * *"] {
            assert!(schedule(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn labels_have_their_form() {
        assert!(label_key("example.com/team").is_ok() && label_key("-x").is_err() && label_key("A.b/c").is_err());
        assert!(label_value("").is_ok() && label_value("a b").is_err());
    }
}
