//! Clients of one control plane's API.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{Request, Response, Uri};
use http_body_util::BodyExt as _;
use kube::client::Body;
use kube::{Client, Config};
use serde_json::Value;

use super::Failure;
use super::process::Ready;

/// Two ways to the API: as its administrator, and as whoever a request says.
#[derive(Clone)]
pub(crate) struct Connection {
    pub(crate) administrator: Client,
    bare: Client,
}

impl Connection {
    pub(crate) fn open(ready: &Ready) -> Result<Connection, Failure> {
        let endpoint: Uri =
            ready.endpoint.parse().map_err(|_| Failure::Other(format!("no URL: {}", ready.endpoint)))?;
        let mut config = Config::new(endpoint);
        config.root_cert = Some(vec![der(&ready.certificate_authority)?]);
        // Watches are answered when something happens.
        config.read_timeout = None;
        let bare = Client::try_from(config.clone())?;
        config.auth_info.client_certificate_data = Some(STANDARD.encode(&ready.client_certificate));
        config.auth_info.client_key_data = Some(STANDARD.encode(&ready.client_key).into());
        Ok(Connection { administrator: Client::try_from(config)?, bare })
    }

    /// Hands a request on with its own credentials.
    pub(crate) async fn pass_on(&self, request: Request<Bytes>) -> Result<Response<Body>, kube::Error> {
        let request = request.map(|bytes| Body::from(bytes.to_vec()));
        self.bare.send(request).await
    }

    /// Sends a request as administrator and reads the whole answer.
    pub(crate) async fn ask(&self, request: Request<Vec<u8>>) -> Result<(u16, Value), Failure> {
        let response = self.administrator.send(request.map(Body::from)).await?;
        let status = response.status().as_u16();
        let bytes = response.into_body().collect().await?.to_bytes();
        // Some refusals are plain text.
        let text = || Value::String(String::from_utf8_lossy(&bytes).trim().to_owned());
        Ok((status, serde_json::from_slice(&bytes).unwrap_or_else(|_| text())))
    }
}

/// The first block of a PEM text.
pub(crate) fn der(pem: &str) -> Result<Vec<u8>, Failure> {
    let lines = pem.lines().skip_while(|line| !line.starts_with("-----BEGIN")).skip(1);
    let text: String = lines.take_while(|line| !line.starts_with("-----END")).collect();
    STANDARD.decode(text).map_err(|error| Failure::Other(format!("no PEM: {error}")))
}
