//! VPCs and their attributes.

use ipnet::{Ipv4Net, Ipv6Net};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::fault::{dependency, invalid_parameter, invalid_value, missing};
use super::input::{flag, require, text};
use super::listing::{Listing, describe};
use super::state::Place;
use super::{State, cidr, internet_gateway, noun, route_table, security_group, state, tag, vpc_cidr};
use crate::call::{Call, Reply};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Vpc {
    pub id: String,
    /// The first range and those added later, with their association ids.
    pub(crate) ranges: Vec<(String, Ipv4Net)>,
    /// The range of IPv6 with its association.
    #[serde(default)]
    pub(crate) ipv6: Option<(String, Ipv6Net)>,
    pub(crate) tenancy: String,
    pub(crate) dhcp_options: String,
    pub dns_support: bool,
    pub dns_hostnames: bool,
    pub(crate) address_metrics: bool,
}

impl Vpc {
    /// All IPv4 ranges of the VPC, the first one first.
    pub fn cidrs(&self) -> impl Iterator<Item = Ipv4Net> + '_ {
        self.ranges.iter().map(|(_, net)| *net)
    }

    fn render(&self, state: &State, place: &Place) -> Value {
        let ranges: Vec<Value> = self
            .ranges
            .iter()
            .map(|(id, net)| json!({"associationId": id, "cidrBlock": net, "cidrBlockState": {"state": "associated"}}))
            .collect();
        json!({
            "vpcId": self.id, "ownerId": place.account, "state": "available", "cidrBlock": self.cidrs().next(),
            "cidrBlockAssociationSet": ranges, "ipv6CidrBlockAssociationSet": vpc_cidr::render_ipv6(self.ipv6.as_ref()), "dhcpOptionsId": self.dhcp_options,
            "instanceTenancy": self.tenancy, "isDefault": false, "tagSet": tag::render(state, &self.id),
            "blockPublicAccessStates": {"internetGatewayBlockMode": "off"},
        })
    }
}

const VPCS: Listing = Listing {
    set: "vpcSet",
    ids: Some(("VpcId", "vpc")),
    filters: &[
        ("cidr", "cidrBlock"),
        ("cidr-block", "cidrBlock"),
        ("cidrBlock", "cidrBlock"),
        ("cidr-block-association.cidr-block", "cidrBlockAssociationSet.cidrBlock"),
        ("cidr-block-association.association-id", "cidrBlockAssociationSet.associationId"),
        ("cidr-block-association.state", "cidrBlockAssociationSet.cidrBlockState.state"),
        ("dhcp-options-id", "dhcpOptionsId"),
        ("ipv6-cidr-block-association.ipv6-cidr-block", "ipv6CidrBlockAssociationSet.ipv6CidrBlock"),
        ("is-default", "isDefault"),
        ("isDefault", "isDefault"),
        ("owner-id", "ownerId"),
        ("state", "state"),
        ("tag-key", "tagSet.key"),
        ("tag-value", "tagSet.value"),
        ("vpc-id", "vpcId"),
    ],
    page: Some((5, 1000)),
    ids_exclude_page: false,
};

/// Members of ModifyVpcAttribute, names of DescribeVpcAttribute.
const ATTRIBUTES: &[(&str, &str)] = &[
    ("EnableDnsSupport", "enableDnsSupport"),
    ("EnableDnsHostnames", "enableDnsHostnames"),
    ("EnableNetworkAddressUsageMetrics", "enableNetworkAddressUsageMetrics"),
];

pub(crate) fn create(call: &mut Call<'_>) -> Reply {
    let given = require(call, "CidrBlock")?;
    let net = cidr::parse(&given)?;
    cidr::check_size(net, "InvalidVpc.Range")?;
    let tenancy = text(&call.input, "InstanceTenancy").unwrap_or_else(|| "default".into());
    if !["default", "dedicated", "host"].contains(&tenancy.as_str()) {
        return Err(invalid_parameter(&tenancy, "instanceTenancy", "Allowed values are default, dedicated."));
    }
    let tags = tag::on_create(call, "vpc")?;
    let place = Place::of(call);
    let id = call.world.hex_id("vpc");
    let association = call.world.hex_id("vpc-cidr-assoc");
    let fresh = call.world.hex_id("dopt");
    let state = state::of(call);
    let dhcp_options = state.vpcs.values().next().map_or(fresh, |other| other.dhcp_options.clone());
    let vpc = Vpc {
        ipv6: None,
        id: id.clone(),
        ranges: vec![(association, net)],
        tenancy,
        dhcp_options,
        dns_support: true,
        dns_hostnames: false,
        address_metrics: false,
    };
    state.vpcs.insert(id.clone(), vpc);
    tag::put(state, &id, tags);
    route_table::create_main(call, &id);
    security_group::create_default(call, &id);
    let state = state::of(call);
    let mut answer = state.vpcs[&id].render(state, &place);
    answer["state"] = json!("pending");
    Ok(json!({"vpc": answer}))
}

