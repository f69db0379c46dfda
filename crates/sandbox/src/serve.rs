//! The sandbox on loopback sockets, for programs that bring their own HTTP client.

use std::collections::BTreeMap;
use std::future::Future;
use std::io;
use std::net::{SocketAddr, TcpListener as StdListener};
use std::sync::{Arc, Weak};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;

use crate::connect::LARGEST_BODY;
use crate::registry;
use crate::sandbox::Sandbox;
use crate::shell::{self, Answer, Body, Origin, Shell};
use crate::world::World;

/// The world lives on at least this often (wall time) while it is served.
const BREATH: Duration = Duration::from_millis(20);

/// Why the sandbox can't be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error("the sandbox is served on loopback only; {0} is not a loopback address")]
    NotLoopback(SocketAddr),
    #[error("{address} can't be opened: {source}")]
    Io { address: SocketAddr, source: io::Error },
    #[error("the sandbox is served already")]
    Twice,
}

/// A served sandbox; it stops when this value is dropped.
#[derive(Debug)]
pub struct Served {
    address: SocketAddr,
    environment: Vec<(&'static str, String)>,
    tasks: Vec<JoinHandle<()>>,
}

impl Served {
    /// Where all AWS services and the chart registry answer.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What AWS's tools need in their environment.
    pub fn environment(&self) -> &[(&'static str, String)] {
        &self.environment
    }

    /// The environment as lines for a shell.
    pub fn export_lines(&self) -> String {
        self.environment.iter().map(|(name, value)| format!("export {name}={value}\n")).collect()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

/// What the world tells the one who keeps the clusters' sockets.
pub(crate) enum Door {
    Open { arn: String, listener: StdListener, config: Arc<ServerConfig> },
    Close { arn: String },
}

impl Sandbox {
    /// Serves AWS and the chart registry on a loopback address, and every cluster on a port of its own.
    ///
    /// # Errors
    /// When the address is not loopback or can't be opened.
    pub async fn serve(&self, listen: SocketAddr, user: &str) -> Result<Served, ServeError> {
        if !listen.ip().is_loopback() {
            return Err(ServeError::NotLoopback(listen));
        }
        let fail = |source| ServeError::Io { address: listen, source };
        let listener = TcpListener::bind(listen).await.map_err(fail)?;
        let address = listener.local_addr().map_err(fail)?;
        let (doors, orders) = mpsc::unbounded_channel();
        if !self.shell.serve_clusters(doors) {
            return Err(ServeError::Twice);
        }
        let aws = Arc::clone(&self.shell);
        let answer = move |request| {
            let shell = Arc::clone(&aws);
            async move {
                if registry::is_for(&request) {
                    return Answer::Whole(registry::handle(&request).map(shell::full));
                }
                shell.answer_aws(request, Origin::Socket).await
            }
        };
        let tasks = vec![
            tokio::spawn(accept(listener, None, answer)),
            tokio::spawn(keep_doors(Arc::clone(&self.shell), orders)),
            tokio::spawn(breathe(Arc::downgrade(&self.shell))),
        ];
        Ok(Served { address, environment: self.environment(address, user), tasks })
    }

    fn environment(&self, address: SocketAddr, user: &str) -> Vec<(&'static str, String)> {
        let region = self.region().to_owned();
        let mut environment = vec![
            ("AWS_ENDPOINT_URL", format!("http://{address}")),
            ("AWS_REGION", region.clone()),
            ("AWS_DEFAULT_REGION", region),
            ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
        ];
        if let Some(credentials) = self.credentials(user) {
            environment.push(("AWS_ACCESS_KEY_ID", credentials.access_key_id().to_owned()));
            environment.push(("AWS_SECRET_ACCESS_KEY", credentials.secret_access_key().to_owned()));
        }
        environment
    }
}

/// Lets the world live while nobody asks.
async fn breathe(shell: Weak<Shell>) {
    loop {
        let Some(shell) = shell.upgrade() else { return };
        drop(shell.world());
        let pause = Duration::from_secs(1).div_f64(shell.clock.speed()).max(BREATH);
        drop(shell);
        tokio::time::sleep(pause).await;
    }
}

/// Accepts connections, with TLS where a configuration is given, until the future is dropped.
pub(crate) async fn accept<A, F>(listener: TcpListener, tls: Option<Arc<ServerConfig>>, answer: A)
where
    A: Fn(Request<Bytes>) -> F + Clone + Send + 'static,
    F: Future<Output = Answer> + Send + 'static,
{
    let mut connections = JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file descriptors: wait for connections to end.
            tokio::time::sleep(BREATH).await;
            continue;
        };
        let (tls, answer) = (tls.clone(), answer.clone());
        connections.spawn(async move {
            let _ = stream.set_nodelay(true);
            match tls {
                None => converse(stream, answer).await,
                Some(config) => {
                    if let Ok(stream) = TlsAcceptor::from(config).accept(stream).await {
                        converse(stream, answer).await;
                    }
                }
            }
        });
        while connections.try_join_next().is_some() {}
    }
}

async fn converse<S, A, F>(stream: S, answer: A)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    A: Fn(Request<Bytes>) -> F + Clone + Send + 'static,
    F: Future<Output = Answer> + Send + 'static,
{
    let service = service_fn(move |request: Request<Incoming>| {
        let answer = answer.clone();
        async move { respond(request, answer).await }
    });
    // A client that goes away in the middle is its own affair.
    let _ = Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), service).await;
}

