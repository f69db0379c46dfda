//! Everything outside of the engine: clients, identity, time. Passed in, never global.
//!
//! This is the only room of the library that reads the environment, opens connections or looks at a clock.
#![doc = include_str!("../../docs/world.md")]

/// A client with a budget of retries of its own. The SDK would share one per service and region with everything else in
/// the process: what one run loses would decide how patient another one is.
macro_rules! client {
    ($sdk:ident, $config:expr) => {
        $sdk::Client::from_conf(
            $sdk::config::Builder::from($config)
                .retry_partition($sdk::config::retry::RetryPartition::custom("karpool").build())
                .interceptor($crate::world::attempts::WritesOnce)
                .build(),
        )
    };
}

#[allow(clippy::disallowed_methods, reason = "the environment comes in here")]
mod access;
mod attempts;
mod cluster;
mod identity;
mod memory;
#[allow(clippy::disallowed_methods, reason = "the environment comes in here")]
mod profile;
#[allow(clippy::disallowed_methods, reason = "the environment comes in here")]
mod registry;
mod route;
mod time;
mod token;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock};

use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_types::SdkConfig;
use tokio::sync::OnceCell;

use crate::error::Result;
use crate::units::Region;

pub use access::Access;
pub use cluster::{ClusterAccess, KubernetesTransport};
pub use identity::Identity;
pub(crate) use memory::Memory;
pub use route::KubernetesRoute;
pub use time::Clock;
pub use token::Token;

/// Where calls go and what time it is.
///
/// [`World::from_env`] is the real one. The sandbox, and tests, build one from parts with [`World::builder`].
#[derive(Clone)]
pub struct World {
    base: Arc<Base>,
    regional: Arc<Regional>,
    /// Answers that are shared inside one pass of reads; absent outside of it.
    memory: Option<Arc<Memory>>,
}

/// The parts that do not depend on the region.
#[derive(Clone, Default)]
pub struct WorldBuilder {
    clock: Clock,
    http_client: Option<SharedHttpClient>,
    credentials: Option<aws_credential_types::Credentials>,
    kubernetes: Option<KubernetesTransport>,
    registry: Option<SocketAddr>,
    cache: Option<PathBuf>,
    simulated: bool,
    endpoint: Option<String>,
    endpoints: BTreeMap<String, String>,
    route: KubernetesRoute,
    mfa_code: Option<String>,
    /// Sessions that were opened with a code, by role and device.
    sessions: Arc<tokio::sync::Mutex<BTreeMap<(String, String), aws_credential_types::Credentials>>>,
}

struct Base {
    parts: WorldBuilder,
    endpoint: Option<String>,
}

/// Clients for one region and one way of signing in.
struct Regional {
    region: Region,
    access: Access,
    config: SdkConfig,
    identity: OnceCell<Identity>,
    eks: OnceLock<aws_sdk_eks::Client>,
    iam: OnceLock<aws_sdk_iam::Client>,
    ec2: OnceLock<aws_sdk_ec2::Client>,
    sqs: OnceLock<aws_sdk_sqs::Client>,
    events: OnceLock<aws_sdk_eventbridge::Client>,
    kms: OnceLock<aws_sdk_kms::Client>,
    logs: OnceLock<aws_sdk_cloudwatchlogs::Client>,
    ssm: OnceLock<aws_sdk_ssm::Client>,
    tagging: OnceLock<aws_sdk_resourcegroupstagging::Client>,
    clusters: Mutex<BTreeMap<String, cluster::Signed>>,
}

impl WorldBuilder {
    /// Time and sleep for the engine, the SDK's retries and its signatures. Default: the system's.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Takes the SDK's calls instead of the network.
    #[must_use]
    pub fn http_client(mut self, client: SharedHttpClient) -> Self {
        self.http_client = Some(client);
        self
    }

    #[must_use]
    pub fn credentials(mut self, credentials: aws_credential_types::Credentials) -> Self {
        self.credentials = Some(credentials);
        self
    }

    /// Takes requests to every cluster's Kubernetes API instead of the network.
    #[must_use]
    pub fn kubernetes(mut self, transport: KubernetesTransport) -> Self {
        self.kubernetes = Some(transport);
        self
    }

