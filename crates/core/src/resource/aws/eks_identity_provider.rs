//! An OIDC provider whose users the cluster's API server takes.
//!
//! Key: cluster and name. Calls: eks:DescribeIdentityProviderConfig, AssociateIdentityProviderConfig, TagResource,
//! UntagResource, DisassociateIdentityProviderConfig. Ready after a quarter of an hour. Immutable: everything but tags; a
//! change takes the provider away and associates it again, because a cluster has one at most.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_sdk_eks::types as eks;
use serde::Serialize;

use super::InCluster;
use super::eks_cluster::retag;
use crate::error::{Answer, Error, Result};
use crate::resource::{
    Claim, Diff, Facts, Field, Kind, Owned, OwnedTags, Phase, Readiness, Resource, Shown, Tags, tag,
};
use crate::world::World;

#[derive(Clone, Debug)]
pub struct IdentityProvider {
    pub oidc: Oidc,
    pub tags: OwnedTags,
}

/// What EKS is told of a provider.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Oidc {
    pub issuer_url: String,
    pub client_id: String,
    pub username_claim: Option<String>,
    pub username_prefix: Option<String>,
    pub groups_claim: Option<String>,
    pub groups_prefix: Option<String>,
    pub required_claims: BTreeMap<String, String>,
}

#[derive(Clone, Debug)]
pub struct Live {
    pub arn: String,
    pub status: eks::ConfigStatus,
    pub oidc: Oidc,
    pub tags: Tags,
}

impl Resource for IdentityProvider {
    const KIND: Kind = Kind("eks.identity_provider");
    const PACE: Duration = Duration::from_secs(15);
    const LIMIT: Duration = Duration::from_secs(60 * 60);
    const TYPICAL: Duration = Duration::from_secs(15 * 60);
    /// A cluster takes one update at a time.
    const IN_USE: &'static [&'static str] = &["ResourceInUseException"];
    const CONSISTENCY: &'static [&'static str] = &["ResourceInUseException"];
    const SECURITY: bool = true;

    type Key = InCluster;
    type Live = Live;

    async fn read(key: &InCluster, world: &World) -> Result<Option<Live>> {
        let describe = world.eks().describe_identity_provider_config().cluster_name(&key.cluster);
        let describe = describe.identity_provider_config(named(&key.name)?).send().await;
        let found = describe.found_inside("eks:DescribeIdentityProviderConfig")?;
        let oidc = found.and_then(|answer| answer.identity_provider_config).and_then(|config| config.oidc);
        Ok(oidc.map(parse))
    }

    fn phase(live: &Live) -> Phase {
        match live.status {
            eks::ConfigStatus::Deleting => Phase::Leaving,
            eks::ConfigStatus::Creating => Phase::Busy,
            _ => Phase::Here,
        }
    }

    fn claim(&self, live: &Live) -> Claim {
        self.tags.claim(&live.tags)
    }

    fn ready(&self, live: &Live) -> Readiness {
        match live.status {
            eks::ConfigStatus::Active => Readiness::Ready,
            _ => Readiness::Waiting { why: "the API server is told of the provider".into() },
        }
    }

    fn diff(&self, live: &Live) -> Diff {
        let mut diff = Diff::same();
        let (from, to) = (&live.oidc, &self.oidc);
        diff.compare("oidc.issuerUrl", &from.issuer_url, &to.issuer_url);
        diff.compare("oidc.clientId", &from.client_id, &to.client_id);
        diff.compare("oidc.usernameClaim", &from.username_claim, &to.username_claim);
        diff.compare("oidc.usernamePrefix", &from.username_prefix, &to.username_prefix);
        diff.compare("oidc.groupsClaim", &from.groups_claim, &to.groups_claim);
        diff.compare("oidc.groupsPrefix", &from.groups_prefix, &to.groups_prefix);
        diff.compare("oidc.requiredClaims", &from.required_claims, &to.required_claims);
        diff.extend(self.tags.diff(&live.tags));
        diff
    }

    fn fields(&self) -> Vec<Field> {
        let mut fields = vec![Field::added("oidc", Shown::of(&self.oidc))];
        fields.extend(self.tags.fields());
        fields
    }

    fn preview(&self, _: &InCluster, live: Option<&Live>, _: &Facts) -> Live {
        Live {
            arn: live.map(|live| live.arn.clone()).unwrap_or_default(),
            status: eks::ConfigStatus::Active,
            oidc: self.oidc.clone(),
            tags: self.tags.preview(live.map(|live| &live.tags)),
        }
    }

    async fn create(&self, key: &InCluster, world: &World) -> Result<Option<InCluster>> {
        let claims = &self.oidc.required_claims;
        let claims = (!claims.is_empty()).then(|| claims.clone().into_iter().collect());
        let oidc = eks::OidcIdentityProviderConfigRequest::builder()
            .identity_provider_config_name(&key.name)
            .issuer_url(&self.oidc.issuer_url)
            .client_id(&self.oidc.client_id)
            .set_username_claim(self.oidc.username_claim.clone())
            .set_username_prefix(self.oidc.username_prefix.clone())
            .set_groups_claim(self.oidc.groups_claim.clone())
            .set_groups_prefix(self.oidc.groups_prefix.clone())
            .set_required_claims(claims)
            .build()
            .map_err(|error| Error::bug(error.to_string()))?;
        let associate = world.eks().associate_identity_provider_config().cluster_name(&key.cluster).oidc(oidc);
        let associate = associate.set_tags(Some(self.tags.all().into_iter().collect()));
        associate.send().await.of("eks:AssociateIdentityProviderConfig")?;
        Ok(None)
    }

    async fn update(&self, key: &InCluster, live: &Live, world: &World) -> Result<()> {
        if self.oidc != live.oidc {
            return Self::delete(key, live, world).await;
        }
        let (set, remove) = self.tags.changes(&live.tags);
        retag(&live.arn, set, remove, world).await
    }

    async fn delete(key: &InCluster, _: &Live, world: &World) -> Result<()> {
        let disassociate = world.eks().disassociate_identity_provider_config().cluster_name(&key.cluster);
        let disassociate = disassociate.identity_provider_config(named(&key.name)?).send().await;
        disassociate.of("eks:DisassociateIdentityProviderConfig")?;
        Ok(())
    }

    fn leaving(_: &Live) -> Option<String> {
        Some("the API server forgets the provider".into())
    }
}

