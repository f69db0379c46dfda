//! Version constraints with the rules of Masterminds/semver, which Helm uses.

use std::cmp::Ordering;

use gotmpl::Value as Go;
use semver::{Prerelease, Version};

use super::super::arguments::{Arguments, Function, text};
use super::super::object::{Asked, no_member, object, printed};

pub(super) const TABLE: &[(&str, Function)] = &[
    ("semverCompare", |arguments| matches(&arguments.text(0)?, &arguments.text(1)?).map(Go::Bool)),
    ("semver", semver),
];

/// A version of which the last parts may be missing.
struct Partial {
    version: Version,
    parts: usize,
}

/// A version as Go's object. Source: Masterminds/semver 3.4, `Version`.
fn semver(arguments: &Arguments<'_>) -> Result<Go, String> {
    let original = arguments.text(0)?;
    let version = whole(&original)?;
    let metadata = original.split_once('+').map_or("", |(_, metadata)| metadata).to_owned();
    let (version, build) = (version.version, if metadata.is_empty() { String::new() } else { format!("+{metadata}") });
    Ok(object(move |asked| match asked {
        Asked::Text | Asked::Member("String", []) => Ok(text(format!("{version}{build}"))),
        Asked::Member("Major", []) => Ok(Go::Uint(version.major)),
        Asked::Member("Minor", []) => Ok(Go::Uint(version.minor)),
        Asked::Member("Patch", []) => Ok(Go::Uint(version.patch)),
        Asked::Member("Prerelease", []) => Ok(text(version.pre.as_str())),
        Asked::Member("Metadata", []) => Ok(text(&metadata)),
        Asked::Member("Original", []) => Ok(text(&original)),
        Asked::Member(name, [other @ Go::Function(_)]) => {
            let other = printed(other)?;
            compared(name, &version, &partial(other.as_str().unwrap_or_default())?.version)
        }
        Asked::Member(name, _) => no_member("a version", name),
        Asked::Parts => Err("range can't iterate over a version".to_owned()),
    }))
}

fn compared(name: &str, one: &Version, other: &Version) -> Result<Go, String> {
    let order = one.cmp_precedence(other);
    Ok(match name {
        "Compare" => Go::Int(order as i64),
        "Equal" => Go::Bool(order == Ordering::Equal),
        "GreaterThan" => Go::Bool(order == Ordering::Greater),
        "LessThan" => Go::Bool(order == Ordering::Less),
        _ => return no_member("a version", name),
    })
}

/// Whether a version satisfies a constraint: alternatives by `||`, each a list by commas or spaces.
pub(in super::super) fn matches(constraint: &str, version: &str) -> Result<bool, String> {
    let version = whole(version)?.version;
    if constraint.split("||").any(|alternative| alternative.trim().is_empty()) {
        return Err(format!("improper constraint: {constraint:?}"));
    }
    for alternative in constraint.split("||") {
        let mut all = true;
        for (operator, bound) in comparisons(alternative)? {
            all &= satisfies(&version, operator, &bound);
        }
        if all {
            return Ok(true);
        }
    }
    Ok(false)
}

fn comparisons(alternative: &str) -> Result<Vec<(&str, Partial)>, String> {
    if let Some((low, high)) = alternative.split_once(" - ") {
        return Ok(vec![(">=", partial(low)?), ("<=", partial(high)?)]);
    }
    let mut list = Vec::new();
    let mut rest = alternative.trim_start_matches([' ', ',']);
    while !rest.is_empty() {
        let operator_end = rest.find(|next: char| !"=<>!~^".contains(next)).unwrap_or(rest.len());
        let (operator, bound) = rest.split_at(operator_end);
        let bound = bound.trim_start();
        let end = bound.find([' ', ',']).unwrap_or(bound.len());
        list.push((operator, partial(&bound[..end])?));
        rest = bound[end..].trim_start_matches([' ', ',']);
    }
    Ok(list)
}

