//! A Fargate profile.
//!
//! Key: cluster and name; the name carries a hash of everything but the tags. Calls: eks:DescribeFargateProfile,
//! CreateFargateProfile, TagResource, UntagResource, DeleteFargateProfile, ListFargateProfiles. Ready after one to two
//! minutes. Immutable: selectors, subnets, role. A cluster makes or deletes one profile at a time.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use aws_sdk_eks::types as eks;
use serde::Serialize;

use super::InCluster;
use super::eks_access_entry::ClusterScope;
use super::eks_cluster::retag;
use crate::error::{Answer, Result};
use crate::graph::Value;
use crate::resource::{Claim, Diff, Facts, Field, Kind, Owned, OwnedTags, Phase, Readiness, Resource, Shown, Tags};
use crate::world::World;

#[derive(Clone, Debug)]
pub struct FargateProfile {
    pub role_arn: String,
    pub subnets: Value<BTreeSet<String>>,
    pub selectors: BTreeSet<Selector>,
    pub tags: OwnedTags,
}

/// Pods of a namespace with certain labels.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Selector {
    pub namespace: String,
    pub labels: BTreeMap<String, String>,
}

#[derive(Clone, Debug)]
pub struct Live {
    pub arn: String,
    pub status: eks::FargateProfileStatus,
    pub role_arn: String,
    pub subnets: Value<BTreeSet<String>>,
    pub selectors: BTreeSet<Selector>,
    pub issues: Vec<String>,
    pub tags: Tags,
}

impl Resource for FargateProfile {
    const KIND: Kind = Kind("eks.fargate_profile");
    const PACE: Duration = Duration::from_secs(5);
    const LIMIT: Duration = Duration::from_secs(20 * 60);
    const TYPICAL: Duration = Duration::from_secs(100);
    const CONSISTENCY: &'static [&'static str] = &["InvalidParameterException", "InvalidRequestException"];
    const IN_USE: &'static [&'static str] = &["ResourceInUseException"];

    type Key = InCluster;
    type Live = Live;

    async fn read(key: &InCluster, world: &World) -> Result<Option<Live>> {
        let describe = world.eks().describe_fargate_profile().cluster_name(&key.cluster);
        let describe = describe.fargate_profile_name(&key.name).send().await;
        Ok(describe.found_inside("eks:DescribeFargateProfile")?.and_then(|answer| answer.fargate_profile).map(parse))
    }

    fn phase(live: &Live) -> Phase {
        match live.status {
            eks::FargateProfileStatus::Deleting => Phase::Leaving,
            eks::FargateProfileStatus::Creating => Phase::Busy,
            eks::FargateProfileStatus::CreateFailed | eks::FargateProfileStatus::DeleteFailed => Phase::Failed,
            _ => Phase::Here,
        }
    }

    fn claim(&self, live: &Live) -> Claim {
        self.tags.claim(&live.tags)
    }

    fn ready(&self, live: &Live) -> Readiness {
        let issues = live.issues.join("; ");
        match &live.status {
            eks::FargateProfileStatus::Active => Readiness::Ready,
            eks::FargateProfileStatus::Creating => Readiness::Waiting { why: "the profile is being made".into() },
            other => Readiness::Broken { why: format!("the profile is {}: {issues}", other.as_str()) },
        }
    }

    fn diff(&self, live: &Live) -> Diff {
        let mut diff = Diff::same();
        let hint = "a profile is fixed: give it another name, so that a new one is made before this one goes";
        diff.compare_fixed("podExecutionRoleArn", &live.role_arn, &self.role_arn, hint);
        diff.compare_fixed("selectors", &live.selectors, &self.selectors, hint);
        if let (Value::Known(from), Value::Known(to)) = (&live.subnets, &self.subnets) {
            diff.compare_fixed("subnets", from, to, hint);
        }
        diff.extend(self.tags.diff(&live.tags));
        diff
    }

    fn fields(&self) -> Vec<Field> {
        let mut fields = vec![
            Field::added("podExecutionRoleArn", Shown::of(&self.role_arn)),
            Field::added("selectors", Shown::of(&self.selectors)),
            Field::added("subnets", Shown::value(&self.subnets)),
        ];
        fields.extend(self.tags.fields());
        fields
    }

    fn preview(&self, key: &InCluster, live: Option<&Live>, _: &Facts) -> Live {
        Live {
            arn: live.map(|live| live.arn.clone()).unwrap_or_else(|| key.to_string()),
            status: eks::FargateProfileStatus::Active,
            role_arn: self.role_arn.clone(),
            subnets: self.subnets.clone(),
            selectors: self.selectors.clone(),
            issues: Vec::new(),
            tags: self.tags.preview(live.map(|live| &live.tags)),
        }
    }

    async fn create(&self, key: &InCluster, world: &World) -> Result<Option<InCluster>> {
        let selector = |one: &Selector| {
            let labels = one.labels.clone().into_iter().collect();
            eks::FargateProfileSelector::builder().namespace(&one.namespace).set_labels(Some(labels)).build()
        };
        let create = world
            .eks()
            .create_fargate_profile()
            .cluster_name(&key.cluster)
            .fargate_profile_name(&key.name)
            .pod_execution_role_arn(&self.role_arn)
            .set_subnets(Some(self.subnets.known()?.iter().cloned().collect()))
            .set_selectors(Some(self.selectors.iter().map(selector).collect()))
            .set_tags(Some(self.tags.all().into_iter().collect()));
        create.send().await.of("eks:CreateFargateProfile")?;
        Ok(None)
    }

    async fn update(&self, _: &InCluster, live: &Live, world: &World) -> Result<()> {
        let (set, remove) = self.tags.changes(&live.tags);
        if set.is_empty() && remove.is_empty() { Ok(()) } else { retag(&live.arn, set, remove, world).await }
    }

    async fn delete(key: &InCluster, _: &Live, world: &World) -> Result<()> {
        let delete = world.eks().delete_fargate_profile().cluster_name(&key.cluster).fargate_profile_name(&key.name);
        delete.send().await.of("eks:DeleteFargateProfile")?;
        Ok(())
    }

    fn leaving(_: &Live) -> Option<String> {
        Some("its pods are being stopped".into())
    }
}

