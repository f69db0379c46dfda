//! Which release of an AMI family a NodeClass shall name: the one that lives, as long as it exists for the Kubernetes
//! version, or the newest. A NodeClass that named `@latest` would replace every node at every release.

use serde_json::Value as Json;

use crate::error::{Answer, Error, Kind as ErrorKind, Result};
use crate::graph::Value;
use crate::resource::kubernetes::ObjectKey;
use crate::resource::{Kind, Query};
use crate::world::World;

#[derive(Clone, Debug)]
pub struct FindAmiAlias {
    /// `al2023` or `bottlerocket`.
    pub family: String,
    /// A version that the user gave.
    pub given: Option<String>,
    pub kubernetes: Value<String>,
    /// The NodeClass that may name one already.
    pub class: ObjectKey,
}

impl Query for FindAmiAlias {
    const KIND: Kind = Kind("ssm.ami_alias");
    /// `al2023@v20261105`.
    type Answer = String;

    fn is_pending(&self) -> bool {
        self.kubernetes.is_pending()
    }

    async fn find(&self, world: &World) -> Result<String> {
        let kubernetes = self.kubernetes.known()?;
        if let Some(given) = &self.given {
            self.release(kubernetes, Some(given), world).await?.ok_or_else(|| self.missing(given, kubernetes))?;
            return Ok(format!("{}@{given}", self.family));
        }
        if let Some(kept) = self.kept(world).await?
            && self.release(kubernetes, Some(&kept), world).await?.is_some()
        {
            return Ok(format!("{}@{kept}", self.family));
        }
        let newest = self.release(kubernetes, None, world).await?;
        let newest = newest.ok_or_else(|| self.missing("any release", kubernetes))?;
        Ok(format!("{}@{newest}", self.family))
    }
}

impl FindAmiAlias {
    fn missing(&self, version: &str, kubernetes: &str) -> Error {
        let text = format!("there is no {} image {version} for Kubernetes {kubernetes}", self.family);
        Error::new(ErrorKind::Preflight, text).with_hint("leave the version out to take the newest and keep it")
    }

    /// The version that the live NodeClass names.
    async fn kept(&self, world: &World) -> Result<Option<String>> {
        if self.class.access.is_pending() {
            return Ok(None);
        }
        let live = crate::resource::kubernetes::read_object(&self.class, world).await?;
        let alias =
            live.as_ref().and_then(|class| class.pointer("/spec/amiSelectorTerms/0/alias")).and_then(Json::as_str);
        let (family, version) = alias.and_then(|alias| alias.split_once('@')).unwrap_or_default();
        Ok((family == self.family && version != "latest" && !version.is_empty()).then(|| version.to_owned()))
    }

    /// The given release when there is one, or the newest.
    /// Source: EKS user guide, "Retrieve recommended AMI IDs", and Bottlerocket's documentation of its SSM parameters.
    async fn release(&self, kubernetes: &str, version: Option<&str>, world: &World) -> Result<Option<String>> {
        let path = match (self.family.as_str(), version) {
            ("bottlerocket", None) => {
                format!("/aws/service/bottlerocket/aws-k8s-{kubernetes}/x86_64/latest/image_version")
            }
            ("bottlerocket", Some(version)) => {
                let plain = version.trim_start_matches('v');
                format!("/aws/service/bottlerocket/aws-k8s-{kubernetes}/x86_64/{plain}/image_id")
            }
            (_, None) => format!(
                "/aws/service/eks/optimized-ami/{kubernetes}/amazon-linux-2023/x86_64/standard/recommended/release_version"
            ),
            (_, Some(version)) => format!(
                "/aws/service/eks/optimized-ami/{kubernetes}/amazon-linux-2023/x86_64/standard/amazon-eks-node-al2023-x86_64-standard-{kubernetes}-{version}/image_id"
            ),
        };
        let answer = world.ssm().get_parameter().name(path).send().await.found("ssm:GetParameter")?;
        let Some(found) = answer.and_then(|answer| answer.parameter).and_then(|parameter| parameter.value) else {
            return Ok(None);
        };
        Ok(Some(match (version, self.family.as_str()) {
            (Some(version), _) => version.to_owned(),
            // `1.50.0-1a2b3c4d`
            (None, "bottlerocket") => format!("v{}", found.split('-').next().unwrap_or(&found)),
            // `1.35.0-20261105`
            (None, _) => format!("v{}", found.rsplit('-').next().unwrap_or(&found)),
        }))
    }
}
