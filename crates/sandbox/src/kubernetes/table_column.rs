//! The columns of each kind.
//!
//! Source: what `kubectl get` of 1.35 prints for the kinds.

mod computed;

use serde_json::{Value, json};

use super::cluster::Cluster;
use super::resource::Resource;
use super::store::text;
use crate::time::Time;
use computed::computed;

/// One column.
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) priority: i64,
    /// Where the cell comes from: a JSON pointer, `=` and a computed value's name, or `.path` of a definition.
    source: String,
}

/// Kind, then `Name:source`; a `+` before the name hides the column without `-o wide`.
const COLUMNS: &[(&str, &[&str])] = &[
    (
        "Pod",
        &[
            "Ready:=pod-ready",
            "Status:=pod-status",
            "Restarts:=pod-restarts",
            "Age:=age",
            "+IP:/status/podIP",
            "+Node:/spec/nodeName",
            "+Nominated Node:/status/nominatedNodeName",
            "+Readiness Gates:=none",
        ],
    ),
    (
        "Node",
        &[
            "Status:=node-status",
            "Roles:=node-roles",
            "Age:=age",
            "Version:/status/nodeInfo/kubeletVersion",
            "+Internal-IP:=node-ip",
            "+External-IP:=none",
            "+OS-Image:/status/nodeInfo/osImage",
            "+Kernel-Version:/status/nodeInfo/kernelVersion",
            "+Container-Runtime:/status/nodeInfo/containerRuntimeVersion",
        ],
    ),
    ("Namespace", &["Status:/status/phase", "Age:=age"]),
    (
        "Deployment",
        &[
            "Ready:=ready-of",
            "Up-to-date:=number:/status/updatedReplicas",
            "Available:=number:/status/availableReplicas",
            "Age:=age",
            "+Containers:=containers",
            "+Images:=images",
            "+Selector:=selector",
        ],
    ),
    (
        "ReplicaSet",
        &[
            "Desired:=number:/spec/replicas",
            "Current:=number:/status/replicas",
            "Ready:=number:/status/readyReplicas",
            "Age:=age",
            "+Containers:=containers",
            "+Images:=images",
            "+Selector:=selector",
        ],
    ),
    ("StatefulSet", &["Ready:=ready-of", "Age:=age", "+Containers:=containers", "+Images:=images"]),
    (
        "DaemonSet",
        &[
            "Desired:=number:/status/desiredNumberScheduled",
            "Current:=number:/status/currentNumberScheduled",
            "Ready:=number:/status/numberReady",
            "Up-to-date:=number:/status/updatedNumberScheduled",
            "Available:=number:/status/numberAvailable",
            "Node Selector:=node-selector",
            "Age:=age",
            "+Containers:=containers",
            "+Images:=images",
            "+Selector:=selector",
        ],
    ),
    ("Job", &["Status:=job-status", "Completions:=completions", "Duration:=none", "Age:=age"]),
    (
        "Service",
        &[
            "Type:/spec/type",
            "Cluster-IP:/spec/clusterIP",
            "External-IP:=none",
            "Port(s):=ports",
            "Age:=age",
            "+Selector:=service-selector",
        ],
    ),
    ("ConfigMap", &["Data:=data", "Age:=age"]),
    ("Secret", &["Type:/type", "Data:=data", "Age:=age"]),
    ("ServiceAccount", &["Age:=age"]),
    ("Event", &["Last Seen:=last-seen", "Type:/type", "Reason:/reason", "Object:=event-object", "Message:/message"]),
    ("Lease", &["Holder:/spec/holderIdentity", "Age:=age"]),
    (
        "PodDisruptionBudget",
        &[
            "Min Available:=or-na:/spec/minAvailable",
            "Max Unavailable:=or-na:/spec/maxUnavailable",
            "Allowed Disruptions:=number:/status/disruptionsAllowed",
            "Age:=age",
        ],
    ),
    ("ClusterRole", &["Created At:/metadata/creationTimestamp"]),
    ("Role", &["Created At:/metadata/creationTimestamp"]),
    ("ClusterRoleBinding", &["Role:=role", "Age:=age"]),
    ("RoleBinding", &["Role:=role", "Age:=age"]),
    ("PriorityClass", &["Value:/value", "Global-Default:=flag:/globalDefault", "Age:=age"]),
    (
        "StorageClass",
        &[
            "Provisioner:/provisioner",
            "ReclaimPolicy:/reclaimPolicy",
            "VolumeBindingMode:/volumeBindingMode",
            "AllowVolumeExpansion:=flag:/allowVolumeExpansion",
            "Age:=age",
        ],
    ),
    ("CustomResourceDefinition", &["Created At:/metadata/creationTimestamp"]),
    (
        "PersistentVolumeClaim",
        &["Status:/status/phase", "Volume:/spec/volumeName", "StorageClass:/spec/storageClassName", "Age:=age"],
    ),
    ("Ingress", &["Class:=or-none:/spec/ingressClassName", "Age:=age"]),
];

fn column(text: &str) -> Column {
    let (priority, text) = match text.strip_prefix('+') {
        Some(rest) => (1, rest),
        None => (0, text),
    };
    let (name, source) = text.split_once(':').unwrap_or((text, ""));
    let kind = if source.starts_with("=number") { "integer" } else { "string" };
    Column { name: name.to_owned(), kind: kind.to_owned(), priority, source: source.to_owned() }
}

