//! The text of a template as tokens, as strictly as Go cuts it. Source: Go 1.26, text/template/parse, `lex.go`.

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text between actions.
    Text,
    /// `{{`
    Open,
    /// `}}`
    Close,
    Space,
    Assign,
    Declare,
    Pipe,
    LeftParen,
    RightParen,
    /// A sign with no meaning but between variables.
    Sign,
    Dot,
    /// With its dot.
    Field,
    /// With its dollar.
    Variable,
    Identifier,
    Bool,
    Nil,
    /// With its quotes.
    Letter,
    /// With its quotes.
    Quoted,
    /// With its quotes.
    Raw,
    Number,
    Block,
    Break,
    Continue,
    Define,
    Else,
    End,
    If,
    Range,
    Template,
    With,
    EndOfFile,
}

/// A piece of a template.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    pub(super) text: &'a str,
    /// Where it begins, in bytes.
    pub(super) at: usize,
}

const KEYWORDS: &[(&str, Kind)] = &[
    ("block", Kind::Block),
    ("break", Kind::Break),
    ("continue", Kind::Continue),
    ("define", Kind::Define),
    ("else", Kind::Else),
    ("end", Kind::End),
    ("if", Kind::If),
    ("nil", Kind::Nil),
    ("range", Kind::Range),
    ("template", Kind::Template),
    ("true", Kind::Bool),
    ("false", Kind::Bool),
    ("with", Kind::With),
];

/// Cuts a template. The error is the reason and where it is.
pub(super) fn tokens(text: &str) -> Result<Vec<Token<'_>>, (String, usize)> {
    let mut lexer = Lexer { text, at: 0, parens: 0, found: Vec::new() };
    while lexer.at < text.len() {
        lexer.between()?;
    }
    lexer.push(Kind::EndOfFile, text.len());
    Ok(lexer.found)
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    parens: usize,
    found: Vec<Token<'a>>,
}

type Lexed = Result<(), (String, usize)>;

fn is_space(letter: char) -> bool {
    matches!(letter, ' ' | '\t' | '\r' | '\n')
}

fn is_word(letter: char) -> bool {
    letter == '_' || letter.is_alphabetic() || letter.is_numeric()
}

/// A minus and a space after `{{`.
fn trims_before(rest: &str) -> bool {
    rest.strip_prefix('-').is_some_and(|rest| rest.starts_with(is_space))
}

