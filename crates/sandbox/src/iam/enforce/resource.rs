//! Which resources a call is about.
//!
//! Source: Service Authorization Reference, the resource types of each service. Where a call has none (lists,
//! descriptions, most creates of EC2), policies are asked about `*`.

use serde_json::Value;

use super::template;
use crate::call::Call;
use crate::iam;

/// A row: service, input member, and the resource that the member's value names; `{}` is the value, `{region}`,
/// `{account}` and `{partition}` are the call's own. Of a service the first row whose member is given decides.
const ROWS: &[(&str, &str, &str)] = &[
    ("eks", "clusterName", "arn:{partition}:eks:{region}:{account}:cluster/{}"),
    ("eks", "name", "arn:{partition}:eks:{region}:{account}:cluster/{}"),
    ("eks", "resourceArn", "{}"),
    ("sqs", "QueueName", "arn:{partition}:sqs:{region}:{account}:{}"),
    ("sqs", "QueueUrl", "arn:{partition}:sqs:{region}:{account}:{}"),
    ("events", "Rule", "arn:{partition}:events:{region}:{account}:rule/{}"),
    ("events", "Name", "arn:{partition}:events:{region}:{account}:rule/{}"),
    ("events", "ResourceARN", "{}"),
    ("logs", "logGroupName", "arn:{partition}:logs:{region}:{account}:log-group:{}:*"),
    ("logs", "resourceArn", "{}"),
];

/// Resource types that launching touches besides the ones the input names.
const LAUNCHED: &[&str] = &["instance", "volume", "network-interface"];

pub(crate) fn list(call: &Call<'_>) -> Vec<String> {
    match call.service {
        "iam" => vec![of_iam(call)],
        "ec2" => of_ec2(call),
        "kms" => vec![of_kms(call)],
        "ssm" => vec![of_ssm(call)],
        service => {
            let row = ROWS.iter().filter(|row| row.0 == service).find_map(|(_, member, template)| {
                let value = call.input[*member].as_str()?;
                let value = if *member == "QueueUrl" { value.rsplit('/').next()? } else { value };
                Some(fill(call, template, value))
            });
            vec![row.unwrap_or_else(|| "*".to_owned())]
        }
    }
}

/// Public parameters belong to no account. A name may come with a label or a version, and as an ARN.
fn of_ssm(call: &Call<'_>) -> String {
    let Some(name) = call.input["Name"].as_str() else { return "*".to_owned() };
    if name.starts_with("arn:") {
        return name.to_owned();
    }
    let account = if name.starts_with("/aws/service/") { "" } else { call.caller.account.as_str() };
    let name = name.split(':').next().unwrap_or_default().trim_start_matches('/');
    format!("arn:{}:ssm:{}:{account}:parameter/{name}", call.partition, call.region)
}

fn fill(call: &Call<'_>, template: &str, value: &str) -> String {
    template
        .replace("{partition}", &call.partition)
        .replace("{region}", &call.region)
        .replace("{account}", &call.caller.account)
        .replace("{}", value)
}

/// IAM: the existing thing's ARN, or the one that a create is going to have.
fn of_iam(call: &Call<'_>) -> String {
    let input = |member: &str| call.input[member].as_str();
    let path = input("Path").unwrap_or("/");
    let own =
        |kind: &str, name: &str| format!("arn:{}:iam::{}:{kind}{path}{name}", call.partition, call.caller.account);
    let account = &call.caller.account;
    if let Some(name) = input("InstanceProfileName") {
        let found = iam::find_instance_profile(call.world, account, name).map(|profile| profile.arn.clone());
        return found.unwrap_or_else(|| own("instance-profile", name));
    }
    if let Some(name) = input("RoleName") {
        return iam::find_role(call.world, account, name).map_or_else(|| own("role", name), |role| role.arn.clone());
    }
    if let Some(name) = input("UserName") {
        return own("user", name);
    }
    match (input("PolicyArn"), input("OpenIDConnectProviderArn"), input("PolicySourceArn"), input("PolicyName")) {
        (Some(arn), ..) | (_, Some(arn), ..) | (_, _, Some(arn), _) => arn.to_owned(),
        (.., Some(name)) => own("policy", name),
        _ if call.operation.starts_with("Get") && call.operation.ends_with("User") => call.caller.arn.clone(),
        _ => "*".to_owned(),
    }
}

fn of_kms(call: &Call<'_>) -> String {
    let given = call.input["KeyId"].as_str().or_else(|| call.input["TargetKeyId"].as_str());
    let found = given.and_then(|key| crate::kms::resolve(call.world, &call.caller.account, &call.region, key));
    match (found, given) {
        (Some(key), _) => key.arn.clone(),
        (None, Some(id)) if !id.starts_with("arn:") => fill(call, "arn:{partition}:kms:{region}:{account}:key/{}", id),
        (None, Some(arn)) => arn.to_owned(),
        _ => "*".to_owned(),
    }
}

/// EC2: what the ids in the input name; launches ask about the things they make as well.
fn of_ec2(call: &Call<'_>) -> Vec<String> {
    if call.operation.starts_with("Describe") || call.operation.starts_with("Get") {
        return vec!["*".to_owned()];
    }
    let mut found = Vec::new();
    // What a template names is asked about when it is used.
    if !call.operation.starts_with("CreateLaunchTemplate") {
        identifiers(call, &call.input, &mut found);
    }
    for (id, data) in template::list(call) {
        found.push(arn(call, "launch-template", &id));
        identifiers(call, &data, &mut found);
    }
    let made: &[&str] = match call.operation.as_str() {
        "RunInstances" => LAUNCHED,
        "CreateFleet" => &["fleet", "instance", "volume", "network-interface"],
        "CreateLaunchTemplate" | "CreateLaunchTemplateVersion" => &["launch-template"],
        _ => &[],
    };
    found.extend(made.iter().map(|kind| arn(call, kind, "*")));
    if is_spot(call) {
        found.push(arn(call, "spot-instances-request", "*"));
    }
    found.sort();
    found.dedup();
    if found.is_empty() { vec!["*".to_owned()] } else { found }
}

fn is_spot(call: &Call<'_>) -> bool {
    call.input["TargetCapacitySpecification"]["DefaultTargetCapacityType"] == "spot"
        || call.input["InstanceMarketOptions"]["MarketType"] == "spot"
}

pub(crate) fn arn(call: &Call<'_>, kind: &str, id: &str) -> String {
    // Images and snapshots are shared between accounts, so their ARNs name none.
    let account = if kind == "image" || kind == "snapshot" { "" } else { call.caller.account.as_str() };
    format!("arn:{}:ec2:{}:{account}:{kind}/{id}", call.partition, call.region)
}

/// Collects every EC2 id in the input.
fn identifiers(call: &Call<'_>, value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => {
            let dash = text.rfind('-').filter(|dash| {
                let digits = &text[dash + 1..];
                (8..=17).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_hexdigit())
            });
            let kind = dash.and_then(|dash| crate::tagging::resource_type(&text[..=dash]));
            found.extend(kind.map(|kind| arn(call, kind, text)));
        }
        Value::Array(list) => list.iter().for_each(|inner| identifiers(call, inner, found)),
        Value::Object(map) => map.values().for_each(|inner| identifiers(call, inner, found)),
        _ => {}
    }
}
