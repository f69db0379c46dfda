//! The spec with every default in its place. Defaults are applied here and nowhere else.

mod cluster;
mod controller;
mod fargate_profile;
mod karpenter;
pub mod label;
mod node_class;
mod node_group;
mod node_pool;
mod node_role;
mod origin;

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

pub use cluster::{
    ResolvedAccess, ResolvedCluster, ResolvedEndpoint, ResolvedLogs, ResolvedNetwork, ResolvedSecrets, ResolvedTimeouts,
};
pub use fargate_profile::ResolvedFargateProfile;
pub use karpenter::{
    ResolvedControllerRole, ResolvedInstanceProfile, ResolvedInterruption, ResolvedKarpenter, ResolvedResources,
};
pub use node_class::{ResolvedNodeClass, ResolvedVolume};
pub use node_group::{ResolvedDisk, ResolvedMetadata, ResolvedNodeGroup, ResolvedSize};
pub use node_pool::{ResolvedBudget, ResolvedDisruption, ResolvedNodePool};
pub use node_role::{
    CreatedNodeRole, ExistingRole, NodeRoleSource, ResolvedAddon, ResolvedGroupRole, ResolvedNodeRole, ReusedRole,
};
pub use origin::{Defaulted, Origin};

use super::account::{AssumeRole, Iam, NameTag};
use super::check::Problems;
use super::environment::{self, Environment};
use super::name::{Names, Templates};
use super::node_overlay::NodeOverlay;
use super::section::{Off, Switch, Texts};
use super::stack::Spec;
use crate::catalog::addon;
use crate::units::{AccountId, ClusterName, Region};

/// A value that was given, or a default that gives way to what lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice<T> {
    Given(T),
    Default(T),
}

impl<T> Choice<T> {
    pub(crate) fn of(given: Option<T>, default: T) -> Choice<T> {
        given.map_or(Choice::Default(default), Choice::Given)
    }

    /// The value, wherever it is from.
    pub fn value(&self) -> &T {
        match self {
            Choice::Given(value) | Choice::Default(value) => value,
        }
    }

    /// The value, when the user gave it.
    pub fn given(&self) -> Option<&T> {
        match self {
            Choice::Given(value) => Some(value),
            Choice::Default(_) => None,
        }
    }
}

impl<T: Serialize> Serialize for Choice<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}

/// Templates of names, all given.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResolvedNaming {
    pub roles: String,
    pub path: String,
    pub node_security_group: NameTag,
    pub name_tag: NameTag,
}

/// The whole spec, with every default.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Resolved {
    pub api_version: super::ApiVersion,
    pub name: ClusterName,
    pub region: Region,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assume_role: Option<AssumeRole>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<Environment>,
    pub partition: &'static str,
    pub tags: Texts,
    pub propagate_to_nodes: bool,
    pub naming: ResolvedNaming,
    pub iam: Iam,
    pub kubernetes: ResolvedCluster,
    /// Left out only for a cluster that exists and of which nothing here needs the network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network: Option<ResolvedNetwork>,
    pub access: ResolvedAccess,
    /// Left out only when nothing here needs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node_role: Option<ResolvedNodeRole>,
    pub node_groups: BTreeMap<String, ResolvedNodeGroup>,
    /// Left out when it is not given: profiles are looked for only when they are spoken of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fargate_profiles: Option<BTreeMap<String, ResolvedFargateProfile>>,
    pub addons: BTreeMap<String, ResolvedAddon>,
    /// Left out when it is `off`, or not given for a cluster that exists.
    #[serde(serialize_with = "on_or_off")]
    pub karpenter: Option<ResolvedKarpenter>,
    pub node_classes: BTreeMap<String, ResolvedNodeClass>,
    pub node_pools: BTreeMap<String, ResolvedNodePool>,
    /// Left out when it is not given: overlays are looked for only when they are spoken of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node_overlays: Option<BTreeMap<String, NodeOverlay>>,
    pub timeouts: ResolvedTimeouts,
    /// Every name that follows from the spec.
    #[serde(skip)]
    pub names: Names,
    /// Every value that was not given, with where it comes from.
    #[serde(skip)]
    pub defaulted: Vec<Defaulted>,
}

impl Resolved {
    /// Whether nodes do not leave the VPC.
    pub fn is_private(&self) -> bool {
        self.network.as_ref().is_some_and(|network| network.private)
    }
}

fn on_or_off<S: Serializer, T: Serialize>(section: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
    match section {
        Some(section) => section.serialize(serializer),
        None => Off::Off.serialize(serializer),
    }
}

