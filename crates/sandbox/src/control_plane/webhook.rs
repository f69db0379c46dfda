//! What a real API server asks the sandbox: who is behind a token, what access policies allow, and what a new pod gets.

use std::sync::{Arc, Weak};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Request, Response};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::Failure;
use super::connection::Connection;
use super::process::Orders;
use crate::kubernetes::{User, authenticate};
use crate::serve;
use crate::shell::{Answer, Shell, full};
use crate::world::World;
use crate::{life, time::Time};

/// The webhooks of one cluster; they close when this value is dropped.
pub(crate) struct Door {
    /// `https://127.0.0.1:PORT`
    pub(crate) address: String,
    task: JoinHandle<()>,
}

impl Drop for Door {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Opens the webhooks under a certificate of the cluster's authority.
pub(crate) async fn open(shell: &Weak<Shell>, arn: &str) -> Result<Door, Failure> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = format!("https://{}", listener.local_addr()?);
    let gone = || Failure::Other("the sandbox is closed".to_owned());
    let config = shell.upgrade().ok_or_else(gone)?.with_world(|world| serve::certificate(world, arn));
    let config = config.ok_or_else(|| Failure::Other("no certificate can be issued".to_owned()))?;
    let (shell, arn) = (shell.clone(), arn.to_owned());
    let answer = move |request| {
        let (shell, arn) = (shell.clone(), arn.clone());
        async move { shell.upgrade().map_or(Answer::Lost, |shell| respond(&shell, &arn, &request)) }
    };
    Ok(Door { address, task: tokio::spawn(serve::accept(listener, Some(config), answer)) })
}

/// Source: EKS registers its webhook for pod identities under this name, with failures ignored.
const ADMISSION: &str = "pod-identity-webhook";

/// Tells the API server that new pods are to be shown here.
pub(crate) async fn install(connection: &Connection, orders: &Orders) -> Result<(), Failure> {
    let configuration = json!({
        "apiVersion": "admissionregistration.k8s.io/v1", "kind": "MutatingWebhookConfiguration",
        "metadata": {"name": ADMISSION},
        "webhooks": [{
            "name": "iam-for-pods.amazonaws.com", "admissionReviewVersions": ["v1"], "sideEffects": "None",
            "failurePolicy": "Ignore", "timeoutSeconds": 5,
            "clientConfig":
                {"url": format!("{}/pod", orders.webhooks), "caBundle": STANDARD.encode(&orders.authority.0)},
            "rules": [{"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["pods"],
                "scope": "Namespaced"}],
        }],
    });
    let path = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";
    let request = Request::patch(format!("{path}/{ADMISSION}?fieldManager=eks&force=true"))
        .header(CONTENT_TYPE, "application/apply-patch+yaml")
        .body(configuration.to_string().into_bytes());
    let request = request.map_err(|error| Failure::Other(error.to_string()))?;
    match connection.ask(request).await? {
        (status, _) if status < 300 => Ok(()),
        (status, answer) => Err(Failure::Other(format!("{ADMISSION} can't be made ({status}): {answer}"))),
    }
}

fn respond(shell: &Arc<Shell>, arn: &str, request: &Request<Bytes>) -> Answer {
    let Ok(review) = serde_json::from_slice::<Value>(request.body()) else { return Answer::Lost };
    let wall = shell.wall_time();
    let answer = shell.with_world(|world| match request.uri().path() {
        "/token" => Some(json!({"status": token(world, arn, &review["spec"], wall)})),
        "/access" => Some(json!({"status": access(world, arn, &review["spec"])})),
        "/pod" => Some(json!({"response": pod(world, arn, &review["request"])})),
        _ => None,
    });
    let Some(mut answer) = answer else { return Answer::Lost };
    for member in ["apiVersion", "kind"] {
        answer[member] = review[member].clone();
    }
    let mut response = Response::new(full(Bytes::from(answer.to_string())));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Answer::Whole(response)
}

/// Clients in this process sign with simulated time, all others with the machine's.
fn token(world: &mut World, arn: &str, spec: &Value, wall: Time) -> Value {
    let bearer = spec["token"].as_str().unwrap_or_default();
    let simulated = world.now;
    let found =
        authenticate(world, arn, Some(bearer), simulated).or_else(|_| authenticate(world, arn, Some(bearer), wall));
    match found {
        Ok(user) => json!({
            "authenticated": true,
            "user": {"username": user.name, "uid": user.uid, "groups": user.groups, "extra": user.extra},
        }),
        Err(_) => json!({"authenticated": false}),
    }
}

fn access(world: &World, arn: &str, spec: &Value) -> Value {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let texts = |value: &Value| value.as_array().into_iter().flatten().map(text).collect::<Vec<_>>();
    let extra = spec["extra"].as_object().into_iter().flatten();
    let user = User {
        name: text(&spec["user"]),
        uid: text(&spec["uid"]),
        groups: texts(&spec["groups"]),
        extra: extra.map(|(key, values)| (key.clone(), texts(values))).collect(),
    };
    let reason = world.clusters.get(arn).and_then(|cluster| cluster.access_policy_review(&user, spec));
    json!({"allowed": reason.is_some(), "reason": reason})
}

fn pod(world: &World, arn: &str, request: &Value) -> Value {
    let mut answer = json!({"uid": request["uid"], "allowed": true});
    let before = &request["object"]["spec"];
    let mut spec = before.clone();
    life::inject_identity(world, arn, request["namespace"].as_str().unwrap_or_default(), &mut spec);
    if spec != *before {
        let patch = json!([{"op": "replace", "path": "/spec", "value": spec}]);
        answer["patchType"] = json!("JSONPatch");
        answer["patch"] = json!(STANDARD.encode(patch.to_string()));
    }
    answer
}
