//! Fargate profiles, one after the other: EKS makes and deletes one of a cluster at a time.

use std::collections::{BTreeMap, BTreeSet};

use super::network::profile_subnets;
use super::{Composer, ControlPlane, RoleShape};
use crate::catalog::managed_policies;
use crate::graph::{Output, Value};
use crate::node::{Answered, Declare, Ending, Handle};
use crate::policy::trust;
use crate::resource::aws::InCluster;
use crate::resource::aws::eks_fargate_profile::{FargateProfile, Selector};
use crate::resource::query::FindNetwork;
use crate::spec::name::RoleFor;

impl Composer<'_> {
    /// What pods on Fargate wait for.
    pub(super) fn compose_fargate_profiles(
        &mut self,
        control_plane: &ControlPlane,
        network: Option<&Answered<FindNetwork>>,
    ) -> Vec<Output<()>> {
        let given = self.resolved.fargate_profiles.clone();
        let profiles = given.clone().unwrap_or_default();
        let own_role = profiles.values().any(|profile| profile.role_arn.is_none()).then(|| self.fargate_role());
        let mut handles: Vec<Handle<FargateProfile>> = Vec::new();
        for (name, profile) in &profiles {
            let Some(network) = network else { continue };
            let arn = profile.role_arn.as_ref().map_or_else(
                || self.resolved.names.role_arn(&self.facts.account, RoleFor::Fargate),
                ToString::to_string,
            );
            let id = format!("eks.fargate_profile/{name}");
            let selector = |one: &crate::spec::FargateSelector| Selector {
                namespace: one.namespace.clone(),
                labels: one.labels.clone(),
            };
            let want = FargateProfile {
                role_arn: arn.clone(),
                subnets: Value::Known(BTreeSet::new()),
                selectors: profile.selectors.iter().map(selector).collect(),
                tags: self.tags_and(&id, profile.tags.clone()),
            };
            let real_name = self.resolved.names.fargate_profile(name, &profile.fixed(&arn));
            let key = InCluster::new(self.resolved.name.to_string(), real_name);
            let path = profile_subnets(name);
            let subnets = network.answer().map(move |network| network.ids(&path));
            let needs = (subnets, own_role.clone(), control_plane.version.clone(), handles.last().map(Handle::done));
            type Values = (Value<BTreeSet<String>>, Option<Value<()>>, Value<String>, Option<Value<()>>);
            let why = "these pods run on Fargate, without nodes";
            let handle = self.graph.add(id, why, needs, move |(subnets, _, _, _): Values| {
                (key.clone(), FargateProfile { subnets, ..want.clone() })
            });
            self.inside(handle.node, control_plane, Ending::Before);
            handles.push(handle);
        }
        if given.is_some() || self.purpose.looks_further() {
            let scope = self.cluster_scope();
            let needs = control_plane.version.clone();
            let prune =
                self.graph.prune::<FargateProfile, _>("eks.fargate_profile/*", &handles, needs, move |_| scope.clone());
            self.inside(prune, control_plane, Ending::Before);
        }
        handles.iter().map(Handle::done).collect()
    }

    fn fargate_role(&mut self) -> Output<()> {
        let names = self.resolved.names.clone();
        let cluster = self.resolved.name.as_str();
        let profiles = self.resolved.region.arn("eks", &self.facts.account, &format!("fargateprofile/{cluster}/*"));
        let shape = RoleShape {
            id: "iam.role/fargate".into(),
            why: "Fargate pulls images and writes logs as this role",
            name: names.role(RoleFor::Fargate),
            path: names.path(),
            description: "pods on Fargate",
            trust: Output::constant(trust::fargate(&profiles)),
            inline: BTreeMap::new(),
            attached: vec![managed_policies::FARGATE_ROLE.to_owned()],
            boundary: None,
            max_session: 3600,
            tags: Default::default(),
        };
        self.role(shape).done()
    }
}
