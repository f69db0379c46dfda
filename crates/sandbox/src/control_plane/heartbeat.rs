//! The kubelets' sign of life.

use std::sync::Weak;
use std::time::Duration;

use http::Request;
use http::header::CONTENT_TYPE;
use serde_json::json;

use super::connection::Connection;
use crate::shell::Shell;
use crate::time::Time;

/// Source: the kubelet renews its lease every 10 s, a quarter of its 40 s.
const EVERY: Duration = Duration::from_secs(10);

/// Renews the lease of every node that is known, as its kubelet does on the machine's own clock.
pub(crate) async fn beat(shell: Weak<Shell>, arn: String, connection: Connection) {
    loop {
        let Some(strong) = shell.upgrade() else { return };
        let nodes: Vec<String> = strong
            .with_cluster(&arn, |cluster| {
                let names = cluster.stored("nodes").filter_map(|node| node["metadata"]["name"].as_str());
                names.map(str::to_owned).collect()
            })
            .unwrap_or_default();
        let now = strong.wall_time();
        drop(strong);
        for node in nodes {
            if let Ok(request) = renewal(&node, now) {
                // A lease that could not be renewed is renewed next time.
                let _ = connection.ask(request).await;
            }
        }
        tokio::time::sleep(EVERY).await;
    }
}

fn renewal(node: &str, now: Time) -> Result<Request<Vec<u8>>, http::Error> {
    let lease = json!({
        "apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
        "metadata": {"name": node, "namespace": "kube-node-lease"},
        "spec": {"holderIdentity": node, "leaseDurationSeconds": 40, "renewTime": micro(now)},
    });
    let path = format!("/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/{node}");
    Request::patch(format!("{path}?fieldManager=kubelet&force=true"))
        .header(CONTENT_TYPE, "application/apply-patch+yaml")
        .header("Impersonate-User", format!("system:node:{node}"))
        .header("Impersonate-Group", "system:nodes")
        .header("Impersonate-Group", "system:authenticated")
        .body(lease.to_string().into_bytes())
}

/// A moment with microseconds.
fn micro(at: Time) -> String {
    at.rfc3339().trim_end_matches('Z').to_owned() + ".000000Z"
}
