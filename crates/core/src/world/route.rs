//! Other ways to the same services: endpoint overrides, and routes to a cluster's API.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_types::SdkConfig;
use aws_types::service_config::{LoadServiceConfig, ServiceConfigKey};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a cluster's Kubernetes API is reached, where its own address does not do: a tunnel, a bastion, a proxy by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct KubernetesRoute {
    /// Where to connect instead of the cluster's endpoint: `https://127.0.0.1:8443`.
    pub server: Option<String>,
    /// The name that the certificate is checked against. Default: the name in the cluster's endpoint.
    pub tls_server_name: Option<String>,
    /// How long connecting may take. Unit: seconds. Default: 30.
    pub connect_timeout: Option<u32>,
    /// How long an answer may take. Unit: seconds. Default: 295.
    pub read_timeout: Option<u32>,
}

impl KubernetesRoute {
    /// The configuration of a client for a cluster with this endpoint.
    pub(super) fn config(&self, endpoint: http::Uri) -> Result<kube::Config, String> {
        let named = endpoint.host().map(str::to_owned);
        let server = match &self.server {
            None => endpoint,
            Some(server) => server.parse().map_err(|_| format!("the server {server} is no URL"))?,
        };
        let mut config = kube::Config::new(server);
        let seconds = |count: u32| Duration::from_secs(count.into());
        // Behind a tunnel, the certificate still is the cluster's.
        config.tls_server_name = self.tls_server_name.clone().or(self.server.as_ref().and(named));
        config.connect_timeout = self.connect_timeout.map(seconds).or(config.connect_timeout);
        config.read_timeout = self.read_timeout.map(seconds).or(config.read_timeout);
        Ok(config)
    }
}

/// Endpoints of single services, before what environment and profile say.
#[derive(Debug)]
struct Endpoints {
    given: BTreeMap<String, String>,
    /// Of all services that are not given one by one.
    others: Option<String>,
    /// Answers for what is not given at all.
    base: SdkConfig,
}

impl LoadServiceConfig for Endpoints {
    fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
        let given = match key.profile() {
            "endpoint_url" => self.given.get(&service_name(key.service_id())).or(self.others.as_ref()).cloned(),
            _ => None,
        };
        given.or_else(|| self.base.service_config()?.load_config(key)).filter(|value| !value.is_empty())
    }
}

/// A service as the `services` section of the AWS configuration names it: `eks`, `cloudwatch_logs`.
fn service_name(id: &str) -> String {
    id.to_lowercase().replace([' ', '-'], "_")
}

/// Sends single services elsewhere, and takes an empty address for none, as every client of AWS does.
pub(super) fn redirect(config: SdkConfig, given: &BTreeMap<String, String>, others: Option<&str>) -> SdkConfig {
    let given = given.iter().map(|(service, url)| (service_name(service), url.clone())).collect();
    let others = others.map(str::to_owned);
    let everywhere = config.endpoint_url().filter(|url| !url.is_empty()).map(str::to_owned);
    let mut redirected = config.clone().into_builder();
    redirected.set_endpoint_url(everywhere);
    redirected.service_config(Endpoints { given, others, base: config }).build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_is_sent_elsewhere_and_the_others_are_not() {
        let given = BTreeMap::from([("cloudwatch-logs".to_owned(), "http://127.0.0.1:9".to_owned())]);
        let config = redirect(SdkConfig::builder().build(), &given, None);
        let ask = |id: &str, profile: &str| {
            let key = ServiceConfigKey::builder().service_id(id).profile(profile).env("AWS_ENDPOINT_URL").build();
            config.service_config().and_then(|loader| loader.load_config(key.expect("a key")))
        };
        assert_eq!(ask("CloudWatch Logs", "endpoint_url").as_deref(), Some("http://127.0.0.1:9"));
        assert_eq!(ask("CloudWatch Logs", "sigv4a_signing_region_set"), None);
        assert_eq!(ask("EKS", "endpoint_url"), None);
    }

    #[test]
    fn an_empty_address_is_none() {
        let given = BTreeMap::from([("eks".to_owned(), String::new())]);
        let config = redirect(SdkConfig::builder().endpoint_url("").build(), &given, None);
        let key = ServiceConfigKey::builder().service_id("EKS").profile("endpoint_url").env("AWS_ENDPOINT_URL").build();
        let single = config.service_config().and_then(|loader| loader.load_config(key.expect("a key")));
        assert_eq!((config.endpoint_url(), single), (None, None));
    }

    #[test]
    fn a_service_is_sent_elsewhere_than_all_others() {
        let given = BTreeMap::from([("sts".to_owned(), "http://127.0.0.1:9".to_owned())]);
        let config = redirect(SdkConfig::builder().build(), &given, Some("http://127.0.0.1:8"));
        let ask = |id: &str| {
            let key =
                ServiceConfigKey::builder().service_id(id).profile("endpoint_url").env("AWS_ENDPOINT_URL").build();
            config.service_config().and_then(|loader| loader.load_config(key.expect("a key")))
        };
        assert_eq!(
            (ask("STS").as_deref(), ask("EKS").as_deref()),
            (Some("http://127.0.0.1:9"), Some("http://127.0.0.1:8"))
        );
    }

    #[test]
    fn a_tunnel_still_checks_the_clusters_own_certificate() {
        let endpoint = || "https://ABC.gr7.us-east-1.eks.amazonaws.com".parse().expect("a URL");
        let route = KubernetesRoute { server: Some("https://127.0.0.1:8443".into()), ..KubernetesRoute::default() };
        let config = route.config(endpoint()).expect("a route");
        assert_eq!(config.cluster_url.to_string(), "https://127.0.0.1:8443/");
        assert_eq!(config.tls_server_name.as_deref(), Some("ABC.gr7.us-east-1.eks.amazonaws.com"));
        assert_eq!(KubernetesRoute::default().config(endpoint()).expect("a route").tls_server_name, None);
        let route = KubernetesRoute { server: Some("not a URL".into()), ..KubernetesRoute::default() };
        assert!(route.config(endpoint()).is_err());
    }
}
