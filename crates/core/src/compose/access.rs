//! Who may use the cluster: access entries with policies.

use std::collections::{BTreeMap, BTreeSet};

use super::{Composer, ControlPlane};
use crate::catalog::access_policy;
use crate::graph::{Output, Value};
use crate::node::{Declare, Ending, Handle};
use crate::resource::aws::eks_access_entry::{AccessEntry, ClusterScope, EntryKey, EntryScope};
use crate::resource::aws::eks_identity_provider::{IdentityProvider, Oidc};
use crate::resource::aws::{InCluster, Name};
use crate::resource::query::FindPrincipal;
use crate::spec::{self, Principal};

const ADMIN: &str = "AmazonEKSClusterAdminPolicy";

impl Composer<'_> {
    pub(super) fn compose_access(&mut self, control_plane: &mut ControlPlane) {
        let access = self.resolved.access.clone();
        for admin in access.admins {
            let entry = spec::AccessEntry::of(admin).policy(ADMIN);
            let handle = self.compose_entry(&entry, control_plane);
            if !access.creator_admin {
                // The caller may be one of them, and then nothing can be applied before.
                control_plane.entries.push(handle.done());
            }
        }
        for entry in &access.entries {
            self.compose_entry(entry, control_plane);
        }
        if let Some(providers) = &access.identity_providers {
            self.compose_identity_providers(providers, control_plane);
        }
    }

    fn compose_identity_providers(
        &mut self,
        providers: &BTreeMap<String, spec::IdentityProvider>,
        control_plane: &ControlPlane,
    ) {
        let mut handles = Vec::new();
        for (name, provider) in providers {
            let id = format!("eks.identity_provider/{name}");
            let oidc = Oidc {
                issuer_url: provider.issuer_url.clone().unwrap_or_default(),
                client_id: provider.client_id.clone().unwrap_or_default(),
                username_claim: provider.username_claim.clone(),
                username_prefix: provider.username_prefix.clone(),
                groups_claim: provider.groups_claim.clone(),
                groups_prefix: provider.groups_prefix.clone(),
                required_claims: provider.required_claims.clone().unwrap_or_default(),
            };
            let want = IdentityProvider { oidc, tags: self.tags(&id) };
            let key = InCluster::new(self.resolved.name.to_string(), name);
            let why = "lets the users of this OIDC provider sign in to the Kubernetes API";
            let version = control_plane.version.clone();
            let handle = self.graph.add(id, why, version, move |_| (key.clone(), want.clone()));
            self.inside(handle.node, control_plane, Ending::WithContainer);
            handles.push(handle);
        }
        let (scope, version) = (self.cluster_scope(), control_plane.version.clone());
        let prune = self.graph.prune("eks.identity_provider/*", &handles, version, move |_| scope.clone());
        self.inside(prune, control_plane, Ending::WithContainer);
    }

    fn compose_entry(&mut self, entry: &spec::AccessEntry, control_plane: &ControlPlane) -> Handle<AccessEntry> {
        let identity = entry.principal.identity();
        let principal = self.principal(&entry.principal, &identity);
        let id = format!("eks.access_entry/{identity}");
        let arn = |name: &str| {
            if name.starts_with("arn:") { name.to_owned() } else { access_policy::arn(self.facts.partition, name) }
        };
        let policies =
            entry.policies.iter().map(|policy| (arn(&policy.name), policy.namespaces.iter().cloned().collect()));
        let want = AccessEntry {
            principal: Value::Known(String::new()),
            kind: "STANDARD".into(),
            username: entry.username.clone(),
            groups: entry.groups.iter().cloned().collect(),
            policies: policies.collect::<BTreeMap<String, BTreeSet<String>>>(),
            principal_id: None,
            tags: self.tags_and(&id, entry.tags.clone()),
        };
        self.add_entry(id, "lets this principal into the cluster", principal, want, control_plane)
    }

    fn principal(&mut self, principal: &Principal, identity: &str) -> Output<String> {
        let query = FindPrincipal(principal.clone());
        let found = self.graph.find(format!("iam.principal/{identity}"), (), move |()| query.clone());
        found.output(Clone::clone)
    }

    pub(super) fn add_entry(
        &mut self,
        id: String,
        why: &'static str,
        principal: Output<String>,
        want: AccessEntry,
        control_plane: &ControlPlane,
    ) -> Handle<AccessEntry> {
        let cluster = self.resolved.name.to_string();
        let needs = (principal, control_plane.version.clone());
        let handle = self.graph.add(id, why, needs, move |(principal, _)| {
            let key = EntryKey { cluster: cluster.clone(), principal: principal.clone() };
            (key, AccessEntry { principal, ..want.clone() })
        });
        self.inside(handle.node, control_plane, Ending::WithContainer);
        handle
    }

    /// Entries of ours for principals that left the spec.
    pub(super) fn prune_entries(&mut self, control_plane: &ControlPlane) {
        let handles = self.handles::<AccessEntry>();
        let (scope, stayers) = (self.cluster_scope(), self.stayers(control_plane));
        let needs = (control_plane.version.clone(), stayers.needs.clone());
        let scope = move |(_, values)| EntryScope { of: scope.clone(), staying: stayers.of(values) };
        let prune = self.graph.prune::<AccessEntry, _>("eks.access_entry/*", &handles, needs, scope);
        self.inside(prune, control_plane, Ending::WithContainer);
        self.outlive_controller.push(prune);
    }

    pub(super) fn cluster_scope(&self) -> ClusterScope {
        ClusterScope { cluster: Name::new(self.resolved.name.to_string()), stack: self.stack() }
    }
}
