//! A served resource, built in or from a CustomResourceDefinition.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::Value;

use super::cluster::Cluster;
use super::resource_table::{ROWS, Row, Verbs};
use super::status::qualified;

/// One version of a resource.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Resource {
    pub(crate) group: String,
    pub(crate) version: String,
    pub(crate) plural: String,
    pub(crate) singular: String,
    pub(crate) kind: String,
    pub(crate) list_kind: String,
    pub(crate) short_names: Vec<String>,
    pub(crate) categories: Vec<String>,
    pub(crate) namespaced: bool,
    pub(crate) subresources: Vec<String>,
    /// The name of the CustomResourceDefinition that it comes from.
    pub(crate) definition: Option<String>,
    pub(crate) asked: bool,
}

/// The verbs of a stored resource in discovery's order.
pub(crate) const STORED_VERBS: [&str; 8] =
    ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

static BUILT_IN: LazyLock<Vec<Resource>> = LazyLock::new(|| ROWS.iter().map(Resource::built_in).collect());

fn words(text: &str) -> Vec<String> {
    text.split(',').filter(|one| !one.is_empty()).map(str::to_owned).collect()
}

impl Resource {
    fn built_in(row: &Row) -> Resource {
        Resource {
            group: row.group.to_owned(),
            version: row.version.to_owned(),
            plural: row.plural.to_owned(),
            singular: row.singular.to_owned(),
            kind: row.kind.to_owned(),
            list_kind: format!("{}List", row.kind),
            short_names: words(row.short_names),
            categories: if row.in_all { vec!["all".to_owned()] } else { Vec::new() },
            namespaced: row.namespaced,
            subresources: words(row.subresources),
            definition: None,
            asked: row.verbs == Verbs::Asked,
        }
    }

    /// `deployments.apps`; objects are stored under it.
    pub(crate) fn key(&self) -> String {
        qualified(&self.plural, &self.group)
    }

    /// `apps/v1`
    pub(crate) fn api_version(&self) -> String {
        if self.group.is_empty() { self.version.clone() } else { format!("{}/{}", self.group, self.version) }
    }

    pub(crate) fn has(&self, subresource: &str) -> bool {
        self.subresources.iter().any(|one| one == subresource)
    }

    pub(crate) fn is(&self, group: &str, plural: &str) -> bool {
        self.group == group && self.plural == plural
    }

    pub(crate) fn is_custom(&self) -> bool {
        self.definition.is_some()
    }

    pub(crate) fn verbs(&self) -> Vec<&'static str> {
        if self.asked || self.plural == "bindings" { vec!["create"] } else { STORED_VERBS.to_vec() }
    }

    /// The resources of one served CustomResourceDefinition, one for each served version.
    pub(crate) fn of_definition(definition: &Value) -> Vec<Resource> {
        let spec = &definition["spec"];
        let names = &spec["names"];
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let list = |value: &Value| -> Vec<String> {
            value.as_array().map(|all| all.iter().map(text).collect()).unwrap_or_default()
        };
        let versions = spec["versions"].as_array().map(Vec::as_slice).unwrap_or_default();
        versions
            .iter()
            .filter(|version| version["served"] == true)
            .map(|version| Resource {
                group: text(&spec["group"]),
                version: text(&version["name"]),
                plural: text(&names["plural"]),
                singular: text(&names["singular"]),
                kind: text(&names["kind"]),
                list_kind: text(&names["listKind"]),
                short_names: list(&names["shortNames"]),
                categories: list(&names["categories"]),
                namespaced: spec["scope"] == "Namespaced",
                subresources: ["status", "scale"]
                    .iter()
                    .filter(|one| !version["subresources"][**one].is_null())
                    .map(|one| (*one).to_owned())
                    .collect(),
                definition: Some(text(&definition["metadata"]["name"])),
                asked: false,
            })
            .collect()
    }
}

