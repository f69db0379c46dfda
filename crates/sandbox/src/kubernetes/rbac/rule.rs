//! One policy rule.

use serde_json::{Value, json};

use super::Attributes;

/// What a role allows.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Rule {
    pub(crate) verbs: Vec<String>,
    pub(crate) groups: Vec<String>,
    pub(crate) resources: Vec<String>,
    pub(crate) names: Vec<String>,
    pub(crate) paths: Vec<String>,
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn has(list: &[String], wanted: &str) -> bool {
    list.iter().any(|one| one == "*" || one == wanted)
}

impl Rule {
    pub(crate) fn list(rules: &Value) -> Vec<Rule> {
        rules.as_array().into_iter().flatten().map(Rule::read).collect()
    }

    fn read(rule: &Value) -> Rule {
        Rule {
            verbs: texts(&rule["verbs"]),
            groups: texts(&rule["apiGroups"]),
            resources: texts(&rule["resources"]),
            names: texts(&rule["resourceNames"]),
            paths: texts(&rule["nonResourceURLs"]),
        }
    }

    pub(crate) fn everything() -> Rule {
        let all = || vec!["*".to_owned()];
        Rule { verbs: all(), groups: all(), resources: all(), names: Vec::new(), paths: all() }
    }

    pub(crate) fn write(&self) -> Value {
        let mut rule = json!({ "verbs": self.verbs });
        for (name, list) in [
            ("apiGroups", &self.groups),
            ("resources", &self.resources),
            ("resourceNames", &self.names),
            ("nonResourceURLs", &self.paths),
        ] {
            if !list.is_empty() {
                rule[name] = json!(list);
            }
        }
        rule
    }

    pub(crate) fn covers(&self, wanted: &Attributes) -> bool {
        if !has(&self.verbs, &wanted.verb) {
            return false;
        }
        if !wanted.path.is_empty() {
            return self.paths.iter().any(|one| match one.strip_suffix('*') {
                Some(prefix) => wanted.path.starts_with(prefix),
                None => *one == wanted.path,
            });
        }
        let sub = wanted.resource.split_once('/').map(|(_, sub)| format!("*/{sub}"));
        has(&self.groups, &wanted.group)
            && (has(&self.resources, &wanted.resource) || sub.is_some_and(|sub| self.resources.contains(&sub)))
            && (self.names.is_empty() || self.names.contains(&wanted.name))
    }

    /// The single attributes that the rule allows, for the check that nobody gives away what they do not have.
    pub(crate) fn split(&self) -> Vec<Attributes> {
        let mut all = Vec::new();
        let none = [String::new()];
        for verb in &self.verbs {
            for path in &self.paths {
                all.push(Attributes { verb: verb.clone(), path: path.clone(), ..Attributes::default() });
            }
            for group in &self.groups {
                for resource in &self.resources {
                    for name in if self.names.is_empty() { &none[..] } else { &self.names[..] } {
                        all.push(Attributes {
                            verb: verb.clone(),
                            group: group.clone(),
                            resource: resource.clone(),
                            name: name.clone(),
                            ..Attributes::default()
                        });
                    }
                }
            }
        }
        all
    }
}
