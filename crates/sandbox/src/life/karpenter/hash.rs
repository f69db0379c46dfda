//! The hashes by which Karpenter notices that a template has changed.

use serde_json::Value;

use crate::life::object;

pub(crate) const CLASS_HASH: &str = "karpenter.k8s.aws/ec2nodeclass-hash";
pub(crate) const CLASS_HASH_VERSION: &str = "karpenter.k8s.aws/ec2nodeclass-hash-version";
pub(crate) const POOL_HASH: &str = "karpenter.sh/nodepool-hash";
pub(crate) const POOL_HASH_VERSION: &str = "karpenter.sh/nodepool-hash-version";

/// Fields of a class that are compared with the live instance instead. Source: Karpenter's drift documentation.
const DYNAMIC: &[&str] =
    &["amiSelectorTerms", "subnetSelectorTerms", "securityGroupSelectorTerms", "capacityReservationSelectorTerms"];

/// Of a NodeClass: its spec without the selectors.
pub(crate) fn of_class(class: &Value) -> String {
    let mut spec = class["spec"].clone();
    if let Some(fields) = spec.as_object_mut() {
        DYNAMIC.iter().for_each(|field| {
            fields.remove(*field);
        });
    }
    decimal(&sorted(&spec))
}

/// Of a NodePool: its template without the requirements.
pub(crate) fn of_pool(pool: &Value) -> String {
    let mut template = pool["spec"]["template"].clone();
    if let Some(spec) = template["spec"].as_object_mut() {
        spec.remove("requirements");
    }
    decimal(&sorted(&template))
}

fn decimal(text: &str) -> String {
    object::fingerprint(text).to_string()
}

/// The value as text in which the order of members does not matter, nor do empty ones.
fn sorted(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let mut members: Vec<String> = map
                .iter()
                .filter(|(_, value)| !value.is_null() && *value != &Value::Array(Vec::new()))
                .map(|(key, value)| format!("{key}:{}", sorted(value)))
                .collect();
            members.sort();
            format!("{{{}}}", members.join(","))
        }
        Value::Array(list) => format!("[{}]", list.iter().map(sorted).collect::<Vec<_>>().join(",")),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_static_fields_count() {
        let class = |tags: Value, subnet: &str| json!({"spec": {"tags": tags, "subnetSelectorTerms": [{"id": subnet}], "role": "r"}});
        let base = of_class(&class(json!({"a": "b", "c": "d"}), "subnet-1"));
        assert_eq!(base, of_class(&class(json!({"c": "d", "a": "b"}), "subnet-2")));
        assert_ne!(base, of_class(&class(json!({"a": "x"}), "subnet-1")));
        let pool = |expire: &str, weight: i64| json!({"spec": {"weight": weight, "template": {"spec": {"expireAfter": expire, "requirements": [weight]}}}});
        assert_eq!(of_pool(&pool("720h", 1)), of_pool(&pool("720h", 2)));
        assert_ne!(of_pool(&pool("720h", 1)), of_pool(&pool("24h", 1)));
    }
}
