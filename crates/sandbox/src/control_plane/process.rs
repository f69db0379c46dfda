//! The process of one control plane.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use serde::Deserialize;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, ChildStdin, Command};

use super::Failure;

/// How long a start may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(90);

/// What a control plane is given.
#[derive(Clone, Debug)]
pub(crate) struct Orders {
    pub(crate) program: PathBuf,
    pub(crate) folder: PathBuf,
    /// PEM of the cluster's certificate authority and of its key.
    pub(crate) authority: (String, String),
    pub(crate) issuer: String,
    pub(crate) service_cidr: String,
    /// Where the API is to be: the same address again after a restart.
    pub(crate) listen: String,
    /// `https://127.0.0.1:PORT` of the webhooks.
    pub(crate) webhooks: String,
}

/// What a control plane says of itself.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Ready {
    pub(crate) endpoint: String,
    pub(crate) certificate_authority: String,
    pub(crate) client_certificate: String,
    pub(crate) client_key: String,
    pub(crate) service_account_public_key: String,
}

/// A running control plane; it ends when this value is dropped.
pub(crate) struct Process {
    child: Child,
    /// The control plane lives as long as this end is open; waiting for a child would close it.
    _input: Option<ChildStdin>,
    pub(crate) ready: Ready,
}

impl Process {
    pub(crate) async fn start(orders: &Orders) -> Result<Process, Failure> {
        let log = orders.folder.join("kubernetes.log");
        let mut child = command(orders, &log)?.spawn()?;
        let input = child.stdin.take();
        let output = child.stdout.take().ok_or_else(|| Failure::Other("the control plane has no output".to_owned()))?;
        let mut line = String::new();
        let read = tokio::time::timeout(PATIENCE, BufReader::new(output).read_line(&mut line)).await;
        if !matches!(read, Ok(Ok(length)) if length > 0) {
            return Err(Failure::Ended(log));
        }
        Ok(Process { _input: input, child, ready: serde_json::from_str(&line)? })
    }

    /// Ends when the process has ended by itself.
    pub(crate) async fn ended(&mut self) {
        // An error means that nobody knows of the process any more.
        let _ = self.child.wait().await;
    }
}

fn command(orders: &Orders, log: &Path) -> Result<Command, Failure> {
    std::fs::create_dir_all(&orders.folder)?;
    let (certificate, key) = (orders.folder.join("authority.crt"), orders.folder.join("authority.key"));
    std::fs::write(&certificate, &orders.authority.0)?;
    std::fs::write(&key, &orders.authority.1)?;
    let log = std::fs::OpenOptions::new().create(true).append(true).open(log)?;
    let mut command = Command::new(&orders.program);
    command
        .arg("--folder")
        .arg(&orders.folder)
        .arg("--certificate-authority")
        .arg(&certificate)
        .arg("--certificate-authority-key")
        .arg(&key)
        .args(["--listen", &orders.listen, "--issuer", &orders.issuer, "--service-cidr", &orders.service_cidr])
        .args(["--authentication-webhook", &format!("{}/token", orders.webhooks)])
        .args(["--authorization-webhook", &format!("{}/access", orders.webhooks)])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(log)
        .kill_on_drop(true);
    Ok(command)
}