    /// An OCI registry on loopback that answers for every registry host.
    #[must_use]
    pub fn registry(mut self, address: SocketAddr) -> Self {
        self.registry = Some(address);
        self
    }

    /// Where charts are kept, by digest. Default: `karpool` in the user's cache folder.
    #[must_use]
    pub fn cache(mut self, folder: PathBuf) -> Self {
        self.cache = Some(folder);
        self
    }

    /// Where all AWS services are called instead of their own addresses; plans say so.
    #[must_use]
    pub fn endpoint(mut self, url: impl Into<String>) -> Self {
        self.endpoint = Some(url.into());
        self
    }

    /// Where one AWS service is called, by its name in the AWS configuration: `eks`, `cloudwatch_logs`.
    #[must_use]
    pub fn endpoint_of(mut self, service: impl Into<String>, url: impl Into<String>) -> Self {
        self.endpoints.insert(service.into(), url.into());
        self
    }

    /// The code that an MFA device shows, for a role that asks for one. Default: `AWS_MFA_CODE`.
    #[must_use]
    pub fn mfa_code(mut self, code: impl Into<String>) -> Self {
        self.mfa_code = Some(code.into());
        self
    }

    /// How clusters' Kubernetes APIs are reached.
    #[must_use]
    pub fn kubernetes_route(mut self, route: KubernetesRoute) -> Self {
        self.route = route;
        self
    }

    /// Says that nothing of this world is real, so that plans can say so.
    #[must_use]
    pub fn simulated(mut self) -> Self {
        self.simulated = true;
        self
    }

    /// Builds the world of one region.
    ///
    /// # Errors
    /// `Credentials` when the profile does not exist; `Preflight` when the environment names a chart registry that is
    /// not on this machine.
    pub async fn build(mut self, region: &Region, access: &Access) -> Result<World> {
        if self.registry.is_none() {
            self.registry = registry::stand_in()?;
        }
        let config = access::load(&self, region, access).await?;
        let single = self.endpoints.iter().map(|(service, url)| format!("{service}={url}"));
        let all: Vec<String> =
            config.endpoint_url().or(self.endpoint.as_deref()).map(str::to_owned).into_iter().chain(single).collect();
        let endpoint = (!all.is_empty()).then(|| all.join(", "));
        Ok(World {
            base: Arc::new(Base { parts: self, endpoint }),
            regional: Arc::new(Regional::new(region, config, access)),
            memory: None,
        })
    }
}

impl Regional {
    fn new(region: &Region, config: SdkConfig, access: &Access) -> Regional {
        Regional {
            region: region.clone(),
            access: access.clone(),
            config,
            identity: OnceCell::new(),
            eks: OnceLock::new(),
            iam: OnceLock::new(),
            ec2: OnceLock::new(),
            sqs: OnceLock::new(),
            events: OnceLock::new(),
            kms: OnceLock::new(),
            logs: OnceLock::new(),
            ssm: OnceLock::new(),
            tagging: OnceLock::new(),
            clusters: Mutex::new(BTreeMap::new()),
        }
    }
}

impl World {
    pub fn builder() -> WorldBuilder {
        WorldBuilder::default()
    }

    /// The real world, with credentials and region from the environment and the shared files.
    ///
    /// # Errors
    /// `Credentials` when the profile that `AWS_PROFILE` names does not exist.
    pub async fn from_env() -> Result<World> {
        let region = access::region_from_env().await?;
        World::builder().build(&region, &Access::default()).await
    }

    /// The same world in another region or with another way of signing in; without one, in the same way.
    ///
    /// # Errors
    /// As [`WorldBuilder::build`].
    pub async fn at(&self, region: &Region, access: &Access) -> Result<World> {
        let access = if *access == Access::default() { &self.regional.access } else { access };
        if *region == self.regional.region && *access == self.regional.access {
            return Ok(self.clone());
        }
        self.base.parts.clone().build(region, access).await
    }

    pub fn clock(&self) -> &Clock {
        &self.base.parts.clock
    }

    pub fn region(&self) -> &Region {
        &self.regional.region
    }

    /// A number that no other run draws. It is drawn from the thread's generator, as the SDK's tokens and pauses are,
    /// so one seed decides all of them.
    pub(crate) fn draw(&self) -> u32 {
        fastrand::u32(..)
    }

