//! What Karpenter has made in the account and destroy clears away when Karpenter itself could not.

use super::chart::Controller;
use super::{Composer, Purpose};
use crate::graph::Value;
use crate::node::{Declare, Handle};
use crate::resource::aws::eks_cluster::Cluster;
use crate::resource::aws::iam_role::Role;
use crate::resource::remnant::{KarpenterInstances, KarpenterProfiles, KarpenterTemplates};

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
}
