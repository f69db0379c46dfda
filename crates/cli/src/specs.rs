//! Specs as they are on disk: read, laid over, set and checked.

use std::io::Read;
use std::path::Path;

use karpool::spec::{Document, Format, Problem, Problems, Spec};

use crate::args::StackArgs;
use crate::exit::Failure;

/// A spec that can be used.
pub(crate) struct Loaded {
    pub(crate) file: String,
    pub(crate) document: Document,
    pub(crate) spec: Spec,
    pub(crate) problems: Problems,
}

/// Reads every spec; what is wrong with any of them is given at once.
pub(crate) fn load(args: &StackArgs) -> Result<Vec<Loaded>, Failure> {
    let mut loaded = Vec::new();
    let mut wrong: Vec<Problem> = Vec::new();
    for file in &args.files {
        match read(file, args)? {
            Ok((name, document)) => {
                let checked = document.check();
                match checked.spec {
                    Some(spec) => loaded.push(Loaded { file: name, document, spec, problems: checked.problems }),
                    None => wrong.extend(checked.problems),
                }
            }
            Err(problems) => wrong.extend(problems),
        }
    }
    if wrong.is_empty() { Ok(loaded) } else { Err(Failure::Spec(wrong)) }
}

type Reading = Result<(String, Document), Problems>;

/// A document before it is checked; the outer error is one of files.
pub(crate) fn read(file: &Path, args: &StackArgs) -> Result<Reading, Failure> {
    let (name, text) = text_of(file)?;
    let mut overlays = Vec::new();
    for overlay in &args.overlays {
        overlays.push(text_of(overlay)?);
    }
    let reading = Document::read(&text, Format::of_file(&name), &name).and_then(|mut document| {
        for (name, text) in &overlays {
            document.overlay(text, Format::of_file(name), name)?;
        }
        for pair in &args.set {
            document.set_pair(pair)?;
        }
        Ok((name, document))
    });
    Ok(reading)
}

fn text_of(file: &Path) -> Result<(String, String), Failure> {
    if file.as_os_str() == "-" {
        let mut text = String::new();
        let read = std::io::stdin().read_to_string(&mut text);
        return read.map(|_| ("<stdin>".to_owned(), text)).map_err(|error| Failure::file(file, error));
    }
    let text = std::fs::read_to_string(file).map_err(|error| Failure::file(file, error))?;
    Ok((file.display().to_string(), text))
}
