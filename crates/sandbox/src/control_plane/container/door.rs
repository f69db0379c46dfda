//! What a pod reaches of AWS: one address on loopback, behind which its node's agent and its name service are.

use std::io;
use std::sync::{Arc, Weak};

use bytes::Bytes;
use http::Request;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::life;
use crate::serve;
use crate::shell::{Answer, Origin, Shell, is_agents};

/// The way out of one pod; it closes when this value is dropped.
pub(super) struct Door {
    /// `127.0.0.1:PORT`
    pub(super) address: String,
    task: JoinHandle<()>,
}

impl Drop for Door {
    fn drop(&mut self) {
        self.task.abort();
    }
}

pub(super) async fn open(shell: &Weak<Shell>, arn: &str, pod: &Value) -> io::Result<Door> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?.to_string();
    let (shell, arn, pod) = (shell.clone(), arn.to_owned(), Arc::new(pod.clone()));
    let answer = move |request: Request<Bytes>| {
        let (shell, arn, pod) = (shell.clone(), arn.clone(), Arc::clone(&pod));
        async move {
            let Some(shell) = shell.upgrade() else { return Answer::Lost };
            // Without the agent nobody listens; without name service nobody finds AWS.
            let agent = is_agents(&request);
            let there = shell.with_cluster(&arn, |cluster| {
                if agent { life::agent_runs(cluster, &pod) } else { life::resolves_names(cluster, &pod) }
            });
            if there == Some(true) { shell.answer_aws(request, Origin::Socket).await } else { Answer::Lost }
        }
    };
    Ok(Door { address, task: tokio::spawn(serve::accept(listener, None, answer)) })
}
