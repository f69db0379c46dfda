//! Text functions.

use gotmpl::Value as Go;
use regex::Regex;

use super::super::arguments::{Arguments, Function, list_of, text, text_of};
use crate::chart::fetch::sha256;

pub(super) const TABLE: &[(&str, Function)] = &[
    ("quote", |arguments| Ok(text(quoted(arguments, |one| quote(&one))))),
    ("squote", |arguments| Ok(text(quoted(arguments, |one| format!("'{one}'"))))),
    ("trunc", |arguments| trunc(&arguments.text(1)?, arguments.count(0)?)),
    ("trim", |arguments| Ok(text(arguments.text(0)?.trim()))),
    ("trimAll", |arguments| Ok(text(arguments.text(1)?.trim_matches(|one| cut(arguments).contains(one))))),
    ("trimSuffix", |arguments| {
        let (suffix, whole) = (arguments.text(0)?, arguments.text(1)?);
        Ok(text(whole.strip_suffix(&suffix).unwrap_or(&whole)))
    }),
    ("trimPrefix", |arguments| {
        let (prefix, whole) = (arguments.text(0)?, arguments.text(1)?);
        Ok(text(whole.strip_prefix(&prefix).unwrap_or(&whole)))
    }),
    ("contains", |arguments| Ok(Go::Bool(arguments.text(1)?.contains(&arguments.text(0)?)))),
    ("hasPrefix", |arguments| Ok(Go::Bool(arguments.text(1)?.starts_with(&arguments.text(0)?)))),
    ("hasSuffix", |arguments| Ok(Go::Bool(arguments.text(1)?.ends_with(&arguments.text(0)?)))),
    ("replace", |arguments| Ok(text(arguments.text(2)?.replace(&arguments.text(0)?, &arguments.text(1)?)))),
    ("lower", |arguments| Ok(text(in_case(&arguments.text(0)?, |letter| letter.to_lowercase())))),
    ("upper", |arguments| Ok(text(in_case(&arguments.text(0)?, |letter| letter.to_uppercase())))),
    ("title", |arguments| Ok(text(title(&arguments.text(0)?)))),
    ("untitle", |arguments| Ok(text(untitle(&arguments.text(0)?)))),
    ("nospace", |arguments| Ok(text(arguments.text(0)?.split_whitespace().collect::<String>()))),
    ("repeat", |arguments| Ok(text(repeat(&arguments.text(1)?, arguments.count(0)?)?))),
    ("substr", |arguments| substr(arguments)),
    ("cat", |arguments| Ok(text(present(arguments).map(text_of).collect::<Vec<_>>().join(" ")))),
    ("indent", |arguments| Ok(text(indent(&arguments.text(1)?, arguments.count(0)?)))),
    ("nindent", |arguments| Ok(text(format!("\n{}", indent(&arguments.text(1)?, arguments.count(0)?))))),
    ("join", join),
    ("splitList", |arguments| {
        Ok(arguments.text(1)?.split(&arguments.text(0)?).map(text).collect::<Vec<_>>())
            .map(|list| Go::List(list.into()))
    }),
    ("split", |arguments| {
        let (separator, whole) = (arguments.text(0)?, arguments.text(1)?);
        let parts = whole.split(&separator).enumerate();
        Ok(super::super::arguments::map(parts.map(|(at, part)| (format!("_{at}").into(), text(part))).collect()))
    }),
    ("sha256sum", |arguments| Ok(text(sha256(arguments.text(0)?.as_bytes()).trim_start_matches("sha256:")))),
    ("regexMatch", |arguments| Ok(Go::Bool(pattern(arguments)?.is_match(&arguments.text(1)?)))),
    ("mustRegexMatch", |arguments| Ok(Go::Bool(pattern(arguments)?.is_match(&arguments.text(1)?)))),
    ("regexFind", |arguments| {
        let whole = arguments.text(1)?;
        Ok(text(pattern(arguments)?.find(&whole).map_or("", |found| found.as_str())))
    }),
    ("regexReplaceAll", replace_all),
    ("mustRegexReplaceAll", replace_all),
    ("regexReplaceAllLiteral", |arguments| {
        let (whole, new) = (arguments.text(1)?, arguments.text(2)?);
        Ok(text(pattern(arguments)?.replace_all(&whole, regex::NoExpand(&new))))
    }),
];

fn present<'a>(arguments: &Arguments<'a>) -> impl Iterator<Item = &'a Go> {
    arguments.values.iter().filter(|value| !matches!(value, Go::Nil))
}

fn quoted(arguments: &Arguments<'_>, quote: impl Fn(String) -> String) -> String {
    present(arguments).map(|value| quote(text_of(value))).collect::<Vec<_>>().join(" ")
}

