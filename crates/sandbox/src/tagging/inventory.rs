//! What is tagged in a region.
//!
//! Every service's state is plain data in which a taggable thing has `arn`, `tags` and usually `created`, so it is
//! read in its serialised form and no service needs to know of this one. EC2 keeps its tags by id.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use crate::call::Call;
use crate::time::Time;
use crate::world::Regional;

/// How long a new resource takes to appear.
const LAG: Duration = Duration::from_secs(20);

pub(crate) struct Tagged {
    pub(crate) arn: String,
    pub(crate) tags: BTreeMap<String, String>,
}

/// Resource types by the prefix of their ids. Source: EC2 User Guide, "Resource IDs"; Service Authorization Reference.
const EC2: &[(&str, &str)] = &[
    ("eipalloc-", "elastic-ip"),
    ("eni-", "network-interface"),
    ("fleet-", "fleet"),
    ("i-", "instance"),
    ("igw-", "internet-gateway"),
    ("lt-", "launch-template"),
    ("nat-", "natgateway"),
    ("pg-", "placement-group"),
    ("pl-", "prefix-list"),
    ("rtb-", "route-table"),
    ("sg-", "security-group"),
    ("sgr-", "security-group-rule"),
    ("sir-", "spot-instances-request"),
    ("snap-", "snapshot"),
    ("subnet-", "subnet"),
    ("vol-", "volume"),
    ("vpc-", "vpc"),
    ("vpce-", "vpc-endpoint"),
];

/// EC2's resource type for an id's prefix, dash included.
pub(crate) fn resource_type(prefix: &str) -> Option<&'static str> {
    EC2.iter().find(|(head, _)| *head == prefix).map(|(_, kind)| *kind)
}

/// The tags of one resource by ARN, as they are now.
pub(crate) fn tags_of(regional: &Regional, arn: &str) -> BTreeMap<String, String> {
    let resource = arn.splitn(6, ':').nth(5).unwrap_or_default();
    if arn.contains(":ec2:") {
        let id = resource.rsplit('/').next().unwrap_or_default();
        let tags = serde_json::to_value(&regional.ec2).unwrap_or_default();
        return texts(&tags["tags"][id]);
    }
    let state = serde_json::to_value(regional).unwrap_or_default();
    let mut found = BTreeMap::new();
    walk(&state, Time(i64::MAX), &mut found);
    found.remove(arn.strip_suffix(":*").unwrap_or(arn)).unwrap_or_default()
}

/// The ARNs of a kind (`:cluster/`) in a service's state.
pub(crate) fn arns_of(state: &impl serde::Serialize, kind: &str) -> Vec<String> {
    let mut found = BTreeMap::new();
    walk(&serde_json::to_value(state).unwrap_or_default(), Time(i64::MAX), &mut found);
    found.into_keys().filter(|arn| arn.contains(kind)).collect()
}

/// All tagged resources of the caller's account in the request's region, by ARN.
pub(crate) fn list(call: &mut Call<'_>) -> Vec<Tagged> {
    let now = call.now();
    let prefix = format!("arn:{}:ec2:{}:{}", call.partition, call.region, call.caller.account);
    let state = serde_json::to_value(call.regional()).unwrap_or_default();
    let mut found = BTreeMap::new();
    walk(&state, now, &mut found);
    for (id, tags) in state["ec2"]["tags"].as_object().into_iter().flatten() {
        if let Some(kind) = id.rfind('-').and_then(|dash| resource_type(&id[..=dash])) {
            found.insert(format!("{prefix}:{kind}/{id}"), texts(tags));
        }
    }
    found.into_iter().filter(|(_, tags)| !tags.is_empty()).map(|(arn, tags)| Tagged { arn, tags }).collect()
}

fn walk(value: &Value, now: Time, found: &mut BTreeMap<String, BTreeMap<String, String>>) {
    match value {
        Value::Object(map) => {
            if let (Some(arn), Some(tags @ Value::Object(_))) =
                (map.get("arn").and_then(Value::as_str), map.get("tags"))
                && arn.starts_with("arn:")
            {
                let created = ["created", "created_at"].iter().find_map(|name| map.get(*name)).and_then(Value::as_i64);
                if created.is_none_or(|at| now.since(Time(at)) >= LAG) {
                    found.insert(arn.to_owned(), texts(tags));
                }
            }
            map.values().for_each(|inner| walk(inner, now, found));
        }
        Value::Array(list) => list.iter().for_each(|inner| walk(inner, now, found)),
        _ => {}
    }
}

fn texts(tags: &Value) -> BTreeMap<String, String> {
    let map = tags.as_object().into_iter().flatten();
    map.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect()
}
