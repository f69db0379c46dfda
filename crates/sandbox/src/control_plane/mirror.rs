//! What the sandbox knows of a real API: watches fill the cluster's cache.

use std::sync::Weak;
use std::time::Duration;

use futures::StreamExt as _;
use kube::Client;
use kube::api::{Api, ApiResource, DynamicObject};
use kube::runtime::watcher::{self, Event};
use serde_json::Value;

use crate::kubernetes::Place;
use crate::shell::Shell;

/// How long after an error a watch begins anew.
const PAUSE: Duration = Duration::from_millis(500);

/// What the inhabitants of a cluster look at: group, version, kind, plural.
const WATCHED: &[(&str, &str, &str, &str)] = &[
    ("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions"),
    ("", "v1", "Namespace", "namespaces"),
    ("", "v1", "Node", "nodes"),
    ("", "v1", "Pod", "pods"),
    ("", "v1", "Service", "services"),
    ("", "v1", "ServiceAccount", "serviceaccounts"),
    ("apps", "v1", "DaemonSet", "daemonsets"),
    ("apps", "v1", "Deployment", "deployments"),
    ("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets"),
    ("karpenter.sh", "v1", "NodePool", "nodepools"),
    ("karpenter.sh", "v1", "NodeClaim", "nodeclaims"),
    ("karpenter.sh", "v1alpha1", "NodeOverlay", "nodeoverlays"),
    ("karpenter.k8s.aws", "v1", "EC2NodeClass", "ec2nodeclasses"),
];

/// Follows everything that is watched, as long as the sandbox lives.
pub(crate) async fn follow(shell: Weak<Shell>, arn: String, client: Client) {
    let each = WATCHED.iter().map(|&(group, version, kind, plural)| {
        let api_version = if group.is_empty() { version.to_owned() } else { format!("{group}/{version}") };
        let resource = ApiResource {
            group: group.to_owned(),
            version: version.to_owned(),
            api_version,
            kind: kind.to_owned(),
            plural: plural.to_owned(),
        };
        follow_one(shell.clone(), arn.clone(), client.clone(), resource)
    });
    futures::future::join_all(each).await;
}

async fn follow_one(shell: Weak<Shell>, arn: String, client: Client, resource: ApiResource) {
    let key = match resource.group.as_str() {
        "" => resource.plural.clone(),
        group => format!("{}.{group}", resource.plural),
    };
    let api: Api<DynamicObject> = Api::all_with(client, &resource);
    let mut events = watcher::watcher(api, watcher::Config::default()).boxed();
    let mut listed = Vec::new();
    while let Some(event) = events.next().await {
        let Some(shell) = shell.upgrade() else { return };
        match event {
            Ok(Event::Init) => listed.clear(),
            Ok(Event::InitApply(object)) => listed.push(whole(object, &resource)),
            Ok(Event::InitDone) => {
                let all = std::mem::take(&mut listed);
                shell.with_cluster(&arn, |cluster| cluster.see_all(&key, all));
            }
            Ok(Event::Apply(object)) => {
                let object = whole(object, &resource);
                shell.with_cluster(&arn, |cluster| cluster.see(&key, object));
            }
            Ok(Event::Delete(object)) => {
                let text = |text: Option<String>| text.unwrap_or_default();
                let place = Place::new(&key, &text(object.metadata.namespace), &text(object.metadata.name));
                shell.with_cluster(&arn, |cluster| cluster.lose(&place));
            }
            // A resource that is not there yet, or a server that is gone for a moment.
            Err(_) => {
                drop(shell);
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// The items of a list do not say what they are.
fn whole(object: DynamicObject, resource: &ApiResource) -> Value {
    let mut object = serde_json::to_value(object).unwrap_or_default();
    object["apiVersion"] = Value::from(resource.api_version.clone());
    object["kind"] = Value::from(resource.kind.clone());
    object
}
