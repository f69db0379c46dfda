//! Users and their access keys.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Tags;
use crate::time::Time;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct User {
    pub name: String,
    pub path: String,
    /// `AIDA` and 17 characters.
    pub id: String,
    pub arn: String,
    pub created: Time,
    pub boundary: Option<String>,
    pub tags: Tags,
    pub inline: BTreeMap<String, String>,
    pub attached: Vec<String>,
    pub access_keys: Vec<AccessKey>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccessKey {
    /// `AKIA` and 16 characters.
    pub id: String,
    pub secret: String,
    pub active: bool,
    pub created: Time,
}
