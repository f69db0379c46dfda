//! What a step is done with: a stack, or one part alone.

use karpool::error::Kind;
use karpool::spec::{Document, Format, Problems};
use karpool::units::Region;
use karpool::{Error, Subject};
use serde_json::Value;

/// Why there is nothing to work with.
pub(crate) enum Wrong {
    Spec(Problems),
    Error(Error),
}

pub(crate) fn document(source: &Value) -> Result<Document, Wrong> {
    if let Some(text) = source["text"].as_str() {
        return Document::read(text, Format::Yaml, "spec").map_err(Wrong::Spec);
    }
    let Some(file) = source["file"].as_str() else { return Ok(Document::from_value(&source["value"])) };
    let missing = |error| Wrong::Error(Error::new(Kind::NotFound, format!("{file} can't be read: {error}")));
    let text = std::fs::read_to_string(file).map_err(missing)?;
    Document::read(&text, Format::of_file(file), file).map_err(Wrong::Spec)
}

/// The spec, in the world's region when it names none.
pub(crate) fn document_in(source: &Value, region: Option<&Region>) -> Result<Document, Wrong> {
    let mut document = document(source)?;
    if let Some(region) = region {
        document.default_region(region);
    }
    Ok(document)
}

pub(crate) fn open(source: &Value, region: Option<&Region>) -> Result<Subject, Wrong> {
    let opened = Subject::open(&document_in(source, region)?);
    opened.subject.ok_or(Wrong::Spec(opened.problems))
}
