//! The record of every call that reached the sandbox.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::time::Time;

/// One call, AWS or Kubernetes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogEntry {
    /// Counts from 1.
    pub number: u64,
    /// Simulated time at which it had its effect (or failed to).
    pub time: Time,
    /// `eks`, `iam`, ..., or `kubernetes`.
    pub service: String,
    /// `CreateCluster`, or `PATCH nodepools/x86`.
    pub operation: String,
    pub region: String,
    /// ARN of the caller, or the name of the Kubernetes user; empty when not known.
    pub caller: String,
    /// What the call is about, as far as its parameters say: `dev/system`.
    pub resource: String,
    /// Whether it asked for a change.
    pub write: bool,
    pub status: u16,
    pub outcome: Outcome,
}

/// How a call ended for its client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    Done,
    /// The error code.
    Refused(String),
    /// Lost without effect.
    LostBefore,
    /// Had its effect; the answer was lost.
    LostAfter,
    /// Had its effect; the answer broke off.
    Cut,
}

impl LogEntry {
    /// `eks:CreateCluster` or `kubernetes:PATCH nodepools/x86`, as fault rules name calls.
    pub fn name(&self) -> String {
        format!("{}:{}", self.service, self.operation)
    }
}

impl fmt::Display for LogEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}:{}", self.time, self.service, self.operation)?;
        if !self.resource.is_empty() {
            write!(f, " {}", self.resource)?;
        }
        write!(f, " -> {} {}", self.status, self.outcome)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Outcome::Done => "ok",
            Outcome::Refused(code) => code,
            Outcome::LostBefore => "lost before",
            Outcome::LostAfter => "lost after",
            Outcome::Cut => "cut",
        })
    }
}

/// Operations that change nothing begin with one of these.
const READING: &[&str] = &["Describe", "List", "Get", "Simulate", "Lookup", "Assume", "Receive", "BatchGet"];

/// Whether an AWS operation asks for a change.
pub(crate) fn is_write(operation: &str) -> bool {
    !READING.iter().any(|prefix| operation.starts_with(prefix))
}

/// Members that say what a call is about, most telling first.
const TELLING: &[&str] = &[
    "clusterName",
    "name",
    "nodegroupName",
    "addonName",
    "principalArn",
    "associationId",
    "RoleName",
    "InstanceProfileName",
    "UserName",
    "PolicyName",
    "PolicyArn",
    "OpenIDConnectProviderArn",
    "QueueName",
    "QueueUrl",
    "Name",
    "Rule",
    "logGroupName",
    "logGroupNamePrefix",
    "KeyId",
    "AliasName",
    "VpcId",
    "SubnetId",
    "GroupId",
    "GroupName",
    "LaunchTemplateName",
    "LaunchTemplateId",
    "resourceArn",
    "ResourceARN",
    "RoleArn",
];

/// The call's subject: up to two telling members of its input.
pub(crate) fn subject(input: &serde_json::Value) -> String {
    let found = TELLING.iter().filter_map(|name| input[name].as_str()).take(2);
    found.collect::<Vec<_>>().join("/")
}
