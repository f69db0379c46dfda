//! An EKS cluster.
//!
//! Key: the name. Calls: eks:DescribeCluster, CreateCluster, UpdateClusterConfig, UpdateClusterVersion,
//! AssociateEncryptionConfig, TagResource, UntagResource, DeleteCluster. Ready after about 10 minutes. Immutable: the
//! role, the service CIDR, the address family, the VPC; an encryption key, once it is there.
//! One update at a time: each call to `update` sends one, and the engine comes back for the next.

mod answer;
mod logging;
mod network;
mod settings;

use std::collections::BTreeSet;
use std::time::Duration;

use aws_sdk_eks::types as eks;

use super::Name;
use crate::error::{Answer, Error, Kind as ErrorKind, Result};
use crate::graph::{Origin, Value};
use crate::resource::{Claim, Diff, Facts, Field, Kind, OwnedTags, Phase, Readiness, Resource, Shown, Tags, tag};
use crate::world::{ClusterAccess, World};
use answer::parse;
use logging::logging;
pub use network::EndpointAccess;
pub use settings::Settings;

#[derive(Clone, Debug)]
pub struct Cluster {
    pub name: String,
    /// `1.35`.
    pub version: String,
    /// The user gave the version; otherwise what lives is kept.
    pub version_given: bool,
    pub role_arn: String,
    pub subnets: Value<BTreeSet<String>>,
    /// Groups of the control plane's interfaces beside the one that EKS makes.
    pub security_groups: Value<BTreeSet<String>>,
    pub endpoint: EndpointAccess,
    /// `api`, `audit`, `authenticator`, `controllerManager`, `scheduler`.
    pub logs: BTreeSet<String>,
    /// `STANDARD` or `EXTENDED`.
    pub support: String,
    pub deletion_protection: bool,
    pub settings: Settings,
    /// `API` or `API_AND_CONFIG_MAP`.
    pub authentication: String,
    /// Asked for at creation and never compared: it would make plans depend on the caller.
    pub creator_admin: bool,
    pub tags: OwnedTags,
}

#[derive(Clone, Debug)]
pub struct Live {
    pub name: String,
    pub arn: String,
    pub status: eks::ClusterStatus,
    pub version: String,
    pub platform_version: Option<String>,
    pub role_arn: String,
    pub endpoint_url: Value<String>,
    pub certificate_authority: Value<String>,
    pub issuer: Value<String>,
    /// The security group that EKS makes for the cluster and its nodes.
    pub security_group: Value<String>,
    pub vpc: Value<String>,
    pub subnets: Value<BTreeSet<String>>,
    pub security_groups: Value<BTreeSet<String>>,
    pub endpoint: EndpointAccess,
    pub logs: BTreeSet<String>,
    pub support: String,
    pub deletion_protection: bool,
    pub settings: Settings,
    pub authentication: String,
    pub issues: Vec<String>,
    pub tags: Tags,
}

impl Live {
    /// The stack that made it; none when it was there before or nobody has marked it.
    pub fn owner(&self) -> Option<String> {
        self.tags.get(tag::STACK).filter(|_| !self.tags.contains_key(tag::ADOPTED)).cloned()
    }

    /// Where the Kubernetes API is, once the control plane is there.
    pub fn access(&self) -> Value<ClusterAccess> {
        let (name, private) = (self.name.clone(), !self.endpoint.public);
        self.endpoint_url.clone().and_then(|endpoint| {
            let access = |certificate_authority| ClusterAccess { name, endpoint, certificate_authority, private };
            self.certificate_authority.clone().map(access)
        })
    }

    pub fn security_group(&self) -> Value<String> {
        self.security_group.clone()
    }

    pub fn issuer(&self) -> Value<String> {
        self.issuer.clone()
    }

    pub fn name(&self) -> Value<String> {
        Value::Known(self.name.clone())
    }

    pub fn version(&self) -> Value<String> {
        Value::Known(self.version.clone())
    }

    fn is_in(&self, status: &eks::ClusterStatus) -> bool {
        self.status == *status
    }
}

