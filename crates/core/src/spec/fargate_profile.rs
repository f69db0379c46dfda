//! Fargate profiles: pods that run without nodes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::network::Subnets;
use super::section::{Texts, section};
use crate::units::Arn;

section! {
    /// A Fargate profile: which pods run on Fargate. A change brings a new profile before the old one goes.
    pub struct FargateProfile {
        /// Which pods, by namespace and labels; a pod that one of them means runs on Fargate.
        ///
        /// Shape: 1 to 5. Wire: `eks:CreateFargateProfile.selectors`.
        selectors: Vec<FargateSelector>,
        /// The subnets of the pods; private ones only.
        ///
        /// Default: `network.subnets`. Wire: `eks:CreateFargateProfile.subnets`.
        subnets: Subnets,
        /// A pod execution role that is there.
        ///
        /// Default: one that karpool makes for all profiles. Wire: `eks:CreateFargateProfile.podExecutionRoleArn`.
        role_arn: Arn,
        /// Tags of the profile.
        ///
        /// Wire: `eks:CreateFargateProfile.tags`.
        tags: Texts,
    }
}

impl FargateProfile {
    /// A profile for the pods of a namespace.
    pub fn of_namespace(namespace: impl Into<String>) -> FargateProfile {
        FargateProfile::default().selectors(vec![FargateSelector { namespace: namespace.into(), labels: Texts::new() }])
    }
}

/// Pods of a namespace with certain labels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FargateSelector {
    /// The namespace; `*` stands for any text, `?` for one character.
    pub namespace: String,
    /// Labels that a pod has, all of them.
    ///
    /// Shape: at most 5.
    #[serde(default, skip_serializing_if = "Texts::is_empty")]
    pub labels: Texts,
}

impl FargateSelector {
    /// Whether a pod with these labels is meant.
    pub fn means(&self, namespace: &str, labels: &Texts) -> bool {
        like(&self.namespace, namespace)
            && self.labels.iter().all(|(key, value)| labels.get(key).is_some_and(|live| like(value, live)))
    }
}

/// Source: EKS user guide, "Fargate profile components": `*` and `?` in namespaces and labels.
fn like(pattern: &str, text: &str) -> bool {
    let mut rest = pattern.chars();
    match rest.next() {
        None => text.is_empty(),
        Some('*') => {
            let tails = text.char_indices().map(|(at, _)| &text[at..]).chain([""]);
            tails.into_iter().any(|tail| like(rest.as_str(), tail))
        }
        Some(one) => {
            let mut letters = text.chars();
            letters.next().is_some_and(|letter| one == '?' || one == letter) && like(rest.as_str(), letters.as_str())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_stand_for_texts_and_characters() {
        assert!(like("prod-*", "prod-a") && like("*", "") && like("a?c", "abc") && like("a*c*", "abcd"));
        assert!(!like("prod-*", "dev") && !like("a?c", "ac") && !like("", "a"));
    }
}