fn named(name: &str) -> Result<eks::IdentityProviderConfig> {
    let config = eks::IdentityProviderConfig::builder().r#type("oidc").name(name).build();
    config.map_err(|error| Error::bug(error.to_string()))
}

fn parse(config: eks::OidcIdentityProviderConfig) -> Live {
    Live {
        arn: config.identity_provider_config_arn.unwrap_or_default(),
        status: config.status.unwrap_or(eks::ConfigStatus::Creating),
        oidc: Oidc {
            issuer_url: config.issuer_url.unwrap_or_default(),
            client_id: config.client_id.unwrap_or_default(),
            username_claim: config.username_claim,
            username_prefix: config.username_prefix,
            groups_claim: config.groups_claim,
            groups_prefix: config.groups_prefix,
            required_claims: config.required_claims.unwrap_or_default().into_iter().collect(),
        },
        tags: config.tags.unwrap_or_default().into_iter().collect(),
    }
}

impl Owned for IdentityProvider {
    type Scope = super::eks_access_entry::ClusterScope;

    async fn list(scope: &Self::Scope, world: &World) -> Result<Vec<InCluster>> {
        let list = world.eks().list_identity_provider_configs().cluster_name(&scope.cluster.0).into_paginator().items();
        let found = list.send().try_collect().await.found_inside("eks:ListIdentityProviderConfigs")?;
        Ok(found.unwrap_or_default().into_iter().map(|config| InCluster::new(&scope.cluster.0, config.name)).collect())
    }

    fn is_ours(scope: &Self::Scope, live: &Live) -> bool {
        live.tags.get(tag::STACK) == Some(&scope.stack)
    }
}
