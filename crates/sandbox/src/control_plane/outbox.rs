//! Sends what the inhabitants of a cluster decided to its real API.

use std::sync::{Arc, Weak};

use http::header::CONTENT_TYPE;
use http::{Method, Request};
use serde_json::{Value, json};
use tokio::sync::Notify;

use super::connection::Connection;
use crate::kubernetes::{Place, User, Verb, Write};
use crate::shell::Shell;

/// Sends writes in their order whenever there are any.
pub(crate) async fn send_all(shell: Weak<Shell>, arn: String, connection: Connection, wake: Arc<Notify>) {
    loop {
        let Some(strong) = shell.upgrade() else { return };
        let writes = strong.with_cluster(&arn, |cluster| cluster.take_writes()).unwrap_or_default();
        drop(strong);
        if writes.is_empty() {
            wake.notified().await;
        }
        let mut rest = writes.iter().peekable();
        while let Some(write) = rest.next() {
            let refusal = send(&shell, &arn, &connection, write).await;
            let later = rest.clone().any(|other| other.place == write.place);
            let Some(shell) = shell.upgrade() else { return };
            if refusal.is_some() || !later {
                shell.with_cluster(&arn, |cluster| cluster.answered(&write.place, refusal));
            }
        }
    }
}

/// Sends one write and takes its answer in; why not, if it was refused.
async fn send(shell: &Weak<Shell>, arn: &str, connection: &Connection, write: &Write) -> Option<String> {
    let answer = match request(write) {
        Ok(request) => connection.ask(request).await,
        Err(error) => return Some(error.to_string()),
    };
    let (status, object) = match answer {
        Ok(answer) => answer,
        Err(error) => return Some(error.to_string()),
    };
    let place = &write.place;
    if status < 300 {
        take_in(shell, arn, place, object);
        return None;
    }
    let refusal = Some(object["message"].as_str().unwrap_or("refused").to_owned());
    if status == 404 && !matches!(write.verb, Verb::Create(_) | Verb::Apply { .. }) {
        shell.upgrade()?.with_cluster(arn, |cluster| cluster.lose(place));
        return refusal;
    }
    // The cache may be behind.
    let again = Request::get(path(write)).body(Vec::new()).ok()?;
    if let Ok((200, object)) = connection.ask(again).await {
        take_in(shell, arn, place, object);
    }
    refusal
}

fn take_in(shell: &Weak<Shell>, arn: &str, place: &Place, object: Value) {
    // Deletions, bindings and evictions are answered with a status; the watch tells what came of them.
    if object["metadata"]["name"] == place.name.as_str()
        && object["metadata"]["resourceVersion"].is_string()
        && let Some(shell) = shell.upgrade()
    {
        shell.with_cluster(arn, |cluster| cluster.see(&place.resource, object));
    }
}

fn path(write: &Write) -> String {
    format!("{}/{}", write.collection, write.place.name)
}

fn request(write: &Write) -> Result<Request<Vec<u8>>, http::Error> {
    let manager = write.user.name.rsplit(':').next().unwrap_or_default();
    let own = format!("?fieldManager={manager}");
    let below = |subresource: &str| match subresource {
        "" => path(write),
        subresource => format!("{}/{subresource}", path(write)),
    };
    let (method, path, kind, body) = match &write.verb {
        Verb::Create(object) => (Method::POST, write.collection.clone() + &own, "json", object.clone()),
        Verb::Replace { object, subresource } => (Method::PUT, below(subresource) + &own, "json", object.clone()),
        Verb::Merge { patch, subresource } => {
            (Method::PATCH, below(subresource) + &own, "merge-patch+json", patch.clone())
        }
        Verb::Apply { object, manager, force } => {
            let path = format!("{}?fieldManager={manager}&force={force}", path(write));
            (Method::PATCH, path, "apply-patch+yaml", object.clone())
        }
        Verb::Delete { grace_seconds } => {
            let options = json!({"apiVersion": "v1", "kind": "DeleteOptions", "gracePeriodSeconds": grace_seconds});
            (Method::DELETE, path(write), "json", options)
        }
        Verb::Evict => {
            let metadata = json!({"name": write.place.name, "namespace": write.place.namespace});
            let eviction = json!({"apiVersion": "policy/v1", "kind": "Eviction", "metadata": metadata});
            (Method::POST, below("eviction"), "json", eviction)
        }
        Verb::Bind { node } => {
            let metadata = json!({"name": write.place.name, "namespace": write.place.namespace});
            let target = json!({"apiVersion": "v1", "kind": "Node", "name": node});
            let binding = json!({"apiVersion": "v1", "kind": "Binding", "metadata": metadata, "target": target});
            (Method::POST, below("binding"), "json", binding)
        }
    };
    let request = Request::builder().method(method).uri(path).header(CONTENT_TYPE, format!("application/{kind}"));
    impersonate(request, &write.user).body(body.to_string().into_bytes())
}

/// Kubelets and pods have no more rights than their own; the control plane's own parts have the administrator's.
fn impersonate(mut request: http::request::Builder, user: &User) -> http::request::Builder {
    if user.groups.iter().any(|group| group == "system:masters") {
        return request;
    }
    request = request.header("Impersonate-User", &user.name);
    for group in &user.groups {
        request = request.header("Impersonate-Group", group);
    }
    request
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(user: User, verb: Verb) -> Write {
        let place = Place::new("pods", "web", "a");
        Write { user, place, collection: "/api/v1/namespaces/web/pods".to_owned(), verb }
    }

    #[test]
    fn a_write_is_the_request_that_a_client_would_send() {
        let verb = Verb::Merge { patch: json!({"status": {}}), subresource: "status" };
        let built = request(&write(User::control_plane("system:kube-scheduler"), verb)).expect("a request");
        assert_eq!(built.method(), Method::PATCH);
        assert_eq!(built.uri(), "/api/v1/namespaces/web/pods/a/status?fieldManager=kube-scheduler");
        assert_eq!(built.headers()[CONTENT_TYPE], "application/merge-patch+json");
        assert!(!built.headers().contains_key("impersonate-user"));
    }

    #[test]
    fn a_pod_acts_with_its_own_rights() {
        let built = request(&write(User::service_account("web", "b"), Verb::Evict)).expect("a request");
        assert_eq!(built.headers()["impersonate-user"], "system:serviceaccount:web:b");
        assert_eq!(built.headers().get_all("impersonate-group").iter().count(), 3);
        assert_eq!(built.uri(), "/api/v1/namespaces/web/pods/a/eviction");
    }
}
