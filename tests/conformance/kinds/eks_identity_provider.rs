//! The row of identity providers of a cluster.

use karpool::Specimen;
use karpool::resource::Owner;
use karpool::resource::aws::InCluster;
use karpool::resource::aws::eks_identity_provider::{IdentityProvider, Oidc};
use serde_json::json;

use super::{repaint, tags};
use crate::bench::{Bench, CLUSTER_NAME, Ground};
use crate::hand::MARKS;
use crate::row::{Drift, Row};

pub struct IdentityProviderRow;

const NAME: &str = "specimen";

impl Row for IdentityProviderRow {
    type Of = IdentityProvider;
    const GROUND: Ground = Ground::Cluster;

    fn specimen(_: &Bench, owner: Owner) -> Specimen<IdentityProvider> {
        let oidc = Oidc {
            issuer_url: "https://login.example.com".into(),
            client_id: "kubernetes".into(),
            username_claim: Some("email".into()),
            username_prefix: Some("oidc:".into()),
            groups_claim: Some("groups".into()),
            groups_prefix: Some("oidc:".into()),
            required_claims: [("tenant".to_owned(), "blue".to_owned())].into(),
        };
        let want = IdentityProvider { oidc, tags: tags(owner) };
        Specimen::new("eks.identity_provider/specimen", InCluster::new(CLUSTER_NAME, NAME), want)
    }

    fn drifts(_: &Bench) -> Vec<Drift<IdentityProvider>> {
        let made = |path: &str, change: fn(&mut Oidc)| {
            Drift::made("oidc", path, move |want: &mut IdentityProvider| change(&mut want.oidc))
        };
        vec![
            made("oidc.clientId", |oidc| oidc.client_id = "other".into()),
            made("oidc.requiredClaims", |oidc| oidc.required_claims.clear()),
            Drift::made("tags", "tags.", |want: &mut IdentityProvider| repaint(&mut want.tags)),
        ]
    }

    fn unmark(bench: &Bench) {
        let config = json!({"type": "oidc", "name": NAME});
        let input = json!({"clusterName": CLUSTER_NAME, "identityProviderConfig": config});
        let found = bench.eks("DescribeIdentityProviderConfig", input);
        let arn = found["identityProviderConfig"]["oidc"]["identityProviderConfigArn"].clone();
        bench.eks("UntagResource", json!({"resourceArn": arn, "tagKeys": MARKS}));
    }
}
