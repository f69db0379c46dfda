//! The data of a launch template version: checked when it comes in, renamed when it goes out.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde_json::{Map, Value, json};

use super::fault::{combination, invalid_parameter, invalid_value, refuse};
use super::input::{objects, text, texts};
use super::tag;
use super::volume::Disk;
use crate::call::Fault;

/// Lists whose element in the answer isn't the member with a small first letter: parent member, member, element.
/// Source: EC2's service model, RequestLaunchTemplateData against ResponseLaunchTemplateData.
const RENAMED: &[(&str, &str, &str)] = &[
    ("", "BlockDeviceMapping", "blockDeviceMappingSet"),
    ("", "NetworkInterface", "networkInterfaceSet"),
    ("NetworkInterface", "SecurityGroupId", "groupSet"),
    ("NetworkInterface", "Ipv6Addresses", "ipv6AddressesSet"),
    ("NetworkInterface", "PrivateIpAddresses", "privateIpAddressesSet"),
    ("NetworkInterface", "Ipv4Prefix", "ipv4PrefixSet"),
    ("NetworkInterface", "Ipv6Prefix", "ipv6PrefixSet"),
    ("", "TagSpecification", "tagSpecificationSet"),
    ("TagSpecification", "Tag", "tagSet"),
    ("", "ElasticGpuSpecification", "elasticGpuSpecificationSet"),
    ("", "ElasticInferenceAccelerator", "elasticInferenceAcceleratorSet"),
    ("", "SecurityGroupId", "securityGroupIdSet"),
    ("", "SecurityGroup", "securityGroupSet"),
    ("", "LicenseSpecification", "licenseSet"),
    ("InstanceRequirements", "CpuManufacturer", "cpuManufacturerSet"),
    ("InstanceRequirements", "ExcludedInstanceType", "excludedInstanceTypeSet"),
    ("InstanceRequirements", "InstanceGeneration", "instanceGenerationSet"),
    ("InstanceRequirements", "LocalStorageType", "localStorageTypeSet"),
    ("InstanceRequirements", "AcceleratorType", "acceleratorTypeSet"),
    ("InstanceRequirements", "AcceleratorManufacturer", "acceleratorManufacturerSet"),
    ("InstanceRequirements", "AcceleratorName", "acceleratorNameSet"),
    ("InstanceRequirements", "AllowedInstanceType", "allowedInstanceTypeSet"),
];

/// Kinds that a template may tag. Source: EC2 API reference, LaunchTemplateTagSpecificationRequest.
pub(crate) const TAGGABLE: &[&str] =
    &["instance", "volume", "network-interface", "spot-instances-request", "elastic-gpu"];

/// User data may have 16 KB before it is encoded. Source: EC2 user guide, "Run commands on your instance at launch".
const USER_DATA_ENCODED: usize = 21_848;

/// The version's data as DescribeLaunchTemplateVersions shows it.
pub(crate) fn render(data: &Value) -> Value {
    rename("", data)
}

fn rename(parent: &str, value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut renamed = Map::new();
            for (member, inner) in members {
                let element = RENAMED
                    .iter()
                    .find(|(within, name, _)| *within == parent && name == member)
                    .map_or_else(|| lower_first(member), |(_, _, element)| (*element).to_owned());
                renamed.insert(element, rename(member, inner));
            }
            Value::Object(renamed)
        }
        Value::Array(items) => items.iter().map(|item| rename(parent, item)).collect(),
        leaf => leaf.clone(),
    }
}

fn lower_first(member: &str) -> String {
    let mut letters = member.chars();
    match letters.next() {
        Some(first) => first.to_ascii_lowercase().to_string() + letters.as_str(),
        None => String::new(),
    }
}

/// What EC2 checks when a version is made; ids of other resources are only looked at on launch.
pub(crate) fn check(data: &Value) -> Result<(), Fault> {
    if data.as_object().is_none_or(Map::is_empty) {
        return Err(refuse("MissingParameter", "The request must contain the parameter LaunchTemplateData"));
    }
    if let Some(kind) = text(data, "InstanceType")
        && super::instance_type::find(&kind).is_none()
    {
        return Err(invalid_value(format!("The instance type '{kind}' is not supported in the launch template.")));
    }
    if let Some(image) = text(data, "ImageId")
        && !image.starts_with("ami-")
        && !image.starts_with("resolve:ssm:")
    {
        return Err(refuse("InvalidAMIID.Malformed", format!("Invalid id: \"{image}\" (expecting \"ami-...\")")));
    }
    let interfaces = objects(data, "NetworkInterface");
    if !interfaces.is_empty() && !texts(data, "SecurityGroupId").is_empty() {
        return Err(combination(
            "Network interfaces and an instance-level security groups may not be specified on the same request",
        ));
    }
    check_user_data(data, "InvalidUserData.Malformed")?;
    check_metadata_options(&data["MetadataOptions"])?;
    for mapping in objects(data, "BlockDeviceMapping") {
        Disk::read(&mapping["Ebs"], ("VolumeSize", 20))?;
    }
    for kind in TAGGABLE {
        tag::specified(data, kind, TAGGABLE)?;
    }
    Ok(())
}

