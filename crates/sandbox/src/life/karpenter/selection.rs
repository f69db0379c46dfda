//! What the selector terms of a class find in AWS.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::settings::Controller;
use crate::call::Fault;
use crate::life::object;
use crate::life::pass::Pass;

/// Filters of EC2 for a term's tags; `*` asks for the key alone.
fn tag_filters(term: &Value) -> Vec<Value> {
    let tags = term["tags"].as_object().into_iter().flatten();
    tags.map(|(key, value)| match value.as_str() {
        Some("*") => json!({"Name": "tag-key", "Value": [key]}),
        value => json!({"Name": format!("tag:{key}"), "Value": [value.unwrap_or_default()]}),
    })
    .collect()
}

/// All finds of all terms, once each, by id. A term by id that names nothing finds nothing.
fn union(
    controller: &Controller,
    pass: &mut Pass<'_>,
    inputs: Vec<Value>,
    (operation, set, id): (&str, &str, &str),
) -> Result<BTreeMap<String, Value>, Fault> {
    let mut found = BTreeMap::new();
    for input in inputs {
        match controller.all(pass, operation, &input, set) {
            Ok(items) => {
                found.extend(items.into_iter().map(|item| (object::text(&item, &format!("/{id}")).to_owned(), item)))
            }
            Err(fault) if fault.code.ends_with(".NotFound") || fault.code.ends_with(".Malformed") => {}
            Err(fault) => return Err(fault),
        }
    }
    Ok(found)
}

/// `status.subnets`, those with most room first.
pub(crate) fn subnets(controller: &Controller, pass: &mut Pass<'_>, class: &Value) -> Result<Vec<Value>, Fault> {
    let terms = object::list(class, "/spec/subnetSelectorTerms");
    let inputs = terms.iter().map(|term| match term["id"].as_str() {
        Some(id) => json!({"SubnetId": [id]}),
        None => json!({"Filter": tag_filters(term)}),
    });
    let found = union(controller, pass, inputs.collect(), ("DescribeSubnets", "subnetSet", "subnetId"))?;
    let mut found: Vec<Value> = found.into_values().collect();
    let room = |subnet: &Value| {
        let count = &subnet["availableIpAddressCount"];
        count.as_i64().or_else(|| count.as_str()?.parse().ok()).unwrap_or(0)
    };
    found.sort_by_key(|subnet| (-room(subnet), object::text(subnet, "/subnetId").to_owned()));
    let shown = found.iter().map(|subnet| {
        json!({"id": subnet["subnetId"], "zone": subnet["availabilityZone"], "zoneID": subnet["availabilityZoneId"]})
    });
    Ok(shown.collect())
}

/// `status.securityGroups`, by id.
pub(crate) fn security_groups(
    controller: &Controller,
    pass: &mut Pass<'_>,
    class: &Value,
) -> Result<Vec<Value>, Fault> {
    let terms = object::list(class, "/spec/securityGroupSelectorTerms");
    let inputs = terms.iter().map(|term| match (term["id"].as_str(), term["name"].as_str()) {
        (Some(id), _) => json!({"GroupId": [id]}),
        (None, Some(name)) => json!({"Filter": [{"Name": "group-name", "Value": [name]}]}),
        (None, None) => json!({"Filter": tag_filters(term)}),
    });
    let found = union(controller, pass, inputs.collect(), ("DescribeSecurityGroups", "securityGroupInfo", "groupId"))?;
    Ok(found.into_values().map(|group| json!({"id": group["groupId"], "name": group["groupName"]})).collect())
}

