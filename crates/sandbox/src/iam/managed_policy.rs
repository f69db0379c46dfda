//! Customer managed policies and their versions.

use serde::{Deserialize, Serialize};

use super::Tags;
use crate::time::Time;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ManagedPolicy {
    pub name: String,
    pub path: String,
    /// `ANPA` and 17 characters.
    pub id: String,
    pub arn: String,
    pub description: Option<String>,
    pub created: Time,
    pub updated: Time,
    pub versions: Vec<Version>,
    /// The number of the version in force.
    pub default_version: u64,
    /// The number that the next version gets; numbers are never used again.
    pub next_version: u64,
    pub tags: Tags,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Version {
    pub number: u64,
    pub document: String,
    pub created: Time,
}
