//! Deployments and their like.

use serde_json::{Value, json};

use super::pod;
use crate::kubernetes::selector::Selector;
use crate::kubernetes::status::Cause;

/// Checks the kinds of `apps/v1`.
pub(super) fn check(kind: &str, old: Option<&Value>, object: &Value, causes: &mut Vec<Cause>) {
    if kind == "ControllerRevision" {
        return;
    }
    let spec = &object["spec"];
    if !spec["replicas"].is_null() && spec["replicas"].as_i64().is_none_or(|count| count < 0) {
        causes.push(Cause::invalid("spec.replicas", &spec["replicas"], "must be greater than or equal to 0"));
    }
    let selector = &spec["selector"];
    let empty = |name: &str| selector[name].is_null() || selector[name] == json!({}) || selector[name] == json!([]);
    if !selector.is_object() {
        causes.push(Cause::required("spec.selector", ""));
    } else if empty("matchLabels") && empty("matchExpressions") {
        let detail = format!("empty selector is invalid for {}", kind.to_lowercase());
        causes.push(Cause::invalid("spec.selector", selector, &detail));
    }
    let labels = &spec["template"]["metadata"]["labels"];
    if selector.is_object() && !Selector::of_object(selector).fits(&spec["template"]) {
        causes.push(Cause::invalid(
            "spec.template.metadata.labels",
            if labels.is_null() { &Value::Null } else { labels },
            "`selector` does not match template `labels`",
        ));
    }
    if old.is_some_and(|old| old["spec"]["selector"] != *selector) {
        causes.push(Cause::invalid("spec.selector", selector, "field is immutable"));
    }
    pod::check(&spec["template"]["spec"], "spec.template.spec", causes);
    let restart = &spec["template"]["spec"]["restartPolicy"];
    if restart.is_string() && restart != "Always" {
        causes.push(Cause::unsupported("spec.template.spec.restartPolicy", restart, &["Always".to_owned()]));
    }
}
