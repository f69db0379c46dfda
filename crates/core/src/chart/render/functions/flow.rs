//! Choices, defaults and refusals.

use gotmpl::Value as Go;

use super::super::arguments::{Arguments, Function, Map, text, text_of};
use crate::chart::go_value::to_json;

pub(super) const TABLE: &[(&str, Function)] = &[
    ("default", default),
    ("empty", |arguments| Ok(Go::Bool(!arguments.last()?.is_truthy()))),
    ("coalesce", |arguments| Ok(arguments.values.iter().find(|value| value.is_truthy()).cloned().unwrap_or(Go::Nil))),
    ("all", |arguments| Ok(Go::Bool(arguments.values.iter().all(Go::is_truthy)))),
    ("any", |arguments| Ok(Go::Bool(arguments.values.iter().any(Go::is_truthy)))),
    ("ternary", |arguments| arguments.at(if arguments.at(2)?.is_truthy() { 0 } else { 1 }).cloned()),
    ("required", required),
    ("fail", |arguments| Err(arguments.text(0)?)),
    // There is no cluster to look into while a plan is made; Helm answers the same in `helm template`.
    ("lookup", |_| Ok(super::super::arguments::map(Map::new()))),
    ("kindOf", |arguments| Ok(text(kind(arguments.at(0)?)))),
    ("kindIs", |arguments| Ok(Go::Bool(kind(arguments.at(1)?) == arguments.text(0)?))),
    ("typeOf", |arguments| Ok(text(type_of(arguments.at(0)?)))),
    ("typeIs", |arguments| Ok(Go::Bool(type_of(arguments.at(1)?) == arguments.text(0)?))),
    ("typeIsLike", |arguments| Ok(Go::Bool(type_of(arguments.at(1)?) == arguments.text(0)?.trim_start_matches('*')))),
    ("deepEqual", |arguments| Ok(Go::Bool(to_json(arguments.at(0)?) == to_json(arguments.at(1)?)))),
    ("deepCopy", |arguments| arguments.at(0).cloned()),
    ("mustDeepCopy", |arguments| arguments.at(0).cloned()),
];

fn default(arguments: &Arguments<'_>) -> Result<Go, String> {
    let given = arguments.values.get(1).filter(|given| given.is_truthy());
    given.map_or_else(|| arguments.at(0).cloned(), |given| Ok(given.clone()))
}

fn required(arguments: &Arguments<'_>) -> Result<Go, String> {
    let value = arguments.at(1)?;
    match value {
        Go::Nil => Err(text_of(arguments.at(0)?)),
        Go::String(given) if given.is_empty() => Err(text_of(arguments.at(0)?)),
        other => Ok(other.clone()),
    }
}

fn kind(value: &Go) -> &'static str {
    match value {
        Go::Nil => "invalid",
        Go::Bool(_) => "bool",
        Go::Int(_) => "int64",
        Go::Uint(_) => "uint64",
        Go::Float(_) => "float64",
        Go::String(_) => "string",
        Go::List(_) => "slice",
        Go::Map(_) => "map",
        Go::Function(_) => "func",
    }
}

fn type_of(value: &Go) -> &'static str {
    match value {
        Go::Nil => "<nil>",
        Go::List(_) => "[]interface {}",
        Go::Map(_) => "map[string]interface {}",
        other => kind(other),
    }
}