pub(crate) fn describe_vpcs(call: &mut Call<'_>) -> Reply {
    let place = Place::of(call);
    let state = state::of(call);
    let items = state.vpcs.values().map(|vpc| (vpc.id.clone(), vpc.render(state, &place))).collect();
    describe(call, &VPCS, items)
}

pub(crate) fn delete(call: &mut Call<'_>) -> Reply {
    let id = require(call, "VpcId")?;
    let state = state::of(call);
    if !state.vpcs.contains_key(&id) {
        return Err(noun::absent("vpc", &id));
    }
    let occupied = state.subnets.values().any(|s| s.vpc == id)
        || internet_gateway::attached_to(state, &id).is_some()
        || state.security_groups.values().any(|g| g.vpc == id && !g.is_default())
        || state.route_tables.values().any(|t| t.vpc == id && !t.is_main())
        || state.vpc_endpoints.values().any(|e| e.vpc == id)
        || state.network_interfaces.values().any(|i| i.vpc == id);
    if occupied {
        return Err(dependency(format!("The vpc '{id}' has dependencies and cannot be deleted.")));
    }
    state.vpcs.remove(&id);
    let groups: Vec<String> = state.security_groups.values().filter(|g| g.vpc == id).map(|g| g.id.clone()).collect();
    for group in groups {
        security_group::remove(state, &group);
    }
    let tables: Vec<String> = state.route_tables.values().filter(|t| t.vpc == id).map(|t| t.id.clone()).collect();
    for gone in tables.iter().chain([&id]) {
        state.route_tables.remove(gone);
        state.tags.remove(gone);
    }
    Ok(json!({"return": true}))
}

pub(crate) fn describe_attribute(call: &mut Call<'_>) -> Reply {
    let id = require(call, "VpcId")?;
    let attribute = require(call, "Attribute")?;
    let vpc = state::of(call).vpcs.get(&id).ok_or_else(|| noun::absent("vpc", &id))?;
    let value = match attribute.as_str() {
        "enableDnsSupport" => vpc.dns_support,
        "enableDnsHostnames" => vpc.dns_hostnames,
        "enableNetworkAddressUsageMetrics" => vpc.address_metrics,
        other => return Err(invalid_value(format!("Value ({other}) for parameter attribute is invalid."))),
    };
    let mut answer = json!({"vpcId": id});
    answer[attribute] = json!({"value": value});
    Ok(answer)
}

pub(crate) fn modify_attribute(call: &mut Call<'_>) -> Reply {
    let id = require(call, "VpcId")?;
    let given: Vec<(&str, bool)> =
        ATTRIBUTES.iter().filter_map(|(member, _)| Some((*member, flag(&call.input[*member], "Value")?))).collect();
    let [(attribute, value)] = given[..] else {
        let message = "Fields for multiple attribute types specified: only one attribute may be modified per call";
        return Err(if given.is_empty() { missing("attribute") } else { super::fault::combination(message) });
    };
    let vpc = state::of(call).vpcs.get_mut(&id).ok_or_else(|| noun::absent("vpc", &id))?;
    match attribute {
        "EnableDnsSupport" => vpc.dns_support = value,
        "EnableDnsHostnames" if value && !vpc.dns_support => {
            return Err(super::fault::combination(
                "The parameter enableDnsHostnames cannot be true while enableDnsSupport is false",
            ));
        }
        "EnableDnsHostnames" => vpc.dns_hostnames = value,
        _ => vpc.address_metrics = value,
    }
    Ok(json!({"return": true}))
}
