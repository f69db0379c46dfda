//! What there is to say of a run while it goes on.

use std::sync::{Mutex, PoisonError};

use karpool::Event;
use serde_json::Value;

use crate::decode;
use crate::failure::Failure;

/// Makes lines of events, as the command line does.
pub struct Progress(Mutex<karpool_cli::Progress>);

impl Progress {
    /// With or without colours.
    pub fn new(colour: bool) -> Progress {
        Progress(Mutex::new(karpool_cli::Progress::new(colour)))
    }

    /// The lines of an event with their ends; often none.
    ///
    /// # Errors
    /// `InvalidSpec` when it is no event.
    pub fn tell(&self, event: Value) -> Result<String, Failure> {
        let event: Event = decode(event, "event")?;
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).tell(&event))
    }
}
