//! A Rust file without its comments and the insides of its strings, line by line, knowing what of it is tests.

pub(super) struct Source {
    /// One entry per line of the file.
    pub lines: Vec<Line>,
}

pub(super) struct Line {
    pub code: String,
    pub is_test: bool,
}

impl Source {
    pub(super) fn read(path: &str, text: &str) -> Source {
        let code = blank(text);
        let whole = path.starts_with("tests/") || path.contains("/tests/") || path.ends_with("tests.rs");
        let mut lines: Vec<Line> =
            code.split('\n').map(|line| Line { code: line.to_owned(), is_test: whole }).collect();
        for (from, to) in test_parts(&code) {
            lines[from..=to].iter_mut().for_each(|line| line.is_test = true);
        }
        Source { lines }
    }

    /// The whole code in one piece.
    pub(super) fn code(&self) -> String {
        self.lines.iter().map(|line| line.code.as_str()).collect::<Vec<_>>().join("\n")
    }

    /// Lines with their numbers, tests left out.
    pub(super) fn product(&self) -> impl Iterator<Item = (usize, &str)> {
        let numbered = self.lines.iter().enumerate().filter(|(_, line)| !line.is_test);
        numbered.map(|(index, line)| (index + 1, line.code.as_str()))
    }
}

/// Whether `code` has `word` where no longer name goes on before or after it.
pub(super) fn has_word(code: &str, word: &str) -> bool {
    let joins = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().next_back().is_some_and(joins) && word.starts_with(joins);
        let after = code[at + word.len()..].chars().next().is_some_and(joins) && word.ends_with(joins);
        !before && !after
    })
}

/// First and last line of every item under `#[cfg(test)]`.
fn test_parts(code: &str) -> Vec<(usize, usize)> {
    let line_of = |at: usize| code[..at].matches('\n').count();
    let parts = code.match_indices("#[cfg(test)]").filter_map(|(start, mark)| {
        let after = start + mark.len();
        let open = after + code[after..].find(['{', ';'])?;
        let end = if code[open..].starts_with('{') { closing(code, open)? } else { open };
        Some((line_of(start), line_of(end)))
    });
    parts.collect()
}

/// Where the bracket at `open` is closed.
pub(super) fn closing(code: &str, open: usize) -> Option<usize> {
    let mut depth = 0usize;
    for (at, c) in code[open..].char_indices() {
        match c {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(open + at);
        }
    }
    None
}

/// The text with comments, strings and characters replaced by spaces; line breaks stay.
fn blank(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let joins = out.chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_');
        match opaque(rest, joins) {
            Some(length) => {
                out.extend(rest[..length].chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
                rest = &rest[length..];
            }
            None => {
                out.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    out
}

/// The length of the comment, string or character that begins here. `joins` says that a name ends just before.
fn opaque(rest: &str, joins: bool) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return Some(comment(rest));
    }
    if rest.starts_with('\'') {
        return character(rest);
    }
    let prefix = if joins { 0 } else { rest.find(|c| !matches!(c, 'b' | 'c' | 'r')).filter(|at| *at <= 2)? };
    let marks = rest[prefix..].find(|c| c != '#')?;
    if !rest[prefix + marks..].starts_with('"') {
        return None;
    }
    let raw = rest[..prefix].ends_with('r');
    if marks > 0 && !raw {
        return None;
    }
    Some(string(rest, prefix + marks + 1, raw.then_some(marks)))
}

fn comment(rest: &str) -> usize {
    let (mut at, mut depth) = (0, 0usize);
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            (at, depth) = (at + 2, depth + 1);
        } else if rest[at..].starts_with("*/") {
            (at, depth) = (at + 2, depth - 1);
            if depth == 0 {
                return at;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

/// A lifetime is no character: `'a,`.
fn character(rest: &str) -> Option<usize> {
    let mut chars = rest.char_indices().skip(1);
    let (_, first) = chars.next()?;
    if first == '\\' {
        return rest[2..].char_indices().skip(1).find(|(_, c)| *c == '\'').map(|(at, _)| at + 3);
    }
    let (at, next) = chars.next()?;
    (next == '\'').then_some(at + 1)
}

/// The end of a string whose inside begins at `from`; a raw one ends with as many `#` as it began with.
fn string(rest: &str, from: usize, raw: Option<usize>) -> usize {
    if let Some(marks) = raw {
        let end = format!("\"{}", "#".repeat(marks));
        return rest[from..].find(&end).map_or(rest.len(), |at| from + at + end.len());
    }
    let mut escaped = false;
    for (at, c) in rest[from..].char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return from + at + 1,
            _ => {}
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_strings_and_characters_are_no_code() {
        let text = r##"let a = "x // todo"; // env
let b = r#"unsafe "quoted" "#; /* a /* b */ c */ let c = '"'; let d = '\''; fn f<'a>(x: &'a str) {}"##;
        let code = blank(text);
        for gone in ["todo", "env", "unsafe", "quoted", "b */"] {
            assert!(!code.contains(gone), "{gone} is left in {code}");
        }
        assert!(code.contains("let c =") && code.contains("fn f<'a>(x: &'a str) {}"), "{code}");
        assert_eq!(code.lines().count(), 2);
    }

    #[test]
    fn what_is_under_a_test_mark_is_a_test() {
        let source = Source::read("a.rs", "fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\nfn c() {}");
        let product: Vec<usize> = source.product().map(|(number, _)| number).collect();
        assert_eq!(product, [1, 6]);
    }
}