/// Architecture in EC2 and in Kubernetes, variant, and how a machine must be equipped for it.
struct Flavour {
    architecture: &'static str,
    label: &'static str,
    variant: &'static str,
    device: Device,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Device {
    None,
    Gpu,
    Neuron,
}

/// Source: the images that an alias stands for (AL2023 has all, Bottlerocket no neuron).
const FLAVOURS: &[Flavour] = &[
    Flavour { architecture: "x86_64", label: "amd64", variant: "standard", device: Device::None },
    Flavour { architecture: "arm64", label: "arm64", variant: "standard", device: Device::None },
    Flavour { architecture: "x86_64", label: "amd64", variant: "nvidia", device: Device::Gpu },
    Flavour { architecture: "arm64", label: "arm64", variant: "nvidia", device: Device::Gpu },
    Flavour { architecture: "x86_64", label: "amd64", variant: "neuron", device: Device::Neuron },
];

/// The public parameter of an alias. Source: the SSM paths of EKS and Bottlerocket.
fn parameter(family: &str, version: &str, kubernetes: &str, flavour: &Flavour) -> Option<String> {
    let (architecture, variant) = (flavour.architecture, flavour.variant);
    match family {
        "al2023" => {
            let release = match version {
                "latest" => "recommended".to_owned(),
                version => format!("amazon-eks-node-al2023-{architecture}-{variant}-{kubernetes}-{version}"),
            };
            let root = format!("/aws/service/eks/optimized-ami/{kubernetes}/amazon-linux-2023");
            Some(format!("{root}/{architecture}/{variant}/{release}/image_id"))
        }
        "bottlerocket" if flavour.device != Device::Neuron => {
            let suffix = if flavour.device == Device::Gpu { "-nvidia" } else { "" };
            let version = version.trim_start_matches('v');
            Some(format!("/aws/service/bottlerocket/aws-k8s-{kubernetes}{suffix}/{architecture}/{version}/image_id"))
        }
        _ => None,
    }
}

fn equipment(device: Device) -> Vec<Value> {
    let operator = |present: bool| if present { "Exists" } else { "DoesNotExist" };
    vec![
        json!({"key": "karpenter.k8s.aws/instance-gpu-count", "operator": operator(device == Device::Gpu)}),
        json!({"key": "karpenter.k8s.aws/instance-accelerator-count", "operator": operator(device == Device::Neuron)}),
    ]
}

/// `status.amis`: images with what a machine must be for them.
pub(crate) fn images(controller: &Controller, pass: &mut Pass<'_>, class: &Value) -> Result<Vec<Value>, Fault> {
    let mut wanted: Vec<(String, Vec<Value>)> = Vec::new();
    let mut amis = Vec::new();
    for term in object::list(class, "/spec/amiSelectorTerms") {
        if let Some((family, version)) = term["alias"].as_str().and_then(|alias| alias.split_once('@')) {
            let kubernetes = pass.cluster().map(|cluster| cluster.version.clone()).unwrap_or_default();
            for flavour in FLAVOURS {
                let Some(name) = parameter(family, version, &kubernetes, flavour) else { continue };
                if let Some(id) = look_up(controller, pass, &name)? {
                    let mut requirements =
                        vec![json!({"key": "kubernetes.io/arch", "operator": "In", "values": [flavour.label]})];
                    requirements.extend(equipment(flavour.device));
                    wanted.push((id, requirements));
                }
            }
        } else if let Some(name) = term["ssmParameter"].as_str() {
            if let Some(id) = look_up(controller, pass, name)? {
                amis.extend(described(controller, pass, json!({"ImageId": [id]}))?);
            }
        } else {
            let mut input = match term["id"].as_str() {
                Some(id) => json!({"ImageId": [id]}),
                None => json!({"Filter": tag_filters(term)}),
            };
            if let (Some(name), Some(filters)) = (term["name"].as_str(), input["Filter"].as_array_mut()) {
                filters.push(json!({"Name": "name", "Value": [name]}));
                let owners = term["owner"].as_str().unwrap_or("self,amazon");
                input["Owner"] = owners.split(',').map(|owner| json!(owner)).collect();
            }
            amis.extend(described(controller, pass, input)?);
        }
    }
    for (id, requirements) in wanted {
        for mut ami in described(controller, pass, json!({"ImageId": [id]}))? {
            ami["requirements"] = Value::Array(requirements.clone());
            amis.push(ami);
        }
    }
    Ok(amis)
}

fn look_up(controller: &Controller, pass: &mut Pass<'_>, name: &str) -> Result<Option<String>, Fault> {
    match controller.call(pass, "ssm", "GetParameter", json!({"Name": name})) {
        Ok(answer) => Ok(answer["Parameter"]["Value"].as_str().map(str::to_owned)),
        Err(fault) if fault.code == "ParameterNotFound" => Ok(None),
        Err(fault) => Err(fault),
    }
}

/// Images as the status lists them, with the architecture as their only requirement; the newest first.
fn described(controller: &Controller, pass: &mut Pass<'_>, input: Value) -> Result<Vec<Value>, Fault> {
    let found = union(controller, pass, vec![input], ("DescribeImages", "imagesSet", "imageId"))?;
    let mut found: Vec<Value> = found.into_values().collect();
    found.sort_by_key(|image| std::cmp::Reverse(object::text(image, "/creationDate").to_owned()));
    let shown = found.iter().map(|image| {
        let label = if image["architecture"] == "arm64" { "arm64" } else { "amd64" };
        json!({"id": image["imageId"], "name": image["name"],
            "requirements": [{"key": "kubernetes.io/arch", "operator": "In", "values": [label]}]})
    });
    Ok(shown.collect())
}
