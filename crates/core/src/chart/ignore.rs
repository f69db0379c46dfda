//! `.helmignore`: which files of a folder are no part of the chart. Source: Helm 4.2.3, `internal/ignore`.

use regex::Regex;

/// The rules of one folder.
#[derive(Debug, Default)]
pub(super) struct Rules(Vec<Rule>);

#[derive(Debug)]
struct Rule {
    negated: bool,
    /// Folders alone are meant.
    folders: bool,
    /// The whole path is compared, not the name alone.
    whole: bool,
    pattern: Regex,
}

/// Helm's own rule: what is hidden among the templates.
const DEFAULT: &str = "templates/.?*";

impl Rules {
    /// Reads the file; the error is the line that is wrong, and why.
    pub(super) fn parse(text: &str) -> Result<Rules, String> {
        let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
        let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        lines.chain([DEFAULT]).map(rule).collect::<Result<_, _>>().map(Rules)
    }

    /// Whether a path, below the chart's folder and with slashes, is left out.
    pub(super) fn ignore(&self, path: &str, is_folder: bool) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        for rule in &self.0 {
            let matched = rule.pattern.is_match(if rule.whole { path } else { name });
            match rule.negated {
                true if rule.folders && !is_folder || !matched => return true,
                true => {}
                false if rule.folders && !is_folder => {}
                false if matched => return true,
                false => {}
            }
        }
        false
    }
}

fn rule(line: &str) -> Result<Rule, String> {
    if line.contains("**") {
        return Err(format!("`{line}`: double-star (**) syntax is not supported"));
    }
    let (negated, rest) = line.strip_prefix('!').map_or((false, line), |rest| (true, rest));
    let (folders, rest) = rest.strip_suffix('/').map_or((false, rest), |rest| (true, rest));
    let whole = rest.contains('/');
    let pattern = pattern(rest.strip_prefix('/').unwrap_or(rest)).ok_or_else(|| format!("`{line}` is no pattern"))?;
    Ok(Rule { negated, folders, whole, pattern })
}

/// A pattern of names as an expression. Source: Go, `filepath.Match`.
fn pattern(text: &str) -> Option<Regex> {
    let mut out = String::from("^(?s:");
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '*' => out.push_str("[^/]*"),
            '?' => out.push_str("[^/]"),
            '\\' => out.push_str(&regex::escape(&letters.next()?.to_string())),
            '[' => {
                let inner: String = letters.by_ref().take_while(|letter| *letter != ']').collect();
                let (not, inner) = inner.strip_prefix('^').map_or(("", inner.as_str()), |inner| ("^", inner));
                if inner.is_empty() || inner.contains(['[', '\\', '&', '~']) {
                    return None;
                }
                out.push_str(&format!("[{not}{inner}]"));
            }
            other => out.push_str(&regex::escape(&other.to_string())),
        }
    }
    Regex::new(&(out + ")$")).ok()
}

#[cfg(test)]
mod tests {
    use super::Rules;

    #[test]
    fn rules_are_those_of_helm() {
        let rules = Rules::parse("# a\n*.bak\nold/\n/top.txt\nsub/x.?\n[ab].md\n").unwrap();
        for (path, folder, left_out) in [
            ("a.bak", false, true),
            ("d/e.bak", false, true),
            ("d/old", true, true),
            ("old", false, false),
            ("top.txt", false, true),
            ("d/top.txt", false, false),
            ("sub/x.y", false, true),
            ("d/sub/x.y", false, false),
            ("a.md", false, true),
            ("c.md", false, false),
            ("templates/.x", false, true),
            (".x", false, false),
        ] {
            assert_eq!(rules.ignore(path, folder), left_out, "{path}");
        }
        assert!(Rules::parse("!keep").unwrap().ignore("other", false));
        assert!(Rules::parse("a/**").is_err() && Rules::parse("[").is_err());
    }
}