fn parse(profile: eks::FargateProfile) -> Live {
    let selector = |one: eks::FargateProfileSelector| Selector {
        namespace: one.namespace.unwrap_or_default(),
        labels: one.labels.unwrap_or_default().into_iter().collect(),
    };
    let issues = profile.health.and_then(|health| health.issues).unwrap_or_default();
    Live {
        arn: profile.fargate_profile_arn.unwrap_or_default(),
        status: profile.status.unwrap_or(eks::FargateProfileStatus::Creating),
        role_arn: profile.pod_execution_role_arn.unwrap_or_default(),
        subnets: Value::Known(profile.subnets.unwrap_or_default().into_iter().collect()),
        selectors: profile.selectors.unwrap_or_default().into_iter().map(selector).collect(),
        issues: issues.into_iter().filter_map(|issue| issue.message).collect(),
        tags: profile.tags.unwrap_or_default().into_iter().collect(),
    }
}

impl Owned for FargateProfile {
    type Scope = ClusterScope;

    async fn list(scope: &ClusterScope, world: &World) -> Result<Vec<InCluster>> {
        let list = world.eks().list_fargate_profiles().cluster_name(&scope.cluster.0).into_paginator().items().send();
        let names = list.try_collect().await.found_inside("eks:ListFargateProfiles")?.unwrap_or_default();
        Ok(names.into_iter().map(|name| InCluster::new(&scope.cluster.0, name)).collect())
    }

    fn is_ours(scope: &ClusterScope, live: &Live) -> bool {
        scope.owns(&live.tags)
    }
}
