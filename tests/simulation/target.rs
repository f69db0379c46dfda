//! What a story applies: a stack, or one part of one.

use karpool::spec::{Format, Spec};
use karpool::{Piece, Target};
use karpool_bridge::Piece as Form;

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
            let (piece, _) = Form::read(value).map_err(|wrong| format!("{wrong}\n{text}"))?.target();
            return Ok(Wanted::Piece(Box::new(piece)));
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
