//! Paths of the API.

use percent_encoding::percent_decode_str;

use super::cluster::Cluster;
use super::resource::Resource;

/// What a path leads to.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "one for each request, and soon gone")]
pub(crate) enum Route {
    Root,
    Version,
    Health,
    /// `/api`
    Versions,
    /// `/apis`
    Groups,
    /// `/apis/<group>`
    Group(String),
    /// `/apis/<group>/<version>`
    Resources(String, String),
    /// `/openapi/...`
    OpenApi(String),
    Resource(Place),
    /// A resource that is not served.
    Unserved {
        group: String,
        plural: String,
        namespace: String,
        name: String,
    },
    Unknown,
}

/// A resource, and what of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Place {
    pub(crate) resource: Resource,
    pub(crate) namespace: String,
    pub(crate) name: String,
    pub(crate) subresource: String,
}

/// Finds what a path leads to.
pub(crate) fn route(cluster: &Cluster, path: &str) -> Route {
    let decoded: Vec<String> = path
        .split('/')
        .filter(|part| !part.is_empty())
        .map(|part| percent_decode_str(part).decode_utf8_lossy().into_owned())
        .collect();
    let parts: Vec<&str> = decoded.iter().map(String::as_str).collect();
    match parts.as_slice() {
        [] => Route::Root,
        ["version"] => Route::Version,
        ["healthz" | "livez" | "readyz", ..] => Route::Health,
        ["openapi", rest @ ..] => Route::OpenApi(rest.join("/")),
        ["api"] => Route::Versions,
        ["apis"] => Route::Groups,
        ["apis", group] => Route::Group((*group).to_owned()),
        ["api", version] => Route::Resources(String::new(), (*version).to_owned()),
        ["apis", group, version] => Route::Resources((*group).to_owned(), (*version).to_owned()),
        ["api", version, rest @ ..] => resource(cluster, "", version, rest),
        ["apis", group, version, rest @ ..] => resource(cluster, group, version, rest),
        _ => Route::Unknown,
    }
}

fn resource(cluster: &Cluster, group: &str, version: &str, rest: &[&str]) -> Route {
    let (namespace, rest) = match rest {
        ["namespaces", namespace, inner @ ..] if !inner.is_empty() && !matches!(inner, ["status" | "finalize"]) => {
            (*namespace, inner)
        }
        rest => ("", rest),
    };
    let (plural, name, subresource) = match rest {
        [plural] => (*plural, "", ""),
        [plural, name] => (*plural, *name, ""),
        [plural, name, subresource, ..] => (*plural, *name, *subresource),
        [] => return Route::Unknown,
    };
    let Some(resource) = cluster.resource(group, version, plural) else {
        let (group, plural) = (group.to_owned(), plural.to_owned());
        return Route::Unserved { group, plural, namespace: namespace.to_owned(), name: name.to_owned() };
    };
    let fits = resource.namespaced || namespace.is_empty();
    if !fits || !subresource.is_empty() && !resource.has(subresource) {
        return Route::Unknown;
    }
    Route::Resource(Place {
        resource,
        namespace: namespace.to_owned(),
        name: name.to_owned(),
        subresource: subresource.to_owned(),
    })
}
