//! What the spec will have and does not have yet: refused by name, never ignored.

use crate::spec::path::Path;

/// A field that is not there yet, and what to do instead.
struct Row(&'static [&'static str], &'static str);

const ROWS: [Row; 1] = [Row(&["environment"], "give the values that it would stand for")];

/// Why a field is refused for now, and what to do instead.
pub(super) fn not_yet(path: &Path) -> Option<(String, &'static str)> {
    let names: Vec<&str> = path.fields().collect();
    if names.len() != path.segments().len() {
        return None;
    }
    let Row(_, instead) = ROWS.iter().find(|Row(field, _)| *field == names)?;
    Some(("not yet: this section is planned and karpool cannot do it now".into(), *instead))
}
