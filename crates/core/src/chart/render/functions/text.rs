//! Text functions, apart from those of letters and of expressions.

use std::sync::LazyLock;

use gotmpl::Value as Go;
use regex::Regex;

use super::super::arguments::{Arguments, Function, list_of, map, text, text_of};
use super::super::effort::fits;
use crate::chart::fetch::sha256;

pub(super) const TABLE: &[(&str, Function)] = &[
    ("quote", |arguments| Ok(text(quoted(arguments, |one| quote(&one))?))),
    ("squote", |arguments| Ok(text(quoted(arguments, |one| Ok(format!("'{one}'")))?))),
    ("trunc", |arguments| trunc(&arguments.text(1)?, arguments.count(0)?)),
    ("trim", |arguments| Ok(text(arguments.text(0)?.trim()))),
    ("trimAll", |arguments| {
        let (cut, whole) = (arguments.text(0)?, arguments.text(1)?);
        Ok(text(whole.trim_matches(|letter| cut.contains(letter))))
    }),
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
    ("replace", |arguments| {
        let (old, new, whole) = (arguments.text(0)?, arguments.text(1)?, arguments.text(2)?);
        fits(whole.len() + whole.matches(&old).count().saturating_mul(new.len()))?;
        Ok(text(whole.replace(&old, &new)))
    }),
    ("nospace", nospace),
    ("repeat", |arguments| Ok(text(repeat(&arguments.text(1)?, arguments.count(0)?)?))),
    ("substr", |arguments| substr(arguments)),
    ("cat", |arguments| Ok(text(present(arguments).map(text_of).collect::<Vec<_>>().join(" ")))),
    ("indent", |arguments| Ok(text(indent(&arguments.text(1)?, arguments.count(0)?)?))),
    ("nindent", |arguments| Ok(text(format!("\n{}", indent(&arguments.text(1)?, arguments.count(0)?)?)))),
    ("join", join),
    ("splitList", |arguments| {
        Ok(Go::List(parts(&arguments.text(0)?, &arguments.text(1)?).into_iter().map(text).collect()))
    }),
    ("split", |arguments| Ok(numbered(parts(&arguments.text(0)?, &arguments.text(1)?)))),
    ("splitn", |arguments| {
        let (by, most, whole) = (arguments.text(0)?, arguments.count(1)?, arguments.text(2)?);
        let most = usize::try_from(most).ok().filter(|most| *most > 0 && !by.is_empty());
        let most = most.ok_or("a number below one, or nothing to split by, is not supported")?;
        Ok(numbered(whole.splitn(most, &by).collect()))
    }),
    ("base", |arguments| {
        let whole = arguments.text(0)?;
        let name = whole.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        Ok(text(if whole.is_empty() {
            "."
        } else if name.is_empty() {
            "/"
        } else {
            name
        }))
    }),
    ("ext", |arguments| {
        let whole = arguments.text(0)?;
        let name = whole.rsplit('/').next().unwrap_or_default();
        Ok(text(name.rfind('.').map_or("", |dot| &name[dot..])))
    }),
    ("sha256sum", |arguments| Ok(text(sha256(arguments.text(0)?.as_bytes()).trim_start_matches("sha256:")))),
];

fn present<'a>(arguments: &Arguments<'a>) -> impl Iterator<Item = &'a Go> {
    arguments.values.iter().filter(|value| !matches!(value, Go::Nil))
}

fn quoted(arguments: &Arguments<'_>, quote: impl Fn(String) -> Result<String, String>) -> Result<String, String> {
    let words = present(arguments).map(|value| quote(text_of(value)));
    Ok(words.collect::<Result<Vec<_>, _>>()?.join(" "))
}

/// Letters that Go prints. Source: Go, `strconv.IsPrint`.
static PRINTED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^[\p{L}\p{M}\p{N}\p{P}\p{S}]$").ok());

fn is_printed(letter: char) -> Result<bool, String> {
    let printed = PRINTED.as_ref().ok_or("which letters are printed is not known")?;
    Ok(printed.is_match(letter.encode_utf8(&mut [0; 4])))
}

/// Go's `%q`. Source: Go, `strconv.Quote`.
pub(super) fn quote(whole: &str) -> Result<String, String> {
    let mut out = String::from("\"");
    for letter in whole.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{7}' => out.push_str("\\a"),
            '\u{8}' => out.push_str("\\b"),
            '\u{b}' => out.push_str("\\v"),
            '\u{c}' => out.push_str("\\f"),
            '\0'..' ' | '\u{7f}' => out.push_str(&format!("\\x{:02x}", u32::from(letter))),
            ' '..='~' => out.push(letter),
            other if is_printed(other)? => out.push(other),
            '\0'..='\u{ffff}' => out.push_str(&format!("\\u{:04x}", u32::from(letter))),
            _ => out.push_str(&format!("\\U{:08x}", u32::from(letter))),
        }
    }
    out.push('"');
    Ok(out)
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

/// Go has no other way to cut a text into nothing's parts than into its letters.
fn parts<'a>(by: &str, whole: &'a str) -> Vec<&'a str> {
    if by.is_empty() {
        return whole.split_inclusive(|_| true).collect();
    }
    whole.split(by).collect()
}

fn numbered(parts: Vec<&str>) -> Go {
    map(parts.into_iter().enumerate().map(|(at, part)| (format!("_{at}").into(), text(part))).collect())
}

/// sprig goes by bytes, so that other spaces than those of ASCII leave half of themselves behind.
fn nospace(arguments: &Arguments<'_>) -> Result<Go, String> {
    let whole = arguments.text(0)?;
    if whole.chars().any(|letter| letter.is_whitespace() && !letter.is_ascii()) {
        return Err("a space of more than one byte is not supported".to_owned());
    }
    Ok(text(whole.split_whitespace().collect::<String>()))
}

fn repeat(whole: &str, times: i64) -> Result<String, String> {
    let times = usize::try_from(times).map_err(|_| "negative Repeat count".to_owned())?;
    fits(times.saturating_mul(whole.len()))?;
    Ok(whole.repeat(times))
}

fn substr(arguments: &Arguments<'_>) -> Result<Go, String> {
    let (start, end, whole) = (arguments.count(0)?, arguments.count(1)?, arguments.text(2)?);
    if start < 0 && !(0..=whole.len() as i64).contains(&end) {
        return Err("slice bounds out of range".to_owned());
    }
    let start = usize::try_from(start).unwrap_or(0);
    let end = usize::try_from(end).unwrap_or(usize::MAX).min(whole.len());
    if start > end {
        return Err(format!("it ends at {end}, before it starts at {start}"));
    }
    part(&whole, start..end)
}

fn indent(whole: &str, spaces: i64) -> Result<String, String> {
    let spaces = usize::try_from(spaces).map_err(|_| "negative Repeat count".to_owned())?;
    fits(whole.len() + spaces.saturating_mul(whole.split('\n').count()))?;
    let pad = " ".repeat(spaces);
    Ok(whole.split('\n').map(|line| format!("{pad}{line}")).collect::<Vec<_>>().join("\n"))
}

fn join(arguments: &Arguments<'_>) -> Result<Go, String> {
    let items = match arguments.at(1)? {
        Go::List(_) => list_of(arguments.at(1)?)?,
        one => vec![one.clone()],
    };
    let items: Vec<String> = items.iter().filter(|item| !matches!(item, Go::Nil)).map(text_of).collect();
    let by = arguments.text(0)?;
    fits(items.iter().map(String::len).sum::<usize>() + by.len().saturating_mul(items.len()))?;
    Ok(text(items.join(&by)))
}
