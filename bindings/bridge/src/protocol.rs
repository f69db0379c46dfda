//! What programs send and get, as one JSON Schema: of it the types of all languages are made.

use karpool::spec::{PieceSpec, Problem, schema_of};
use karpool::{Event, Report, Status};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::answer::{Call, PlanAnswer, Token, Version};
use crate::failure::FailureFields;
use crate::request::Options;
use crate::simulation::Settings;
use crate::world::WorldOptions;

#[derive(Deserialize, JsonSchema)]
#[expect(dead_code, reason = "only its schema is of use")]
struct Requests {
    spec: karpool::spec::Spec,
    piece: PieceSpec,
    options: Options,
    world: WorldOptions,
    sandbox: Settings,
}

#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is of use")]
struct Answers {
    plan: PlanAnswer,
    report: Report,
    event: Event,
    status: Status,
    problem: Problem,
    failure: FailureFields,
    token: Token,
    version: Version,
    call: Call,
}

/// `requests` and `answers`, each a JSON Schema with `$defs`.
pub fn protocol() -> Value {
    let answers = SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<Answers>();
    json!({"requests": schema_of::<Requests>(), "answers": answers.to_value(), "kinds": crate::kinds()})
}
