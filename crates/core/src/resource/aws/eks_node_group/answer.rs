//! What EKS answers of a group.

use aws_sdk_eks::types as eks;

use super::{Live, MaxUnavailable, Repair, Size, Taint, Template};
use crate::graph::{Origin, Value};

pub(super) fn parse(group: eks::Nodegroup) -> Live {
    let name = group.nodegroup_name.clone().unwrap_or_default();
    let origin = Origin::new(&format!("eks.node_group/{name}"));
    let scaling = group.scaling_config;
    let size =
        |get: fn(&eks::NodegroupScalingConfig) -> Option<i32>| scaling.as_ref().and_then(get).unwrap_or_default();
    let update = group.update_config;
    let share = update.as_ref().and_then(|update| update.max_unavailable_percentage);
    let nodes = update.as_ref().and_then(|update| update.max_unavailable).unwrap_or(1);
    let strategy = update.and_then(|update| update.update_strategy);
    let template = group.launch_template;
    let part = |text: Option<String>| text.map_or_else(|| Value::Pending(origin.clone()), Value::Known);
    let taint = |taint: eks::Taint| Taint {
        key: taint.key.unwrap_or_default(),
        value: taint.value.filter(|value| !value.is_empty()),
        effect: taint.effect.map(|effect| effect.as_str().to_owned()).unwrap_or_default(),
    };
    let issue = |issue: eks::Issue| {
        (issue.code.map(|code| code.as_str().to_owned()).unwrap_or_default(), issue.message.unwrap_or_default())
    };
    Live {
        arn: group.nodegroup_arn.unwrap_or_default(),
        status: group.status.unwrap_or(eks::NodegroupStatus::Creating),
        version: Value::Known(group.version.unwrap_or_default()),
        release: group.release_version.unwrap_or_default(),
        role_arn: group.node_role.unwrap_or_default(),
        subnets: Value::Known(group.subnets.unwrap_or_default().into_iter().collect()),
        instance_types: group.instance_types.unwrap_or_default(),
        ami_type: group.ami_type.map(|kind| kind.as_str().to_owned()).unwrap_or_default(),
        capacity: group.capacity_type.map(|kind| kind.as_str().to_owned()).unwrap_or_default(),
        size: Size { min: size(|s| s.min_size), max: size(|s| s.max_size), desired: size(|s| s.desired_size) },
        labels: group.labels.unwrap_or_default().into_iter().collect(),
        taints: group.taints.unwrap_or_default().into_iter().map(taint).collect(),
        max_unavailable: share.map_or(MaxUnavailable::Nodes(nodes), MaxUnavailable::Percentage),
        strategy: strategy.map_or_else(|| "DEFAULT".to_owned(), |strategy| strategy.as_str().to_owned()),
        repair: group.node_repair_config.map(repair).unwrap_or_default(),
        template: Template {
            id: part(template.as_ref().and_then(|template| template.id.clone())),
            version: part(template.and_then(|template| template.version)),
        },
        issues: group.health.and_then(|health| health.issues).unwrap_or_default().into_iter().map(issue).collect(),
        tags: group.tags.unwrap_or_default().into_iter().collect(),
    }
}

fn repair(config: eks::NodeRepairConfig) -> Repair {
    Repair {
        enabled: config.enabled.unwrap_or(false),
        unhealthy_count: config.max_unhealthy_node_threshold_count,
        unhealthy_percentage: config.max_unhealthy_node_threshold_percentage,
        parallel_count: config.max_parallel_nodes_repaired_count,
        parallel_percentage: config.max_parallel_nodes_repaired_percentage,
    }
}
