//! Whether the control plane may go to a version in one step, or be made at it.
//!
//! Source: EKS user guide, "Update existing cluster to new Kubernetes version": one minor at a time, and every node
//! group at the control plane's version first. Both are refused in the plan, because an order that AWS forbids would
//! fail on every apply, half-way. What EKS's own upgrade insights say is read first and shown.

use aws_sdk_eks::types as eks;
use futures::future::{try_join, try_join_all};

use crate::error::{Answer, Error, Kind as ErrorKind, Result};
use crate::resource::aws::Name;
use crate::resource::aws::eks_cluster::Cluster;
use crate::resource::{Kind, Query, Resource};
use crate::world::World;

#[derive(Clone, Debug)]
pub struct FindUpgradePath {
    pub cluster: String,
    pub target: String,
    /// EKS makes no cluster at a version that its support policy leaves out.
    pub standard_support: bool,
}

impl Query for FindUpgradePath {
    const KIND: Kind = Kind("eks.upgrade_path");
    /// What EKS's insights warn of; empty while nothing is upgraded.
    type Answer = Vec<String>;

    async fn find(&self, world: &World) -> Result<Vec<String>> {
        let live = Cluster::read(&Name::new(&self.cluster), world).await?;
        let Some(live) = live else { return self.require_support(world).await.map(|()| Vec::new()) };
        if live.version == self.target {
            return Ok(Vec::new());
        }
        let ((), insights) = try_join(self.require_groups(&live.version, world), self.insights(world)).await?;
        Ok(insights)
    }

    fn warnings(insights: &Vec<String>) -> Vec<String> {
        insights.clone()
    }
}

impl FindUpgradePath {
    /// Source: EKS user guide, "Understand the Kubernetes version lifecycle on EKS". A version that EKS does not know is
    /// told where its addons are looked up.
    async fn require_support(&self, world: &World) -> Result<()> {
        if !self.standard_support {
            return Ok(());
        }
        let ask = world.eks().describe_cluster_versions().cluster_versions(&self.target).send().await;
        let found = match ask.of("eks:DescribeClusterVersions") {
            Ok(answer) => answer.cluster_versions.unwrap_or_default(),
            // A caller who may not ask is told by EKS itself, and of a version that EKS does not know the addons tell.
            Err(error) if error.is(ErrorKind::Denied) || error.code() == Some("InvalidParameterException") => {
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        let extended = found.iter().any(|one| one.version_status == Some(eks::VersionStatus::ExtendedSupport));
        if !extended {
            return Ok(());
        }
        let text = format!("kubernetes.version: {} is in extended support, and upgradePolicy is standard", self.target);
        let hint = "choose a later version, or say `kubernetes.upgradePolicy: extended`, which costs more per hour";
        Err(Error::new(ErrorKind::Preflight, text).with_hint(hint))
    }

    async fn require_groups(&self, control_plane: &str, world: &World) -> Result<()> {
        let list = world.eks().list_nodegroups().cluster_name(&self.cluster).into_paginator().items().send();
        let names = list.try_collect().await.found("eks:ListNodegroups")?.unwrap_or_default();
        let groups = try_join_all(names.iter().map(|name| async move {
            let describe =
                world.eks().describe_nodegroup().cluster_name(&self.cluster).nodegroup_name(name).send().await;
            Ok::<_, Error>(describe.found("eks:DescribeNodegroup")?.and_then(|answer| answer.nodegroup))
        }));
        for group in groups.await?.into_iter().flatten() {
            let (name, version) = (group.nodegroup_name.unwrap_or_default(), group.version.unwrap_or_default());
            if version != control_plane {
                let text =
                    format!("the node group {name} is at {version} while the control plane is at {control_plane}");
                let hint = format!(
                    "bring the group up first: apply with kubernetes.version {control_plane}, then with {}",
                    self.target
                );
                return Err(Error::new(ErrorKind::Immutable, text).with_hint(hint));
            }
        }
        Ok(())
    }

    /// What would keep the upgrade from going well. A caller who may not read insights is not kept from upgrading.
    async fn insights(&self, world: &World) -> Result<Vec<String>> {
        let filter = eks::InsightsFilter::builder()
            .categories(eks::Category::UpgradeReadiness)
            .statuses(eks::InsightStatusValue::Warning)
            .statuses(eks::InsightStatusValue::Error)
            .build();
        let list = world.eks().list_insights().cluster_name(&self.cluster).filter(filter).into_paginator().items();
        match list.send().try_collect().await.found_inside("eks:ListInsights") {
            Ok(insights) => Ok(insights.unwrap_or_default().into_iter().map(describe).collect()),
            Err(error) if error.is(ErrorKind::Denied) => {
                Ok(vec!["the upgrade insights cannot be read: the caller lacks eks:ListInsights".to_owned()])
            }
            Err(error) => Err(error),
        }
    }
}

fn describe(insight: eks::InsightSummary) -> String {
    let (status, reason) =
        insight.insight_status.map(|found| (found.status, found.reason.unwrap_or_default())).unwrap_or_default();
    let status = status.map(|status| status.as_str().to_ascii_lowercase()).unwrap_or_default();
    let (name, target) = (insight.name.unwrap_or_default(), insight.kubernetes_version.unwrap_or_default());
    format!("upgrade insight for {target} ({status}): {name}: {reason}")
}
