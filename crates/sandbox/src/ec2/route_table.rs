//! Route tables and their associations with subnets.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::fault::{dependency, refuse};
use super::input::{require, text};
use super::listing::{Listing, describe};
use super::route::Route;
use super::state::Place;
use super::{State, noun, prefix_list, state, tag};
use crate::call::{Call, Fault, Reply};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct RouteTable {
    pub(crate) id: String,
    pub(crate) vpc: String,
    /// Association id to subnet; the main association has none.
    pub(crate) associations: BTreeMap<String, Option<String>>,
    pub(crate) routes: Vec<Route>,
}

impl RouteTable {
    pub(crate) fn is_main(&self) -> bool {
        self.associations.values().any(Option::is_none)
    }

    fn render(&self, state: &State, place: &Place) -> Value {
        let associations: Vec<Value> = self
            .associations
            .iter()
            .map(|(id, subnet)| {
                json!({
                    "routeTableAssociationId": id, "routeTableId": self.id, "subnetId": subnet,
                    "main": subnet.is_none(), "associationState": {"state": "associated"},
                })
            })
            .collect();
        let mut routes: Vec<Value> = match state.vpcs.get(&self.vpc) {
            Some(vpc) => vpc.cidrs().map(super::route::render_local).collect(),
            None => Vec::new(),
        };
        routes.extend(self.routes.iter().map(|route| route.render(state)));
        // A gateway endpoint puts a route to its service's addresses into the tables that it serves.
        let through = state.vpc_endpoints.values().filter(|endpoint| endpoint.route_tables.contains(&self.id));
        routes.extend(through.filter_map(|endpoint| {
            let list = prefix_list::of_service(place, &endpoint.service)?;
            Some(json!({
                "destinationPrefixListId": list, "gatewayId": endpoint.id, "origin": "CreateRoute", "state": "active",
            }))
        }));
        json!({
            "routeTableId": self.id, "vpcId": self.vpc, "ownerId": place.account, "propagatingVgwSet": [],
            "associationSet": associations, "routeSet": routes, "tagSet": tag::render(state, &self.id),
        })
    }
}

const ROUTE_TABLES: Listing = Listing {
    set: "routeTableSet",
    ids: Some(("RouteTableId", "rtb")),
    filters: &[
        ("association.gateway-id", "associationSet.gatewayId"),
        ("association.main", "associationSet.main"),
        ("association.route-table-association-id", "associationSet.routeTableAssociationId"),
        ("association.route-table-id", "associationSet.routeTableId"),
        ("association.subnet-id", "associationSet.subnetId"),
        ("owner-id", "ownerId"),
        ("route.destination-cidr-block", "routeSet.destinationCidrBlock"),
        ("route.destination-prefix-list-id", "routeSet.destinationPrefixListId"),
        ("route.gateway-id", "routeSet.gatewayId"),
        ("route.nat-gateway-id", "routeSet.natGatewayId"),
        ("route.origin", "routeSet.origin"),
        ("route.state", "routeSet.state"),
        ("route-table-id", "routeTableId"),
        ("tag-key", "tagSet.key"),
        ("tag-value", "tagSet.value"),
        ("vpc-id", "vpcId"),
    ],
    page: Some((5, 100)),
    ids_exclude_page: false,
};

/// The main route table that comes with a VPC.
pub(crate) fn create_main(call: &mut Call<'_>, vpc: &str) {
    let (id, association) = (call.world.hex_id("rtb"), call.world.hex_id("rtbassoc"));
    let associations = BTreeMap::from([(association, None)]);
    let table = RouteTable { id: id.clone(), vpc: vpc.to_owned(), associations, routes: Vec::new() };
    state::of(call).route_tables.insert(id, table);
}

pub(crate) fn create(call: &mut Call<'_>) -> Reply {
    let vpc = require(call, "VpcId")?;
    let tags = tag::on_create(call, "route-table")?;
    let place = Place::of(call);
    let id = call.world.hex_id("rtb");
    let token = text(&call.input, "ClientToken");
    let state = state::of(call);
    if !state.vpcs.contains_key(&vpc) {
        return Err(noun::absent("vpc", &vpc));
    }
    let table = RouteTable { id: id.clone(), vpc, associations: BTreeMap::new(), routes: Vec::new() };
    state.route_tables.insert(id.clone(), table);
    tag::put(state, &id, tags);
    Ok(json!({"routeTable": state.route_tables[&id].render(state, &place), "clientToken": token}))
}

