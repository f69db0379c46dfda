//! The fields of the schema, one by one.

use std::collections::BTreeMap;

use karpool::spec::{Format, Spec};
use serde_json::Value;

/// Words that begin a fact in a description.
const LABELS: [&str; 6] = ["Unit", "Shape", "Range", "Default", "Wire", "Source"];

/// One field. `<name>` in a path stands for a name that the user chooses, `[]` for the items of a list.
pub(crate) struct Field {
    pub(crate) path: String,
    /// Its values in words.
    pub(crate) values: String,
    pub(crate) about: String,
    /// Facts by their label.
    pub(crate) facts: BTreeMap<&'static str, String>,
    pub(crate) required: bool,
    /// The field's schema, with references as they are.
    pub(crate) schema: Value,
    /// It only holds other fields.
    section: bool,
}

impl Field {
    pub(crate) fn is_section(&self) -> bool {
        self.section
    }

    /// The first step of its path.
    pub(crate) fn part(&self) -> &str {
        self.path.split(['.', '[']).next().unwrap_or_default()
    }
}

/// All fields, each once, in the order of the schema.
pub(crate) fn all(root: &Value) -> Vec<Field> {
    let mut walk = Walk { root, fields: Vec::new() };
    walk.inside("", root, &mut Vec::new());
    walk.fields
}

struct Walk<'a> {
    root: &'a Value,
    fields: Vec<Field>,
}

impl<'a> Walk<'a> {
    fn inside(&mut self, path: &str, schema: &'a Value, seen: &mut Vec<*const Value>) {
        for branch in branches(self.root, schema) {
            // A schema that holds itself is described once.
            if seen.contains(&std::ptr::from_ref(branch)) {
                continue;
            }
            seen.push(branch);
            let required: Vec<&str> =
                branch["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            for (name, field) in branch["properties"].as_object().into_iter().flatten() {
                let place = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                self.field(&place, field, required.contains(&name.as_str()));
                self.inside(&place, field, seen);
            }
            if branch["additionalProperties"].is_object() {
                self.inside(&format!("{path}.<name>"), &branch["additionalProperties"], seen);
            }
            if branch["items"].is_object() {
                self.inside(&format!("{path}[]"), &branch["items"], seen);
            }
            seen.pop();
        }
    }

    fn field(&mut self, path: &str, schema: &Value, required: bool) {
        // Two forms of a value may share a field.
        if self.fields.iter().any(|field| field.path == path) {
            return;
        }
        let own = schema["description"].as_str();
        let behind = branches(self.root, schema);
        let text = own.or_else(|| behind.first().and_then(|branch| branch["description"].as_str())).unwrap_or_default();
        let (about, facts) = split(text);
        let section = behind.iter().all(|branch| branch["properties"].is_object());
        self.fields.push(Field {
            path: path.to_owned(),
            values: values(self.root, schema),
            about,
            facts,
            required,
            schema: schema.clone(),
            section,
        });
    }
}

/// The forms that a value may have.
pub(crate) fn branches<'a>(root: &'a Value, schema: &'a Value) -> Vec<&'a Value> {
    if let Some(target) = schema["$ref"].as_str().and_then(|reference| root.pointer(reference.trim_start_matches('#')))
    {
        return branches(root, target);
    }
    match (schema["anyOf"].as_array(), schema["oneOf"].as_array()) {
        (Some(inner), _) | (None, Some(inner)) => inner.iter().flat_map(|branch| branches(root, branch)).collect(),
        _ => vec![schema],
    }
}

/// What may stand there, in words.
fn values(root: &Value, schema: &Value) -> String {
    let mut forms: Vec<String> = Vec::new();
    for branch in branches(root, schema) {
        for form in form(root, branch) {
            if !forms.contains(&form) {
                forms.push(form);
            }
        }
    }
    forms.join(" or ")
}

