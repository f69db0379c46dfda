//! The operations that the sandbox answers.

use super::fault::{dry_run, invalid_parameter};
use super::input::{flag, text};
use super::{
    account_attribute, address, availability_zone, endpoint_service, fleet, image, instance, instance_lifecycle,
    instance_request, instance_status, instance_type_answer, internet_gateway, key_pair, launch_template,
    launch_template_version, nat_gateway, network_interface, permission, placement_group, prefix_list, route,
    route_table, security_group, security_group_rule, spot_price, state, subnet, tag, token, volume, vpc, vpc_cidr,
    vpc_endpoint,
};
use crate::call::{Call, Reply};

type Run = fn(&mut Call<'_>) -> Reply;

#[rustfmt::skip]
const OPERATIONS: &[(&str, Run)] = &[
    ("AllocateAddress", address::allocate),
    ("AssociateRouteTable", route_table::associate),
    ("AssociateSubnetCidrBlock", vpc_cidr::associate_subnet),
    ("AssociateVpcCidrBlock", vpc_cidr::associate),
    ("AttachInternetGateway", internet_gateway::attach),
    ("AuthorizeSecurityGroupEgress", permission::authorize_egress),
    ("AuthorizeSecurityGroupIngress", permission::authorize_ingress),
    ("CreateFleet", fleet::create),
    ("CreateInternetGateway", internet_gateway::create),
    ("CreateLaunchTemplate", launch_template::create),
    ("CreateLaunchTemplateVersion", launch_template_version::create),
    ("CreateManagedPrefixList", prefix_list::create),
    ("CreateNatGateway", nat_gateway::create),
    ("CreateNetworkInterface", network_interface::create),
    ("CreatePlacementGroup", placement_group::create),
    ("CreateRoute", route::create),
    ("CreateRouteTable", route_table::create),
    ("CreateSecurityGroup", security_group::create),
    ("CreateSubnet", subnet::create),
    ("CreateTags", tag::create_tags),
    ("CreateVolume", volume::create),
    ("CreateVpc", vpc::create),
    ("CreateVpcEndpoint", vpc_endpoint::create),
    ("DeleteKeyPair", key_pair::delete),
    ("DeleteInternetGateway", internet_gateway::delete),
    ("DeleteLaunchTemplate", launch_template::delete),
    ("DeleteLaunchTemplateVersions", launch_template_version::delete),
    ("DeleteManagedPrefixList", prefix_list::delete),
    ("DeleteNatGateway", nat_gateway::delete),
    ("DeleteNetworkInterface", network_interface::delete),
    ("DeletePlacementGroup", placement_group::delete),
    ("DeleteRoute", route::delete),
    ("DeleteRouteTable", route_table::delete),
    ("DeleteSecurityGroup", security_group::delete),
    ("DeleteSubnet", subnet::delete),
    ("DeleteTags", tag::delete_tags),
    ("DeleteVolume", volume::delete),
    ("DeleteVpc", vpc::delete),
    ("DeleteVpcEndpoints", vpc_endpoint::delete),
    ("DescribeAccountAttributes", account_attribute::describe),
    ("DescribeAddresses", address::describe_addresses),
    ("DescribeAvailabilityZones", availability_zone::describe_zones),
    ("DescribeCapacityReservations", placement_group::describe_capacity_reservations),
    ("DescribeImages", image::describe_images),
    ("DescribeInstanceStatus", instance_status::describe_status),
    ("DescribeInstanceTypeOfferings", instance_type_answer::describe_offerings),
    ("DescribeInstanceTypes", instance_type_answer::describe_types),
    ("DescribeInstances", instance::describe_instances),
    ("DescribeInternetGateways", internet_gateway::describe_internet_gateways),
    ("DescribeKeyPairs", key_pair::describe_key_pairs),
    ("DescribeLaunchTemplateVersions", launch_template_version::describe_versions),
    ("DescribeLaunchTemplates", launch_template::describe_launch_templates),
    ("DescribeManagedPrefixLists", prefix_list::describe_managed),
    ("DescribeNatGateways", nat_gateway::describe_nat_gateways),
    ("DescribeNetworkInterfaces", network_interface::describe_network_interfaces),
    ("DescribePlacementGroups", placement_group::describe_placement_groups),
    ("DescribeRegions", availability_zone::describe_regions),
    ("DescribeRouteTables", route_table::describe_route_tables),
    ("DescribeSecurityGroupRules", security_group_rule::describe_rules),
    ("DescribeSecurityGroups", security_group::describe_security_groups),
    ("DescribeSpotPriceHistory", spot_price::describe_history),
    ("DescribeSubnets", subnet::describe_subnets),
    ("DescribeTags", tag::describe_tags),
    ("DescribeVolumes", volume::describe_volumes),
    ("DescribeVpcAttribute", vpc::describe_attribute),
    ("DescribeVpcEndpointServices", endpoint_service::describe_services),
    ("DescribeVpcEndpoints", vpc_endpoint::describe_vpc_endpoints),
    ("DescribeVpcs", vpc::describe_vpcs),
    ("DetachInternetGateway", internet_gateway::detach),
    ("DisassociateRouteTable", route_table::disassociate),
    ("DisassociateVpcCidrBlock", vpc_cidr::disassociate),
    ("GetEbsDefaultKmsKeyId", account_attribute::ebs_default_kms_key),
    ("GetEbsEncryptionByDefault", account_attribute::ebs_encryption_by_default),
    ("GetManagedPrefixListEntries", prefix_list::entries),
    ("ImportKeyPair", key_pair::import),
    ("ModifyLaunchTemplate", launch_template::modify),
    ("ModifyManagedPrefixList", prefix_list::modify),
    ("ModifySecurityGroupRules", security_group_rule::modify),
    ("ModifySubnetAttribute", subnet::modify_attribute),
    ("ModifyVpcAttribute", vpc::modify_attribute),
    ("ModifyVpcEndpoint", vpc_endpoint::modify),
    ("ReleaseAddress", address::release),
    ("ReplaceRoute", route::replace),
    ("ReplaceRouteTableAssociation", route_table::replace_association),
    ("RevokeSecurityGroupEgress", permission::revoke_egress),
    ("RevokeSecurityGroupIngress", permission::revoke_ingress),
    ("RunInstances", instance_request::run),
    ("TerminateInstances", instance_lifecycle::terminate),
    ("UpdateSecurityGroupRuleDescriptionsEgress", permission::describe_egress),
    ("UpdateSecurityGroupRuleDescriptionsIngress", permission::describe_ingress),
];

/// What is answered, by name.
pub(crate) fn operations() -> impl Iterator<Item = &'static str> {
    OPERATIONS.iter().map(|row| row.0)
}

/// Runs a call: under its client token, and without effect when it is a dry run.
pub(crate) fn run(call: &mut Call<'_>) -> Reply {
    let Some((_, run)) = OPERATIONS.iter().find(|(name, _)| *name == call.operation) else {
        return call.not_implemented();
    };
    let dry = flag(&call.input, "DryRun");
    if let (None, Some(given)) = (dry, text(&call.input, "DryRun")) {
        return Err(invalid_parameter(&given, "DryRun", "Expected a boolean."));
    }
    if dry == Some(true) {
        // A dry run is the run itself with everything put back afterwards.
        let before = state::of(call).clone();
        let outcome = token::run_once(call, *run);
        *state::of(call) = before;
        return match outcome {
            Ok(_) => Err(dry_run()),
            Err(fault) => Err(fault),
        };
    }
    token::run_once(call, *run)
}
