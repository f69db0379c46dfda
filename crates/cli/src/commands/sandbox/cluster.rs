//! A client of a simulated cluster's Kubernetes API, as kubectl is one.

use bytes::Bytes;
use http::{Method, Request, header};
use http_body_util::{BodyExt, Full};
use karpool::Error;
use karpool::error::Kind;
use karpool::spec::Spec;
use karpool::units::Region;
use karpool_sandbox::Sandbox;
use serde_json::Value;
use tower::ServiceExt;

use crate::exit::Failure;
use crate::ground::Ground;

pub(super) struct Cluster<'a> {
    sandbox: &'a Sandbox,
    endpoint: String,
    token: String,
}

impl<'a> Cluster<'a> {
    /// Finds the cluster and signs in.
    pub(super) async fn connect(ground: &'a Ground, name: &str, region: &Region) -> Result<Cluster<'a>, Failure> {
        let Some(sandbox) = &ground.sandbox else { return Err(Failure::Sandbox("there is no sandbox".into())) };
        let status = karpool::status(&Spec::for_existing(name, region.clone()), &ground.world).await?;
        let endpoint = status.cluster.and_then(|cluster| cluster.endpoint).ok_or_else(|| {
            let text = format!("the sandbox has no cluster {name} in {region}");
            Error::new(Kind::NotFound, text).with_hint("`karpool apply SPEC --sandbox` makes one")
        })?;
        Ok(Cluster { sandbox, endpoint, token: ground.world.token(name).await?.text })
    }

    pub(super) async fn get(&self, path: &str) -> Result<Value, Failure> {
        self.send(Method::GET, path, "application/json", Bytes::new()).await
    }

    /// Server-side apply of one manifest; answers what was applied.
    pub(super) async fn apply(&self, manifest: &Value) -> Result<String, Failure> {
        let text = |pointer: &str| manifest.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
        let (version, kind, name) = (text("/apiVersion"), text("/kind"), text("/metadata/name"));
        let root = if version.contains('/') { format!("/apis/{version}") } else { format!("/api/{version}") };
        let served = self.get(&root).await?;
        let resources = served["resources"].as_array().into_iter().flatten();
        let mut fitting = resources.filter(|resource| {
            resource["kind"] == kind && !resource["name"].as_str().unwrap_or_default().contains('/')
        });
        let resource =
            fitting.next().ok_or_else(|| Failure::usage(format!("the cluster does not know {version} {kind}"), ""))?;
        let plural = resource["name"].as_str().unwrap_or_default();
        let namespace = Some(text("/metadata/namespace")).filter(|name| !name.is_empty()).unwrap_or("default");
        let scope = if resource["namespaced"] == true { format!("/namespaces/{namespace}") } else { String::new() };
        let path = format!("{root}{scope}/{plural}/{name}?fieldManager=kubectl&force=true");
        let body = Bytes::from(manifest.to_string());
        self.send(Method::PATCH, &path, "application/apply-patch+yaml", body).await?;
        Ok(format!("{plural}/{name}"))
    }

    async fn send(&self, method: Method, path: &str, content: &str, body: Bytes) -> Result<Value, Failure> {
        let fail = |why: String| Failure::Sandbox(format!("{method} {path}: {why}"));
        let request = Request::builder()
            .method(method.clone())
            .uri(format!("{}{path}", self.endpoint))
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .header(header::CONTENT_TYPE, content)
            .header(header::ACCEPT, "application/json")
            .body(Full::new(body))
            .map_err(|error| fail(error.to_string()))?;
        let answer = self.sandbox.kubernetes().oneshot(request).await.map_err(|error| fail(error.to_string()))?;
        let status = answer.status();
        let bytes = answer.into_body().collect().await.map_err(|error| fail(error.to_string()))?.to_bytes();
        let value: Value = serde_json::from_slice(&bytes).map_err(|error| fail(error.to_string()))?;
        if status.is_success() {
            Ok(value)
        } else {
            Err(fail(value["message"].as_str().unwrap_or_default().to_owned()))
        }
    }
}
