//! The ways into the sandbox without a socket: an HTTP client for AWS SDKs, a service for Kubernetes clients, and
//! the clock in the forms that both take.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use aws_smithy_async::rt::sleep::{AsyncSleep, Sleep};
use aws_smithy_async::time::TimeSource;
use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorFuture};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;
use http_body_util::BodyExt as _;

use crate::clock::Clock;
use crate::shell::{self, Answer, Origin, Shell};

/// Any error, as HTTP libraries pass it on.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The largest request that is taken in.
pub(crate) const LARGEST_BODY: usize = 8 << 20;

/// Carries the requests of AWS SDKs into the sandbox.
#[derive(Clone)]
pub(crate) struct Connector(pub(crate) Arc<Shell>);

impl std::fmt::Debug for Connector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("sandbox connector")
    }
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let shell = Arc::clone(&self.0);
        HttpConnectorFuture::new(async move {
            let request = request.try_into_http1x().map_err(|error| ConnectorError::user(error.into()))?;
            let (head, content) = request.into_parts();
            let bytes = content.collect().await.map_err(ConnectorError::user)?.to_bytes();
            match shell.answer_aws(http::Request::from_parts(head, bytes), Origin::InProcess).await {
                Answer::Lost => Err(ConnectorError::io(shell::reset().into())),
                Answer::Whole(response) => {
                    let (head, content) = response.into_parts();
                    // A body that breaks off reaches the SDK as an error of the connection.
                    let bytes = content.collect().await.map_err(ConnectorError::io)?.to_bytes();
                    let response = http::Response::from_parts(head, SdkBody::from(bytes));
                    HttpResponse::try_from(response).map_err(|error| ConnectorError::user(error.into()))
                }
            }
        })
    }
}

/// The Kubernetes APIs of all clusters of a sandbox, as a `tower` service for an HTTP client.
///
/// Requests are routed by the host of their URI to the cluster with that endpoint; TLS is left out.
#[derive(Clone)]
pub struct Kubernetes(pub(crate) Arc<Shell>);

/// The body of a Kubernetes answer: a document, or the stream of a watch.
pub type ResponseBody = shell::Body;

impl<B> tower::Service<http::Request<B>> for Kubernetes
where
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = http::Response<ResponseBody>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        let shell = Arc::clone(&self.0);
        Box::pin(async move {
            let (head, content) = request.into_parts();
            let bytes = content.collect().await.map_err(Into::into)?.to_bytes();
            match shell.answer_kubernetes_host(http::Request::from_parts(head, bytes)).await {
                Answer::Whole(response) => Ok(response),
                Answer::Lost => Err(shell::reset().into()),
            }
        })
    }
}

/// Simulated time as AWS SDKs ask for it.
#[derive(Clone, Debug)]
pub(crate) struct SimulatedTime(pub(crate) Clock);

impl TimeSource for SimulatedTime {
    fn now(&self) -> SystemTime {
        self.0.now().system_time()
    }
}

impl AsyncSleep for SimulatedTime {
    fn sleep(&self, duration: Duration) -> Sleep {
        let clock = self.0.clone();
        Sleep::new(async move { clock.sleep(duration).await })
    }
}
