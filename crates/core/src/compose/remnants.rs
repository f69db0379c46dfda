//! What Karpenter has made in the account and destroy clears away when Karpenter itself could not.

use super::chart::Controller;
use super::{Composer, ControlPlane, Purpose};
use crate::graph::{Output, Value};
use crate::node::{Declare, Handle};
use crate::resource::aws::eks_cluster::Cluster;
use crate::resource::aws::iam_role::Role;
use crate::resource::remnant::{Balanced, Claimed, KarpenterInstances, KarpenterProfiles, KarpenterTemplates};
use crate::world::ClusterAccess;

/// What workloads hold in the account is found by nodes whose ids begin so.
pub(crate) const ORPHANS: &str = "kubernetes.object/orphans/";

impl Composer<'_> {
    /// Instances go when nothing makes new ones any more: after the controller. Then what held them.
    ///
    /// A cluster of the same name that is somebody else's keeps everything.
    pub(super) fn compose_remnants(&mut self, controller: &Controller) {
        let cluster = self.handles::<Cluster>().into_iter().next();
        let (Purpose::Destroy, Some(cluster)) = (self.purpose, cluster) else { return };
        let stack = self.stack();
        let ours = move |owner: Value<Option<String>>| match owner {
            Value::Known(owner) => owner.as_deref() == Some(stack.as_str()),
            // There is no cluster: what carries its name is left of it.
            Value::Pending(_) => true,
        };
        let (owner, name) = (cluster.output(|live| Value::Known(live.owner())), self.resolved.name.to_string());
        let (mine, of) = (ours.clone(), name.clone());
        let instances = self.graph.leave_nothing("ec2.instance/karpenter", owner.clone(), move |owner| {
            mine(owner).then(|| KarpenterInstances { cluster: of.clone(), pool: None })
        });
        let (mine, of) = (ours.clone(), name.clone());
        let templates = self.graph.leave_nothing("ec2.launch_template/karpenter", owner.clone(), move |owner| {
            mine(owner).then(|| KarpenterTemplates { cluster: of.clone() })
        });
        let profiles = self.graph.leave_nothing("iam.instance_profile/karpenter", owner, move |owner| {
            ours(owner).then(|| KarpenterProfiles { cluster: name.clone() })
        });
        for &deployment in &controller.deployments {
            self.graph.removed_after(instances, deployment);
        }
        self.graph.removed_after(templates, instances);
        self.graph.removed_after(profiles, instances);
        self.graph.removed_after(cluster.node, instances);
        for role in self.handles::<Role>() {
            let Handle { node, .. } = role;
            self.graph.removed_after(node, profiles);
        }
    }
    /// Load balancers go while the nodes run on which their controllers may be, volumes when Karpenter's nodes have let
    /// go of them; both only when that is asked for.
    fn compose_orphans_of(&mut self, access: &Output<ClusterAccess>) -> (usize, usize) {
        let (balanced, claimed) = (format!("{ORPHANS}balanced"), format!("{ORPHANS}claimed"));
        let balanced = self.graph.leave_nothing(balanced, access.clone(), |access: Value<ClusterAccess>| {
            access.as_known().map(|access| Balanced { access: access.clone() })
        });
        let claimed = self.graph.leave_nothing(claimed, access.clone(), |access: Value<ClusterAccess>| {
            access.as_known().map(|access| Claimed { access: access.clone() })
        });
        for node in [balanced, claimed] {
            self.graph.survives(node, "it would stay behind; --delete-orphans deletes it first");
        }
        (balanced, claimed)
    }

    /// A cluster that stays keeps what its workloads have.
    pub(super) fn compose_orphans(&mut self, control_plane: &ControlPlane, deployments: &[usize]) {
        let cluster = self.handles::<Cluster>().into_iter().next();
        let (Purpose::Destroy, Some(cluster)) = (self.purpose, cluster) else { return };
        let (balanced, claimed) = self.compose_orphans_of(&control_plane.access);
        let under = |prefix: &str| {
            let nodes = self.graph.iter().filter(|(_, declared)| declared.id.starts_with(prefix));
            nodes.map(|(node, _)| node).collect::<Vec<_>>()
        };
        let pools = under("karpenter.node_pool/");
        let below = ["eks.node_group/", "eks.fargate_profile/", "eks.addon/"].map(under).concat();
        for &pool in &pools {
            self.graph.removed_after(pool, balanced);
            self.graph.removed_after(claimed, pool);
        }
        self.graph.removed_after(claimed, balanced);
        for node in below.into_iter().chain(deployments.iter().copied()).chain([cluster.node]) {
            self.graph.removed_after(node, claimed);
        }
    }
}
