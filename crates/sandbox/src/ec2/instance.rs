//! Instances: what they are and how they are described.

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::listing::{Listing, describe};
use super::network_interface::private_name;
use super::state::Place;
use super::{State, image, instance_type, security_group, state, tag};
use crate::call::{Call, Reply};
use crate::time::Time;

/// Where an instance stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Phase {
    Pending,
    Running,
    ShuttingDown,
    Terminated,
}

impl Phase {
    /// Code and name. Source: EC2 API reference, InstanceState.
    pub fn code_and_name(self) -> (u32, &'static str) {
        match self {
            Phase::Pending => (0, "pending"),
            Phase::Running => (16, "running"),
            Phase::ShuttingDown => (32, "shutting-down"),
            Phase::Terminated => (48, "terminated"),
        }
    }

    pub(crate) fn render(self) -> Value {
        let (code, name) = self.code_and_name();
        json!({"code": code, "name": name})
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Instance {
    pub id: String,
    pub reservation: String,
    pub image: String,
    pub instance_type: String,
    pub vpc: String,
    pub subnet: String,
    pub zone: String,
    pub zone_id: String,
    pub private: Ipv4Addr,
    pub public: Option<Ipv4Addr>,
    pub groups: Vec<String>,
    pub interface: String,
    /// Volume and device.
    pub volumes: Vec<(String, String)>,
    /// ARN and unique id of the instance profile.
    pub profile: Option<(String, String)>,
    pub key_name: Option<String>,
    /// As given: base64.
    pub user_data: Option<String>,
    /// Template id and version.
    pub launch_template: Option<(String, i64)>,
    pub fleet: Option<String>,
    /// The spot request's id, for spot instances.
    pub spot_request: Option<String>,
    /// When the two-minute notice ends, once it was given.
    pub interruption: Option<Time>,
    pub metadata: Value,
    pub client_token: Option<String>,
    pub launch_index: u32,
    pub phase: Phase,
    pub launched: Time,
    /// Since when the phase lasts.
    pub since: Time,
    /// Code and message of why it ended.
    pub reason: Option<(String, String)>,
}

impl Instance {
    /// `ip-10-0-1-5.eu-central-1.compute.internal`, which is also the node's name.
    pub fn private_name(&self, region: &str) -> String {
        private_name(self.private, region)
    }

    pub fn is_spot(&self) -> bool {
        self.spot_request.is_some()
    }

    pub fn is_alive(&self) -> bool {
        matches!(self.phase, Phase::Pending | Phase::Running)
    }

    pub(crate) fn render(&self, state: &State, place: &Place) -> Value {
        let kind = instance_type::find(&self.instance_type);
        let shown = image::find(&place.region, &self.image);
        let mut item = json!({
            "instanceId": self.id, "imageId": self.image, "instanceState": self.phase.render(),
            "instanceType": self.instance_type, "launchTime": self.launched.rfc3339(),
            "amiLaunchIndex": self.launch_index, "keyName": self.key_name, "clientToken": self.client_token,
            "placement": {
                "availabilityZone": self.zone, "availabilityZoneId": self.zone_id, "groupName": "",
                "tenancy": "default",
            },
            "monitoring": {"state": "disabled"}, "architecture": shown.map_or("x86_64", |image| image.architecture),
            "hypervisor": "xen", "virtualizationType": "hvm", "rootDeviceType": "ebs", "rootDeviceName": "/dev/xvda",
            "enaSupport": true, "ebsOptimized": false, "sourceDestCheck": true, "platformDetails": "Linux/UNIX",
            "usageOperation": "RunInstances", "bootMode": "uefi-preferred",
            "maintenanceOptions": {"autoRecovery": "default"},
            "capacityReservationSpecification": {"capacityReservationPreference": "open"},
            "enclaveOptions": {"enabled": false}, "hibernationOptions": {"configured": false},
            "cpuOptions": {
                "coreCount": kind.map(|kind| (kind.vcpus / kind.threads_per_core).max(1)),
                "threadsPerCore": kind.map(|kind| kind.threads_per_core),
            },
            "tagSet": tag::render(state, &self.id), "productCodes": [],
            "reason": "", "dnsName": "",
        });
        if self.is_spot() {
            item["instanceLifecycle"] = json!("spot");
            item["spotInstanceRequestId"] = json!(self.spot_request);
            item["usageOperation"] = json!("RunInstances:SV000");
        }
        if let Some((arn, id)) = &self.profile {
            item["iamInstanceProfile"] = json!({"arn": arn, "id": id});
        }
        if let Some((code, message)) = &self.reason {
            item["stateReason"] = json!({"code": code, "message": message});
            item["reason"] = json!(message);
        }
        if self.phase != Phase::Terminated {
            self.render_network(state, place, &mut item);
        }
        item
    }

    /// What a terminated instance no longer has.
    fn render_network(&self, state: &State, place: &Place, item: &mut Value) {
        let name = self.private_name(&place.region);
        item["vpcId"] = json!(self.vpc);
        item["subnetId"] = json!(self.subnet);
        item["privateIpAddress"] = json!(self.private.to_string());
        item["privateDnsName"] = json!(name);
        item["privateDnsNameOptions"] = json!({
            "hostnameType": "ip-name", "enableResourceNameDnsARecord": false, "enableResourceNameDnsAAAARecord": false,
        });
        item["groupSet"] = security_group::render_set(state, &self.groups);
        item["metadataOptions"] = self.metadata.clone();
        if let Some(public) = self.public {
            item["ipAddress"] = json!(public.to_string());
            item["dnsName"] =
                json!(format!("ec2-{}.{}.compute.amazonaws.com", public.to_string().replace('.', "-"), place.region));
        }
        let attached = |interface: &&super::NetworkInterface| {
            interface.attachment.as_ref().is_some_and(|a| a.instance.as_deref() == Some(self.id.as_str()))
        };
        item["networkInterfaceSet"] = state
            .network_interfaces
            .values()
            .filter(attached)
            .map(|card| card.render_in_instance(state, place))
            .collect();
        item["blockDeviceMapping"] = self
            .volumes
            .iter()
            .map(|(volume, device)| {
                let delete = state.volumes.get(volume).is_some_and(|volume| volume.delete_on_termination);
                json!({
                    "deviceName": device,
                    "ebs": {"volumeId": volume, "status": "attached", "attachTime": self.launched.rfc3339(),
                            "deleteOnTermination": delete},
                })
            })
            .collect();
    }
}

const INSTANCES: Listing = Listing {
    set: "reservationSet",
    ids: Some(("InstanceId", "i")),
    filters: &[
        ("architecture", "architecture"),
        ("availability-zone", "placement.availabilityZone"),
        ("availability-zone-id", "placement.availabilityZoneId"),
        ("block-device-mapping.device-name", "blockDeviceMapping.deviceName"),
        ("block-device-mapping.volume-id", "blockDeviceMapping.ebs.volumeId"),
        ("client-token", "clientToken"),
        ("dns-name", "dnsName"),
        ("group-id", "groupSet.groupId"),
        ("group-name", "groupSet.groupName"),
        ("hypervisor", "hypervisor"),
        ("iam-instance-profile.arn", "iamInstanceProfile.arn"),
        ("iam-instance-profile.id", "iamInstanceProfile.id"),
        ("image-id", "imageId"),
        ("instance-id", "instanceId"),
        ("instance-lifecycle", "instanceLifecycle"),
        ("instance-state-code", "instanceState.code"),
        ("instance-state-name", "instanceState.name"),
        ("instance-type", "instanceType"),
        ("instance.group-id", "groupSet.groupId"),
        ("instance.group-name", "groupSet.groupName"),
        ("ip-address", "ipAddress"),
        ("key-name", "keyName"),
        ("launch-index", "amiLaunchIndex"),
        ("launch-time", "launchTime"),
        ("metadata-options.http-tokens", "metadataOptions.httpTokens"),
        ("monitoring-state", "monitoring.state"),
        ("network-interface.group-id", "networkInterfaceSet.groupSet.groupId"),
        ("network-interface.network-interface-id", "networkInterfaceSet.networkInterfaceId"),
        ("network-interface.subnet-id", "networkInterfaceSet.subnetId"),
        ("network-interface.vpc-id", "networkInterfaceSet.vpcId"),
        ("owner-id", "ownerId"),
        ("placement-group-name", "placement.groupName"),
        ("platform-details", "platformDetails"),
        ("private-dns-name", "privateDnsName"),
        ("private-ip-address", "privateIpAddress"),
        ("reservation-id", "reservationId"),
        ("root-device-name", "rootDeviceName"),
        ("root-device-type", "rootDeviceType"),
        ("spot-instance-request-id", "spotInstanceRequestId"),
        ("state-reason-code", "stateReason.code"),
        ("subnet-id", "subnetId"),
        ("tag-key", "tagSet.key"),
        ("tag-value", "tagSet.value"),
        ("tenancy", "placement.tenancy"),
        ("virtualization-type", "virtualizationType"),
        ("vpc-id", "vpcId"),
    ],
    page: Some((5, 1000)),
    ids_exclude_page: true,
};

pub(crate) fn describe_instances(call: &mut Call<'_>) -> Reply {
    let place = Place::of(call);
    let state = state::of(call);
    let items = state
        .instances
        .values()
        .map(|instance| {
            let mut item = instance.render(state, &place);
            (item["reservationId"], item["ownerId"]) = (json!(instance.reservation), json!(place.account));
            (instance.id.clone(), item)
        })
        .collect();
    let mut answer = describe(call, &INSTANCES, items)?;
    answer["reservationSet"] = gather(answer["reservationSet"].take(), &place);
    Ok(answer)
}

/// Puts instances under their reservations, in the order in which these first appear.
fn gather(items: Value, place: &Place) -> Value {
    let mut reservations: Vec<Value> = Vec::new();
    let Value::Array(items) = items else { return json!([]) };
    for mut item in items {
        let id = item["reservationId"].take();
        if let Value::Object(members) = &mut item {
            members.remove("reservationId");
            members.remove("ownerId");
        }
        match reservations.iter_mut().find(|reservation| reservation["reservationId"] == id) {
            Some(reservation) => {
                if let Some(set) = reservation["instancesSet"].as_array_mut() {
                    set.push(item);
                }
            }
            None => reservations.push(render_reservation(id, place, vec![item])),
        }
    }
    Value::Array(reservations)
}

pub(crate) fn render_reservation(id: Value, place: &Place, instances: Vec<Value>) -> Value {
    json!({"reservationId": id, "ownerId": place.account, "groupSet": [], "instancesSet": instances})
}
