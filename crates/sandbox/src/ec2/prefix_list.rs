//! Managed prefix lists: AWS's own and the account's.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::fault::{invalid_parameter, invalid_value, missing, refuse};
use super::input::{integer, objects, require, text};
use super::listing::{Listing, describe, page};
use super::state::Place;
use super::{State, noun, permission, state, tag};
use crate::call::{Call, Fault, Reply};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PrefixList {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) family: String,
    pub(crate) limit: i64,
    pub(crate) version: i64,
    /// Network and description.
    pub(crate) entries: Vec<(String, String)>,
}

impl PrefixList {
    fn render(&self, state: &State, place: &Place) -> Value {
        json!({
            "prefixListId": self.id, "addressFamily": self.family, "state": "create-complete",
            "prefixListArn": place.arn("prefix-list", &self.id), "prefixListName": self.name,
            "maxEntries": self.limit, "version": self.version, "ownerId": place.account,
            "tagSet": tag::render(state, &self.id),
        })
    }
}

/// AWS's own lists: suffix of the name, id, networks. Source: VPC user guide, "Available AWS-managed prefix lists";
/// ids differ by region in reality, networks are samples of the published ranges.
const MANAGED: &[(&str, &str, &[&str])] = &[
    ("s3", "pl-63a5400a", &["52.216.0.0/15", "54.231.0.0/16", "3.5.0.0/19"]),
    ("dynamodb", "pl-02cd2c6b", &["3.218.182.0/24", "52.94.0.0/22"]),
    ("ec2-instance-connect", "pl-0e4bcff02b13bef1e", &["18.206.107.24/29"]),
];

const PREFIX_LISTS: Listing = Listing {
    set: "prefixListSet",
    ids: Some(("PrefixListId", "pl")),
    filters: &[
        ("owner-id", "ownerId"),
        ("prefix-list-id", "prefixListId"),
        ("prefix-list-name", "prefixListName"),
        ("tag-key", "tagSet.key"),
        ("tag-value", "tagSet.value"),
    ],
    page: Some((1, 100)),
    ids_exclude_page: false,
};

const ENTRIES: Listing =
    Listing { set: "entrySet", ids: None, filters: &[], page: Some((1, 100)), ids_exclude_page: false };

/// Whether rules may name the list.
pub(crate) fn is_known(state: &State, id: &str) -> bool {
    state.prefix_lists.contains_key(id) || MANAGED.iter().any(|(_, managed, _)| *managed == id)
}

/// The networks of a list.
pub(crate) fn networks(state: &State, id: &str) -> Vec<String> {
    if let Some(list) = state.prefix_lists.get(id) {
        return list.entries.iter().map(|(net, _)| net.clone()).collect();
    }
    let managed = MANAGED.iter().find(|(_, managed, _)| *managed == id);
    managed.map_or(Vec::new(), |(_, _, nets)| nets.iter().map(|net| (*net).to_owned()).collect())
}

/// The id of the list with a service's addresses, as a gateway endpoint routes to it.
pub(crate) fn of_service(place: &Place, service: &str) -> Option<&'static str> {
    let suffix = service.strip_prefix("com.amazonaws.")?.strip_prefix(&place.region)?.strip_prefix('.')?;
    MANAGED.iter().find(|(name, _, _)| *name == suffix).map(|(_, id, _)| *id)
}

fn managed(place: &Place) -> Vec<(String, Value)> {
    let render = |(suffix, id, nets): &(&str, &str, &[&str])| {
        let item = json!({
            "prefixListId": id, "addressFamily": "IPv4", "state": "create-complete", "ownerId": "AWS", "version": 1,
            "prefixListArn": format!("arn:{}:ec2:{}:aws:prefix-list/{id}", place.partition, place.region),
            "prefixListName": format!("com.amazonaws.{}.{suffix}", place.region), "maxEntries": nets.len(),
            "tagSet": [],
        });
        ((*id).to_owned(), item)
    };
    MANAGED.iter().map(render).collect()
}

pub(crate) fn describe_managed(call: &mut Call<'_>) -> Reply {
    let place = Place::of(call);
    let state = state::of(call);
    let mut items = managed(&place);
    items.extend(state.prefix_lists.values().map(|list| (list.id.clone(), list.render(state, &place))));
    items.sort_by(|a, b| a.0.cmp(&b.0));
    describe(call, &PREFIX_LISTS, items)
}

