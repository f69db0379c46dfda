//! A hand on a cluster that is not karpool's: requests as any client sends them, alike in both worlds.

use bytes::Bytes;
use http::{Method, Request};
use http_body_util::{BodyExt as _, Full};
use karpool::World;
use karpool_sandbox::connect::Kubernetes;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::Lab;

/// Everything karpool-made carries it.
pub const STACK_LABEL: &str = "karpool.dev/stack";

/// Somebody with a token for the cluster `dev`.
#[derive(Clone)]
pub struct Hand {
    service: Kubernetes,
    world: World,
    endpoint: String,
}

/// What the API server did not do.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub status: u16,
    /// A `Status`, or the plain text that came.
    pub answer: Value,
}

impl Refusal {
    pub fn reason(&self) -> &str {
        self.answer["reason"].as_str().unwrap_or_default()
    }

    pub fn message(&self) -> &str {
        self.answer["message"].as_str().unwrap_or_default()
    }
}

/// How a body is meant.
#[derive(Clone, Copy)]
enum Form {
    Json,
    Apply,
    Merge,
    Steps,
}

impl Form {
    fn name(self) -> &'static str {
        match self {
            Form::Json => "application/json",
            Form::Apply => "application/apply-patch+yaml",
            Form::Merge => "application/merge-patch+json",
            Form::Steps => "application/json-patch+json",
        }
    }
}

impl Lab {
    /// The hand of whoever a world belongs to.
    pub fn hand(&self, world: &World) -> Hand {
        let cluster = self.as_root(karpool_sandbox::eks::handle, "eks", "DescribeCluster", json!({"name": "dev"}));
        let endpoint = cluster["cluster"]["endpoint"].as_str().expect("an endpoint").to_owned();
        Hand { service: self.sandbox.kubernetes(), world: world.clone(), endpoint }
    }
}

impl Hand {
    async fn send(&self, method: Method, path: &str, form: Form, body: &Value) -> Result<Value, Refusal> {
        let token = self.world.token("dev").await.expect("a token");
        let body = if body.is_null() { Bytes::new() } else { Bytes::from(body.to_string()) };
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.endpoint))
            .header("authorization", format!("Bearer {}", token.text))
            .header("content-type", form.name())
            .body(Full::new(body))
            .expect("a request");
        let lost = |error: &dyn std::fmt::Display| Refusal { status: 0, answer: json!({"message": error.to_string()}) };
        let response = self.service.clone().oneshot(request).await.map_err(|error| lost(&error))?;
        let status = response.status().as_u16();
        let bytes = response.into_body().collect().await.map_err(|error| lost(&error))?.to_bytes();
        let text = || Value::String(String::from_utf8_lossy(&bytes).into_owned());
        let answer = serde_json::from_slice(&bytes).unwrap_or_else(|_| text());
        if status < 300 { Ok(answer) } else { Err(Refusal { status, answer }) }
    }

    /// # Errors
    /// What the server says, a 404 too.
    pub async fn read(&self, path: &str) -> Result<Value, Refusal> {
        self.send(Method::GET, path, Form::Json, &Value::Null).await
    }

    /// An object, if it is there.
    ///
    /// # Panics
    /// At any other answer.
    pub async fn get(&self, path: &str) -> Option<Value> {
        match self.read(path).await {
            Ok(object) => Some(object),
            Err(refusal) if refusal.status == 404 => None,
            Err(refusal) => panic!("GET {path}: {refusal:?}"),
        }
    }

    /// An object that is there.
    ///
    /// # Panics
    /// When it is not.
    pub async fn there(&self, path: &str) -> Value {
        self.get(path).await.unwrap_or_else(|| panic!("there is no {path}"))
    }

    /// The items of a collection.
    pub async fn list(&self, path: &str) -> Vec<Value> {
        let found = self.get(path).await.unwrap_or_default();
        found["items"].as_array().cloned().unwrap_or_default()
    }

    /// `kubectl apply --server-side --force-conflicts` under a field manager's name.
    ///
    /// # Errors
    /// What the server says.
    pub async fn apply(&self, manager: &str, path: &str, object: &Value) -> Result<Value, Refusal> {
        let path = format!("{path}?fieldManager={manager}&force=true");
        self.send(Method::PATCH, &path, Form::Apply, object).await
    }

    /// `kubectl edit`, or `kubectl patch --type=merge`.
    ///
    /// # Errors
    /// What the server says.
    pub async fn edit(&self, manager: &str, path: &str, patch: &Value) -> Result<Value, Refusal> {
        self.send(Method::PATCH, &format!("{path}?fieldManager={manager}"), Form::Merge, patch).await
    }

    /// `kubectl patch --type=json`.
    ///
    /// # Errors
    /// What the server says.
    pub async fn steps(&self, manager: &str, path: &str, patch: &Value) -> Result<Value, Refusal> {
        self.send(Method::PATCH, &format!("{path}?fieldManager={manager}"), Form::Steps, patch).await
    }

    /// # Errors
    /// What the server says.
    pub async fn create(&self, collection: &str, object: &Value) -> Result<Value, Refusal> {
        self.send(Method::POST, collection, Form::Json, object).await
    }

    /// # Errors
    /// What the server says.
    pub async fn delete(&self, path: &str) -> Result<Value, Refusal> {
        self.send(Method::DELETE, path, Form::Json, &Value::Null).await
    }
}
