//! What a prune has to know of the nodes that still run when the run ends.

use super::{Composer, ControlPlane, Purpose};
use crate::graph::{Output, Value};
use crate::resource::Staying;
use crate::world::ClusterAccess;

/// The cluster, and the security groups that new nodes wear.
type Needs = Option<(Output<ClusterAccess>, Vec<Output<String>>)>;
pub(super) type Values = Option<(Value<ClusterAccess>, Vec<Value<String>>)>;

/// Who stays, as soon as the cluster is known.
#[derive(Clone)]
pub(super) struct Stayers {
    pub needs: Needs,
    whole: Staying,
}

impl Stayers {
    pub(super) fn of(&self, values: Values) -> Option<Staying> {
        let (access, groups) = values?;
        let mut staying = Staying { access, ..self.whole.clone() };
        staying.groups.extend(groups.into_iter().filter_map(|group| group.as_known().cloned()));
        Some(staying)
    }
}

impl Composer<'_> {
    /// Only a prune takes anything from nodes that stay: destroy ends them first.
    pub(super) fn stayers(&self, control_plane: &ControlPlane) -> Stayers {
        let groups = vec![control_plane.api_group.clone(), control_plane.node_group.clone()];
        let needs = (self.purpose == Purpose::Prune).then(|| (control_plane.access.clone(), groups));
        let classes = self.resolved.node_classes.values();
        let terms = classes.flat_map(|class| class.security_groups.iter().flatten());
        let whole = Staying {
            cluster: self.resolved.name.to_string(),
            access: Value::Pending(crate::graph::Origin::new("eks.cluster")),
            stack: self.stack_hash(),
            pools: self.resolved.node_pools.keys().cloned().collect(),
            groups: terms.filter_map(|term| Some(term.id.as_ref()?.to_string())).collect(),
        };
        Stayers { needs, whole }
    }
}
