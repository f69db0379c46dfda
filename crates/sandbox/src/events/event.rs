//! Events.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::time::Time;

/// An event on a bus: the envelope of the EventBridge event structure.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Event {
    pub id: String,
    pub source: String,
    pub detail_type: String,
    pub account: String,
    pub region: String,
    pub time: Time,
    pub resources: Vec<String>,
    pub detail: Value,
}

impl Event {
    /// The event as patterns and targets see it.
    pub fn envelope(&self) -> Value {
        json!({
            "version": "0",
            "id": self.id,
            "detail-type": self.detail_type,
            "source": self.source,
            "account": self.account,
            "time": self.time.rfc3339(),
            "region": self.region,
            "resources": self.resources,
            "detail": self.detail,
        })
    }
}
