//! Label selectors and node selector terms.

use serde_json::{Map, Value};

/// Whether a label selector (`matchLabels`, `matchExpressions`) picks these labels. An empty one picks all.
pub(crate) fn matches(selector: &Value, labels: Option<&Map<String, Value>>) -> bool {
    let exact = selector["matchLabels"].as_object().into_iter().flatten();
    exact.into_iter().all(|(key, value)| labels.and_then(|l| l.get(key)) == Some(value))
        && holds_all(&selector["matchExpressions"], labels)
}

/// Whether all expressions of a list hold.
pub(crate) fn holds_all(expressions: &Value, labels: Option<&Map<String, Value>>) -> bool {
    let value_of = |key: &str| labels.and_then(|l| l.get(key)).and_then(Value::as_str);
    expressions
        .as_array()
        .into_iter()
        .flatten()
        .all(|expression| holds(expression, value_of(expression["key"].as_str().unwrap_or_default())))
}

/// One expression against the value that its key has.
pub(crate) fn holds(expression: &Value, value: Option<&str>) -> bool {
    let values = || expression["values"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let bound = || values().next().and_then(|text| text.parse::<i64>().ok());
    let number = || value.and_then(|text| text.parse::<i64>().ok());
    let compare = |test: fn(i64, i64) -> bool| matches!((number(), bound()), (Some(a), Some(b)) if test(a, b));
    match expression["operator"].as_str().unwrap_or_default() {
        "In" => value.is_some_and(|value| values().any(|one| one == value)),
        "NotIn" => value.is_none_or(|value| values().all(|one| one != value)),
        "Exists" => value.is_some(),
        "DoesNotExist" => value.is_none(),
        "Gt" => compare(|a, b| a > b),
        "Lt" => compare(|a, b| a < b),
        "Gte" => compare(|a, b| a >= b),
        "Lte" => compare(|a, b| a <= b),
        _ => false,
    }
}

/// Whether a pod's nodeSelector and required node affinity let it onto a node.
pub(crate) fn admits_node(spec: &Value, node: &Value) -> bool {
    let labels = node["metadata"]["labels"].as_object();
    let exact = spec["nodeSelector"].as_object().into_iter().flatten();
    if !exact.into_iter().all(|(key, value)| labels.and_then(|l| l.get(key)) == Some(value)) {
        return false;
    }
    let required = &spec["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"];
    let Some(terms) = required["nodeSelectorTerms"].as_array() else { return true };
    terms.iter().any(|term| holds_all(&term["matchExpressions"], labels) && fields_hold(&term["matchFields"], node))
}

fn fields_hold(expressions: &Value, node: &Value) -> bool {
    // `metadata.name` is the only field that node affinity knows.
    expressions.as_array().into_iter().flatten().all(|e| holds(e, node["metadata"]["name"].as_str()))
}

/// Whether the pod tolerates a taint.
pub(crate) fn tolerates(spec: &Value, taint: &Value) -> bool {
    spec["tolerations"].as_array().into_iter().flatten().any(|toleration| {
        let text = |field: &str| toleration[field].as_str().unwrap_or_default();
        let same = |field: &str| text(field) == taint[field].as_str().unwrap_or_default();
        (text("effect").is_empty() || same("effect"))
            && match (text("key").is_empty(), text("operator")) {
                (true, "Exists") => true,
                (false, "Exists") => same("key"),
                (_, _) => same("key") && same("value"),
            }
    })
}

/// The first taint that keeps the pod away.
pub(crate) fn untolerated<'a>(spec: &Value, taints: &'a [Value], effects: &[&str]) -> Option<&'a Value> {
    taints
        .iter()
        .find(|taint| effects.contains(&taint["effect"].as_str().unwrap_or_default()) && !tolerates(spec, taint))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn node_affinity_is_a_list_of_alternatives() {
        let term = |key: &str, operator: &str| json!({"matchExpressions": [{"key": key, "operator": operator}]});
        let spec = |terms: Vec<Value>| {
            json!({"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution":
                {"nodeSelectorTerms": terms}}}})
        };
        let node = json!({"metadata": {"name": "a", "labels": {"karpenter.sh/nodepool": "x"}}});
        assert!(!admits_node(&spec(vec![term("karpenter.sh/nodepool", "DoesNotExist")]), &node));
        let either = vec![term("karpenter.sh/nodepool", "DoesNotExist"), term("karpenter.sh/nodepool", "Exists")];
        assert!(admits_node(&spec(either), &node));
    }

    #[test]
    fn a_toleration_without_a_key_tolerates_everything() {
        let taint = json!({"key": "a", "value": "b", "effect": "NoSchedule"});
        assert!(tolerates(&json!({"tolerations": [{"operator": "Exists"}]}), &taint));
        assert!(tolerates(&json!({"tolerations": [{"key": "a", "operator": "Equal", "value": "b"}]}), &taint));
        assert!(!tolerates(&json!({"tolerations": [{"key": "a", "value": "c"}]}), &taint));
        assert!(!tolerates(
            &json!({"tolerations": [{"key": "a", "operator": "Exists", "effect": "NoExecute"}]}),
            &taint
        ));
    }
}
