//! Signing in: profiles, assumed roles, the region and folders of the environment.

use std::path::PathBuf;

use aws_config::provider_config::ProviderConfig;
use aws_config::sts::AssumeRoleProvider;
use aws_config::{BehaviorVersion, retry::RetryConfig};
use aws_credential_types::Credentials;
use aws_types::SdkConfig;
use serde::{Deserialize, Serialize};

use super::{WorldBuilder, profile, route};
use crate::error::{Answer, Error, Kind, Result};
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
    /// The MFA device that the role asks for; its code comes from [`WorldBuilder::mfa_code`] or `AWS_MFA_CODE`.
    pub mfa_serial: Option<String>,
}

/// Where the code of an MFA device is read from.
const MFA_CODE: &str = "AWS_MFA_CODE";

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
    // An address that the program itself sets is above those of single services, so it then goes with them.
    if let Some(url) = parts.endpoint.as_ref().filter(|_| parts.endpoints.is_empty()) {
        loader = loader.endpoint_url(url);
    }
    if parts.simulated {
        // Nothing of the caller's real environment may reach a simulated account, nor the other way round.
        loader = loader.empty_test_environment();
    }
    match (&parts.credentials, &access.profile) {
        (Some(credentials), _) => loader = loader.credentials_provider(credentials.clone()),
        (None, Some(name)) => {
            profile::check(Some(name)).await?;
            let provider = profile::credentials(name, &signing_in(parts, region));
            loader = loader.profile_name(name).credentials_provider(provider);
        }
        (None, None) => profile::check(None).await?,
    }
    let config = route::redirect(loader.load().await, &parts.endpoints, parts.endpoint.as_deref());
    let Some(role) = &access.role_arn else { return Ok(config) };
    if let Some(serial) = &access.mfa_serial {
        let credentials = with_code(parts, &config, role, (serial, access)).await?;
        let provider = aws_credential_types::provider::SharedCredentialsProvider::new(credentials);
        return Ok(config.into_builder().credentials_provider(provider).build());
    }
    let mut provider = AssumeRoleProvider::builder(role).configure(&config).session_name(session(access));
    if let Some(id) = &access.external_id {
        provider = provider.external_id(id);
    }
    let provider = provider.build().await;
    Ok(config
        .into_builder()
        .credentials_provider(aws_credential_types::provider::SharedCredentialsProvider::new(provider))
        .build())
}

/// What credentials of a profile are asked for with: STS and the like are called as everything else is.
fn signing_in(parts: &WorldBuilder, region: &Region) -> ProviderConfig {
    let config = ProviderConfig::without_region()
        .with_region(Some(aws_config::Region::new(region.to_string())))
        .with_behavior_version(Some(BehaviorVersion::v2026_01_12()))
        .with_retry_config(retries(parts))
        .with_time_source(parts.clock.source())
        .with_sleep_impl(parts.clock.sleeper());
    match &parts.http_client {
        Some(client) => config.with_http_client(client.clone()),
        None => config,
    }
}

fn session(access: &Access) -> &str {
    access.session_name.as_deref().unwrap_or("karpool")
}

/// Takes a role with the code of an MFA device, which the SDK's own provider knows nothing of. A code counts once, so
/// the session is kept for every world that is made of the same parts.
async fn with_code(
    parts: &WorldBuilder,
    config: &SdkConfig,
    role: &str,
    (serial, access): (&str, &Access),
) -> Result<Credentials> {
    let mut sessions = parts.sessions.lock().await;
    let now = parts.clock.now();
    let alive = |kept: &&Credentials| kept.expiry().is_none_or(|ends| ends > now);
    if let Some(kept) = sessions.get(&(role.to_owned(), serial.to_owned())).filter(alive) {
        return Ok(kept.clone());
    }
    let given = parts.mfa_code.clone();
    let code = given.or_else(|| std::env::var(MFA_CODE).ok().filter(|_| !parts.simulated)).ok_or_else(|| {
        Error::new(Kind::Credentials, format!("{role} asks for a code of the MFA device {serial}"))
            .with_hint(format!("set {MFA_CODE} to the six digits that it shows, and run again"))
    })?;
    let assume = aws_sdk_sts::Client::new(config).assume_role().role_arn(role).role_session_name(session(access));
    let assume = assume.serial_number(serial).token_code(code).set_external_id(access.external_id.clone());
    let session = assume.send().await.of("sts:AssumeRole")?.credentials;
    let session = session.ok_or_else(|| Error::bug("sts:AssumeRole gave no credentials"))?;
    let ends = std::time::SystemTime::try_from(session.expiration).ok();
    let credentials = Credentials::new(
        session.access_key_id,
        session.secret_access_key,
        Some(session.session_token),
        ends,
        "an assumed role with MFA",
    );
    sessions.insert((role.to_owned(), serial.to_owned()), credentials.clone());
    Ok(credentials)
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
