//! VPC endpoints.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::fault::{combination, invalid_parameter, refuse};
use super::input::{flag, require, require_some, text, texts};
use super::listing::{Listing, describe};
use super::network_interface::{Attachment, NetworkInterface};
use super::state::Place;
use super::{State, cidr, endpoint_service, noun, region, security_group, state, tag};
use crate::call::{Call, Fault, Reply};
use crate::iam::policy::{Document, Kind};
use crate::time::Time;

/// How long an interface endpoint takes to come and any takes to go; a gateway is there at once. Times as usually met.
const COMING: Duration = Duration::from_secs(60);
const GOING: Duration = Duration::from_secs(45);

const OPEN_POLICY: &str =
    r#"{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}"#;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct VpcEndpoint {
    pub(crate) id: String,
    pub(crate) vpc: String,
    /// `Interface` or `Gateway`.
    pub(crate) kind: String,
    pub(crate) service: String,
    pub(crate) policy: String,
    pub(crate) route_tables: Vec<String>,
    pub(crate) groups: Vec<String>,
    /// Subnet and the endpoint's interface in it.
    pub(crate) interfaces: Vec<(String, String)>,
    pub(crate) private_dns: bool,
    /// `pending`, `available`, `deleting`.
    pub(crate) phase: String,
    pub(crate) created: Time,
    pub(crate) since: Time,
}

impl VpcEndpoint {
    fn render(&self, state: &State, place: &Place) -> Value {
        let (subnets, interfaces): (Vec<&String>, Vec<&String>) =
            self.interfaces.iter().map(|(subnet, interface)| (subnet, interface)).unzip();
        let mut names = Vec::new();
        if self.kind == "Interface" {
            let base = format!("{}.vpce.{}", place.region, region::domain(&place.region));
            let suffix = self.service.rsplit_once(&format!("{}.", place.region)).map_or("", |(_, suffix)| suffix);
            names.push(
                json!({"dnsName": format!("{}-abcdefgh.{suffix}.{base}", self.id), "hostedZoneId": "Z7HUB22UULQXV"}),
            );
            if self.private_dns {
                let name = endpoint_service::private_name(&place.region, &self.service);
                names.push(json!({"dnsName": name, "hostedZoneId": "ZONEIDPENDING"}));
            }
        }
        json!({
            "vpcEndpointId": self.id, "vpcEndpointType": self.kind, "vpcId": self.vpc, "serviceName": self.service,
            "state": self.phase, "policyDocument": self.policy, "routeTableIdSet": self.route_tables,
            "subnetIdSet": subnets, "groupSet": security_group::render_set(state, &self.groups),
            "ipAddressType": "ipv4", "privateDnsEnabled": self.private_dns, "requesterManaged": false,
            "networkInterfaceIdSet": interfaces, "dnsEntrySet": names, "creationTimestamp": self.created.rfc3339(),
            "tagSet": tag::render(state, &self.id), "ownerId": place.account, "serviceRegion": place.region,
        })
    }
}

const ENDPOINTS: Listing = Listing {
    set: "vpcEndpointSet",
    ids: Some(("VpcEndpointId", "vpce")),
    filters: &[
        ("ip-address-type", "ipAddressType"),
        ("service-name", "serviceName"),
        ("service-region", "serviceRegion"),
        ("tag-key", "tagSet.key"),
        ("tag-value", "tagSet.value"),
        ("vpc-endpoint-id", "vpcEndpointId"),
        ("vpc-endpoint-state", "state"),
        ("vpc-endpoint-type", "vpcEndpointType"),
        ("vpc-id", "vpcId"),
    ],
    page: Some((1, 1000)),
    ids_exclude_page: false,
};

pub(crate) fn create(call: &mut Call<'_>) -> Reply {
    let (vpc, service) = (require(call, "VpcId")?, require(call, "ServiceName")?);
    let kind = text(&call.input, "VpcEndpointType").unwrap_or_else(|| "Gateway".into());
    let tags = tag::on_create(call, "vpc-endpoint")?;
    let (subnets, mut groups) = (texts(&call.input, "SubnetId"), texts(&call.input, "SecurityGroupId"));
    let route_tables = texts(&call.input, "RouteTableId");
    let policy = policy(&call.input)?.unwrap_or_else(|| OPEN_POLICY.into());
    let private_dns = kind == "Interface" && flag(&call.input, "PrivateDnsEnabled").unwrap_or(true);
    let token = text(&call.input, "ClientToken");
    let (now, place) = (call.now(), Place::of(call));
    check(call, &kind, &service)?;
    let state = state::of(call);
    if !state.vpcs.contains_key(&vpc) {
        return Err(noun::absent("vpc", &vpc));
    }
    check_members(state, &vpc, &route_tables, &groups)?;
    check_private_dns(state, &vpc, &service, private_dns)?;
    if kind == "Gateway" && state.vpc_endpoints.values().any(|e| e.vpc == vpc && e.service == service && e.kind == kind)
    {
        let message = format!("route table already has a route with destination-prefix-list-id for service {service}");
        return Err(refuse("RouteAlreadyExists", message));
    }
    check_zones(state, &subnets)?;
    if kind == "Interface" && groups.is_empty() {
        groups.extend(security_group::default_of(state, &vpc));
    }
    let id = call.world.hex_id("vpce");
    let mut interfaces = Vec::new();
    for subnet in &subnets {
        interfaces.push((subnet.clone(), add_interface(call, &id, subnet, (&vpc, &groups))?));
    }
    let phase = if kind == "Gateway" { "available" } else { "pending" }.to_owned();
    let endpoint = VpcEndpoint {
        id: id.clone(),
        vpc,
        kind,
        service,
        policy,
        route_tables,
        groups,
        interfaces,
        private_dns,
        phase,
        created: now,
        since: now,
    };
    let state = state::of(call);
    state.vpc_endpoints.insert(id.clone(), endpoint);
    tag::put(state, &id, tags);
    Ok(json!({"vpcEndpoint": state.vpc_endpoints[&id].render(state, &place), "clientToken": token}))
}

