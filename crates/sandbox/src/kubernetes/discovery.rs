//! What the API says about itself.

use serde_json::{Value, json};

use super::cluster::Cluster;
use super::request::{Body, Response};
use super::resource::Resource;
use super::status::Status;

const AGGREGATED: &str = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

/// `/version`, in the form of EKS: `v1.35.0-eks-...`.
pub(crate) fn version(cluster: &Cluster) -> Value {
    let (major, minor) = cluster.version.split_once('.').unwrap_or(("1", "35"));
    json!({
        "major": major, "minor": minor, "gitVersion": format!("v{}.0-eks-3025e55", cluster.version),
        "gitCommit": "0000000000000000000000000000000000000000", "gitTreeState": "clean",
        "buildDate": "2026-01-15T00:00:00Z", "goVersion": "go1.25.5", "compiler": "gc", "platform": "linux/amd64",
        "emulationMajor": major, "emulationMinor": minor,
    })
}

/// `/`
pub(crate) fn paths(cluster: &Cluster) -> Value {
    let mut paths = vec!["/api".to_owned(), "/api/v1".to_owned(), "/apis".to_owned()];
    for (group, versions) in cluster.groups() {
        paths.push(format!("/apis/{group}"));
        paths.extend(versions.iter().map(|version| format!("/apis/{group}/{version}")));
    }
    paths.extend(["/healthz", "/livez", "/openapi/v2", "/openapi/v3", "/readyz", "/version"].map(str::to_owned));
    json!({ "paths": paths })
}

fn wants_aggregated(accept: &str) -> bool {
    accept.contains("as=APIGroupDiscoveryList") && accept.contains("v=v2")
}

fn aggregated(items: Vec<Value>) -> Response {
    let document = json!({ "kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "metadata": {},
        "items": items });
    Response { status: 200, content_type: AGGREGATED.to_owned(), body: Body::Full(document.to_string().into()) }
}

/// `/api`
pub(crate) fn versions(cluster: &Cluster, accept: &str) -> Response {
    if wants_aggregated(accept) {
        return aggregated(vec![group_discovery(cluster, "", &["v1".to_owned()])]);
    }
    let addresses = json!([{ "clientCIDR": "0.0.0.0/0", "serverAddress": "10.0.0.1:443" }]);
    Response::json(200, &json!({ "kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": addresses }))
}

fn api_group(name: &str, versions: &[String]) -> Value {
    let version = |one: &String| json!({ "groupVersion": format!("{name}/{one}"), "version": one });
    let all: Vec<Value> = versions.iter().map(version).collect();
    json!({ "name": name, "versions": all, "preferredVersion": all.first() })
}

/// `/apis`
pub(crate) fn groups(cluster: &Cluster, accept: &str) -> Response {
    let groups = cluster.groups();
    if wants_aggregated(accept) {
        return aggregated(groups.iter().map(|(name, versions)| group_discovery(cluster, name, versions)).collect());
    }
    let list: Vec<Value> = groups.iter().map(|(name, versions)| api_group(name, versions)).collect();
    Response::json(200, &json!({ "kind": "APIGroupList", "apiVersion": "v1", "groups": list }))
}

/// `/apis/<group>`
pub(crate) fn group(cluster: &Cluster, name: &str) -> Response {
    let groups = cluster.groups();
    let Some((_, versions)) = groups.iter().find(|(group, _)| group == name) else {
        return Response::text(404, "404 page not found\n");
    };
    let mut document = api_group(name, versions);
    document["kind"] = json!("APIGroup");
    document["apiVersion"] = json!("v1");
    Response::json(200, &document)
}

fn entry(resource: &Resource) -> Value {
    let mut entry = json!({
        "name": resource.plural, "singularName": resource.singular, "namespaced": resource.namespaced,
        "kind": resource.kind, "verbs": resource.verbs(),
    });
    if !resource.short_names.is_empty() {
        entry["shortNames"] = json!(resource.short_names);
    }
    if !resource.categories.is_empty() {
        entry["categories"] = json!(resource.categories);
    }
    entry
}

/// The kind that a subresource speaks, with its group and version.
fn subresource_kind(resource: &Resource, name: &str) -> (String, String, String) {
    match name {
        "scale" => ("autoscaling".to_owned(), "v1".to_owned(), "Scale".to_owned()),
        "eviction" => ("policy".to_owned(), "v1".to_owned(), "Eviction".to_owned()),
        "token" => ("authentication.k8s.io".to_owned(), "v1".to_owned(), "TokenRequest".to_owned()),
        "binding" => (String::new(), "v1".to_owned(), "Binding".to_owned()),
        _ => (resource.group.clone(), resource.version.clone(), resource.kind.clone()),
    }
}

fn subresource_verbs(name: &str) -> Value {
    match name {
        "eviction" | "binding" | "token" => json!(["create"]),
        "log" => json!(["get"]),
        "finalize" => json!(["update"]),
        _ => json!(["get", "patch", "update"]),
    }
}

/// `/apis/<group>/<version>`
pub(crate) fn resources(cluster: &Cluster, group: &str, version: &str) -> Response {
    let found: Vec<Resource> =
        cluster.resources().into_iter().filter(|one| one.group == group && one.version == version).collect();
    if found.is_empty() {
        return match cluster.groups().iter().any(|(name, _)| name == group) {
            true => Status::no_such_resource().into(),
            false => Response::text(404, "404 page not found\n"),
        };
    }
    let mut list = Vec::new();
    for resource in &found {
        list.push(entry(resource));
        for name in &resource.subresources {
            let (group, version, kind) = subresource_kind(resource, name);
            let mut sub = json!({ "name": format!("{}/{name}", resource.plural), "singularName": "",
                "namespaced": resource.namespaced, "kind": kind, "verbs": subresource_verbs(name) });
            if kind != resource.kind {
                sub["group"] = json!(group);
                sub["version"] = json!(version);
            }
            list.push(sub);
        }
    }
    let name = if group.is_empty() { version.to_owned() } else { format!("{group}/{version}") };
    let document = json!({ "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": name, "resources": list });
    Response::json(200, &document)
}

fn group_discovery(cluster: &Cluster, group: &str, versions: &[String]) -> Value {
    let resources = cluster.resources();
    let kind =
        |(group, version, kind): (String, String, String)| json!({ "group": group, "version": version, "kind": kind });
    let versions: Vec<Value> = versions
        .iter()
        .map(|version| {
            let here = resources.iter().filter(|one| one.group == group && one.version == *version);
            let list: Vec<Value> = here
                .map(|one| {
                    let mut entry = json!({
                        "resource": one.plural,
                        "responseKind": { "group": one.group, "version": one.version, "kind": one.kind },
                        "scope": if one.namespaced { "Namespaced" } else { "Cluster" },
                        "singularResource": one.singular, "verbs": one.verbs(),
                    });
                    if !one.short_names.is_empty() {
                        entry["shortNames"] = json!(one.short_names);
                    }
                    if !one.categories.is_empty() {
                        entry["categories"] = json!(one.categories);
                    }
                    if !one.subresources.is_empty() {
                        let subs = one.subresources.iter().map(|name| {
                            json!({ "subresource": name, "responseKind": kind(subresource_kind(one, name)),
                                "verbs": subresource_verbs(name) })
                        });
                        entry["subresources"] = subs.collect();
                    }
                    entry
                })
                .collect();
            json!({ "version": version, "resources": list, "freshness": "Current" })
        })
        .collect();
    let mut metadata = json!({ "creationTimestamp": null });
    if !group.is_empty() {
        metadata["name"] = json!(group);
    }
    json!({ "metadata": metadata, "versions": versions })
}
