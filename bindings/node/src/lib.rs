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

/// Where a verb works: a sandbox, or the options of the real world.
fn place(simulation: Option<&Simulation>, world: Option<Value>) -> Result<Place, Failure> {
    match simulation {
        None => Place::real(world.unwrap_or_default()),
        Some(Simulation(opened)) => opened.clone().map(Place::Simulated),
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
    #[napi(ts_return_type = "{ value?: any; failure?: any }")]
    pub fn opened(&self) -> Value {
        give(self.0.clone().map(|_| Value::Null))
    }

    /// Every call so far.
    #[napi(ts_return_type = "{ value?: any; failure?: any }")]
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

/// A verb that is being done, or why it could not begin. Dropping it cancels.
#[napi]
pub struct Run(Result<karpool_bridge::Run, Failure>);

#[napi]
impl Run {
    /// A sandbox, or the options of the real world.
    #[napi(constructor)]
    pub fn new(request: Value, simulation: Option<&Simulation>, world: Option<Value>) -> Run {
        let begun = place(simulation, world).and_then(|place| karpool_bridge::Run::new(request, place));
        Run(begun.map(|(run, work)| {
            spawn(work);
            run
        }))
    }

    /// The event at a position, counted from 0, or null after the last.
    #[napi(ts_return_type = "Promise<{ value?: any; failure?: any }>")]
    pub async fn event(&self, position: u32) -> Value {
        give(match &self.0 {
            Ok(run) => run.event(position as usize).await,
            Err(_) => Ok(Value::Null),
        })
    }

    /// The answer as JSON, which JavaScript reads faster than its objects can be made from here.
    #[napi]
    pub async fn finish(&self) -> String {
        let answer = give(match &self.0 {
            Ok(run) => run.finish().await,
            Err(failure) => Err(failure.clone()),
        });
        answer.to_string()
    }

    /// Lets calls in flight end and starts nothing new; the second time, drops what is in flight.
    #[napi]
    pub fn cancel(&self) {
        if let Ok(run) = &self.0 {
            run.cancel();
        }
    }

    /// Lets calls in flight end and starts nothing new, however often it is said.
    #[napi]
    pub fn wind_down(&self) {
        if let Ok(run) = &self.0 {
            run.wind_down();
        }
    }

    /// Drops what is in flight, at once.
    #[napi]
    pub fn abandon(&self) {
        if let Ok(run) = &self.0 {
            run.abandon();
        }
    }
}

/// Says what happens in a run, in lines.
#[napi]
pub struct Progress(karpool_bridge::Progress);

#[napi]
impl Progress {
    #[napi(constructor)]
    pub fn new(colour: bool) -> Progress {
        Progress(karpool_bridge::Progress::new(colour))
    }

    /// The lines of an event with their ends; often none.
    #[napi(ts_return_type = "{ value?: any; failure?: any }")]
    pub fn tell(&self, event: Value) -> Value {
        give(self.0.tell(event).map(Value::from))
    }
}

/// All problems of a spec, found without any call.
#[napi(ts_return_type = "{ value?: any; failure?: any }")]
pub fn check(spec: Value, simulation: Option<&Simulation>, world: Option<Value>) -> Value {
    give(place(simulation, world).and_then(|place| karpool_bridge::check(spec, &place)))
}

/// The fields of a spec as they were written.
#[napi(ts_return_type = "{ value?: any; failure?: any }")]
pub fn load(spec: Value) -> Value {
    give(karpool_bridge::load(spec))
}

/// The JSON Schema of the spec.
#[napi]
pub fn schema() -> Value {
    karpool_bridge::schema()
}

/// The names of the kinds of errors, in their documented order.
#[napi]
pub fn kinds() -> Vec<String> {
    karpool_bridge::kinds()
}

/// The version, and what is installed when a spec says nothing.
#[napi(ts_return_type = "{ value?: any; failure?: any }")]
pub fn version() -> Value {
    give(karpool_bridge::version())
}

/// A plan or a report as HTML.
#[napi]
pub fn html(answer: Value) -> String {
    karpool_bridge::html(&answer)
}

/// Runs the command `karpool`; the first argument is the program's name. Gives the exit code.
#[napi]
pub fn command(words: Vec<String>) -> u32 {
    karpool_bridge::command(words).into()
}
