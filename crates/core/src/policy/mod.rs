//! IAM policy documents as data: written minified, read in any of the spellings AWS answers with, compared by meaning.

mod canonical;
pub mod cni;
mod document;
mod grant;
pub mod key;
mod spelling;
pub mod trust;

pub use document::{Conditions, Document, Effect, Principal, Statement};

/// The language version every document of ours carries.
pub const LANGUAGE_VERSION: &str = "2012-10-17";
