//! The API from the outside: requests with their answers.

use std::time::Duration;

use bytes::Bytes;
use serde_json::{Value, json};

use super::{Body, Cluster, Origin, Place, Request, User};
use crate::time::Time;

const START: Time = Time(1_763_900_000_000);

struct Api {
    cluster: Cluster,
    now: Time,
    user: User,
}

impl Api {
    fn new() -> Api {
        let origin = Origin {
            name: "a".to_owned(),
            arn: "arn:aws:eks:eu-west-1:111122223333:cluster/a".to_owned(),
            version: "1.35".to_owned(),
            seed: 1,
            now: START,
        };
        Api { cluster: Cluster::new(origin), now: START, user: User::control_plane("admin") }
    }

    fn wait(&mut self, milliseconds: u64) {
        self.now = self.now + Duration::from_millis(milliseconds);
        self.cluster.settle(self.now);
    }

    fn send(&mut self, line: &str, content_type: &str, body: &Value) -> (u16, Value) {
        let (method, target) = line.split_once(' ').expect("method and path");
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let request = Request {
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            content_type: content_type.to_owned(),
            user_agent: "tests/1".to_owned(),
            body: if body.is_null() { Bytes::new() } else { Bytes::from(body.to_string()) },
            ..Request::default()
        };
        let response = self.cluster.handle(self.now, &self.user, &request);
        let Body::Full(bytes) = response.body else { panic!("a watch was answered") };
        let document = serde_json::from_slice(&bytes).unwrap_or_else(|_| json!(String::from_utf8_lossy(&bytes)));
        (response.status, document)
    }

    fn json(&mut self, line: &str, body: Value) -> (u16, Value) {
        self.send(line, "application/json", &body)
    }

    fn apply(&mut self, path: &str, manager: &str, body: Value) -> (u16, Value) {
        let line = format!("PATCH {path}?fieldManager={manager}");
        self.send(&line, "application/apply-patch+yaml", &body)
    }
}

fn config_map(data: Value) -> Value {
    json!({ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "c" }, "data": data })
}

const CONFIG: &str = "/api/v1/namespaces/default/configmaps/c";

#[test]
fn appliers_share_an_object_and_conflict_over_a_field() {
    let mut api = Api::new();
    let (status, first) = api.apply(CONFIG, "one", config_map(json!({ "a": "1", "b": "1" })));
    assert_eq!(status, 201);
    let (_, again) = api.apply(CONFIG, "one", config_map(json!({ "a": "1", "b": "1" })));
    assert_eq!(again["metadata"]["resourceVersion"], first["metadata"]["resourceVersion"]);
    let (_, both) = api.apply(CONFIG, "two", config_map(json!({ "c": "2" })));
    assert_eq!(both["data"], json!({ "a": "1", "b": "1", "c": "2" }));
    let (status, refused) = api.apply(CONFIG, "two", config_map(json!({ "a": "2", "c": "2" })));
    assert_eq!(status, 409);
    assert_eq!(refused["message"], "Apply failed with 1 conflict: conflict with \"one\": .data.a");
    assert_eq!(
        refused["details"]["causes"],
        json!([{ "reason": "FieldManagerConflict", "message": "conflict with \"one\"", "field": ".data.a" }])
    );
    let line = format!("{CONFIG}?force=true");
    let forced = api.send(
        &format!("PATCH {line}&fieldManager=two"),
        "application/apply-patch+yaml",
        &config_map(json!({ "a": "2", "c": "2" })),
    );
    assert_eq!(forced.1["data"]["a"], "2");
    let (_, left) = api.apply(CONFIG, "one", config_map(json!({})));
    assert_eq!(left["data"], json!({ "a": "2", "c": "2" }), "only what nobody else owns is taken away");
}

