//! The instance types and zones that the spec names itself: asked for once, before anything is made.

use super::Composer;
use super::network::{SUBNETS, group_subnets};
use crate::node::{Answered, Declare};
use crate::resource::query::{FindInstanceTypes, FindNetwork, FindPoolZones, TypesUsed, ZonesUsed};
use crate::spec::resolved::ResolvedNodePool;
use crate::units::InstanceType;

impl Composer<'_> {
    /// Zones of pools whose nodes run in the cluster's subnets: a class with subnets of its own selects them by tags.
    pub(super) fn find_pool_zones(&mut self, network: Option<&Answered<FindNetwork>>) {
        let Some(network) = network else { return };
        let classes = &self.resolved.node_classes;
        let own = |class: &str| classes.get(class).is_some_and(|class| class.subnets.is_some());
        let named =
            self.resolved.node_pools.iter().filter(|(_, pool)| !pool.zones.is_empty() && !own(&pool.node_class));
        let used = |(name, pool): (&String, &ResolvedNodePool)| ZonesUsed {
            path: format!("nodePools.{name}.zones"),
            zones: pool.zones.clone(),
            subnets: SUBNETS,
        };
        let pools: Vec<ZonesUsed> = named.map(used).collect();
        if !pools.is_empty() {
            let question = move |network| FindPoolZones { pools: pools.clone(), network };
            self.graph.find("ec2.pool_zones", network.answer(), question);
        }
    }

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
