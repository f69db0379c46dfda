//! The Helm chart: fetched, unpacked in memory, its values checked and merged, rendered to objects, and recorded as
//! Helm records a release. The chart is never rebuilt natively and never written to the repository.

mod archive;
mod contents;
mod controller_values;
mod error;
mod fetch;
#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "a registry that misbehaves, on a thread of its own")]
mod fetch_tests;
mod go_value;
mod ignore;
mod layer;
mod login;
mod metadata;
mod objects;
mod registry;
#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "a registry that misbehaves, on a thread of its own")]
mod registry_tests;
pub mod release;
mod render;
mod source;
mod values;
mod yaml;

pub use contents::Chart;
pub use controller_values::{ControllerSettings, controller_values};
pub use error::Error;
pub use fetch::{Options, Proxy, fetch};
pub use login::Login;
pub use objects::{Manifest, is_namespaced, own};
pub use render::{Capabilities, Release, Rendered, render};
pub use source::Source;
pub use values::{Problem, merge, validate_values};

/// Annotation on the Deployment that keeps the digest of the chart it came from.
pub const DIGEST_ANNOTATION: &str = "karpool.dev/chart-digest";
