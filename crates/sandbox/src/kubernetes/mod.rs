//! A Kubernetes API server as a synchronous, deterministic state machine.
//!
//! [`Cluster`] is plain data inside the world. The asynchronous shell turns an HTTP request into a [`Request`],
//! asks [`authenticate`] who sent it, and gives both to [`Cluster::handle`]. A watch comes back as a [`WatchSpec`],
//! whose events the shell fetches with [`Cluster::watch_events`] after every wake-up. Controllers inside the
//! sandbox use [`Client`], which takes the same way through authorisation, defaults, validation and storage.

mod apply;
mod authenticate;
mod boot;
mod client;
mod cluster;
mod custom;
mod defaults;
mod discovery;
mod garbage;
mod handle;
mod openapi;
mod operation;
mod options;
mod patch;
mod protobuf;
mod rbac;
mod remote;
mod request;
mod resource;
mod resource_table;
mod route;
mod schema;
mod selector;
mod status;
mod store;
mod table;
mod table_column;
#[cfg(test)]
mod tests;
mod validation;
mod watch;
mod web_token;

pub use authenticate::authenticate;
pub use client::{Client, Place};
pub use cluster::{AccessEntry, AccessPolicy, Cluster, Origin};
pub(crate) use remote::{Verb, Write};
pub use request::{Body, Request, Response, User};
pub use status::{Cause, Status};
pub use watch::{WatchSpec, Watched};