    /// The endpoint override in force, if any: shown in every plan.
    pub fn endpoint(&self) -> Option<&str> {
        self.base.endpoint.as_deref()
    }

    pub fn is_simulated(&self) -> bool {
        self.base.parts.simulated
    }

    pub(crate) fn registry(&self) -> Option<SocketAddr> {
        self.base.parts.registry
    }

    /// The file of registry logins that the environment names, and its text. A simulated world has none.
    pub(crate) fn registry_logins(&self) -> Result<Option<(String, String)>> {
        if self.base.parts.registry.is_some() { Ok(None) } else { registry::logins() }
    }

    /// The proxy of the environment for HTTPS, and the hosts that are reached without it.
    pub(crate) fn registry_proxy(&self) -> Option<(String, Option<String>)> {
        if self.base.parts.registry.is_some() { None } else { registry::proxy() }
    }

    pub(crate) fn cache(&self) -> Option<PathBuf> {
        self.base.parts.cache.clone().or_else(access::cache_folder)
    }

    /// Who is calling, asked once.
    ///
    /// # Errors
    /// `Credentials` and `Unreachable`.
    pub async fn identity(&self) -> Result<&Identity> {
        let asked = self.regional.identity.get_or_try_init(|| identity::ask(&self.regional.config)).await;
        asked.map_err(|error| profile::named(self.profile(), error))
    }

    /// The profile whose credentials are used, when one is named.
    fn profile(&self) -> Option<&str> {
        self.regional.access.profile.as_deref().filter(|_| self.base.parts.credentials.is_none())
    }

    /// A world in which equal reads are asked once; for one pass.
    pub(crate) fn remembering(&self) -> World {
        World { memory: Some(Arc::new(Memory::default())), ..self.clone() }
    }

    pub(crate) fn memory(&self) -> Option<&Memory> {
        self.memory.as_deref()
    }

    /// Forgets a token that the API has refused.
    pub(crate) fn forget_token(&self, access: &ClusterAccess) {
        cluster::forget(self, access);
    }

    /// A token for the cluster's Kubernetes API, as `aws eks get-token` gives it, and when it ends.
    ///
    /// # Errors
    /// `Credentials` when there are none.
    pub async fn token(&self, cluster: &str) -> Result<Token> {
        let issued = token::issue(&self.regional.config, self.clock(), cluster).await;
        issued.map_err(|error| profile::named(self.profile(), error))
    }

    pub(crate) fn eks(&self) -> &aws_sdk_eks::Client {
        self.regional.eks.get_or_init(|| client!(aws_sdk_eks, &self.regional.config))
    }

    pub(crate) fn iam(&self) -> &aws_sdk_iam::Client {
        self.regional.iam.get_or_init(|| client!(aws_sdk_iam, &self.regional.config))
    }

    pub(crate) fn ec2(&self) -> &aws_sdk_ec2::Client {
        self.regional.ec2.get_or_init(|| client!(aws_sdk_ec2, &self.regional.config))
    }

    pub(crate) fn sqs(&self) -> &aws_sdk_sqs::Client {
        self.regional.sqs.get_or_init(|| client!(aws_sdk_sqs, &self.regional.config))
    }

    pub(crate) fn events(&self) -> &aws_sdk_eventbridge::Client {
        self.regional.events.get_or_init(|| client!(aws_sdk_eventbridge, &self.regional.config))
    }

    pub(crate) fn kms(&self) -> &aws_sdk_kms::Client {
        self.regional.kms.get_or_init(|| client!(aws_sdk_kms, &self.regional.config))
    }

    pub(crate) fn logs(&self) -> &aws_sdk_cloudwatchlogs::Client {
        self.regional.logs.get_or_init(|| client!(aws_sdk_cloudwatchlogs, &self.regional.config))
    }

    pub(crate) fn ssm(&self) -> &aws_sdk_ssm::Client {
        self.regional.ssm.get_or_init(|| client!(aws_sdk_ssm, &self.regional.config))
    }

    pub(crate) fn tagging(&self) -> &aws_sdk_resourcegroupstagging::Client {
        self.regional.tagging.get_or_init(|| client!(aws_sdk_resourcegroupstagging, &self.regional.config))
    }
}
