//! The state of one cluster's API.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::boot;
use super::remote::Remote;
use super::resource::Resource;
use super::schema::{Rules, Schema, built_in, structural};
use super::watch::Logged;
use crate::time::Time;

/// Everything one API server stores.
#[derive(Debug, Serialize, Deserialize)]
pub struct Cluster {
    pub name: String,
    pub arn: String,
    /// `1.35`
    pub version: String,
    /// Who its service account tokens say has issued them; whoever makes the cluster sets it.
    #[serde(default)]
    pub issuer: String,
    /// The port that it was served on the last time: its address is the same all its life.
    #[serde(default)]
    pub port: Option<u16>,
    /// EKS access entries by principal ARN; kept in step by whoever owns the entries.
    pub access: BTreeMap<String, AccessEntry>,
    pub(crate) seed: u64,
    pub(crate) draws: u64,
    pub(crate) now: Time,
    /// The last resource version given out.
    pub(crate) revision: u64,
    /// Objects by resource (`pods`, `deployments.apps`), then by `namespace/name`.
    pub(crate) objects: BTreeMap<String, BTreeMap<String, Value>>,
    /// Not kept with the world: whoever watched an earlier run lists again.
    #[serde(skip)]
    pub(crate) log: VecDeque<Logged>,
    /// From when on each CustomResourceDefinition is served.
    pub(crate) served: BTreeMap<String, Time>,
    /// What happens by itself later, by moment.
    pub(crate) later: Vec<Later>,
    pub(crate) tokens: BTreeMap<String, IssuedToken>,
    #[serde(skip)]
    pub(crate) shapes: BTreeMap<String, Shape>,
    /// Where the API is another process's; everything else is then what was last seen of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) remote: Option<Remote>,
}

/// Something that the control plane does a moment after its cause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Later {
    pub(crate) at: Time,
    pub(crate) what: Deed,
}

/// What is done later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Deed {
    /// The definition gets its Established condition.
    Establish(String),
    /// A terminating namespace loses its content and goes.
    Empty(String),
    /// Objects whose owners are gone are collected.
    Collect,
    /// The deadline of a deletion with a grace period; nobody but the kubelet acts on it.
    Look,
}

/// A service account token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct IssuedToken {
    pub(crate) namespace: String,
    pub(crate) service_account: String,
    pub(crate) uid: String,
    pub(crate) expires: Time,
}

/// The compiled schema of one version of a custom resource.
#[derive(Clone, Debug)]
pub(crate) struct Shape {
    pub(crate) generation: i64,
    pub(crate) open_api: Arc<Value>,
    pub(crate) schema: Arc<Schema>,
    pub(crate) rules: Rules,
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

/// How long after its creation a definition is served, and when it is Established.
///
/// Source: measured on a real API server: 404 for 0.09 to 0.18 s, Established after 0.05 to 0.6 s.
pub(crate) const SERVED_AFTER: Duration = Duration::from_millis(150);
pub(crate) const ESTABLISHED_AFTER: Duration = Duration::from_millis(300);
/// Source: measured, garbage collection 0.4 s, namespace deletion 5 s.
pub(crate) const COLLECTED_AFTER: Duration = Duration::from_millis(400);
pub(crate) const EMPTIED_AFTER: Duration = Duration::from_secs(5);

impl Cluster {
    /// Boots a cluster's API with its first objects.
    pub fn new(origin: Origin) -> Cluster {
        let mut cluster = Cluster::empty(origin);
        boot::boot(&mut cluster);
        cluster
    }

    /// A cluster without any object.
    pub(super) fn empty(origin: Origin) -> Cluster {
        Cluster {
            name: origin.name,
            arn: origin.arn,
            version: origin.version,
            issuer: String::new(),
            port: None,
            access: BTreeMap::new(),
            seed: origin.seed,
            draws: 0,
            now: origin.now,
            revision: 1,
            objects: BTreeMap::new(),
            log: VecDeque::new(),
            served: BTreeMap::new(),
            later: Vec::new(),
            tokens: BTreeMap::new(),
            shapes: BTreeMap::new(),
            remote: None,
        }
    }

    /// The schema that a resource's objects follow, and whether it is a built-in type.
    pub(crate) fn schema(&mut self, resource: &Resource) -> (Arc<Schema>, bool) {
        match self.shape(resource) {
            Some(shape) => (shape.schema, false),
            None => (built_in(resource), true),
        }
    }

    /// The compiled schema of a custom resource.
    pub(crate) fn shape(&mut self, resource: &Resource) -> Option<Shape> {
        let name = resource.definition.as_ref()?;
        let definition =
            self.objects.get("customresourcedefinitions.apiextensions.k8s.io")?.get(&format!("/{name}"))?;
        let generation = definition["metadata"]["generation"].as_i64().unwrap_or_default();
        let key = format!("{name}/{}", resource.version);
        if let Some(shape) = self.shapes.get(&key).filter(|shape| shape.generation == generation) {
            return Some(shape.clone());
        }
        let version = definition["spec"]["versions"].as_array()?.iter().find(|one| one["name"] == resource.version)?;
        let open_api = version["schema"]["openAPIV3Schema"].clone();
        let pods = Resource { version: "v1".to_owned(), kind: "Pod".to_owned(), ..Resource::default() };
        let shape = Shape {
            generation,
            schema: structural(&open_api, &pods),
            rules: Rules::compile(&open_api),
            open_api: Arc::new(open_api),
        };
        self.shapes.insert(key, shape.clone());
        Some(shape)
    }

    /// A deterministic random number.
    pub(crate) fn draw(&mut self) -> u64 {
        self.draws += 1;
        fastrand::Rng::with_seed(self.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ self.draws).u64(..)
    }

    pub(crate) fn uuid(&mut self) -> String {
        let (a, b) = (self.draw(), self.draw());
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            a >> 32,
            (a >> 16) & 0xffff,
            a & 0xfff,
            0x8000 | (b >> 48) & 0x3fff,
            b & 0xffff_ffff_ffff
        )
    }

    /// The five letters and digits behind a generateName.
    pub(crate) fn name_suffix(&mut self) -> String {
        const ALPHABET: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";
        (0..5).map(|_| char::from(ALPHABET[(self.draw() % ALPHABET.len() as u64) as usize])).collect()
    }

    pub(crate) fn schedule(&mut self, after: Duration, what: Deed) {
        let at = self.now + after;
        self.later.push(Later { at, what });
    }

    /// The next moment at which the cluster changes by itself, for whoever sleeps over a watch.
    pub fn next_due(&self) -> Option<Time> {
        let served = self.served.values().filter(|at| **at > self.now).copied();
        self.later.iter().map(|later| later.at).chain(served).min()
    }

    /// Lets the cluster do what is due until `now`.
    pub fn settle(&mut self, now: Time) {
        loop {
            let due = self.later.iter().enumerate().filter(|(_, later)| later.at <= now).min_by_key(|(_, l)| l.at);
            let Some((index, _)) = due else { break };
            let later = self.later.remove(index);
            self.now = self.now.max(later.at);
            match later.what {
                Deed::Establish(name) => self.establish(&name),
                Deed::Empty(namespace) => self.empty_namespace(&namespace),
                Deed::Collect => self.collect_garbage(),
                Deed::Look => {}
            }
        }
        self.now = self.now.max(now);
    }
}
