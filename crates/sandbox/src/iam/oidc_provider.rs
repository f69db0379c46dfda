//! OpenID Connect identity providers.

use serde::{Deserialize, Serialize};

use super::Tags;
use crate::time::Time;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OidcProvider {
    pub arn: String,
    /// The issuer without `https://`.
    pub url: String,
    pub client_ids: Vec<String>,
    pub thumbprints: Vec<String>,
    pub created: Time,
    pub tags: Tags,
}