fn check(call: &Call<'_>, kind: &str, service: &str) -> Result<(), Fault> {
    if !["Gateway", "Interface"].contains(&kind) {
        return Err(invalid_parameter(kind, "vpcEndpointType", "Allowed values are Gateway, Interface."));
    }
    match endpoint_service::offers(&call.region, service, kind) {
        Some(true) => {}
        Some(false) => {
            let message = format!("Endpoint type ({kind}) does not match available service types ([Interface]).");
            return Err(refuse("InvalidParameter", message));
        }
        None => {
            let message = format!("The Vpc Endpoint Service '{service}' does not exist");
            return Err(refuse("InvalidServiceName", message));
        }
    }
    let wrong = match kind {
        "Gateway" => ["SubnetId", "SecurityGroupId"].into_iter().find(|m| !texts(&call.input, m).is_empty()),
        _ => ["RouteTableId"].into_iter().find(|m| !texts(&call.input, m).is_empty()),
    };
    match wrong {
        Some(member) => Err(combination(format!("The parameter {member} is not valid for {kind} endpoints."))),
        None => Ok(()),
    }
}

fn check_members(state: &State, vpc: &str, route_tables: &[String], groups: &[String]) -> Result<(), Fault> {
    for id in route_tables {
        let table = state.route_tables.get(id);
        if table.ok_or_else(|| noun::absent("rtb", id))?.vpc != vpc {
            return Err(refuse("InvalidParameter", format!("Route table {id} does not belong to VPC {vpc}")));
        }
    }
    security_group::check_in_vpc(state, groups, vpc)
}

fn policy(input: &Value) -> Result<Option<String>, Fault> {
    let given = text(input, "PolicyDocument");
    match given.as_ref().map(|given| Document::parse(given, Kind::Resource)) {
        Some(Err(reason)) => Err(refuse("InvalidPolicyDocument", reason)),
        _ => Ok(given),
    }
}

/// An interface endpoint has one subnet in a zone. Source: VPC user guide, "Interface endpoints", considerations.
fn check_zones(state: &State, subnets: &[String]) -> Result<(), Fault> {
    let mut taken = Vec::new();
    for id in subnets {
        let zone = &state.subnets.get(id).ok_or_else(|| noun::absent("subnet", id))?.zone;
        if taken.contains(&zone) {
            let message = format!("Found another VPC endpoint subnet in the availability zone of {id}");
            return Err(refuse("DuplicateSubnetsInSameZone", message));
        }
        taken.push(zone);
    }
    Ok(())
}

fn check_private_dns(state: &State, vpc: &str, service: &str, wanted: bool) -> Result<(), Fault> {
    let Some(found) = state.vpcs.get(vpc).filter(|_| wanted) else { return Ok(()) };
    if !(found.dns_support && found.dns_hostnames) {
        let message = "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC \
            attributes set to true for the VPC";
        return Err(refuse("InvalidParameter", format!("{message} {vpc}")));
    }
    if state.vpc_endpoints.values().any(|e| e.vpc == vpc && e.service == service && e.private_dns) {
        let message = format!(
            "private-dns-enabled cannot be set because there is already a conflicting DNS domain for \
                {service} in the VPC {vpc}"
        );
        return Err(refuse("InvalidParameter", message));
    }
    Ok(())
}

fn add_interface(
    call: &mut Call<'_>,
    endpoint: &str,
    subnet: &str,
    (vpc, groups): (&str, &[String]),
) -> Result<String, Fault> {
    let now = call.now();
    let (id, attachment) = (call.world.hex_id("eni"), call.world.hex_id("eni-attach"));
    let state = state::of(call);
    let found = state.subnets.get(subnet).ok_or_else(|| noun::absent("subnet", subnet))?;
    if found.vpc != vpc {
        return Err(refuse("InvalidParameter", format!("Subnet {subnet} does not belong to VPC {vpc}")));
    }
    let private = cidr::choose_address(state, subnet, None)?;
    let mut fresh = NetworkInterface::new(&id, found, private);
    fresh.description = format!("VPC Endpoint Interface {endpoint}");
    fresh.kind = "vpc_endpoint".into();
    fresh.requester = Some("amazon-aws".into());
    fresh.groups = groups.to_vec();
    fresh.attachment = Some(Attachment {
        id: attachment,
        instance: None,
        owner: "amazon-aws".into(),
        device_index: 1,
        delete_on_termination: false,
        at: now,
    });
    state.network_interfaces.insert(id.clone(), fresh);
    Ok(id)
}

