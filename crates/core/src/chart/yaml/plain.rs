//! What a plain text is to Go's YAML library: only what is read back as a text may be written without quotes.
//! Source: go.yaml.in/yaml/v2 2.4.3, `resolve`.

use jiff::civil::{Date, Time};

/// Texts that are null, true, false, or no finite number.
const WORDS: &[&str] = &[
    "", "~", "null", "Null", "NULL", "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON", "n", "N",
    "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF", ".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF",
    "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF",
];

/// Whether the plain text is a text to every reader that Go's library knows of.
pub(super) fn is_text(text: &str) -> bool {
    let numeric = match text.as_bytes().first() {
        Some(b'+' | b'-' | b'0'..=b'9') => is_number(text) || is_moment(text) || is_sexagesimal(text),
        Some(b'.') => is_finite(text),
        _ => false,
    };
    !numeric && !WORDS.contains(&text)
}

/// Whether a text that begins with a sign or a digit is a number. Underscores count nowhere.
pub(super) fn is_number(text: &str) -> bool {
    let digits = text.replace('_', "");
    let begins = text.starts_with(|first: char| first.is_ascii_digit() || "+-".contains(first));
    begins && (is_whole(&digits) || is_decimal(&digits))
}

fn is_finite(text: &str) -> bool {
    text.parse::<f64>().is_ok_and(f64::is_finite)
}

/// A whole number of 64 bits in one of Go's four ways to write it.
fn is_whole(text: &str) -> bool {
    let digits = unsigned(text);
    let (radix, digits) = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &digits[2..]),
        [b'0', b'b' | b'B', ..] => (2, &digits[2..]),
        [b'0', b'o' | b'O', ..] => (8, &digits[2..]),
        [b'0', _, ..] => (8, &digits[1..]),
        _ => (10, digits),
    };
    let most = match text.as_bytes().first() {
        Some(b'-') => 1 << 63,
        Some(b'+') => (1 << 63) - 1,
        _ => u64::MAX,
    };
    digits.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && u64::from_str_radix(digits, radix).is_ok_and(|size| size <= most)
}

/// Digits, at most one point, at most one exponent; nothing else that is a number to Rust.
fn is_decimal(text: &str) -> bool {
    let signs = |byte: u8| byte.is_ascii_digit() || b"+-.eE".contains(&byte);
    text.bytes().all(signs) && unsigned(text) != "." && is_finite(text)
}

/// Numbers to the base of sixty, which only older readers know.
fn is_sexagesimal(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').map_or((text, ""), |(whole, fraction)| (whole, fraction));
    let of_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_');
    let mut parts = unsigned(whole).split(':');
    let first = parts.next().unwrap_or_default();
    let mut rest = parts.peekable();
    rest.peek().is_some()
        && first.starts_with(|first: char| first.is_ascii_digit())
        && of_digits(first)
        && of_digits(fraction)
        && rest.all(|part| in_range(part, 59).is_some())
}

/// A date, or a date and a time, with or without leading zeros. After a space stands no zone, after a `T` one.
fn is_moment(text: &str) -> bool {
    let Some((year, rest)) = text.split_at_checked(4).filter(|(year, _)| of_digits(year)) else { return false };
    let Some(rest) = rest.strip_prefix('-') else { return false };
    let (date, time) = match rest.find(['T', 't', ' ']) {
        Some(at) => (&rest[..at], Some(&rest[at..])),
        None => (rest, None),
    };
    let Some((month, day)) = date.split_once('-') else { return false };
    let date = (|| Date::new(year.parse().ok()?, in_range(month, 12)?, in_range(day, 31)?).ok())();
    date.is_some()
        && time.is_none_or(|time| match time.strip_prefix(' ') {
            Some(time) => is_time(time),
            None => without_zone(&time[1..]).is_some_and(is_time),
        })
}

fn is_time(text: &str) -> bool {
    let (text, fraction) = text.split_once(['.', ',']).map_or((text, "0"), |(text, fraction)| (text, fraction));
    let mut parts = text.split(':');
    let mut next = |most| parts.next().and_then(|part| in_range(part, most));
    let time = (|| Time::new(next(23)?, next(59)?, next(59)?, 0).ok())();
    time.is_some() && parts.next().is_none() && !fraction.is_empty() && of_digits(fraction)
}

fn without_zone(text: &str) -> Option<&str> {
    if let Some(time) = text.strip_suffix('Z') {
        return Some(time);
    }
    let (time, zone) = text.split_at_checked(text.len().checked_sub(6)?)?;
    let (hours, minutes) = zone.strip_prefix(['+', '-'])?.split_once(':')?;
    let both = |part: &str, most| part.len() == 2 && in_range(part, most).is_some();
    (both(hours, 24) && both(minutes, 59)).then_some(time)
}

/// A number of one or two digits.
fn in_range(text: &str, most: i8) -> Option<i8> {
    let right = matches!(text.len(), 1 | 2) && of_digits(text);
    text.parse().ok().filter(|number| right && *number <= most)
}

fn of_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn unsigned(text: &str) -> &str {
    text.strip_prefix(['+', '-']).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_reads_back_as_a_text_is_one() {
        for text in [
            "a",
            "nope",
            "yEs",
            "1.14.1",
            "1e",
            "0x",
            "0xg",
            "08:61",
            "2026-13-01",
            "2026-02-30",
            "2026-1-1T1:2:3",
            "+",
            "-",
            ".",
            "1-2",
            "=",
            "<<",
            "1 2",
            ".5_0",
            "12:x",
            "2026-1-1 1:2:3Z",
            "0x10000000000000000",
            "1e999",
            "+.",
        ] {
            assert!(is_text(text), "{text}");
        }
        for text in [
            "",
            "y",
            "No",
            "~",
            "1",
            "-1",
            "+1",
            "0x1F",
            "0b11",
            "0o17",
            "017",
            "08",
            "1_000",
            "1.",
            ".5",
            "1e3",
            "-1.5E-3",
            "2026-01-01",
            "2026-1-1",
            "2026-1-1T1:2:3Z",
            "2026-01-01 1:2:3.5",
            "2026-01-01t01:02:03+01:00",
            "1:30",
            "1:2:3.4",
            ".inf",
            "18446744073709551615",
            "99999999999999999999",
            "-0",
            "0",
        ] {
            assert!(!is_text(text), "{text}");
        }
    }
}
