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

/// The alias, and what it does to nodes that are there.
#[derive(Clone, Debug)]
pub struct AmiAlias {
    /// `al2023@v20261105`.
    pub alias: String,
    warning: Option<String>,
}

/// A release that is there.
struct Release {
    version: String,
    /// Its image for x86, where that was asked for.
    image: Option<String>,
}

impl Query for FindAmiAlias {
    const KIND: Kind = Kind("ssm.ami_alias");
    type Answer = AmiAlias;

    fn is_pending(&self) -> bool {
        self.kubernetes.is_pending()
    }

    async fn find(&self, world: &World) -> Result<AmiAlias> {
        let kubernetes = self.kubernetes.known()?;
        let live = self.live(world).await?;
        if let Some(given) = &self.given {
            let found = self.release(kubernetes, Some(given), world).await?;
            return Ok(self.found(found.ok_or_else(|| self.missing(given, kubernetes))?, kubernetes, live.as_ref()));
        }
        if let Some(kept) = self.kept(live.as_ref())
            && let Some(found) = self.release(kubernetes, Some(&kept), world).await?
        {
            return Ok(self.found(found, kubernetes, live.as_ref()));
        }
        let newest = self.release(kubernetes, None, world).await?;
        let newest = newest.ok_or_else(|| self.unknown(kubernetes))?;
        Ok(self.found(newest, kubernetes, live.as_ref()))
    }

    fn warnings(found: &AmiAlias) -> Vec<String> {
        found.warning.iter().cloned().collect()
    }
}

impl FindAmiAlias {
    fn missing(&self, version: &str, kubernetes: &str) -> Error {
        let text = format!("there is no {} image {version} for Kubernetes {kubernetes}", self.family);
        Error::new(ErrorKind::Preflight, text).with_hint("leave the version out to take the newest and keep it")
    }

    fn unknown(&self, kubernetes: &str) -> Error {
        let text = format!("there is no {} image for Kubernetes {kubernetes}", self.family);
        Error::new(ErrorKind::Preflight, text).with_hint("give another kubernetes.version, or images of your own")
    }

    async fn live(&self, world: &World) -> Result<Option<Json>> {
        if self.class.access.is_pending() {
            return Ok(None);
        }
        crate::resource::kubernetes::read_object(&self.class, world).await
    }

    /// The version that the live NodeClass names.
    fn kept(&self, live: Option<&Json>) -> Option<String> {
        let alias = live?.pointer("/spec/amiSelectorTerms/0/alias").and_then(Json::as_str);
        let (family, version) = alias.and_then(|alias| alias.split_once('@')).unwrap_or_default();
        (family == self.family && version != "latest" && !version.is_empty()).then(|| version.to_owned())
    }

    /// One release has an image for each version of Kubernetes: where the class stays as it is and the control plane
    /// does not, Karpenter finds its nodes drifted.
    fn found(&self, release: Release, kubernetes: &str, live: Option<&Json>) -> AmiAlias {
        let alias = format!("{}@{}", self.family, release.version);
        let stays = self.kept(live).as_ref() == Some(&release.version);
        let images = live.and_then(|class| class.pointer("/status/amis")).and_then(Json::as_array);
        let used = |image: &String| images.is_some_and(|all| all.iter().any(|one| one["id"] == image.as_str()));
        let moves = stays && images.is_some_and(|all| !all.is_empty());
        let other = release.image.filter(|image| moves && !used(image));
        let name = &self.class.coordinates.name;
        let warning = other.map(|image| {
            format!(
                "karpenter.node_class/{name} keeps {alias}, which is another image with Kubernetes {kubernetes} ({image}): \
                 Karpenter rolls all its nodes, within the budgets of their pools"
            )
        });
        AmiAlias { alias, warning }
    }

    /// The given release when there is one, or the newest.
    /// Source: EKS user guide, "Retrieve recommended AMI IDs", and Bottlerocket's documentation of its SSM parameters.
    async fn release(&self, kubernetes: &str, version: Option<&str>, world: &World) -> Result<Option<Release>> {
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
            (Some(version), _) => Release { version: version.to_owned(), image: Some(found) },
            // `1.50.0-1a2b3c4d`
            (None, "bottlerocket") => {
                Release { version: format!("v{}", found.split('-').next().unwrap_or(&found)), image: None }
            }
            // `1.35.0-20261105`
            (None, _) => Release { version: format!("v{}", found.rsplit('-').next().unwrap_or(&found)), image: None },
        }))
    }
}
