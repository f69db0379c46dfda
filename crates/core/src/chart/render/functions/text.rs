//! Text functions.

use gotmpl::Value as Go;
use regex::Regex;

use super::super::arguments::{Arguments, Function, list_of, text, text_of};
use crate::chart::fetch::sha256;

pub(super) const TABLE: &[(&str, Function)] = &[
    ("quote", |arguments| Ok(text(quoted(arguments, |one| serde_json::Value::from(one).to_string())))),
    ("squote", |arguments| Ok(text(quoted(arguments, |one| format!("'{one}'"))))),
    ("trunc", |arguments| Ok(text(trunc(&arguments.text(1)?, arguments.whole(0)?)))),
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
    ("lower", |arguments| Ok(text(arguments.text(0)?.to_lowercase()))),
    ("upper", |arguments| Ok(text(arguments.text(0)?.to_uppercase()))),
    ("title", |arguments| Ok(text(title(&arguments.text(0)?)))),
    ("untitle", |arguments| Ok(text(first_letter(&arguments.text(0)?, char::to_ascii_lowercase)))),
    ("nospace", |arguments| Ok(text(arguments.text(0)?.split_whitespace().collect::<String>()))),
    ("repeat", |arguments| Ok(text(repeat(&arguments.text(1)?, arguments.whole(0)?)?))),
    ("substr", |arguments| substr(arguments)),
    ("cat", |arguments| Ok(text(arguments.values.iter().map(text_of).collect::<Vec<_>>().join(" ")))),
    ("indent", |arguments| Ok(text(indent(&arguments.text(1)?, arguments.whole(0)?)))),
    ("nindent", |arguments| Ok(text(format!("\n{}", indent(&arguments.text(1)?, arguments.whole(0)?))))),
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

fn quoted(arguments: &Arguments<'_>, quote: impl Fn(String) -> String) -> String {
    let present = arguments.values.iter().filter(|value| !matches!(value, Go::Nil));
    present.map(|value| quote(text_of(value))).collect::<Vec<_>>().join(" ")
}

fn cut(arguments: &Arguments<'_>) -> String {
    arguments.text(0).unwrap_or_default()
}

/// A negative length counts from the end, as in sprig.
fn trunc(whole: &str, length: i64) -> String {
    let count = usize::try_from(length.unsigned_abs()).unwrap_or(usize::MAX);
    match length {
        0.. => whole.chars().take(count).collect(),
        _ => whole.chars().skip(whole.chars().count().saturating_sub(count)).collect(),
    }
}

fn title(whole: &str) -> String {
    whole.split(' ').map(|word| first_letter(word, char::to_ascii_uppercase)).collect::<Vec<_>>().join(" ")
}

fn first_letter(word: &str, change: impl Fn(&char) -> char) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| change(&first)).into_iter().chain(letters).collect()
}

fn repeat(whole: &str, times: i64) -> Result<String, String> {
    let times = usize::try_from(times).unwrap_or(0);
    match times.saturating_mul(whole.len()) {
        0..1_000_000 => Ok(whole.repeat(times)),
        _ => Err("the repeated text is too long".to_owned()),
    }
}

fn substr(arguments: &Arguments<'_>) -> Result<Go, String> {
    let (start, end, whole) = (arguments.whole(0)?, arguments.whole(1)?, arguments.text(2)?);
    let start = usize::try_from(start).unwrap_or(0);
    let end = usize::try_from(end).unwrap_or(usize::MAX);
    Ok(text(whole.chars().take(end).skip(start).collect::<String>()))
}

fn indent(whole: &str, spaces: i64) -> String {
    let pad = " ".repeat(usize::try_from(spaces).unwrap_or(0).min(200));
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
