//! The stacks of one command, each where it works, side by side.

use futures::future::join_all;
use karpool::world::Access;
use serde::Serialize;
use serde_json::{Value, json};

use crate::exit::{Failure, worst};
use crate::ground::{Ground, Place};
use crate::printer::Printer;
use crate::render::{error, style};
use crate::specs::Loaded;

/// A stack, and where it works.
pub(crate) struct Site {
    pub(crate) loaded: Loaded,
    pub(crate) ground: Ground,
    /// What it is called beside others; empty when it is alone.
    pub(crate) label: String,
}

/// Where a stack works, and how it wants to sign in.
pub(crate) fn place(loaded: &Loaded) -> Place {
    let access = Access { profile: loaded.spec().profile.clone(), ..Access::default() };
    (loaded.spec().region.clone(), access)
}

/// Puts stacks and grounds together, in the order of the files.
pub(crate) fn sites(stacks: Vec<Loaded>, grounds: Vec<Ground>) -> Vec<Site> {
    let names: Vec<String> = stacks.iter().map(|loaded| loaded.subject.name().to_owned()).collect();
    let label = |loaded: &Loaded| match names.iter().filter(|name| *name == loaded.subject.name()).count() {
        _ if names.len() == 1 => String::new(),
        1 => loaded.subject.name().to_owned(),
        _ => loaded.stack(),
    };
    let labels: Vec<String> = stacks.iter().map(label).collect();
    let pairs = stacks.into_iter().zip(grounds).zip(labels);
    pairs.map(|((loaded, ground), label)| Site { loaded, ground, label }).collect()
}

/// Does the same for every stack at the same time; answers are in the order of the files.
pub(crate) async fn together<T>(
    sites: &[Site],
    work: impl AsyncFn(&Site) -> Result<T, Failure>,
) -> Vec<Result<T, Failure>> {
    let work = &work;
    join_all(sites.iter().map(move |site| work(site))).await
}

/// Prints what was found for every stack, or why not; answers the worst exit code.
///
/// A text that `names_itself` needs no heading. With `-o json` one document comes out: the value for one stack, a list in the order of the files for several.
pub(crate) fn show<T: Serialize>(
    printer: &Printer,
    sites: &[Site],
    results: Vec<Result<T, Failure>>,
    names_itself: bool,
    text: impl Fn(&T) -> String,
) -> u8 {
    let (mut documents, mut codes) = (Vec::new(), Vec::new());
    for (number, (site, result)) in sites.iter().zip(results).enumerate() {
        match result {
            Ok(found) => {
                printer.text(&if names_itself { apart(number) } else { heading(site) });
                printer.text(&text(&found));
                documents.push(serde_json::to_value(&found).unwrap_or_default());
            }
            Err(failure) => codes.push(fail(printer, site, &failure)),
        }
    }
    if !documents.is_empty() {
        printer.document(&one_or_all(sites, documents));
    }
    worst(codes)
}

/// Prints why a stack failed; answers its exit code.
pub(crate) fn fail(printer: &Printer, site: &Site, failure: &Failure) -> u8 {
    if !site.label.is_empty() && !printer.is_json() {
        printer.error(&heading(site));
    }
    error::failure(printer, failure, &site.label);
    failure.exit_code()
}

/// One stack's document by itself, several as a list.
pub(crate) fn one_or_all(sites: &[Site], mut documents: Vec<Value>) -> Value {
    match (sites.len(), documents.pop()) {
        (1, Some(only)) => only,
        (_, last) => {
            documents.extend(last);
            json!(documents)
        }
    }
}

/// What stands before the second of several.
pub(crate) fn apart(number: usize) -> String {
    if number > 0 { "\n".to_owned() } else { String::new() }
}

/// Which stack is meant, where there are several.
pub(crate) fn heading(site: &Site) -> String {
    match site.label.as_str() {
        "" => String::new(),
        _ => format!("\n{}  {}\n", style::strong(&site.loaded.stack()), style::faint(&site.loaded.file)),
    }
}