pub(crate) fn describe_route_tables(call: &mut Call<'_>) -> Reply {
    let place = Place::of(call);
    let state = state::of(call);
    let items = state.route_tables.values().map(|table| (table.id.clone(), table.render(state, &place))).collect();
    describe(call, &ROUTE_TABLES, items)
}

pub(crate) fn delete(call: &mut Call<'_>) -> Reply {
    let id = require(call, "RouteTableId")?;
    let state = state::of(call);
    let table = state.route_tables.get(&id).ok_or_else(|| noun::absent("rtb", &id))?;
    let used = state.vpc_endpoints.values().any(|endpoint| endpoint.route_tables.contains(&id));
    if !table.associations.is_empty() || used {
        return Err(dependency(format!("The routeTable '{id}' has dependencies and cannot be deleted.")));
    }
    state.route_tables.remove(&id);
    state.tags.remove(&id);
    Ok(json!({"return": true}))
}

pub(crate) fn associate(call: &mut Call<'_>) -> Reply {
    let (id, subnet) = (require(call, "RouteTableId")?, require(call, "SubnetId")?);
    let fresh = call.world.hex_id("rtbassoc");
    let state = state::of(call);
    let found = state.subnets.get(&subnet).ok_or_else(|| noun::absent("subnet", &subnet))?;
    let table = state.route_tables.get(&id).ok_or_else(|| noun::absent("rtb", &id))?;
    if table.vpc != found.vpc {
        return Err(other_network(&id, &subnet));
    }
    for (other, table) in &state.route_tables {
        for (association, associated) in &table.associations {
            if associated.as_ref() == Some(&subnet) {
                // The same association again is the same answer; EC2 refuses another table for the subnet.
                return if *other == id {
                    Ok(associated_answer("associationId", association))
                } else {
                    let message = format!(
                        "the specified association for route table {id} conflicts with an existing association"
                    );
                    Err(refuse("Resource.AlreadyAssociated", message))
                };
            }
        }
    }
    if let Some(table) = state.route_tables.get_mut(&id) {
        table.associations.insert(fresh.clone(), Some(subnet));
    }
    Ok(associated_answer("associationId", &fresh))
}

fn associated_answer(member: &str, association: &str) -> Value {
    let mut answer = json!({"associationState": {"state": "associated"}});
    answer[member] = json!(association);
    answer
}

fn other_network(table: &str, subnet: &str) -> Fault {
    super::fault::invalid_value(format!("Route table {table} and subnet {subnet} belong to different networks"))
}

/// The table that an association belongs to.
fn associated_table(state: &State, association: &str) -> Result<(String, Option<String>), Fault> {
    let found = state
        .route_tables
        .values()
        .find_map(|table| Some((table.id.clone(), table.associations.get(association)?.clone())));
    found.ok_or_else(|| {
        refuse("InvalidAssociationID.NotFound", format!("The association ID '{association}' does not exist"))
    })
}

pub(crate) fn disassociate(call: &mut Call<'_>) -> Reply {
    let association = require(call, "AssociationId")?;
    let state = state::of(call);
    let (table, subnet) = associated_table(state, &association)?;
    if subnet.is_none() {
        let message = format!("cannot disassociate the main route table association {association}");
        return Err(super::fault::invalid_value(message));
    }
    if let Some(table) = state.route_tables.get_mut(&table) {
        table.associations.remove(&association);
    }
    Ok(json!({"return": true}))
}

pub(crate) fn replace_association(call: &mut Call<'_>) -> Reply {
    let (association, id) = (require(call, "AssociationId")?, require(call, "RouteTableId")?);
    let fresh = call.world.hex_id("rtbassoc");
    let state = state::of(call);
    let (from, subnet) = associated_table(state, &association)?;
    let table = state.route_tables.get(&id).ok_or_else(|| noun::absent("rtb", &id))?;
    if state.route_tables[&from].vpc != table.vpc {
        return Err(other_network(&id, subnet.as_deref().unwrap_or("main")));
    }
    if let Some(table) = state.route_tables.get_mut(&from) {
        table.associations.remove(&association);
    }
    if let Some(table) = state.route_tables.get_mut(&id) {
        table.associations.insert(fresh.clone(), subnet);
    }
    Ok(associated_answer("newAssociationId", &fresh))
}
