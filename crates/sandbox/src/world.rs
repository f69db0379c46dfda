//! The whole simulated world as plain data.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::call::Caller;
use crate::certificate::Authority;
use crate::control_plane::container::Containers;
use crate::time::Time;
use crate::{ec2, eks, events, iam, kms, kubernetes, life, logs, sqs, ssm};

/// How finely the world lives between requests.
pub const TICK: Duration = Duration::from_secs(1);

/// Everything that exists: accounts, their regions, and the Kubernetes side of every EKS cluster.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct World {
    /// The moment the world has been advanced to.
    pub now: Time,
    pub seed: u64,
    /// How many identifiers were drawn; with the seed it decides the next one.
    pub draws: u64,
    /// Identifiers that the next draws of a prefix answer instead of random ones.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub forced: BTreeMap<String, VecDeque<String>>,
    pub accounts: BTreeMap<String, Account>,
    /// Kubernetes state by cluster ARN; made with the EKS cluster, gone with it.
    pub clusters: BTreeMap<String, kubernetes::Cluster>,
    /// The certificate authority of every cluster by cluster ARN.
    #[serde(default)]
    pub authorities: BTreeMap<String, Authority>,
    /// `https://127.0.0.1:PORT` by cluster ARN, where a cluster is served on a socket.
    #[serde(skip)]
    pub served: BTreeMap<String, String>,
    /// Whether new clusters have an API of their own, as a process, instead of a simulated one.
    #[serde(default)]
    pub real_kubernetes: bool,
    /// What callers with limited rights asked for so far.
    #[serde(skip)]
    pub ledger: iam::Ledger,
    /// Containers that are processes of this machine.
    #[serde(skip)]
    pub(crate) containers: Containers,
    /// What lives in the clusters: when which of them is looked at again.
    #[serde(default)]
    pub life: life::State,
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Account {
    pub id: String,
    pub partition: String,
    pub iam: iam::State,
    /// Temporary credentials by access key id.
    #[serde(default)]
    pub sessions: BTreeMap<String, Session>,
    pub regions: BTreeMap<String, Regional>,
}

/// Temporary credentials of an assumed role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// `ASIA` and 16 characters.
    pub access_key_id: String,
    pub secret_access_key: String,
    pub session_token: String,
    pub expires: Time,
    /// Who acts with them: the assumed-role ARN and `AROA...:session`.
    pub caller: Caller,
    /// Session tags, such as pod identity's.
    pub tags: BTreeMap<String, String>,
    /// What the session may do at most, if it was opened with less than its role.
    #[serde(default)]
    pub policies: Option<SessionPolicies>,
}

/// The policies of a session: its own, and managed ones by ARN.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionPolicies {
    pub inline: Option<String>,
    pub managed: Vec<String>,
}

/// What one account has in one region.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Regional {
    pub ec2: ec2::State,
    pub eks: eks::State,
    pub sqs: sqs::State,
    pub events: events::State,
    pub logs: logs::State,
    pub kms: kms::State,
    pub ssm: ssm::State,
    /// What the region came with, by id: nobody has made it.
    #[serde(default)]
    pub furniture: BTreeSet<String>,
}

impl World {
    pub fn account(&mut self, id: &str, partition: &str) -> &mut Account {
        self.accounts.entry(id.to_owned()).or_insert_with(|| Account {
            id: id.to_owned(),
            partition: partition.to_owned(),
            ..Account::default()
        })
    }

    /// A deterministic random number: the same seed and history give the same number.
    pub fn draw(&mut self) -> u64 {
        self.draws += 1;
        fastrand::Rng::with_seed(self.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ self.draws).u64(..)
    }

    /// Makes the next identifier with this prefix (`vpc`, `AKIA`) the given one.
    pub fn force_id(&mut self, prefix: &str, id: &str) {
        self.forced.entry(prefix.to_owned()).or_default().push_back(id.to_owned());
    }