pub(crate) fn describe_vpc_endpoints(call: &mut Call<'_>) -> Reply {
    let place = Place::of(call);
    let state = state::of(call);
    let items = state.vpc_endpoints.values().map(|e| (e.id.clone(), e.render(state, &place))).collect();
    describe(call, &ENDPOINTS, items)
}

pub(crate) fn modify(call: &mut Call<'_>) -> Reply {
    let id = require(call, "VpcEndpointId")?;
    let input = call.input.clone();
    let mut endpoint = state::of(call).vpc_endpoints.get(&id).cloned().ok_or_else(|| noun::absent("vpce", &id))?;
    let adjust = |list: &mut Vec<String>, add: &str, remove: &str| {
        let gone = texts(&input, remove);
        list.retain(|id| !gone.contains(id));
        let fresh: Vec<String> = texts(&input, add).into_iter().filter(|id| !list.contains(id)).collect();
        list.extend(fresh);
    };
    adjust(&mut endpoint.route_tables, "AddRouteTableId", "RemoveRouteTableId");
    adjust(&mut endpoint.groups, "AddSecurityGroupId", "RemoveSecurityGroupId");
    let vpc = endpoint.vpc.clone();
    check_members(state::of(call), &vpc, &endpoint.route_tables, &endpoint.groups)?;
    let mut subnets: Vec<String> = endpoint.interfaces.iter().map(|(subnet, _)| subnet.clone()).collect();
    adjust(&mut subnets, "AddSubnetId", "RemoveSubnetId");
    check_zones(state::of(call), &subnets)?;
    if let Some(wanted) = flag(&input, "PrivateDnsEnabled") {
        check_private_dns(state::of(call), &vpc, &endpoint.service, wanted && !endpoint.private_dns)?;
        endpoint.private_dns = wanted;
    }
    if let Some(policy) = policy(&input)? {
        endpoint.policy = policy;
    }
    if flag(&input, "ResetPolicy").unwrap_or(false) {
        endpoint.policy = OPEN_POLICY.into();
    }
    let gone = texts(&input, "RemoveSubnetId");
    for subnet in texts(&input, "AddSubnetId") {
        if !endpoint.interfaces.iter().any(|(present, _)| *present == subnet) {
            let interface = add_interface(call, &id, &subnet, (&vpc, &endpoint.groups))?;
            endpoint.interfaces.push((subnet, interface));
        }
    }
    let state = state::of(call);
    for (_, interface) in endpoint.interfaces.iter().filter(|(subnet, _)| gone.contains(subnet)) {
        state.network_interfaces.remove(interface);
    }
    endpoint.interfaces.retain(|(subnet, _)| !gone.contains(subnet));
    for (_, interface) in &endpoint.interfaces {
        if let Some(interface) = state.network_interfaces.get_mut(interface) {
            interface.groups.clone_from(&endpoint.groups);
        }
    }
    state.vpc_endpoints.insert(id, endpoint);
    Ok(json!({"return": true}))
}

pub(crate) fn delete(call: &mut Call<'_>) -> Reply {
    let ids = require_some(call, "VpcEndpointId")?;
    let now = call.now();
    let state = state::of(call);
    let mut unsuccessful = Vec::new();
    for id in ids {
        match state.vpc_endpoints.get_mut(&id) {
            Some(endpoint) if endpoint.phase == "deleting" => {}
            Some(endpoint) => (endpoint.phase, endpoint.since) = ("deleting".into(), now),
            None => {
                let fault = noun::absent("vpce", &id);
                let error = json!({"code": fault.code, "message": fault.message});
                unsuccessful.push(json!({"resourceId": id, "error": error}));
            }
        }
    }
    Ok(json!({"unsuccessful": unsuccessful}))
}

/// Lets pending endpoints become available and deleting ones disappear.
pub(crate) fn live(state: &mut State, now: Time) {
    let mut gone = Vec::new();
    for endpoint in state.vpc_endpoints.values_mut() {
        match endpoint.phase.as_str() {
            "pending" if now.since(endpoint.since) >= COMING => endpoint.phase = "available".into(),
            "deleting" if now.since(endpoint.since) >= GOING => gone.push(endpoint.clone()),
            _ => {}
        }
    }
    for endpoint in gone {
        for (_, interface) in &endpoint.interfaces {
            state.network_interfaces.remove(interface);
        }
        state.vpc_endpoints.remove(&endpoint.id);
        state.tags.remove(&endpoint.id);
    }
}
