//! A simulated AWS account with EKS clusters in it, speaking the real wire protocols.
//!
//! The sandbox is one value, [`World`], behind one lock, plus an asynchronous shell that decodes requests,
//! injects faults and latency, and encodes answers. Everything inside the lock is synchronous and
//! deterministic: it sees the simulated time that it is given and draws identifiers from a seeded generator.
#![forbid(unsafe_code)]

pub mod arc_zonal_shift;
pub mod call;
pub mod certificate;
pub mod clock;
pub mod connect;
#[cfg(feature = "world")]
mod connect_world;
pub mod control_plane;
pub mod ec2;
pub mod eks;
pub mod eks_auth;
pub mod events;
pub mod fault;
mod fault_pattern;
pub mod fixture;
pub mod iam;
pub mod kms;
pub mod kubernetes;
pub mod latency;
pub mod life;
pub mod log;
pub mod logs;
pub mod registry;
mod sandbox;
pub mod serve;
mod shell;
pub mod sign;
pub mod sqs;
pub mod ssm;
pub mod store;
pub mod sts;
pub mod tagging;
pub mod time;
pub mod wire;
pub mod world;

pub use call::{Call, Caller, Fault, Reply};
pub use clock::Clock;
#[cfg(feature = "world")]
pub use connect_world::{WorldError, world, world_builder};
pub use control_plane::{ControlPlane, Image, KubernetesSide};
pub use fault::{FaultKind, FaultRule};
pub use latency::Latency;
pub use log::{LogEntry, Outcome};
pub use sandbox::{Faults, OpenError, Options, Sandbox};
pub use serve::{ServeError, Served};
pub use store::reset;
pub use time::Time;
pub use world::World;
