//! Clusters whose Kubernetes API is a real one: a control plane of their own, as a process on loopback.
//!
//! The process is somebody else's program (`tests/kubernetes` builds one). The sandbox gives it the cluster's
//! certificate authority, answers its questions (who is behind a token, what do access policies allow, which
//! credentials does a pod get), and lets the cluster's inhabitants act on it as ordinary clients: what the API holds
//! is followed by watches, and what the inhabitants decide is sent.

pub(crate) mod address;
mod connection;
pub(crate) mod container;
mod heartbeat;
mod keeper;
mod mirror;
mod outbox;
mod process;
mod webhook;

use std::path::PathBuf;

pub use container::Image;
pub(crate) use keeper::Keeper;

/// Who answers for the Kubernetes APIs of an account's clusters.
#[derive(Clone, Debug, Default)]
pub enum KubernetesSide {
    /// The sandbox itself, in simulated time.
    #[default]
    Simulated,
    /// A control plane per cluster, in real time.
    Real(ControlPlane),
}

/// How to start a control plane.
#[derive(Clone, Debug)]
pub struct ControlPlane {
    /// A program that takes the flags of `tests/kubernetes`, prints one JSON line when it is ready, and ends with its
    /// standard input.
    pub program: PathBuf,
    /// Simulated seconds per second while a cluster's API is at work, whose own seconds are as long as they are. What
    /// AWS does before and after has the sandbox's speed.
    pub speed: f64,
    /// Images whose containers are run as processes of this machine, on their real API and the simulated AWS.
    pub images: Vec<Image>,
}

/// A control plane could not be started, or a call of it did not come through.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("{0}")]
    Io(#[from] std::io::Error),
    #[error("the control plane ended before it was ready; see {0}")]
    Ended(PathBuf),
    #[error("the control plane's first line is not what it should be: {0}")]
    Line(#[from] serde_json::Error),
    #[error("the control plane can't be reached: {0}")]
    Client(#[from] kube::Error),
    #[error("{0}")]
    Other(String),
}
