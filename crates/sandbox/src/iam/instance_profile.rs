//! Instance profiles.

use serde::{Deserialize, Serialize};

use super::Tags;
use crate::time::Time;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct InstanceProfile {
    pub name: String,
    pub path: String,
    /// `AIPA` and 17 characters.
    pub id: String,
    pub arn: String,
    pub created: Time,
    /// The role's name; a profile holds at most one.
    pub role: Option<String>,
    /// When the role was last put in or taken out.
    pub role_changed: Time,
    pub tags: Tags,
}