impl Resolved {
    /// Whether Karpenter's controller runs on Fargate.
    pub fn controller_on_fargate(&self) -> bool {
        self.karpenter.as_ref().is_some_and(|wanted| wanted.runs_on(self.fargate_profiles.as_ref()))
    }

    /// Whether the controller has to make instance profiles itself.
    pub fn controller_makes_profiles(&self) -> bool {
        let own = self.karpenter.as_ref().map(|wanted| &wanted.instance_profile);
        matches!(own, Some(super::InstanceProfileField::None(_)))
            || self.node_classes.values().any(|class| class.role.is_some() && class.instance_profile.is_none())
    }

    /// Whether anything of the stack is tied to a service account by the cluster's OIDC provider.
    pub fn needs_oidc_provider(&self) -> bool {
        let controller = self.karpenter.as_ref().is_some_and(|wanted| wanted.identity == super::Identity::Irsa);
        controller || self.addons.values().any(|addon| addon.irsa.is_some())
    }
}

impl Spec {
    /// The spec with every default in its place.
    ///
    /// # Errors
    /// All problems of the spec, when it has an error.
    pub fn resolve(&self) -> Result<Resolved, Problems> {
        let problems = super::check::check_spec(self);
        if problems.has_errors() {
            return Err(problems);
        }
        let name = ClusterName::new(&self.name).map_err(|invalid| Problems::of_field("name", &invalid))?;
        Ok(self.resolve_named(name))
    }

    /// Fills in the defaults, the environment's first; nothing here is refused, because checks ask for it too.
    pub(crate) fn resolve_named(&self, name: ClusterName) -> Resolved {
        let mut resolved = environment::filled(self).resolve_filled(name);
        resolved.defaulted = origin::defaulted(self, &resolved);
        resolved
    }

    fn resolve_filled(&self, name: ClusterName) -> Resolved {
        let naming = self.resolve_naming();
        let names = Names::new(name.clone(), self.region.clone(), self.templates(&naming));
        let existing = self.kubernetes.as_ref().and_then(|cluster| cluster.existing).unwrap_or(false);
        let mut karpenter = self.resolve_karpenter(existing);
        let needs_node_role = !existing || self.node_role.is_some() || karpenter.is_some();
        if let Some(wanted) = &mut karpenter {
            let private = self.network.as_ref().and_then(|network| network.private).unwrap_or(false);
            wanted.settle_identity(self.resolve_fargate_profiles().as_ref(), private);
        }
        Resolved {
            api_version: self.api_version.unwrap_or_default(),
            name,
            region: self.region.clone(),
            account: self.account.clone(),
            profile: self.profile.clone(),
            assume_role: self.assume_role.clone(),
            environment: self.environment,
            partition: self.region.partition().name,
            tags: self.tags.clone().unwrap_or_default(),
            propagate_to_nodes: self.propagate_to_nodes.unwrap_or(false),
            naming,
            iam: self.iam.clone().unwrap_or_default(),
            kubernetes: cluster::resolve_cluster(self.kubernetes.as_ref()),
            network: self.network.as_ref().map(cluster::resolve_network),
            access: cluster::resolve_access(self.access.as_ref()),
            node_role: needs_node_role.then(|| node_role::resolve_node_role(self.node_role.as_ref(), &names)),
            node_groups: self.resolve_node_groups(existing, karpenter.is_some(), &names),
            fargate_profiles: self.resolve_fargate_profiles(),
            addons: self.resolve_addons(existing),
            node_classes: self.resolve_node_classes(karpenter.is_some()),
            node_pools: self.resolve_node_pools(karpenter.as_ref()),
            node_overlays: self.node_overlays.clone(),
            karpenter,
            timeouts: cluster::resolve_timeouts(self.timeouts.as_ref()),
            names,
            defaulted: Vec::new(),
        }
    }

    fn resolve_naming(&self) -> ResolvedNaming {
        let given = self.naming.clone().unwrap_or_default();
        let default = Templates::default();
        let name_tag = default.name_tag.map_or(NameTag::Off(Off::Off), NameTag::Template);
        ResolvedNaming {
            roles: given.roles.unwrap_or(default.roles),
            path: given.path.unwrap_or(default.path),
            node_security_group: given.node_security_group.unwrap_or_else(|| NameTag::from("{name}-node")),
            name_tag: given.name_tag.unwrap_or(name_tag),
        }
    }

