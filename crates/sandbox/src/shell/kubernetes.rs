//! Calls of the clusters' Kubernetes APIs.

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, USER_AGENT};
use http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};

use super::{Answer, Origin, Shell, Ticket, body};
use crate::eks;
use crate::fault::FaultKind;
use crate::kubernetes::{self, Status, User};
use crate::log::{LogEntry, Outcome};
use crate::world::World;

/// How tokens of IAM principals begin; all others are made by the cluster itself, on its own clock.
const IAM_TOKEN: &str = "k8s-aws-v1.";

/// Reviews are posted, but change nothing.
const REVIEWS: &[&str] = &[
    "selfsubjectaccessreviews",
    "selfsubjectrulesreviews",
    "selfsubjectreviews",
    "subjectaccessreviews",
    "tokenreviews",
];

impl Shell {
    /// Answers one request to the cluster behind a host; an unknown host can't be reached.
    pub(crate) async fn answer_kubernetes_host(self: &std::sync::Arc<Shell>, request: Request<Bytes>) -> Answer {
        let host = request.uri().authority().map(ToString::to_string).unwrap_or_default();
        let Some(arn) = cluster_behind(&self.world(), &host) else { return Answer::Lost };
        self.answer_kubernetes(&arn, request, Origin::InProcess).await
    }

    /// Answers one request to a cluster.
    pub(crate) async fn answer_kubernetes(
        self: &std::sync::Arc<Shell>,
        arn: &str,
        request: Request<Bytes>,
        origin: Origin,
    ) -> Answer {
        let plain = plain(&request);
        let operation = operation(&plain);
        let write = is_write(&plain);
        let ticket = self.admit("kubernetes", &operation).await;
        let (mut user, mut streamed) = (String::new(), None);
        let (response, outcome) = match early(&ticket) {
            Some(early) => early,
            None => match self.answer_of(arn, &request, &plain, origin, &mut user).await {
                Some(Made::Whole(response)) => {
                    let outcome = late(&ticket, &response);
                    (response, outcome)
                }
                Some(Made::Streamed(response)) => {
                    streamed = Some(response);
                    (kubernetes::Response::text(200, ""), Outcome::Done)
                }
                // The cluster is gone, and nobody listens.
                None => (Status::new(503, "ServiceUnavailable", "gone").into(), Outcome::LostBefore),
            },
        };
        self.record(LogEntry {
            number: ticket.number,
            time: self.clock.now(),
            service: "kubernetes".to_owned(),
            operation,
            region: arn.split(':').nth(3).unwrap_or_default().to_owned(),
            caller: user,
            resource: arn.rsplit('/').next().unwrap_or_default().to_owned(),
            write,
            status: response.status,
            outcome: outcome.clone(),
        });
        self.pause(ticket.latency - ticket.latency / 2).await;
        match outcome {
            Outcome::LostBefore | Outcome::LostAfter => Answer::Lost,
            outcome => Answer::Whole(streamed.unwrap_or_else(|| self.whole(arn, response, outcome == Outcome::Cut))),
        }
    }

    /// The simulated API's answer, or that of the process behind a cluster.
    async fn answer_of(
        &self,
        arn: &str,
        request: &Request<Bytes>,
        plain: &kubernetes::Request,
        origin: Origin,
        user: &mut String,
    ) -> Option<Made> {
        let remote = self.with_cluster(arn, |cluster| cluster.is_remote())?;
        if !remote {
            return self.act_kubernetes(arn, request, plain, origin, user).map(Made::Whole);
        }
        *user = self.user_of(arn, request, origin);
        let connection = self.keeper()?.connection(arn)?;
        // A control plane that is being started again does not answer.
        let response = connection.pass_on(forwarded(request)?).await.ok()?;
        if is_watch(plain) && response.status() == StatusCode::OK {
            return Some(Made::Streamed(response.map(|content| content.map_err(Into::into).boxed_unsync())));
        }
        let (head, content) = response.into_parts();
        let kind = head.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        let bytes = content.collect().await.ok()?.to_bytes();
        let body = kubernetes::Body::Full(bytes);
        Some(Made::Whole(kubernetes::Response { status: head.status.as_u16(), content_type: kind, body }))
    }

