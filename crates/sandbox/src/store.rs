//! The folder that keeps a world between processes.
//!
//! The world is cut into parts, each in a file named after its content. `world.json` lists the parts and is replaced
//! by a rename, so that a reader finds either the old world or the new one, also when the writer is killed.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::hash::{DefaultHasher, Hasher as _};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::time::Time;
use crate::world::{Account, Regional, World};
use crate::{iam, kubernetes};

const MANIFEST: &str = "world.json";
const LOCK: &str = "lock";
const HOLDER: &str = "holder";
const FORMAT: u32 = 1;

/// Why a folder can't be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the sandbox in {folder} is in use by {holder}; wait until it ends, or use another folder")]
    Locked { folder: String, holder: String },
    #[error("the sandbox's folder {folder} can't be used: {source}")]
    Io { folder: String, source: io::Error },
    #[error("the sandbox in {folder} can't be read ({problem}); `karpool sandbox reset` begins a new one")]
    Damaged { folder: String, problem: String },
}

/// What is in `world.json`.
#[derive(Serialize, Deserialize)]
struct Manifest {
    format: u32,
    now: Time,
    seed: u64,
    draws: u64,
    forced: BTreeMap<String, std::collections::VecDeque<String>>,
    /// File by part: `iam/111122223333`, `region/111122223333/us-east-1/ec2`, `cluster/arn:...`.
    parts: BTreeMap<String, String>,
}

/// An open folder; the lock lasts as long as this value.
#[derive(Debug)]
pub(crate) struct Store {
    folder: PathBuf,
    _lock: File,
    /// File by part, as last written.
    parts: BTreeMap<String, String>,
    saved: Option<Time>,
    failure: Option<String>,
}

