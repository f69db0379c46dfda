//! `sandbox apply` and `sandbox wait`: something to run on a simulated cluster, without kubectl.

use std::path::PathBuf;
use std::time::Duration;

use karpool::event::Span;
use karpool::units::Region;
use serde_json::{Value, json};

use super::super::Session;
use super::cluster::Cluster;
use crate::args::SandboxArgs;
use crate::exit::{DONE, Failure};
use crate::ground::{self, Ground};
use crate::render::style;
use crate::render::table::Table;

/// Between two looks, simulated.
const PACE: Duration = Duration::from_secs(1);

fn within<T>(
    session: &Session,
    region: &str,
    work: impl AsyncFnOnce(&Ground, &Region) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let region = Region::new(region).map_err(|error| Failure::usage(format!("--region {region}: {error}"), ""))?;
    let args = SandboxArgs { sandbox: true, ..session.global.sandbox.clone() };
    let place = (region.clone(), karpool::world::Access::default());
    ground::work_in(&args, place, async |ground| work(ground, &region).await)
}

pub(super) fn apply(session: &Session, (name, region): (&str, &str), files: &[PathBuf]) -> Result<u8, Failure> {
    let mut manifests = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(file).map_err(|error| Failure::file(file, error))?;
        let found: Vec<Value> = serde_saphyr::from_multiple(&text)
            .map_err(|error| Failure::usage(format!("{} is no YAML: {error}", file.display()), ""))?;
        manifests.extend(found.into_iter().filter(Value::is_object));
    }
    within(session, region, async |ground, region| {
        let cluster = Cluster::connect(ground, name, region).await?;
        let mut applied = Vec::new();
        for manifest in &manifests {
            let what = cluster.apply(manifest).await?;
            session.printer.text(&format!("{} {what}\n", style::good("applied")));
            applied.push(what);
        }
        session.printer.document(&json!({"applied": applied}));
        Ok(DONE)
    })
}

pub(super) fn wait(
    session: &Session,
    (name, region): (&str, &str),
    namespace: &str,
    limit: u64,
) -> Result<u8, Failure> {
    within(session, region, async |ground, region| {
        let cluster = Cluster::connect(ground, name, region).await?;
        let clock = ground.world.clock();
        let began = clock.now();
        loop {
            let pods = cluster.get(&format!("/api/v1/namespaces/{namespace}/pods")).await?;
            let pods = pods["items"].as_array().cloned().unwrap_or_default();
            if !pods.is_empty() && pods.iter().all(is_ready) {
                let nodes = cluster.get("/api/v1/nodes").await?;
                show(session, &pods, &nodes, Span(clock.since(began)));
                return Ok(DONE);
            }
            if clock.since(began) >= Duration::from_secs(limit) {
                return Err(late(&pods, limit));
            }
            clock.sleep(PACE).await;
        }
    })
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn is_ready(pod: &Value) -> bool {
    let conditions = pod.pointer("/status/conditions").and_then(Value::as_array).into_iter().flatten();
    text(pod, "/status/phase") == "Running"
        && conditions.into_iter().any(|condition| condition["type"] == "Ready" && condition["status"] == "True")
}

fn late(pods: &[Value], limit: u64) -> Failure {
    let waiting: Vec<String> = pods
        .iter()
        .filter(|pod| !is_ready(pod))
        .map(|pod| format!("{} is {}", text(pod, "/metadata/name"), text(pod, "/status/phase")))
        .collect();
    let what = if pods.is_empty() { "there are no pods".to_owned() } else { waiting.join(", ") };
    let error = karpool::Error::new(karpool::error::Kind::Timeout, format!("not running within {limit}s: {what}"));
    Failure::from(error.with_hint("run again to go on waiting; `karpool status` shows pools and nodes"))
}

fn show(session: &Session, pods: &[Value], nodes: &Value, took: Span) {
    let mut table = Table::new(0, &["POD", "ARCH", "INSTANCE TYPE", "POOL", "NODE"]);
    let mut rows = Vec::new();
    for pod in pods {
        let name = text(pod, "/spec/nodeName");
        let found = nodes["items"].as_array().into_iter().flatten().find(|node| text(node, "/metadata/name") == name);
        let label = |key: &str| {
            let labels = found.map(|node| &node["metadata"]["labels"]);
            labels.and_then(|labels| labels[key].as_str()).unwrap_or("-").to_owned()
        };
        let row = [
            text(pod, "/metadata/name").to_owned(),
            label("kubernetes.io/arch"),
            label("node.kubernetes.io/instance-type"),
            label("karpenter.sh/nodepool"),
            name.to_owned(),
        ];
        rows.push(json!({"pod": row[0], "arch": row[1], "instanceType": row[2], "nodePool": row[3], "node": row[4]}));
        table.row(row.to_vec());
    }
    session.printer.document(&json!({"pods": rows, "seconds": took.0.as_secs_f64()}));
    session.printer.text(&table.render(session.printer.width(), &|_, _, shown| shown.to_owned()));
    session.printer.text(&format!("{} running after {took}\n", style::good(&style::count(pods.len(), "pod"))));
}