/// The length of a `}}` at the start, with the space and minus that may stand before it.
fn close(rest: &str) -> Option<(usize, bool)> {
    if rest.starts_with("}}") {
        return Some((2, false));
    }
    let after = rest.strip_prefix(is_space)?;
    after.starts_with("-}}").then_some((4, true))
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn push(&mut self, kind: Kind, end: usize) {
        self.found.push(Token { kind, text: &self.text[self.at..end], at: self.at });
        self.at = end;
    }

    fn wrong<T>(&self, reason: impl Into<String>) -> Result<T, (String, usize)> {
        Err((reason.into(), self.at))
    }

    /// Text up to the next action, and that action.
    fn between(&mut self) -> Lexed {
        let Some(open) = self.rest().find("{{").map(|open| self.at + open) else {
            self.push(Kind::Text, self.text.len());
            return Ok(());
        };
        let trims = trims_before(&self.text[open + 2..]);
        let before = &self.text[self.at..open];
        let kept = if trims { before.trim_end_matches(is_space) } else { before };
        if !kept.is_empty() {
            self.push(Kind::Text, self.at + kept.len());
        }
        self.at = open;
        let inner = open + 2 + if trims { 2 } else { 0 };
        if self.text[inner..].starts_with("/*") {
            return self.comment(inner);
        }
        self.push(Kind::Open, open + 2);
        self.at = inner;
        self.parens = 0;
        while !self.one()? {}
        Ok(())
    }

    fn comment(&mut self, inner: usize) -> Lexed {
        let Some(end) = self.text[inner + 2..].find("*/") else { return self.wrong("unclosed comment") };
        self.at = inner + 2 + end + 2;
        let Some((length, trims)) = close(self.rest()) else {
            return self.wrong("comment ends before closing delimiter");
        };
        self.at += length;
        self.trim_after(trims);
        Ok(())
    }

    fn trim_after(&mut self, trims: bool) {
        if trims {
            self.at = self.text.len() - self.rest().trim_start_matches(is_space).len();
        }
    }

    /// One token inside of an action; whether the action is over.
    fn one(&mut self) -> Result<bool, (String, usize)> {
        let rest = self.rest();
        if let Some((length, trims)) = close(rest) {
            if self.parens > 0 {
                return self.wrong("unclosed left paren");
            }
            self.push(Kind::Close, self.at + length);
            self.trim_after(trims);
            return Ok(true);
        }
        let Some(first) = rest.chars().next() else { return self.wrong("unclosed action") };
        let second = rest[first.len_utf8()..].chars().next();
        match first {
            _ if is_space(first) => self.space(),
            '=' => self.push(Kind::Assign, self.at + 1),
            ':' if second == Some('=') => self.push(Kind::Declare, self.at + 2),
            ':' => return self.wrong("expected :="),
            '|' => self.push(Kind::Pipe, self.at + 1),
            '"' => self.quoted('"', Kind::Quoted)?,
            '\'' => self.quoted('\'', Kind::Letter)?,
            '`' => self.raw()?,
            '$' => self.named(Kind::Variable)?,
            '.' if !second.is_some_and(|next| next.is_ascii_digit()) => self.named(Kind::Field)?,
            '.' | '+' | '-' | '0'..='9' => self.number()?,
            _ if is_word(first) => self.word()?,
            '(' => {
                self.parens += 1;
                self.push(Kind::LeftParen, self.at + 1);
            }
            ')' if self.parens == 0 => return self.wrong("unexpected right paren"),
            ')' => {
                self.parens -= 1;
                self.push(Kind::RightParen, self.at + 1);
            }
            '!'..='~' => self.push(Kind::Sign, self.at + 1),
            other => return self.wrong(format!("unrecognized character in action: {other:?}")),
        }
        Ok(false)
    }

    /// The last space before a minus that trims belongs to the minus.
    fn space(&mut self) {
        let rest = self.rest();
        let length = rest.len() - rest.trim_start_matches(is_space).len();
        let own = if rest[length - 1..].starts_with(is_space) && close(&rest[length - 1..]).is_some() { 1 } else { 0 };
        self.push(Kind::Space, self.at + length - own);
    }

    fn quoted(&mut self, quote: char, kind: Kind) -> Lexed {
        let mut escaped = false;
        for (at, letter) in self.rest().char_indices().skip(1) {
            match letter {
                '\n' => break,
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                _ if letter == quote => {
                    self.push(kind, self.at + at + 1);
                    return Ok(());
                }
                _ => {}
            }
        }
        self.wrong("unterminated quoted string or character constant")
    }

    fn raw(&mut self) -> Lexed {
        match self.rest()[1..].find('`') {
            Some(end) => self.push(Kind::Raw, self.at + end + 2),
            None => return self.wrong("unterminated raw quoted string"),
        }
        Ok(())
    }

    /// A field or a variable; alone its sign is the dot or the dollar.
    fn named(&mut self, kind: Kind) -> Lexed {
        let length = 1 + self.word_length(1);
        self.ended(length)?;
        let kind = if length == 1 && kind == Kind::Field { Kind::Dot } else { kind };
        self.push(kind, self.at + length);
        Ok(())
    }

    fn word(&mut self) -> Lexed {
        let length = self.word_length(0);
        self.ended(length)?;
        let word = &self.rest()[..length];
        let keyword = KEYWORDS.iter().find(|(name, _)| *name == word).map(|(_, kind)| *kind);
        self.push(keyword.unwrap_or(Kind::Identifier), self.at + length);
        Ok(())
    }

    fn word_length(&self, from: usize) -> usize {
        let rest = &self.rest()[from..];
        rest.find(|letter| !is_word(letter)).unwrap_or(rest.len())
    }

    /// What is named ends where nothing of it can follow.
    fn ended(&self, length: usize) -> Lexed {
        let rest = &self.rest()[length..];
        match rest.chars().next() {
            None => Ok(()),
            Some(next) if is_space(next) || ".,|:)(".contains(next) || rest.starts_with("}}") => Ok(()),
            Some(next) => Err((format!("bad character {next:?}"), self.at + length)),
        }
    }

    fn number(&mut self) -> Lexed {
        let rest = self.rest();
        let mut at = usize::from(rest.starts_with(['+', '-']));
        let prefix = rest[at..].get(..2).unwrap_or_default().to_ascii_lowercase();
        let digits = match prefix.as_str() {
            "0x" => "0123456789abcdefABCDEF_",
            "0o" => "01234567_",
            "0b" => "01_",
            _ => "0123456789_",
        };
        let decimal = digits.len() == 11;
        at += if decimal { 0 } else { 2 };
        let run =
            |at: usize, signs: &str| at + rest[at..].find(|next| !signs.contains(next)).unwrap_or(rest.len() - at);
        at = run(at, digits);
        if rest[at..].starts_with('.') {
            at = run(at + 1, digits);
        }
        if decimal && rest[at..].starts_with(['e', 'E']) || digits.len() > 20 && rest[at..].starts_with(['p', 'P']) {
            at += 1;
            at += usize::from(rest[at..].starts_with(['+', '-']));
            at = run(at, "0123456789_");
        }
        if rest[at..].starts_with(|next| is_word(next) || next == '+' || next == '-') {
            return self.wrong("bad number syntax");
        }
        self.push(Kind::Number, self.at + at);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, tokens};

    fn kinds(text: &str) -> Vec<Kind> {
        tokens(text).unwrap().iter().map(|token| token.kind).collect()
    }

    #[test]
    fn texts_are_trimmed_where_a_minus_says_so() {
        let texts = |text| {
            let found = tokens(text).unwrap();
            found.iter().filter(|one| one.kind == Kind::Text).map(|one| one.text.to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(texts("a \n{{- 1 }} b {{ 2 -}}\t c"), ["a", " b ", "c"]);
        assert_eq!(texts("a {{- /* }} */ -}} b {{/* x */}} c"), ["a", "b ", " c"]);
        assert_eq!(
            kinds("{{ 1   -}}"),
            [Kind::Open, Kind::Space, Kind::Number, Kind::Space, Kind::Close, Kind::EndOfFile]
        );
    }

    #[test]
    fn quotes_and_braces_are_told_apart() {
        assert_eq!(kinds("{{\"}}\"}}{{`\n}}`}}").len(), 7);
        assert_eq!(kinds("{{-3}}")[1], Kind::Number);
    }

    #[test]
    fn what_go_does_not_cut_is_refused() {
        for text in [
            "{{ .x",
            "{{ \"a }}",
            "{{ (1 }}",
            "{{ 1) }}",
            "{{ a$b }}",
            "{{ 1a }}",
            "{{/* a }}",
            "{{/* a */ b }}",
            "{{ a-b }}",
            "{{ x : y }}",
            "{{ ` }}",
            "{{ 'a }}",
            "{{ \u{e9}\u{2603} }}",
            "{{ \"a\nb\" }}",
        ] {
            assert!(tokens(text).is_err(), "{text}");
        }
    }
}