impl Resource for Cluster {
    const KIND: Kind = Kind("eks.cluster");
    const PACE: Duration = Duration::from_secs(10);
    const LIMIT: Duration = Duration::from_secs(40 * 60);
    /// Its endpoint opens the Kubernetes API.
    const SECURITY: bool = true;
    const UNMARKED: &'static str = "; `kubernetes: {existing: true}` uses it as it is";
    const TYPICAL: Duration = Duration::from_secs(10 * 60);
    const CONSISTENCY: &'static [&'static str] = &["InvalidParameterException"];
    const IN_USE: &'static [&'static str] = &["ResourceInUseException"];

    type Key = Name;
    type Live = Live;

    async fn read(key: &Name, world: &World) -> Result<Option<Live>> {
        let live = world.once(format!("eks:DescribeCluster {key}"), || async {
            let describe = world.eks().describe_cluster().name(&key.0).send().await.found("eks:DescribeCluster")?;
            describe.and_then(|answer| answer.cluster).map(parse).transpose()
        });
        Ok((*live.await?).clone())
    }

    fn phase(live: &Live) -> Phase {
        match live.status {
            eks::ClusterStatus::Deleting => Phase::Leaving,
            eks::ClusterStatus::Creating | eks::ClusterStatus::Updating => Phase::Busy,
            _ => Phase::Here,
        }
    }

    fn claim(&self, live: &Live) -> Claim {
        self.tags.claim(&live.tags)
    }

    fn ready(&self, live: &Live) -> Readiness {
        match &live.status {
            eks::ClusterStatus::Active => Readiness::Ready,
            eks::ClusterStatus::Creating => Readiness::Waiting { why: "the control plane is being made".into() },
            eks::ClusterStatus::Updating => Readiness::Waiting { why: "the control plane is being updated".into() },
            other => {
                Readiness::Broken { why: format!("the cluster is {}: {}", other.as_str(), live.issues.join("; ")) }
            }
        }
    }

    fn diff(&self, live: &Live) -> Diff {
        let mut diff = Diff::same();
        let hint = "the cluster's role is fixed: it can only be given when the cluster is made";
        diff.compare_fixed("roleArn", &live.role_arn, &self.role_arn, hint);
        self.diff_version(live, &mut diff);
        diff.compare_value("resourcesVpcConfig.subnetIds", &live.subnets, &self.subnets);
        let groups = "resourcesVpcConfig.securityGroupIds";
        diff.compare_value(groups, &live.security_groups, &self.security_groups);
        self.settings.diff(&live.settings, &mut diff);
        self.diff_endpoint(live, &mut diff);
        diff.compare("logging.types", &live.logs, &self.logs);
        diff.compare("upgradePolicy.supportType", &live.support, &self.support);
        diff.compare("deletionProtection", &live.deletion_protection, &self.deletion_protection);
        match (live.authentication.as_str(), self.authentication.as_str()) {
            (from, to) if from == to => {}
            ("API", _) => diff.compare_fixed(
                "accessConfig.authenticationMode",
                &live.authentication,
                &self.authentication,
                "EKS never goes back from API: set access.authenticationMode to API",
            ),
            _ => diff.compare("accessConfig.authenticationMode", &live.authentication, &self.authentication),
        }
        diff.extend(self.tags.diff(&live.tags));
        diff
    }

    fn fields(&self) -> Vec<Field> {
        let mut fields = vec![
            Field::added("version", Shown::of(&self.version)),
            Field::added("roleArn", Shown::of(&self.role_arn)),
            Field::added("resourcesVpcConfig.subnetIds", Shown::value(&self.subnets)),
            Field::added("resourcesVpcConfig.endpoint", Shown::of(&self.endpoint)),
            Field::added("logging.types", Shown::of(&self.logs)),
            Field::added("upgradePolicy.supportType", Shown::of(&self.support)),
            Field::added("deletionProtection", Shown::of(self.deletion_protection)),
            Field::added("accessConfig.authenticationMode", Shown::of(&self.authentication)),
            Field::added("accessConfig.bootstrapClusterCreatorAdminPermissions", Shown::of(self.creator_admin)),
            Field::added("bootstrapSelfManagedAddons", Shown::of(false)),
        ];
        if self.security_groups != Value::Known(BTreeSet::new()) {
            fields.push(Field::added("resourcesVpcConfig.securityGroupIds", Shown::value(&self.security_groups)));
        }
        fields.extend(self.settings.fields());
        fields.extend(self.tags.fields());
        fields
    }

    fn preview(&self, key: &Name, live: Option<&Live>, facts: &Facts) -> Live {
        let pending = || Value::Pending(Origin::new(&self.tags.owner.id));
        let known = |get: fn(&Live) -> &Value<String>| live.map_or_else(pending, |live| get(live).clone());
        Live {
            name: key.0.clone(),
            arn: format!("arn:{}:eks:{}:{}:cluster/{}", facts.partition, facts.region, facts.account, key.0),
            status: eks::ClusterStatus::Active,
            version: live.filter(|_| !self.version_given).map_or(&self.version, |live| &live.version).clone(),
            platform_version: None,
            role_arn: self.role_arn.clone(),
            endpoint_url: known(|live| &live.endpoint_url),
            certificate_authority: known(|live| &live.certificate_authority),
            issuer: known(|live| &live.issuer),
            security_group: known(|live| &live.security_group),
            vpc: known(|live| &live.vpc),
            subnets: self.subnets.clone(),
            security_groups: self.security_groups.clone(),
            endpoint: self.endpoint.clone(),
            logs: self.logs.clone(),
            support: self.support.clone(),
            deletion_protection: self.deletion_protection,
            settings: self.settings.preview(live.map(|live| &live.settings)),
            authentication: self.authentication.clone(),
            issues: Vec::new(),
            tags: self.tags.preview(live.map(|live| &live.tags)),
        }
    }

    async fn create(&self, key: &Name, world: &World) -> Result<Option<Name>> {
        let access = eks::CreateAccessConfigRequest::builder()
            .authentication_mode(self.authentication.as_str().into())
            .bootstrap_cluster_creator_admin_permissions(self.creator_admin);
        let create = world
            .eks()
            .create_cluster()
            .name(&key.0)
            .version(&self.version)
            .role_arn(&self.role_arn)
            .resources_vpc_config(self.vpc_config(true)?)
            .logging(logging(&self.logs, true))
            .upgrade_policy(eks::UpgradePolicyRequest::builder().support_type(self.support.as_str().into()).build())
            .deletion_protection(self.deletion_protection)
            .access_config(access.build())
            .bootstrap_self_managed_addons(false)
            .set_tags(Some(self.tags.all().into_iter().collect()));
        self.settings.on_create(create)?.send().await.of("eks:CreateCluster")?;
        Ok(None)
    }

    async fn update(&self, key: &Name, live: &Live, world: &World) -> Result<()> {
        let (set, remove) = self.tags.changes(&live.tags);
        if !(set.is_empty() && remove.is_empty()) {
            return retag(&live.arn, set, remove, world).await;
        }
        let diff = self.diff(live);
        if diff.touches("encryptionConfig") {
            return self.settings.associate_key(key, world).await;
        }
        let update = world.eks().update_cluster_config().name(&key.0);
        let update = if diff.touches("resourcesVpcConfig.subnetIds")
            || diff.touches("resourcesVpcConfig.securityGroupIds")
        {
            update.resources_vpc_config(self.networks(eks::VpcConfigRequest::builder())?.build())
        } else if diff.touches("zonalShiftConfig") {
            update.zonal_shift_config(self.settings.zonal_shift_config())
        } else if diff.touches("controlPlaneScalingConfig") {
            update.control_plane_scaling_config(self.settings.scaling_config())
        } else if diff.touches("resourcesVpcConfig") {
            update.resources_vpc_config(self.vpc_config(false)?)
        } else if diff.touches("logging") {
            update.logging(logging(&self.logs, false))
        } else if diff.touches("upgradePolicy") {
            update
                .upgrade_policy(eks::UpgradePolicyRequest::builder().support_type(self.support.as_str().into()).build())
        } else if diff.touches("deletionProtection") {
            update.deletion_protection(self.deletion_protection)
        } else if diff.touches("accessConfig") {
            let access = eks::UpdateAccessConfigRequest::builder();
            update.access_config(access.authentication_mode(self.authentication.as_str().into()).build())
        } else {
            let update = world.eks().update_cluster_version().name(&key.0).version(&self.version);
            update.send().await.of("eks:UpdateClusterVersion")?;
            return Ok(());
        };
        update.send().await.of("eks:UpdateClusterConfig")?;
        Ok(())
    }

    async fn delete(key: &Name, live: &Live, world: &World) -> Result<()> {
        if let Some(error) = Cluster::protected(live) {
            return Err(error);
        }
        if live.is_in(&eks::ClusterStatus::Creating) {
            return Ok(());
        }
        world.eks().delete_cluster().name(&key.0).send().await.of("eks:DeleteCluster")?;
        Ok(())
    }

    fn protected(live: &Live) -> Option<Error> {
        let error = Error::new(ErrorKind::Preflight, "deletion protection is on, and nothing of the stack was deleted");
        live.deletion_protection
            .then(|| error.with_hint("set kubernetes.deletionProtection to false, apply, then destroy"))
    }

    fn leaving(_: &Live) -> Option<String> {
        Some("the control plane is being deleted".into())
    }
}

