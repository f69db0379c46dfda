//! The engine's world, leading into a sandbox: what the command line, the bindings and the tests are given.

use std::io;
use std::path::PathBuf;

use karpool::units::Region;
use karpool::world::{Access, Clock, KubernetesTransport, WorldBuilder};

use crate::sandbox::Sandbox;

/// Why a sandbox can't be used as a world.
#[derive(Debug, thiserror::Error)]
pub enum WorldError {
    #[error("the sandbox has no user `{0}` with an access key")]
    NoUser(String),
    #[error("the sandbox's chart registry can't be opened: {0}")]
    Registry(#[from] io::Error),
    #[error(transparent)]
    Engine(#[from] karpool::Error),
}

/// A world in which every call goes to this sandbox, in its time, made by one of its users (`deployer`, `alice`, `bob`
/// in a fresh account). `cache` keeps charts; `None` takes the user's cache folder.
///
/// # Errors
/// When there is no such user, or no loopback port for the registry.
pub async fn world(
    sandbox: &Sandbox,
    region: &Region,
    caller: &str,
    cache: Option<PathBuf>,
) -> Result<karpool::World, WorldError> {
    let builder = world_builder(sandbox, caller, cache).await?;
    Ok(builder.build(region, &Access::default()).await?)
}

/// The parts of [`world()`], for more to be said about them.
///
/// # Errors
/// As [`world()`].
pub async fn world_builder(
    sandbox: &Sandbox,
    caller: &str,
    cache: Option<PathBuf>,
) -> Result<WorldBuilder, WorldError> {
    let credentials = sandbox.credentials(caller).ok_or_else(|| WorldError::NoUser(caller.to_owned()))?;
    let builder = karpool::World::builder()
        .clock(Clock::new(sandbox.time_source(), sandbox.sleep_impl()))
        .http_client(sandbox.http_client())
        .credentials(credentials)
        .kubernetes(KubernetesTransport::new(sandbox.kubernetes()))
        .registry(sandbox.registry_address().await?)
        .simulated();
    Ok(cache.into_iter().fold(builder, |builder, folder| builder.cache(folder)))
}
