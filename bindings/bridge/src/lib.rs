//! What every binding shares: requests come in and answers go out as plain data.
//!
//! A language adds its own values, exceptions and event loop on top, and no logic: what can be asked for is decided
//! here, what happens is decided in the engine.
#![forbid(unsafe_code)]

mod answer;
mod failure;
mod html;
mod process;
mod progress;
mod protocol;
mod request;
mod run;
mod simulation;
mod timeline;
mod world;

use std::ffi::OsString;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

pub use failure::{Answer, Failure};
pub use html::html;
pub use process::enter;
pub use progress::Progress;
pub use protocol::protocol;
pub use request::{Options, Request, Source, Verb};
pub use run::Run;
pub use simulation::Simulation;
pub use world::Place;

/// The version of the library.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The names of the kinds of errors, in their documented order.
pub fn kinds() -> Vec<String> {
    karpool::error::Kind::ALL.iter().map(ToString::to_string).collect()
}

/// The JSON Schema of the spec.
pub fn schema() -> Value {
    karpool::spec::schema()
}

/// The version, and what is installed when a spec says nothing.
///
/// # Errors
/// When it can't be written as data, which is a defect.
pub fn version() -> Answer {
    encode(&answer::Version::current())
}

/// Runs the command `karpool`; the first argument is the program's name. Gives the exit code.
pub fn command(arguments: Vec<String>) -> u8 {
    karpool_cli::run(arguments.into_iter().map(OsString::from))
}

/// All problems of a spec, found without any call: errors first, then warnings. Of the place only the region counts.
///
/// # Errors
/// When the file can't be read.
pub fn check(source: Value, place: &Place) -> Answer {
    encode(&decode::<Source>(source, "spec")?.problems(place.region())?)
}

/// The fields of a spec as plain data, as they were written.
///
/// # Errors
/// `NotFound` when the file can't be read, `InvalidSpec` when the text is not YAML or JSON.
pub fn load(source: Value) -> Answer {
    Ok(decode::<Source>(source, "spec")?.document()??.to_value())
}

fn encode<T: Serialize>(value: &T) -> Answer {
    serde_json::to_value(value).map_err(|error| Failure::bug(format!("an answer that is no data: {error}")))
}

fn decode<T: DeserializeOwned>(value: Value, what: &str) -> Result<T, Failure> {
    serde_json::from_value(value).map_err(|error| Failure::misused(format!("{what}: {error}")))
}

/// Options, every one of which may be left out; one that is wrong is named.
///
/// # Errors
/// What is wrong, without a word on whose options they are.
fn options<T: DeserializeOwned>(value: Value) -> Result<T, String> {
    let alone = |(name, value): (&String, &Value)| {
        let fields: serde_json::Map<String, Value> = [(name.clone(), value.clone())].into_iter().collect();
        let error = serde_json::from_value::<T>(fields.into()).err()?.to_string();
        // One that there is not is named by the error itself.
        Some(if error.starts_with("unknown field") { error } else { format!("{name}: {error}") })
    };
    let wrong = value.as_object().and_then(|fields| fields.iter().find_map(alone));
    match wrong {
        Some(wrong) => Err(wrong),
        None => serde_json::from_value(value).map_err(|error| error.to_string()),
    }
}
