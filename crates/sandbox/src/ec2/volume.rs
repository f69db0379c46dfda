//! EBS volumes.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::fault::{invalid_parameter, missing, refuse};
use super::input::{flag, integer, require, text};
use super::listing::{Listing, describe};
use super::{State, noun, region, state, tag};
use crate::call::{Call, Fault, Reply};
use crate::time::Time;

/// How long a fresh volume is shown as `creating`.
const COMING: Duration = Duration::from_secs(3);

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Volume {
    pub(crate) id: String,
    pub(crate) zone: String,
    pub(crate) zone_id: String,
    pub(crate) spec: Disk,
    pub(crate) created: Time,
    /// Instance and device.
    pub(crate) attachment: Option<(String, String)>,
    pub(crate) delete_on_termination: bool,
}

/// What a volume consists of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Disk {
    pub device: String,
    pub gigabytes: i64,
    pub kind: String,
    pub iops: Option<i64>,
    pub throughput: Option<i64>,
    pub encrypted: bool,
    pub kms_key: Option<String>,
    pub snapshot: Option<String>,
    pub delete_on_termination: bool,
}

/// Kind, least and greatest size in GiB. Source: EBS user guide, "Amazon EBS volume types".
const KINDS: &[(&str, i64, i64)] = &[
    ("gp3", 1, 65_536),
    ("gp2", 1, 16_384),
    ("io1", 4, 16_384),
    ("io2", 4, 65_536),
    ("st1", 125, 16_384),
    ("sc1", 125, 16_384),
    ("standard", 1, 1_024),
];

impl Disk {
    /// Reads the members that CreateVolume and `Ebs` of a block device mapping share.
    pub(crate) fn read(input: &Value, size: (&str, i64)) -> Result<Disk, Fault> {
        let kind = text(input, "VolumeType").unwrap_or_else(|| "gp3".into());
        let Some((_, least, greatest)) = KINDS.iter().find(|(name, _, _)| *name == kind) else {
            return Err(invalid_parameter(&kind, "volumeType", "Unknown volume type."));
        };
        let gigabytes = integer(input, size.0)?.unwrap_or(size.1);
        if gigabytes < *least || gigabytes > *greatest {
            let message = format!(
                "Volume of {gigabytes}GiB is invalid for volume type {kind}; it must be between {least}GiB \
                    and {greatest}GiB."
            );
            return Err(refuse("InvalidParameterValue", message));
        }
        let default = (kind == "gp3").then_some((3_000, 125));
        Ok(Disk {
            device: String::new(),
            gigabytes,
            iops: integer(input, "Iops")?.or(default.map(|d| d.0)),
            throughput: integer(input, "Throughput")?.or(default.map(|d| d.1)),
            kind,
            encrypted: flag(input, "Encrypted").unwrap_or(false),
            kms_key: text(input, "KmsKeyId"),
            snapshot: text(input, "SnapshotId"),
            delete_on_termination: flag(input, "DeleteOnTermination").unwrap_or(true),
        })
    }
}

impl Volume {
    fn render(&self, state: &State, now: Time) -> Value {
        let attachments: Vec<Value> = self
            .attachment
            .iter()
            .map(|(instance, device)| {
                json!({
                    "volumeId": self.id, "instanceId": instance, "device": device, "status": "attached",
                    "attachTime": self.created.rfc3339(), "deleteOnTermination": self.delete_on_termination,
                })
            })
            .collect();
        let status = match &self.attachment {
            Some(_) => "in-use",
            None if now.since(self.created) < COMING => "creating",
            None => "available",
        };
        json!({
            "volumeId": self.id, "size": self.spec.gigabytes, "volumeType": self.spec.kind, "iops": self.spec.iops,
            "throughput": self.spec.throughput, "encrypted": self.spec.encrypted, "kmsKeyId": self.spec.kms_key,
            "snapshotId": self.spec.snapshot, "availabilityZone": self.zone, "availabilityZoneId": self.zone_id,
            "status": status, "createTime": self.created.rfc3339(), "attachmentSet": attachments,
            "multiAttachEnabled": false, "tagSet": tag::render(state, &self.id),
        })
    }
}

const VOLUMES: Listing = Listing {
    set: "volumeSet",
    ids: Some(("VolumeId", "vol")),
    filters: &[
        ("attachment.attach-time", "attachmentSet.attachTime"),
        ("attachment.delete-on-termination", "attachmentSet.deleteOnTermination"),
        ("attachment.device", "attachmentSet.device"),
        ("attachment.instance-id", "attachmentSet.instanceId"),
        ("attachment.status", "attachmentSet.status"),
        ("availability-zone", "availabilityZone"),
        ("availability-zone-id", "availabilityZoneId"),
        ("create-time", "createTime"),
        ("encrypted", "encrypted"),
        ("multi-attach-enabled", "multiAttachEnabled"),
        ("size", "size"),
        ("snapshot-id", "snapshotId"),
        ("status", "status"),
        ("tag-key", "tagSet.key"),
        ("tag-value", "tagSet.value"),
        ("volume-id", "volumeId"),
        ("volume-type", "volumeType"),
    ],
    page: Some((5, 1000)),
    ids_exclude_page: true,
};

pub(crate) fn create(call: &mut Call<'_>) -> Reply {
    let zone = text(&call.input, "AvailabilityZone").ok_or_else(|| missing("AvailabilityZone"))?;
    let Some(zone_id) = region::zone_id(&call.region, &zone) else {
        return Err(refuse("InvalidZone.NotFound", format!("The zone '{zone}' does not exist.")));
    };
    if text(&call.input, "Size").is_none() && text(&call.input, "SnapshotId").is_none() {
        return Err(missing("size/snapshot"));
    }
    let mut input = call.input.clone();
    if text(&input, "VolumeType").is_none() {
        input["VolumeType"] = json!("gp2");
    }
    let spec = Disk::read(&input, ("Size", 8))?;
    let tags = tag::on_create(call, "volume")?;
    let now = call.now();
    let id = call.world.hex_id("vol");
    let volume = Volume {
        id: id.clone(),
        zone,
        zone_id: zone_id.to_owned(),
        spec,
        created: now,
        attachment: None,
        delete_on_termination: false,
    };
    let state = state::of(call);
    state.volumes.insert(id.clone(), volume);
    tag::put(state, &id, tags);
    Ok(state.volumes[&id].render(state, now))
}

pub(crate) fn describe_volumes(call: &mut Call<'_>) -> Reply {
    let now = call.now();
    let state = state::of(call);
    let items = state.volumes.values().map(|volume| (volume.id.clone(), volume.render(state, now))).collect();
    describe(call, &VOLUMES, items)
}

pub(crate) fn delete(call: &mut Call<'_>) -> Reply {
    let id = require(call, "VolumeId")?;
    let state = state::of(call);
    let volume = state.volumes.get(&id).ok_or_else(|| noun::absent("vol", &id))?;
    if let Some((instance, _)) = &volume.attachment {
        return Err(refuse("VolumeInUse", format!("Volume {id} is currently attached to {instance}")));
    }
    state.volumes.remove(&id);
    state.tags.remove(&id);
    Ok(json!({"return": true}))
}