/// Go's `%q`. Source: Go, `strconv.Quote`.
fn quote(whole: &str) -> String {
    let mut out = String::from("\"");
    for character in whole.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{7}' => out.push_str("\\a"),
            '\u{8}' => out.push_str("\\b"),
            '\u{b}' => out.push_str("\\v"),
            '\u{c}' => out.push_str("\\f"),
            '\0'..' ' | '\u{7f}' => out.push_str(&format!("\\x{:02x}", u32::from(character))),
            '\u{80}'..='\u{a0}' | '\u{ad}' | '\u{2028}' | '\u{2029}' | '\u{feff}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(character)));
            }
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

fn cut(arguments: &Arguments<'_>) -> String {
    arguments.text(0).unwrap_or_default()
}

/// Counts bytes, as Go does. A negative length counts from the end, as in sprig.
fn trunc(whole: &str, length: i64) -> Result<Go, String> {
    let count = usize::try_from(length.unsigned_abs()).unwrap_or(usize::MAX).min(whole.len());
    let range = if length < 0 { whole.len() - count..whole.len() } else { 0..count };
    part(whole, range)
}

/// Go would give half a character, which no document can hold.
fn part(whole: &str, range: std::ops::Range<usize>) -> Result<Go, String> {
    whole.get(range).map(text).ok_or_else(|| "it cuts a character of more than one byte".to_owned())
}

/// Every letter that begins a word. Source: Go, `strings.Title`: letters, digits and underscores make words.
fn title(whole: &str) -> String {
    let mut before = ' ';
    let letters = whole.chars().flat_map(|letter| {
        let begins = before.is_whitespace() || before.is_ascii() && !before.is_ascii_alphanumeric() && before != '_';
        before = letter;
        let upper = letter.to_uppercase();
        if begins && upper.len() == 1 { upper.collect::<Vec<_>>() } else { vec![letter] }
    });
    letters.collect()
}

/// The first letter of every word, as sprig does it.
fn untitle(whole: &str) -> String {
    let mut before = ' ';
    let letters = whole.chars().map(|letter| {
        let begins = before.is_whitespace();
        before = letter;
        if begins { letter.to_lowercase().next().unwrap_or(letter) } else { letter }
    });
    letters.collect()
}

/// Letter by letter, as Go does: a letter whose other case is several letters stays.
fn in_case<I: ExactSizeIterator<Item = char>>(whole: &str, other: impl Fn(char) -> I) -> String {
    let letters = whole.chars().map(|letter| {
        let mut changed = other(letter);
        if changed.len() == 1 { changed.next().unwrap_or(letter) } else { letter }
    });
    letters.collect()
}

fn repeat(whole: &str, times: i64) -> Result<String, String> {
    let times = usize::try_from(times).unwrap_or(0);
    match times.saturating_mul(whole.len()) {
        0..1_000_000 => Ok(whole.repeat(times)),
        _ => Err("the repeated text is too long".to_owned()),
    }
}

fn substr(arguments: &Arguments<'_>) -> Result<Go, String> {
    let (start, end, whole) = (arguments.count(0)?, arguments.count(1)?, arguments.text(2)?);
    let start = usize::try_from(start).unwrap_or(0);
    let end = usize::try_from(end).unwrap_or(usize::MAX).min(whole.len());
    if start > end {
        return Err(format!("it ends at {end}, before it starts at {start}"));
    }
    part(&whole, start..end)
}

fn indent(whole: &str, spaces: i64) -> String {
    let pad = " ".repeat(usize::try_from(spaces).unwrap_or(0).min(10_000));
    whole.split('\n').map(|line| format!("{pad}{line}")).collect::<Vec<_>>().join("\n")
}

fn join(arguments: &Arguments<'_>) -> Result<Go, String> {
    let items = match arguments.at(1)? {
        Go::List(_) | Go::Nil => list_of(arguments.at(1)?)?,
        one => vec![one.clone()],
    };
    let items = items.iter().filter(|item| !matches!(item, Go::Nil)).map(text_of);
    Ok(text(items.collect::<Vec<_>>().join(&arguments.text(0)?)))
}

fn pattern(arguments: &Arguments<'_>) -> Result<Regex, String> {
    Regex::new(&arguments.text(0)?).map_err(|error| error.to_string())
}

fn replace_all(arguments: &Arguments<'_>) -> Result<Go, String> {
    let (whole, new) = (arguments.text(1)?, arguments.text(2)?);
    Ok(text(pattern(arguments)?.replace_all(&whole, new.as_str())))
}
