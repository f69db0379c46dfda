//! Regular expressions as Go reads them. Source: Go, regexp/syntax; what both read alike goes to the engine, what would
//! mean something else is written otherwise or refused.

use std::iter::Peekable;
use std::str::Chars;

use gotmpl::Value as Go;
use regex::{Regex, RegexBuilder};

use super::super::arguments::{Arguments, Function, text};
use super::super::effort::fits;

pub(super) const TABLE: &[(&str, Function)] = &[
    ("regexMatch", matched),
    ("mustRegexMatch", matched),
    ("regexFind", found),
    ("mustRegexFind", found),
    ("regexFindAll", found_all),
    ("mustRegexFindAll", found_all),
    ("regexSplit", split),
    ("mustRegexSplit", split),
    ("regexReplaceAll", |arguments| replace_all(arguments, true)),
    ("mustRegexReplaceAll", |arguments| replace_all(arguments, true)),
    ("regexReplaceAllLiteral", |arguments| replace_all(arguments, false)),
    ("mustRegexReplaceAllLiteral", |arguments| replace_all(arguments, false)),
    ("regexQuoteMeta", |arguments| {
        let quoted = arguments.text(0)?.chars().fold(String::new(), |mut out, letter| {
            if "\\.+*?()|[]{}^$".contains(letter) {
                out.push('\\');
            }
            out.push(letter);
            out
        });
        Ok(text(quoted))
    }),
];

/// What a compiled expression may take.
const MOST_COMPILED: usize = 512 * 1024;
/// The most repetitions that Go takes.
const MOST_REPEATED: u32 = 1000;

fn pattern(arguments: &Arguments<'_>) -> Result<Regex, String> {
    let given = arguments.text(0)?;
    let written = translated(&given).map_err(|reason| format!("the expression `{given}`: {reason}"))?;
    let mut builder = RegexBuilder::new(&written);
    builder.size_limit(MOST_COMPILED).dfa_size_limit(MOST_COMPILED).nest_limit(50);
    builder.build().map_err(|error| format!("the expression `{given}`: {error}"))
}

fn matched(arguments: &Arguments<'_>) -> Result<Go, String> {
    Ok(Go::Bool(pattern(arguments)?.is_match(&arguments.text(1)?)))
}

fn found(arguments: &Arguments<'_>) -> Result<Go, String> {
    let whole = arguments.text(1)?;
    Ok(text(pattern(arguments)?.find(&whole).map_or("", |found| found.as_str())))
}

/// How many are wanted; below zero it is all of them.
fn limit(arguments: &Arguments<'_>) -> Result<usize, String> {
    Ok(usize::try_from(arguments.count(2)?).unwrap_or(usize::MAX))
}

fn found_all(arguments: &Arguments<'_>) -> Result<Go, String> {
    let whole = arguments.text(1)?;
    let all = pattern(arguments)?;
    let found: Vec<Go> = all.find_iter(&whole).take(limit(arguments)?).map(|found| text(found.as_str())).collect();
    // Go answers nothing at all then, which is neither an empty list nor nil here.
    if found.is_empty() {
        Err("it finds nothing, which is not supported".to_owned())
    } else {
        Ok(Go::List(found.into()))
    }
}

/// Source: Go, `Regexp.Split`.
fn split(arguments: &Arguments<'_>) -> Result<Go, String> {
    let (whole, limit, by) = (arguments.text(1)?, limit(arguments)?, pattern(arguments)?);
    if limit == 0 {
        return Ok(Go::List([].into()));
    }
    if !arguments.text(0)?.is_empty() && whole.is_empty() {
        return Ok(Go::List([text("")].into()));
    }
    let (mut parts, mut begin, mut end) = (Vec::new(), 0, 0);
    for found in by.find_iter(&whole) {
        if parts.len() + 1 == limit {
            break;
        }
        end = found.start();
        if found.end() != 0 {
            parts.push(text(&whole[begin..end]));
        }
        begin = found.end();
    }
    if end != whole.len() {
        parts.push(text(&whole[begin..]));
    }
    Ok(Go::List(parts.into()))
}

