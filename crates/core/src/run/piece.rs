//! Builders that stand alone: each is applied by itself to a cluster that exists.

use std::collections::BTreeMap;

use crate::compose::{Part, Piece};
use crate::spec::{
    AccessEntry, Addon, Cluster, InstanceProfile, InterruptionQueue, Karpenter, KarpenterChart, KarpenterRole, Network,
    NodeClass, NodeGroup, NodePool, NodeRole, PodIdentityAssociation, Spec,
};
use crate::units::Region;

impl Piece {
    fn of(cluster: &str, region: Region, part: Part, fill: impl FnOnce(Spec) -> Spec) -> Piece {
        Piece { spec: fill(Spec::for_existing(cluster, region)), part }
    }

    /// A piece of what Karpenter needs: no pools of a stack come with it.
    fn of_karpenter(cluster: &str, region: Region, part: Part, fill: impl FnOnce(Spec) -> Spec) -> Piece {
        Piece::of(cluster, region, part, |spec| {
            let mut spec = fill(spec);
            spec.node_classes = Some(BTreeMap::new());
            spec.node_pools = Some(BTreeMap::new());
            spec
        })
    }

    /// The control plane alone, with its role and log group.
    pub fn cluster(name: &str, region: Region, cluster: Cluster, network: Network) -> Piece {
        let spec = Spec::new(name, region).cluster(cluster).network(network).without_karpenter();
        Piece { spec, part: Part::Cluster }
    }

    /// A NodePool.
    pub fn node_pool(cluster: &str, region: Region, name: &str, pool: NodePool) -> Piece {
        Piece::of(cluster, region, Part::NodePool(name.into()), |spec| spec.node_pool(name, pool))
    }

    /// A NodeClass; without selectors of its own it takes the network's subnets and the cluster's security group.
    pub fn node_class(cluster: &str, region: Region, name: &str, class: NodeClass) -> Piece {
        Piece::of(cluster, region, Part::NodeClass(name.into()), |spec| spec.node_class(name, class))
    }

    /// The role of Karpenter's controller, with exactly the policies that a version needs.
    pub fn karpenter_role(cluster: &str, region: Region, role: KarpenterRole, node_role: NodeRole) -> Piece {
        Piece::of_karpenter(cluster, region, Part::ControllerRole, |spec| {
            spec.node_role(node_role).karpenter(Karpenter::default().controller_role(role))
        })
    }

    /// The role of Karpenter's nodes.
    pub fn node_role(cluster: &str, region: Region, role: NodeRole) -> Piece {
        Piece::of(cluster, region, Part::NodeRole, |spec| spec.node_role(role))
    }

    /// An instance profile for a role by name.
    pub fn instance_profile(cluster: &str, region: Region, profile: InstanceProfile) -> Piece {
        let InstanceProfile { name, path, role } = profile;
        let part = Part::InstanceProfile { name, path, role: role.unwrap_or_default() };
        Piece::of(cluster, region, part, |spec| spec)
    }

    /// Which role the pods of a service account get.
    pub fn pod_identity_association(cluster: &str, region: Region, wanted: PodIdentityAssociation) -> Piece {
        let part = Part::PodIdentityAssociation { role_arn: wanted.role_arn.to_string() };
        Piece::of_karpenter(cluster, region, part, |spec| {
            let karpenter = Karpenter::default().namespace(wanted.namespace).service_account(wanted.service_account);
            spec.karpenter(karpenter)
        })
    }

    /// The interruption queue with its policy and rules.
    pub fn interruption_queue(cluster: &str, region: Region, queue: InterruptionQueue) -> Piece {
        Piece::of_karpenter(cluster, region, Part::InterruptionQueue, |spec| {
            spec.karpenter(Karpenter::default().interruption(queue))
        })
    }

    /// Karpenter's chart, with its CRDs and the Helm release record.
    pub fn karpenter_chart(cluster: &str, region: Region, chart: KarpenterChart) -> Piece {
        Piece::of_karpenter(cluster, region, Part::Chart, |spec| spec.karpenter(from_chart(chart)))
    }

    /// An access entry.
    pub fn access_entry(cluster: &str, region: Region, entry: AccessEntry) -> Piece {
        Piece::of(cluster, region, Part::AccessEntry, |spec| spec.access_entry(entry))
    }

    /// An EKS addon.
    pub fn addon(cluster: &str, region: Region, name: &str, addon: Addon) -> Piece {
        Piece::of(cluster, region, Part::Addon(name.into()), |spec| spec.addon(name, addon))
    }

    /// A managed node group with its role and launch template.
    pub fn node_group(cluster: &str, region: Region, name: &str, group: NodeGroup, network: Network) -> Piece {
        Piece::of(cluster, region, Part::NodeGroup(name.into()), |spec| spec.network(network).node_group(name, group))
    }
}

fn from_chart(chart: KarpenterChart) -> Karpenter {
    Karpenter {
        version: chart.version,
        chart: chart.chart,
        namespace: chart.namespace,
        service_account: chart.service_account,
        replicas: chart.replicas,
        resources: chart.resources,
        interruption: chart.interruption_queue.map(|name| InterruptionQueue::default().queue_name(name)),
        settings: chart.settings,
        values: chart.values,
        service_monitor: chart.service_monitor,
        dns_policy: chart.dns_policy,
        helm_release: chart.helm_release,
        ..Karpenter::default()
    }
}

/// What can be planned, applied and destroyed: a whole stack, or one piece of one.
pub trait Target: Sync {
    #[doc(hidden)]
    fn spec(&self) -> &Spec;
    #[doc(hidden)]
    fn piece(&self) -> Option<&Piece> {
        None
    }
}

impl Target for Spec {
    fn spec(&self) -> &Spec {
        self
    }
}

impl Target for Piece {
    fn spec(&self) -> &Spec {
        &self.spec
    }

    fn piece(&self) -> Option<&Piece> {
        Some(self)
    }
}
