//! Clients for the Kubernetes API of a cluster.

use std::fmt;
use std::sync::Mutex;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderValue, Request, Response, Uri, header};
use http_body_util::BodyExt;
use kube::client::{Body, ClientBuilder};
use serde::{Deserialize, Serialize};
use tower::util::BoxCloneSyncService;
use tower::{BoxError, ServiceExt};

use super::{KubernetesRoute, World, token};
use crate::error::{Error, Kind, Result};

/// Where a cluster's Kubernetes API is and how to trust it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClusterAccess {
    pub name: String,
    pub endpoint: String,
    /// The certificate authority: base64 of PEM, as EKS gives it.
    pub certificate_authority: String,
    /// It answers only inside its VPC and networks that are connected to it.
    #[serde(default)]
    pub private: bool,
}

type Answer = http_body_util::combinators::UnsyncBoxBody<bytes::Bytes, BoxError>;

/// Takes Kubernetes requests instead of the network; the URI's host says which cluster is meant.
#[derive(Clone)]
pub struct KubernetesTransport(BoxCloneSyncService<Request<Body>, Response<Answer>, BoxError>);

impl KubernetesTransport {
    pub fn new<S, B>(service: S) -> KubernetesTransport
    where
        S: tower::Service<Request<Body>, Response = Response<B>> + Clone + Send + Sync + 'static,
        S::Future: Send + 'static,
        S::Error: Into<BoxError>,
        B: http_body::Body<Data = bytes::Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let boxed = |response: Response<B>| response.map(|body| body.map_err(Into::into).boxed_unsync());
        let service = service.map_response(boxed).map_err(Into::into);
        KubernetesTransport(BoxCloneSyncService::new(service))
    }
}

impl fmt::Debug for KubernetesTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KubernetesTransport")
    }
}

/// A client whose token ends at a known moment.
pub(super) struct Signed {
    client: kube::Client,
    expires: std::time::SystemTime,
}

pub(super) fn forget(world: &World, access: &ClusterAccess) {
    lock(&world.regional.clusters).remove(&access.endpoint);
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

impl World {
    pub(crate) async fn kubernetes_client(&self, access: &ClusterAccess) -> Result<kube::Client> {
        if let Some(signed) = lock(&self.regional.clusters).get(&access.endpoint)
            && signed.expires > self.clock().now()
        {
            return Ok(signed.client.clone());
        }
        let token = self.token(&access.name).await?;
        let client = connect(self, access, &token)?;
        let signed = Signed { client: client.clone(), expires: token.expires };
        lock(&self.regional.clusters).insert(access.endpoint.clone(), signed);
        Ok(client)
    }
}

/// A private endpoint that is reached at all is reached at once.
const PRIVATE_CONNECT: std::time::Duration = std::time::Duration::from_secs(8);

fn connect(world: &World, access: &ClusterAccess, token: &token::Token) -> Result<kube::Client> {
    let endpoint: Uri = access
        .endpoint
        .parse()
        .map_err(|_| Error::bug(format!("EKS gave an endpoint that is no URL: {}", access.endpoint)))?;
    match &world.base.parts.kubernetes {
        Some(transport) => Ok(in_process(transport.clone(), &endpoint, token)),
        None => over_tls(&world.base.parts.route, endpoint, access, token),
    }
}

fn in_process(transport: KubernetesTransport, endpoint: &Uri, token: &token::Token) -> kube::Client {
    let authority = endpoint.authority().cloned();
    let bearer = HeaderValue::try_from(format!("Bearer {}", token.text)).ok();
    let service = transport.0.map_request(move |mut request: Request<Body>| {
        let mut parts = std::mem::take(request.uri_mut()).into_parts();
        parts.scheme = Some(http::uri::Scheme::HTTPS);
        parts.authority = authority.clone();
        if let Ok(uri) = Uri::from_parts(parts) {
            *request.uri_mut() = uri;
        }
        if let Some(bearer) = &bearer {
            request.headers_mut().insert(header::AUTHORIZATION, bearer.clone());
        }
        request
    });
    ClientBuilder::new(service, "default").build()
}

fn over_tls(
    route: &KubernetesRoute,
    endpoint: Uri,
    access: &ClusterAccess,
    token: &token::Token,
) -> Result<kube::Client> {
    let untrusted = |why: String| {
        Error::new(Kind::Unreachable, format!("the cluster's certificate authority cannot be used: {why}"))
    };
    let pem = STANDARD.decode(&access.certificate_authority).map_err(|error| untrusted(error.to_string()))?;
    let mut config = route.config(endpoint).map_err(|why| Error::new(Kind::Unreachable, why))?;
    config.root_cert = Some(certificates(&pem).ok_or_else(|| untrusted("no certificate in it".into()))?);
    config.auth_info.token = Some(token.text.clone().into());
    if access.private {
        // From outside nothing answers at all, and nobody has to wait half a minute to be told.
        config.connect_timeout = Some(PRIVATE_CONNECT);
    }
    let builder = ClientBuilder::try_from(config).map_err(|error| untrusted(error.to_string()))?;
    Ok(builder.build())
}

/// DER certificates of a PEM text.
fn certificates(pem: &[u8]) -> Option<Vec<Vec<u8>>> {
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).map(|der| der.map(|der| der.to_vec())).collect();
    found.ok().filter(|found| !found.is_empty())
}
