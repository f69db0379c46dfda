//! `docs/spec.md`: every field of the spec, written from its schema. `generate` writes it and compares it with the code.

mod change;
mod example;
mod field;
mod page;
mod wire;

use std::path::Path;

/// Fields that a form brings along and that are refused where they stand, and why.
const REFUSED: [(&str, &str); 1] =
    [("nodeOverlays.<name>.requirements[].minValues", "refused: an overlay has no `minValues`")];

/// Why a field is refused, when it is.
fn refused(path: &str) -> Option<&'static str> {
    REFUSED.iter().find(|row| row.0 == path).map(|row| row.1)
}

/// The page.
pub(crate) fn page(root: &Path) -> Result<String, String> {
    let fields = field::all(&karpool::spec::schema());
    let examples = example::Examples::read(root)?;
    Ok(page::page(&fields, &examples, &field::defaults()))
}

/// The row whose path is the longest that a field lies in.
fn longest(rows: &[(&'static str, &'static str)], path: &str) -> Option<&'static str> {
    let holds = |row: &&(&str, &str)| {
        path.strip_prefix(row.0).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    rows.iter().filter(holds).max_by_key(|row| row.0.len()).map(|row| row.1)
}

#[cfg(test)]
mod tests {
    use super::field::Field;
    use super::*;

    /// Fields that a reader would be left alone with: no description, no example value, no word on where it goes and what a change
    /// does.
    fn gaps(fields: &[Field], examples: &example::Examples) -> Vec<String> {
        let mut gaps = Vec::new();
        for field in fields {
            if field.about.is_empty() {
                gaps.push(format!("{}: it has no description", field.path));
            }
            if !field.is_section() && refused(&field.path).is_none() && examples.of(field).is_none() {
                gaps.push(format!("{}: no file in examples/ or docs/fields/ gives it a value", field.path));
            }
            if change::of(&field.path).is_none() {
                gaps.push(format!("{}: no row of xtask/src/reference/change.rs says what a change does", field.path));
            }
            if !field.is_section() && !field.facts.contains_key("Wire") && wire::of(&field.path).is_none() {
                gaps.push(format!(
                    "{}: neither `Wire:` nor a row of xtask/src/reference/wire.rs says where it goes",
                    field.path
                ));
            }
        }
        gaps
    }

    #[test]
    fn every_field_is_described_shown_and_told_what_a_change_does() {
        let fields = field::all(&karpool::spec::schema());
        let examples = example::Examples::read(&crate::root()).expect("the specs are read");
        let gaps = gaps(&fields, &examples);
        assert!(gaps.is_empty(), "{}", gaps.join("\n"));
        assert!(fields.len() > 200, "{}", fields.len());
    }

    #[test]
    fn every_row_is_about_a_field() {
        let fields = field::all(&karpool::spec::schema());
        for (path, _) in change::CHANGES.iter().chain(&wire::WIRES) {
            assert!(fields.iter().any(|field| field.path == *path), "{path} is no field");
        }
    }
}
