//! Jobs: pods that run to their end.

use serde_json::{Value, json};

use super::condition::{self, Condition};
use super::pass::Pass;
use super::{object, pod};

const RESOURCE: &str = "jobs.batch";

pub(crate) fn run(pass: &mut Pass<'_>) {
    let jobs = pass.list(RESOURCE);
    if jobs.is_empty() {
        return;
    }
    let pods = pass.list("pods");
    for job in jobs.iter() {
        let finished = condition::is_true(job, "Complete") || condition::is_true(job, "Failed");
        if object::is_leaving(job) || finished || job["spec"]["suspend"] == true {
            continue;
        }
        let uid = object::uid(job);
        let all: Vec<&Value> = pods.iter().filter(|pod| object::is_controlled_by(pod, uid)).collect();
        settle(pass, job, &all);
    }
}

fn settle(pass: &mut Pass<'_>, job: &Value, pods: &[&Value]) {
    let phase = |wanted: &str| pods.iter().filter(|pod| pod["status"]["phase"] == wanted).count();
    let (succeeded, failed) = (phase("Succeeded"), phase("Failed"));
    let active = pods.iter().filter(|pod| !pod::is_done(pod)).count();
    let completions = object::number(job, "/spec/completions").unwrap_or(1).max(0) as usize;
    let parallelism = object::number(job, "/spec/parallelism").unwrap_or(1).max(0) as usize;
    let limit = object::number(job, "/spec/backoffLimit").unwrap_or(6).max(0) as usize;
    let mut conditions = condition::all(job);
    let mut status = json!({
        "active": active, "succeeded": succeeded, "failed": failed,
        "ready": pods.iter().filter(|pod| pod::is_ready(pod)).count(),
        "startTime": match &job["status"]["startTime"] {
            Value::String(started) => started.clone(),
            _ => pass.now.rfc3339(),
        },
    });
    if succeeded >= completions {
        let done = Condition::new("Complete", true, "CompletionsReached", "Reached expected number of succeeded pods");
        condition::set(&mut conditions, &done, pass.now);
        status["completionTime"] = json!(pass.now.rfc3339());
    } else if failed > limit {
        let text = "Job has reached the specified backoff limit";
        condition::set(&mut conditions, &Condition::new("Failed", true, "BackoffLimitExceeded", text), pass.now);
    } else {
        for index in active..parallelism.min(completions - succeeded) {
            let draw = format!("{}/{}/{index}", object::uid(job), pass.now.0);
            let name = format!("{}-{}", object::name(job), object::suffix(&draw, 5));
            pod::create(pass, job, &job["spec"]["template"], &name);
        }
    }
    if !conditions.is_empty() {
        status["conditions"] = Value::Array(conditions);
    }
    pass.report(RESOURCE, job, status);
}
