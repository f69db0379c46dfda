//! The Helm chart: fetched, unpacked in memory, its values checked and merged, rendered to objects, and recorded as Helm
//! records a release. The chart is never rebuilt natively and never written to the repository.

mod archive;
mod contents;
mod controller_values;
mod error;
mod fetch;
mod go_value;
mod objects;
mod registry;
pub mod release;
mod render;
mod source;
mod values;
mod yaml;

pub use contents::Chart;
pub use controller_values::{controller_values, ControllerSettings};
pub use error::Error;
pub use fetch::{fetch, Options};
pub use objects::{is_namespaced, own, Manifest};
pub use render::{render, Capabilities, Release, Rendered};
pub use source::Source;
pub use values::{merge, validate_values, Problem};

/// Annotation on the Deployment that keeps the digest of the chart it came from.
pub const DIGEST_ANNOTATION: &str = "karpool.dev/chart-digest";
