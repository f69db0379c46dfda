//! DescribeAccountAttributes, and the account-wide defaults of EBS.

use serde_json::{Value, json};

use super::fault::invalid_value;
use super::input::texts;
use crate::call::{Call, Reply};

// Source: EC2 API reference, DescribeAccountAttributes; the values are the documented default quotas.
const ATTRIBUTES: &[(&str, &[&str])] = &[
    ("supported-platforms", &["VPC"]),
    ("default-vpc", &["none"]),
    ("max-instances", &["20"]),
    ("vpc-max-security-groups-per-interface", &["5"]),
    ("max-elastic-ips", &["5"]),
    ("vpc-max-elastic-ips", &["5"]),
];

pub(crate) fn describe(call: &mut Call<'_>) -> Reply {
    let names = texts(&call.input, "AttributeName");
    if let Some(unknown) = names.iter().find(|name| !ATTRIBUTES.iter().any(|(known, _)| known == name)) {
        return Err(invalid_value(format!("Invalid value '{unknown}' for attributeName")));
    }
    let set: Vec<Value> = ATTRIBUTES
        .iter()
        .filter(|(name, _)| names.is_empty() || names.iter().any(|wanted| wanted == name))
        .map(|(name, values)| {
            let values: Vec<Value> = values.iter().map(|value| json!({"attributeValue": value})).collect();
            json!({"attributeName": name, "attributeValueSet": values})
        })
        .collect();
    Ok(json!({"accountAttributeSet": set}))
}

pub(crate) fn ebs_encryption_by_default(_call: &mut Call<'_>) -> Reply {
    Ok(json!({"ebsEncryptionByDefault": false, "sseType": "none"}))
}

pub(crate) fn ebs_default_kms_key(_call: &mut Call<'_>) -> Reply {
    Ok(json!({"kmsKeyId": "alias/aws/ebs"}))
}
