//! The cluster's OIDC provider in IAM, where service accounts get roles through it.

use super::chart::Controller;
use super::{Composer, ControlPlane};
use crate::graph::{Output, Value};
use crate::node::Declare;
use crate::policy::{Document, trust};
use crate::resource::aws::iam_oidc_provider::{Issuer, OidcProvider, OwnedProviders};

/// Source: IAM user guide, "IAM roles for service accounts": the audience of the tokens.
const AUDIENCE: &str = "sts.amazonaws.com";

impl Composer<'_> {
    pub(super) fn compose_oidc_provider(&mut self, control_plane: &mut ControlPlane) {
        let id = "iam.oidc_provider/cluster";
        if self.resolved.needs_oidc_provider() {
            let want = OidcProvider { clients: [AUDIENCE.to_owned()].into(), tags: self.tags(id) };
            let why = "lets IAM believe the cluster's service accounts";
            let handle = self
                .graph
                .add(id, why, control_plane.issuer.clone(), move |url: Value<String>| (Issuer { url }, want.clone()));
            control_plane.oidc_provider = Some(handle.done());
        }
    }

    /// A provider that nothing needs any more; the controller of an earlier spec may need it to its end.
    pub(super) fn prune_oidc_provider(&mut self, controller: &Controller) {
        if !self.resolved.needs_oidc_provider() && !self.purpose.looks_further() {
            return;
        }
        let (scope, handles) = (OwnedProviders { stack: self.stack() }, self.handles::<OidcProvider>());
        let prune = self.graph.prune::<OidcProvider, _>("iam.oidc_provider/*", &handles, (), move |()| scope.clone());
        for &deployment in &controller.deployments {
            self.graph.removed_after(prune, deployment);
        }
    }

    /// Trust in one service account of the cluster; known when the cluster's issuer is.
    pub(super) fn service_account_trust(
        &self,
        namespace: &str,
        account: &str,
        control_plane: &ControlPlane,
    ) -> Output<Document> {
        let (namespace, account) = (namespace.to_owned(), account.to_owned());
        let (region, owner) = (self.resolved.region.clone(), self.facts.account.clone());
        control_plane.issuer.clone().map(move |issuer| {
            let host = issuer.strip_prefix("https://").unwrap_or(&issuer);
            let provider = region.iam_arn(&owner, &format!("oidc-provider/{host}"));
            trust::service_account(&provider, host, &namespace, &account)
        })
    }
}