#[test]
fn an_applied_container_keeps_what_others_set_in_it() {
    let mut api = Api::new();
    let path = "/apis/apps/v1/namespaces/default/deployments/web";
    let deployment = |containers: Value| {
        json!({ "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "web" }, "spec": {
            "selector": { "matchLabels": { "app": "web" } },
            "template": { "metadata": { "labels": { "app": "web" } }, "spec": { "containers": containers } } } })
    };
    let ports = json!([{ "containerPort": 80 }]);
    let (status, made) = api.apply(path, "one", deployment(json!([{ "name": "a", "image": "x:1", "ports": ports }])));
    assert_eq!(status, 201, "{made}");
    assert_eq!(made["spec"]["strategy"]["rollingUpdate"]["maxSurge"], "25%");
    assert_eq!(made["spec"]["template"]["spec"]["containers"][0]["ports"][0]["protocol"], "TCP");
    let (_, with) = api.send(
        &format!("PATCH {path}"),
        "application/strategic-merge-patch+json",
        &json!({ "spec": { "template": { "spec": { "containers": [
            { "name": "a", "env": [{ "name": "E", "value": "1" }] }, { "name": "b", "image": "y:1" }] } } } }),
    );
    assert_eq!(with["metadata"]["generation"], 2);
    let (_, after) = api.apply(path, "one", deployment(json!([{ "name": "a", "image": "x:2" }])));
    let containers = &after["spec"]["template"]["spec"]["containers"];
    assert_eq!(containers[0]["image"], "x:2");
    assert_eq!(containers[0]["env"][0]["name"], "E");
    assert!(containers[0]["ports"].is_null(), "the port was applied and is applied no longer");
    let names: Vec<&Value> = containers.as_array().into_iter().flatten().map(|one| &one["name"]).collect();
    assert_eq!(names, ["a", "b"]);
    let (status, refused) = api.apply(path, "two", deployment(json!([{ "name": "a", "image": "z:1" }])));
    assert_eq!(status, 409);
    let field = &refused["details"]["causes"][0]["field"];
    assert_eq!(field, ".spec.template.spec.containers[name=\"a\"].image");
}

