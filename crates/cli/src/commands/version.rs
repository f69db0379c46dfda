//! `version`: what this is, and what it installs when a spec says nothing.

use karpool::spec::Spec;
use karpool::units::Region;
use serde_json::json;

use super::Session;
use crate::exit::{DONE, Failure};
use crate::render::style;

pub(super) fn version(session: &Session) -> Result<u8, Failure> {
    let version = env!("CARGO_PKG_VERSION");
    let (kubernetes, karpenter) = pins()?;
    session.printer.document(&json!({"version": version, "kubernetes": kubernetes, "karpenter": karpenter}));
    let defaults = style::faint(&format!("(Kubernetes {kubernetes}, Karpenter {karpenter} by default)"));
    session.printer.text(&format!("karpool {version} {defaults}\n"));
    Ok(DONE)
}

/// The versions that a spec gets which gives none.
fn pins() -> Result<(String, String), Failure> {
    let region = Region::new("us-east-1").map_err(|error| Failure::usage(error.to_string(), ""))?;
    let resolved = Spec::for_existing("any", region).karpenter(karpool::spec::Karpenter::default()).resolve()?;
    let karpenter = resolved.karpenter.map(|karpenter| karpenter.version.to_string()).unwrap_or_default();
    Ok((resolved.kubernetes.version.value().to_string(), karpenter))
}
