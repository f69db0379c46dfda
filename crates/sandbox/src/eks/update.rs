//! Updates: what is being changed, and how it went.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::cluster::Change;
use super::fault::{about, absent};
use super::page;
use super::place::Place;
use crate::call::{Call, Reply};
use crate::time::Time;
use crate::world::World;

/// One change of a cluster, node group or addon.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Update {
    pub id: String,
    pub kind: String,
    /// `InProgress`, `Successful`, `Failed`.
    pub status: String,
    pub created: Time,
    /// When it is done; a node group's rolling update has none.
    pub ends: Option<Time>,
    pub params: Vec<(String, String)>,
    pub errors: Vec<Problem>,
    /// What it is about beside the cluster.
    pub nodegroup: Option<String>,
    pub addon: Option<String>,
    /// What becomes of the cluster when it ends.
    pub change: Change,
}

/// An error of an update, or an issue of a resource's health.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    pub code: String,
    pub message: String,
    pub resources: Vec<String>,
}

impl Problem {
    pub(crate) fn new(code: &str, message: impl Into<String>, resources: Vec<String>) -> Problem {
        Problem { code: code.to_owned(), message: message.into(), resources }
    }

    pub(crate) fn issue(&self) -> Value {
        json!({ "code": self.code, "message": self.message, "resourceIds": self.resources })
    }
}

impl Update {
    /// An update that has just begun.
    pub(crate) fn begin(world: &mut World, kind: &str, params: Vec<(String, String)>, change: Change) -> Update {
        Update {
            id: world.uuid(),
            kind: kind.to_owned(),
            status: "InProgress".to_owned(),
            created: world.now,
            ends: None,
            params,
            errors: Vec::new(),
            nodegroup: None,
            addon: None,
            change,
        }
    }

    pub(crate) fn running(&self) -> bool {
        self.status == "InProgress"
    }

    pub(crate) fn describe(&self) -> Value {
        let params: Vec<Value> =
            self.params.iter().map(|(kind, value)| json!({ "type": kind, "value": value })).collect();
        let errors: Vec<Value> = self
            .errors
            .iter()
            .map(|e| json!({ "errorCode": e.code, "errorMessage": e.message, "resourceIds": e.resources }))
            .collect();
        json!({
            "id": self.id,
            "status": self.status,
            "type": self.kind,
            "params": params,
            "createdAt": self.created.epoch_seconds(),
            "errors": errors,
        })
    }
}

/// Refuses when the named node group or addon does not exist; answers their names.
fn scope(call: &Call<'_>, place: &Place) -> Result<(Option<String>, Option<String>), crate::Fault> {
    let cluster = place.get(call.world)?;
    let (nodegroup, addon) = (call.text("nodegroupName"), call.text("addonName"));
    if let Some(name) = &nodegroup {
        cluster.nodegroup(name)?;
    }
    if let Some(name) = &addon {
        cluster.addon(name)?;
    }
    Ok((nodegroup, addon))
}

/// `DescribeUpdate`.
pub(crate) fn describe(call: &mut Call<'_>) -> Reply {
    let place = Place::of(call);
    let (nodegroup, addon) = scope(call, &place)?;
    let id = call.text("updateId").unwrap_or_default();
    let found =
        place.get(call.world)?.updates.iter().find(|u| u.id == id && u.nodegroup == nodegroup && u.addon == addon);
    match found {
        Some(update) => Ok(json!({ "update": update.describe() })),
        None => Err(about(absent(format!("No update found for ID: {id}")), "clusterName", place.cluster)),
    }
}

/// `ListUpdates`.
pub(crate) fn list(call: &mut Call<'_>) -> Reply {
    let place = Place::of(call);
    let (nodegroup, addon) = scope(call, &place)?;
    let updates = &place.get(call.world)?.updates;
    let ids = updates.iter().rev().filter(|u| u.nodegroup == nodegroup && u.addon == addon);
    let items = ids.map(|u| Value::from(u.id.clone())).collect();
    page::page(call, "updateIds", items)
}
