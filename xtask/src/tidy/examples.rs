//! What programs can name of the library, they find in an example that compiles: in a documentation test of
//! `crates/core/docs`, or in a program of `examples`.

use super::Finding;
use super::source::has_word;
use super::tree::Tree;

const SURFACE: &str = "crates/core/generated/surface.txt";

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let text = |path: &str| tree.files.iter().find(|file| file.path == path).map(|file| file.text.clone());
    let surface = text(SURFACE).unwrap_or_default();
    let shown: Vec<String> = tree
        .files
        .iter()
        .filter_map(|file| match file.path.starts_with("crates/core/docs/") {
            true => Some(code(&file.text)),
            false => is_program(&file.path).then(|| file.text.clone()),
        })
        .collect();
    let missing = surface.lines().enumerate().filter_map(|(number, line)| {
        let name = name(line)?;
        (!shown.iter().any(|text| has_word(text, name))).then(|| (number + 1, name.to_owned()))
    });
    let finding = |(line, name)| Finding {
        path: SURFACE.to_owned(),
        line,
        rule: "examples",
        text: format!("no example shows `{name}`: show it in crates/core/docs/, or keep it to the library"),
    };
    missing.map(finding).collect()
}

/// What stands between fences.
fn code(page: &str) -> String {
    page.split("```").skip(1).step_by(2).collect()
}

fn is_program(path: &str) -> bool {
    path.starts_with("examples/") && path.ends_with(".rs")
}

/// The name that a line of the surface defines; a re-export names what another line defines.
fn name(line: &str) -> Option<&str> {
    let (kind, rest) = line.split_once(' ')?;
    let end = match kind {
        "use" => return None,
        "fn" => rest.find(['(', '<'])?,
        "const" => rest.find(": ").unwrap_or(rest.len()),
        _ => rest.find([' ', '<']).unwrap_or(rest.len()),
    };
    rest[..end].rsplit([':', ' ']).next().filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn a_line_names_what_it_defines() {
        assert_eq!(name("fn karpool::units::Cidr::new(text: &str) -> Cidr"), Some("new"));
        assert_eq!(name("fn karpool::run::applying::async fn apply(target: &impl Target)"), Some("apply"));
        assert_eq!(name("fn karpool::spec::schema::schema_of<T: JsonSchema>() -> Value"), Some("schema_of"));
        assert_eq!(name("enum karpool::spec::Off { Off }"), Some("Off"));
        assert_eq!(name("const karpool::error::Kind::ALL: [Kind ; 14]"), Some("ALL"));
        assert_eq!(name("use karpool::Plan from plan"), None);
    }
}
