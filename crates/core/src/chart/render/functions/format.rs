//! `printf`: what Go prints of texts, numbers and flags by their verbs. What it prints of mistakes names types that are
//! not kept here, so those are refused. Source: Go, package fmt.

use std::iter::Peekable;
use std::str::Chars;

use gotmpl::Value as Go;

use super::super::arguments::text_of;
use super::super::effort::fits;
use super::text::quote;

/// Wider than any chart asks for.
const WIDEST: usize = 10_000;

/// One verb with its flags.
#[derive(Debug, Default)]
struct Verb {
    letter: char,
    left: bool,
    plus: bool,
    space: bool,
    zero: bool,
    width: usize,
    precision: Option<usize>,
}

/// The format with the values in it.
pub(super) fn formatted(format: &str, values: &[Go]) -> Result<String, String> {
    let mut out = String::new();
    let mut values = values.iter();
    let mut letters = format.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            out.push(letter);
            continue;
        }
        let verb = verb(&mut letters)?;
        if verb.letter == '%' {
            out.push('%');
            continue;
        }
        match values.next() {
            Some(value) => out.push_str(&one(&verb, value)?),
            None => out.push_str(&format!("%!{}(MISSING)", verb.letter)),
        }
        fits(out.len())?;
    }
    match values.next() {
        Some(_) => Err("it is given more values than its format has places for".to_owned()),
        None => Ok(out),
    }
}

fn verb(letters: &mut Peekable<Chars<'_>>) -> Result<Verb, String> {
    let mut verb = Verb::default();
    while let Some(flag) = letters.next_if(|letter| "+- 0#".contains(*letter)) {
        match flag {
            '-' => verb.left = true,
            '+' => verb.plus = true,
            ' ' => verb.space = true,
            '0' => verb.zero = true,
            _ => return Err("the flag `#` in a format is not supported".to_owned()),
        }
    }
    let number = |letters: &mut Peekable<Chars<'_>>| {
        let mut found = 0_usize;
        while let Some(digit) = letters.next_if(char::is_ascii_digit).and_then(|digit| digit.to_digit(10)) {
            found = found.saturating_mul(10).saturating_add(digit as usize);
        }
        if found > WIDEST { Err("a width in the format is too large".to_owned()) } else { Ok(found) }
    };
    verb.width = number(letters)?;
    if letters.next_if_eq(&'.').is_some() {
        verb.precision = Some(number(letters)?);
    }
    verb.letter = letters.next().ok_or("the format ends in the middle of a verb")?;
    match verb.letter {
        '[' | '*' => Err("an argument's number or width in the format is not supported".to_owned()),
        _ => Ok(verb),
    }
}

