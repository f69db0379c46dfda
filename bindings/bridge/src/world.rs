//! Where a verb works: the real world or a sandbox.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use aws_credential_types::Credentials;
use karpool::spec::{AssumeRole, Spec};
use karpool::units::{Arn, Region};
use karpool::world::{Access, KubernetesRoute};
use karpool::{Error, World};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::failure::{Answer, Failure};
use crate::simulation::Simulation;

/// How AWS is reached and who calls; what is not given comes from the environment and the shared files of AWS.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct WorldOptions {
    /// A profile of the AWS configuration. A spec that names one goes first. Its credentials are used even where there
    /// are others in the environment.
    pub profile: Option<String>,
    /// The region of a spec that names none. A spec that names one is of that region. Nothing is taken from
    /// `AWS_REGION`: where a cluster is made does not depend on a shell.
    pub region: Option<Region>,
    /// A role to take with those credentials. A spec that names one goes first.
    pub assume_role: Option<Role>,
    /// Credentials as such, instead of those of the environment and of any profile.
    pub credentials: Option<Keys>,
    /// Where all AWS services are called instead of their own addresses.
    pub endpoint: Option<String>,
    /// Where single AWS services are called, by their names in the AWS configuration: `eks`, `cloudwatch_logs`.
    pub endpoints: BTreeMap<String, String>,
    /// How clusters' Kubernetes APIs are reached.
    pub kubernetes: Option<KubernetesRoute>,
    /// Where charts are kept. Default: `karpool` in the user's cache folder.
    #[schemars(extend("format" = "path"))]
    pub cache: Option<PathBuf>,
}

/// A role to take first.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Role {
    /// Its ARN.
    pub arn: String,
    /// The secret that the role's owner asks for.
    #[serde(default)]
    pub external_id: Option<String>,
    /// The session's name in CloudTrail. Default: `karpool`.
    #[serde(default)]
    pub session_name: Option<String>,
    /// The MFA device that the role asks for.
    #[serde(default)]
    pub mfa_serial: Option<String>,
    /// The code that the device shows, which counts once. Default: `AWS_MFA_CODE`.
    #[serde(default)]
    pub mfa_code: Option<String>,
}

/// An access key.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Keys {
    /// Its id.
    pub access_key_id: String,
    /// Its secret.
    pub secret_access_key: String,
    /// For temporary credentials.
    #[serde(default)]
    pub session_token: Option<String>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keys").field("access_key_id", &self.access_key_id).finish_non_exhaustive()
    }
}

/// The services that are called, by their names in the AWS configuration.
const SERVICES: &[&str] = &[
    "cloudwatch_logs",
    "ec2",
    "eks",
    "eventbridge",
    "iam",
    "kms",
    "resource_groups_tagging_api",
    "sqs",
    "ssm",
    "sso",
    "sso_oidc",
    "sts",
];

/// Where calls go.
#[derive(Clone, Debug)]
pub enum Place {
    Real(Box<WorldOptions>),
    Simulated(Arc<Simulation>),
}

impl Place {
    /// AWS; null, or `WorldOptions` as data.
    ///
    /// # Errors
    /// `InvalidSpec` for an option that does not exist.
    pub fn real(options: Value) -> Result<Place, Failure> {
        let options: Option<WorldOptions> =
            crate::options(options).map_err(|wrong| Failure::misused(format!("world: {wrong}")))?;
        options.iter().try_for_each(WorldOptions::check_addresses)?;
        let known = |name: &&String| SERVICES.contains(&name.to_lowercase().replace([' ', '-'], "_").as_str());
        let endpoints = options.iter().flat_map(|options| options.endpoints.keys());
        if let Some(service) = endpoints.into_iter().find(|name| !known(name)) {
            let known = SERVICES.join(", ");
            return Err(Failure::misused(format!(
                "world.endpoints: `{service}` is not called; the services are {known}"
            )));
        }
        Ok(Place::Real(Box::new(options.unwrap_or_default())))
    }

