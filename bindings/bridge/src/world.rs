//! Where a verb works: the real world or a sandbox.

use std::path::PathBuf;
use std::sync::Arc;

use karpool::error::Kind;
use karpool::units::Region;
use karpool::world::Access;
use karpool::{Error, World};
use karpool_sandbox::{OpenError, Options, Sandbox, WorldError};
use serde::Deserialize;
use serde_json::Value;

use crate::failure::{Answer, Failure};
use crate::{decode, encode};

/// Where calls go.
#[derive(Clone, Debug, Default)]
pub enum Place {
    /// AWS, with the credentials of the environment.
    #[default]
    Real,
    Simulated(Arc<Simulation>),
}

/// How a sandbox is to be; every field may be left out.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    /// Keeps the world between processes.
    folder: Option<PathBuf>,
    /// Simulated seconds per second.
    speed: f64,
    seed: u64,
    /// The user who calls.
    caller: String,
    region: String,
}

impl Default for Settings {
    fn default() -> Settings {
        let Options { seed, region, .. } = Options::default();
        Settings { folder: None, speed: 300.0, seed, caller: "deployer".to_owned(), region }
    }
}

/// An open sandbox and the user who calls in it.
#[derive(Debug)]
pub struct Simulation {
    sandbox: Sandbox,
    caller: String,
    charts: Option<PathBuf>,
}

impl Simulation {
    /// Opens a sandbox: `folder`, `speed`, `seed`, `caller`, `region`.
    ///
    /// # Errors
    /// `InvalidSpec` for a wrong setting, `Preflight` when the folder is in use or damaged.
    pub fn open(settings: Value) -> Result<Simulation, Failure> {
        let Settings { folder, speed, seed, caller, region } = decode(settings, "sandbox")?;
        let charts = folder.as_ref().map(|folder| folder.join("charts"));
        let options = Options { folder, speed, seed, region, ..Options::default() };
        let sandbox = Sandbox::open(options).map_err(|error| {
            let kind = if matches!(error, OpenError::Speed) { Kind::InvalidSpec } else { Kind::Preflight };
            Error::new(kind, error.to_string()).caused_by(error)
        })?;
        Ok(Simulation { sandbox, caller, charts })
    }

    /// Every call so far.
    ///
    /// # Errors
    /// When a call can't be written as data, which is a defect.
    pub fn log(&self) -> Answer {
        encode(&self.sandbox.log())
    }

    /// Writes the world down and stops what runs beside it.
    pub fn close(&self) {
        self.sandbox.close();
    }
}

impl Place {
    pub(crate) async fn world(&self, region: &Region) -> Result<World, Failure> {
        let world = match self {
            Place::Real => World::builder().build(region, &Access::default()).await,
            Place::Simulated(simulation) => {
                let Simulation { sandbox, caller, charts } = &**simulation;
                karpool_sandbox::world(sandbox, region, caller, charts.clone()).await.map_err(|error| match error {
                    WorldError::Engine(error) => error,
                    other => Error::new(Kind::Preflight, other.to_string()).caused_by(other),
                })
            }
        };
        Ok(world?)
    }
}
