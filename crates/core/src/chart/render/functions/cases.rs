//! Texts in other letters: upper and lower case, words of names joined in other ways.

use gotmpl::Value as Go;

use super::super::arguments::{Arguments, Function, text};

pub(super) const TABLE: &[(&str, Function)] = &[
    ("lower", |arguments| in_case(&arguments.text(0)?, |letter| letter.to_lowercase())),
    ("upper", |arguments| in_case(&arguments.text(0)?, |letter| letter.to_uppercase())),
    ("title", |arguments| title(&arguments.text(0)?)),
    ("untitle", |arguments| Ok(text(untitle(&arguments.text(0)?)))),
    ("snakecase", |arguments| joined(arguments, '_')),
    ("kebabcase", |arguments| joined(arguments, '-')),
    ("camelcase", camel_case),
];

/// Letters whose title is neither their upper case nor one letter of Rust's.
fn has_title(letter: char) -> bool {
    matches!(letter, '\u{1c4}'..='\u{1cc}' | '\u{1f1}'..='\u{1f3}' | '\u{1f80}'..='\u{1fff}')
}

/// Letter by letter, as Go does: a letter whose other case is several letters stays, or has another that is not known
/// here.
fn in_case<I: ExactSizeIterator<Item = char>>(whole: &str, other: impl Fn(char) -> I) -> Result<Go, String> {
    let mut out = String::with_capacity(whole.len());
    for letter in whole.chars() {
        let mut changed = other(letter);
        match (changed.len(), letter) {
            (1, _) => out.extend(changed.next()),
            (_, '\u{df}' | '\u{149}') => out.push(letter),
            _ => return Err(format!("the other case of {letter:?} is not supported")),
        }
    }
    Ok(text(out))
}

/// Every letter that begins a word. Source: Go, `strings.Title`: letters, digits and underscores make words.
fn title(whole: &str) -> Result<Go, String> {
    let mut before = ' ';
    let mut out = String::with_capacity(whole.len());
    for letter in whole.chars() {
        let begins = before.is_whitespace() || before.is_ascii() && !before.is_ascii_alphanumeric() && before != '_';
        before = letter;
        let mut upper = letter.to_uppercase();
        match (begins, upper.len()) {
            (true, _) if has_title(letter) => return Err(format!("the title of {letter:?} is not supported")),
            (true, 1) => out.extend(upper.next()),
            _ => out.push(letter),
        }
    }
    Ok(text(out))
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

/// The words of a name, in lower case. Only names of plain letters whose words cannot be cut in several ways are taken:
/// sprig's library counts digits and runs of capitals in a way of its own.
fn joined(arguments: &Arguments<'_>, by: char) -> Result<Go, String> {
    let whole = arguments.text(0)?;
    let plain = whole.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_uppercase());
    let capitals = whole.as_bytes().windows(2).any(|pair| pair.iter().all(u8::is_ascii_uppercase));
    if !plain || capitals {
        return Err(format!("the words of {whole:?} are not certain, which is not supported"));
    }
    let mut out = String::new();
    for letter in whole.chars() {
        if letter.is_ascii_uppercase() && !out.is_empty() {
            out.push(by);
        }
        out.push(letter.to_ascii_lowercase());
    }
    Ok(text(out))
}

/// Words in small letters, each with a capital; what else sprig's library makes of a name is not certain here.
fn camel_case(arguments: &Arguments<'_>) -> Result<Go, String> {
    let whole = arguments.text(0)?;
    let mut out = String::new();
    for word in whole.split(['_', '-', ' ']) {
        if word.is_empty() || !word.bytes().all(|letter| letter.is_ascii_lowercase()) {
            return Err(format!("the words of {whole:?} are not certain, which is not supported"));
        }
        out.push_str(&word[..1].to_ascii_uppercase());
        out.push_str(&word[1..]);
    }
    Ok(text(out))
}
