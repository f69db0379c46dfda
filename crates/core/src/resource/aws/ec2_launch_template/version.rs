//! The data of a version, as EC2 takes it and as it answers it.

use std::collections::BTreeSet;

use aws_sdk_ec2::types as ec2;

use super::{Data, Reservation, Volume, from_tags, to_tags};
use crate::error::Result;
use crate::graph::Value;
use crate::resource::Tags;

impl Default for Data {
    /// Nothing is said: EC2 and EKS choose.
    fn default() -> Data {
        Data {
            volume: None,
            key_name: None,
            http_tokens: String::new(),
            http_endpoint: None,
            http_ipv6: None,
            hop_limit: 0,
            user_data: None,
            security_groups: Value::Known(BTreeSet::new()),
            instance_tags: Tags::new(),
            instance_type: None,
            market: None,
            reservation: None,
        }
    }
}

impl Data {
    pub(super) fn request(&self) -> Result<ec2::RequestLaunchTemplateData> {
        let tokens = self.http_tokens.as_str().into();
        let metadata = ec2::LaunchTemplateInstanceMetadataOptionsRequest::builder()
            .http_tokens(tokens)
            .set_http_endpoint(self.http_endpoint.as_deref().map(Into::into))
            .set_http_protocol_ipv6(self.http_ipv6.as_deref().map(Into::into));
        let mut data = ec2::RequestLaunchTemplateData::builder()
            .metadata_options(metadata.http_put_response_hop_limit(self.hop_limit).build())
            .set_instance_type(self.instance_type.as_deref().map(Into::into))
            .set_instance_market_options(self.market.as_deref().map(market))
            .set_capacity_reservation_specification(self.reservation.as_ref().map(Reservation::request))
            .set_key_name(self.key_name.clone())
            .set_user_data(self.user_data.clone());
        if let Some(volume) = &self.volume {
            data = data.block_device_mappings(volume.request());
        }
        let groups = self.security_groups.known()?;
        if !groups.is_empty() {
            data = data.set_security_group_ids(Some(groups.iter().cloned().collect()));
        }
        if !self.instance_tags.is_empty() {
            for kind in [ec2::ResourceType::Instance, ec2::ResourceType::Volume, ec2::ResourceType::NetworkInterface] {
                let tags = Some(to_tags(&self.instance_tags));
                data = data.tag_specifications(
                    ec2::LaunchTemplateTagSpecificationRequest::builder().resource_type(kind).set_tags(tags).build(),
                );
            }
        }
        Ok(data.build())
    }
}

fn market(kind: &str) -> ec2::LaunchTemplateInstanceMarketOptionsRequest {
    ec2::LaunchTemplateInstanceMarketOptionsRequest::builder().market_type(kind.into()).build()
}

impl Reservation {
    fn request(&self) -> ec2::LaunchTemplateCapacityReservationSpecificationRequest {
        let target = (self.id.is_some() || self.group_arn.is_some()).then(|| {
            ec2::CapacityReservationTarget::builder()
                .set_capacity_reservation_id(self.id.clone())
                .set_capacity_reservation_resource_group_arn(self.group_arn.clone())
                .build()
        });
        ec2::LaunchTemplateCapacityReservationSpecificationRequest::builder()
            .set_capacity_reservation_preference(self.preference.as_deref().map(Into::into))
            .set_capacity_reservation_target(target)
            .build()
    }
}

fn reservation(found: ec2::LaunchTemplateCapacityReservationSpecificationResponse) -> Reservation {
    let target = found.capacity_reservation_target;
    Reservation {
        id: target.as_ref().and_then(|target| target.capacity_reservation_id.clone()),
        group_arn: target.and_then(|target| target.capacity_reservation_resource_group_arn),
        preference: found.capacity_reservation_preference.map(|preference| preference.as_str().to_owned()),
    }
}

impl Volume {
    fn request(&self) -> ec2::LaunchTemplateBlockDeviceMappingRequest {
        let disk = ec2::LaunchTemplateEbsBlockDeviceRequest::builder()
            .volume_size(self.size)
            .volume_type(self.kind.as_str().into())
            .encrypted(self.encrypted)
            .delete_on_termination(true)
            .set_kms_key_id(self.kms_key.clone())
            .set_iops(self.iops)
            .set_throughput(self.throughput);
        ec2::LaunchTemplateBlockDeviceMappingRequest::builder().device_name(&self.device).ebs(disk.build()).build()
    }
}

pub(super) fn parse(data: ec2::ResponseLaunchTemplateData) -> Data {
    let volume = data.block_device_mappings.unwrap_or_default().into_iter().next().and_then(|mapping| {
        let disk = mapping.ebs?;
        Some(Volume {
            device: mapping.device_name.unwrap_or_default(),
            size: disk.volume_size.unwrap_or_default(),
            kind: disk.volume_type.map(|kind| kind.as_str().to_owned()).unwrap_or_default(),
            encrypted: disk.encrypted.unwrap_or(false),
            kms_key: disk.kms_key_id,
            iops: disk.iops,
            throughput: disk.throughput,
        })
    });
    let metadata = data.metadata_options;
    let instance = data.tag_specifications.unwrap_or_default().into_iter();
    let tags = instance
        .filter(|spec| spec.resource_type == Some(ec2::ResourceType::Instance))
        .flat_map(|spec| spec.tags.unwrap_or_default());
    Data {
        volume,
        key_name: data.key_name,
        http_tokens: metadata
            .as_ref()
            .and_then(|metadata| metadata.http_tokens.as_ref())
            .map(|tokens| tokens.as_str().to_owned())
            .unwrap_or_default(),
        http_endpoint: metadata
            .as_ref()
            .and_then(|metadata| metadata.http_endpoint.as_ref())
            .filter(|state| **state == ec2::LaunchTemplateInstanceMetadataEndpointState::Disabled)
            .map(|state| state.as_str().to_owned()),
        http_ipv6: metadata
            .as_ref()
            .and_then(|metadata| metadata.http_protocol_ipv6.as_ref())
            .filter(|state| **state == ec2::LaunchTemplateInstanceMetadataProtocolIpv6::Enabled)
            .map(|state| state.as_str().to_owned()),
        instance_type: data.instance_type.map(|kind| kind.as_str().to_owned()),
        market: data
            .instance_market_options
            .and_then(|market| market.market_type)
            .map(|market| market.as_str().to_owned()),
        reservation: data.capacity_reservation_specification.map(reservation),
        hop_limit: metadata.and_then(|metadata| metadata.http_put_response_hop_limit).unwrap_or_default(),
        user_data: data.user_data,
        security_groups: Value::Known(data.security_group_ids.unwrap_or_default().into_iter().collect()),
        instance_tags: from_tags(tags.collect()),
    }
}
