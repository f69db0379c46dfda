//! The control plane: its role and log group come before it, because it needs the one and would make the other itself.

use std::collections::{BTreeMap, BTreeSet};

use super::key::{KeyService, KeyUse};
use super::network::CONTROL_PLANE_SUBNETS;
use super::security_groups::SecurityGroups;
use super::{Composer, ControlPlane, Purpose, RoleShape};
use crate::catalog::managed_policies;
use crate::graph::{Output, Value};
use crate::node::{Answered, Declare, Handle};
use crate::policy::{key, trust};
use crate::resource::aws::Name;
use crate::resource::aws::eks_cluster::{Cluster, EndpointAccess, Live, Settings};
use crate::resource::aws::iam_role::Role;
use crate::resource::aws::log_group::LogGroup;
use crate::resource::query::{FindCluster, FindNetwork, FindRole, FindUpgradePath};
use crate::spec::name::RoleFor;
use crate::spec::resolved::ResolvedNetwork;
use crate::spec::{ClusterRole, UpgradePolicy};

impl Composer<'_> {
    pub(super) fn compose_cluster(
        &mut self,
        network: Option<&Answered<FindNetwork>>,
        groups: &SecurityGroups,
    ) -> ControlPlane {
        match network {
            Some(network) if !self.resolved.kubernetes.existing => self.compose_our_cluster(network, groups),
            _ => {
                let mut found = self.find_cluster_of(Some(self.stack()));
                let of_eks = found.api_group.clone();
                (found.api_group, found.node_group) = (groups.api(&of_eks), groups.of_nodes(&of_eks));
                found
            }
        }
    }

    /// The cluster with the groups that it wears, and nothing in it.
    pub(super) fn compose_cluster_alone(&mut self, network: Option<&Answered<FindNetwork>>) {
        let groups = self.compose_security_groups(network);
        let control_plane = self.compose_cluster(network, &groups);
        self.compose_orphans(&control_plane, &[]);
    }

    /// A cluster that is there, with groups of ours looked up by name.
    pub(super) fn find_cluster_and_groups(&mut self) -> ControlPlane {
        let mut found = self.find_cluster();
        found.node_group = self.find_node_group(&found.api_group.clone());
        found
    }

    pub(super) fn find_cluster(&mut self) -> ControlPlane {
        self.find_cluster_of(None)
    }

    fn find_cluster_of(&mut self, stack: Option<String>) -> ControlPlane {
        let name = self.resolved.name.to_string();
        let query = FindCluster { name: name.clone(), stack, deletes: self.purpose.looks_further() };
        let found = self.graph.find(format!("eks.cluster/{name}"), (), move |()| query.clone());
        self.output("cluster.endpoint", found.flat(|cluster| cluster.endpoint()));
        self.output("cluster.certificateAuthority", found.flat(|cluster| cluster.certificate_authority()));
        ControlPlane {
            access: found.flat(|cluster| cluster.access()),
            version: found.output(|cluster| cluster.version()),
            api_group: found.flat(|cluster| cluster.security_group()),
            node_group: found.flat(|cluster| cluster.security_group()),
            issuer: found.flat(|cluster| cluster.issuer()),
            oidc_provider: None,
            before_nodes: Vec::new(),
            container: None,
            entries: Vec::new(),
        }
    }

    fn compose_our_cluster(&mut self, network: &Answered<FindNetwork>, groups: &SecurityGroups) -> ControlPlane {
        let (role_arn, role) = self.compose_cluster_role();
        let logs = self.compose_log_group();
        let id = format!("eks.cluster/{}", self.resolved.name);
        let subnets = network.output(|network| network.ids(CONTROL_PLANE_SUBNETS));
        let want = self.cluster(&id, role_arn);
        let before = (role.map(|role| role.done()), logs.map(|logs| logs.done()), self.find_upgrade_path());
        let needs = (subnets, groups.of_control_plane(), self.compose_secrets_key(), before);
        let why = "the control plane";
        type Before = (Option<Value<()>>, Option<Value<()>>, Option<Value<()>>);
        type Values = (Value<BTreeSet<String>>, Option<Value<String>>, Value<Option<String>>, Before);
        let cluster = self.graph.add(id, why, needs, move |(subnets, group, kms_key, _): Values| {
            let settings = Settings { kms_key, ..want.settings.clone() };
            let security_groups = Value::all(group).map(|ids| ids.into_iter().collect());
            (Name::new(&want.name), Cluster { subnets, security_groups, settings, ..want.clone() })
        });
        self.cluster_outputs(&cluster);
        let of_eks = cluster.output(Live::security_group);
        ControlPlane {
            access: cluster.output(Live::access),
            version: cluster.output(Live::version),
            api_group: groups.api(&of_eks),
            node_group: groups.of_nodes(&of_eks),
            issuer: cluster.output(Live::issuer),
            oidc_provider: None,
            before_nodes: Vec::new(),
            container: Some(cluster.node),
            entries: Vec::new(),
        }
    }

    /// Refuses an upgrade that EKS would refuse half-way, and a version that it would not make.
    fn find_upgrade_path(&mut self) -> Option<Output<()>> {
        // What is to be deleted is not to be upgraded.
        let target = self.resolved.kubernetes.version.given().filter(|_| self.purpose != Purpose::Destroy)?.to_string();
        let cluster = self.resolved.name.to_string();
        let standard_support = self.resolved.kubernetes.upgrade_policy == UpgradePolicy::Standard;
        let query = FindUpgradePath { cluster, target, standard_support };
        Some(self.graph.find("eks.upgrade_path", (), move |()| query.clone()).output(|_| ()))
    }

    fn compose_secrets_key(&mut self) -> Output<Option<String>> {
        let wanted = self.resolved.kubernetes.secrets.kms_key.clone();
        let (path, why) = ("kubernetes.secrets.kmsKey", "encrypts what the cluster stores");
        self.compose_key(&wanted, KeyUse { role: "secrets", why, path, service: None })
    }

    fn compose_logs_key(&mut self) -> Output<Option<String>> {
        let wanted = self.resolved.kubernetes.logs.kms_key.clone();
        let region = &self.resolved.region;
        let group = region.arn("logs", &self.facts.account, &format!("log-group:{}", self.resolved.names.log_group()));
        let service = format!("logs.{region}.{}", region.dns_suffix());
        let statement = key::logs(&service, &group);
        let service = Some(KeyService { name: service, statement, actions: &key::LOGS_NEED });
        let (path, why) = ("kubernetes.logs.kmsKey", "encrypts the control plane's logs");
        self.compose_key(&wanted, KeyUse { role: "logs", why, path, service })
    }

    fn cluster_outputs(&mut self, cluster: &Handle<Cluster>) {
        let arn = self.resolved.names.cluster_arn(&self.facts.account);
        let name = self.resolved.name.to_string();
        self.output("cluster.name", cluster.done().map(move |()| name.clone()));
        self.output("cluster.arn", cluster.done().map(move |()| arn.clone()));
        self.output("cluster.endpoint", cluster.output(|live| live.endpoint_url.clone()));
        self.output("cluster.certificateAuthority", cluster.output(|live| live.certificate_authority.clone()));
        self.output("cluster.version", cluster.output(Live::version));
        self.output("cluster.securityGroupId", cluster.output(Live::security_group));
        self.output("cluster.oidcIssuer", cluster.output(Live::issuer));
    }

    fn compose_cluster_role(&mut self) -> (String, Option<Handle<Role>>) {
        if let ClusterRole::Given(given) = &self.resolved.kubernetes.role {
            let (arn, path) = (given.arn.to_string(), "kubernetes.role.arn".to_owned());
            let query = FindRole { arn: arn.clone(), path, service: Some("eks.amazonaws.com".into()), nodes: None };
            self.find_role("iam.role/cluster", query);
            return (arn, None);
        }
        let names = &self.resolved.names;
        let shape = RoleShape {
            id: "iam.role/cluster".into(),
            why: "EKS acts as this role in the account",
            name: names.role(RoleFor::Cluster),
            path: names.path(),
            description: "EKS control plane",
            trust: Output::constant(trust::eks()),
            inline: BTreeMap::new(),
            attached: managed_policies::CLUSTER_ROLE.iter().map(|policy| (*policy).to_owned()).collect(),
            boundary: None,
            max_session: 3600,
            tags: Default::default(),
        };
        let arn = names.role_arn(&self.facts.account, RoleFor::Cluster);
        (arn, Some(self.role(shape)))
    }

    fn compose_log_group(&mut self) -> Option<Handle<LogGroup>> {
        let logs = &self.resolved.kubernetes.logs;
        // One of an earlier spec is still there: destroy has to know it.
        if logs.types.is_empty() && self.purpose != Purpose::Destroy {
            return None;
        }
        let id = "logs.log_group/cluster";
        let name = self.resolved.names.log_group();
        let want = LogGroup {
            name,
            retention: i32::try_from(logs.retention_days).ok(),
            class: logs.class.as_str().to_owned(),
            kms_key: Value::Known(None),
            tags: self.tags(id),
        };
        let why = "the control plane's logs, with a retention; EKS would make one that keeps for ever";
        let key = self.compose_logs_key();
        let handle =
            self.graph.add(id, why, key, move |kms_key| (Name::new(&want.name), LogGroup { kms_key, ..want.clone() }));
        self.graph.survives(handle.node, "logs are kept; --delete-logs deletes them");
        Some(handle)
    }

    fn cluster(&self, id: &str, role_arn: String) -> Cluster {
        let wanted = &self.resolved.kubernetes;
        Cluster {
            name: self.resolved.name.to_string(),
            version: wanted.version.value().to_string(),
            version_given: wanted.version.given().is_some(),
            role_arn,
            subnets: Value::Known(BTreeSet::new()),
            security_groups: Value::Known(BTreeSet::new()),
            endpoint: self.resolved.network.as_ref().map(endpoint).unwrap_or_default(),
            logs: wanted.logs.types.iter().map(|log| log.as_str().to_owned()).collect(),
            support: wanted.upgrade_policy.as_eks().to_owned(),
            deletion_protection: wanted.deletion_protection,
            settings: Settings {
                kms_key: Value::Known(None),
                service_cidr: wanted.service_cidr.map(|cidr| cidr.to_string()),
                ip_family: wanted.ip_family.as_eks().to_owned(),
                zonal_shift: wanted.zonal_shift,
                tier: wanted.control_plane_tier.as_eks().to_owned(),
            },
            authentication: self.resolved.access.authentication_mode.as_eks().to_owned(),
            creator_admin: self.resolved.access.creator_admin,
            tags: self.tags(id),
        }
    }
}

fn endpoint(network: &ResolvedNetwork) -> EndpointAccess {
    let public = network.endpoint.public_cidrs();
    let everybody = || vec!["0.0.0.0/0".to_owned()];
    let cidrs = public.map(|cidrs| cidrs.iter().map(ToString::to_string).collect::<Vec<_>>());
    EndpointAccess {
        private: network.endpoint.private,
        public: public.is_some(),
        public_cidrs: cidrs
            .map(|cidrs| if cidrs.is_empty() { everybody() } else { cidrs })
            .unwrap_or_default()
            .into_iter()
            .collect(),
    }
}
