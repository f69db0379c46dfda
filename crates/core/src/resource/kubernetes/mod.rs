//! Kinds of Kubernetes and Karpenter: one way of reading, applying and deleting objects, and per kind what makes one
//! ready and what a change of it rolls.

mod api;
mod applied;
mod controller;
mod custom_resource_definition;
mod key;
mod live;
mod namespace;
mod node_class;
mod node_overlay;
mod node_pool;
mod object;
mod trouble;

pub(crate) use api::serves;
pub use applied::{Applied, Flavor, known_or_marker};
pub(crate) use controller::{IDENTITY_ANNOTATION, ROLE_ANNOTATION};
pub use custom_resource_definition::CustomResourceDefinition;
pub use key::{Among, Coordinates, ObjectKey, ObjectScope};
pub use live::Live;
pub(crate) use namespace::EVERYWHERE;
pub use namespace::Namespace;
pub use node_class::NodeClass;
pub use node_overlay::NodeOverlay;
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

/// What keeps the pods of the controller's Deployment from being available.
pub(crate) async fn controller_trouble(
    access: &crate::world::ClusterAccess,
    deployment: &serde_json::Value,
    world: &crate::world::World,
) -> crate::error::Result<Option<String>> {
    let access = crate::graph::Value::Known(access.clone());
    let key = ObjectKey { access, coordinates: Coordinates::of(deployment), stack: String::new() };
    let pods = controller::pods(&key, deployment, world).await?;
    Ok(controller::troubled(&pods).or_else(|| controller::bare(&pods)))
}

/// An object by its name, whosever it is.
pub(crate) async fn read_by_name(
    access: &crate::world::ClusterAccess,
    at: &Coordinates,
    world: &crate::world::World,
) -> crate::error::Result<Option<serde_json::Value>> {
    api::get(access, at, world).await
}

/// Creates exactly this object; an error when it is there.
pub(crate) async fn create_object(
    access: &crate::world::ClusterAccess,
    at: &Coordinates,
    object: &serde_json::Value,
    world: &crate::world::World,
) -> crate::error::Result<()> {
    api::create(access, at, object, world).await
}

/// Replaces an object; an error when its version is another.
pub(crate) async fn replace_object(
    access: &crate::world::ClusterAccess,
    at: &Coordinates,
    object: &serde_json::Value,
    world: &crate::world::World,
) -> crate::error::Result<()> {
    api::replace(access, at, object, world).await
}

/// Deletes exactly the object that was seen.
pub(crate) async fn delete_object(
    access: &crate::world::ClusterAccess,
    at: &Coordinates,
    uid: Option<&str>,
    world: &crate::world::World,
) -> crate::error::Result<()> {
    api::delete(access, at, uid, "Background", world).await
}

/// The objects of one kind that carry the stack's label: one list per kind and pass.
pub(crate) async fn our_objects(
    access: &crate::world::ClusterAccess,
    kind: (&str, &str),
    stack: &str,
    world: &crate::world::World,
) -> crate::error::Result<std::sync::Arc<Vec<serde_json::Value>>> {
    api::ours(access, kind, stack, world).await
}