/// Orders versions as discovery does: `v2`, `v1`, `v1beta1`, `v1alpha1`, then the others.
pub(crate) fn version_rank(version: &str) -> (u8, i64, i64) {
    let Some(rest) = version.strip_prefix('v') else { return (3, 0, 0) };
    let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let Ok(major) = rest[..digits].parse::<i64>() else { return (3, 0, 0) };
    let tail = &rest[digits..];
    let minor = |prefix: &str| tail.strip_prefix(prefix).and_then(|n| n.parse::<i64>().ok());
    match (tail.is_empty(), minor("beta"), minor("alpha")) {
        (true, _, _) => (0, -major, 0),
        (_, Some(beta), _) => (1, -major, -beta),
        (_, _, Some(alpha)) => (2, -major, -alpha),
        _ => (3, 0, 0),
    }
}

impl Cluster {
    /// All served resources in discovery order.
    pub(crate) fn resources(&self) -> Vec<Resource> {
        let mut all = BUILT_IN.clone();
        for definition in self.served_definitions() {
            all.extend(Resource::of_definition(definition));
        }
        all
    }

    fn served_definitions(&self) -> impl Iterator<Item = &Value> {
        let served = &self.served;
        self.stored("customresourcedefinitions.apiextensions.k8s.io").filter(move |definition| {
            let name = definition["metadata"]["name"].as_str().unwrap_or_default();
            served.get(name).is_some_and(|from| *from <= self.now)
        })
    }

    /// Finds a served resource.
    pub(crate) fn resource(&self, group: &str, version: &str, plural: &str) -> Option<Resource> {
        let fits = |one: &&Resource| one.group == group && one.version == version && one.plural == plural;
        if let Some(found) = BUILT_IN.iter().find(fits) {
            return Some(found.clone());
        }
        let definition = self.definition(&qualified(plural, group))?;
        Resource::of_definition(definition).into_iter().find(|one| fits(&one))
    }

    /// Finds the resource of a kind.
    pub(crate) fn resource_of_kind(&self, api_version: &str, kind: &str) -> Option<Resource> {
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        let fits = |one: &&Resource| one.group == group && one.version == version && one.kind == kind;
        if let Some(found) = BUILT_IN.iter().find(fits) {
            return Some(found.clone());
        }
        self.served_definitions()
            .filter(|definition| definition["spec"]["group"] == group)
            .flat_map(Resource::of_definition)
            .find(|one| fits(&one))
    }

    /// Finds a resource by its storage key (`deployments.apps`), in its preferred version.
    pub(crate) fn resource_of_key(&self, key: &str) -> Option<Resource> {
        let (plural, group) = key.split_once('.').unwrap_or((key, ""));
        if let Some(found) = BUILT_IN.iter().find(|one| one.is(group, plural)) {
            return Some(found.clone());
        }
        let mut versions = Resource::of_definition(self.definition(key)?);
        versions.sort_by_key(|one| version_rank(&one.version));
        versions.into_iter().next()
    }

    fn definition(&self, name: &str) -> Option<&Value> {
        self.served.get(name).filter(|from| **from <= self.now)?;
        self.objects.get("customresourcedefinitions.apiextensions.k8s.io")?.get(&format!("/{name}"))
    }

    /// Group names in discovery order with their versions, the preferred one first.
    pub(crate) fn groups(&self) -> Vec<(String, Vec<String>)> {
        let mut order: Vec<String> = Vec::new();
        let mut versions: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for one in self.resources() {
            if one.group.is_empty() {
                continue;
            }
            if !order.contains(&one.group) {
                order.push(one.group.clone());
            }
            let known = versions.entry(one.group).or_default();
            if !known.contains(&one.version) {
                known.push(one.version);
            }
        }
        let mut groups = Vec::new();
        for name in order {
            let mut known = versions.remove(&name).unwrap_or_default();
            known.sort_by_key(|version| version_rank(version));
            groups.push((name, known));
        }
        groups
    }
}
