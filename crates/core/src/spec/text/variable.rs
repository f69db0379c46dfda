//! Environment variables that set single values of a spec.
//!
//! `KARPOOL_` and the path: `__` between its steps, each step in capitals with `_` between its words.
//! `kubernetes.version` is `KARPOOL_KUBERNETES__VERSION`, `nodePools.x86.limits.cpu` is
//! `KARPOOL_NODE_POOLS__X86__LIMITS__CPU`, the second administrator is `KARPOOL_ACCESS__ADMINS__1`. A name that the
//! user chose is written the same way; where it is not in the file, it is taken in small letters with `-` between its
//! words. Values are YAML, as with `--set`, so a whole list or map can be given too.

use serde_json::Value;

use super::node::{Content, Node};
use crate::spec::check::nearest;
use crate::spec::path::{Path, Segment};
use crate::spec::schema::branches;

/// What every such variable begins with.
pub(crate) const PREFIX: &str = "KARPOOL_";

/// Variables that are no part of a spec, and what reads them.
pub const RESERVED: [(&str, &str); 6] = [
    ("KARPOOL_SANDBOX_FOLDER", "where the simulated account is kept"),
    (
        "KARPOOL_CHART_REGISTRY",
        "a registry on loopback that is asked instead of every chart registry: `127.0.0.1:4700`",
    ),
    ("KARPOOL_KUBERNETES_PROGRAM", "the control plane that `--kubernetes real` starts"),
    ("KARPOOL_KUBERNETES_IMAGE", "the controller that runs in it, by the images that it stands for"),
    ("KARPOOL_SIMULATE", "how much the tests of this repository simulate"),
    ("KARPOOL_CACHE", "where this repository's continuous integration keeps compiled dependencies"),
];

/// Whether a variable sets a value of a spec.
pub(crate) fn is_setting(name: &str) -> bool {
    name.starts_with(PREFIX) && RESERVED.iter().all(|(reserved, _)| *reserved != name)
}

/// The path that a variable names, by the schema and by the names that the document has.
pub(crate) fn path_of(variable: &str, schema: &Value, document: &Node) -> Result<Path, String> {
    let steps = variable.strip_prefix(PREFIX).unwrap_or(variable);
    let mut here = Step { path: Path::root(), schemas: vec![schema], node: Some(document) };
    for step in steps.split("__") {
        if step.is_empty() {
            return Err("a step of the path is empty: two underscores stand between steps, one between words".into());
        }
        here = here.down(step, schema)?;
    }
    Ok(here.path)
}

struct Step<'a> {
    path: Path,
    schemas: Vec<&'a Value>,
    node: Option<&'a Node>,
}

