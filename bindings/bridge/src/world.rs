//! Where a verb works: the real world or a sandbox.

use std::sync::Arc;

use karpool::units::Region;
use karpool::world::Access;
use karpool::{Error, World};

use crate::failure::{Answer, Failure};
use crate::simulation::Simulation;

/// Where calls go.
#[derive(Clone, Debug, Default)]
pub enum Place {
    /// AWS, with the credentials of the environment.
    #[default]
    Real,
    Simulated(Arc<Simulation>),
}

impl Place {
    pub(crate) async fn world(&self, region: &Region) -> Result<World, Failure> {
        match self {
            Place::Simulated(simulation) => simulation.world(region).await,
            Place::Real => {
                // Fails only when a provider is installed already, which is as good.
                let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
                Ok(World::builder().build(region, &Access::default()).await?)
            }
        }
    }

    /// Lets work be done where its time is: a sandbox has a thread of its own.
    pub(crate) async fn host(&self, work: impl Future<Output = Answer> + Send + 'static) -> Answer {
        match self {
            Place::Real => work.await,
            Place::Simulated(simulation) => simulation
                .host(work)
                .await
                .unwrap_or_else(|| Err(Error::new(karpool::error::Kind::Preflight, "the sandbox is closed").into())),
        }
    }
}
