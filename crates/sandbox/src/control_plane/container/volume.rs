//! The files that a container finds where its projected volumes are mounted.

use std::path::{Path, PathBuf};

use http::Request;
use http::header::CONTENT_TYPE;
use serde_json::{Value, json};

use super::environment::field;
use crate::control_plane::Failure;
use crate::control_plane::connection::Connection;

/// Where every pod that asks for it finds its service account.
const SERVICE_ACCOUNT: &str = "/var/run/secrets/kubernetes.io/serviceaccount";

/// A path of the container on this machine.
pub(super) fn below(root: &Path, path: &str) -> PathBuf {
    root.join(path.trim_start_matches('/'))
}

/// Writes the files of all mounted projected volumes.
///
/// # Errors
/// The API refuses a token or has no config map of the name.
pub(super) async fn write(connection: &Connection, pod: &Value, root: &Path) -> Result<(), Failure> {
    let mounts = pod["spec"]["containers"][0]["volumeMounts"].as_array().into_iter().flatten();
    for mount in mounts {
        let mut volumes = pod["spec"]["volumes"].as_array().into_iter().flatten();
        let Some(volume) = volumes.find(|volume| volume["name"] == mount["name"]) else { continue };
        let folder = below(root, mount["mountPath"].as_str().unwrap_or_default());
        std::fs::create_dir_all(&folder)?;
        for source in volume["projected"]["sources"].as_array().into_iter().flatten() {
            for (path, content) in files(connection, pod, source).await? {
                std::fs::write(folder.join(path), content)?;
            }
        }
    }
    Ok(())
}

async fn files(connection: &Connection, pod: &Value, source: &Value) -> Result<Vec<(String, String)>, Failure> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let namespace = text(&pod["metadata"]["namespace"]);
    if let Some(wanted) = source["serviceAccountToken"].as_object() {
        let token = token(connection, pod, &json!(wanted)).await?;
        return Ok(vec![(wanted.get("path").map(text).unwrap_or_default(), token)]);
    }
    if let Some(name) = source["configMap"]["name"].as_str() {
        let path = format!("/api/v1/namespaces/{namespace}/configmaps/{name}");
        let map = ask(connection, Request::get(path).body(Vec::new())).await?;
        let items = source["configMap"]["items"].as_array().into_iter().flatten();
        return Ok(items.map(|item| (text(&item["path"]), text(&map["data"][text(&item["key"])]))).collect());
    }
    let items = source["downwardAPI"]["items"].as_array().into_iter().flatten();
    let of = |item: &Value| field(pod, item["fieldRef"]["fieldPath"].as_str()?);
    Ok(items.filter_map(|item| Some((text(&item["path"]), of(item)?))).collect())
}

/// A token for the pod's service account, asked for by the pod's node, as the kubelet does.
async fn token(connection: &Connection, pod: &Value, wanted: &Value) -> Result<String, Failure> {
    let text = |pointer: &str| pod.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let audiences: Vec<&str> = wanted["audience"].as_str().into_iter().collect();
    let bound =
        json!({"apiVersion": "v1", "kind": "Pod", "name": text("/metadata/name"), "uid": text("/metadata/uid")});
    let request = json!({
        "apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest",
        "spec": {"audiences": audiences, "boundObjectRef": bound, "expirationSeconds": wanted["expirationSeconds"]},
    });
    let (namespace, account) = (text("/metadata/namespace"), text("/spec/serviceAccountName"));
    let request = Request::post(format!("/api/v1/namespaces/{namespace}/serviceaccounts/{account}/token"))
        .header(CONTENT_TYPE, "application/json")
        .header("Impersonate-User", format!("system:node:{}", text("/spec/nodeName")))
        .header("Impersonate-Group", "system:nodes")
        .header("Impersonate-Group", "system:authenticated")
        .body(request.to_string().into_bytes());
    let answer = ask(connection, request).await?;
    Ok(answer["status"]["token"].as_str().unwrap_or_default().to_owned())
}

async fn ask(connection: &Connection, request: Result<Request<Vec<u8>>, http::Error>) -> Result<Value, Failure> {
    let request = request.map_err(|error| Failure::Other(error.to_string()))?;
    let path = request.uri().path().to_owned();
    match connection.ask(request).await? {
        (status, answer) if status < 300 => Ok(answer),
        (status, answer) => Err(Failure::Other(format!("{path} ({status}): {}", answer["message"]))),
    }
}

/// A kubeconfig that stands for the service account's folder, which programs look for at a fixed path; none where the
/// pod has none.
pub(super) fn write_kubeconfig(root: &Path, endpoint: &str) -> std::io::Result<Option<PathBuf>> {
    let folder = below(root, SERVICE_ACCOUNT);
    if !folder.join("token").exists() {
        return Ok(None);
    }
    let config = json!({
        "apiVersion": "v1", "kind": "Config", "current-context": "pod",
        "clusters": [{"name": "pod", "cluster":
            {"server": endpoint, "certificate-authority": folder.join("ca.crt")}}],
        "users": [{"name": "pod", "user": {"tokenFile": folder.join("token")}}],
        "contexts": [{"name": "pod", "context": {"cluster": "pod", "user": "pod"}}],
    });
    let path = root.join("kubeconfig");
    std::fs::write(&path, config.to_string())?;
    Ok(Some(path))
}