async fn respond<A, F>(request: Request<Incoming>, answer: A) -> Result<Response<Body>, io::Error>
where
    A: Fn(Request<Bytes>) -> F,
    F: Future<Output = Answer>,
{
    let (head, content) = request.into_parts();
    let Ok(content) = Limited::new(content, LARGEST_BODY).collect().await else {
        let mut refused = Response::new(shell::full(Bytes::from_static(b"Request body too large")));
        *refused.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
        return Ok(refused);
    };
    match answer(Request::from_parts(head, content.to_bytes())).await {
        Answer::Whole(response) => Ok(response),
        // An error of the service makes hyper close the connection without an answer.
        Answer::Lost => Err(shell::reset()),
    }
}

/// Keeps one accepting task per cluster.
async fn keep_doors(shell: Arc<Shell>, mut orders: mpsc::UnboundedReceiver<Door>) {
    let mut tasks = JoinSet::new();
    let mut open: BTreeMap<String, AbortHandle> = BTreeMap::new();
    while let Some(order) = orders.recv().await {
        match order {
            Door::Open { arn, listener, config } => {
                let Ok(listener) = TcpListener::from_std(listener) else { continue };
                let (shell, name) = (Arc::clone(&shell), arn.clone());
                let answer = move |request| {
                    let (shell, name) = (Arc::clone(&shell), name.clone());
                    async move { shell.answer_kubernetes(&name, request, Origin::Socket).await }
                };
                open.insert(arn, tasks.spawn(accept(listener, Some(config), answer)));
            }
            Door::Close { arn } => {
                if let Some(task) = open.remove(&arn) {
                    task.abort();
                }
            }
        }
    }
}

/// Opens a port for every cluster that has none, and forgets those of clusters that are gone; says whether it opened
/// one.
pub(crate) fn tend_doors(world: &mut World, doors: &mpsc::UnboundedSender<Door>) -> bool {
    let gone: Vec<String> = world.served.keys().filter(|arn| !world.clusters.contains_key(*arn)).cloned().collect();
    for arn in gone {
        world.served.remove(&arn);
        // The other end is gone only when serving has ended.
        let _ = doors.send(Door::Close { arn });
    }
    // A cluster whose API is another process's has its address from there.
    let own = world.clusters.iter().filter(|(_, cluster)| !cluster.is_remote()).map(|(arn, _)| arn);
    let mut opened = false;
    let new: Vec<String> = own.filter(|arn| !world.served.contains_key(*arn)).cloned().collect();
    for arn in new {
        if let Some((address, listener, config)) = open_door(world, &arn) {
            world.served.insert(arn.clone(), format!("https://{address}"));
            if let Some(cluster) = world.clusters.get_mut(&arn) {
                cluster.port = Some(address.port());
            }
            opened = true;
            let _ = doors.send(Door::Open { arn, listener, config });
        }
    }
    opened
}

fn open_door(world: &mut World, arn: &str) -> Option<(SocketAddr, StdListener, Arc<ServerConfig>)> {
    // The port that it had before, unless somebody else has taken that in the meantime.
    let before = world.clusters.get(arn).and_then(|cluster| cluster.port);
    let kept = before.and_then(|port| StdListener::bind(("127.0.0.1", port)).ok());
    let listener = kept.or_else(|| StdListener::bind(("127.0.0.1", 0)).ok())?;
    listener.set_nonblocking(true).ok()?;
    Some((listener.local_addr().ok()?, listener, certificate(world, arn)?))
}

/// How a socket on loopback speaks in the name of a cluster.
pub(crate) fn certificate(world: &mut World, arn: &str) -> Option<Arc<ServerConfig>> {
    let names = ["127.0.0.1", "localhost", "kubernetes", "kubernetes.default.svc"].map(str::to_owned);
    let secret = world.secret_bytes();
    let (certificate, key) = world.authority(arn)?.issue(&names, secret).ok()?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .ok()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .ok()?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Some(Arc::new(config))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kubernetes;

    #[test]
    fn a_cluster_keeps_its_port_while_nobody_else_has_it() {
        let (mut world, arn) = (World::default(), "arn:aws:eks:us-east-1:111122223333:cluster/dev");
        let (name, version) = ("dev".to_owned(), "1.35".to_owned());
        let origin = kubernetes::Origin { name, arn: arn.to_owned(), version, seed: 1, now: world.now };
        world.clusters.insert(arn.to_owned(), kubernetes::Cluster::new(origin));
        let (first, listener, _) = open_door(&mut world, arn).expect("a door");
        world.clusters.values_mut().for_each(|cluster| cluster.port = Some(first.port()));
        drop(listener);
        let (again, _held, _) = open_door(&mut world, arn).expect("a door");
        assert_eq!(again, first);
        let (other, ..) = open_door(&mut world, arn).expect("another door");
        assert_ne!(other, first);
    }
}
