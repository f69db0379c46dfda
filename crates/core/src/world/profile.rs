//! A profile that is named: that it is there, and credentials of it and of no other source that was not asked for.

use aws_config::ecs::EcsCredentialsProvider;
use aws_config::imds::credentials::ImdsCredentialsProvider;
use aws_config::meta::credentials::CredentialsProviderChain;
use aws_config::profile::{ProfileFileCredentialsProvider, ProfileSet, load};
use aws_config::provider_config::ProviderConfig;
use aws_config::web_identity_token::WebIdentityTokenCredentialsProvider;
use aws_types::os_shim_internal::{Env, Fs};

use crate::error::{Error, Kind, Result};

/// The files of profiles: the variable that moves each, and where it is without it.
/// Source: AWS SDKs and Tools reference guide, "Finding the location of the shared config and credentials files".
const FILES: [(&str, &str); 2] =
    [("AWS_CONFIG_FILE", "~/.aws/config"), ("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials")];

/// Names the profile of the environment.
const PROFILE: &str = "AWS_PROFILE";

/// Keys in the environment: the SDK asks for no profile then.
const KEY: &str = "AWS_ACCESS_KEY_ID";

/// How many profiles a hint lists.
const LISTED: usize = 10;

/// Refuses a profile that is not there: the SDK would go on without it and say only that there are no credentials.
pub(super) async fn check(given: Option<&str>) -> Result<()> {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let from_env = || variable(PROFILE).filter(|name| name != "default" && variable(KEY).is_none());
    let (name, source) = match (given, from_env()) {
        (Some(given), _) => (given.to_owned(), String::new()),
        (None, Some(named)) => (named, format!(", which {PROFILE} names,")),
        (None, None) => return Ok(()),
    };
    let profiles = load(&Fs::default(), &Env::default(), &Default::default(), None).await;
    let [config, credentials] = FILES.map(|(moved, usual)| variable(moved).unwrap_or_else(|| usual.to_owned()));
    let profiles = profiles.map_err(|error| {
        let message = format!("the profile `{name}` can't be read: {}", innermost(&error));
        Error::new(Kind::Credentials, message).with_hint(format!("correct {config} or {credentials}")).caused_by(error)
    })?;
    if profiles.get_profile(&name).is_some() {
        return Ok(());
    }
    let message = format!("the profile `{name}`{source} is neither in {config} nor in {credentials}");
    Err(Error::new(Kind::Credentials, message).with_hint(hint(&name, &config, &profiles)))
}

/// The file and the line are known to the last of an error's causes.
fn innermost(error: &dyn std::error::Error) -> String {
    error.source().map_or_else(|| error.to_string(), innermost)
}

fn hint(name: &str, config: &str, profiles: &ProfileSet) -> String {
    let mut known: Vec<&str> = profiles.profiles().collect();
    known.sort_unstable();
    let more = known.len().saturating_sub(LISTED);
    known.truncate(LISTED);
    let make = format!("in {config} it is a section `[profile {name}]`, which `aws configure --profile {name}` makes");
    match (known.is_empty(), more) {
        (true, _) => format!("there are no profiles; {make}"),
        (false, 0) => format!("there are {}; {make}", known.join(", ")),
        (false, more) => format!("there are {} and {more} others; {make}", known.join(", ")),
    }
}

/// Says of which profile the credentials are that are missing or not accepted.
pub(super) fn named(name: Option<&str>, error: Error) -> Error {
    match name {
        Some(name) if error.is(Kind::Credentials) => error.with_hint(format!(
            "check what the profile `{name}` holds, or sign in again (`aws sso login --profile {name}`)"
        )),
        _ => error,
    }
}

/// Credentials of a profile that was asked for by name. Keys that happen to be in the environment are another caller:
/// the SDK's own chain would take them first. A profile that holds no credentials leaves those of the machine.
pub(super) fn credentials(name: &str, config: &ProviderConfig) -> CredentialsProviderChain {
    let profile = ProfileFileCredentialsProvider::builder().profile_name(name).configure(config).build();
    let token = WebIdentityTokenCredentialsProvider::builder().configure(config).build();
    let container = EcsCredentialsProvider::builder().configure(config).build();
    let machine = ImdsCredentialsProvider::builder().configure(config).build();
    CredentialsProviderChain::first_try("Profile", profile)
        .or_else("WebIdentityToken", token)
        .or_else("EcsContainer", container)
        .or_else("Ec2InstanceMetadata", machine)
}
