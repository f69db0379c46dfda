//! A managed node group.
//!
//! Key: cluster and name; the name carries a hash of the fields that are fixed. Calls: eks:DescribeNodegroup,
//! CreateNodegroup, UpdateNodegroupConfig, UpdateNodegroupVersion, TagResource, UntagResource, DeleteNodegroup,
//! ListNodegroups. Ready after about two minutes. Immutable: instance types, AMI type, capacity type, subnets, role.

mod answer;
mod former_role;
mod payload;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use aws_sdk_eks::types as eks;
use serde::Serialize;

use super::InCluster;
use super::eks_access_entry::ClusterScope;
use super::eks_cluster::{minor, retag};
use crate::error::{Answer, Kind as ErrorKind, Result};
use crate::graph::Value;
use crate::resource::{Claim, Diff, Facts, Field, Kind, Owned, OwnedTags, Phase, Readiness, Resource, Shown, Tags};
use crate::world::World;
use answer::parse;
use payload::to_taint;

#[derive(Clone, Debug)]
pub struct NodeGroup {
    pub cluster: String,
    pub name: String,
    pub role_arn: String,
    pub subnets: Value<BTreeSet<String>>,
    pub instance_types: Vec<String>,
    /// `AL2023_ARM_64_STANDARD`, `BOTTLEROCKET_x86_64`, ...
    pub ami_type: String,
    /// `ON_DEMAND`, `SPOT` or `CAPACITY_BLOCK`.
    pub capacity: String,
    pub size: Size,
    /// Whether `desired` was given, and is held.
    pub held: bool,
    pub labels: BTreeMap<String, String>,
    pub taints: BTreeSet<Taint>,
    pub max_unavailable: MaxUnavailable,
    /// `DEFAULT` or `MINIMAL`; compared only when it is given.
    pub strategy: Option<String>,
    pub repair: Repair,
    pub template: Template,
    /// The Kubernetes version that the nodes follow: the control plane's.
    pub version: Value<String>,
    /// A pinned AMI release; `None` keeps the one that lives.
    pub release: Option<String>,
    pub tags: OwnedTags,
}

/// `desired` is only asked for at creation unless it is held: an autoscaler or a human may have moved it since.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Size {
    pub min: i32,
    pub max: i32,
    pub desired: i32,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Taint {
    pub key: String,
    pub value: Option<String>,
    /// As EKS writes it: `NO_SCHEDULE`, `NO_EXECUTE`, `PREFER_NO_SCHEDULE`.
    pub effect: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum MaxUnavailable {
    Nodes(i32),
    Percentage(i32),
}

/// Whether EKS replaces nodes that are not healthy, and within which limits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Repair {
    pub enabled: bool,
    pub unhealthy_count: Option<i32>,
    pub unhealthy_percentage: Option<i32>,
    pub parallel_count: Option<i32>,
    pub parallel_percentage: Option<i32>,
}

/// The launch template and the version that the nodes shall have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    pub id: Value<String>,
    pub version: Value<String>,
}

#[derive(Clone, Debug)]
pub struct Live {
    pub arn: String,
    pub status: eks::NodegroupStatus,
    pub version: Value<String>,
    pub release: String,
    pub role_arn: String,
    pub subnets: Value<BTreeSet<String>>,
    pub instance_types: Vec<String>,
    pub ami_type: String,
    pub capacity: String,
    pub size: Size,
    pub labels: BTreeMap<String, String>,
    pub taints: BTreeSet<Taint>,
    pub max_unavailable: MaxUnavailable,
    pub strategy: String,
    pub repair: Repair,
    pub template: Template,
    pub issues: Vec<(String, String)>,
    pub tags: Tags,
}

impl Live {
    pub fn role_arn(&self) -> Value<String> {
        Value::Known(self.role_arn.clone())
    }

    pub fn version(&self) -> Value<String> {
        self.version.clone()
    }
}