fn check_metadata_options(options: &Value) -> Result<(), Fault> {
    // Source: EC2 API reference, LaunchTemplateInstanceMetadataOptionsRequest.
    let table: [(&str, &[&str]); 4] = [
        ("HttpTokens", &["optional", "required"]),
        ("HttpEndpoint", &["enabled", "disabled"]),
        ("HttpProtocolIpv6", &["enabled", "disabled"]),
        ("InstanceMetadataTags", &["enabled", "disabled"]),
    ];
    for (member, allowed) in table {
        if let Some(given) = text(options, member)
            && !allowed.contains(&given.as_str())
        {
            let why = format!("Allowed values are {}.", allowed.join(", "));
            return Err(invalid_parameter(&given, &lower_first(member), &why));
        }
    }
    match super::input::integer(options, "HttpPutResponseHopLimit")? {
        Some(hops) if !(1..=64).contains(&hops) => {
            Err(invalid_value("HttpPutResponseHopLimit must be between 1 and 64"))
        }
        _ => Ok(()),
    }
}

/// A template's data with a request's own members over it, as RunInstances does it.
pub(crate) fn overlay(data: &Value, request: &Value) -> Value {
    let mut merged = if data.is_object() { data.clone() } else { json!({}) };
    for (member, value) in request.as_object().into_iter().flatten() {
        if !value.is_null() {
            merged[member.as_str()] = value.clone();
        }
    }
    merged
}

/// Refuses user data that an instance could not take; templates and launches have codes of their own for it.
pub(crate) fn check_user_data(data: &Value, malformed: &str) -> Result<(), Fault> {
    let Some(given) = text(data, "UserData") else { return Ok(()) };
    if given.len() > USER_DATA_ENCODED {
        return Err(invalid_value("User data is limited to 16384 bytes"));
    }
    match decode_user_data(&given) {
        Some(_) => Ok(()),
        None => Err(refuse(malformed, "Invalid BASE64 encoding of user data.")),
    }
}

/// What user data says. Encoders that break lines are heard as well, and those that leave out the padding.
pub(crate) fn decode_user_data(text: &str) -> Option<Vec<u8>> {
    let dense: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    STANDARD_NO_PAD.decode(dense.trim_end_matches('=')).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_comes_back_under_the_names_of_the_answer() {
        let data = json!({
            "SecurityGroupId": ["sg-1"],
            "NetworkInterface": [{"SecurityGroupId": ["sg-2"], "DeviceIndex": "0"}],
            "TagSpecification": [{"ResourceType": "instance", "Tag": [{"Key": "a", "Value": "b"}]}],
        });
        let shown = render(&data);
        assert_eq!(shown["securityGroupIdSet"], json!(["sg-1"]));
        assert_eq!(shown["networkInterfaceSet"][0]["groupSet"], json!(["sg-2"]));
        assert_eq!(shown["tagSpecificationSet"][0]["tagSet"][0], json!({"key": "a", "value": "b"}));
    }

    #[test]
    fn user_data_is_encoded() {
        let bare = json!({"UserData": "#!/bin/bash\necho $X <bad>"});
        assert_eq!(check(&bare).unwrap_err().code, "InvalidUserData.Malformed");
        let launch = check_user_data(&bare, "InvalidParameterValue").unwrap_err();
        assert_eq!(
            (launch.code.as_str(), launch.message.as_str()),
            ("InvalidParameterValue", "Invalid BASE64 encoding of user data.")
        );
        for encoded in ["IyEvYmluL2Jhc2g=", "IyEvYmlu\nL2Jhc2g=\n", "IyEvYmluL2Jhc2g"] {
            assert_eq!(check(&json!({"UserData": encoded})), Ok(()), "{encoded}");
        }
    }

    #[test]
    fn metadata_tokens_other_than_the_known_are_refused() {
        let fault = check(&json!({"MetadataOptions": {"HttpTokens": "maybe"}})).unwrap_err();
        assert_eq!(fault.code, "InvalidParameterValue");
        assert!(check(&json!({"MetadataOptions": {"HttpTokens": "required"}})).is_ok());
    }
}
