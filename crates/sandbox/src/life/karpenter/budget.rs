//! Budgets of a pool: how many of its nodes may be disrupted now, and the windows in which a budget binds.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::termination::duration;
use crate::life::object;
use crate::time::Time;

const MINUTE: Duration = Duration::from_secs(60);

/// Source: robfig/cron, "Predefined schedules", which Karpenter reads its schedules with.
const NAMED: &[(&str, &str)] = &[
    ("@yearly", "0 0 1 1 *"),
    ("@annually", "0 0 1 1 *"),
    ("@monthly", "0 0 1 * *"),
    ("@weekly", "0 0 * * 0"),
    ("@daily", "0 0 * * *"),
    ("@midnight", "0 0 * * *"),
    ("@hourly", "0 * * * *"),
];
/// Minute, hour, day of the month, month, day of the week: least and greatest value, and names from the least on.
const FIELDS: [(i8, i8, &str); 5] = [
    (0, 59, ""),
    (0, 23, ""),
    (1, 31, ""),
    (1, 12, "jan feb mar apr may jun jul aug sep oct nov dec"),
    (0, 6, "sun mon tue wed thu fri sat"),
];

/// How many nodes of the pool may go for a reason at this moment.
pub(crate) fn allowed(pool: &Value, reason: &str, (total, going): (usize, usize), now: Time) -> usize {
    let mut least = total;
    for budget in object::list(pool, "/spec/disruption/budgets") {
        let reasons = object::list(budget, "/reasons");
        let applies = reasons.is_empty() || reasons.iter().any(|one| one == reason);
        if !applies || !binds(budget, now) {
            continue;
        }
        let nodes = object::text(budget, "/nodes");
        let count = match nodes.strip_suffix('%') {
            Some(percent) => (total * percent.parse::<usize>().unwrap_or(10)).div_ceil(100),
            None => nodes.parse().unwrap_or(total),
        };
        least = least.min(count);
    }
    least.saturating_sub(going)
}

/// Whether any budget of the pool binds at some times only.
pub(crate) fn has_windows(pool: &Value) -> bool {
    object::list(pool, "/spec/disruption/budgets").iter().any(|budget| budget["schedule"].is_string())
}

/// Whether a window that the schedule opened is still open. A schedule that can't be read binds always.
fn binds(budget: &Value, now: Time) -> bool {
    let Some(schedule) = budget["schedule"].as_str() else { return true };
    let Some(fields) = read(schedule) else { return true };
    let open = duration(object::text(budget, "/duration")).unwrap_or_default();
    let first = Time(now.0 - now.0.rem_euclid(60_000));
    let minutes = open.as_secs() / 60 + 1;
    (0..minutes)
        .map(|back| first - MINUTE * u32::try_from(back).unwrap_or(u32::MAX))
        .take_while(|begin| *begin + open > now)
        .any(|begin| falls_due(&fields, begin))
}

/// The values that each field of a schedule names, and whether it names all of them with a star.
type Schedule = Vec<(Vec<i8>, bool)>;

fn read(schedule: &str) -> Option<Schedule> {
    let spelled = NAMED.iter().find(|(name, _)| *name == schedule).map_or(schedule, |(_, fields)| fields);
    let parts: Vec<&str> = spelled.split_whitespace().collect();
    if parts.len() != FIELDS.len() {
        return None;
    }
    parts.iter().zip(FIELDS).map(|(part, field)| Some((values(part, field)?, part.starts_with('*')))).collect()
}

/// `1,4`, `mon-fri`, `*/15`, `10-30/5`.
fn values(part: &str, (least, greatest, names): (i8, i8, &str)) -> Option<Vec<i8>> {
    let number = |text: &str| -> Option<i8> {
        let named = names.split(' ').position(|name| !name.is_empty() && name.eq_ignore_ascii_case(text));
        let value = match named {
            Some(at) => least + i8::try_from(at).ok()?,
            None => text.parse().ok()?,
        };
        (least..=greatest).contains(&value).then_some(value)
    };
    let mut found = Vec::new();
    for item in part.split(',') {
        let (range, step) = item.split_once('/').map_or((item, None), |(range, step)| (range, Some(step)));
        let step: usize = step.map_or(Some(1), |step| step.parse().ok().filter(|step| *step > 0))?;
        let (from, to) = match (range, range.split_once('-')) {
            ("*", _) => (least, greatest),
            (_, Some((from, to))) => (number(from)?, number(to)?),
            (one, None) if item.contains('/') => (number(one)?, greatest),
            (one, None) => (number(one)?, number(one)?),
        };
        found.extend((from..=to).step_by(step));
    }
    (!found.is_empty()).then_some(found)
}

/// Whether a minute is one of the schedule's. Where both kinds of day are given, either will do.
fn falls_due(fields: &Schedule, minute: Time) -> bool {
    let Ok(stamp) = Timestamp::from_millisecond(minute.0) else { return false };
    let at: DateTime = stamp.to_zoned(TimeZone::UTC).datetime();
    let week = at.weekday().to_sunday_zero_offset();
    let has = |field: usize, value: i8| fields[field].0.contains(&value);
    let (day, weekday) = (has(2, at.day()), has(4, week));
    let days = if fields[2].1 || fields[4].1 { day && weekday } else { day || weekday };
    has(0, at.minute()) && has(1, at.hour()) && has(3, at.month()) && days
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn at(text: &str) -> Time {
        Time(text.parse::<Timestamp>().unwrap().as_millisecond())
    }

    #[test]
    fn the_tightest_budget_that_applies_wins() {
        let pool = json!({"spec": {"disruption": {"budgets": [
            {"nodes": "10%"}, {"nodes": "3", "reasons": ["Empty"]},
        ]}}});
        let of = |reason: &str, total, going| allowed(&pool, reason, (total, going), at("2026-11-28T12:00:00Z"));
        assert_eq!(of("Drifted", 2, 0), 1);
        assert_eq!(of("Drifted", 2, 1), 0);
        assert_eq!(of("Empty", 50, 0), 3);
        assert_eq!(of("Drifted", 50, 0), 5);
    }

    #[test]
    fn a_scheduled_budget_binds_in_its_windows_alone() {
        // Source: cron's own rules; 2026-11-28 is a Saturday.
        let table: &[(&str, &str, &str, bool)] = &[
            ("@daily", "1h", "2026-11-28T00:00:00Z", true),
            ("@daily", "1h", "2026-11-28T00:59:59Z", true),
            ("@daily", "1h", "2026-11-28T01:00:00Z", false),
            ("0 9 * * mon-fri", "8h", "2026-11-27T16:59:00Z", true),
            ("0 9 * * mon-fri", "8h", "2026-11-27T17:00:00Z", false),
            ("0 9 * * mon-fri", "8h", "2026-11-28T10:00:00Z", false),
            ("0 22 * * *", "10h", "2026-11-28T07:00:00Z", true),
            ("*/15 * * * *", "5m", "2026-11-28T12:47:00Z", true),
            ("*/15 * * * *", "5m", "2026-11-28T12:50:00Z", false),
            ("30 8 1,15 * *", "30m", "2026-11-15T08:45:00Z", true),
            ("0 0 1 * sat", "24h", "2026-11-28T12:00:00Z", true),
            ("nonsense", "1h", "2026-11-28T12:00:00Z", true),
        ];
        for (schedule, duration, now, binds_then) in table {
            let budget = json!({"nodes": "0", "schedule": schedule, "duration": duration});
            assert_eq!(binds(&budget, at(now)), *binds_then, "{schedule} for {duration} at {now}");
        }
    }
}
