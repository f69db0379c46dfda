//! The native half of the Node package: values and promises. What it can do is in the bridge.

use std::sync::Arc;

use karpool_bridge::{Answer, Failure, Place};
use napi::bindgen_prelude::spawn;
use napi_derive::napi;
use serde_json::{Value, json};

/// An answer on its way to JavaScript: `{value}`, or `{failure}`, of which an error is made there.
fn give(answer: Answer) -> Value {
    match answer {
        Ok(value) => json!({ "value": value }),
        Err(failure) => json!({ "failure": failure }),
    }
}

/// A simulated AWS account with everything in it, or why it could not be opened.
#[napi]
pub struct Simulation(Result<Arc<karpool_bridge::Simulation>, Failure>);

#[napi]
impl Simulation {
    #[napi(constructor)]
    pub fn new(settings: Value) -> Simulation {
        Simulation(karpool_bridge::Simulation::open(settings).map(Arc::new))
    }

    /// Null, or why it could not be opened.
    #[napi]
    pub fn opened(&self) -> Value {
        give(self.0.clone().map(|_| Value::Null))
    }

    /// Every call so far.
    #[napi]
    pub fn log(&self) -> Value {
        give(self.0.clone().and_then(|simulation| simulation.log()))
    }

    /// Writes the world down and stops what runs beside it.
    #[napi]
    pub fn close(&self) {
        if let Ok(simulation) = &self.0 {
            simulation.close();
        }
    }
}

/// A verb that is being done. Dropping it cancels.
#[napi]
pub struct Run(karpool_bridge::Run);

#[napi]
impl Run {
    #[napi(constructor)]
    pub fn new(request: Value, world: Option<&Simulation>) -> napi::Result<Run> {
        let place = match world.map(|world| &world.0) {
            None => Place::Real,
            Some(Ok(simulation)) => Place::Simulated(Arc::clone(simulation)),
            Some(Err(failure)) => return Err(napi::Error::from_reason(&failure.message)),
        };
        let (run, work) = karpool_bridge::Run::new(request, place);
        spawn(work);
        Ok(Run(run))
    }

    /// The next event, or null after the last.
    #[napi]
    pub async fn next_event(&self) -> Value {
        give(self.0.next_event().await)
    }

    /// The answer.
    #[napi]
    pub async fn finish(&self) -> Value {
        give(self.0.finish().await)
    }

    #[napi]
    pub fn cancel(&self) {
        self.0.cancel();
    }
}

#[napi]
pub fn check(spec: Value) -> Value {
    give(karpool_bridge::check(spec))
}

#[napi]
pub fn load(spec: Value) -> Value {
    give(karpool_bridge::load(spec))
}

#[napi]
pub fn schema() -> Value {
    karpool_bridge::schema()
}

#[napi]
pub fn kinds() -> Vec<String> {
    karpool_bridge::kinds()
}

#[napi]
pub fn version() -> &'static str {
    karpool_bridge::VERSION
}