    fn forced(&mut self, prefix: &str) -> Option<String> {
        let waiting = self.forced.get_mut(prefix)?;
        let id = waiting.pop_front();
        if waiting.is_empty() {
            self.forced.remove(prefix);
        }
        id
    }

    /// An EC2-style identifier: `subnet-` and 17 hexadecimal digits.
    pub fn hex_id(&mut self, prefix: &str) -> String {
        if let Some(id) = self.forced(prefix) {
            return id;
        }
        let (a, b) = (self.draw(), self.draw());
        format!("{prefix}-0{:016x}", a ^ b.rotate_left(17))
    }

    /// An IAM-style unique id: `AROA` and 17 upper-case base-32 characters.
    pub fn unique_id(&mut self, prefix: &str) -> String {
        const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        if let Some(id) = self.forced(prefix) {
            return id;
        }
        let mut id = String::from(prefix);
        for _ in 0..17 {
            id.push(char::from(ALPHABET[(self.draw() % 32) as usize]));
        }
        id
    }

    /// Opens a session with fresh temporary credentials for a role of the account.
    ///
    /// `role_arn` and `role_id` name the role, `name` the session.
    pub fn open_session(&mut self, role_arn: &str, role_id: &str, name: &str, expires: Time) -> Session {
        let mut parts = role_arn.splitn(6, ':');
        let (partition, account) = (parts.nth(1).unwrap_or("aws").to_owned(), parts.nth(2).unwrap_or("").to_owned());
        let role_name = role_arn.rsplit('/').next().unwrap_or_default();
        let mut key = self.unique_id("ASIA");
        key.truncate(20);
        let session = Session {
            access_key_id: key.clone(),
            secret_access_key: self.secret(40),
            session_token: format!("IQoJb3JpZ2luX2Vj{}", self.secret(240)),
            expires,
            caller: Caller {
                arn: format!("arn:{partition}:sts::{account}:assumed-role/{role_name}/{name}"),
                user_id: format!("{role_id}:{name}"),
                account: account.clone(),
            },
            tags: BTreeMap::new(),
            policies: None,
        };
        let now = self.now;
        let sessions = &mut self.account(&account, &partition).sessions;
        // Of a session that ended long ago nobody asks any more.
        sessions.retain(|_, session| session.expires + Duration::from_secs(24 * 3600) > now);
        sessions.insert(key, session.clone());
        session
    }

    /// Random text in the alphabet of secret access keys.
    pub fn secret(&mut self, length: usize) -> String {
        const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        (0..length).map(|_| char::from(ALPHABET[(self.draw() % 64) as usize])).collect()
    }

    /// The certificate authority of a cluster, made when it is first asked for.
    pub fn authority(&mut self, cluster_arn: &str) -> Option<&Authority> {
        if !self.authorities.contains_key(cluster_arn) {
            let secret = self.secret_bytes();
            self.authorities.insert(cluster_arn.to_owned(), Authority::make(secret).ok()?);
        }
        self.authorities.get(cluster_arn)
    }

    /// 32 random bytes.
    pub(crate) fn secret_bytes(&mut self) -> [u8; 32] {
        let mut bytes = [0; 32];
        bytes.chunks_mut(8).for_each(|chunk| chunk.copy_from_slice(&self.draw().to_le_bytes()));
        bytes
    }

    /// A version-4-shaped UUID.
    pub fn uuid(&mut self) -> String {
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

    /// Lets the world live up to `now`, one tick at a time.
    pub fn advance(&mut self, now: Time) {
        while self.now + TICK <= now {
            self.now = self.now + TICK;
            eks::tick(self);
            ec2::tick(self);
            events::tick(self);
            life::tick(self);
        }
    }
}

impl Account {
    pub fn region(&mut self, name: &str) -> &mut Regional {
        self.regions.entry(name.to_owned()).or_default()
    }
}
