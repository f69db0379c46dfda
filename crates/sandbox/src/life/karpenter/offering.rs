//! Offerings: an instance type in a zone at a capacity type, with its price and the labels its node would have.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{CLASS_LABEL, POOL_LABEL, node_overlay};
use crate::ec2::instance_type::{self, InstanceType};
use crate::life::machine::{self, Location};
use crate::life::pass::Pass;
use crate::life::quantity::{self, Resources};
use crate::life::{aws, object, selector};

/// One way to get a node.
#[derive(Clone, Debug)]
pub(crate) struct Offering {
    pub(crate) kind: &'static InstanceType,
    pub(crate) zone: String,
    pub(crate) capacity_type: &'static str,
    pub(crate) price: f64,
    /// The node as it would be: labels and the template's taints.
    pub(crate) node: Value,
    /// What is left for pods after the daemons.
    pub(crate) room: Resources,
}

/// Family name taken apart: `m7i-flex` is category `m`, generation `7`.
fn family(kind: &InstanceType) -> (&'static str, &'static str, &'static str) {
    let family = kind.family();
    let digit = family.find(|c: char| c.is_ascii_digit()).unwrap_or(family.len());
    let end = family[digit..].find(|c: char| !c.is_ascii_digit()).map_or(family.len(), |at| digit + at);
    (family, &family[..digit], &family[digit..end])
}

/// The labels that Karpenter adds to those of every machine. Source: Karpenter's well-known labels.
pub(crate) fn labels(kind: &InstanceType, location: &Location, capacity_type: &str) -> BTreeMap<String, String> {
    let mut labels = machine::labels(kind, location);
    let (family, category, generation) = family(kind);
    let size = kind.name.split_once('.').map_or("", |(_, size)| size);
    let mut put = |key: &str, value: String| labels.insert(format!("karpenter.k8s.aws/{key}"), value);
    put("instance-family", family.to_owned());
    put("instance-category", category.to_owned());
    put("instance-generation", generation.to_owned());
    put("instance-size", size.to_owned());
    put("instance-cpu", kind.vcpus.to_string());
    put("instance-cpu-manufacturer", kind.manufacturer.to_lowercase());
    put("instance-cpu-sustained-clock-speed-mhz", format!("{:.0}", kind.gigahertz * 1000.0));
    put("instance-memory", kind.mebibytes.to_string());
    put("instance-ebs-bandwidth", kind.disk_maximum_megabits.to_string());
    put("instance-network-bandwidth", format!("{:.0}", kind.baseline_gigabits * 1000.0));
    put("instance-hypervisor", kind.hypervisor.to_owned());
    put("instance-encryption-in-transit-supported", kind.encrypts_in_transit.to_string());
    put("instance-capability-flex", family.ends_with("-flex").to_string());
    put("instance-tenancy", "default".to_owned());
    if kind.local_gigabytes > 0 {
        put("instance-local-nvme", kind.local_gigabytes.to_string());
    }
    if let Some(device) = &kind.accelerator {
        let gpu = machine::capacity(kind).keys().any(|name| name.ends_with("/gpu"));
        let word = if gpu { "gpu" } else { "accelerator" };
        put(&format!("instance-{word}-name"), device.name.to_lowercase());
        put(&format!("instance-{word}-manufacturer"), device.manufacturer.to_lowercase());
        put(&format!("instance-{word}-count"), device.count.to_string());
        if gpu {
            put("instance-gpu-memory", device.mebibytes.to_string());
        }
    }
    labels.insert("karpenter.sh/capacity-type".to_owned(), capacity_type.to_owned());
    labels
}

/// A common on-demand price by size; spot costs about a third of it.
pub(crate) fn price(kind: &InstanceType, spot: bool) -> f64 {
    let on_demand = f64::from(kind.vcpus) * 0.034 + kind.mebibytes as f64 / 1024.0 * 0.0035;
    if spot { on_demand * 0.35 } else { on_demand }
}

/// Whether the labels meet every requirement; what a template labels itself is a label too.
pub(crate) fn meets(requirements: &Value, labels: &BTreeMap<String, String>) -> bool {
    requirements.as_array().into_iter().flatten().all(|requirement| {
        let key = object::text(requirement, "/key");
        selector::holds(requirement, labels.get(key).map(String::as_str))
    })
}

/// Whether the type alone, wherever it is and however it is paid for, meets what is asked of types.
fn kind_meets(kind: &InstanceType, requirements: &Value) -> bool {
    let labels = labels(kind, &Location::default(), "");
    requirements.as_array().into_iter().flatten().all(|requirement| {
        let key = object::text(requirement, "/key");
        let of_kind = key.starts_with("karpenter.k8s.aws/instance-")
            || matches!(key, "node.kubernetes.io/instance-type" | "kubernetes.io/arch");
        !of_kind || selector::holds(requirement, labels.get(key).map(String::as_str))
    })
}

