//! Specs as they are on disk: read, laid over, set and checked.

use std::io::Read;
use std::path::Path;

use karpool::spec::{Document, Format, Problem, Problems, Spec};
use karpool::{Subject, Target};
use serde_json::Value;

use crate::args::StackArgs;
use crate::exit::Failure;
use crate::plan_file;

/// What the spec that a pipe brings is called.
pub(crate) const STDIN: &str = "<stdin>";

/// A spec that can be used.
pub(crate) struct Loaded {
    pub(crate) file: String,
    pub(crate) subject: Subject,
    /// What was read, after overlays and settings.
    pub(crate) written: Value,
    pub(crate) problems: Problems,
}

impl Loaded {
    /// The stack; of one part alone the one in which it stands.
    pub(crate) fn spec(&self) -> &Spec {
        self.subject.spec()
    }

    /// `us-east-1/dev`, or with the kind and name of one part alone.
    pub(crate) fn stack(&self) -> String {
        self.subject.owner()
    }

    /// The stack, for verbs that make sense for a whole one only.
    pub(crate) fn whole(&self) -> Result<&Spec, Failure> {
        Ok(self.subject.stack()?)
    }
}

/// Reads every spec; what is wrong with any of them is given at once.
pub(crate) fn load(args: &StackArgs) -> Result<Vec<Loaded>, Failure> {
    if args.files.iter().filter(|file| file.as_os_str() == "-").count() > 1 {
        return Err(Failure::usage("the standard input is read once, and `-` is given more than once", ""));
    }
    let mut loaded = Vec::new();
    let mut wrong: Vec<Problem> = Vec::new();
    for file in &args.files {
        match read(file, args)? {
            Ok((name, document)) => {
                let opened = Subject::open(&document);
                let (written, problems) = (opened.written, opened.problems);
                match opened.subject {
                    Some(subject) => loaded.push(Loaded { file: name, subject, written, problems }),
                    None => wrong.extend(problems),
                }
            }
            Err(problems) => wrong.extend(problems),
        }
    }
    if wrong.is_empty() { distinct(loaded) } else { Err(Failure::Spec(wrong)) }
}

/// Two files for one stack would undo each other's work.
fn distinct(loaded: Vec<Loaded>) -> Result<Vec<Loaded>, Failure> {
    for (number, second) in loaded.iter().enumerate() {
        if let Some(first) = loaded[..number].iter().find(|first| first.stack() == second.stack()) {
            let text = format!("{} and {} are the same stack, {}", first.file, second.file, second.stack());
            return Err(Failure::usage(text, "to lay one file over another, give it with -f"));
        }
    }
    Ok(loaded)
}

/// The environment, as far as it is text.
fn environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
}

type Reading = Result<(String, Document), Problems>;

/// A document before it is checked; the outer error is one of files.
pub(crate) fn read(file: &Path, args: &StackArgs) -> Result<Reading, Failure> {
    plan_file::refuse(file)?;
    let (name, text) = text_of(file)?;
    let mut overlays = Vec::new();
    for overlay in &args.overlays {
        overlays.push(text_of(overlay)?);
    }
    let reading = Document::read(&text, Format::of_file(&name), &name).and_then(|mut document| {
        for (name, text) in &overlays {
            document.overlay(text, Format::of_file(name), name)?;
        }
        document.set_variables(environment())?;
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
        return read.map(|_| (STDIN.to_owned(), text)).map_err(|error| Failure::file(file, error));
    }
    let text = std::fs::read_to_string(file).map_err(|error| Failure::file(file, error))?;
    Ok((file.display().to_string(), text))
}