impl Resource for NodeGroup {
    const KIND: Kind = Kind("eks.node_group");
    const PACE: Duration = Duration::from_secs(5);
    const LIMIT: Duration = Duration::from_secs(40 * 60);
    const TYPICAL: Duration = Duration::from_secs(115);
    const CONSISTENCY: &'static [&'static str] = &["InvalidParameterException", "InvalidRequestException"];
    const IN_USE: &'static [&'static str] = &["ResourceInUseException"];

    type Key = InCluster;
    type Live = Live;

    async fn read(key: &InCluster, world: &World) -> Result<Option<Live>> {
        let describe =
            world.eks().describe_nodegroup().cluster_name(&key.cluster).nodegroup_name(&key.name).send().await;
        Ok(describe.found("eks:DescribeNodegroup")?.and_then(|answer| answer.nodegroup).map(parse))
    }

    fn phase(live: &Live) -> Phase {
        match live.status {
            eks::NodegroupStatus::Deleting => Phase::Leaving,
            eks::NodegroupStatus::Creating | eks::NodegroupStatus::Updating => Phase::Busy,
            eks::NodegroupStatus::CreateFailed | eks::NodegroupStatus::DeleteFailed => Phase::Failed,
            _ => Phase::Here,
        }
    }

    fn claim(&self, live: &Live) -> Claim {
        self.tags.claim(&live.tags)
    }

    fn ready(&self, live: &Live) -> Readiness {
        let issues: Vec<String> = live.issues.iter().map(|(code, text)| format!("{code}: {text}")).collect();
        match &live.status {
            eks::NodegroupStatus::Active => Readiness::Ready,
            eks::NodegroupStatus::Creating => Readiness::Waiting { why: waiting("the nodes are starting", &issues) },
            eks::NodegroupStatus::Updating => Readiness::Waiting { why: waiting("nodes are being replaced", &issues) },
            eks::NodegroupStatus::Degraded if lacks_its_role(live) => Readiness::Waiting { why: issues.join("; ") },
            other => Readiness::Broken { why: format!("the node group is {}: {}", other.as_str(), issues.join("; ")) },
        }
    }

    fn diff(&self, live: &Live) -> Diff {
        let mut diff = Diff::same();
        let hint =
            "a group's role is fixed: give the group another name, so that a new one is made before this one goes";
        diff.compare_fixed("nodeRole", &live.role_arn, &self.role_arn, hint);
        let hint = "instance types, AMI type, capacity and subnets of a group are fixed: they are part of its name";
        diff.compare_fixed("instanceTypes", &live.instance_types, &self.instance_types, hint);
        diff.compare_fixed("amiType", &live.ami_type, &self.ami_type, hint);
        diff.compare_fixed("capacityType", &live.capacity, &self.capacity, hint);
        if let (Value::Known(from), Value::Known(to)) = (&live.subnets, &self.subnets) {
            diff.compare_fixed("subnets", from, to, hint);
        }
        self.diff_scaling(live, &mut diff);
        diff.compare("labels", &live.labels, &self.labels);
        diff.compare("taints", &live.taints, &self.taints);
        diff.compare("updateConfig", &live.max_unavailable, &self.max_unavailable);
        diff.compare_given("updateConfig.updateStrategy", &live.strategy, self.strategy.as_ref());
        diff.compare("nodeRepairConfig", &live.repair, &self.repair);
        self.diff_rolling(live, &mut diff);
        diff.extend(self.tags.diff(&live.tags));
        diff
    }

    fn fields(&self) -> Vec<Field> {
        let mut fields = vec![
            Field::added("nodeRole", Shown::of(&self.role_arn)),
            Field::added("instanceTypes", Shown::of(&self.instance_types)),
            Field::added("amiType", Shown::of(&self.ami_type)),
            Field::added("capacityType", Shown::of(&self.capacity)),
            Field::added("scalingConfig", Shown::of(self.size)),
            Field::added("subnets", Shown::value(&self.subnets)),
            Field::added("launchTemplate.id", Shown::value(&self.template.id)),
        ];
        if !self.labels.is_empty() {
            fields.push(Field::added("labels", Shown::of(&self.labels)));
        }
        if !self.taints.is_empty() {
            fields.push(Field::added("taints", Shown::of(&self.taints)));
        }
        fields.extend(self.tags.fields());
        fields
    }

    fn preview(&self, key: &InCluster, live: Option<&Live>, _: &Facts) -> Live {
        let release = self.release.clone().or_else(|| live.map(|live| live.release.clone())).unwrap_or_default();
        Live {
            arn: live.map(|live| live.arn.clone()).unwrap_or_else(|| key.to_string()),
            status: eks::NodegroupStatus::Active,
            version: self.version.clone(),
            release,
            role_arn: self.role_arn.clone(),
            subnets: self.subnets.clone(),
            instance_types: self.instance_types.clone(),
            ami_type: self.ami_type.clone(),
            capacity: self.capacity.clone(),
            size: Size { desired: live.map_or(self.size.desired, |live| self.desired(live)), ..self.size },
            labels: self.labels.clone(),
            taints: self.taints.clone(),
            max_unavailable: self.max_unavailable,
            strategy: self
                .strategy
                .clone()
                .or_else(|| live.map(|live| live.strategy.clone()))
                .unwrap_or_else(|| "DEFAULT".to_owned()),
            repair: self.repair,
            template: self.template.clone(),
            issues: Vec::new(),
            tags: self.tags.preview(live.map(|live| &live.tags)),
        }
    }

    async fn create(&self, key: &InCluster, world: &World) -> Result<Option<InCluster>> {
        former_role::forget(&self.role_arn, key, world).await?;
        let template = eks::LaunchTemplateSpecification::builder()
            .id(self.template.id.known()?)
            .version(self.template.version.known()?);
        let create = world
            .eks()
            .create_nodegroup()
            .cluster_name(&key.cluster)
            .nodegroup_name(&key.name)
            .node_role(&self.role_arn)
            .set_subnets(Some(self.subnets.known()?.iter().cloned().collect()))
            .set_instance_types((!self.instance_types.is_empty()).then(|| self.instance_types.clone()))
            .ami_type(self.ami_type.as_str().into())
            .capacity_type(self.capacity.as_str().into())
            .scaling_config(self.scaling(self.size.desired))
            .set_labels(Some(self.labels.clone().into_iter().collect()))
            .set_taints(Some(self.taints.iter().map(to_taint).collect()))
            .update_config(self.update_config())
            .node_repair_config(self.repair.config())
            .launch_template(template.build())
            .set_version(if self.release.is_none() { Some(self.version.known()?.clone()) } else { None })
            .set_release_version(self.release.clone())
            .set_tags(Some(self.tags.all().into_iter().collect()));
        create.send().await.of("eks:CreateNodegroup")?;
        Ok(None)
    }

    async fn update(&self, key: &InCluster, live: &Live, world: &World) -> Result<()> {
        let (set, remove) = self.tags.changes(&live.tags);
        if !(set.is_empty() && remove.is_empty()) {
            return retag(&live.arn, set, remove, world).await;
        }
        let diff = self.diff(live);
        let rolling = ["version", "releaseVersion", "launchTemplate"].iter().any(|path| diff.touches(path));
        if rolling
            && !["labels", "taints", "scalingConfig", "updateConfig", "nodeRepairConfig"]
                .iter()
                .any(|path| diff.touches(path))
        {
            return self.roll(key, &diff, world).await;
        }
        let update = world.eks().update_nodegroup_config().cluster_name(&key.cluster).nodegroup_name(&key.name);
        let update = update
            .scaling_config(self.scaling(self.desired(live)))
            .labels(self.label_changes(live))
            .taints(self.taint_changes(live))
            .update_config(self.update_config())
            .node_repair_config(self.repair.config());
        update.send().await.of("eks:UpdateNodegroupConfig")?;
        Ok(())
    }

    async fn delete(key: &InCluster, _: &Live, world: &World) -> Result<()> {
        let delete = world.eks().delete_nodegroup().cluster_name(&key.cluster).nodegroup_name(&key.name);
        delete.send().await.of("eks:DeleteNodegroup")?;
        Ok(())
    }

    fn leaving(_: &Live) -> Option<String> {
        Some("its nodes are being drained and terminated".into())
    }
}

