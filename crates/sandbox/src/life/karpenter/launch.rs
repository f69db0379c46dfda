//! Launching: a launch template per image and pool, and a fleet of one.

use base64::Engine as _;
use serde_json::{Value, json};

use super::api::tag_specification;
use super::offering::{self, Offering};
use super::settings::Controller;
use super::{CLASS_LABEL, hash};
use crate::call::Fault;
use crate::life::object;
use crate::life::pass::Pass;

/// A launched instance.
pub(crate) struct Launched {
    pub(crate) instance: String,
    pub(crate) image: String,
    pub(crate) offering: Offering,
}

/// The fewest overrides that a fleet of EC2 takes is one, the most that the controller sends are these.
const MOST_TYPES: usize = 60;

/// Launches one instance from the cheapest offerings that share an image.
pub(crate) fn launch(
    controller: &Controller,
    pass: &mut Pass<'_>,
    (claim, class): (&Value, &Value),
    offerings: &[Offering],
) -> Result<Launched, Fault> {
    let nothing = || Fault::new(400, "InsufficientInstanceCapacity", "no instance type offering is left to launch");
    let cheapest = offerings.first().ok_or_else(nothing)?;
    let image_of = |offering: &Offering| {
        let labels = object::map(&offering.node, "/metadata/labels").cloned().unwrap_or_default();
        let labels = labels.into_iter().map(|(k, v)| (k, v.as_str().unwrap_or_default().to_owned())).collect();
        offering::image_for(class, &labels).map(str::to_owned)
    };
    let image = image_of(cheapest).ok_or_else(nothing)?;
    let pool = object::label(claim, super::POOL_LABEL).unwrap_or_default();
    let template = template(controller, pass, (class, &class["status"]), (&image, pool))?;
    let mut overrides = Vec::new();
    let alike = |offering: &&Offering| {
        offering.capacity_type == cheapest.capacity_type && image_of(offering).as_ref() == Some(&image)
    };
    let usable: Vec<&Offering> = offerings.iter().filter(alike).take(MOST_TYPES).collect();
    for offering in &usable {
        let subnet =
            object::list(class, "/status/subnets").iter().find(|subnet| subnet["zone"] == offering.zone.as_str());
        if let Some(subnet) = subnet {
            overrides.push(json!({"InstanceType": offering.kind.name, "SubnetId": subnet["id"]}));
        }
    }
    let mut tags = controller.tags(class, pool);
    tags.push(("karpenter.sh/nodeclaim".to_owned(), object::name(claim).to_owned()));
    tags.push(("Name".to_owned(), format!("{pool}/{}", object::name(claim))));
    let kinds = ["instance", "volume", "fleet", "network-interface", "spot-instances-request"];
    let kinds = kinds.iter().filter(|kind| **kind != "spot-instances-request" || cheapest.capacity_type == "spot");
    let input = json!({
        "Type": "instant",
        "TargetCapacitySpecification":
            {"DefaultTargetCapacityType": cheapest.capacity_type, "TotalTargetCapacity": "1"},
        "LaunchTemplateConfigs": [{
            "LaunchTemplateSpecification": {"LaunchTemplateName": template, "Version": "$Latest"},
            "Overrides": overrides,
        }],
        "TagSpecification": kinds.map(|kind| tag_specification(kind, &tags)).collect::<Vec<_>>(),
    });
    let answer = controller.call(pass, "ec2", "CreateFleet", input)?;
    read(&answer, &usable, image)
}

fn read(answer: &Value, offerings: &[&Offering], image: String) -> Result<Launched, Fault> {
    let set = &answer["fleetInstanceSet"][0];
    let Some(instance) = set["instanceIds"][0].as_str() else {
        let errors = object::list(answer, "/errorSet");
        let texts =
            errors.iter().map(|e| format!("{}: {}", object::text(e, "/errorCode"), object::text(e, "/errorMessage")));
        let mut texts: Vec<String> = texts.collect();
        texts.dedup();
        let code = errors.first().map_or("InsufficientInstanceCapacity", |e| object::text(e, "/errorCode"));
        return Err(Fault::new(400, code, texts.join("; ")));
    };
    let subnet_zone = |offering: &&&Offering| offering.kind.name == object::text(set, "/instanceType");
    let chosen = offerings.iter().find(subnet_zone).or(offerings.first());
    let offering = chosen.map(|offering| (**offering).clone());
    let missing = || Fault::new(500, "InternalError", "the fleet launched a type that was not asked for");
    Ok(Launched { instance: instance.to_owned(), image, offering: offering.ok_or_else(missing)? })
}

