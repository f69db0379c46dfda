//! Resource quantities, as thousandths of their unit.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// Amounts by resource name, in thousandths (so that `100m` is 100).
pub(crate) type Resources = BTreeMap<String, i64>;

/// Suffix and factor in thousandths. Source: Kubernetes' resource quantities, decimal and binary SI.
const SUFFIXES: &[(&str, f64)] = &[
    ("Ki", 1024.0 * 1e3),
    ("Mi", 1_048_576.0 * 1e3),
    ("Gi", 1_073_741_824.0 * 1e3),
    ("Ti", 1_099_511_627_776.0 * 1e3),
    ("Pi", 1_125_899_906_842_624.0 * 1e3),
    ("n", 1e-6),
    ("u", 1e-3),
    ("m", 1.0),
    ("k", 1e6),
    ("M", 1e9),
    ("G", 1e12),
    ("T", 1e15),
    ("P", 1e18),
];

/// Thousandths of a quantity such as `500m`, `2`, `1.5Gi`; none if it is not one.
pub(crate) fn parse(value: &Value) -> Option<i64> {
    let text = match value {
        Value::Number(number) => return Some((number.as_f64()? * 1e3) as i64),
        Value::String(text) => text.trim(),
        _ => return None,
    };
    let (digits, factor) = SUFFIXES
        .iter()
        .find_map(|(suffix, factor)| text.strip_suffix(suffix).map(|digits| (digits, *factor)))
        .unwrap_or((text, 1e3));
    Some((digits.parse::<f64>().ok()? * factor).ceil() as i64)
}

/// The shortest usual form: `1930m`, `4`, `7134420Ki`.
pub(crate) fn format(thousandths: i64) -> String {
    if thousandths % 1000 != 0 {
        return format!("{thousandths}m");
    }
    let whole = thousandths / 1000;
    if whole >= 1024 && whole % 1024 == 0 { format!("{}Ki", whole / 1024) } else { whole.to_string() }
}

pub(crate) fn read(map: Option<&Map<String, Value>>) -> Resources {
    let entries = map.into_iter().flatten();
    entries.filter_map(|(name, value)| Some((name.clone(), parse(value)?))).collect()
}

pub(crate) fn write(resources: &Resources) -> Value {
    Value::Object(resources.iter().map(|(name, amount)| (name.clone(), json!(format(*amount)))).collect())
}

pub(crate) fn add(sum: &mut Resources, more: &Resources) {
    for (name, amount) in more {
        *sum.entry(name.clone()).or_default() += amount;
    }
}

/// Names of what does not fit.
pub(crate) fn lacking<'a>(wanted: &'a Resources, used: &Resources, room: &Resources) -> Vec<&'a str> {
    let short = |name: &str, amount: i64| {
        amount > 0 && used.get(name).copied().unwrap_or(0) + amount > room.get(name).copied().unwrap_or(0)
    };
    wanted.iter().filter(|(name, amount)| short(name, **amount)).map(|(name, _)| name.as_str()).collect()
}

/// What a pod asks for: the sum of its containers or the largest of its init containers, and one pod.
pub(crate) fn of_pod(spec: &Value) -> Resources {
    let requests = |container: &Value| read(container["resources"]["requests"].as_object());
    let mut sum = Resources::new();
    for container in spec["containers"].as_array().into_iter().flatten() {
        add(&mut sum, &requests(container));
    }
    for container in spec["initContainers"].as_array().into_iter().flatten() {
        for (name, amount) in requests(container) {
            let kept = sum.entry(name).or_default();
            *kept = (*kept).max(amount);
        }
    }
    add(&mut sum, &read(spec["overhead"].as_object()));
    sum.insert("pods".to_owned(), 1000);
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_read_and_written_as_kubernetes_does() {
        assert_eq!(parse(&json!("100m")), Some(100));
        assert_eq!(parse(&json!("1.5Gi")), Some(1_610_612_736_000));
        assert_eq!(parse(&json!(2)), Some(2000));
        assert_eq!(parse(&json!("lots")), None);
        assert_eq!(format(1930), "1930m");
        assert_eq!(format(4000), "4");
        assert_eq!(format(7_134_420 * 1024 * 1000), "7134420Ki");
    }

    #[test]
    fn a_pod_asks_for_its_containers_or_its_largest_init_container() {
        let spec = json!({
            "containers": [{"resources": {"requests": {"cpu": "100m"}}}, {"resources": {"requests": {"cpu": "150m"}}}],
            "initContainers": [{"resources": {"requests": {"cpu": "1", "memory": "1Mi"}}}],
        });
        let asked = of_pod(&spec);
        assert_eq!((asked["cpu"], asked["memory"], asked["pods"]), (1000, 1_048_576_000, 1000));
        assert_eq!(lacking(&asked, &Resources::new(), &Resources::from([("cpu".into(), 999)])).len(), 3);
    }
}
