//! `UpdateNodegroupConfig`: sizes, labels, taints and limits of an update.

use serde_json::{Value, json};

use super::create::{check_labels, check_taints, check_update_config};
use super::{Nodegroup, Taint, blame, named};
use crate::call::{Call, Fault, Reply};
use crate::eks::cluster::Change;
use crate::eks::duration::{self, Work};
use crate::eks::fault::{in_use, invalid};
use crate::eks::text::{entries, texts};
use crate::eks::update::Update;

type Params = Vec<(String, String)>;

pub(crate) fn update(call: &mut Call<'_>) -> Reply {
    let (place, name) = named(call)?;
    let before = place.get(call.world)?.nodegroup(&name)?;
    before.require_idle().map_err(|fault| blame(fault, &place, &name))?;
    let mut group = before.clone();
    let params = apply(&mut group, &call.input).map_err(|fault| blame(fault, &place, &name))?;
    let now = call.now();
    let takes = duration::of(call.world, Work::UpdateNodegroup);
    group.status = "UPDATING".to_owned();
    group.modified = now;
    group.phase.earliest = Some(now + takes);
    let mut update = Update::begin(call.world, "ConfigUpdate", params, Change::Contained);
    update.nodegroup = Some(name.clone());
    let view = update.describe();
    let cluster = place.get_mut(call.world)?;
    cluster.updates.push(update);
    cluster.nodegroups.insert(name.clone(), group);
    crate::eks::neighbours::relabel_nodes(call.world, &place, &name);
    Ok(json!({ "update": view }))
}

impl Nodegroup {
    /// Refuses while something else is going on with the group.
    pub(crate) fn require_idle(&self) -> Result<(), Fault> {
        match self.status.as_str() {
            "ACTIVE" | "DEGRADED" => Ok(()),
            status => {
                Err(in_use(format!("Nodegroup cannot be updated as it is currently not in Active State: {status}")))
            }
        }
    }
}

/// Writes the input into the group; answers the update's parameters.
fn apply(group: &mut Nodegroup, input: &Value) -> Result<Params, Fault> {
    let mut params = Params::new();
    let mut note = |kind: &str, value: String| params.push((kind.to_owned(), value));
    if !input["scalingConfig"].is_null() {
        group.scaling = group.scaling.with(&input["scalingConfig"])?;
        note("MinSize", group.scaling.min.to_string());
        note("MaxSize", group.scaling.max.to_string());
        note("DesiredSize", group.scaling.desired.to_string());
    }
    for (kind, value) in labels(group, &input["labels"])? {
        note(kind, value);
    }
    for (kind, value) in taints(group, &input["taints"])? {
        note(kind, value);
    }
    if !input["updateConfig"].is_null() {
        group.update_config = check_update_config(&input["updateConfig"])?;
        for (member, kind) in
            [("maxUnavailable", "MaxUnavailable"), ("maxUnavailablePercentage", "MaxUnavailablePercentage")]
        {
            if !group.update_config[member].is_null() {
                note(kind, group.update_config[member].to_string());
            }
        }
    }
    if !input["nodeRepairConfig"].is_null() {
        group.node_repair = Some(input["nodeRepairConfig"].clone());
        note("NodeRepairConfig", input["nodeRepairConfig"].to_string());
    }
    if !input["warmPoolConfig"].is_null() {
        group.warm_pool = Some(input["warmPoolConfig"].clone());
        note("WarmPoolEnabled", input["warmPoolConfig"]["enabled"].as_bool().unwrap_or(true).to_string());
    }
    if params.is_empty() {
        return Err(invalid("No changes were specified for the node group"));
    }
    Ok(params)
}

fn labels(group: &mut Nodegroup, input: &Value) -> Result<Vec<(&'static str, String)>, Fault> {
    check_labels(&input["addOrUpdateLabels"])?;
    let mut params = Vec::new();
    let add = entries(&input["addOrUpdateLabels"]);
    let remove = texts(&input["removeLabels"]).unwrap_or_default();
    if let Some(key) = remove.iter().find(|key| add.contains_key(*key)) {
        return Err(invalid(format!("Label {key} cannot be both updated and removed")));
    }
    if !add.is_empty() {
        params.push(("LabelsToAdd", json!(add).to_string()));
    }
    if !remove.is_empty() {
        params.push(("LabelsToRemove", json!(remove).to_string()));
    }
    group.labels.extend(add);
    group.labels.retain(|key, _| !remove.contains(key));
    Ok(params)
}

fn taints(group: &mut Nodegroup, input: &Value) -> Result<Vec<(&'static str, String)>, Fault> {
    let same = |a: &Taint, b: &Taint| a.key == b.key && a.effect == b.effect;
    let add = check_taints(&input["addOrUpdateTaints"])?;
    let remove = check_taints(&input["removeTaints"])?;
    let mut params = Vec::new();
    if !add.is_empty() {
        params.push(("TaintsToAdd", input["addOrUpdateTaints"].to_string()));
    }
    if !remove.is_empty() {
        params.push(("TaintsToRemove", input["removeTaints"].to_string()));
    }
    group.taints.retain(|live| !remove.iter().chain(&add).any(|taint| same(live, taint)));
    group.taints.extend(add);
    Ok(params)
}
