//! Small changes to template text before it is parsed, for what the template engine cannot do: call methods of
//! objects, and see that a map is changed in place.

/// Methods that take arguments; `call` makes them functions held in a map.
const METHODS: &[&str] = &[".Capabilities.APIVersions.Has", ".Files.Get"];

/// Functions that change their first argument; with the result thrown away the change is what was meant.
const CHANGING: &[&str] = &["set", "unset", "merge", "mergeOverwrite", "mustMerge", "mustMergeOverwrite"];

/// Name of the function that reports a change in place, should it ever be reached.
pub(super) const IN_PLACE: &str = "changeInPlace";

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
        return text.to_owned();
    }
    let mut text = text.to_owned();
    for method in METHODS {
        text = called(&text, method);
    }
    discarded(&text)
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

/// Turns `$_ := set ...` into a call that fails when it is reached.
fn discarded(text: &str) -> String {
    let Some(position) = text.find("$_") else { return text.to_owned() };
    let after = text[position + 2..].trim_start();
    let Some(call) = after.strip_prefix(":=").or_else(|| after.strip_prefix('=')) else { return text.to_owned() };
    let call = call.trim_start();
    let name = call.split(|next: char| !next.is_alphanumeric()).next().unwrap_or_default();
    if !CHANGING.contains(&name) {
        return text.to_owned();
    }
    let start = text.len() - call.len();
    format!("{}{IN_PLACE} \"{name}\"{}", &text[..start], &text[start + name.len()..])
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
    fn a_discarded_change_is_marked_and_a_comment_is_left_alone() {
        assert_eq!(rewrite("{{- $_ := set .x \"a\" 1 }}"), "{{- $_ := changeInPlace \"set\" .x \"a\" 1 }}");
        assert_eq!(rewrite("{{ $y := set .x \"a\" 1 }}"), "{{ $y := set .x \"a\" 1 }}");
        let comment = "{{- /* it's .Files.Get \"x\" */ -}}";
        assert_eq!(rewrite(comment), comment);
    }
}