    /// The region of what names none.
    pub(crate) fn region(&self) -> Option<&Region> {
        match self {
            Place::Simulated(simulation) => simulation.region(),
            Place::Real(options) => options.region.as_ref(),
        }
    }

    /// A spec that names the profile and the role of this world; one that names either itself is not of its identity.
    pub(crate) fn identify(&self, spec: &Spec) -> Spec {
        let mut spec = spec.clone();
        if let (Place::Real(options), None, None) = (self, &spec.profile, &spec.assume_role) {
            spec.profile.clone_from(&options.profile);
            let role = options.assume_role.as_ref().and_then(|role| role.arn.parse::<Arn>().ok());
            spec.assume_role = role.map(|arn| AssumeRole::default().arn(arn));
        }
        spec
    }

    pub(crate) async fn world(&self, region: &Region) -> Result<World, Failure> {
        match self {
            Place::Simulated(simulation) => simulation.world(region).await,
            Place::Real(options) => options.world(region).await,
        }
    }

    /// Lets work be done where its time is: a sandbox has a thread of its own.
    pub(crate) async fn host(&self, work: impl Future<Output = Answer> + Send + 'static) -> Answer {
        match self {
            Place::Real(_) => work.await,
            Place::Simulated(simulation) => simulation
                .host(work)
                .await
                .unwrap_or_else(|| Err(Error::new(karpool::error::Kind::Preflight, "the sandbox is closed").into())),
        }
    }
}

impl WorldOptions {
    /// An address without a scheme would be called as a path, and nobody would say so.
    fn check_addresses(&self) -> Result<(), Failure> {
        let endpoint = self.endpoint.iter().map(|url| ("endpoint".to_owned(), url));
        let endpoints = self.endpoints.iter().map(|(service, url)| (format!("endpoints.{service}"), url));
        let server = self.kubernetes.iter().filter_map(|route| route.server.as_ref());
        let server = server.map(|url| ("kubernetes.server".to_owned(), url));
        let has_scheme = |url: &str| url.starts_with("http://") || url.starts_with("https://");
        match endpoint.chain(endpoints).chain(server).find(|(_, url)| !has_scheme(url)) {
            Some((field, url)) => Err(Failure::misused(format!(
                "world.{field}: `{url}` is no address: it begins with `http://` or `https://`"
            ))),
            None => Ok(()),
        }
    }

    async fn world(&self, region: &Region) -> Result<World, Failure> {
        // Fails only when a provider is installed already, which is as good.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let mut builder = World::builder();
        if let Some(Keys { access_key_id, secret_access_key, session_token }) = &self.credentials {
            let keys = Credentials::new(access_key_id, secret_access_key, session_token.clone(), None, "karpool");
            builder = builder.credentials(keys);
        }
        if let Some(url) = &self.endpoint {
            builder = builder.endpoint(url);
        }
        builder = self.endpoints.iter().fold(builder, |builder, (service, url)| builder.endpoint_of(service, url));
        if let Some(route) = &self.kubernetes {
            builder = builder.kubernetes_route(route.clone());
        }
        if let Some(code) = self.assume_role.as_ref().and_then(|role| role.mfa_code.as_ref()) {
            builder = builder.mfa_code(code);
        }
        if let Some(folder) = &self.cache {
            builder = builder.cache(folder.clone());
        }
        Ok(builder.build(region, &self.access()).await?)
    }

    fn access(&self) -> Access {
        let Some(role) = &self.assume_role else {
            return Access { profile: self.profile.clone(), ..Access::default() };
        };
        Access {
            profile: self.profile.clone(),
            role_arn: Some(role.arn.clone()),
            external_id: role.external_id.clone(),
            session_name: role.session_name.clone(),
            mfa_serial: role.mfa_serial.clone(),
        }
    }
}