    /// Who a request says it is from; the process behind the cluster finds out for itself.
    fn user_of(&self, arn: &str, request: &Request<Bytes>, origin: Origin) -> String {
        let client_time = self.client_time(origin);
        let found =
            self.with_world(|world| kubernetes::authenticate(world, arn, bearer(request.headers()), client_time));
        found.map(|user| user.name).unwrap_or_default()
    }

    /// One step under the world's lock; `None` when the cluster is not there.
    fn act_kubernetes(
        &self,
        arn: &str,
        request: &Request<Bytes>,
        plain: &kubernetes::Request,
        origin: Origin,
        name: &mut String,
    ) -> Option<kubernetes::Response> {
        let mut world = self.world();
        let bearer = bearer(request.headers());
        let client_time = self.client_time(origin);
        let now = if bearer.is_some_and(|token| token.starts_with(IAM_TOKEN)) { client_time } else { world.now };
        if !world.clusters.contains_key(arn) {
            return None;
        }
        let user: User = match kubernetes::authenticate(&mut world, arn, bearer, now) {
            Ok(user) => user,
            Err(status) => return Some(status.into()),
        };
        name.clone_from(&user.name);
        let now = world.now;
        let response = world.clusters.get_mut(arn)?.handle(now, &user, plain);
        self.settle(&world, is_write(plain));
        Some(response)
    }

    fn whole(
        self: &std::sync::Arc<Shell>,
        arn: &str,
        response: kubernetes::Response,
        torn: bool,
    ) -> Response<body::Body> {
        let (length, content) = match response.body {
            kubernetes::Body::Full(bytes) if torn => (Some(bytes.len()), body::torn(&bytes)),
            kubernetes::Body::Full(bytes) => (Some(bytes.len()), body::full(bytes)),
            kubernetes::Body::Watch(spec) => (None, self.watch(arn.to_owned(), spec, torn)),
        };
        let mut answer = Response::new(content);
        *answer.status_mut() = StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if let Ok(value) = response.content_type.parse() {
            answer.headers_mut().insert(CONTENT_TYPE, value);
        }
        if let Some(length) = length {
            answer.headers_mut().insert(http::header::CONTENT_LENGTH, length.into());
        }
        if response.status == 429 {
            answer.headers_mut().insert(http::header::RETRY_AFTER, 1.into());
        }
        answer
    }
}

/// An answer on its way.
enum Made {
    Whole(kubernetes::Response),
    /// A watch of a process behind a cluster.
    Streamed(Response<body::Body>),
}

/// What is handed on of a request: where it goes, in which forms, and whose it is.
fn forwarded(request: &Request<Bytes>) -> Option<Request<Bytes>> {
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let mut built = Request::builder().method(request.method()).uri(path);
    for name in [ACCEPT, AUTHORIZATION, CONTENT_TYPE, USER_AGENT] {
        if let Some(value) = request.headers().get(&name) {
            built = built.header(name, value);
        }
    }
    built.body(request.body().clone()).ok()
}

