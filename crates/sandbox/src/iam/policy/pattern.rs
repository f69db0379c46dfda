//! Wildcards and variables in policy values.

use super::evaluate::Context;

/// Matches `*` (any run) and `?` (any one character).
pub fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while t < text.len() {
        if p < pattern.len() && pattern[p] == '*' {
            retry = Some((p + 1, t));
            p += 1;
        } else if p < pattern.len() && (pattern[p] == '?' || pattern[p] == text[t]) {
            p += 1;
            t += 1;
        } else if let Some((after, from)) = retry {
            retry = Some((after, from + 1));
            p = after;
            t = from + 1;
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

/// As [`matches()`], without regard to case: actions and service names.
pub fn matches_ignoring_case(pattern: &str, text: &str) -> bool {
    matches(&pattern.to_ascii_lowercase(), &text.to_ascii_lowercase())
}

/// ARNs match part by part: a wildcard does not reach over the first five colons.
pub fn matches_arn(pattern: &str, arn: &str) -> bool {
    if pattern == "*" {
        return true;
    }
    let (pattern, arn): (Vec<&str>, Vec<&str>) = (pattern.splitn(6, ':').collect(), arn.splitn(6, ':').collect());
    pattern.len() == arn.len() && pattern.iter().zip(&arn).all(|(p, a)| matches(p, a))
}

/// Puts context values in the place of `${key}` and `${key, 'default'}`; `None` when a variable has no value,
/// in which case the element matches nothing.
pub fn substitute(text: &str, context: &Context) -> Option<String> {
    let mut result = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        let Some(end) = rest[start..].find('}') else {
            break;
        };
        result.push_str(&rest[..start]);
        let variable = &rest[start + 2..start + end];
        match variable {
            "*" | "?" | "$" => result.push_str(variable),
            _ => {
                let (key, default) = match variable.split_once(',') {
                    Some((key, default)) => (key.trim(), Some(default.trim().trim_matches('\''))),
                    None => (variable.trim(), None),
                };
                result.push_str(context.single(key).or(default)?);
            }
        }
        rest = &rest[start + end + 1..];
    }
    result.push_str(rest);
    Some(result)
}
