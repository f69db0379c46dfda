//! A real control plane by itself, without an account around it.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use http::{Method, Request};
use kube::config::{KubeConfigOptions, Kubeconfig};
use kube::{Client, Config};
use serde_json::Value;

use tokio::sync::SemaphorePermit;

use crate::real::{PLACES, built};

/// A control plane that ends with this value.
pub struct ControlPlane {
    pub client: Client,
    process: Child,
    _folder: tempfile::TempDir,
    _place: SemaphorePermit<'static>,
}

impl ControlPlane {
    pub async fn start() -> ControlPlane {
        let place = PLACES.acquire().await.expect("never closed");
        let folder = tempfile::tempdir().expect("a folder");
        let log = std::fs::File::create(folder.path().join("log")).expect("a log");
        let mut process = Command::new(built("kubernetes"))
            .arg("--folder")
            .arg(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("a control plane");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("an output")).read_line(&mut line).expect("a line");
        let ready: Value = serde_json::from_str(&line).unwrap_or_else(|error| {
            let log = std::fs::read_to_string(folder.path().join("log")).unwrap_or_default();
            panic!("the control plane said `{line}` ({error}):\n{log}")
        });
        let client = client(Path::new(ready["kubeconfig"].as_str().expect("a path"))).await;
        ControlPlane { client, process, _folder: folder, _place: place }
    }

    /// Ends the process as nobody asks a process to end.
    pub fn kill(mut self) {
        self.process.kill().expect("it runs");
    }

    pub fn process(&self) -> u32 {
        self.process.id()
    }

    /// Makes definitions and waits until objects of their kinds are taken.
    pub async fn define(&self, crds: &[Value]) {
        const PATH: &str = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
        for crd in crds {
            self.send(Method::POST, PATH, crd).await.expect("a definition");
        }
        for crd in crds {
            let path = format!("{PATH}/{}", crd["metadata"]["name"].as_str().expect("a name"));
            let ready = async || {
                let live: Value = self.send(Method::GET, &path, &Value::Null).await.expect("a definition");
                let conditions = live["status"]["conditions"].as_array().cloned().unwrap_or_default();
                conditions.iter().any(|one| one["type"] == "Established" && one["status"] == "True")
            };
            while !ready().await {
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            }
        }
    }

    /// Sends an object to a path, and gives what is stored, or the refusal.
    ///
    /// # Errors
    /// What the server says.
    pub async fn send(&self, method: Method, path: &str, object: &Value) -> Result<Value, kube::Error> {
        let body = if object.is_null() { Vec::new() } else { serde_json::to_vec(object).expect("an object is JSON") };
        let kind = if method == Method::PATCH { "application/apply-patch+yaml" } else { "application/json" };
        let request = Request::builder().method(method).uri(path).header("content-type", kind).body(body);
        self.client.request(request.expect("a request")).await
    }
}

impl Drop for ControlPlane {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

async fn client(kubeconfig: &Path) -> Client {
    // Fails only when a provider is installed already, which is as good.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let config = Kubeconfig::read_from(kubeconfig).expect("a kubeconfig");
    let config = Config::from_custom_kubeconfig(config, &KubeConfigOptions::default()).await.expect("a config");
    Client::try_from(config).expect("a client")
}
