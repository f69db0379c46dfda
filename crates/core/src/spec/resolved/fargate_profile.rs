//! Defaults of Fargate profiles.

use serde::Serialize;

use crate::spec::fargate_profile::{FargateProfile, FargateSelector};
use crate::spec::network::{Subnets, Tagged};
use crate::spec::section::Texts;
use crate::units::Arn;

/// A Fargate profile.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResolvedFargateProfile {
    pub selectors: Vec<FargateSelector>,
    pub subnets: Subnets,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<Arn>,
    pub tags: Texts,
}

impl ResolvedFargateProfile {
    /// Whether a pod with these labels runs on Fargate by this profile.
    pub fn means(&self, namespace: &str, labels: &Texts) -> bool {
        self.selectors.iter().any(|selector| selector.means(namespace, labels))
    }

    /// Everything of a profile that EKS never changes, as text: the profile's name carries a hash of it.
    pub fn fixed(&self, role: &str) -> String {
        let subnets = match &self.subnets {
            Subnets::Ids(ids) => {
                let mut ids: Vec<&str> = ids.iter().map(AsRef::as_ref).collect();
                ids.sort_unstable();
                ids.join(",")
            }
            Subnets::Tagged(Tagged { tags }) => format!("{tags:?}"),
        };
        let selector = |one: &FargateSelector| format!("{}{:?}", one.namespace, one.labels);
        let mut selectors: Vec<String> = self.selectors.iter().map(selector).collect();
        selectors.sort_unstable();
        [subnets, selectors.join(";"), role.to_owned()].join("|")
    }
}

pub(super) fn resolve_fargate_profile(given: FargateProfile, subnets: Option<&Subnets>) -> ResolvedFargateProfile {
    let nowhere = || Subnets::Tagged(Tagged { tags: Texts::new() });
    ResolvedFargateProfile {
        selectors: given.selectors.unwrap_or_default(),
        subnets: given.subnets.or_else(|| subnets.cloned()).unwrap_or_else(nowhere),
        role_arn: given.role_arn,
        tags: given.tags.unwrap_or_default(),
    }
}
