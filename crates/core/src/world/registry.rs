//! Chart registries: their logins, and one on this machine that stands for all of them, where the caller asks for it.

use std::net::SocketAddr;
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

/// The proxy for calls by HTTPS, and what is reached without it, as curl and Helm read the environment.
pub(super) fn proxy() -> Option<(String, Option<String>)> {
    let first = |names: &[&str]| {
        names.iter().filter_map(|name| std::env::var(name).ok()).find(|value| !value.trim().is_empty())
    };
    let url = first(&["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])?;
    Some((url, first(&["NO_PROXY", "no_proxy"])))
}

/// Names a registry on loopback that is asked instead of every other one; `karpool sandbox serve` prints it.
const STAND_IN: &str = "KARPOOL_CHART_REGISTRY";

/// The registry that stands for all others.
pub(super) fn stand_in() -> Result<Option<SocketAddr>> {
    match std::env::var(STAND_IN) {
        Ok(text) if !text.is_empty() => address(&text).map(Some),
        _ => Ok(None),
    }
}

fn address(text: &str) -> Result<SocketAddr> {
    let address = text.parse().ok().filter(|address: &SocketAddr| address.ip().is_loopback());
    address.ok_or_else(|| {
        Error::new(Kind::Preflight, format!("{STAND_IN} is `{text}`, which is no address on this machine")).with_hint(
            "give one such as 127.0.0.1:4700, as `karpool sandbox serve` prints it, or take the variable away",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_registry_on_this_machine_stands_for_others() {
        assert_eq!(address("127.0.0.1:4700").expect("loopback").port(), 4700);
        for wrong in ["registry.example.com:80", "10.0.0.1:80", "127.0.0.1", "http://127.0.0.1:1"] {
            assert!(address(wrong).is_err(), "{wrong}");
        }
    }
}