fn plain(request: &Request<Bytes>) -> kubernetes::Request {
    let text = |name| request.headers().get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    kubernetes::Request {
        method: request.method().to_string(),
        path: request.uri().path().to_owned(),
        query: request.uri().query().unwrap_or_default().to_owned(),
        content_type: text(CONTENT_TYPE),
        accept: text(ACCEPT),
        user_agent: text(USER_AGENT),
        body: request.body().clone(),
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    value.strip_prefix("Bearer ").or_else(|| value.strip_prefix("bearer ")).map(str::trim)
}

/// `PATCH nodepools/x86`, `GET pods/kube-system`, `DELETE deployments/kube-system/karpenter`, `GET /version`.
fn operation(request: &kubernetes::Request) -> String {
    let segments: Vec<&str> = request.path.split('/').filter(|segment| !segment.is_empty()).collect();
    let rest = match segments[..] {
        ["api", _, ref rest @ ..] | ["apis", _, _, ref rest @ ..] if !rest.is_empty() => rest,
        _ => return format!("{} {}", request.method, request.path),
    };
    let subject = match rest {
        ["namespaces", namespace, resource, more @ ..] if !matches!(*resource, "status" | "finalize") => {
            [&[*resource, *namespace], more].concat().join("/")
        }
        _ => rest.join("/"),
    };
    let watch = is_watch(request);
    format!("{} {subject}", if watch { "WATCH" } else { &request.method })
}

fn is_watch(request: &kubernetes::Request) -> bool {
    request.query.split('&').any(|pair| matches!(pair, "watch=1" | "watch=true"))
}

fn is_write(request: &kubernetes::Request) -> bool {
    let last = request.path.rsplit('/').next().unwrap_or_default();
    request.method != "GET" && !REVIEWS.contains(&last) && !request.query.contains("dryRun=All")
}

fn early(ticket: &Ticket) -> Option<(kubernetes::Response, Outcome)> {
    match ticket.fault.as_ref()? {
        FaultKind::LoseBefore => Some((Status::new(500, "Lost", "lost").into(), Outcome::LostBefore)),
        FaultKind::Throttle => {
            let mut status = Status::new(429, "TooManyRequests", "the server has received too many requests");
            status.details.insert("retryAfterSeconds".to_owned(), json!(1));
            Some((status.into(), Outcome::Refused("TooManyRequests".to_owned())))
        }
        FaultKind::Error { code, status } => {
            let response = Status::new(*status, code, "this error was asked for").into();
            Some((response, Outcome::Refused(code.clone())))
        }
        _ => None,
    }
}

fn late(ticket: &Ticket, response: &kubernetes::Response) -> Outcome {
    match &ticket.fault {
        Some(FaultKind::LoseAfter) => Outcome::LostAfter,
        Some(FaultKind::Cut) => Outcome::Cut,
        _ if response.status < 400 => Outcome::Done,
        _ => Outcome::Refused(reason(response)),
    }
}

fn reason(response: &kubernetes::Response) -> String {
    let document = match &response.body {
        kubernetes::Body::Full(bytes) => serde_json::from_slice(bytes).unwrap_or(Value::Null),
        kubernetes::Body::Watch(_) => Value::Null,
    };
    document["reason"].as_str().map_or_else(|| response.status.to_string(), str::to_owned)
}

/// The cluster whose endpoint has this host.
fn cluster_behind(world: &World, host: &str) -> Option<String> {
    let mut arns = world.clusters.keys();
    let found = arns.find(|arn| {
        let endpoint = eks::find_cluster(world, arn).map(|cluster| cluster.endpoint(None)).unwrap_or_default();
        let served = world.served.get(*arn).map(String::as_str);
        [Some(endpoint.as_str()), served]
            .into_iter()
            .flatten()
            .any(|address| address.strip_prefix("https://").is_some_and(|name| name.eq_ignore_ascii_case(host)))
    });
    found.cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_named_by_what_they_touch() {
        let name = |method: &str, path: &str, query: &str| {
            operation(&kubernetes::Request {
                method: method.into(),
                path: path.into(),
                query: query.into(),
                ..Default::default()
            })
        };
        assert_eq!(name("PATCH", "/apis/karpenter.sh/v1/nodepools/x86", ""), "PATCH nodepools/x86");
        assert_eq!(name("GET", "/api/v1/namespaces/web/pods/a/log", ""), "GET pods/web/a/log");
        assert_eq!(name("GET", "/api/v1/namespaces/web", ""), "GET namespaces/web");
        assert_eq!(name("GET", "/api/v1/pods", "watch=true&x=y"), "WATCH pods");
        assert_eq!(name("GET", "/apis/apps/v1", ""), "GET /apis/apps/v1");
    }
}
