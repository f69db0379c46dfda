//! Signing in: profiles, assumed roles, the region and folders of the environment.

use std::path::PathBuf;

use aws_config::sts::AssumeRoleProvider;
use aws_config::{BehaviorVersion, retry::RetryConfig};
use aws_types::SdkConfig;
use serde::{Deserialize, Serialize};

use super::{WorldBuilder, route};
use crate::error::{Error, Kind, Result};
use crate::units::Region;

/// How to sign in, beyond what the environment says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Access {
    /// A profile of `~/.aws/config`.
    pub profile: Option<String>,
    /// A role to assume with those credentials.
    pub role_arn: Option<String>,
    pub external_id: Option<String>,
    pub session_name: Option<String>,
}

/// Attempts per call: the SDK backs off with jitter between them.
const ATTEMPTS: u32 = 5;

pub(super) async fn load(parts: &WorldBuilder, region: &Region, access: &Access) -> Result<SdkConfig> {
    let mut loader = aws_config::defaults(BehaviorVersion::v2026_01_12())
        .region(aws_config::Region::new(region.to_string()))
        .time_source(parts.clock.source())
        .sleep_impl(parts.clock.sleeper())
        .retry_config(retries(parts));
    if let Some(client) = &parts.http_client {
        loader = loader.http_client(client.clone());
    }
    if let Some(url) = &parts.endpoint {
        loader = loader.endpoint_url(url);
    }
    if parts.simulated {
        // Nothing of the caller's real environment may reach a simulated account, nor the other way round.
        loader = loader.empty_test_environment();
    }
    match (&parts.credentials, &access.profile) {
        (Some(credentials), _) => loader = loader.credentials_provider(credentials.clone()),
        (None, Some(profile)) => loader = loader.profile_name(profile),
        (None, None) => {}
    }
    let config = route::redirect(loader.load().await, &parts.endpoints);
    let Some(role) = &access.role_arn else { return Ok(config) };
    let mut provider = AssumeRoleProvider::builder(role)
        .configure(&config)
        .session_name(access.session_name.as_deref().unwrap_or("karpool"));
    if let Some(id) = &access.external_id {
        provider = provider.external_id(id);
    }
    let provider = provider.build().await;
    Ok(config
        .into_builder()
        .credentials_provider(aws_credential_types::provider::SharedCredentialsProvider::new(provider))
        .build())
}

/// A simulated world is the same for the same seed, so nothing in it is drawn by the SDK.
fn retries(parts: &WorldBuilder) -> RetryConfig {
    RetryConfig::standard().with_max_attempts(ATTEMPTS).with_use_static_exponential_base(parts.simulated)
}

pub(super) async fn region_from_env() -> Result<Region> {
    let config = aws_config::defaults(BehaviorVersion::v2026_01_12()).load().await;
    let name = config.region().map(ToString::to_string).ok_or_else(|| {
        Error::new(Kind::Preflight, "no region is set").with_hint("set AWS_REGION, or a region in the profile")
    })?;
    Region::new(&name).map_err(|error| Error::new(Kind::Preflight, error.to_string()))
}

/// The user's cache folder, by the XDG rules.
pub(super) fn cache_folder() -> Option<PathBuf> {
    let absolute = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    absolute("XDG_CACHE_HOME")
        .or_else(|| absolute("HOME").map(|home| home.join(".cache")))
        .map(|folder| folder.join("karpool"))
}
