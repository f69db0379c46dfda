//! `version`: what this is, and what it installs when a spec says nothing.

use karpool::catalog::compatibility::{DEFAULT_KARPENTER, DEFAULT_KUBERNETES};
use serde_json::json;

use super::Session;
use crate::exit::{DONE, Failure};
use crate::render::style;

pub(super) fn version(session: &Session) -> Result<u8, Failure> {
    let version = env!("CARGO_PKG_VERSION");
    let (kubernetes, karpenter) = (DEFAULT_KUBERNETES.to_string(), DEFAULT_KARPENTER.to_string());
    session.printer.document(&json!({"version": version, "kubernetes": kubernetes, "karpenter": karpenter}));
    let defaults = style::faint(&format!("(Kubernetes {kubernetes}, Karpenter {karpenter} by default)"));
    session.printer.text(&format!("karpool {version} {defaults}\n"));
    Ok(DONE)
}