fn pool_definition() -> Value {
    json!({ "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
    "metadata": { "name": "pools.example.com" }, "spec": {
        "group": "example.com", "scope": "Cluster", "names": { "plural": "pools", "kind": "Pool" },
        "versions": [{ "name": "v1", "served": true, "storage": true, "subresources": { "status": {} },
            "schema": { "openAPIV3Schema": { "type": "object", "required": ["spec"], "properties": {
                "spec": { "type": "object", "properties": {
                    "size": { "type": "integer", "maximum": 100 },
                    "mode": { "type": "string", "enum": ["On", "Off"], "default": "On" },
                    "class": { "type": "string", "x-kubernetes-validations": [
                        { "rule": "self == oldSelf", "message": "class is immutable" }] },
                    "after": { "type": "string", "pattern": "^(([0-9]+(s|m|h))+|Never)$" },
                    "tags": { "type": "array", "items": { "type": "object", "properties": {
                            "key": { "type": "string" }, "value": { "type": "string" } } },
                        "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["key"] },
                    "role": { "type": "string" }, "profile": { "type": "string" } },
                    "x-kubernetes-validations": [
                        { "rule": "has(self.role) != has(self.profile)", "message": "one of role and profile" }] },
                "status": { "type": "object", "x-kubernetes-preserve-unknown-fields": true } } } } }] } })
}

fn pool(spec: Value) -> Value {
    json!({ "apiVersion": "example.com/v1", "kind": "Pool", "metadata": { "name": "p" }, "spec": spec })
}

const POOLS: &str = "/apis/example.com/v1/pools";

fn with_pools() -> Api {
    let mut api = Api::new();
    let path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    let (status, made) = api.json(&format!("POST {path}"), pool_definition());
    assert_eq!(status, 201, "{made}");
    api.wait(400);
    api
}

#[test]
fn a_definition_is_served_a_moment_after_it_was_made() {
    let mut api = Api::new();
    let path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    api.json(&format!("POST {path}"), pool_definition());
    let (status, text) = api.json(&format!("POST {POOLS}"), pool(json!({ "role": "r" })));
    assert_eq!((status, text), (404, json!("404 page not found\n")));
    api.wait(160);
    assert_eq!(api.json(&format!("POST {POOLS}"), pool(json!({ "role": "r" }))).0, 201);
    let (_, early) = api.json(&format!("GET {path}/pools.example.com"), Value::Null);
    assert_eq!(early["status"]["conditions"], json!([]));
    api.wait(160);
    let (_, late) = api.json(&format!("GET {path}/pools.example.com"), Value::Null);
    assert_eq!(late["status"]["conditions"][1]["type"], "Established");
    assert_eq!(late["status"]["storedVersions"], json!(["v1"]));
    api.json(&format!("DELETE {path}/pools.example.com"), Value::Null);
    assert_eq!(api.json(&format!("GET {POOLS}/p"), Value::Null).0, 404);
}

#[test]
fn custom_resources_are_defaulted_and_judged() {
    let mut api = with_pools();
    let line = format!("POST {POOLS}?fieldValidation=Strict");
    for (spec, message) in [
        (
            json!({ "role": "r", "size": 500 }),
            "Pool.example.com \"p\" is invalid: spec.size: Invalid value: 500: spec.size in body should be less than or equal to 100",
        ),
        (
            json!({ "role": "r", "mode": "Half" }),
            "Pool.example.com \"p\" is invalid: spec.mode: Unsupported value: \"Half\": supported values: \"On\", \"Off\"",
        ),
        (
            json!({ "role": "r", "after": "5x" }),
            "Pool.example.com \"p\" is invalid: spec.after: Invalid value: \"5x\": spec.after in body should match '^(([0-9]+(s|m|h))+|Never)$'",
        ),
        (
            json!({ "role": "r", "profile": "p" }),
            "Pool.example.com \"p\" is invalid: spec: Invalid value: one of role and profile",
        ),
        (
            json!({ "role": "r", "size": 500, "mode": "Half" }),
            "Pool.example.com \"p\" is invalid: [spec.size: Invalid value: 500: spec.size in body should be less than or equal to 100, spec.mode: Unsupported value: \"Half\": supported values: \"On\", \"Off\"]",
        ),
        (json!({ "role": "r", "bogus": 1 }), "strict decoding error: unknown field \"spec.bogus\""),
        (
            json!({ "role": "r", "tags": [{ "key": "a" }, { "key": "a" }] }),
            "Pool.example.com \"p\" is invalid: spec.tags[1]: Duplicate value: {\"key\":\"a\"}",
        ),
    ] {
        let (_, answer) = api.json(&line, pool(spec));
        assert_eq!(answer["message"], message);
    }
    let (status, made) = api.json(&line, pool(json!({ "role": "r", "class": "x" })));
    assert_eq!(status, 201);
    assert_eq!(made["spec"]["mode"], "On");
    let patch = |api: &mut Api, spec: Value| {
        api.send(&format!("PATCH {POOLS}/p"), "application/merge-patch+json", &json!({ "spec": spec }))
    };
    let (status, refused) = patch(&mut api, json!({ "class": "y" }));
    assert_eq!(status, 422);
    assert_eq!(refused["message"], "Pool.example.com \"p\" is invalid: spec.class: Invalid value: class is immutable");
    let (_, unknown) = api.apply(&format!("{POOLS}/p"), "m", pool(json!({ "bogus": 1 })));
    assert_eq!(
        unknown["message"],
        "failed to create typed patch object (/p; example.com/v1, Kind=Pool): .spec.bogus: field not declared in schema"
    );
}

#[test]
fn status_and_spec_are_written_apart() {
    let mut api = with_pools();
    api.json(&format!("POST {POOLS}"), pool(json!({ "role": "r" })));
    let both = json!({ "spec": { "size": 3 }, "status": { "ready": true } });
    let (_, main) = api.send(&format!("PATCH {POOLS}/p"), "application/merge-patch+json", &both);
    assert!(main["status"].is_null());
    assert_eq!(main["metadata"]["generation"], 2);
    let other = json!({ "spec": { "size": 9 }, "status": { "ready": true } });
    let (_, status) = api.send(&format!("PATCH {POOLS}/p/status"), "application/merge-patch+json", &other);
    assert_eq!((&status["spec"]["size"], &status["status"]["ready"]), (&json!(3), &json!(true)));
    assert_eq!(status["metadata"]["generation"], 2);
    let managers = status["metadata"]["managedFields"].as_array().cloned().unwrap_or_default();
    assert!(managers.iter().any(|one| one["subresource"] == "status" && !one["fieldsV1"]["f:status"].is_null()));
}

#[test]
fn dependants_go_with_their_owner() {
    let mut api = Api::new();
    let (_, owner) = api.json("POST /api/v1/namespaces/default/configmaps", config_map(json!({})));
    let dependant = json!({ "metadata": { "name": "d", "ownerReferences": [{ "apiVersion": "v1", "kind": "ConfigMap",
        "name": "c", "uid": owner["metadata"]["uid"], "blockOwnerDeletion": true }],
        "finalizers": ["example.com/hold"] } });
    api.json("POST /api/v1/namespaces/default/configmaps", dependant);
    let (_, leaving) = api.json(&format!("DELETE {CONFIG}"), json!({ "propagationPolicy": "Foreground" }));
    assert_eq!(leaving["metadata"]["finalizers"], json!(["foregroundDeletion"]));
    api.wait(2000);
    let held = Place::new("configmaps", "default", "d");
    assert!(api.cluster.peek(&held).is_some_and(|one| !one["metadata"]["deletionTimestamp"].is_null()));
    assert!(api.cluster.peek(&Place::new("configmaps", "default", "c")).is_some(), "the owner waits");
    let free = json!({ "metadata": { "finalizers": null } });
    api.send("PATCH /api/v1/namespaces/default/configmaps/d", "application/merge-patch+json", &free);
    api.wait(2000);
    assert!(api.cluster.peek(&held).is_none());
    assert!(api.cluster.peek(&Place::new("configmaps", "default", "c")).is_none());
}

#[test]
fn a_namespace_goes_with_its_content() {
    let mut api = Api::new();
    api.json("POST /api/v1/namespaces", json!({ "metadata": { "name": "web" } }));
    api.json("POST /api/v1/namespaces/web/configmaps", json!({ "metadata": { "name": "c" } }));
    api.json("DELETE /api/v1/namespaces/web", Value::Null);
    let (status, refused) = api.json("POST /api/v1/namespaces/web/configmaps", json!({ "metadata": { "name": "d" } }));
    assert_eq!(status, 403);
    assert_eq!(refused["details"]["causes"][0]["reason"], "NamespaceTerminating");
    api.wait(8000);
    assert_eq!(api.json("GET /api/v1/namespaces/web", Value::Null).0, 404);
    assert!(api.cluster.peek(&Place::new("configmaps", "web", "c")).is_none());
}

#[test]
fn a_stranger_is_told_what_is_forbidden() {
    let mut api = Api::new();
    api.json(
        "POST /apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings",
        json!({ "metadata": { "name": "v" }, "subjects": [{ "kind": "User", "name": "bob" }],
            "roleRef": { "kind": "ClusterRole", "name": "view" } }),
    );
    api.user = User { name: "bob".to_owned(), groups: vec!["system:authenticated".to_owned()], ..User::default() };
    assert_eq!(api.json("GET /api/v1/namespaces/default/configmaps", Value::Null).0, 200);
    let (status, refused) = api.json("POST /api/v1/namespaces/default/configmaps", config_map(json!({})));
    assert_eq!(status, 403);
    assert_eq!(
        refused["message"],
        "configmaps is forbidden: User \"bob\" cannot create resource \"configmaps\" in API group \"\" in the \
         namespace \"default\""
    );
    let review =
        json!({ "spec": { "resourceAttributes": { "verb": "list", "resource": "pods", "namespace": "default" } } });
    let (_, answer) = api.json("POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews", review);
    assert_eq!(answer["status"]["allowed"], true);
    api.user = User::anonymous();
    let (status, refused) = api.json("GET /api/v1/nodes", Value::Null);
    assert_eq!(status, 403);
    assert_eq!(
        refused["message"],
        "nodes is forbidden: User \"system:anonymous\" cannot list resource \"nodes\" in API group \"\" at the cluster scope"
    );
}

#[test]
fn a_budget_stops_an_eviction() {
    let mut api = Api::new();
    api.json(
        "POST /api/v1/namespaces/default/pods",
        json!({ "metadata": { "name": "p", "labels": { "app": "a" } },
            "spec": { "containers": [{ "name": "c", "image": "x" }] } }),
    );
    let bound = json!({ "target": { "name": "n1" } });
    assert_eq!(api.json("POST /api/v1/namespaces/default/pods/p/binding", bound).0, 201);
    api.send(
        "PATCH /api/v1/namespaces/default/pods/p/status",
        "application/merge-patch+json",
        &json!({ "status": { "phase": "Running" } }),
    );
    api.json(
        "POST /apis/policy/v1/namespaces/default/poddisruptionbudgets",
        json!({ "metadata": { "name": "b" },
            "spec": { "minAvailable": 1, "selector": { "matchLabels": { "app": "a" } } } }),
    );
    let (status, refused) = api.json("POST /api/v1/namespaces/default/pods/p/eviction", json!({}));
    assert_eq!(status, 429);
    assert_eq!(refused["message"], "Cannot evict pod as it would violate the pod's disruption budget.");
    api.json("DELETE /apis/policy/v1/namespaces/default/poddisruptionbudgets/b", Value::Null);
    assert_eq!(api.json("POST /api/v1/namespaces/default/pods/p/eviction", json!({})).0, 201);
    let pod = api.cluster.peek(&Place::new("pods", "default", "p"));
    assert_eq!(pod.map(|pod| pod["metadata"]["deletionGracePeriodSeconds"].clone()), Some(json!(30)));
}

#[test]
fn a_watch_sees_objects_enter_and_leave_its_selection() {
    let mut api = Api::new();
    let request = Request {
        method: "GET".to_owned(),
        path: "/api/v1/configmaps".to_owned(),
        query: "watch=true&labelSelector=on%3Dyes&resourceVersion=1".to_owned(),
        ..Request::default()
    };
    let response = api.cluster.handle(api.now, &api.user, &request);
    let Body::Watch(spec) = response.body else { panic!("a watch was asked for") };
    let mut from = api.cluster.revision;
    let label = |value: &str| json!({ "metadata": { "labels": { "on": value } } });
    api.json("POST /api/v1/namespaces/default/configmaps", config_map(json!({})));
    for value in ["yes", "yes", "no"] {
        api.send(&format!("PATCH {CONFIG}"), "application/merge-patch+json", &label(value));
    }
    api.send(&format!("PATCH {CONFIG}"), "application/merge-patch+json", &label("yes"));
    api.json(&format!("DELETE {CONFIG}"), Value::Null);
    let watched = api.cluster.watch_events(api.now, &spec, from);
    let kinds: Vec<&Value> = watched.events.iter().map(|event| &event["type"]).collect();
    assert_eq!(kinds, ["ADDED", "DELETED", "ADDED", "DELETED"]);
    from = watched.revision;
    assert!(api.cluster.watch_events(api.now, &spec, from).events.is_empty());
    let gone = api.cluster.watch_events(api.now, &spec, 0);
    assert_eq!(gone.events[0]["object"]["code"], 410);
}

#[test]
fn stale_and_double_writes_are_refused() {
    let mut api = Api::new();
    let (_, made) = api.json("POST /api/v1/namespaces/default/configmaps", config_map(json!({ "a": "1" })));
    let (status, twice) = api.json("POST /api/v1/namespaces/default/configmaps", config_map(json!({})));
    assert_eq!((status, &twice["message"]), (409, &json!("configmaps \"c\" already exists")));
    let mut newer = made.clone();
    newer["data"]["a"] = json!("2");
    assert_eq!(api.json(&format!("PUT {CONFIG}"), newer.clone()).0, 200);
    newer["data"]["a"] = json!("3");
    let (status, stale) = api.json(&format!("PUT {CONFIG}"), newer);
    assert_eq!(status, 409);
    assert_eq!(stale["reason"], "Conflict");
    let (status, _) = api.json("POST /api/v1/namespaces/none/configmaps", config_map(json!({})));
    assert_eq!(status, 404);
    let dry = format!("PATCH {CONFIG}?dryRun=All");
    api.send(&dry, "application/merge-patch+json", &json!({ "data": { "a": "9" } }));
    assert_eq!(api.json(&format!("GET {CONFIG}"), Value::Null).1["data"]["a"], "2");
}
