//! The logins of chart registries, where the caller asks for them.

use std::path::PathBuf;

use crate::error::{Error, Kind, Result};

/// Helm's variable for the file that `helm registry login` writes. Docker's own file is read only when it is named here.
const VARIABLE: &str = "HELM_REGISTRY_CONFIG";

/// The file of logins, and where it lies.
pub(super) fn logins() -> Result<Option<(String, String)>> {
    let Some(path) = std::env::var_os(VARIABLE).filter(|path| !path.is_empty()).map(PathBuf::from) else {
        return Ok(None);
    };
    let path = path.display().to_string();
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(Some((path, text))),
        Err(error) => {
            let reason = format!("{VARIABLE} names {path}, which cannot be read: {error}");
            Err(Error::new(Kind::Preflight, reason)
                .with_hint("take the variable away, or sign in with `helm registry login`"))
        }
    }
}
