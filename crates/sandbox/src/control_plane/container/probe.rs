//! Probes of a process, as the kubelet makes them.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::Empty;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// Where a probe asks.
pub(super) struct Probe {
    port: u16,
    path: String,
}

impl Probe {
    /// The container's probe of a kind (`readinessProbe`); none if it has none, or one that is no HTTP request.
    pub(super) fn of(container: &Value, kind: &str, ports: &BTreeMap<u64, u16>) -> Option<Probe> {
        let wanted = container[kind]["httpGet"].as_object()?;
        let number = match &wanted["port"] {
            Value::String(name) => {
                let mut named = container["ports"].as_array().into_iter().flatten();
                named.find(|port| port["name"] == name.as_str())?["containerPort"].as_u64()?
            }
            port => port.as_u64()?,
        };
        let path = wanted.get("path").and_then(Value::as_str).unwrap_or("/").to_owned();
        Some(Probe { port: *ports.get(&number)?, path })
    }

    /// Whether the process answers as it should.
    pub(super) async fn succeeds(&self) -> bool {
        let answer = tokio::time::timeout(PATIENCE, self.ask()).await;
        answer.ok().flatten().is_some_and(|status| status.is_success() || status.is_redirection())
    }

    async fn ask(&self) -> Option<StatusCode> {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).await.ok()?;
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.ok()?;
        let request = Request::get(&self.path).header("host", "127.0.0.1").body(Empty::<Bytes>::new()).ok()?;
        tokio::select! {
            answer = sender.send_request(request) => Some(answer.ok()?.status()),
            _ = connection => None,
        }
    }
}