fn one(verb: &Verb, value: &Go) -> Result<String, String> {
    let unsupported = || Err(format!("%{} of a {} is not supported", verb.letter, value.type_name()));
    let plain = verb.width == 0 && verb.precision.is_none();
    match (verb.letter, value) {
        ('v', Go::List(_) | Go::Map(_)) if plain => Ok(text_of(value)),
        ('s' | 'v', Go::String(text)) => Ok(verb.padded(&verb.cut(text))),
        ('q', Go::String(text)) => Ok(verb.padded(&quote(&verb.cut(text))?)),
        ('s' | 'd' | 't' | 'q' | 'f', Go::Nil) => Ok(format!("%!{}(<nil>)", verb.letter)),
        ('v', Go::Nil | Go::Bool(_)) | ('t', Go::Bool(_)) if verb.precision.is_none() => {
            Ok(verb.padded(&text_of(value)))
        }
        ('v' | 'd', Go::Int(whole)) if verb.precision.is_none() => {
            Ok(verb.number(*whole < 0, whole.unsigned_abs().to_string()))
        }
        ('v' | 'd', Go::Uint(whole)) if verb.precision.is_none() => Ok(verb.number(false, whole.to_string())),
        ('x', Go::Int(whole)) if verb.precision.is_none() => {
            Ok(verb.number(*whole < 0, format!("{:x}", whole.unsigned_abs())))
        }
        ('X', Go::Int(whole)) if verb.precision.is_none() => {
            Ok(verb.number(*whole < 0, format!("{:X}", whole.unsigned_abs())))
        }
        ('o', Go::Int(whole)) if verb.precision.is_none() => {
            Ok(verb.number(*whole < 0, format!("{:o}", whole.unsigned_abs())))
        }
        ('b', Go::Int(whole)) if verb.precision.is_none() => {
            Ok(verb.number(*whole < 0, format!("{:b}", whole.unsigned_abs())))
        }
        ('c', Go::Int(whole)) if plain => {
            let letter = u32::try_from(*whole).ok().and_then(char::from_u32);
            letter.map(String::from).ok_or_else(|| format!("{whole} is no letter"))
        }
        ('v' | 'g', Go::Float(float)) if verb.precision.is_none() && float.is_finite() => {
            Ok(verb.number(float.is_sign_negative(), text_of(&Go::Float(float.abs()))))
        }
        ('f' | 'F', Go::Float(float)) if float.is_finite() => {
            Ok(verb.number(float.is_sign_negative(), format!("{:.*}", verb.precision.unwrap_or(6), float.abs())))
        }
        ('e', Go::Float(float)) if float.is_finite() => {
            Ok(verb.number(float.is_sign_negative(), scientific(float.abs(), verb.precision.unwrap_or(6))))
        }
        ('d' | 'c' | 'o' | 'x' | 'b', Go::Float(_)) => {
            Err(format!("%{} takes no float; numbers of values are floats, so use `int` first", verb.letter))
        }
        ('T', Go::String(_)) => Ok(verb.padded("string")),
        ('T', Go::Bool(_)) => Ok(verb.padded("bool")),
        ('T', Go::Float(_)) => Ok(verb.padded("float64")),
        ('q', Go::List(items)) if plain && items.iter().all(|item| matches!(item, Go::String(_))) => {
            let items = items.iter().map(|item| one(verb, item)).collect::<Result<Vec<_>, _>>()?;
            Ok(format!("[{}]", items.join(" ")))
        }
        ('s', Go::List(items)) if plain && items.iter().all(|item| matches!(item, Go::String(_))) => Ok(text_of(value)),
        ('t', Go::String(text)) if plain => Ok(format!("%!t(string={text})")),
        ('s', Go::Float(_)) if plain => Ok(format!("%!s(float64={})", text_of(value))),
        ('s', Go::Bool(_)) if plain => Ok(format!("%!s(bool={})", text_of(value))),
        ('d', Go::String(text)) if plain => Ok(format!("%!d(string={text})")),
        _ => unsupported(),
    }
}

fn scientific(float: f64, precision: usize) -> String {
    let written = format!("{float:.precision$e}");
    match written.split_once('e') {
        Some((digits, exponent)) => {
            let (sign, exponent) = exponent.strip_prefix('-').map_or(('+', exponent), |exponent| ('-', exponent));
            format!("{digits}e{sign}{exponent:0>2}")
        }
        None => written,
    }
}

impl Verb {
    /// A text's precision is how many letters of it are wanted.
    fn cut(&self, text: &str) -> String {
        text.chars().take(self.precision.unwrap_or(usize::MAX)).collect()
    }

    fn padded(&self, text: &str) -> String {
        let missing = self.width.saturating_sub(text.chars().count());
        match (self.left, self.zero) {
            (true, _) => format!("{text}{}", " ".repeat(missing)),
            (false, true) => format!("{}{text}", "0".repeat(missing)),
            (false, false) => format!("{}{text}", " ".repeat(missing)),
        }
    }

    /// A number's zeros stand behind its sign. `%+v` asks for names of fields, which no number has.
    fn number(&self, negative: bool, digits: String) -> String {
        let sign = match (negative, self.plus && self.letter != 'v', self.space) {
            (true, ..) => "-",
            (_, true, _) => "+",
            (_, _, true) => " ",
            _ => "",
        };
        if self.zero && !self.left {
            let missing = self.width.saturating_sub(sign.len() + digits.len());
            return format!("{sign}{}{digits}", "0".repeat(missing));
        }
        self.padded(&format!("{sign}{digits}"))
    }
}
