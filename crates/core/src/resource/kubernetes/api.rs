//! Requests to a cluster's Kubernetes API, on objects as data.

use std::time::Duration;

use serde_json::{Value as Json, json};

use super::FIELD_MANAGER;
use super::key::{Coordinates, ObjectKey, collection};
use crate::error::{Error, Kind as ErrorKind, Result, Retry, from_kubernetes};
use crate::world::{ClusterAccess, World};

/// Labels whose it is.
pub(crate) const STACK_LABEL: &str = "karpool.dev/stack";

/// A page of a list. Source: Kubernetes API concepts, "Retrieving large results sets in chunks".
const PAGE: u32 = 500;

/// What passes before a caller that was not let in asks again: at first nothing but a new token, because the old one
/// may have aged on its way; then the "several seconds" that a new access entry takes.
/// Source: EKS user guide, "Create access entries".
const PATIENCE: [Duration; 3] = [Duration::ZERO, Duration::from_secs(2), Duration::from_secs(4)];

/// What passes before a read whose answer was lost, or put off, is asked for again. A pass asks once per kind, so all
/// of it would fail by one broken connection. What a lost write did is for the engine to find out, which looks first.
const LOST: [Duration; 4] =
    [Duration::from_millis(500), Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(4)];
/// A way on which nothing came for so long is closed, not broken.
const CLOSED: Duration = Duration::from_secs(5);

/// Nothing happened where the answer was 401, so that a write may be sent again too.
async fn send(access: &ClusterAccess, request: http::Request<Vec<u8>>, doing: &str, world: &World) -> Result<Json> {
    let (mut patience, mut losses) = (PATIENCE.into_iter(), LOST.into_iter());
    let reads = request.method() == http::Method::GET;
    loop {
        let began = world.clock().now();
        let client = world.kubernetes_client(access).await?;
        let answer = client.request::<Json>(request.clone()).await.map_err(|error| from_kubernetes(error, doing));
        match answer {
            Err(error) if error.is(ErrorKind::Credentials) => {
                world.forget_token(access);
                let Some(pause) = patience.next() else { return Err(error) };
                if !pause.is_zero() {
                    world.clock().sleep(pause).await;
                }
            }
            answer if !reads => return answer,
            Err(error) if error.retry() != Retry::Never && world.clock().since(began) < CLOSED => {
                let Some(pause) = losses.next() else { return Err(unanswered(access, error)) };
                world.clock().sleep(pause).await;
            }
            answer => return answer.map_err(|error| unanswered(access, error)),
        }
    }
}

/// What reads meet first: where a private endpoint does not answer, that is said in one sentence.
fn unanswered(access: &ClusterAccess, error: Error) -> Error {
    if !(error.is(ErrorKind::Unreachable) && access.private) {
        return error;
    }
    let text =
        format!("the API server of {} answers only inside its VPC, and this machine is outside of it", access.name);
    let hint = "run karpool inside the VPC or through a VPN of network.endpoint.vpnCidrs, or open \
                network.endpoint.public.cidrs to this machine's address";
    let doing = error.doing().unwrap_or_default().to_owned();
    Error::new(ErrorKind::Unreachable, text).with_retry(Retry::Never).while_doing(doing).with_hint(hint)
}

fn request(method: http::Method, path: &str, content_type: &str, body: Vec<u8>) -> Result<http::Request<Vec<u8>>> {
    let request = http::Request::builder().method(method).uri(path).header(http::header::CONTENT_TYPE, content_type);
    request.body(body).map_err(|error| Error::bug(format!("{path}: {error}")))
}

fn absent(error: Error) -> Result<Option<Json>> {
    if error.is(ErrorKind::NotFound) { Ok(None) } else { Err(error) }
}

pub(super) async fn get(access: &ClusterAccess, at: &Coordinates, world: &World) -> Result<Option<Json>> {
    let path = format!("{}/{}", at.collection(), at.name);
    let request = request(http::Method::GET, &path, "application/json", Vec::new())?;
    send(access, request, &format!("kubernetes:GET {at}"), world).await.map(Some).or_else(absent)
}

/// Whether the cluster serves a group's version.
pub(crate) async fn serves(access: &ClusterAccess, api_version: &str, world: &World) -> Result<bool> {
    let request = request(http::Method::GET, &format!("/apis/{api_version}"), "application/json", Vec::new())?;
    let answer = send(access, request, &format!("kubernetes:GET {api_version}"), world).await;
    answer.map(Some).or_else(absent).map(|found| found.is_some())
}

/// Everything in a collection that a label selector matches; empty when the kind is not served.
pub(crate) async fn list(access: &ClusterAccess, path: &str, selector: &str, world: &World) -> Result<Vec<Json>> {
    let mut items = Vec::new();
    let mut next = String::new();
    loop {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("labelSelector", selector)
            .append_pair("limit", &PAGE.to_string())
            .extend_pairs((!next.is_empty()).then_some(("continue", next.as_str())))
            .finish();
        let request = request(http::Method::GET, &format!("{path}?{query}"), "application/json", Vec::new())?;
        let answer =
            send(access, request, &format!("kubernetes:LIST {path}"), world).await.map(Some).or_else(absent)?;
        let Some(mut page) = answer else { return Ok(items) };
        let (kind, version) = (page["kind"].clone(), page["apiVersion"].clone());
        if let Some(Json::Array(found)) = page.get_mut("items").map(Json::take) {
            items.extend(found.into_iter().map(|item| with_type(item, &kind, &version)));
        }
        page["metadata"]["continue"].as_str().unwrap_or_default().clone_into(&mut next);
        if next.is_empty() {
            return Ok(items);
        }
    }
}

