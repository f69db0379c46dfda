//! The variables of a container, as its process gets them.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::volume;
use crate::life::quantity;

/// What the variables are made of.
pub(super) struct Surroundings<'a> {
    pub(super) pod: &'a Value,
    /// The node, whose resources are the limit where a container has none.
    pub(super) node: &'a Value,
    /// Where the container's file system is on this machine.
    pub(super) root: &'a Path,
    /// The container's ports, and those that stand for them on loopback.
    pub(super) ports: &'a BTreeMap<u64, u16>,
}

/// All variables of the container.
///
/// # Errors
/// What a variable is made of is not there, or not known here.
pub(super) fn variables(around: &Surroundings<'_>) -> Result<Vec<(String, String)>, String> {
    let container = &around.pod["spec"]["containers"][0];
    if container["envFrom"].as_array().is_some_and(|sources| !sources.is_empty()) {
        return Err("variables from whole config maps and secrets are not simulated (envFrom)".to_owned());
    }
    let mut variables: Vec<(String, String)> = Vec::new();
    for entry in container["env"].as_array().into_iter().flatten() {
        let name = entry["name"].as_str().unwrap_or_default().to_owned();
        let value = match &entry["valueFrom"] {
            Value::Null => expand(entry["value"].as_str().unwrap_or_default(), &variables),
            source => from(source, around).ok_or_else(|| format!("the variable {name} can't be made of {source}"))?,
        };
        variables.push((name, here(&value, around)));
    }
    Ok(variables)
}

/// A path below a mount, or one of the container's ports, as this machine has it.
fn here(value: &str, around: &Surroundings<'_>) -> String {
    let container = &around.pod["spec"]["containers"][0];
    let mounts = container["volumeMounts"].as_array().into_iter().flatten();
    if mounts.filter_map(|mount| mount["mountPath"].as_str()).any(|path| value.starts_with(path)) {
        return volume::below(around.root, value).display().to_string();
    }
    let port = value.parse().ok().and_then(|port: u64| around.ports.get(&port));
    port.map_or_else(|| value.to_owned(), u16::to_string)
}

/// `$(NAME)` is replaced by an earlier variable; `$$` is a dollar sign.
fn expand(text: &str, variables: &[(String, String)]) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        if let Some(after) = after.strip_prefix('$') {
            out.push('$');
            rest = after;
        } else if let Some((name, after)) = after.strip_prefix('(').and_then(|inner| inner.split_once(')')) {
            match variables.iter().rev().find(|(known, _)| known == name) {
                Some((_, value)) => out.push_str(value),
                None => out.push_str(&format!("$({name})")),
            }
            rest = after;
        } else {
            out.push('$');
            rest = after;
        }
    }
    out + rest
}

fn from(source: &Value, around: &Surroundings<'_>) -> Option<String> {
    if let Some(path) = source["fieldRef"]["fieldPath"].as_str() {
        return field(around.pod, path);
    }
    let reference = source["resourceFieldRef"].as_object()?;
    let (kind, resource) = reference["resource"].as_str()?.split_once('.')?;
    let given = quantity::parse(&around.pod["spec"]["containers"][0]["resources"][kind][resource]);
    let whole = || quantity::parse(&around.node["status"]["allocatable"][resource]);
    let amount = given.or_else(|| if kind == "limits" { whole() } else { Some(0) })?;
    let divisor = reference.get("divisor").and_then(quantity::parse).filter(|divisor| *divisor > 0).unwrap_or(1000);
    // Rounded up, as the kubelet does.
    Some(((amount + divisor - 1) / divisor).to_string())
}

/// A field of the pod by its path. Source: Kubernetes documentation, "Downward API".
pub(super) fn field(pod: &Value, path: &str) -> Option<String> {
    if let Some((map, key)) = path.strip_suffix("']").and_then(|path| path.split_once("['")) {
        let (_, member) = map.split_once('.')?;
        return pod["metadata"][member][key].as_str().map(str::to_owned);
    }
    let found = path.split('.').fold(pod, |value, member| &value[member]);
    found.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn given(environment: Value) -> Result<Vec<(String, String)>, String> {
        let pod = json!({
            "metadata": {"name": "a", "namespace": "web", "labels": {"app": "x"}},
            "spec": {"nodeName": "n", "containers": [{
                "env": environment, "resources": {"requests": {"cpu": "250m"}, "limits": {"cpu": "1500m"}},
                "volumeMounts": [{"mountPath": "/var/run/secrets/a"}],
            }]},
        });
        let node = json!({"status": {"allocatable": {"memory": "2Gi"}}});
        let around = Surroundings {
            pod: &pod,
            node: &node,
            root: Path::new("/tmp/root"),
            ports: &BTreeMap::from([(8080, 40_001)]),
        };
        variables(&around)
    }

    fn one(entry: Value) -> String {
        given(json!([entry])).ok().and_then(|all| all.into_iter().next()).map(|(_, value)| value).unwrap_or_default()
    }

    #[test]
    fn fields_and_resources_are_read_from_the_pod() {
        let field = |path: &str| one(json!({"name": "a", "valueFrom": {"fieldRef": {"fieldPath": path}}}));
        assert_eq!(field("metadata.namespace"), "web");
        assert_eq!(field("spec.nodeName"), "n");
        assert_eq!(field("metadata.labels['app']"), "x");
        let resource = |name: &str, divisor: &str| {
            let reference = json!({"resource": name, "divisor": divisor});
            one(json!({"name": "a", "valueFrom": {"resourceFieldRef": reference}}))
        };
        assert_eq!(resource("requests.cpu", "1m"), "250");
        assert_eq!(resource("limits.cpu", "0"), "2", "rounded up to whole cores");
        assert_eq!(resource("limits.memory", "0"), "2147483648", "the node's, where the container has no limit");
    }

    #[test]
    fn what_a_container_has_for_itself_is_found_on_this_machine() {
        assert_eq!(one(json!({"name": "a", "value": "/var/run/secrets/a/token"})), "/tmp/root/var/run/secrets/a/token");
        assert_eq!(one(json!({"name": "a", "value": "8080"})), "40001");
        assert_eq!(one(json!({"name": "a", "value": "8081"})), "8081");
    }

    #[test]
    fn earlier_variables_are_filled_in() {
        let all = given(json!([{"name": "a", "value": "x"}, {"name": "b", "value": "$(a)-$$(a)-$(c)"}]));
        assert_eq!(all.map(|all| all[1].1.clone()), Ok("x-$(a)-$(c)".to_owned()));
        let secret = json!([{"name": "a", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}}]);
        assert!(given(secret).is_err());
    }
}
