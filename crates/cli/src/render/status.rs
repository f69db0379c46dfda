//! A stack's status as text.

use std::fmt::Write as _;

use karpool::status::{ClusterStatus, Condition, NodePoolStatus, NodeStatus, Status};

use super::style;
use super::table::Table;

/// Words that mean that something works.
const GOOD: &[&str] = &["ACTIVE", "Ready"];
/// Words that mean that something is under way.
const UNDER_WAY: &[&str] = &["CREATING", "UPDATING", "DELETING", "Unknown", "DEGRADED"];

pub(crate) fn status(status: &Status, width: usize) -> String {
    let mut text = format!(
        "{} {}  {}\n\n",
        style::strong("status"),
        style::strong(&status.stack),
        style::faint(&format!("account {} · {}", status.account, status.at.strftime("%Y-%m-%d %H:%M:%S UTC")))
    );
    match &status.cluster {
        Some(cluster) => text += &self::cluster(cluster),
        None => return text + "There is no such cluster. `karpool plan` shows what apply would make.\n",
    }
    text += &problems(status);
    let parts = [node_groups(status), addons(status), controllers(status), classes(status), pools(status)];
    for (name, table) in parts.into_iter().chain([claims(status), nodes(status)]) {
        if !table.is_empty() {
            let _ = write!(text, "\n{}\n{}", style::strong(name), table.render(width, &paint));
        }
    }
    for reason in &status.unknown {
        let _ = write!(text, "\n{} {reason}\n", style::warning("not known:"));
    }
    text
}

fn paint(_: usize, cell: &str, shown: &str) -> String {
    let word = cell.split(':').next().unwrap_or_default();
    if GOOD.contains(&word) {
        style::good(shown)
    } else if UNDER_WAY.contains(&word) {
        style::warning(shown)
    } else if word.ends_with("FAILED") || word == "NotReady" {
        style::bad(shown)
    } else {
        shown.to_owned()
    }
}

fn cluster(cluster: &ClusterStatus) -> String {
    let mut text = format!(
        "{} {}  {}  Kubernetes {}\n",
        style::strong("Cluster"),
        cluster.name,
        paint(0, &cluster.status, &cluster.status),
        cluster.version
    );
    if let Some(endpoint) = &cluster.endpoint {
        let _ = writeln!(text, "  {}", style::faint(endpoint));
    }
    for issue in &cluster.issues {
        let _ = writeln!(text, "  {} {issue}", style::warning("issue:"));
    }
    text
}

/// What is wrong, before the tables in which it can be looked up.
fn problems(status: &Status) -> String {
    let mut text = String::new();
    for problem in &status.problems {
        let _ = write!(text, "\n{} {}: {}\n", style::bad("problem:"), problem.node, problem.message);
        let _ = writeln!(text, "  {} {}", style::hint("hint:"), problem.hint);
    }
    text
}

fn or_dash(text: &Option<String>) -> String {
    text.clone().unwrap_or_else(|| "-".to_owned())
}

/// `Ready`, or why not.
fn condition(condition: &Condition) -> String {
    let word = match condition.status.as_str() {
        "True" => return "Ready".to_owned(),
        "False" => "NotReady",
        other => other,
    };
    let why: Vec<&str> =
        [condition.reason.as_str(), condition.message.as_str()].into_iter().filter(|text| !text.is_empty()).collect();
    if why.is_empty() { word.to_owned() } else { format!("{word}: {}", why.join(": ")) }
}

type Part = (&'static str, Table);

fn node_groups(status: &Status) -> Part {
    let mut table = Table::new(2, &["NAME", "STATUS", "NODES", "VERSION", "INSTANCE TYPES", "ISSUES"]);
    for group in &status.node_groups {
        let desired = group.desired.map_or_else(|| "-".to_owned(), |count| count.to_string());
        let types = group.instance_types.join(",");
        table.row(vec![
            group.name.clone(),
            group.status.clone(),
            desired,
            or_dash(&group.version),
            types,
            group.issues.join("; "),
        ]);
    }
    ("Node groups", table)
}

fn addons(status: &Status) -> Part {
    let mut table = Table::new(2, &["NAME", "STATUS", "VERSION", "ISSUES"]);
    for addon in &status.addons {
        table.row(vec![addon.name.clone(), addon.status.clone(), or_dash(&addon.version), addon.issues.join("; ")]);
    }
    ("Addons", table)
}

fn controllers(status: &Status) -> Part {
    let mut table = Table::new(2, &["NAME", "READY", "IMAGE"]);
    for found in &status.controllers {
        let ready = format!("{}/{}", found.ready, found.wanted);
        table.row(vec![format!("{}/{}", found.namespace, found.name), ready, found.image.clone()]);
    }
    ("Karpenter", table)
}

fn classes(status: &Status) -> Part {
    let mut table = Table::new(2, &["NAME", "READY"]);
    for class in &status.node_classes {
        table.row(vec![class.name.clone(), condition(&class.ready)]);
    }
    ("Node classes", table)
}

fn pools(status: &Status) -> Part {
    let mut table = Table::new(2, &["NAME", "NODES", "CPU", "CLASS", "READY"]);
    let cpu = |pool: &NodePoolStatus| {
        let used = pool.cpu.clone().unwrap_or_else(|| "0".to_owned());
        pool.cpu_limit.as_ref().map_or_else(|| used.clone(), |limit| format!("{used}/{limit}"))
    };
    for pool in &status.node_pools {
        table.row(vec![
            pool.name.clone(),
            pool.nodes.to_string(),
            cpu(pool),
            pool.node_class.clone(),
            condition(&pool.ready),
        ]);
    }
    ("Node pools", table)
}

fn machine(node: &NodeStatus) -> Vec<String> {
    vec![
        node.name.clone(),
        or_dash(&node.owner),
        or_dash(&node.instance_type),
        or_dash(&node.architecture),
        or_dash(&node.capacity_type).to_lowercase().replace('_', "-"),
        or_dash(&node.zone),
        condition(&node.ready),
    ]
}

fn claims(status: &Status) -> Part {
    let mut table = Table::new(2, &["NAME", "POOL", "TYPE", "ARCH", "CAPACITY", "ZONE", "READY"]);
    status.node_claims.iter().for_each(|claim| table.row(machine(claim)));
    ("Node claims", table)
}

fn nodes(status: &Status) -> Part {
    let mut table = Table::new(2, &["NAME", "OF", "TYPE", "ARCH", "CAPACITY", "ZONE", "READY"]);
    status.nodes.iter().for_each(|node| table.row(machine(node)));
    ("Nodes", table)
}