/// Labels of the template, and for keys of one's own the first value that the requirements allow.
pub(crate) fn template_labels(template: &Value) -> BTreeMap<String, String> {
    let mut labels = BTreeMap::new();
    for requirement in object::list(template, "/spec/requirements") {
        let key = object::text(requirement, "/key");
        let own = !key.contains("kubernetes.io") && !key.contains("karpenter") && !key.contains("k8s.aws");
        if let (true, "In", Some(value)) =
            (own, object::text(requirement, "/operator"), requirement["values"][0].as_str())
        {
            labels.insert(key.to_owned(), value.to_owned());
        }
    }
    for (key, value) in object::map(template, "/metadata/labels").into_iter().flatten() {
        labels.insert(key.clone(), value.as_str().unwrap_or_default().to_owned());
    }
    labels
}

/// The image of a class for a machine, by the requirements of the images.
pub(crate) fn image_for<'a>(class: &'a Value, labels: &BTreeMap<String, String>) -> Option<&'a str> {
    object::list(class, "/status/amis").iter().find(|ami| meets(&ami["requirements"], labels))?["id"].as_str()
}

/// All offerings that a template may use, cheapest first.
pub(crate) fn of_template(pass: &Pass<'_>, (pool, class): (&str, &Value), template: &Value) -> Vec<Offering> {
    let region = aws::region(&pass.arn);
    let zones: BTreeSet<(String, String)> = object::list(class, "/status/subnets")
        .iter()
        .map(|subnet| (object::text(subnet, "/zone").to_owned(), object::text(subnet, "/zoneID").to_owned()))
        .collect();
    let own = template_labels(template);
    let requirements = &template["spec"]["requirements"];
    let daemons = pass.list("daemonsets.apps");
    let overlays = node_overlay::in_force(pass);
    let mut offerings = Vec::new();
    for kind in instance_type::all().iter().filter(|kind| kind_meets(kind, requirements)) {
        for (zone, zone_id) in zones.iter().filter(|(_, zone_id)| kind.offered_in(region, zone_id)) {
            let location = Location { region: region.to_owned(), zone: zone.clone(), zone_id: zone_id.clone() };
            for capacity_type in ["spot", "on-demand"] {
                let mut labels = labels(kind, &location, capacity_type);
                labels.extend(own.clone());
                labels.insert(POOL_LABEL.to_owned(), pool.to_owned());
                labels.insert(CLASS_LABEL.to_owned(), object::name(class).to_owned());
                if !meets(requirements, &labels) || image_for(class, &labels).is_none() {
                    continue;
                }
                let node = json!({"metadata": {"labels": labels}, "spec": {"taints": template["spec"]["taints"]}});
                offerings.push(Offering {
                    kind,
                    zone: zone.clone(),
                    capacity_type,
                    price: node_overlay::corrected(price(kind, capacity_type == "spot"), &overlays, &labels),
                    room: room(kind, &node, &daemons),
                    node,
                });
            }
        }
    }
    offerings
        .sort_by(|a, b| a.price.total_cmp(&b.price).then_with(|| (a.kind.name, &a.zone).cmp(&(b.kind.name, &b.zone))));
    offerings
}

/// What is left of a machine after the daemons that will run on it.
fn room(kind: &InstanceType, node: &Value, daemons: &[Value]) -> Resources {
    let mut room = machine::allocatable(kind);
    let taints = object::list(node, "/spec/taints");
    for daemon in daemons {
        let spec = &daemon["spec"]["template"]["spec"];
        let comes = selector::admits_node(spec, node)
            && selector::untolerated(spec, taints, &["NoSchedule", "NoExecute"]).is_none();
        if comes {
            for (name, amount) in quantity::of_pod(spec) {
                *room.entry(name).or_default() -= amount;
            }
        }
    }
    room
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> Location {
        Location { region: "eu-west-1".into(), zone: "eu-west-1a".into(), zone_id: "euw1-az1".into() }
    }

    #[test]
    fn a_type_is_labelled_as_karpenter_does() {
        let Some(kind) = instance_type::find("m7g.large") else { panic!("m7g.large is in the table") };
        let labels = labels(kind, &place(), "spot");
        let of = |key: &str| labels[&format!("karpenter.k8s.aws/instance-{key}")].clone();
        assert_eq!((of("category"), of("generation"), of("cpu")), ("m".into(), "7".into(), "2".into()));
        assert_eq!(labels["kubernetes.io/arch"], "arm64");
        let requirements = json!([
            {"key": "karpenter.k8s.aws/instance-generation", "operator": "Gt", "values": ["6"]},
            {"key": "karpenter.sh/capacity-type", "operator": "In", "values": ["on-demand", "spot"]},
            {"key": "karpenter.k8s.aws/instance-gpu-count", "operator": "DoesNotExist"},
        ]);
        assert!(meets(&requirements, &labels));
        assert!(!meets(&json!([{"key": "kubernetes.io/arch", "operator": "NotIn", "values": ["arm64"]}]), &labels));
    }
}
