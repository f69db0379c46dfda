//! Words that Go's YAML library and the one used here read as different values; they are refused.

use super::plain::is_number;

/// The first such word, wherever it stands: a word in a text is refused too, which costs a pair of quotes at most.
pub(super) fn disputed(text: &str) -> Option<&str> {
    text.split(|between: char| between.is_whitespace() || ",[]{}".contains(between)).find(|word| is_disputed(word))
}

fn is_disputed(word: &str) -> bool {
    const FLAGS: &[&str] = &["yes", "no", "on", "off", "true", "false"];
    // Go knows three spellings of each: small, capital, and with a capital first.
    let flag = FLAGS.iter().any(|flag| flag.eq_ignore_ascii_case(word));
    let rest = word.get(1..).unwrap_or_default();
    let spelled = *word == word.to_ascii_lowercase()
        || *word == word.to_ascii_uppercase()
        || rest == rest.to_ascii_lowercase() && word.starts_with(|first: char| first.is_ascii_uppercase());
    let underscored = (word.contains("__") || word.ends_with('_')) && is_number(word);
    flag && !spelled || underscored || word == "!!null"
}

/// A line with `<<` behind other keys of its table: Go's library lets it replace them, others do not.
pub(super) fn late_merge(text: &str) -> Option<&str> {
    let mut before = None;
    for line in text.lines() {
        let content = line.trim_start();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        let indent = line.len() - content.len();
        let key = content.trim_start_matches(['-', ' ']);
        let first = key.len() < content.len() || before.is_none_or(|before| before < indent);
        let inside = key.match_indices("<<").any(|(at, _)| at > 0 && !key[..at].trim_end().ends_with('{'));
        if key.starts_with("<<:") && !first || inside && key.contains("<<:") {
            return Some(line);
        }
        before = Some(indent);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_merge_behind_other_keys_is_found() {
        for text in ["a:\n  b: 1\n  <<: *x", "{a: 1, <<: *x}", "<<: *x\nb: 1\n<<: *y"] {
            assert!(late_merge(text).is_some(), "{text}");
        }
        for text in ["a:\n  # c\n  <<: *x\n  b: 1", "- <<: *x", "{<<: *x, b: 1}", "a: <<", "<<: *x"] {
            assert_eq!(late_merge(text), None, "{text}");
        }
    }

    #[test]
    fn disputed_words_are_found() {
        for word in ["yEs", "- tRUE", "[1, oN]", "x: 1__0", "x: 5_", "!!null x"] {
            assert!(disputed(word).is_some(), "{word}");
        }
        assert_eq!(disputed("Yes yes YES no: 1_000 a__b __x 0x1f \"yes\""), None);
    }
}