impl Cluster {
    /// EKS goes up one minor at a time and never down.
    fn diff_version(&self, live: &Live, diff: &mut Diff) {
        if !self.version_given {
            return;
        }
        let (Some(from), Some(to)) = (minor(&live.version), minor(&self.version)) else {
            return diff.compare("version", &live.version, &self.version);
        };
        if to < from {
            let hint = format!("EKS never goes down: set kubernetes.version to {}", live.version);
            diff.compare_fixed("version", &live.version, &self.version, &hint);
        } else if to > from + 1 {
            let way: Vec<String> = (from + 1..=to).map(|minor| format!("1.{minor}")).collect();
            let hint = format!("EKS goes up one minor at a time: apply {} one after another", way.join(", "));
            diff.compare_fixed("version", &live.version, &self.version, &hint);
        } else {
            diff.compare("version", &live.version, &self.version);
        }
    }
}

/// The number after `1.`.
pub(crate) fn minor(version: &str) -> Option<u32> {
    version.strip_prefix("1.")?.split('.').next()?.parse().ok()
}

pub(super) async fn retag(arn: &str, set: Tags, remove: Vec<String>, world: &World) -> Result<()> {
    if !remove.is_empty() {
        let untag = world.eks().untag_resource().resource_arn(arn).set_tag_keys(Some(remove));
        untag.send().await.of("eks:UntagResource")?;
    }
    if !set.is_empty() {
        let tag = world.eks().tag_resource().resource_arn(arn).set_tags(Some(set.into_iter().collect()));
        tag.send().await.of("eks:TagResource")?;
    }
    Ok(())
}
