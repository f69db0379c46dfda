//! Kinds of Kubernetes and Karpenter: one way of reading, applying and deleting objects, and per kind what makes one
//! ready and what a change of it rolls.

mod api;
mod applied;
mod controller;
mod custom_resource_definition;
mod key;
mod node_class;
mod node_pool;
mod object;

pub(crate) use api::STACK_LABEL;
pub use applied::{Applied, Flavor, Live, known_or_marker};
pub(crate) use controller::IDENTITY_ANNOTATION;
pub use custom_resource_definition::CustomResourceDefinition;
pub use key::{Coordinates, ObjectKey, ObjectScope};
pub use node_class::NodeClass;
pub use node_pool::NodePool;
pub use object::Object;

/// The field manager of everything that karpool applies.
pub const FIELD_MANAGER: &str = "karpool";

/// An object as it lives, if it does.
pub(crate) async fn read_object(
    key: &ObjectKey,
    world: &crate::world::World,
) -> crate::error::Result<Option<serde_json::Value>> {
    api::read(key, world).await
}

/// Objects of a kind in a namespace that a label selector matches.
pub(crate) async fn list_objects(
    access: &crate::world::ClusterAccess,
    kind: (&str, &str, Option<&str>),
    selector: &str,
    world: &crate::world::World,
) -> crate::error::Result<Vec<serde_json::Value>> {
    api::list(access, &key::collection(kind.0, kind.1, kind.2), selector, world).await
}