impl NodeGroup {
    fn diff_scaling(&self, live: &Live, diff: &mut Diff) {
        diff.compare("scalingConfig.minSize", &live.size.min, &self.size.min);
        diff.compare("scalingConfig.maxSize", &live.size.max, &self.size.max);
        if self.held {
            diff.compare("scalingConfig.desiredSize", &live.size.desired, &self.size.desired);
        }
    }

    /// What is given, or what lives as far as the limits let it.
    fn desired(&self, live: &Live) -> i32 {
        if self.held { self.size.desired } else { live.size.desired.clamp(self.size.min, self.size.max) }
    }

    /// Changes that replace every node of the group, one batch after another.
    fn diff_rolling(&self, live: &Live, diff: &mut Diff) {
        let nodes = u64::try_from(live.size.desired).ok();
        let rolling = |diff: &mut Diff, path: &str, from: Shown, to: Shown| {
            diff.push(Field::new(path, from, to).rolling(nodes, "a managed node group replaces its nodes"));
        };
        if live.version != self.version {
            rolling(diff, "version", Shown::value(&live.version), Shown::value(&self.version));
        }
        if let Some(release) = &self.release
            && *release != live.release
        {
            rolling(diff, "releaseVersion", Shown::of(&live.release), Shown::of(release));
        }
        // Source: EKS API, UpdateNodegroupVersion: another version of the group's template, never another template.
        if live.template.id != self.template.id {
            let (from, to) = (Shown::value(&live.template.id), Shown::value(&self.template.id));
            diff.push(Field::new("launchTemplate.id", from, to).fixed(
                "its launch template was deleted, and a group never takes another: give the group another name in the \
                 spec and apply with --prune, so that the new one comes before this one goes",
            ));
        } else if live.template.version != self.template.version {
            let (from, to) = (Shown::value(&live.template.version), Shown::value(&self.template.version));
            rolling(diff, "launchTemplate.version", from, to);
        }
        let number = |version: &Value<String>| version.as_known().and_then(|version| minor(version));
        if let (Some(from), Some(to)) = (number(&live.version), number(&self.version))
            && to < from
        {
            let (from, to) = (Shown::value(&live.version), Shown::value(&self.version));
            diff.push(Field::new("version", from, to).fixed("a node group never goes down: keep its version"));
        }
    }

