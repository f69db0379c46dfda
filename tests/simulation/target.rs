//! What a story applies: a stack, or one part of one.

use karpool::spec::{Format, Spec};
use karpool::{Piece, Target};

#[derive(Clone)]
pub enum Wanted {
    Stack(Box<Spec>),
    Piece(Box<Piece>),
}

impl Wanted {
    /// # Errors
    /// What is wrong with the text.
    pub fn read(text: &str) -> Result<Wanted, String> {
        if text.starts_with("piece:") {
            let read = karpool::spec::Document::read(text, Format::Yaml, "story.yaml");
            let value = read.map_err(|problems| format!("not YAML: {problems:?}\n{text}"))?.to_value();
            let written: karpool::spec::PieceSpec =
                serde_json::from_value(value).map_err(|wrong| format!("{wrong}\n{text}"))?;
            return Ok(Wanted::Piece(Box::new(written.into())));
        }
        let spec = Spec::from_text(text, Format::Yaml, "story.yaml");
        spec.map(|spec| Wanted::Stack(Box::new(spec))).map_err(|problems| format!("not valid: {problems:?}\n{text}"))
    }
}

impl Target for Wanted {
    fn spec(&self) -> &Spec {
        match self {
            Wanted::Stack(spec) => spec,
            Wanted::Piece(piece) => Target::spec(piece.as_ref()),
        }
    }

    fn piece(&self) -> Option<&Piece> {
        match self {
            Wanted::Stack(_) => None,
            Wanted::Piece(piece) => Some(piece),
        }
    }
}
