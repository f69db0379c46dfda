//! The policy language: grammar, matching, evaluation.

pub mod condition;
pub mod document;
pub mod evaluate;
pub mod pattern;

pub use document::{Document, Kind};
pub use evaluate::{Context, Decision, Request, Requester, applies, evaluate, evaluate_resource};
