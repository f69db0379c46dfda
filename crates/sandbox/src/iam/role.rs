//! Roles.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Tags;
use crate::time::Time;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Role {
    pub name: String,
    pub path: String,
    /// `AROA` and 17 characters; a role made again has another.
    pub id: String,
    pub arn: String,
    pub created: Time,
    /// The trust policy as JSON text.
    pub trust: String,
    /// Ids of the roles and users that the trust policy names, by ARN, as they were when it was written.
    pub trust_ids: BTreeMap<String, String>,
    pub trust_changed: Time,
    pub description: Option<String>,
    /// Unit: seconds.
    pub max_session_duration: i64,
    pub boundary: Option<String>,
    pub tags: Tags,
    /// Inline policies by name.
    pub inline: BTreeMap<String, String>,
    /// ARNs of attached managed policies, in the order of attachment.
    pub attached: Vec<String>,
    /// When attachments or inline policies last changed.
    pub permissions_changed: Time,
    /// When and from which region it was last assumed.
    pub last_used: Option<(Time, String)>,
    /// The service a service-linked role belongs to.
    pub linked_service: Option<String>,
}
