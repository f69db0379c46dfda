//! What goes into the API server and what comes out of it.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::status::Status;
use super::watch::WatchSpec;

/// Who sent a request, after authentication.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    pub name: String,
    pub uid: String,
    pub groups: Vec<String>,
    pub extra: BTreeMap<String, Vec<String>>,
}

impl User {
    /// A sender without a token.
    pub fn anonymous() -> User {
        User {
            name: "system:anonymous".to_owned(),
            groups: vec!["system:unauthenticated".to_owned()],
            ..User::default()
        }
    }

    /// A service account as its token names it.
    pub fn service_account(namespace: &str, name: &str) -> User {
        User {
            name: format!("system:serviceaccount:{namespace}:{name}"),
            groups: vec![
                "system:serviceaccounts".to_owned(),
                format!("system:serviceaccounts:{namespace}"),
                "system:authenticated".to_owned(),
            ],
            ..User::default()
        }
    }

    /// A part of the control plane, which may do everything.
    pub fn control_plane(name: &str) -> User {
        User {
            name: name.to_owned(),
            groups: vec!["system:masters".to_owned(), "system:authenticated".to_owned()],
            ..User::default()
        }
    }

    /// The kubelet of a node.
    pub fn node(node_name: &str) -> User {
        User {
            name: format!("system:node:{node_name}"),
            groups: vec!["system:nodes".to_owned(), "system:authenticated".to_owned()],
            ..User::default()
        }
    }
}

/// One HTTP request without its transport.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Request {
    /// `GET`, `POST`, `PUT`, `PATCH`, `DELETE`.
    pub method: String,
    /// The path, still percent-encoded.
    pub path: String,
    /// The raw query string without the question mark; empty when there is none.
    pub query: String,
    pub content_type: String,
    pub accept: String,
    /// Names the field manager when the request does not.
    pub user_agent: String,
    pub body: Bytes,
}

/// One HTTP response without its transport.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    pub status: u16,
    pub content_type: String,
    pub body: Body,
}

/// The body of a response.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    Full(Bytes),
    /// The response is a stream of events, one JSON document a line.
    Watch(WatchSpec),
}

impl Response {
    /// A JSON document.
    pub fn json(status: u16, document: &Value) -> Response {
        Response {
            status,
            content_type: "application/json".to_owned(),
            body: Body::Full(Bytes::from(document.to_string())),
        }
    }

    /// Plain text.
    pub fn text(status: u16, text: &str) -> Response {
        Response {
            status,
            content_type: "text/plain; charset=utf-8".to_owned(),
            body: Body::Full(Bytes::copy_from_slice(text.as_bytes())),
        }
    }
}

impl From<Status> for Response {
    fn from(status: Status) -> Response {
        Response::json(status.code, &status.document())
    }
}
