//! That nobody is let in twice: a user or role written in two ways is one principal, and EKS keeps one entry for it.

use std::collections::BTreeMap;

use crate::error::{Error, Kind as ErrorKind, Result};
use crate::graph::Value;
use crate::resource::{Kind, Query};
use crate::world::World;

#[derive(Clone, Debug)]
pub struct FindDistinctPrincipals {
    /// Each entry as the spec writes it, and the ARN that was found for it.
    pub entries: Vec<(String, Value<String>)>,
}

impl Query for FindDistinctPrincipals {
    const KIND: Kind = Kind("iam.principal");
    type Answer = ();

    async fn find(&self, _: &World) -> Result<()> {
        let mut seen = BTreeMap::new();
        for (written, arn) in &self.entries {
            let Value::Known(arn) = arn else { continue };
            if let Some(other) = seen.insert(arn, written) {
                let text = format!("{other} and {written} are both {arn}, and a principal has one access entry");
                let error = Error::new(ErrorKind::Preflight, text);
                return Err(error.with_hint("name it once, with all that it may do"));
            }
        }
        Ok(())
    }
}
