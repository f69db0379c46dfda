//! Parts of a group's calls: what changes in labels and taints, and how many nodes may be away during a roll.

use std::collections::HashMap;

use aws_sdk_eks::types as eks;

use super::{Live, MaxUnavailable, NodeGroup, Repair, Taint};

impl NodeGroup {
    pub(super) fn label_changes(&self, live: &Live) -> eks::UpdateLabelsPayload {
        let set = self.labels.iter().filter(|(key, value)| live.labels.get(*key) != Some(value));
        let set: HashMap<_, _> = set.map(|(key, value)| (key.clone(), value.clone())).collect();
        let gone: Vec<String> = live.labels.keys().filter(|key| !self.labels.contains_key(*key)).cloned().collect();
        let payload = eks::UpdateLabelsPayload::builder().set_add_or_update_labels(Some(set));
        payload.set_remove_labels((!gone.is_empty()).then_some(gone)).build()
    }

    pub(super) fn taint_changes(&self, live: &Live) -> eks::UpdateTaintsPayload {
        let set: Vec<eks::Taint> = self.taints.difference(&live.taints).map(to_taint).collect();
        let gone: Vec<eks::Taint> = live.taints.difference(&self.taints).map(to_taint).collect();
        let payload = eks::UpdateTaintsPayload::builder().set_add_or_update_taints((!set.is_empty()).then_some(set));
        payload.set_remove_taints((!gone.is_empty()).then_some(gone)).build()
    }
}

impl Repair {
    pub(super) fn config(self) -> eks::NodeRepairConfig {
        eks::NodeRepairConfig::builder()
            .enabled(self.enabled)
            .set_max_unhealthy_node_threshold_count(self.unhealthy_count)
            .set_max_unhealthy_node_threshold_percentage(self.unhealthy_percentage)
            .set_max_parallel_nodes_repaired_count(self.parallel_count)
            .set_max_parallel_nodes_repaired_percentage(self.parallel_percentage)
            .build()
    }
}

impl NodeGroup {
    pub(super) fn update_config(&self) -> eks::NodegroupUpdateConfig {
        let strategy = self.strategy.as_deref().map(Into::into);
        let config = eks::NodegroupUpdateConfig::builder().set_update_strategy(strategy);
        match self.max_unavailable {
            MaxUnavailable::Nodes(nodes) => config.max_unavailable(nodes).build(),
            MaxUnavailable::Percentage(share) => config.max_unavailable_percentage(share).build(),
        }
    }
}

pub(super) fn to_taint(taint: &Taint) -> eks::Taint {
    let built = eks::Taint::builder().key(&taint.key).effect(taint.effect.as_str().into());
    built.set_value(taint.value.clone()).build()
}