impl Store {
    /// Opens a folder, made if it is missing, and takes its lock.
    pub(crate) fn open(folder: &Path) -> Result<Store, StoreError> {
        let io = |source| StoreError::Io { folder: folder.display().to_string(), source };
        fs::create_dir_all(folder.join("parts")).map_err(io)?;
        let lock = File::options().create(true).truncate(false).write(true).open(folder.join(LOCK)).map_err(io)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let holder = fs::read_to_string(folder.join(HOLDER)).unwrap_or_else(|_| "another process".to_owned());
                return Err(StoreError::Locked { folder: folder.display().to_string(), holder });
            }
            Err(TryLockError::Error(error)) => return Err(io(error)),
        }
        let command = std::env::args().next().unwrap_or_default();
        let command = Path::new(&command).file_name().map(|name| name.to_string_lossy().into_owned());
        let holder = format!("process {} ({})", std::process::id(), command.unwrap_or_default());
        fs::write(folder.join(HOLDER), holder).map_err(io)?;
        Ok(Store { folder: folder.to_owned(), _lock: lock, parts: BTreeMap::new(), saved: None, failure: None })
    }

    /// Reads the world; `None` in a new folder.
    pub(crate) fn load(&mut self) -> Result<Option<World>, StoreError> {
        let text = match fs::read(self.folder.join(MANIFEST)) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(StoreError::Io { folder: self.folder.display().to_string(), source }),
        };
        let manifest: Manifest = self.parse(MANIFEST, &text)?;
        if manifest.format != FORMAT {
            return Err(self.damaged(format!("its format is {}, not {FORMAT}", manifest.format)));
        }
        let mut world = World {
            now: manifest.now,
            seed: manifest.seed,
            draws: manifest.draws,
            forced: manifest.forced,
            ..World::default()
        };
        for (part, file) in &manifest.parts {
            let bytes =
                fs::read(self.folder.join("parts").join(file)).map_err(|e| self.damaged(format!("{file}: {e}")))?;
            self.load_part(&mut world, part, &bytes)?;
        }
        self.saved = Some(manifest.now);
        self.parts = manifest.parts;
        Ok(Some(world))
    }

    fn load_part(&self, world: &mut World, part: &str, bytes: &[u8]) -> Result<(), StoreError> {
        match part.split('/').collect::<Vec<_>>()[..] {
            ["account", id] => {
                let head: AccountHead = self.parse(part, bytes)?;
                let account = world.account(id, &head.partition);
                (account.iam, account.sessions) = (head.iam, head.sessions);
            }
            ["region", id, region] => {
                let partition = world.accounts.get(id).map(|account| account.partition.clone()).unwrap_or_default();
                *world.account(id, &partition).region(region) = self.parse::<Regional>(part, bytes)?;
            }
            ["authorities"] => world.authorities = self.parse(part, bytes)?,
            _ => {
                let Some(arn) = part.strip_prefix("cluster/") else {
                    return Err(self.damaged(format!("unknown part {part}")));
                };
                world.clusters.insert(arn.to_owned(), self.parse::<kubernetes::Cluster>(part, bytes)?);
            }
        }
        Ok(())
    }

    fn parse<T: for<'de> Deserialize<'de>>(&self, part: &str, bytes: &[u8]) -> Result<T, StoreError> {
        serde_json::from_slice(bytes).map_err(|error| self.damaged(format!("{part}: {error}")))
    }

    fn damaged(&self, problem: String) -> StoreError {
        StoreError::Damaged { folder: self.folder.display().to_string(), problem }
    }

    /// Writes down what changed, unless the last time was less than `pause` of simulated time ago.
    ///
    /// A failure is kept for [`Store::failure`]; the world goes on in memory.
    pub(crate) fn save(&mut self, world: &World, now: Time, pause: Duration) {
        if !pause.is_zero() && self.saved.is_some_and(|saved| now.since(saved) < pause) {
            return;
        }
        match self.write(world) {
            Ok(()) => self.saved = Some(now),
            Err(error) => self.failure = Some(error.to_string()),
        }
    }

    pub(crate) fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }

    fn write(&mut self, world: &World) -> io::Result<()> {
        let mut parts = BTreeMap::new();
        for (id, account) in &world.accounts {
            self.put(&mut parts, format!("account/{id}"), &AccountView::of(account))?;
            for (name, region) in &account.regions {
                self.put(&mut parts, format!("region/{id}/{name}"), region)?;
            }
        }
        for (arn, cluster) in &world.clusters {
            self.put(&mut parts, format!("cluster/{arn}"), cluster)?;
        }
        self.put(&mut parts, "authorities".to_owned(), &world.authorities)?;
        let manifest = Manifest {
            format: FORMAT,
            now: world.now,
            seed: world.seed,
            draws: world.draws,
            forced: world.forced.clone(),
            parts,
        };
        replace(&self.folder.join(MANIFEST), &serde_json::to_vec(&manifest)?)?;
        for (part, file) in &self.parts {
            if manifest.parts.get(part) != Some(file) && !manifest.parts.values().any(|kept| kept == file) {
                // A part that stays behind costs room, nothing else.
                let _ = fs::remove_file(self.folder.join("parts").join(file));
            }
        }
        self.parts = manifest.parts;
        Ok(())
    }

    /// Writes one part unless its file is there already.
    fn put(&self, parts: &mut BTreeMap<String, String>, part: String, content: &impl Serialize) -> io::Result<()> {
        let bytes = serde_json::to_vec(content)?;
        let mut hasher = DefaultHasher::new();
        hasher.write(part.as_bytes());
        hasher.write(&bytes);
        let file = format!("{:016x}-{}.json", hasher.finish(), bytes.len());
        if self.parts.get(&part) != Some(&file) {
            replace(&self.folder.join("parts").join(&file), &bytes)?;
        }
        parts.insert(part, file);
        Ok(())
    }
}

/// An account without its regions, as it is read.
#[derive(Deserialize)]
struct AccountHead {
    partition: String,
    iam: iam::State,
    sessions: BTreeMap<String, crate::world::Session>,
}

/// An account without its regions, as it is written.
#[derive(Serialize)]
struct AccountView<'a> {
    partition: &'a str,
    iam: &'a iam::State,
    sessions: &'a BTreeMap<String, crate::world::Session>,
}

impl<'a> AccountView<'a> {
    fn of(account: &'a Account) -> AccountView<'a> {
        AccountView { partition: &account.partition, iam: &account.iam, sessions: &account.sessions }
    }
}

/// Writes a file so that it is either whole or not there.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = path.with_extension("new");
    fs::write(&temporary, bytes)?;
    fs::rename(&temporary, path)
}

/// Removes the world in a folder; the next one begins anew.
///
/// # Errors
/// When a process uses the folder, or it can't be removed.
pub fn reset(folder: &Path) -> Result<(), StoreError> {
    if !folder.exists() {
        return Ok(());
    }
    let store = Store::open(folder)?;
    let result = fs::remove_dir_all(folder);
    drop(store);
    result.map_err(|source| StoreError::Io { folder: folder.display().to_string(), source })
}
