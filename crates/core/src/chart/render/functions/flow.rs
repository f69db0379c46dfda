//! Choices, defaults and refusals.

use gotmpl::Value as Go;

use super::super::arguments::{Arguments, Function, Map, text, text_of};
use super::json::typed;

/// `typeOf` of what is a value of the chart: its type is known.
pub(in super::super) const OF_VALUES: &str = "typeOfValue";

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
    ("kindIs", |arguments| is(arguments, kind)),
    ("typeOf", |arguments| type_of(arguments.at(0)?).map(text)),
    ("typeIs", |arguments| is(arguments, type_of)),
    ("typeIsLike", |arguments| is(arguments, type_of)),
    (OF_VALUES, |arguments| match arguments.at(0)? {
        Go::List(_) => Ok(text("[]interface {}")),
        Go::Map(_) => Ok(text("map[string]interface {}")),
        other => type_of(other).map(text),
    }),
    ("deepEqual", |arguments| Ok(Go::Bool(typed(arguments.at(0)?) == typed(arguments.at(1)?)))),
    ("deepCopy", copied),
    ("mustDeepCopy", copied),
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

fn copied(arguments: &Arguments<'_>) -> Result<Go, String> {
    match arguments.at(0)? {
        Go::Nil => Err("nothing cannot be copied".to_owned()),
        value => Ok(value.clone()),
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
        Go::Function(_) => return Err("it asks for the type of an object of Go, which is not supported".to_owned()),
    })
}

/// Go has several types of lists and tables, and which one a function or a value has is not kept here.
fn type_of(value: &Go) -> Result<&'static str, String> {
    match value {
        Go::Nil => Ok("<nil>"),
        Go::List(_) | Go::Map(_) => Err("it asks for the type of a list or table, which is not known".to_owned()),
        other => kind(other),
    }
}

/// That a whole number is no text, and a table no number, can be said all the same.
fn is(arguments: &Arguments<'_>, found: fn(&Go) -> Result<&'static str, String>) -> Result<Go, String> {
    const CERTAIN: &[&str] = &["string", "bool", "float64", "float32", "invalid", "<nil>", "slice", "map"];
    let (asked, value) = (arguments.text(0)?, arguments.at(1)?);
    match found(value) {
        Err(reason) if matches!(value, Go::Function(_)) || !CERTAIN.contains(&asked.as_str()) => Err(reason),
        found => Ok(Go::Bool(found == Ok(asked.as_str()))),
    }
}
