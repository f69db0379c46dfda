//! The pod identity agent: the address on a node from which pods fetch their credentials.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use serde_json::{Value, json};

use super::{Answer, Origin, Shell, body};
use crate::call::{Call, Caller, Fault, Reply};
use crate::log::{LogEntry, Outcome};
use crate::time::Time;
use crate::world::World;
use crate::{eks, eks_auth};

/// Source: EKS user guide, "Understand how EKS Pod Identity works" (AWS_CONTAINER_CREDENTIALS_FULL_URI).
const PATH: &str = "/v1/credentials";
const SERVICE: &str = "eks_auth";
const OPERATION: &str = "AssumeRoleForPodIdentity";

/// Whether a request is for the agent.
pub(crate) fn is_agents(request: &Request<Bytes>) -> bool {
    request.method() == Method::GET && request.uri().path() == PATH
}

impl Shell {
    /// Gives a pod the credentials of its role; the pod's token stands in the Authorization header.
    pub(super) async fn answer_pod(&self, request: &Request<Bytes>, origin: Origin) -> Answer {
        let token = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let ticket = self.admit(SERVICE, OPERATION).await;
        let (reply, resource) = {
            let mut world = self.world();
            let arn = issuer(&world, token).unwrap_or_default();
            let reply = assume(&mut world, &arn, token).map(|answer| self.told(&world, answer, (SERVICE, origin)));
            self.settle(&world, true);
            (reply, arn)
        };
        self.record(LogEntry {
            number: ticket.number,
            time: self.clock.now(),
            service: SERVICE.to_owned(),
            operation: OPERATION.to_owned(),
            region: resource.split(':').nth(3).unwrap_or_default().to_owned(),
            caller: String::new(),
            resource,
            write: false,
            status: reply.as_ref().map_or_else(|fault| fault.status, |_| 200),
            outcome: reply.as_ref().map_or_else(|fault| Outcome::Refused(fault.code.clone()), |_| Outcome::Done),
        });
        self.pause(ticket.latency - ticket.latency / 2).await;
        Answer::Whole(respond(&reply))
    }
}

/// The cluster that a token names as its issuer.
fn issuer(world: &World, token: &str) -> Option<String> {
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?.trim_end_matches('=')).ok()?;
    let claims: Value = serde_json::from_slice(&payload).ok()?;
    let issuer = claims["iss"].as_str()?;
    let mut arns = world.clusters.keys();
    arns.find(|arn| eks::find_cluster(world, arn).is_some_and(|cluster| cluster.issuer() == issuer)).cloned()
}

fn assume(world: &mut World, cluster_arn: &str, token: &str) -> Reply {
    let [_, partition, _, region, account, resource] = cluster_arn.splitn(6, ':').collect::<Vec<_>>()[..] else {
        return Err(Fault::new(400, "InvalidTokenException", "no cluster issued the token"));
    };
    let caller = Caller {
        arn: format!("arn:{partition}:iam::{account}:root"),
        user_id: account.to_owned(),
        account: account.to_owned(),
    };
    eks_auth::handle(&mut Call {
        world,
        service: SERVICE,
        operation: OPERATION.to_owned(),
        input: json!({ "clusterName": resource.rsplit('/').next(), "token": token }),
        caller,
        region: region.to_owned(),
        partition: partition.to_owned(),
    })
}

fn respond(reply: &Reply) -> Response<body::Body> {
    let (status, document) = match reply {
        Ok(answer) => (200, credentials(answer)),
        Err(fault) => (fault.status, json!({ "code": fault.code, "message": fault.message })),
    };
    let mut response = Response::new(body::full(Bytes::from(document.to_string())));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

fn credentials(answer: &Value) -> Value {
    let given = &answer["credentials"];
    let expires = Time((given["expiration"].as_f64().unwrap_or_default() * 1000.0) as i64);
    json!({
        "AccessKeyId": given["accessKeyId"],
        "SecretAccessKey": given["secretAccessKey"],
        "Token": given["sessionToken"],
        "Expiration": expires.rfc3339(),
    })
}
