//! A CustomResourceDefinition from the chart. Ready when it is established, within a second.

use super::applied::{Applied, Flavor, Live};
use crate::resource::{Kind, Readiness};

#[derive(Clone, Debug)]
pub struct Definition;

pub type CustomResourceDefinition = Applied<Definition>;

impl Flavor for Definition {
    const KIND: Kind = Kind("kubernetes.custom_resource_definition");

    fn ready(live: &Live) -> Readiness {
        live.when("Established")
    }
}
