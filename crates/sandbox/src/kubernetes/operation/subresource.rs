//! Scale, eviction and tokens.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Act, DeleteOptions, PatchKind, Target};
use crate::kubernetes::cluster::{Cluster, IssuedToken};
use crate::kubernetes::selector::Selector;
use crate::kubernetes::status::Status;
use crate::kubernetes::store::{namespace_of, text};

const HOUR: u64 = 3600;

impl Cluster {
    /// The scale of an object.
    ///
    /// # Errors
    /// 404.
    pub(crate) fn scale(&mut self, target: &Target) -> Result<Value, Status> {
        let object =
            self.load(&target.resource, &target.namespace, &target.name).cloned().ok_or_else(|| target.not_found())?;
        let paths = self.scale_paths(target);
        let at = |path: &str| object.pointer(path).cloned().unwrap_or(json!(0));
        let selector = match object.pointer(&paths.2) {
            Some(Value::String(text)) => text.clone(),
            Some(labels) => selector_text(labels),
            None => String::new(),
        };
        Ok(json!({
            "kind": "Scale", "apiVersion": "autoscaling/v1",
            "metadata": {
                "name": target.name, "namespace": target.namespace, "uid": object["metadata"]["uid"],
                "resourceVersion": object["metadata"]["resourceVersion"],
                "creationTimestamp": object["metadata"]["creationTimestamp"],
            },
            "spec": { "replicas": at(&paths.0) },
            "status": { "replicas": at(&paths.1), "selector": selector },
        }))
    }

    fn scale_paths(&mut self, target: &Target) -> (String, String, String) {
        let pointer = |path: &Value| path.as_str().unwrap_or_default().replace('.', "/");
        let built_in = || ("/spec/replicas".to_owned(), "/status/replicas".to_owned(), "/spec/selector".to_owned());
        let Some(name) = &target.resource.definition else { return built_in() };
        let Some(definitions) = self.objects.get("customresourcedefinitions.apiextensions.k8s.io") else {
            return built_in();
        };
        let versions = definitions.get(&format!("/{name}")).map(|one| &one["spec"]["versions"]);
        let version = versions
            .and_then(Value::as_array)
            .and_then(|all| all.iter().find(|one| one["name"] == target.resource.version));
        let Some(scale) = version.map(|one| &one["subresources"]["scale"]) else { return built_in() };
        (
            pointer(&scale["specReplicasPath"]),
            pointer(&scale["statusReplicasPath"]),
            pointer(&scale["labelSelectorPath"]),
        )
    }

    /// Changes the replicas through the scale.
    ///
    /// # Errors
    /// Whatever an update refuses.
    pub(crate) fn set_scale(&mut self, act: &Act, target: &Target, scale: &Value) -> Result<Value, Status> {
        let paths = self.scale_paths(target);
        let mut patch = json!({});
        let steps: Vec<&str> = paths.0.split('/').filter(|step| !step.is_empty()).collect();
        let mut place = &mut patch;
        for step in steps {
            place = &mut place[step];
        }
        *place = scale["spec"]["replicas"].clone();
        let version = text(scale, "/metadata/resourceVersion");
        if !version.is_empty() {
            patch["metadata"]["resourceVersion"] = json!(version);
        }
        let act = Act { subresource: String::new(), ..act.clone() };
        self.patch(&act, target, PatchKind::Merge, &patch)?;
        self.scale(target)
    }

    /// Evicts a pod.
    ///
    /// # Errors
    /// 429 when a disruption budget would be violated.
    pub(crate) fn evict(&mut self, act: &Act, target: &Target, eviction: &Value) -> Result<(), Status> {
        let pod =
            self.load(&target.resource, &target.namespace, &target.name).cloned().ok_or_else(|| target.not_found())?;
        let finished = matches!(text(&pod, "/status/phase"), "Succeeded" | "Failed" | "Pending");
        let budgets: Vec<Value> = self
            .stored("poddisruptionbudgets.policy")
            .filter(|one| namespace_of(one) == target.namespace)
            .filter(|one| Selector::of_object(&one["spec"]["selector"]).fits(&pod))
            .cloned()
            .collect();
        if let (Some(budget), false) = (budgets.first(), finished || !pod["metadata"]["deletionTimestamp"].is_null()) {
            let allowed = budget["status"]["disruptionsAllowed"].as_i64().unwrap_or(0);
            if allowed < 1 {
                return Err(refused_eviction(budget));
            }
            let mut budget = budget.clone();
            budget["status"]["disruptionsAllowed"] = json!(allowed - 1);
            let now = self.now.rfc3339();
            budget["status"]["disruptedPods"][&target.name] = json!(now);
            if !act.dry_run
                && let Some(resource) = self.resource_of_key("poddisruptionbudgets.policy")
            {
                self.put(&resource, budget);
            }
        }
        let options = DeleteOptions::of(&eviction["deleteOptions"]);
        self.delete(act, target, &options).map(|_| ())
    }

    /// A new token of a service account.
    ///
    /// # Errors
    /// 404.
    pub(crate) fn issue_token(&mut self, act: &Act, target: &Target, request: &Value) -> Result<Value, Status> {
        let account =
            self.load(&target.resource, &target.namespace, &target.name).cloned().ok_or_else(|| target.not_found())?;
        let seconds = request["spec"]["expirationSeconds"].as_u64().unwrap_or(HOUR).max(600);
        let expires = self.now + Duration::from_secs(seconds);
        let issued = IssuedToken {
            namespace: target.namespace.clone(),
            service_account: target.name.clone(),
            uid: text(&account, "/metadata/uid").to_owned(),
            expires,
        };
        let token = self.write_token(target, &issued, &request["spec"]);
        if !act.dry_run {
            self.tokens.retain(|_, one| one.expires > self.now);
            self.tokens.insert(token.clone(), issued);
        }
        Ok(json!({
            "kind": "TokenRequest", "apiVersion": "authentication.k8s.io/v1",
            "metadata": { "name": target.name, "namespace": target.namespace,
                "creationTimestamp": self.now.rfc3339() },
            "spec": { "audiences": request["spec"]["audiences"], "expirationSeconds": seconds,
                "boundObjectRef": request["spec"]["boundObjectRef"] },
            "status": { "token": token, "expirationTimestamp": expires.rfc3339() },
        }))
    }
}

fn refused_eviction(budget: &Value) -> Status {
    let mut status =
        Status::new(429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.");
    let (name, needed, healthy) =
        (text(budget, "/metadata/name"), &budget["status"]["desiredHealthy"], &budget["status"]["currentHealthy"]);
    let message = format!("The disruption budget {name} needs {needed} healthy pods and has {healthy} currently");
    status.details.insert("causes".to_owned(), json!([{ "reason": "DisruptionBudget", "message": message }]));
    status
}

fn selector_text(selector: &Value) -> String {
    let labels = selector["matchLabels"].as_object();
    let parts: Vec<String> = labels
        .into_iter()
        .flatten()
        .map(|(key, value)| format!("{key}={}", value.as_str().unwrap_or_default()))
        .collect();
    parts.join(",")
}