fn read_entries(input: &Value, member: &str) -> Result<Vec<(String, String)>, Fault> {
    let read = |entry: &Value| {
        let cidr = text(entry, "Cidr").ok_or_else(|| missing("Cidr"))?;
        Ok((permission::network(&cidr)?, text(entry, "Description").unwrap_or_default()))
    };
    objects(input, member).iter().map(read).collect()
}

pub(crate) fn create(call: &mut Call<'_>) -> Reply {
    let name = require(call, "PrefixListName")?;
    if name.starts_with("com.amazonaws") {
        return Err(invalid_value("The prefix list name cannot start with com.amazonaws"));
    }
    let family = require(call, "AddressFamily")?;
    if !["IPv4", "IPv6"].contains(&family.as_str()) {
        return Err(invalid_parameter(&family, "addressFamily", "Allowed values are IPv4, IPv6."));
    }
    let limit = integer(&call.input, "MaxEntries")?.ok_or_else(|| missing("MaxEntries"))?;
    let entries = read_entries(&call.input, "Entry")?;
    if limit < 1 || entries.len() as i64 > limit {
        return Err(invalid_value("The number of entries exceeds MaxEntries"));
    }
    let tags = tag::on_create(call, "prefix-list")?;
    let place = Place::of(call);
    let id = call.world.hex_id("pl");
    let state = state::of(call);
    let list = PrefixList { id: id.clone(), name, family, limit, version: 1, entries };
    state.prefix_lists.insert(id.clone(), list);
    tag::put(state, &id, tags);
    Ok(json!({"prefixList": state.prefix_lists[&id].render(state, &place)}))
}

pub(crate) fn entries(call: &mut Call<'_>) -> Reply {
    let id = require(call, "PrefixListId")?;
    let state = state::of(call);
    if !is_known(state, &id) {
        return Err(noun::absent("pl", &id));
    }
    let described = state.prefix_lists.get(&id).map(|list| list.entries.clone()).unwrap_or_default();
    let describe = |net: &String| described.iter().find(|(other, _)| other == net).map(|(_, text)| text.clone());
    let items = networks(state, &id)
        .into_iter()
        .map(|net| (net.clone(), json!({"cidr": net, "description": describe(&net)})))
        .collect();
    page(call, &ENTRIES, items)
}

pub(crate) fn modify(call: &mut Call<'_>) -> Reply {
    let id = require(call, "PrefixListId")?;
    let added = read_entries(&call.input, "AddEntry")?;
    let removed = read_entries(&call.input, "RemoveEntry")?;
    let version = integer(&call.input, "CurrentVersion")?;
    let name = text(&call.input, "PrefixListName");
    let place = Place::of(call);
    let state = state::of(call);
    let list = state.prefix_lists.get_mut(&id).ok_or_else(|| noun::absent("pl", &id))?;
    if version.is_some_and(|given| given != list.version) {
        let message = format!("The prefix list has the incorrect version number. Current version is {}", list.version);
        return Err(refuse("PrefixListVersionMismatch", message));
    }
    let mut entries = list.entries.clone();
    entries.retain(|(net, _)| !removed.iter().any(|(gone, _)| gone == net));
    for (net, description) in added {
        entries.retain(|(other, _)| *other != net);
        entries.push((net, description));
    }
    if entries.len() as i64 > list.limit {
        return Err(invalid_value("The number of entries exceeds MaxEntries"));
    }
    if entries != list.entries {
        list.version += 1;
    }
    list.entries = entries;
    list.name = name.unwrap_or_else(|| list.name.clone());
    Ok(json!({"prefixList": state.prefix_lists[&id].render(state, &place)}))
}

pub(crate) fn delete(call: &mut Call<'_>) -> Reply {
    let id = require(call, "PrefixListId")?;
    let place = Place::of(call);
    let state = state::of(call);
    let list = state.prefix_lists.get(&id).ok_or_else(|| noun::absent("pl", &id))?;
    if state.security_group_rules.values().any(|rule| rule.peer.name() == id) {
        let message = format!("The prefix list {id} has dependent references and cannot be deleted.");
        return Err(super::fault::dependency(message));
    }
    let mut answer = list.render(state, &place);
    answer["state"] = json!("delete-in-progress");
    state.prefix_lists.remove(&id);
    state.tags.remove(&id);
    Ok(json!({"prefixList": answer}))
}