impl<'a> Step<'a> {
    fn down(&self, step: &str, root: &'a Value) -> Result<Step<'a>, String> {
        let branches: Vec<&Value> = self.schemas.iter().flat_map(|schema| branches(root, schema)).collect();
        let index = step.parse::<usize>().ok();
        if let (Some(index), Some(list)) = (index, branches.iter().find(|branch| branch["items"].is_object())) {
            return Ok(self.step(Segment::Index(index), vec![&list["items"]]));
        }
        let fields = branches.iter().filter_map(|branch| branch["properties"].as_object()).flatten();
        let mut known = Vec::new();
        for (name, schema) in fields {
            if plain(name) == plain(step) {
                return Ok(self.step(Segment::Field(name.clone()), vec![schema]));
            }
            known.push(spelled(name));
        }
        let free: Vec<&Value> = branches.iter().filter_map(|branch| values(branch)).collect();
        if !free.is_empty() {
            return Ok(self.step(Segment::Field(self.chosen(step)), free));
        }
        let holder = if self.path.segments().is_empty() { "a spec".into() } else { format!("`{}`", self.path) };
        let near = nearest(step, known.iter().map(String::as_str)).map(str::to_owned);
        let meant = near.or_else(|| separated(step, &known));
        let meant = meant.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
        Err(format!("{holder} has no field that is written `{step}`{meant}"))
    }

    fn step(&self, segment: Segment, schemas: Vec<&'a Value>) -> Step<'a> {
        let (path, node) = match &segment {
            Segment::Field(name) => (self.path.field(name), self.entry(|entry| entry == name).map(|(_, node)| node)),
            Segment::Index(index) => (self.path.index(*index), self.item(*index)),
        };
        Step { path, schemas, node }
    }

    fn entry(&self, fits: impl Fn(&str) -> bool) -> Option<(&'a str, &'a Node)> {
        let Content::Map(entries) = &self.node?.content else { return None };
        entries.iter().find(|entry| fits(&entry.name)).map(|entry| (entry.name.as_str(), &entry.node))
    }

    fn item(&self, index: usize) -> Option<&'a Node> {
        let Content::List(items) = &self.node?.content else { return None };
        items.get(index)
    }

    /// A name that the user chose: as the file has it, or in small letters.
    fn chosen(&self, step: &str) -> String {
        match self.entry(|entry| plain(entry) == plain(step)) {
            Some((name, _)) => name.to_owned(),
            None => step.to_ascii_lowercase().replace('_', "-"),
        }
    }
}

/// The schema of a map's values, when its names are free.
fn values(branch: &Value) -> Option<&Value> {
    match &branch["additionalProperties"] {
        Value::Bool(false) => None,
        values @ Value::Object(_) => Some(values),
        _ if branch["type"] == "object" && !branch["properties"].is_object() => Some(&Value::Null),
        Value::Bool(true) => Some(&Value::Null),
        _ if branch.is_null() || *branch == Value::Bool(true) => Some(&Value::Null),
        _ => None,
    }
}

/// A name without what the spelling of variables loses.
fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

/// A field's name as a step of a variable: `vpcId` is `VPC_ID`.
pub(crate) fn spelled(field: &str) -> String {
    let mut text = String::new();
    for letter in field.chars() {
        if letter.is_ascii_uppercase() && !text.ends_with('_') && !text.is_empty() {
            text.push('_');
        }
        text.push(if letter.is_ascii_alphanumeric() { letter.to_ascii_uppercase() } else { '_' });
    }
    text
}

/// `KUBERNETES__VERSION` for `KUBERNETES_VERSION`: two underscores stand between steps.
fn separated(step: &str, known: &[String]) -> Option<String> {
    let parts = |name: &String| Some((name.clone(), step.strip_prefix(name.as_str())?.strip_prefix('_')?));
    let (field, rest) = known.iter().filter_map(parts).max_by_key(|(field, _)| field.len())?;
    Some(format!("{field}__{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::schema::schema;

    fn path(variable: &str) -> Result<String, String> {
        let text = "nodePools: {big-spot: {}}\ntags: {Cost.Center: a}\nkarpenter: {values: {hostNetwork: true}}\n";
        let document = super::super::node::parse(text, 0).expect("YAML");
        path_of(variable, &schema(), &document).map(|path| path.to_string())
    }

    #[test]
    fn a_variable_names_a_path() {
        let rows = [
            ("KARPOOL_NAME", "name"),
            ("KARPOOL_KUBERNETES__VERSION", "kubernetes.version"),
            ("KARPOOL_NETWORK__VPC_ID", "network.vpcId"),
            ("KARPOOL_NODE_POOLS__X86__LIMITS__CPU", "nodePools.x86.limits.cpu"),
            ("KARPOOL_NODE_POOLS__BIG_SPOT__WEIGHT", "nodePools.big-spot.weight"),
            ("KARPOOL_NODE_POOLS__OTHER_SPOT__WEIGHT", "nodePools.other-spot.weight"),
            ("KARPOOL_ACCESS__ADMINS__1", "access.admins[1]"),
            ("KARPOOL_ACCESS__ENTRIES__0__PRINCIPAL__USER", "access.entries[0].principal.user"),
            ("KARPOOL_ADDONS__VPC_CNI__VERSION", "addons.vpc-cni.version"),
            ("KARPOOL_TAGS__COST_CENTER", "tags[\"Cost.Center\"]"),
            ("KARPOOL_TAGS__TEAM", "tags.team"),
            ("KARPOOL_KARPENTER__VALUES__HOST_NETWORK", "karpenter.values.hostNetwork"),
        ];
        for (variable, expected) in rows {
            assert_eq!(path(variable).as_deref(), Ok(expected), "{variable}");
        }
    }

    #[test]
    fn a_variable_that_names_nothing_is_refused_with_the_nearest_name() {
        let wrong = path("KARPOOL_KUBERNETES__VERISON").expect_err("no such field");
        assert_eq!(wrong, "`kubernetes` has no field that is written `VERISON`; did you mean `VERSION`?");
        let wrong = path("KARPOOL_KUBERNETES_VERSION").expect_err("one underscore");
        let told = "a spec has no field that is written `KUBERNETES_VERSION`; did you mean `KUBERNETES__VERSION`?";
        assert_eq!(wrong, told);
        assert!(path("KARPOOL_NAME____X").is_err());
    }
}
