//! `DeleteNodegroup`.

use std::time::Duration;

use serde_json::json;

use super::{Phase, blame, named};
use crate::call::{Call, Reply};
use crate::eks::duration::{self, Work};
use crate::eks::fault::in_use;

/// How long a drain may hold up a deletion before it is forced. Source: EKS user guide, "Delete a managed node group".
const FORCED: Duration = Duration::from_secs(900);

/// Instances are drained and terminated, then the group goes.
pub(crate) fn delete(call: &mut Call<'_>) -> Reply {
    let (place, name) = named(call)?;
    let group = place.get(call.world)?.nodegroup(&name)?;
    if matches!(group.status.as_str(), "CREATING" | "UPDATING") {
        let text = format!("Nodegroup {name} cannot be deleted while it is in status {}", group.status);
        return Err(blame(in_use(text), &place, &name));
    }
    let takes = duration::of(call.world, Work::DeleteNodegroup);
    let now = call.now();
    let cluster = place.get_mut(call.world)?;
    if let Some(group) = cluster.nodegroups.get_mut(&name).filter(|g| g.status != "DELETING") {
        group.status = "DELETING".to_owned();
        group.modified = now;
        group.rolling = None;
        group.phase = Phase { launch: None, earliest: Some(now + takes), deadline: Some(now + FORCED) };
    }
    Ok(json!({ "nodegroup": cluster.nodegroup(&name)?.view(&place.cluster) }))
}
