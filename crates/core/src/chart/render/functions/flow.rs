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
    ("ternary", |arguments| match arguments.at(2)? {
        Go::Bool(chosen) => arguments.at(usize::from(!chosen)).cloned(),
        other => Err(format!("wrong type for value; expected bool; got {}", other.type_name())),
    }),
    ("required", required),
    ("fail", |arguments| Err(arguments.text(0)?)),
    // There is no cluster to look into while a plan is made; Helm answers the same in `helm template`.
    ("lookup", |_| Ok(super::super::arguments::map(Map::new()))),
    ("kindOf", |arguments| kind(arguments.at(0)?).map(text)),
    ("kindIs", |arguments| is(arguments.text(0)?.as_str(), kind(arguments.at(1)?))),
    ("typeOf", |arguments| type_of(arguments.at(0)?).map(text)),
    ("typeIs", |arguments| is(arguments.text(0)?.as_str(), type_of(arguments.at(1)?))),
    ("typeIsLike", |arguments| is(arguments.text(0)?.trim_start_matches('*'), type_of(arguments.at(1)?))),
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

/// Go has several kinds of whole numbers, and which one a function gives is not kept here.
fn kind(value: &Go) -> Result<&'static str, String> {
    Ok(match value {
        Go::Nil => "invalid",
        Go::Bool(_) => "bool",
        Go::Int(_) | Go::Uint(_) => return Err("it asks for the type of a whole number, which is not known".to_owned()),
        Go::Float(_) => "float64",
        Go::String(_) => "string",
        Go::List(_) => "slice",
        Go::Map(_) => "map",
        Go::Function(_) => "func",
    })
}

fn type_of(value: &Go) -> Result<&'static str, String> {
    match value {
        Go::Nil => Ok("<nil>"),
        Go::List(_) => Ok("[]interface {}"),
        Go::Map(_) => Ok("map[string]interface {}"),
        other => kind(other),
    }
}

/// That a whole number is no text can be said all the same.
fn is(asked: &str, found: Result<&'static str, String>) -> Result<Go, String> {
    match found {
        Err(reason) if asked.starts_with("int") || asked.starts_with("uint") => Err(reason),
        found => Ok(Go::Bool(found == Ok(asked))),
    }
}