fn form(root: &Value, branch: &Value) -> Vec<String> {
    if let Some(word) = branch["const"].as_str() {
        return vec![format!("`{word}`")];
    }
    if let Some(words) = branch["enum"].as_array() {
        return words.iter().filter_map(Value::as_str).map(|word| format!("`{word}`")).collect();
    }
    let kind = branch["type"].as_str().or_else(|| branch["type"][0].as_str()).unwrap_or("any");
    let named = branch["format"].as_str().filter(|_| kind == "string").and_then(|_| branch["description"].as_str());
    vec![match (kind, named) {
        ("string", Some(text)) => text.trim_end_matches('.').to_owned(),
        ("string", None) => "text".to_owned(),
        ("boolean", _) => "`true` or `false`".to_owned(),
        ("integer", _) => "a whole number".to_owned(),
        ("number", _) => "a number".to_owned(),
        ("array", _) => format!("a list of {}", values(root, &branch["items"])),
        ("object", _) if branch["properties"].is_object() => "a section".to_owned(),
        ("object", _) if branch["additionalProperties"].is_object() => {
            format!("a map of {}", values(root, &branch["additionalProperties"]))
        }
        ("object", _) => "a map of anything".to_owned(),
        _ => "anything".to_owned(),
    }]
}

/// The sentences of a description, and its facts.
fn split(text: &str) -> (String, BTreeMap<&'static str, String>) {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut marks: Vec<(usize, &'static str)> = Vec::new();
    for label in LABELS {
        let begins = |at: &usize| *at == 0 || text[..*at].ends_with(' ');
        marks.extend(text.match_indices(&format!("{label}: ")).map(|(at, _)| at).filter(begins).map(|at| (at, label)));
    }
    marks.sort_unstable();
    let about = text[..marks.first().map_or(text.len(), |(at, _)| *at)].trim().to_owned();
    let mut facts = BTreeMap::new();
    for (index, (at, label)) in marks.iter().enumerate() {
        let end = marks.get(index + 1).map_or(text.len(), |(next, _)| *next);
        let fact = text[at + label.len() + 2..end].trim().trim_end_matches('.').to_owned();
        facts.insert(*label, fact);
    }
    (about, facts)
}

/// What the smallest spec resolves to where it gives nothing, by path.
pub(crate) fn defaults() -> BTreeMap<String, Value> {
    const SMALLEST: &str =
        "{name: dev, region: us-east-1, network: {vpcId: vpc-0a1b2c3d4e5f60718, subnets: {tags: {tier: private}}}}";
    let resolved = Spec::from_text(SMALLEST, Format::Yaml, "smallest").ok().and_then(|spec| spec.resolve().ok());
    let rows = resolved.map(|resolved| resolved.defaulted).unwrap_or_default();
    rows.into_iter().map(|row| (generic(&row.path), row.value)).collect()
}

/// A path with the user's names and the numbers of items taken out.
pub(crate) fn generic(path: &str) -> String {
    let mut steps: Vec<String> = Vec::new();
    let parsed = karpool::spec::Path::parse(path).unwrap_or_default();
    for segment in parsed.segments() {
        match segment {
            karpool::spec::Segment::Field(name) => {
                let chosen = matches!(&steps[..], [map] if MAPS.contains(&map.as_str()));
                steps.push(if chosen { "<name>".to_owned() } else { name.clone() });
            }
            karpool::spec::Segment::Index(_) => {
                if let Some(last) = steps.last_mut() {
                    last.push_str("[]");
                }
            }
        }
    }
    steps.join(".")
}

/// Maps of the spec whose names the user chooses.
const MAPS: [&str; 6] = ["nodeGroups", "addons", "nodeClasses", "nodePools", "fargateProfiles", "nodeOverlays"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_told_from_sentences() {
        let (about, facts) = split("The size.\nOf it.\n\nUnit: days. Default: `90`. Wire: `logs:Put.days`.");
        assert_eq!(about, "The size. Of it.");
        assert_eq!(facts["Unit"], "days");
        assert_eq!(facts["Default"], "`90`");
        assert_eq!(facts["Wire"], "`logs:Put.days`");
    }

    #[test]
    fn names_of_the_user_are_taken_out_of_paths() {
        assert_eq!(generic("nodePools.x86.disruption.budgets[0].nodes"), "nodePools.<name>.disruption.budgets[].nodes");
        assert_eq!(generic("kubernetes.logs.types"), "kubernetes.logs.types");
    }
}