/// The name of the template for an image and a pool; made if there is none.
pub(crate) fn template(
    controller: &Controller,
    pass: &mut Pass<'_>,
    (class, status): (&Value, &Value),
    (image, pool): (&str, &str),
) -> Result<String, Fault> {
    let groups: Vec<&Value> = object::list(status, "/securityGroups").iter().map(|group| &group["id"]).collect();
    let profile = object::text(status, "/instanceProfile");
    let text = format!(
        "{}/{}/{}/{image}/{pool}/{profile}/{groups:?}",
        controller.cluster_name,
        object::uid(class),
        hash::of_class(class)
    );
    let name = format!("karpenter.k8s.aws/{}", object::fingerprint(&text));
    match controller.call(pass, "ec2", "DescribeLaunchTemplates", json!({"LaunchTemplateName": [name]})) {
        Ok(answer) if !object::list(&answer, "/launchTemplates").is_empty() => return Ok(name),
        Ok(_) => {}
        Err(fault) if fault.code.starts_with("InvalidLaunchTemplateName") => {}
        Err(fault) => return Err(fault),
    }
    let data = json!({
        "ImageId": image, "IamInstanceProfile": {"Name": profile}, "SecurityGroupId": groups,
        "UserData": user_data(controller, class), "MetadataOptions": metadata_options(class),
        "BlockDeviceMapping": disks(class),
    });
    let tags = controller.tags(class, pool);
    let input = json!({
        "LaunchTemplateName": name, "LaunchTemplateData": data,
        "TagSpecification": [tag_specification("launch-template", &tags)],
    });
    controller.call(pass, "ec2", "CreateLaunchTemplate", input).map(|_| name)
}

/// What the kubelet is told; enough for a reader to see whom the machine belongs to.
fn user_data(controller: &Controller, class: &Value) -> String {
    let text = format!(
        "MIME-Version: 1.0\n# cluster {}, class {}\n{}",
        controller.cluster_name,
        object::name(class),
        object::text(class, "/spec/userData")
    );
    base64::engine::general_purpose::STANDARD.encode(text)
}

fn metadata_options(class: &Value) -> Value {
    let option = |field: &str, default: &str| match &class["spec"]["metadataOptions"][field] {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => default.to_owned(),
    };
    json!({
        "HttpEndpoint": option("httpEndpoint", "enabled"), "HttpTokens": option("httpTokens", "required"),
        "HttpProtocolIpv6": option("httpProtocolIPv6", "disabled"),
        "HttpPutResponseHopLimit": option("httpPutResponseHopLimit", "1"),
    })
}

/// Source: the default volume of the AL2023 family, 20 GiB gp3, encrypted.
fn disks(class: &Value) -> Vec<Value> {
    let given = object::list(class, "/spec/blockDeviceMappings");
    if given.is_empty() {
        let ebs = json!({"VolumeSize": "20", "VolumeType": "gp3", "Encrypted": "true", "DeleteOnTermination": "true"});
        return vec![json!({"DeviceName": "/dev/xvda", "Ebs": ebs})];
    }
    let disk = |mapping: &Value| {
        let ebs = &mapping["ebs"];
        let text = |field: &str| match &ebs[field] {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        };
        let gibibytes = crate::life::quantity::parse(&ebs["volumeSize"]).map(|m| (m / 1000 / 1_073_741_824).max(1));
        let mut out = json!({});
        for (name, value) in [
            ("VolumeSize", gibibytes.map(|size| size.to_string())),
            ("VolumeType", text("volumeType")),
            ("Iops", text("iops")),
            ("Throughput", text("throughput")),
            ("Encrypted", text("encrypted")),
            ("DeleteOnTermination", text("deleteOnTermination")),
            ("KmsKeyId", text("kmsKeyID")),
            ("SnapshotId", text("snapshotID")),
        ] {
            if let Some(value) = value {
                out[name] = json!(value);
            }
        }
        json!({"DeviceName": mapping["deviceName"], "Ebs": out})
    };
    given.iter().map(disk).collect()
}

/// Deletes the templates of a class, or only those of one pool.
pub(crate) fn delete_templates(controller: &Controller, pass: &mut Pass<'_>, class: &Value, pool: Option<&str>) {
    let mut filters = vec![
        json!({"Name": "tag:eks:eks-cluster-name", "Value": [controller.cluster_name]}),
        json!({"Name": format!("tag:{CLASS_LABEL}"), "Value": [object::name(class)]}),
    ];
    if let Some(pool) = pool {
        filters.push(json!({"Name": "tag:karpenter.sh/nodepool", "Value": [pool]}));
    }
    let input = json!({"Filter": filters});
    let found = controller.all(pass, "DescribeLaunchTemplates", &input, "launchTemplates").unwrap_or_default();
    for template in found {
        // What cannot be deleted now stays behind, as it does in reality: it blocks nothing.
        let input = json!({"LaunchTemplateId": template["launchTemplateId"]});
        let _ = controller.call(pass, "ec2", "DeleteLaunchTemplate", input);
    }
}
