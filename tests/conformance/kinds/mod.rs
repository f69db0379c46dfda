//! The rows of the table, by service.

pub mod ec2;
pub mod eks;
pub mod eks_cluster;
pub mod eks_fargate_profile;
pub mod eks_identity_provider;
pub mod eks_node_group;
pub mod events;
pub mod iam;
pub mod karpenter;
pub mod kms;
pub mod kubernetes;
pub mod logs;
pub mod sqs;

use karpool::resource::{OwnedTags, Owner};

/// The owner's marks and one tag of the user's.
fn tags(owner: Owner) -> OwnedTags {
    OwnedTags::new(owner, [("team".to_owned(), "blue".to_owned())].into())
}

/// Tags that the user has changed: one has another value, one more is there.
fn repaint(tags: &mut OwnedTags) {
    tags.given = [("team".to_owned(), "red".to_owned()), ("stage".to_owned(), "test".to_owned())].into();
}

/// A set of texts.
fn set<T: From<&'static str> + Ord>(texts: &[&'static str]) -> std::collections::BTreeSet<T> {
    texts.iter().map(|text| T::from(text)).collect()
}

fn document(text: &str) -> karpool::policy::Document {
    karpool::policy::Document::parse(text).expect("a policy")
}
