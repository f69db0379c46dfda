//! A Namespace. One that is there is taken into use and survives destroy; ready when it is active.

use super::applied::{Applied, Flavor, Live};
use crate::resource::{Kind, Readiness};

#[derive(Clone, Debug)]
pub struct Space;

pub type Namespace = Applied<Space>;

impl Flavor for Space {
    const KIND: Kind = Kind("kubernetes.namespace");
    const ADOPTS: bool = true;

    fn ready(live: &Live) -> Readiness {
        match live.text("/status/phase") {
            Some("Active") => Readiness::Ready,
            phase => Readiness::Waiting { why: format!("the namespace is {}", phase.unwrap_or("being made")) },
        }
    }

    fn leaving(_: &Live) -> Option<String> {
        Some("what is in it goes first".into())
    }
}
