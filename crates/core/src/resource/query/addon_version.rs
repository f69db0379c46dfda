//! Which versions of an addon EKS offers for a Kubernetes version, and which is its default.

use crate::error::{Answer, Error, Kind as ErrorKind, Result};
use crate::graph::Value;
use crate::resource::aws::eks_addon::AddonVersion;
use crate::resource::{Kind, Query};
use crate::world::World;

#[derive(Clone, Debug)]
pub struct FindAddonVersion {
    pub addon: String,
    pub kubernetes: Value<String>,
    pub given: Option<String>,
}

impl Query for FindAddonVersion {
    const KIND: Kind = Kind("eks.addon_version");
    type Answer = AddonVersion;

    fn is_pending(&self) -> bool {
        self.kubernetes.is_pending()
    }

    async fn find(&self, world: &World) -> Result<AddonVersion> {
        let kubernetes = self.kubernetes.known()?;
        let describe = world.eks().describe_addon_versions().addon_name(&self.addon).kubernetes_version(kubernetes);
        let addons = describe.into_paginator().items().send().try_collect().await.of("eks:DescribeAddonVersions");
        let addons = addons.map_err(|error| match error.code() {
            Some("InvalidParameterException") => {
                let addon = &self.addon;
                let text = format!("addons.{addon}: EKS knows no addon {addon}, or not Kubernetes {kubernetes}");
                Error::new(ErrorKind::Preflight, text)
                    .with_hint(
                        "`aws eks describe-addon-versions` lists its addons, and `describe-cluster-versions` its versions",
                    )
                    .caused_by(error)
            }
            _ => error,
        })?;
        let versions: Vec<_> = addons.into_iter().flat_map(|addon| addon.addon_versions.unwrap_or_default()).collect();
        let offered: Vec<String> = versions.iter().filter_map(|version| version.addon_version.clone()).collect();
        let default = versions.iter().find(|version| version.compatibilities().iter().any(|fit| fit.default_version));
        let default = default.and_then(|version| version.addon_version.clone()).or_else(|| offered.first().cloned());
        match (&self.given, default) {
            (Some(given), _) if offered.contains(given) => {
                Ok(AddonVersion { wanted: given.clone(), given: true, offered })
            }
            (Some(given), _) => Err(Error::new(
                ErrorKind::Preflight,
                format!("EKS does not offer {} {given} for Kubernetes {kubernetes}", self.addon),
            )
            .with_hint(format!("offered are {}", offered.join(", ")))),
            (None, Some(wanted)) => Ok(AddonVersion { wanted, given: false, offered }),
            (None, None) => Err(Error::new(
                ErrorKind::Preflight,
                format!("EKS offers no version of {} for Kubernetes {kubernetes}", self.addon),
            )
            .with_hint("check the addon's name; `aws eks describe-addon-versions` lists them")),
        }
    }
}