/// Counts what it writes while it writes it.
fn replace_all(arguments: &Arguments<'_>, expands: bool) -> Result<Go, String> {
    let (whole, new, all) = (arguments.text(1)?, arguments.text(2)?, pattern(arguments)?);
    let mut out = String::new();
    let mut at = 0;
    for found in all.captures_iter(&whole) {
        let Some(place) = found.get(0) else { continue };
        out.push_str(&whole[at..place.start()]);
        if expands {
            // Every reference may bring the whole match once more.
            fits(out.len() + new.len() + new.matches('$').count() * place.len())?;
            found.expand(&new, &mut out);
        } else {
            out.push_str(&new);
        }
        at = place.end();
        fits(out.len())?;
    }
    out.push_str(&whole[at..]);
    Ok(text(out))
}

/// Go's expression as the engine writes it.
fn translated(given: &str) -> Result<String, String> {
    let mut out = String::new();
    let mut letters = given.chars().peekable();
    // How often what stands before has a sign of repetition; a question mark may follow one.
    let mut repeats = 0;
    while let Some(letter) = letters.next() {
        let repeated = std::mem::take(&mut repeats);
        let mut repeat = |allowed: bool| {
            repeats = repeated + 1;
            if repeated == 0 || allowed { Ok(()) } else { Err("invalid nested repetition operator".to_owned()) }
        };
        match letter {
            '\\' => escape(&mut letters, &mut out, false)?,
            '[' => class(&mut letters, &mut out)?,
            '(' => {
                out.push('(');
                if letters.peek() == Some(&'?') {
                    group(&mut letters, &mut out)?;
                }
            }
            '*' | '+' | '?' => {
                repeat(letter == '?' && repeated == 1)?;
                out.push(letter);
            }
            '{' => match counted(&letters)? {
                Some(written) => {
                    repeat(false)?;
                    letters.by_ref().take(written.len() - 1).for_each(drop);
                    out.push_str(&written);
                }
                None => out.push_str("\\{"),
            },
            '}' | ']' => {
                out.push('\\');
                out.push(letter);
            }
            other => out.push(other),
        }
    }
    Ok(out)
}

/// A count in braces, where one stands.
fn counted(letters: &Peekable<Chars<'_>>) -> Result<Option<String>, String> {
    let inner: String = letters.clone().take_while(|letter| *letter != '}').collect();
    let closed = letters.clone().nth(inner.chars().count()) == Some('}');
    let is_count = |text: &str| !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    let (least, most) = inner.split_once(',').unwrap_or((&inner, &inner));
    if !closed || !is_count(least) || !(most.is_empty() && inner.contains(',') || is_count(most)) {
        return Ok(None);
    }
    for count in [least, most].into_iter().filter(|count| !count.is_empty()) {
        if count.parse::<u32>().map_or(true, |count| count > MOST_REPEATED) {
            return Err("invalid repeat count".to_owned());
        }
    }
    Ok(Some(format!("{{{inner}}}")))
}

/// What follows a parenthesis and a question mark: names and Go's own flags.
fn group(letters: &mut Peekable<Chars<'_>>, out: &mut String) -> Result<(), String> {
    let rest: String = letters.clone().skip(1).take(3).collect();
    let named = rest.starts_with("P<") || rest.starts_with('<') && !rest.starts_with("<=") && !rest.starts_with("<!");
    if !named {
        let flags: String = letters.clone().skip(1).take_while(|letter| !":)".contains(*letter)).collect();
        if !flags.chars().all(|flag| "imsU-".contains(flag)) {
            return Err("invalid or unsupported Perl syntax".to_owned());
        }
    }
    out.extend(letters.next());
    Ok(())
}

