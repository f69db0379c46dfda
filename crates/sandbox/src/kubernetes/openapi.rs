//! The OpenAPI documents, as far as clients of the API ask for them.

use serde_json::{Map, Value, json};

use super::cluster::Cluster;
use super::request::Response;
use super::resource::Resource;
use super::schema::TYPE_TABLE;

/// Answers a path below `/openapi/`.
pub(crate) fn answer(cluster: &Cluster, rest: &str) -> Response {
    match rest {
        "v2" => Response::json(
            200,
            &json!({ "swagger": "2.0", "info": { "title": "Kubernetes", "version": format!("v{}.0", cluster.version) },
                "paths": {}, "definitions": {} }),
        ),
        "v3" => Response::json(200, &index(cluster)),
        _ => match rest.strip_prefix("v3/").and_then(|place| document(cluster, place)) {
            Some(document) => Response::json(200, &document),
            None => Response::text(404, "404 page not found\n"),
        },
    }
}

fn place(resource: &Resource) -> String {
    if resource.group.is_empty() {
        format!("api/{}", resource.version)
    } else {
        format!("apis/{}/{}", resource.group, resource.version)
    }
}

fn index(cluster: &Cluster) -> Value {
    let mut paths = Map::new();
    for resource in cluster.resources() {
        let place = place(&resource);
        let address = format!("/openapi/v3/{place}?hash={:016X}", cluster.revision);
        paths.insert(place, json!({ "serverRelativeURL": address }));
    }
    json!({ "paths": paths })
}

fn document(cluster: &Cluster, wanted: &str) -> Option<Value> {
    let resources: Vec<Resource> = cluster.resources().into_iter().filter(|one| place(one) == wanted).collect();
    if resources.is_empty() {
        return None;
    }
    let mut paths = Map::new();
    let mut schemas = Map::new();
    for resource in &resources {
        let scope = if resource.namespaced { "namespaces/{namespace}/" } else { "" };
        let path = format!("/{wanted}/{scope}{}", resource.plural);
        paths.insert(path.clone(), json!({ "get": operation(resource, "list"), "post": operation(resource, "post") }));
        let one = json!({ "get": operation(resource, "get"), "put": operation(resource, "put"),
            "patch": operation(resource, "patch"), "delete": operation(resource, "delete") });
        paths.insert(format!("{path}/{{name}}"), one);
        schemas.insert(schema_name(resource), schema(cluster, resource));
    }
    if resources.iter().any(|one| !one.is_custom()) {
        built_in_types(&mut schemas);
    }
    Some(json!({ "openapi": "3.0.0", "info": { "title": "Kubernetes", "version": format!("v{}.0", cluster.version) },
        "paths": paths, "components": { "schemas": schemas } }))
}

fn operation(resource: &Resource, action: &str) -> Value {
    let query =
        |name: &str| json!({ "name": name, "in": "query", "schema": { "type": "string", "uniqueItems": true } });
    let mut parameters = Vec::new();
    if matches!(action, "post" | "put" | "patch") {
        parameters.extend(["dryRun", "fieldManager", "fieldValidation"].map(query));
    }
    if action == "patch" {
        parameters.push(query("force"));
    }
    let reference = json!({ "$ref": format!("#/components/schemas/{}", schema_name(resource)) });
    let answer = json!({ "description": "OK", "content": { "application/json": { "schema": reference } } });
    json!({ "x-kubernetes-action": action, "x-kubernetes-group-version-kind": kind(resource),
        "parameters": parameters, "responses": { "200": answer } })
}

fn kind(resource: &Resource) -> Value {
    json!({ "group": resource.group, "version": resource.version, "kind": resource.kind })
}

fn schema_name(resource: &Resource) -> String {
    if resource.is_custom() {
        let mut parts: Vec<&str> = resource.group.split('.').collect();
        parts.reverse();
        return format!("{}.{}.{}", parts.join("."), resource.version, resource.kind);
    }
    format!("{}.{}.{}", built_in_group(resource), resource.version, resource.kind)
}

