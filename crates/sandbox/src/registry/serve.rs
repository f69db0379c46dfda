//! The registry on a socket.

use std::convert::Infallible;
use std::io;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use tokio::net::TcpListener;

/// The registry reads nothing but headers; a larger body is a mistake.
const LARGEST_BODY: usize = 1 << 20;

/// Serves the registry on a listener until the future is dropped.
///
/// # Errors
/// When the listener stops accepting connections.
pub async fn serve(listener: TcpListener) -> io::Result<()> {
    let mut connections = tokio::task::JoinSet::new();
    loop {
        let (stream, _) = listener.accept().await?;
        connections.spawn(async move {
            let service = service_fn(answer);
            // A client that goes away in the middle is its own affair.
            let _ = Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), service).await;
        });
        while connections.try_join_next().is_some() {}
    }
}

async fn answer(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let response = match Limited::new(body, LARGEST_BODY).collect().await {
        Ok(body) => super::handle(&Request::from_parts(head, body.to_bytes())),
        Err(_) => {
            let mut refused = Response::new(Bytes::new());
            *refused.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
            refused
        }
    };
    Ok(response.map(Full::new))
}
