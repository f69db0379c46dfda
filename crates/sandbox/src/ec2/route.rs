//! Routes of a route table.

use ipnet::{IpNet, Ipv4Net};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::fault::{invalid_parameter, invalid_value, missing, refuse};
use super::input::{require, text};
use super::{State, noun, state};
use crate::call::{Call, Fault, Reply};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Route {
    /// A CIDR of either family or a prefix list.
    pub(crate) destination: String,
    /// The answer's element for the target, and its id.
    pub(crate) target: (String, String),
}

impl Route {
    pub(crate) fn render(&self, state: &State) -> Value {
        let mut item =
            json!({"origin": "CreateRoute", "state": if self.is_alive(state) { "active" } else { "blackhole" }});
        item[destination_element(&self.destination)] = json!(self.destination);
        item[self.target.0.as_str()] = json!(self.target.1);
        item
    }

    fn is_alive(&self, state: &State) -> bool {
        let id = &self.target.1;
        match self.target.0.as_str() {
            "natGatewayId" => state.nat_gateways.get(id).is_some_and(|gateway| gateway.is_usable()),
            "gatewayId" if id.starts_with("igw-") => {
                state.internet_gateways.get(id).is_some_and(|gateway| gateway.vpc.is_some())
            }
            "gatewayId" => state.vpc_endpoints.contains_key(id),
            "networkInterfaceId" => state.network_interfaces.contains_key(id),
            _ => true,
        }
    }
}

fn destination_element(destination: &str) -> &'static str {
    if destination.starts_with("pl-") {
        "destinationPrefixListId"
    } else if destination.contains(':') {
        "destinationIpv6CidrBlock"
    } else {
        "destinationCidrBlock"
    }
}

/// The route inside the VPC that every table begins with.
pub(crate) fn render_local(net: Ipv4Net) -> Value {
    json!({"destinationCidrBlock": net, "gatewayId": "local", "origin": "CreateRouteTable", "state": "active"})
}

/// Input member, element of the answer, prefix of the noun.
const TARGETS: &[(&str, &str, &str)] = &[
    ("GatewayId", "gatewayId", "igw"),
    ("NatGatewayId", "natGatewayId", "nat"),
    ("NetworkInterfaceId", "networkInterfaceId", "eni"),
    ("InstanceId", "instanceId", "i"),
];

fn destination(input: &Value) -> Result<String, Fault> {
    if let Some(list) = text(input, "DestinationPrefixListId") {
        return Ok(list);
    }
    let (given, member) = match (text(input, "DestinationCidrBlock"), text(input, "DestinationIpv6CidrBlock")) {
        (Some(given), _) => (given, "destinationCidrBlock"),
        (None, Some(given)) => (given, "destinationIpv6CidrBlock"),
        (None, None) => return Err(missing("DestinationCidrBlock")),
    };
    match given.parse::<IpNet>() {
        Ok(net) => Ok(net.trunc().to_string()),
        Err(_) => Err(invalid_parameter(&given, member, "This is not a valid CIDR block.")),
    }
}

fn target(call: &mut Call<'_>, vpc: &str) -> Result<(String, String), Fault> {
    let given: Vec<(&str, &str, String)> = TARGETS
        .iter()
        .filter_map(|(member, element, prefix)| Some((*element, *prefix, text(&call.input, member)?)))
        .collect();
    let (element, prefix, id) = match &given[..] {
        [one] => one.clone(),
        [] => return Err(missing("GatewayId")),
        _ => {
            return Err(super::fault::combination("Only one of the route's targets may be specified"));
        }
    };
    let state = state::of(call);
    if prefix == "nat" && !state.nat_gateways.contains_key(&id) {
        return Err(refuse("InvalidNatGatewayID.NotFound", format!("The natGateway ID '{id}' does not exist")));
    }
    if !noun::exists(state, &id) {
        let code = if prefix == "igw" { "InvalidGatewayID.NotFound" } else { noun::by_prefix(prefix).not_found };
        return Err(refuse(code, format!("The gateway ID '{id}' does not exist")));
    }
    if prefix == "igw" && state.internet_gateways.get(&id).is_some_and(|gateway| gateway.vpc.as_deref() != Some(vpc)) {
        return Err(invalid_value(format!("route table and network gateway {id} belong to different networks")));
    }
    Ok((element.to_owned(), id))
}

fn table_vpc(call: &mut Call<'_>, id: &str) -> Result<String, Fault> {
    state::of(call).route_tables.get(id).map(|table| table.vpc.clone()).ok_or_else(|| noun::absent("rtb", id))
}

pub(crate) fn create(call: &mut Call<'_>) -> Reply {
    let id = require(call, "RouteTableId")?;
    let vpc = table_vpc(call, &id)?;
    let destination = destination(&call.input)?;
    let target = target(call, &vpc)?;
    let state = state::of(call);
    if let Ok(net) = destination.parse::<Ipv4Net>()
        && state.vpcs.get(&vpc).is_some_and(|vpc| vpc.cidrs().any(|range| range == net))
    {
        return Err(refuse("RouteAlreadyExists", format!("The route identified by {destination} already exists.")));
    }
    let table = state.route_tables.get_mut(&id).ok_or_else(|| noun::absent("rtb", &id))?;
    match table.routes.iter().find(|route| route.destination == destination) {
        Some(same) if same.target == target => {}
        Some(_) => {
            return Err(refuse("RouteAlreadyExists", format!("The route identified by {destination} already exists.")));
        }
        None => table.routes.push(Route { destination, target }),
    }
    Ok(json!({"return": true}))
}

fn unknown(table: &str, destination: &str) -> Fault {
    refuse(
        "InvalidRoute.NotFound",
        format!("no route with destination-cidr-block {destination} in route table {table}"),
    )
}

pub(crate) fn replace(call: &mut Call<'_>) -> Reply {
    let id = require(call, "RouteTableId")?;
    let vpc = table_vpc(call, &id)?;
    let destination = destination(&call.input)?;
    let target = target(call, &vpc)?;
    let table = state::of(call).route_tables.get_mut(&id).ok_or_else(|| noun::absent("rtb", &id))?;
    match table.routes.iter_mut().find(|route| route.destination == destination) {
        Some(route) => route.target = target,
        None => return Err(unknown(&id, &destination)),
    }
    Ok(json!({"return": true}))
}

pub(crate) fn delete(call: &mut Call<'_>) -> Reply {
    let id = require(call, "RouteTableId")?;
    let vpc = table_vpc(call, &id)?;
    let destination = destination(&call.input)?;
    let state = state::of(call);
    if let Ok(net) = destination.parse::<Ipv4Net>()
        && state.vpcs.get(&vpc).is_some_and(|vpc| vpc.cidrs().any(|range| range == net))
    {
        let message = format!("cannot remove local route {destination} in route table {id}");
        return Err(invalid_value(message));
    }
    let table = state.route_tables.get_mut(&id).ok_or_else(|| noun::absent("rtb", &id))?;
    let before = table.routes.len();
    table.routes.retain(|route| route.destination != destination);
    if table.routes.len() == before { Err(unknown(&id, &destination)) } else { Ok(json!({"return": true})) }
}
