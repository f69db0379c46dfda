//! The state of one cluster's API.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::watch::Logged;
use crate::time::Time;

/// Everything one API server stores.
#[derive(Debug, Serialize, Deserialize)]
pub struct Cluster {
    pub name: String,
    pub arn: String,
    /// `1.35`
    pub version: String,
    /// EKS access entries by principal ARN; kept in step by whoever owns the entries.
    pub access: BTreeMap<String, AccessEntry>,
    pub(crate) seed: u64,
    pub(crate) draws: u64,
    pub(crate) now: Time,
    /// The last resource version given out.
    pub(crate) revision: u64,
    /// Objects by resource (`pods`, `deployments.apps`), then by `namespace/name`.
    pub(crate) objects: BTreeMap<String, BTreeMap<String, Value>>,
    pub(crate) log: VecDeque<Logged>,
    /// Watches from before this version have missed something.
    pub(crate) oldest: u64,
}

/// Where a new cluster comes from.
#[derive(Clone, Debug)]
pub struct Origin {
    pub name: String,
    pub arn: String,
    /// `1.35`
    pub version: String,
    /// Identifiers inside the cluster are drawn from it.
    pub seed: u64,
    pub now: Time,
}

/// A principal that EKS lets in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessEntry {
    pub principal_arn: String,
    /// `AROA...` or `AIDA...`: the principal that the entry was made for.
    pub principal_id: String,
    /// `{{SessionName}}` and `{{EC2PrivateDNSName}}` are filled in at authentication.
    pub username: String,
    pub groups: Vec<String>,
    /// `STANDARD`, `EC2_LINUX`, ...
    pub kind: String,
    pub policies: Vec<AccessPolicy>,
}

/// An EKS access policy with its scope.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessPolicy {
    /// `arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy`
    pub arn: String,
    /// Empty for the whole cluster.
    pub namespaces: Vec<String>,
}

impl Cluster {
    /// Boots a cluster's API.
    pub fn new(origin: Origin) -> Cluster {
        Cluster {
            name: origin.name,
            arn: origin.arn,
            version: origin.version,
            access: BTreeMap::new(),
            seed: origin.seed,
            draws: 0,
            now: origin.now,
            revision: 1,
            objects: BTreeMap::new(),
            log: VecDeque::new(),
            oldest: 0,
        }
    }
}
