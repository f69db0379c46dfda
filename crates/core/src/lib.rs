//! karpool: one typed spec and one idempotent `apply` that gives a production EKS cluster with Karpenter.
#![doc = include_str!("../docs/library.md")]
#![forbid(unsafe_code)]

mod apply;
#[doc(hidden)]
pub mod catalog;
#[doc(hidden)]
pub mod chart;
mod compose;
#[doc(hidden)]
pub mod crd;
pub mod error;
pub mod event;
#[doc(hidden)]
pub mod graph;
#[doc(hidden)]
pub mod manifest;
mod node;
pub mod plan;
#[doc(hidden)]
pub mod policy;
#[doc(hidden)]
pub mod resource;
mod run;
pub mod spec;
pub mod status;
pub mod units;
pub mod world;

pub use apply::{NodeReport, Outcome, Report};
pub use error::{Error, Errors};
pub use event::{Event, Events};
pub use plan::{Change, Plan};
pub use run::{Apply, Opened, Piece, Subject, Target, apply, destroy, outputs, plan, plan_destroy, render};
#[doc(hidden)]
pub use run::{Specimen, Specimens};
pub use spec::Stack;
pub use status::{Status, status};
pub use world::World;