/// The end of what a pod's container wrote before it ended. Nobody depends on it: where it cannot be had, there is none.
pub(super) async fn last_words(access: &ClusterAccess, pod: &str, world: &World) -> Option<String> {
    let path = format!("{pod}/log?previous=true&tailLines=40&limitBytes=16384");
    let request = request(http::Method::GET, &path, "application/json", Vec::new()).ok()?;
    world.kubernetes_client(access).await.ok()?.request_text(request).await.ok()
}

/// Items of a list come without their type.
fn with_type(mut item: Json, list_kind: &Json, version: &Json) -> Json {
    if item.get("kind").is_none() {
        item["kind"] = json!(list_kind.as_str().unwrap_or_default().trim_end_matches("List"));
        item["apiVersion"] = version.clone();
    }
    item
}

/// The objects of one kind that carry the stack's label: one list per kind and pass.
pub(super) async fn ours(
    access: &ClusterAccess,
    kind: (&str, &str),
    stack: &str,
    world: &World,
) -> Result<std::sync::Arc<Vec<Json>>> {
    let path = collection(kind.0, kind.1, None);
    let question = format!("kubernetes:LIST {} {path} {stack}", access.endpoint);
    world.once(question, || async { list(access, &path, &format!("{STACK_LABEL}={stack}"), world).await }).await
}

/// Inside a pass one list answers for all objects of a kind; what it does not hold is asked for by name.
pub(super) async fn read(key: &ObjectKey, world: &World) -> Result<Option<Json>> {
    let access = key.access.known()?;
    let at = &key.coordinates;
    if world.memory().is_some() {
        let ours = ours(access, (&at.api_version, &at.kind), &key.stack, world).await?;
        if let Some(found) = ours.iter().find(|object| Coordinates::of(object) == *at) {
            return Ok(Some(found.clone()));
        }
    }
    get(access, at, world).await
}

/// Server-side apply: only our fields, under our field manager.
pub(super) async fn apply(key: &ObjectKey, object: &Json, force: bool, world: &World) -> Result<()> {
    let at = &key.coordinates;
    let path =
        format!("{}/{}?fieldManager={FIELD_MANAGER}&force={force}&fieldValidation=Strict", at.collection(), at.name);
    let body = serde_json::to_vec(object).map_err(|error| Error::bug(error.to_string()))?;
    let request = request(http::Method::PATCH, &path, "application/apply-patch+yaml", body)?;
    let doing = format!("kubernetes:APPLY {at}");
    let sent = send(key.access.known()?, request, &doing, world).await;
    sent.map(|_| ()).map_err(|error| unserved(error, at, &doing))
}

/// A server-side apply makes what is absent, so a 404 without an object's name means that the kind is unknown.
fn unserved(error: Error, at: &Coordinates, doing: &str) -> Error {
    let Some(code) = error.code().filter(|code| error.is(ErrorKind::NotFound) && *code != "NotFound") else {
        return error;
    };
    let text = format!("the cluster does not serve {} {}: its definition is not there", at.api_version, at.kind);
    Error::new(ErrorKind::NotFound, text)
        .with_code(code.to_owned())
        .with_hint("install what brings the definition first; Karpenter's come with `karpenter: {}` in the spec")
        .while_doing(doing)
        .caused_by(error)
}

pub(super) async fn merge(access: &ClusterAccess, at: &Coordinates, patch: &Json, world: &World) -> Result<()> {
    let path = format!("{}/{}?fieldManager={FIELD_MANAGER}", at.collection(), at.name);
    let request = request(http::Method::PATCH, &path, "application/merge-patch+json", patch.to_string().into_bytes())?;
    send(access, request, &format!("kubernetes:PATCH {at}"), world).await.map(|_| ())
}

pub(super) async fn create(access: &ClusterAccess, at: &Coordinates, object: &Json, world: &World) -> Result<()> {
    let path = format!("{}?fieldManager={FIELD_MANAGER}", at.collection());
    let request = request(http::Method::POST, &path, "application/json", object.to_string().into_bytes())?;
    send(access, request, &format!("kubernetes:CREATE {at}"), world).await.map(|_| ())
}

pub(super) async fn replace(access: &ClusterAccess, at: &Coordinates, object: &Json, world: &World) -> Result<()> {
    let path = format!("{}/{}?fieldManager={FIELD_MANAGER}", at.collection(), at.name);
    let request = request(http::Method::PUT, &path, "application/json", object.to_string().into_bytes())?;
    send(access, request, &format!("kubernetes:PUT {at}"), world).await.map(|_| ())
}

/// Deletes exactly the object that was seen.
pub(super) async fn delete(
    access: &ClusterAccess,
    at: &Coordinates,
    uid: Option<&str>,
    propagation: &str,
    world: &World,
) -> Result<()> {
    let mut options = json!({"kind": "DeleteOptions", "apiVersion": "v1", "propagationPolicy": propagation});
    if let Some(uid) = uid {
        options["preconditions"] = json!({"uid": uid});
    }
    let path = format!("{}/{}", at.collection(), at.name);
    let request = request(http::Method::DELETE, &path, "application/json", options.to_string().into_bytes())?;
    send(access, request, &format!("kubernetes:DELETE {at}"), world).await.map(|_| ())
}
