//! Texts, letters and numbers as templates write them. Source: Go, `strconv.Unquote` and `strconv.ParseInt`.

use gotmpl::parse::Number;

/// A quoted text, in double quotes or in backquotes.
pub(super) fn text(quoted: &str) -> Result<String, String> {
    let inner = quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default();
    if quoted.starts_with('`') {
        return Ok(inner.replace('\r', ""));
    }
    let mut bytes = Vec::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(first) = rest.chars().next() {
        rest = &rest[first.len_utf8()..];
        if first != '\\' {
            bytes.extend_from_slice(first.encode_utf8(&mut [0; 4]).as_bytes());
            continue;
        }
        let (part, after) = escaped(rest, '"').ok_or_else(|| format!("invalid syntax: {quoted}"))?;
        match part {
            Part::Byte(byte) => bytes.push(byte),
            Part::Letter(letter) => bytes.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes()),
        }
        rest = after;
    }
    String::from_utf8(bytes).map_err(|_| format!("{quoted} holds bytes that are no text"))
}

/// A letter in single quotes, which is its number.
pub(super) fn letter(quoted: &str) -> Result<Number, String> {
    let wrong = || format!("malformed character constant: {quoted}");
    let inner = quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default();
    let (number, rest) = match inner.strip_prefix('\\') {
        Some(rest) => {
            let (part, rest) = escaped(rest, '\'').ok_or_else(wrong)?;
            let number = match part {
                Part::Byte(byte) => u32::from(byte),
                Part::Letter(letter) => u32::from(letter),
            };
            (number, rest)
        }
        None => {
            let first = inner.chars().next().filter(|first| *first != '\'').ok_or_else(wrong)?;
            (u32::from(first), &inner[first.len_utf8()..])
        }
    };
    if rest.is_empty() { Ok(Number::Int(i64::from(number))) } else { Err(wrong()) }
}

/// A number as Go's source writes it.
pub(super) fn number(text: &str) -> Result<Number, String> {
    if let Some(whole) = whole(text) {
        return Ok(Number::Int(whole));
    }
    let prefixed = text.trim_start_matches(['+', '-']).get(..2).is_some_and(|start| start.eq_ignore_ascii_case("0x"));
    match text.parse::<f64>() {
        Ok(float) if float.is_finite() && text.contains(['.', 'e', 'E']) && !prefixed => Ok(Number::Float(float)),
        _ => Err(format!("the number {text} is malformed, too large, or written in a way that is not supported")),
    }
}

/// A whole number: hexadecimal, octal and binary by their prefixes, underscores between digits.
pub(super) fn whole(text: &str) -> Option<i64> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let (radix, prefix) = match digits.get(..2).map(str::to_ascii_lowercase).as_deref() {
        Some("0x") => (16, 2),
        Some("0o") => (8, 2),
        Some("0b") => (2, 2),
        _ if digits.len() > 1 && digits.starts_with('0') => (8, 1),
        _ => (10, 0),
    };
    let digits = &digits[prefix..];
    // An underscore stands between two digits, or between the prefix and a digit.
    let begins_wrong = digits.starts_with('_') && prefix == 0;
    if digits.starts_with(['+', '-']) || begins_wrong || digits.ends_with('_') || digits.contains("__") {
        return None;
    }
    let size = i128::from(u64::from_str_radix(&digits.replace('_', ""), radix).ok()?);
    i64::try_from(if negative { -size } else { size }).ok()
}

enum Part {
    Byte(u8),
    Letter(char),
}

/// What follows a backslash.
fn escaped(rest: &str, quote: char) -> Option<(Part, &str)> {
    let first = rest.chars().next()?;
    let after = &rest[first.len_utf8()..];
    let digits = |length: usize, radix: u32, text: &'_ str| {
        let digits = text.get(..length).filter(|digits| digits.chars().all(|digit| digit.is_digit(radix)))?;
        u32::from_str_radix(digits, radix).ok()
    };
    let simple = |letter: char| Some((Part::Letter(letter), after));
    match first {
        'a' => simple('\u{7}'),
        'b' => simple('\u{8}'),
        'f' => simple('\u{c}'),
        'n' => simple('\n'),
        'r' => simple('\r'),
        't' => simple('\t'),
        'v' => simple('\u{b}'),
        '\\' => simple('\\'),
        _ if first == quote => simple(quote),
        'x' => Some((Part::Byte(digits(2, 16, after)? as u8), &after[2..])),
        'u' => Some((Part::Letter(char::from_u32(digits(4, 16, after)?)?), &after[4..])),
        'U' => Some((Part::Letter(char::from_u32(digits(8, 16, after)?)?), &after[8..])),
        '0'..='7' => Some((Part::Byte(u8::try_from(digits(3, 8, rest)?).ok()?), &rest[3..])),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_letters_are_read_as_in_go() {
        assert_eq!(text(r#""a\"\\\n\x41\u00e9\U0001F600\101""#).unwrap(), "a\"\\\nA\u{e9}\u{1f600}A");
        assert_eq!(text("`a\\n\r`").unwrap(), "a\\n");
        assert_eq!(text(r#""\xc3\xa9""#).unwrap(), "\u{e9}");
        for wrong in [r#""\q""#, r#""\xff""#, r#""\ud800""#, r#""\'""#, r#""\400""#] {
            assert!(text(wrong).is_err(), "{wrong}");
        }
        assert_eq!(letter("'a'"), Ok(Number::Int(97)));
        assert_eq!(letter(r"'\''"), Ok(Number::Int(39)));
        assert!(letter("''").is_err() && letter("'ab'").is_err());
    }

    #[test]
    fn numbers_are_read_as_in_go() {
        for (text, found) in
            [("010", 8), ("0x1F", 31), ("1_000", 1000), ("-0b11", -3), ("0x_1", 1), ("0_7", 7), ("+5", 5)]
        {
            assert_eq!(number(text), Ok(Number::Int(found)), "{text}");
        }
        assert_eq!(number("1.5e3"), Ok(Number::Float(1500.0)));
        for wrong in ["08", "1__0", "1_", "99999999999999999999", "0x1p3", "0x1e.1"] {
            assert!(number(wrong).is_err(), "{wrong}");
        }
    }
}