/// A version that may leave its last parts out and writes none of them as a wildcard.
fn whole(text: &str) -> Result<Partial, String> {
    let found = partial(text)?;
    let core = text.trim_start_matches('v').split(['-', '+']).next().unwrap_or_default();
    let numbers = core.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    if !numbers || text.ends_with(['+', '-']) || text.trim() != text {
        return Err(format!("`{text}` is no version"));
    }
    Ok(found)
}

fn partial(text: &str) -> Result<Partial, String> {
    let wrong = || format!("`{text}` is no version");
    let plain = text.trim().trim_start_matches('v');
    let plain = plain.split('+').next().unwrap_or_default();
    let (numbers, pre) = plain.split_once('-').unwrap_or((plain, ""));
    let mut parts = [0u64; 3];
    let mut count = 0;
    for part in numbers.split('.') {
        if matches!(part, "x" | "X" | "*") {
            break;
        }
        *parts.get_mut(count).ok_or_else(wrong)? = part.parse().map_err(|_| wrong())?;
        count += 1;
    }
    let mut version = Version::new(parts[0], parts[1], parts[2]);
    version.pre = Prerelease::new(pre).map_err(|_| wrong())?;
    Ok(Partial { version, parts: count })
}

fn satisfies(version: &Version, operator: &str, bound: &Partial) -> bool {
    // A pre-release only satisfies a comparison that names one itself.
    if !version.pre.is_empty() && bound.version.pre.is_empty() {
        return false;
    }
    let order = version.cmp_precedence(&bound.version);
    let below_next = |part: usize| version.cmp_precedence(&next(&bound.version, part)) == Ordering::Less;
    let within = order != Ordering::Less && (bound.parts == 0 || below_next(bound.parts));
    match operator {
        "" | "=" | "==" if bound.parts == 3 => order == Ordering::Equal,
        "" | "=" | "==" => within,
        "!=" if bound.parts == 3 => order != Ordering::Equal,
        "!=" => !within,
        ">" if bound.parts == 3 => order == Ordering::Greater,
        ">" => order == Ordering::Greater && bound.parts > 0 && !below_next(bound.parts),
        ">=" | "=>" => order != Ordering::Less,
        "<" => order == Ordering::Less,
        "<=" | "=<" => order != Ordering::Greater || (bound.parts < 3 && within),
        "~" | "~>" => order != Ordering::Less && (bound.parts == 0 || below_next(bound.parts.min(2))),
        "^" => order != Ordering::Less && below_next(leading(bound)),
        _ => false,
    }
}

/// The smallest version in which the given part (1 major, 2 minor, 3 patch) is one higher.
fn next(version: &Version, part: usize) -> Version {
    match part {
        1 => Version::new(version.major + 1, 0, 0),
        2 => Version::new(version.major, version.minor + 1, 0),
        _ => Version::new(version.major, version.minor, version.patch + 1),
    }
}

/// The part that a caret keeps: the first that is not zero.
fn leading(bound: &Partial) -> usize {
    match (bound.version.major, bound.version.minor) {
        (1.., _) => 1,
        (0, 1..) => 2,
        _ => bound.parts.max(1),
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn constraints_follow_the_rules_of_masterminds() {
        for (constraint, version, expected) in [
            (">= 1.21-0", "v1.35.2-eks-abc", true),
            (">=1.21", "1.35.2-eks-abc", false),
            (">=1.21-0", "1.20.15", false),
            ("^1.2", "1.9.0", true),
            ("^1.2", "2.0.0", false),
            ("~1.2", "1.2.9", true),
            ("~1.2", "1.3.0", false),
            ("1.2.x", "1.2.7", true),
            ("<1.19 || >=1.25, <1.30", "1.29.9", true),
            ("1.2 - 1.4", "1.4.5", true),
            ("!=1.2.3", "1.2.3", false),
            (">1.2", "1.2.9", false),
            ("^0.2.3", "0.3.0", false),
            ("*", "3.0.0", true),
        ] {
            assert_eq!(matches(constraint, version), Ok(expected), "{constraint} {version}");
        }
        assert!(matches(">=x.y", "1.0.0").is_err() || matches(">=1.y", "1.0.0").is_err());
    }
}