    fn templates(&self, naming: &ResolvedNaming) -> Templates {
        let karpenter = self.karpenter.as_ref().and_then(Switch::on);
        let interruption = karpenter.and_then(|karpenter| karpenter.interruption.as_ref());
        Templates {
            roles: naming.roles.clone(),
            path: naming.path.clone(),
            node_security_group: naming.node_security_group.template(),
            name_tag: naming.name_tag.template(),
            queue: interruption.and_then(|queue| queue.queue_name.clone()),
            rule_prefix: interruption.and_then(|queue| queue.rule_prefix.clone()),
        }
    }

    fn resolve_karpenter(&self, existing: bool) -> Option<ResolvedKarpenter> {
        match &self.karpenter {
            Some(Switch::Off(_)) => None,
            Some(Switch::On(section)) => Some(karpenter::resolve_karpenter(section)),
            None => (!existing).then(|| karpenter::resolve_karpenter(&super::Karpenter::default())),
        }
    }

    pub(super) fn has_karpenter(&self, existing: bool) -> bool {
        match &self.karpenter {
            Some(section) => section.on().is_some(),
            None => !existing,
        }
    }

    pub(super) fn default_node_groups(existing: bool) -> BTreeMap<String, super::NodeGroup> {
        let system = || ("system".to_owned(), super::NodeGroup::default());
        (!existing).then(system).into_iter().collect()
    }

    pub(super) fn default_node_classes(karpenter: bool) -> BTreeMap<String, super::NodeClass> {
        let default = || ("default".to_owned(), super::NodeClass::default());
        karpenter.then(default).into_iter().collect()
    }

    pub(super) fn default_node_pools(karpenter: bool) -> BTreeMap<String, super::NodePool> {
        let pools =
            || [("x86".to_owned(), super::NodePool::x86()), ("graviton".to_owned(), super::NodePool::graviton())];
        karpenter.then(pools).into_iter().flatten().collect()
    }

    fn resolve_node_groups(
        &self,
        existing: bool,
        karpenter: bool,
        names: &Names,
    ) -> BTreeMap<String, ResolvedNodeGroup> {
        let groups = self.node_groups.clone().unwrap_or_else(|| Spec::default_node_groups(existing));
        let subnets = self.network.as_ref().and_then(|network| network.subnets.as_ref());
        let resolve = |(name, group): (String, super::NodeGroup)| {
            let group = node_group::resolve_node_group((&name, names), group, subnets, karpenter);
            (name, group)
        };
        groups.into_iter().map(resolve).collect()
    }

    fn resolve_fargate_profiles(&self) -> Option<BTreeMap<String, ResolvedFargateProfile>> {
        let subnets = self.network.as_ref().and_then(|network| network.subnets.as_ref());
        let resolve = |(name, profile): (String, super::FargateProfile)| {
            (name, fargate_profile::resolve_fargate_profile(profile, subnets))
        };
        self.fargate_profiles.clone().map(|profiles| profiles.into_iter().map(resolve).collect())
    }

    fn resolve_addons(&self, existing: bool) -> BTreeMap<String, ResolvedAddon> {
        let defaults = if existing { &[][..] } else { &addon::DEFAULT[..] };
        let mut addons: BTreeMap<String, ResolvedAddon> =
            defaults.iter().map(|name| ((*name).to_owned(), ResolvedAddon::default())).collect();
        for (name, given) in self.addons.iter().flatten() {
            match given {
                Switch::Off(_) => drop(addons.remove(name)),
                Switch::On(given) => drop(addons.insert(name.clone(), node_role::resolve_addon(given))),
            }
        }
        addons
    }

    fn resolve_node_classes(&self, karpenter: bool) -> BTreeMap<String, ResolvedNodeClass> {
        let classes = self.node_classes.clone().unwrap_or_else(|| Spec::default_node_classes(karpenter));
        classes.into_iter().map(|(name, class)| (name, node_class::resolve_node_class(class))).collect()
    }

    fn resolve_node_pools(&self, karpenter: Option<&ResolvedKarpenter>) -> BTreeMap<String, ResolvedNodePool> {
        let pools = self.node_pools.clone().unwrap_or_else(|| Spec::default_node_pools(karpenter.is_some()));
        let classes = self.resolve_node_classes(karpenter.is_some());
        let resolve = |(name, pool)| {
            let mut pool = node_pool::resolve_node_pool(pool);
            let class = classes.get(&pool.node_class);
            pool.runs(class.is_some_and(|class| class.family().is_windows()));
            (name, pool)
        };
        pools.into_iter().map(resolve).collect()
    }
}
