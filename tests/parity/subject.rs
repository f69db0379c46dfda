//! What a step is done with: a stack, or one part alone.

use karpool::error::Kind;
use karpool::spec::{Document, Format, Problems, Spec};
use karpool::{Error, Piece};
use serde_json::Value;

pub(crate) enum Subject {
    Stack(Box<Spec>),
    Piece(Box<Piece>),
}

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

pub(crate) fn open(source: &Value) -> Result<Subject, Wrong> {
    let document = document(source)?;
    let value = document.to_value();
    if value.get("piece").is_some() {
        let piece =
            karpool_bridge::Piece::read(value).map_err(|why| Wrong::Error(Error::new(Kind::InvalidSpec, why)))?;
        return Ok(Subject::Piece(Box::new(piece.target().0)));
    }
    let checked = document.check();
    checked.spec.map(|spec| Subject::Stack(Box::new(spec))).ok_or(Wrong::Spec(checked.problems))
}