    async fn roll(&self, key: &InCluster, diff: &Diff, world: &World) -> Result<()> {
        let update = world.eks().update_nodegroup_version().cluster_name(&key.cluster).nodegroup_name(&key.name);
        let template = eks::LaunchTemplateSpecification::builder()
            .id(self.template.id.known()?)
            .version(self.template.version.known()?);
        let mut update = update.launch_template(template.build());
        if diff.touches("releaseVersion") {
            update = update.set_release_version(self.release.clone());
        } else if diff.touches("version") {
            update = update.version(self.version.known()?);
        }
        match update.send().await.of("eks:UpdateNodegroupVersion") {
            Err(error) if error.is(ErrorKind::Broken) => {
                Err(error
                    .with_hint("a drain that a PodDisruptionBudget blocks ends a roll; see the group's health issues"))
            }
            answer => answer.map(|_| ()),
        }
    }

    fn scaling(&self, desired: i32) -> eks::NodegroupScalingConfig {
        let scaling = eks::NodegroupScalingConfig::builder().min_size(self.size.min).max_size(self.size.max);
        scaling.desired_size(desired).build()
    }
}

/// Its role is missing, which the run has made again by now. Source: EKS API reference, "Issue".
fn lacks_its_role(live: &Live) -> bool {
    !live.issues.is_empty() && live.issues.iter().all(|(code, _)| code == "IamNodeRoleNotFound")
}

fn waiting(what: &str, issues: &[String]) -> String {
    if issues.is_empty() { what.to_owned() } else { format!("{what}; {}", issues.join("; ")) }
}

impl Owned for NodeGroup {
    type Scope = ClusterScope;

    async fn list(scope: &ClusterScope, world: &World) -> Result<Vec<InCluster>> {
        let list = world.eks().list_nodegroups().cluster_name(&scope.cluster.0).into_paginator().items().send();
        let names = list.try_collect().await.found("eks:ListNodegroups")?.unwrap_or_default();
        Ok(names.into_iter().map(|name| InCluster::new(&scope.cluster.0, name)).collect())
    }

    fn is_ours(scope: &ClusterScope, live: &Live) -> bool {
        scope.owns(&live.tags)
    }
}
