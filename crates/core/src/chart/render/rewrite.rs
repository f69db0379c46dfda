//! Small changes to template text before it is parsed, for what the template engine cannot do: call methods of
//! objects, and keep the text behind a comment that trims only before itself.

/// Methods that take arguments; `call` makes them functions held in a map.
const METHODS: &[&str] = &[".APIVersions.Has", ".Files.Get"];

/// Rewrites every action of a template; text between actions stays.
pub(super) fn rewrite(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        out.push_str(&rest[..start]);
        let end = action_end(&rest[start..]) + start;
        out.push_str(&action(&rest[start..end]));
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// Length of the action at the start of `text`, with its braces; quoted braces do not end it.
fn action_end(text: &str) -> usize {
    let comment = text[2..].trim_start_matches(['-', ' ']).starts_with("/*");
    if comment {
        let inner = text.find("*/").unwrap_or(text.len());
        return text[inner..].find("}}").map_or(text.len(), |end| inner + end + 2);
    }
    let mut quote = None;
    let mut escaped = false;
    for (position, character) in text.char_indices().skip(2) {
        match (quote, character) {
            (Some(_), _) if escaped => escaped = false,
            (Some('"' | '\''), '\\') => escaped = true,
            (Some(open), close) if open == close => quote = None,
            (None, '"' | '`' | '\'') => quote = Some(character),
            (None, '}') if text[position..].starts_with("}}") => return position + 2,
            _ => {}
        }
    }
    text.len()
}

fn action(text: &str) -> String {
    if text[2..].trim_start_matches(['-', ' ']).starts_with("/*") {
        return comment(text);
    }
    let mut text = text.to_owned();
    for method in METHODS {
        text = called(&text, method);
    }
    text
}

/// The engine trims on both sides of a comment that asks for either; an empty text trims as it says.
fn comment(text: &str) -> String {
    match text.strip_prefix("{{-") {
        Some(rest) if !rest.ends_with("-}}") => format!("{{{{- \"\"}}}}{{{{{}", rest.trim_start()),
        _ => text.to_owned(),
    }
}

/// Puts `call` before every operand that ends in `method`.
fn called(text: &str, method: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(position) = rest.find(method) {
        let operand = rest[..position]
            .rfind(|before: char| !(before.is_alphanumeric() || "$._".contains(before)))
            .map_or(0, |before| before + 1);
        out.push_str(&rest[..operand]);
        if !out.trim_end().ends_with("call") {
            out.push_str("call ");
        }
        out.push_str(&rest[operand..position + method.len()]);
        rest = &rest[position + method.len()..];
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_become_calls() {
        assert_eq!(
            rewrite("a {{- if and .Values.x ($.Capabilities.APIVersions.Has \"policy/v1\") }} .Files.Get"),
            "a {{- if and .Values.x (call $.Capabilities.APIVersions.Has \"policy/v1\") }} .Files.Get"
        );
        assert_eq!(rewrite("{{ .Files.Get \"}}\" | quote }}"), "{{ call .Files.Get \"}}\" | quote }}");
    }

    #[test]
    fn a_comment_is_left_alone() {
        for comment in ["{{- /* it's .Files.Get \"x\" */ -}}", "{{/* it's .Files.Get \"x\" */}}", "{{/* a */ -}}"] {
            assert_eq!(rewrite(comment), comment);
        }
    }

    #[test]
    fn a_comment_trims_only_where_it_says() {
        assert_eq!(rewrite("a {{- /* b\n}} c */}} d"), "a {{- \"\"}}{{/* b\n}} c */}} d");
    }
}
