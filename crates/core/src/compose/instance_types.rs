//! The instance types that the spec names itself: asked for once, before anything is made.

use super::Composer;
use super::network::{SUBNETS, group_subnets};
use crate::node::{Answered, Declare};
use crate::resource::query::{FindInstanceTypes, FindNetwork, TypesUsed};
use crate::units::InstanceType;

impl Composer<'_> {
    /// Defaults are not asked for: every region has them.
    pub(super) fn find_instance_types(&mut self, network: Option<&Answered<FindNetwork>>) {
        let Some(network) = network else { return };
        let given = |path: &str| !self.resolved.defaulted.iter().any(|one| one.path.starts_with(path));
        let types = |types: &[InstanceType]| {
            types.iter().map(|one| (one.to_string(), one.architecture().ec2_name())).collect::<Vec<_>>()
        };
        let mut uses = Vec::new();
        for (name, group) in &self.resolved.node_groups {
            let path = format!("nodeGroups.{name}.instanceTypes");
            if given(&path) {
                let types = types(&group.instance_types);
                uses.push(TypesUsed { path, types, subnets: group_subnets(name), zones: Vec::new() });
            }
        }
        for (name, pool) in self.resolved.node_pools.iter().filter(|(_, pool)| !pool.instance_types.is_empty()) {
            // A class with subnets of its own says by tags where its nodes run; Karpenter looks for itself then.
            let own = self.resolved.node_classes.get(&pool.node_class).is_some_and(|class| class.subnets.is_some());
            uses.push(TypesUsed {
                path: format!("nodePools.{name}.instanceTypes"),
                types: types(&pool.instance_types),
                subnets: if own { String::new() } else { SUBNETS.to_owned() },
                zones: pool.zones.clone(),
            });
        }
        if !uses.is_empty() {
            self.graph.find("ec2.instance_types", network.answer(), move |network| FindInstanceTypes {
                uses: uses.clone(),
                network,
            });
        }
    }
}
