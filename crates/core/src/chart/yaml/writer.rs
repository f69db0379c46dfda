//! Writes a value as Go's YAML library does, letter by letter: charts hash, quote and cut what `toYaml` gives.
//! Source: go.yaml.in/yaml/v2 2.4.3, by what it writes.

use serde_json::Value;

use super::order::sorted;
use super::plain::is_text;
use super::shape::{Shape, escape, is_break, is_printable};
use crate::chart::go_value::float_text;

/// After this column a text is continued in the next line.
const WIDTH: usize = 80;
/// Longer keys get a mark of their own in front.
const LONGEST_KEY: usize = 128;
const STEP: usize = 2;

/// Sorted keys, lists not indented below their key, no final line break.
///
/// # Errors
/// A key is too long, or has several lines.
pub(in crate::chart) fn write(value: &Value) -> Result<String, String> {
    let mut page = Page::default();
    page.block(value, 0, 0)?;
    page.end_line();
    let end = page.text.strip_suffix('\n').map_or(page.text.len(), str::len);
    page.text.truncate(end);
    Ok(page.text)
}

#[derive(Default)]
struct Page {
    text: String,
    column: usize,
}

impl Page {
    /// A value whose parts stand at `indent`, and whose own lines are continued below `outer`.
    fn block(&mut self, value: &Value, indent: usize, outer: usize) -> Result<(), String> {
        match value {
            Value::Object(map) if !map.is_empty() => {
                for (position, key) in sorted(map.keys())?.into_iter().enumerate() {
                    if position > 0 {
                        self.new_line(indent);
                    }
                    self.key(key)?;
                    self.below(&map[key], indent)?;
                }
            }
            Value::Array(items) if !items.is_empty() => {
                for (position, item) in items.iter().enumerate() {
                    if position > 0 {
                        self.new_line(indent);
                    }
                    self.push("- ");
                    self.block(item, indent + STEP, indent)?;
                }
            }
            Value::String(text) => self.scalar(text, Some(outer + STEP)),
            Value::Number(number) => match number.as_f64().filter(|_| number.is_f64()) {
                Some(float) => self.push(&float_text(float)),
                None => self.push(&number.to_string()),
            },
            other => self.push(&other.to_string()),
        }
        Ok(())
    }

    /// What stands after a key: on the same line, or below it.
    fn below(&mut self, value: &Value, indent: usize) -> Result<(), String> {
        let at = match value {
            Value::Object(map) if !map.is_empty() => Some(indent + STEP),
            Value::Array(items) if !items.is_empty() => Some(indent),
            _ => None,
        };
        match at {
            Some(at) => {
                self.new_line(at);
                self.block(value, at, indent)
            }
            None => {
                self.push(" ");
                self.block(value, indent, indent)
            }
        }
    }

    fn key(&mut self, key: &str) -> Result<(), String> {
        if key.len() > LONGEST_KEY || key.contains(is_break) {
            return Err(format!(
                "a key of several lines or of more than {LONGEST_KEY} bytes is not supported: {key:?}"
            ));
        }
        self.scalar(key, None);
        self.push(":");
        Ok(())
    }

    /// A text. Without `indent` it stays on its line.
    fn scalar(&mut self, text: &str, indent: Option<usize>) {
        let shape = Shape::of(text);
        let plain = shape.plain && is_text(text);
        match indent {
            Some(indent) if text.contains('\n') && shape.block => self.literal(text, indent),
            _ if plain => self.wrapped(text, indent, Quote::None),
            _ if is_text(text) && shape.single && !text.contains('\n') => self.wrapped(text, indent, Quote::Single),
            _ => self.wrapped(text, indent, Quote::Double),
        }
    }

    /// Lines as they are, each indented.
    fn literal(&mut self, text: &str, indent: usize) {
        self.push("|");
        if text.starts_with(|first| first == ' ' || is_break(first)) {
            self.push(&STEP.to_string());
        }
        let mut from_the_end = text.chars().rev();
        match (from_the_end.next().is_some_and(is_break), from_the_end.next().is_none_or(is_break)) {
            (false, _) => self.push("-"),
            (true, true) => self.push("+"),
            (true, false) => {}
        }
        self.line_break('\n');
        let mut begins = true;
        for letter in text.chars() {
            if is_break(letter) {
                self.line_break(letter);
            } else {
                if begins {
                    self.pad(indent);
                }
                self.letter(letter);
            }
            begins = is_break(letter);
        }
    }

    /// A text that goes on in the next line where it is too wide.
    fn wrapped(&mut self, text: &str, indent: Option<usize>, quote: Quote) {
        let letters: Vec<char> = text.chars().collect();
        self.push(quote.sign());
        let mut after_space = false;
        let mut after_break = false;
        for (at, letter) in letters.iter().copied().enumerate() {
            let next = letters.get(at + 1).copied();
            let wide = letter == ' ' && !after_space && self.column > WIDTH && quote.may_wrap(at, next);
            match indent.filter(|_| wide) {
                Some(indent) => {
                    self.new_line(indent);
                    if next == Some(' ') {
                        self.letter('\\');
                    }
                }
                None if is_break(letter) && quote == Quote::Single => self.line_break(letter),
                None => {
                    if after_break {
                        self.pad(indent.unwrap_or(0));
                    }
                    self.quoted(letter, quote);
                }
            }
            after_space = letter == ' ';
            after_break = is_break(letter) && quote == Quote::Single;
        }
        self.push(quote.sign());
    }

    fn quoted(&mut self, letter: char, quote: Quote) {
        match (quote, letter) {
            (Quote::Single, '\'') => self.push("''"),
            (Quote::Double, _) if !is_printable(letter) || is_break(letter) || letter == '"' || letter == '\\' => {
                self.push(&escape(letter));
            }
            _ => self.letter(letter),
        }
    }

    fn push(&mut self, text: &str) {
        text.chars().for_each(|letter| self.letter(letter));
    }

    fn letter(&mut self, letter: char) {
        self.text.push(letter);
        self.column += 1;
    }

    fn line_break(&mut self, letter: char) {
        self.text.push(letter);
        self.column = 0;
    }

    fn pad(&mut self, indent: usize) {
        (self.column..indent).for_each(|_| self.letter(' '));
    }

    fn new_line(&mut self, indent: usize) {
        self.end_line();
        self.pad(indent);
    }

    /// Ends the line, unless a literal has ended it already.
    fn end_line(&mut self) {
        if self.column > 0 {
            self.line_break('\n');
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Quote {
    None,
    Single,
    Double,
}

impl Quote {
    fn sign(self) -> &'static str {
        match self {
            Quote::None => "",
            Quote::Single => "'",
            Quote::Double => "\"",
        }
    }

    /// Whether the line may end at a space that stands here.
    fn may_wrap(self, at: usize, next: Option<char>) -> bool {
        match self {
            Quote::None => next != Some(' '),
            Quote::Single => at > 0 && next.is_some_and(|next| next != ' '),
            Quote::Double => at > 0 && next.is_some(),
        }
    }
}