/// The columns of a resource.
pub(crate) fn columns(cluster: &Cluster, resource: &Resource) -> Vec<Column> {
    let mut all = vec![column("Name:/metadata/name")];
    if let Some(name) = &resource.definition {
        all.extend(printer_columns(cluster, name, &resource.version));
    } else {
        let row = COLUMNS.iter().find(|(kind, _)| *kind == resource.kind);
        let list: &[&str] = row.map_or(&["Age:=age"], |(_, list)| list);
        all.extend(list.iter().map(|text| column(text)));
    }
    all
}

fn printer_columns(cluster: &Cluster, definition: &str, version: &str) -> Vec<Column> {
    let definition = cluster
        .stored("customresourcedefinitions.apiextensions.k8s.io")
        .find(|one| one["metadata"]["name"] == definition);
    let version = definition
        .and_then(|one| one["spec"]["versions"].as_array())
        .and_then(|all| all.iter().find(|one| one["name"] == version));
    let list = version.and_then(|one| one["additionalPrinterColumns"].as_array());
    match list {
        None => vec![column("Age:=age")],
        Some(list) => list
            .iter()
            .map(|one| Column {
                name: text(one, "/name").to_owned(),
                kind: text(one, "/type").to_owned(),
                priority: one["priority"].as_i64().unwrap_or(0),
                source: text(one, "/jsonPath").to_owned(),
            })
            .collect(),
    }
}

/// The cells of one object.
pub(crate) fn cells(columns: &[Column], object: &Value, now: Time) -> Vec<Value> {
    columns
        .iter()
        .map(|column| match column.source.strip_prefix('=') {
            Some(name) => computed(name, object, now),
            None if column.source.starts_with('.') => from_path(column, object, now),
            None => match object.pointer(&column.source) {
                None | Some(Value::Null) => json!("<none>"),
                Some(value) => value.clone(),
            },
        })
        .collect()
}

/// `3d4h`, `12m`, `5s`: how kubectl writes a span.
pub(crate) fn span(seconds: u64) -> String {
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86400);
    match seconds {
        0..120 => format!("{seconds}s"),
        120..600 if !seconds.is_multiple_of(60) => format!("{minutes}m{}s", seconds % 60),
        120..10800 => format!("{minutes}m"),
        10800..28800 if minutes % 60 != 0 => format!("{hours}h{}m", minutes % 60),
        10800..172_800 => format!("{hours}h"),
        172_800..691_200 if hours % 24 != 0 => format!("{days}d{}h", hours % 24),
        _ => format!("{days}d"),
    }
}

fn age(stamp: &str, now: Time) -> Value {
    match stamp.parse::<jiff::Timestamp>() {
        Ok(then) => json!(span(now.since(Time(then.as_millisecond())).as_secs())),
        Err(_) => json!("<unknown>"),
    }
}

/// Follows the JSON path of a printer column: fields, escaped dots, and `[?(@.type=="Ready")]`.
fn from_path(column: &Column, object: &Value, now: Time) -> Value {
    let found = follow(&column.source, object);
    match (column.kind.as_str(), found) {
        (_, None | Some(Value::Null)) => Value::Null,
        ("date", Some(value)) => age(value.as_str().unwrap_or_default(), now),
        ("string", Some(value)) if !value.is_string() => json!(value.to_string()),
        (_, Some(value)) => value.clone(),
    }
}

fn follow<'a>(path: &str, object: &'a Value) -> Option<&'a Value> {
    let mut value = object;
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix("[?(@.") {
            let (filter, after) = inner.split_once(")]")?;
            let (field, wanted) = filter.split_once("==")?;
            let wanted = wanted.trim().trim_matches(['"', '\'']);
            value = value.as_array()?.iter().find(|one| one[field.trim()] == wanted)?;
            rest = after;
        } else if let Some(inner) = rest.strip_prefix('[') {
            let (index, after) = inner.split_once(']')?;
            value = match index.trim_matches(['"', '\'']).parse::<usize>() {
                Ok(index) => value.get(index)?,
                Err(_) => value.get(index.trim_matches(['"', '\'']))?,
            };
            rest = after;
        } else {
            let inner = rest.strip_prefix('.')?;
            let mut name = String::new();
            let mut characters = inner.char_indices();
            let mut end = inner.len();
            while let Some((at, c)) = characters.next() {
                match c {
                    '\\' => name.extend(characters.next().map(|(_, escaped)| escaped)),
                    '.' | '[' => {
                        end = at;
                        break;
                    }
                    _ => name.push(c),
                }
            }
            value = value.get(&name)?;
            rest = &inner[end..];
        }
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printer_paths_find_conditions_and_dotted_labels() {
        let claim = json!({ "metadata": { "labels": { "karpenter.sh/capacity-type": "spot" } },
            "status": { "conditions": [{ "type": "Ready", "status": "True" }] } });
        assert_eq!(follow(".metadata.labels.karpenter\\.sh/capacity-type", &claim), Some(&json!("spot")));
        assert_eq!(follow(".status.conditions[?(@.type==\"Ready\")].status", &claim), Some(&json!("True")));
        assert_eq!(span(125), "2m5s");
        assert_eq!(span(3 * 86400 + 4 * 3600), "3d4h");
    }
}
