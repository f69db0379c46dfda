//! A file's name where the text of a spec was expected: the mistake of a program that has a name in a string.

use crate::spec::check::Problem;
use crate::spec::path::Path;

const ENDINGS: &[&str] = &[".yaml", ".yml", ".json", ".toml"];

/// Whether a text, which is no spec, is rather where one is.
pub(super) fn is_like_one(text: &str) -> bool {
    let lower = text.to_lowercase();
    !text.contains('\n') && (text.contains(['/', '\\']) || ENDINGS.iter().any(|ending| lower.ends_with(ending)))
}

pub(super) fn taken_for_text(name: &str) -> Problem {
    let message = format!("`{name}` was taken for the text of a spec, but it looks like the name of a file");
    Problem::error(&Path::root(), message).hint(format!(
        "a string is the text itself; a file is `pathlib.Path({name:?})` in Python, `pathToFileURL({name:?})` in Node"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_told_from_other_texts() {
        for name in ["dev.yaml", "DEV.YML", "specs/dev", "C:\\specs\\dev", "my dev.json", "file:///srv/dev.toml"] {
            assert!(is_like_one(name), "{name}");
        }
        for text in ["dev", "hello world", "one/two\nthree", ""] {
            assert!(!is_like_one(text), "{text}");
        }
    }
}
