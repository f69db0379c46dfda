//! Where an object is.

use std::fmt;

use crate::graph::Value;
use crate::resource::Key;
use crate::world::ClusterAccess;

/// What an object is called inside its cluster.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Coordinates {
    /// `v1`, `apps/v1`, `karpenter.sh/v1`.
    pub api_version: String,
    pub kind: String,
    pub namespace: Option<String>,
    pub name: String,
}

impl Coordinates {
    /// From the object itself.
    pub fn of(object: &serde_json::Value) -> Coordinates {
        let text =
            |pointer: &str| object.pointer(pointer).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
        let namespace = text("/metadata/namespace");
        Coordinates {
            api_version: text("/apiVersion"),
            kind: text("/kind"),
            namespace: (!namespace.is_empty()).then_some(namespace),
            name: text("/metadata/name"),
        }
    }

    /// The name, behind its namespace where there is one.
    pub(super) fn place(&self) -> String {
        self.namespace.iter().chain([&self.name]).map(String::as_str).collect::<Vec<_>>().join("/")
    }

    /// The path of the collection that the object is in.
    pub(super) fn collection(&self) -> String {
        collection(&self.api_version, &self.kind, self.namespace.as_deref())
    }
}

/// `/apis/apps/v1/namespaces/kube-system/deployments`.
pub(super) fn collection(api_version: &str, kind: &str, namespace: Option<&str>) -> String {
    let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
    let resource = kube::core::ApiResource::from_gvk(&kube::core::GroupVersionKind::gvk(group, version, kind));
    let root = if group.is_empty() { format!("/api/{version}") } else { format!("/apis/{group}/{version}") };
    match namespace {
        Some(namespace) => format!("{root}/namespaces/{namespace}/{}", resource.plural),
        None => format!("{root}/{}", resource.plural),
    }
}

impl fmt::Display for Coordinates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind, self.place())
    }
}

/// An object in a cluster; pending until the cluster's API is there.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectKey {
    pub access: Value<ClusterAccess>,
    pub coordinates: Coordinates,
    /// The stack's hash, which labels everything of ours: one list per kind and pass answers for all of them.
    pub stack: String,
}

impl fmt::Display for ObjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.coordinates.fmt(f)
    }
}

impl Key for ObjectKey {
    fn is_pending(&self) -> bool {
        self.access.is_pending()
    }
}

/// Everything of one stack among some kinds of a cluster.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectScope {
    pub access: Value<ClusterAccess>,
    pub kinds: Vec<Among>,
    pub stack: String,
}

/// One kind, or what of it is not in a namespace.
#[derive(Clone, Debug, PartialEq)]
pub struct Among {
    pub api_version: String,
    pub kind: String,
    /// What is in it is left out.
    pub outside: Option<String>,
}

impl Among {
    pub fn all(&(api_version, kind): &(&str, &str)) -> Among {
        Among { api_version: api_version.to_owned(), kind: kind.to_owned(), outside: None }
    }

    pub(super) fn holds(&self, at: &Coordinates) -> bool {
        self.outside.is_none() || self.outside != at.namespace
    }
}

impl fmt::Display for ObjectScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.stack)
    }
}

impl Key for ObjectScope {
    fn is_pending(&self) -> bool {
        self.access.is_pending()
    }
}