fn built_in_group(resource: &Resource) -> &str {
    match resource.group.split('.').next().unwrap_or_default() {
        "" => "core",
        group => group,
    }
}

fn schema(cluster: &Cluster, resource: &Resource) -> Value {
    let Some(name) = &resource.definition else {
        // The real one comes with the table of types.
        return json!({ "type": "object", "x-kubernetes-group-version-kind": [kind(resource)] });
    };
    let definition = cluster
        .stored("customresourcedefinitions.apiextensions.k8s.io")
        .find(|one| one["metadata"]["name"] == name.as_str());
    let version = definition
        .and_then(|one| one["spec"]["versions"].as_array())
        .and_then(|all| all.iter().find(|one| one["name"] == resource.version.as_str()));
    let mut schema = version.map(|one| one["schema"]["openAPIV3Schema"].clone()).unwrap_or_else(|| json!({}));
    schema["x-kubernetes-group-version-kind"] = json!([kind(resource)]);
    schema
}

fn built_in_types(schemas: &mut Map<String, Value>) {
    for line in TYPE_TABLE.lines().filter(|line| !line.starts_with('#')) {
        let Some((name, fields)) = line.split_once(':') else { continue };
        let (name, atomic) = match name.strip_suffix('^') {
            Some(name) => (name, true),
            None => (name, false),
        };
        let mut properties = Map::new();
        let mut required = Vec::new();
        for (field, shape) in fields.split_whitespace().filter_map(|one| one.split_once('=')) {
            let field = match field.strip_suffix('!') {
                Some(field) => {
                    required.push(field);
                    field
                }
                None => field,
            };
            properties.insert(field.to_owned(), shape_of(shape));
        }
        if properties.contains_key("metadata") {
            properties.insert("apiVersion".to_owned(), json!({ "type": "string" }));
            properties.insert("kind".to_owned(), json!({ "type": "string" }));
        }
        let mut schema = json!({ "type": "object", "properties": properties });
        if !required.is_empty() {
            schema["required"] = json!(required);
        }
        if atomic {
            schema["x-kubernetes-map-type"] = json!("atomic");
        }
        if let Some(kinds) = schemas.get(name).map(|one| one["x-kubernetes-group-version-kind"].clone()) {
            schema["x-kubernetes-group-version-kind"] = kinds;
        }
        schemas.insert(name.to_owned(), schema);
    }
}

fn shape_of(text: &str) -> Value {
    if let Some((inner, mark)) = text.strip_prefix('[').and_then(|rest| rest.rsplit_once(']')) {
        let mut list = json!({ "type": "array", "items": shape_of(inner) });
        if let Some(keys) = mark.strip_prefix('@') {
            let keys: Vec<&str> = keys.split(',').collect();
            list["x-kubernetes-list-type"] = json!("map");
            list["x-kubernetes-patch-strategy"] = json!("merge");
            list["x-kubernetes-patch-merge-key"] = json!(keys.first());
            list["x-kubernetes-list-map-keys"] = json!(keys);
        } else {
            list["x-kubernetes-list-type"] = json!(if mark == "&" { "set" } else { "atomic" });
        }
        return list;
    }
    if let Some((inner, _)) = text.strip_prefix('{').and_then(|rest| rest.rsplit_once('}')) {
        return json!({ "type": "object", "additionalProperties": shape_of(inner) });
    }
    match text {
        "s" | "q" => json!({ "type": "string" }),
        "i" => json!({ "type": "integer" }),
        "n" => json!({ "type": "number" }),
        "b" => json!({ "type": "boolean" }),
        "x" => json!({ "x-kubernetes-int-or-string": true, "oneOf": [{ "type": "integer" }, { "type": "string" }] }),
        "t" | "T" => json!({ "type": "string", "format": "date-time" }),
        "y" => json!({ "type": "string", "format": "byte" }),
        "*" => json!({ "type": "object" }),
        name => json!({ "allOf": [{ "$ref": format!("#/components/schemas/{name}") }], "default": {} }),
    }
}
