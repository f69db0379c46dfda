//! Who may use the cluster: access entries with policies.

use std::collections::{BTreeMap, BTreeSet};

use super::{Composer, ControlPlane, Purpose};
use crate::catalog::access_policy;
use crate::error::{Error, Kind as ErrorKind};
use crate::graph::{Output, Value};
use crate::node::{Declare, Ending, Handle, Successor};
use crate::resource::aws::eks_access_entry::{AccessEntry, ClusterScope, EntryKey, EntryScope};
use crate::resource::aws::eks_identity_provider::{IdentityProvider, Oidc};
use crate::resource::aws::{InCluster, Name};
use crate::resource::query::{FindDistinctPrincipals, FindPrincipal};
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
        self.find_distinct_principals();
        // One that left the spec with its section is looked for where everything is.
        if access.identity_providers.is_some() || self.purpose.looks_further() {
            let providers = access.identity_providers.clone().unwrap_or_default();
            self.compose_identity_providers(&providers, control_plane);
        }
    }

    fn compose_identity_providers(
        &mut self,
        providers: &BTreeMap<String, spec::IdentityProvider>,
        control_plane: &ControlPlane,
    ) {
        let mut handles = Vec::new();
        let earlier = self.displace_identity_provider(providers, control_plane);
        let displaces = earlier.is_some();
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
            let needs = (control_plane.version.clone(), earlier.clone());
            let handle = self
                .graph
                .add(id, why, needs, move |_: (Value<String>, Option<Value<()>>)| (key.clone(), want.clone()));
            self.inside(handle.node, control_plane, Ending::WithContainer);
            handles.push(handle);
        }
        if displaces {
            return;
        }
        let (scope, version) = (self.cluster_scope(), control_plane.version.clone());
        let prune = self.graph.prune("eks.identity_provider/*", &handles, version, move |_| scope.clone());
        self.inside(prune, control_plane, Ending::WithContainer);
    }

    /// A cluster has one provider, so another one is gone before a new one is associated.
    fn displace_identity_provider(
        &mut self,
        providers: &BTreeMap<String, spec::IdentityProvider>,
        control_plane: &ControlPlane,
    ) -> Option<Output<()>> {
        if self.purpose == Purpose::Destroy || providers.is_empty() {
            return None;
        }
        let (wanted, scope): (Vec<String>, _) = (providers.keys().cloned().collect(), self.cluster_scope());
        let successor = Successor::<IdentityProvider> {
            is_it: Box::new(move |key| wanted.contains(&key.name)),
            refuse: |key| {
                let text = format!("access.identityProviders: {} is associated, and a cluster has one", key.name);
                let hint = "apply with --prune, which takes it away before the new one comes";
                Error::new(ErrorKind::Preflight, text).with_hint(hint)
            },
        };
        let version = control_plane.version.clone();
        let displacing = self.graph.displace("eks.identity_provider/*", successor, version, move |_| scope.clone());
        Some(displacing.done)
    }

    /// Names, SSO sets and ARNs meet only when they are looked up.
    fn find_distinct_principals(&mut self) {
        let principals = std::mem::take(&mut self.principals);
        if self.purpose == Purpose::Destroy || principals.len() < 2 {
            return;
        }
        let (written, found): (Vec<String>, Vec<Output<String>>) = principals.into_iter().unzip();
        self.graph.find("iam.principals", found, move |found| FindDistinctPrincipals {
            entries: written.iter().cloned().zip(found).collect(),
        });
    }

    fn compose_entry(&mut self, entry: &spec::AccessEntry, control_plane: &ControlPlane) -> Handle<AccessEntry> {
        let identity = entry.principal.identity();
        let principal = self.principal(&entry.principal, &identity);
        self.principals.push((identity.clone(), principal.clone()));
        let id = format!("eks.access_entry/{identity}");
        let arn = |name: &str| {
            if name.starts_with("arn:") { name.to_owned() } else { access_policy::arn(self.facts.partition, name) }
        };
        let policies = entry
            .policies
            .iter()
            .map(|policy| (arn(&policy.name), policy.namespaces.iter().flatten().cloned().collect()));
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
        let looks_up = self.purpose != Purpose::Destroy;
        let query = FindPrincipal { principal: principal.clone(), looks_up };
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
