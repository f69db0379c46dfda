//! Services that VPC endpoints can lead to.

use serde_json::{Value, json};

use super::fault::refuse;
use super::input::texts;
use super::listing::{Listing, describe};
use super::region;
use crate::call::{Call, Reply};

/// Last part of the name, and whether there is a gateway form beside the interface.
/// Source: AWS PrivateLink guide, "AWS services that integrate with AWS PrivateLink".
const SERVICES: &[(&str, bool)] = &[
    ("arc-zonal-shift", false),
    ("autoscaling", false),
    ("dynamodb", true),
    ("ec2", false),
    ("ec2messages", false),
    ("ecr.api", false),
    ("ecr.dkr", false),
    ("eks", false),
    ("eks-auth", false),
    ("elasticfilesystem", false),
    ("elasticloadbalancing", false),
    ("events", false),
    ("guardduty-data", false),
    ("kms", false),
    ("logs", false),
    ("monitoring", false),
    ("s3", true),
    ("secretsmanager", false),
    ("sns", false),
    ("sqs", false),
    ("ssm", false),
    ("ssmmessages", false),
    ("sts", false),
    ("xray", false),
];

const DETAILS: Listing = Listing {
    set: "serviceDetailSet",
    ids: None,
    filters: &[
        ("owner", "owner"),
        ("service-name", "serviceName"),
        ("service-region", "serviceRegion"),
        ("service-type", "serviceType.serviceType"),
        ("supported-ip-address-types", "supportedIpAddressTypeSet"),
        ("tag-key", "tagSet.key"),
        ("tag-value", "tagSet.value"),
    ],
    page: Some((1, 1000)),
    ids_exclude_page: false,
};

/// Whether the region offers the service with this kind of endpoint.
pub(crate) fn offers(region: &str, name: &str, kind: &str) -> Option<bool> {
    let (_, gateway) = SERVICES.iter().find(|(suffix, _)| full_name(region, suffix) == name)?;
    Some(kind == "Interface" || kind == "Gateway" && *gateway)
}

/// What comes first in the private name of a service's interface endpoint.
pub(crate) fn private_name(region: &str, name: &str) -> String {
    let suffix = name.rsplit_once(&format!("{region}.")).map_or(name, |(_, suffix)| suffix);
    let dotted: Vec<&str> = suffix.split('.').rev().collect();
    let host = match suffix {
        "ecr.api" => "api.ecr".to_owned(),
        "ecr.dkr" => "dkr.ecr".to_owned(),
        _ => dotted.join("."),
    };
    format!("{host}.{region}.{}", region::domain(region))
}

fn full_name(region: &str, suffix: &str) -> String {
    // Source: China regions name some services with cn.com.amazonaws in front.
    let china = region.starts_with("cn-") && !["s3", "dynamodb", "logs", "monitoring", "events"].contains(&suffix);
    if china { format!("cn.com.amazonaws.{region}.{suffix}") } else { format!("com.amazonaws.{region}.{suffix}") }
}

fn render(region: &str, suffix: &str, kind: &str) -> Value {
    let name = full_name(region, suffix);
    let zones = region::zones(region);
    let names: Vec<&String> = zones.iter().map(|(zone, _)| zone).collect();
    let ids: Vec<&&str> = zones.iter().map(|(_, id)| id).collect();
    let private = (kind == "Interface").then(|| private_name(region, &name));
    let digits = name.bytes().fold(7_u64, |sum, b| sum.wrapping_mul(31).wrapping_add(u64::from(b)));
    json!({
        "serviceName": name, "serviceId": format!("vpce-svc-0{digits:016x}"), "serviceRegion": region,
        "serviceType": [{"serviceType": kind}], "availabilityZoneSet": names, "availabilityZoneIdSet": ids,
        "owner": "amazon", "baseEndpointDnsNameSet": [format!("{suffix}.{region}.vpce.{}", region::domain(region))],
        "privateDnsName": private, "vpcEndpointPolicySupported": true, "acceptanceRequired": false,
        "managesVpcEndpoints": false, "tagSet": [], "supportedIpAddressTypeSet": ["ipv4"],
        "privateDnsNameVerificationState": "verified",
    })
}

pub(crate) fn describe_services(call: &mut Call<'_>) -> Reply {
    let wanted = texts(&call.input, "ServiceName");
    if let Some(unknown) = wanted.iter().find(|name| offers(&call.region, name, "Interface").is_none()) {
        let message = format!("The Vpc Endpoint Service '{unknown}' does not exist");
        return Err(refuse("InvalidServiceName", message));
    }
    let mut items = Vec::new();
    for (suffix, gateway) in SERVICES {
        let name = full_name(&call.region, suffix);
        if !wanted.is_empty() && !wanted.contains(&name) {
            continue;
        }
        if *gateway {
            items.push((format!("{name} Gateway"), render(&call.region, suffix, "Gateway")));
        }
        items.push((format!("{name} Interface"), render(&call.region, suffix, "Interface")));
    }
    items.sort_by(|a, b| a.0.cmp(&b.0));
    let mut answer = describe(call, &DETAILS, items)?;
    let mut names: Vec<String> = Vec::new();
    for item in answer["serviceDetailSet"].as_array().into_iter().flatten() {
        let name = item["serviceName"].as_str().unwrap_or_default();
        if names.last().map(String::as_str) != Some(name) {
            names.push(name.to_owned());
        }
    }
    answer["serviceNameSet"] = json!(names);
    Ok(answer)
}
