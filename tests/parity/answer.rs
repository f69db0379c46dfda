//! Answers as far as all languages must give the same: without times.

use karpool::error::Kind;
use karpool::spec::Problems;
use karpool::units::Region;
use karpool::{Apply, Error, Errors, Event, Events, Plan, Report, Subject, World};
use karpool_tests::Lab;
use serde::Serialize;
use serde_json::{Value, json};

use crate::subject::{Wrong, document, document_in, open};

fn data(value: &impl Serialize) -> Value {
    serde_json::to_value(value).expect("data")
}

pub(crate) async fn of(step: &Value, lab: &Lab, (caller, region): (&str, Option<&Region>)) -> Value {
    let answer = match step["verb"].as_str().expect("a verb") {
        "check" => check(&step["spec"], region),
        "load" => document(&step["spec"]).map(|document| without_nulls(document.to_value())),
        verb => match open(&step["spec"], region) {
            Ok(subject) => return ask(verb, &subject, step, (lab, caller)).await,
            Err(wrong) => Err(wrong),
        },
    };
    match answer {
        Ok(answer) => answer,
        Err(wrong) => refusal(wrong),
    }
}

fn check(source: &Value, region: Option<&Region>) -> Result<Value, Wrong> {
    match document_in(source, region) {
        Ok(document) => Ok(data(&Subject::open(&document).problems)),
        Err(Wrong::Spec(problems)) => Ok(data(&problems)),
        Err(wrong) => Err(wrong),
    }
}

fn refusal(wrong: Wrong) -> Value {
    match wrong {
        Wrong::Spec(problems) => invalid(&problems),
        Wrong::Error(error) => failure(&error.into(), None),
    }
}

fn invalid(problems: &Problems) -> Value {
    json!({"error": {"kind": Kind::InvalidSpec, "problems": problems.iter().map(|p| p.path.clone()).collect::<Vec<_>>()}})
}

/// What decides, and what was done before it.
fn failure(errors: &Errors, report: Option<&Report>) -> Value {
    let record = errors.first().record();
    let mut error = data(&json!({
        "kind": record.kind, "message": record.message, "node": record.node, "doing": record.doing, "hint": record.hint, "code": record.code,
    }));
    if let Some(report) = report {
        error["report"] = summary(report);
    }
    without_nulls(json!({ "error": error }))
}

async fn ask(verb: &str, subject: &Subject, step: &Value, (lab, caller): (&Lab, &str)) -> Value {
    let world = match lab.world_of(caller).await {
        Ok(world) => world,
        Err(message) => return failure(&Error::new(Kind::Preflight, message).into(), None),
    };
    let (events, mut received) = Events::channel();
    let options = &step["options"];
    let mut apply = Apply::new().delete_logs(options["deleteLogs"] == true).events(events);
    if let Some(digest) = options["approve"].as_str() {
        apply = apply.approve(digest);
    }
    let answer = match verb {
        "status" | "render" => match subject.stack() {
            Ok(spec) => stack(verb, spec, &world).await,
            Err(error) => Err(error.into()),
        },
        _ => target(verb, subject, &world, &apply).await,
    };
    drop(apply);
    let mut answer = answer.unwrap_or_else(|errors| failure(&errors, None));
    if matches!(verb, "apply" | "destroy") {
        let mut told = Vec::new();
        while let Ok(event) = received.try_recv() {
            told.push(event_line(&event));
        }
        // What one node does has an order; what two nodes do at the same moment has none.
        told.sort_by_key(|line| line.split(' ').nth(1).unwrap_or_default().to_owned());
        // How often it says that it still waits, or tries again, is a matter of time; and so is whether pods that it has
        // made are made again, because they were admitted before their role could be seen.
        let mut said = std::collections::BTreeSet::new();
        told.retain(|line| {
            let pods = line.strip_suffix(" updating").filter(|node| node.contains("/Deployment/"));
            let again = pods.is_some_and(|node| said.contains(&format!("{node} creating")));
            !again && said.insert(line.clone())
        });
        answer["events"] = json!(told);
    }
    answer
}

async fn stack(verb: &str, spec: &karpool::Stack, world: &World) -> Result<Value, Errors> {
    if verb == "render" {
        return Ok(karpool::render(spec, world).await?.iter().map(object_line).collect());
    }
    let mut status = data(&karpool::status(spec, world).await?);
    status.as_object_mut().expect("an object").remove("at");
    Ok(without_nulls(status))
}

async fn target(verb: &str, target: &impl karpool::Target, world: &World, apply: &Apply) -> Result<Value, Errors> {
    let report = match verb {
        "plan" => return Ok(plan(&karpool::plan(target, world, apply).await?)),
        "planDestroy" => return Ok(plan(&karpool::plan_destroy(target, world, apply).await?)),
        "outputs" => return Ok(data(&karpool::outputs(target, world).await?)),
        "apply" => karpool::apply(target, world, apply).await?,
        "destroy" => karpool::destroy(target, world, apply).await?,
        other => panic!("no verb {other}"),
    };
    match report.error() {
        Some(error) => Ok(failure(&error.clone().into(), Some(&report))),
        None => Ok(summary(&report)),
    }
}

fn plan(plan: &Plan) -> Value {
    let line = |change: &karpool::Change| format!("{} {} {}", word(&change.action), change.id, change.key);
    json!({
        "stack": plan.stack, "digest": plan.digest(), "counts": plan.counts(), "warnings": plan.warnings,
        "changes": plan.changes.iter().map(line).collect::<Vec<_>>(),
    })
}

fn summary(report: &Report) -> Value {
    let line = |node: &karpool::NodeReport| format!("{} {} {}", word(&node.action), node.id, word(&node.state));
    json!({
        "outcome": report.outcome, "outputs": report.outputs, "left": report.left, "warnings": report.warnings,
        "nodes": report.nodes.iter().map(line).collect::<Vec<_>>(),
    })
}

fn event_line(event: &Event) -> String {
    let event = data(event);
    let words = ["type", "id", "state"].map(|field| event[field].as_str().unwrap_or_default().to_owned());
    words.join(" ").trim_end().to_owned()
}

fn object_line(object: &Value) -> Value {
    let metadata = &object["metadata"];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let place = [text(&object["kind"]), text(&metadata["namespace"]), text(&metadata["name"])];
    json!(place.join("/"))
}

fn word(value: &impl Serialize) -> String {
    data(value).as_str().unwrap_or_default().to_owned()
}

/// A field that is null is one that is not there.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let kept = fields.into_iter().filter(|(_, value)| !value.is_null());
            kept.map(|(name, value)| (name, without_nulls(value))).collect()
        }
        Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        other => other,
    }
}