/// What follows a backslash. Go's classes are those of ASCII.
fn escape(letters: &mut Peekable<Chars<'_>>, out: &mut String, in_class: bool) -> Result<(), String> {
    let letter = letters.next().ok_or("trailing backslash at end of expression")?;
    let class = match letter {
        'd' => "0-9",
        'D' => "^0-9",
        'w' => "0-9A-Za-z_",
        'W' => "^0-9A-Za-z_",
        's' => "\\t\\n\\f\\r ",
        'S' => "^\\t\\n\\f\\r ",
        _ => "",
    };
    if !class.is_empty() {
        out.push_str(&format!("[{class}]"));
        return Ok(());
    }
    match letter {
        'b' if !in_class => out.push_str("(?-u:\\b)"),
        'A' | 'z' if !in_class => out.extend(['\\', letter]),
        'a' | 'f' | 't' | 'n' | 'r' | 'v' | 'x' | 'p' | 'P' => out.extend(['\\', letter]),
        'Q' if !in_class => {
            let rest: String = letters.clone().collect();
            let (quoted, skipped) = match rest.split_once("\\E") {
                Some((quoted, _)) => (quoted, 2),
                None => (rest.as_str(), 0),
            };
            out.push_str(&regex::escape(quoted));
            letters.by_ref().take(quoted.chars().count() + skipped).for_each(drop);
            return Ok(());
        }
        _ if letter.is_ascii_punctuation() => literal(letter, out),
        _ => return Err(format!("the escape sequence \\{letter} is invalid or not supported")),
    }
    if matches!(letter, 'x' | 'p' | 'P') && letters.peek() == Some(&'{') {
        // Up to its brace, which is not a count.
        for inner in letters.by_ref() {
            out.push(inner);
            if inner == '}' {
                break;
            }
        }
    }
    Ok(())
}

fn literal(letter: char, out: &mut String) {
    match letter {
        '<' | '>' | '"' | '\'' | '/' | '%' | ',' | ':' | ';' | '=' | '@' | '_' | '`' | '!' => out.push(letter),
        _ => out.extend(['\\', letter]),
    }
}

/// A class of letters: no set operations, and a bracket inside is a letter.
fn class(letters: &mut Peekable<Chars<'_>>, out: &mut String) -> Result<(), String> {
    out.push('[');
    out.extend(letters.next_if_eq(&'^'));
    let mut first = true;
    loop {
        let letter = letters.next().ok_or("missing closing ]")?;
        match letter {
            ']' if !first => {
                out.push(']');
                return Ok(());
            }
            '[' if letters.peek() == Some(&':') => {
                let name: String = letters.by_ref().take_while(|letter| *letter != ']').collect();
                out.push_str(&format!("[{name}]"));
            }
            '\\' => escape(letters, out, true)?,
            '-' if first || letters.peek() == Some(&']') => out.push_str("\\-"),
            // Between two letters; what is no range is refused by the engine.
            '-' if letters.peek() != Some(&'-') => out.push('-'),
            '-' => return Err("a range that ends in a minus is not supported".to_owned()),
            other if other.is_ascii_punctuation() => literal(other, out),
            other => out.push(other),
        }
        first = false;
    }
}

#[cfg(test)]
mod tests {
    use super::translated;

    #[test]
    fn expressions_are_written_as_go_means_them() {
        for (given, written) in [
            (r"^\d+$", "^[0-9]+$"),
            (r"[\w-]", r"[[0-9A-Za-z_]\-]"),
            ("[a&&b]", r"[a\&\&b]"),
            ("a{,2}b", r"a\{,2\}b"),
            ("a{2,3}", "a{2,3}"),
            ("[[]", r"[\[]"),
            ("[]a]", r"[\]a]"),
            (r"\Qa.b\E", r"a\.b"),
            (r"\bx", r"(?-u:\b)x"),
            (r"\p{Greek}", r"\p{Greek}"),
            ("[[:alpha:]x]", "[[:alpha:]x]"),
            ("x+?", "x+?"),
        ] {
            assert_eq!(translated(given).as_deref(), Ok(written), "{given}");
        }
        for wrong in ["[a--]", "a**", "a+*", "a{1001}", r"\q", "(?x)a", "[a", r"\Z", "a{2}{3}", "a+??"] {
            assert!(translated(wrong).is_err(), "{wrong}");
        }
    }
}
