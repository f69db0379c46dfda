//! The functions templates may call besides Go's own: Helm's, and those of sprig that give the same answer every time.

mod cases;
mod collections;
mod conversion;
mod flow;
mod format;
mod json;
mod layers;
mod lists;
mod numbers;
mod patterns;
mod print;
mod signatures;
mod text;
mod versions;

use std::sync::Arc;

use gotmpl::{FuncMap, TemplateError, Value as Go};

use super::arguments::{Arguments, Function, text_of};
use super::effort::{Effort, failed};
use super::object;
use super::tree::INTERNAL;
pub(super) use flow::OF_VALUES as TYPE_OF_VALUE;
pub(super) use versions::matches;

/// Functions of sprig and Helm whose answer differs from run to run, or depends on the machine.
const REFUSED: &[&str] = &[
    "now",
    "date",
    "dateInZone",
    "ago",
    "htmlDate",
    "uuidv4",
    "randAlphaNum",
    "randAlpha",
    "randNumeric",
    "randAscii",
    "randInt",
    "randBytes",
    "shuffle",
    "genPrivateKey",
    "genCA",
    "genCAWithKey",
    "genSelfSignedCert",
    "genSelfSignedCertWithKey",
    "genSignedCert",
    "genSignedCertWithKey",
    "htpasswd",
    "bcrypt",
    "derivePassword",
    "encryptAES",
    "env",
    "expandenv",
    "getHostByName",
];

/// Go's own that the engine brings.
const BUILT_IN: &[&str] = &["and", "or", "not", "len", "index", "eq", "ne", "lt", "le", "gt", "ge"];

/// Functions that keep what they are given as it is, or look at its outside alone; objects of Go may go through them.
const HOLDING: &[&str] = &[
    "all",
    "any",
    "append",
    "coalesce",
    "concat",
    "deepCopy",
    "default",
    "dict",
    "empty",
    "first",
    "get",
    "hasKey",
    "initial",
    "kindIs",
    "kindOf",
    "last",
    "list",
    "merge",
    "mergeOverwrite",
    "mustAppend",
    "mustDeepCopy",
    "mustMerge",
    "mustMergeOverwrite",
    "mustPrepend",
    "omit",
    "pick",
    "prepend",
    "required",
    "rest",
    "set",
    "ternary",
    "tuple",
    "typeIs",
    "typeIsLike",
    "typeOf",
    TYPE_OF_VALUE,
    "unset",
];

/// Functions that print what they are given, objects of Go as well.
const PRINTING: &[&str] =
    &["quote", "squote", "toString", "print", "println", "printf", "cat", "html", "js", "urlquery"];

/// Whether templates may call it.
pub(super) fn is_known(functions: &FuncMap, name: &str) -> bool {
    BUILT_IN.contains(&name) || functions.contains_key(name) && !INTERNAL.contains(&name)
}

/// Every function by its name, `include` and `tpl` excepted.
pub(super) fn all(effort: &Arc<Effort>) -> FuncMap {
    let mut map = FuncMap::new();
    let tables = [
        cases::TABLE,
        collections::TABLE,
        conversion::TABLE,
        flow::TABLE,
        layers::TABLE,
        lists::TABLE,
        numbers::TABLE,
        patterns::TABLE,
        print::TABLE,
        text::TABLE,
        versions::TABLE,
    ];
    for (name, function) in tables.into_iter().flatten() {
        insert(&mut map, name, *function, effort);
    }
    for name in REFUSED {
        let reason = format!("{name}: its answer is not the same every time, so a plan could not show it");
        map.insert((*name).to_owned(), Arc::new(move |_: &[Go]| Err(TemplateError::Exec(reason.clone()))));
    }
    map
}

fn insert(map: &mut FuncMap, name: &'static str, function: Function, effort: &Arc<Effort>) {
    let effort = Arc::clone(effort);
    let call = move |values: &[Go]| {
        let result = taken(name, values, &effort).and_then(|values| {
            signatures::check(name, &values)?;
            let value = function(&Arguments { values: &values })?;
            let counted = if HOLDING.contains(&name) { effort.hold(&value) } else { effort.weigh(&value).map(|_| ()) };
            counted.map(|()| value)
        });
        result.map_err(|reason| failed(format!("{name}: {reason}")))
    };
    map.insert(name.to_owned(), Arc::new(call));
}

/// The arguments as the function gets them: what it reads is counted, and no object is read as if it were a value.
fn taken(name: &str, values: &[Go], effort: &Effort) -> Result<Vec<Go>, String> {
    let mut values = values.to_vec();
    if HOLDING.contains(&name) {
        let parts = values.iter().map(|value| value.len().unwrap_or(1));
        return effort.work(parts.sum()).map(|()| values);
    }
    for value in &mut values {
        if PRINTING.contains(&name) && matches!(value, Go::Function(_)) {
            *value = object::printed(value)?;
        }
        if effort.weigh(value)?.holds_object {
            return Err("it is given an object of Go, which is not supported".to_owned());
        }
    }
    Ok(values)
}

/// A value as an action prints it: what the engine itself would print otherwise than Go becomes text.
pub(super) fn shown(value: &Go, effort: &Effort) -> Result<Go, String> {
    match value {
        Go::Float(_) => Ok(Go::String(text_of(value).into())),
        Go::List(_) | Go::Map(_) if effort.weigh(value)?.holds_object => {
            Err("an object of Go is printed, which is not supported".to_owned())
        }
        Go::List(_) | Go::Map(_) => Ok(Go::String(text_of(value).into())),
        Go::Function(_) => object::printed(value),
        other => Ok(other.clone()),
    }
}
