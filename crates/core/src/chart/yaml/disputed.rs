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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disputed_words_are_found() {
        for word in ["yEs", "- tRUE", "[1, oN]", "x: 1__0", "x: 5_", "!!null x"] {
            assert!(disputed(word).is_some(), "{word}");
        }
        assert_eq!(disputed("Yes yes YES no: 1_000 a__b __x 0x1f \"yes\""), None);
    }
}
