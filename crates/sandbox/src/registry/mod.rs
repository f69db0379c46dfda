//! The OCI registry of the sandbox: it serves the sandbox's own chart under `karpenter/karpenter`.

mod chart;
mod distribution;
mod serve;

pub use chart::{VERSIONS, chart_archive};
pub use distribution::{handle, is_for};
pub use serve::serve;
