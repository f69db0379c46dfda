//! karpool: one typed spec and one idempotent `apply` that gives a production EKS cluster with Karpenter.
#![forbid(unsafe_code)]

mod apply;
pub mod catalog;
pub mod chart;
pub mod error;
pub mod event;
pub mod graph;
mod node;
pub mod plan;
pub mod policy;
pub mod resource;
pub mod spec;
pub mod units;
pub mod world;
