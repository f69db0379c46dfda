//! An OpenID Connect provider of the account, for IAM roles for service accounts.
//!
//! Key: the issuer, which a cluster gives. Calls: iam:GetOpenIDConnectProvider, CreateOpenIDConnectProvider,
//! AddClientIDToOpenIDConnectProvider, RemoveClientIDFromOpenIDConnectProvider, TagOpenIDConnectProvider,
//! UntagOpenIDConnectProvider, DeleteOpenIDConnectProvider, ListOpenIDConnectProviders. Ready at once. Immutable: the issuer.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use super::iam_role::to_tags;
use crate::error::{Answer, Result};
use crate::graph::Value;
use crate::resource::{Claim, Diff, Facts, Field, Key, Kind, Owned, OwnedTags, Resource, Shown, Tags, tag};
use crate::world::World;

#[derive(Clone, Debug)]
pub struct OidcProvider {
    /// Client ids are exclusive: `sts.amazonaws.com`.
    pub clients: BTreeSet<String>,
    pub tags: OwnedTags,
}

/// The issuer's URL without its scheme, inside an account.
#[derive(Clone, Debug, PartialEq)]
pub struct Issuer {
    pub url: Value<String>,
}

impl Issuer {
    fn arn(&self, partition: &str, account: &str) -> Result<String> {
        let url = self.url.known()?;
        let path = url.strip_prefix("https://").unwrap_or(url);
        Ok(format!("arn:{partition}:iam::{account}:oidc-provider/{path}"))
    }
}

impl fmt::Display for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.url.fmt(f)
    }
}

impl Key for Issuer {
    fn is_pending(&self) -> bool {
        self.url.is_pending()
    }
}

#[derive(Clone, Debug)]
pub struct Live {
    pub arn: Value<String>,
    pub clients: BTreeSet<String>,
    pub tags: Tags,
}

impl Resource for OidcProvider {
    const KIND: Kind = Kind("iam.oidc_provider");
    const PACE: Duration = Duration::from_secs(1);
    const SECURITY: bool = true;

    type Key = Issuer;
    type Live = Live;

    async fn read(key: &Issuer, world: &World) -> Result<Option<Live>> {
        let arn = key.arn(world.region().partition().name, &world.identity().await?.account)?;
        let get = world.iam().get_open_id_connect_provider().open_id_connect_provider_arn(&arn).send().await;
        Ok(get.found("iam:GetOpenIDConnectProvider")?.map(|provider| Live {
            arn: Value::Known(arn),
            clients: provider.client_id_list.unwrap_or_default().into_iter().collect(),
            tags: provider.tags.unwrap_or_default().into_iter().map(|tag| (tag.key, tag.value)).collect(),
        }))
    }

    fn claim(&self, live: &Live) -> Claim {
        self.tags.claim(&live.tags)
    }

    fn diff(&self, live: &Live) -> Diff {
        let mut diff = Diff::same();
        diff.compare("clientIdList", &live.clients, &self.clients);
        diff.extend(self.tags.diff(&live.tags));
        diff
    }

    fn fields(&self) -> Vec<Field> {
        let mut fields = vec![Field::added("clientIdList", Shown::of(&self.clients))];
        fields.extend(self.tags.fields());
        fields
    }

    fn preview(&self, key: &Issuer, live: Option<&Live>, facts: &Facts) -> Live {
        let arn = key.url.clone().map(|_| key.arn(facts.partition, &facts.account).unwrap_or_default());
        Live { arn, clients: self.clients.clone(), tags: self.tags.preview(live.map(|live| &live.tags)) }
    }

    async fn create(&self, key: &Issuer, world: &World) -> Result<Option<Issuer>> {
        let create = world.iam().create_open_id_connect_provider().url(key.url.known()?);
        let create = create.set_client_id_list(Some(self.clients.iter().cloned().collect()));
        create.set_tags(Some(to_tags(&self.tags.all())?)).send().await.of("iam:CreateOpenIDConnectProvider")?;
        Ok(None)
    }

    async fn update(&self, _: &Issuer, live: &Live, world: &World) -> Result<()> {
        let (iam, arn) = (world.iam(), live.arn.known()?);
        for client in self.clients.difference(&live.clients) {
            let add =
                iam.add_client_id_to_open_id_connect_provider().open_id_connect_provider_arn(arn).client_id(client);
            add.send().await.of("iam:AddClientIDToOpenIDConnectProvider")?;
        }
        for client in live.clients.difference(&self.clients) {
            let remove = iam.remove_client_id_from_open_id_connect_provider().open_id_connect_provider_arn(arn);
            remove.client_id(client).send().await.of("iam:RemoveClientIDFromOpenIDConnectProvider")?;
        }
        let (set, remove) = self.tags.changes(&live.tags);
        if !remove.is_empty() {
            let untag =
                iam.untag_open_id_connect_provider().open_id_connect_provider_arn(arn).set_tag_keys(Some(remove));
            untag.send().await.of("iam:UntagOpenIDConnectProvider")?;
        }
        if !set.is_empty() {
            let tag =
                iam.tag_open_id_connect_provider().open_id_connect_provider_arn(arn).set_tags(Some(to_tags(&set)?));
            tag.send().await.of("iam:TagOpenIDConnectProvider")?;
        }
        Ok(())
    }

    async fn delete(_: &Issuer, live: &Live, world: &World) -> Result<()> {
        let delete = world.iam().delete_open_id_connect_provider().open_id_connect_provider_arn(live.arn.known()?);
        delete.send().await.of("iam:DeleteOpenIDConnectProvider")?;
        Ok(())
    }
}

/// The providers of a stack: the account's list says nothing of tags, so each of this region's clusters is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnedProviders {
    pub stack: String,
}

impl fmt::Display for OwnedProviders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.stack)
    }
}

impl Key for OwnedProviders {}

impl Owned for OidcProvider {
    type Scope = OwnedProviders;

    async fn list(_: &OwnedProviders, world: &World) -> Result<Vec<Issuer>> {
        let list = world.iam().list_open_id_connect_providers().send().await.of("iam:ListOpenIDConnectProviders")?;
        let arns = list.open_id_connect_provider_list.unwrap_or_default().into_iter().filter_map(|entry| entry.arn);
        // Source: EKS user guide, issuers are `oidc.eks.<region>.<suffix>/id/<id>`.
        let ours = format!("oidc.eks.{}.", world.region());
        let hosts = arns.filter_map(|arn| arn.split_once("oidc-provider/").map(|(_, host)| host.to_owned()));
        let key = |host: String| Issuer { url: Value::Known(format!("https://{host}")) };
        Ok(hosts.filter(|host| host.starts_with(&ours)).map(key).collect())
    }

    fn is_ours(scope: &OwnedProviders, live: &Live) -> bool {
        live.tags.get(tag::STACK) == Some(&scope.stack) && !live.tags.contains_key(tag::ADOPTED)
    }
}
