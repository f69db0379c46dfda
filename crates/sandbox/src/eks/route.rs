//! One REST-JSON route, and how a request is matched against a table of them.

use http::Method;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

/// How a query parameter becomes a member of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Parameter {
    Text,
    Number,
    Boolean,
    /// Repeated parameters make a list.
    List,
}

/// Method and path template of an operation; `{member}` stands for one encoded segment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Route {
    pub(crate) operation: &'static str,
    pub(crate) method: &'static str,
    pub(crate) template: &'static str,
    pub(crate) query: &'static [(&'static str, Parameter)],
}

/// The first route that fits, with path and query members decoded under the API's names.
pub(crate) fn find(
    routes: &[Route],
    method: &Method,
    path: &str,
    query: &[(String, String)],
) -> Option<(&'static str, Value)> {
    routes.iter().filter(|route| route.method == method.as_str()).find_map(|route| {
        let mut members = match_path(route.template, path)?;
        read_query(route.query, query, &mut members);
        Some((route.operation, Value::Object(members)))
    })
}

fn match_path(template: &str, path: &str) -> Option<Map<String, Value>> {
    let path = path.strip_suffix('/').filter(|p| !p.is_empty()).unwrap_or(path);
    let (mut wanted, mut given) = (template.split('/'), path.split('/'));
    let mut members = Map::new();
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some(members),
            (Some(step), Some(segment)) => match step.strip_prefix('{').and_then(|s| s.strip_suffix('}')) {
                Some(member) => {
                    let text = percent_decode_str(segment).decode_utf8().ok()?;
                    members.insert(member.to_owned(), Value::String(text.into_owned()));
                }
                None if step == segment => {}
                None => return None,
            },
            _ => return None,
        }
    }
}

fn read_query(parameters: &[(&str, Parameter)], query: &[(String, String)], members: &mut Map<String, Value>) {
    for (name, kind) in parameters {
        let mut values = query.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone());
        let value = match kind {
            Parameter::List => {
                let all: Vec<Value> = values.map(Value::String).collect();
                if all.is_empty() { Value::Null } else { Value::Array(all) }
            }
            Parameter::Text => values.next().map_or(Value::Null, Value::String),
            // What is no number or truth value stays text, so that validation can refuse it.
            Parameter::Number | Parameter::Boolean => values.next().map_or(Value::Null, |text| {
                serde_json::from_str(&text)
                    .ok()
                    .filter(|v: &Value| v.is_i64() || v.is_boolean())
                    .unwrap_or(Value::String(text))
            }),
        };
        if !value.is_null() {
            members.insert((*name).to_owned(), value);
        }
    }
}
