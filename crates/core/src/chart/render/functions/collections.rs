//! Maps. All functions answer a new value: nothing is changed in place.

use std::collections::BTreeSet;

use gotmpl::Value as Go;

use super::super::arguments::{Arguments, Function, Map, map, map_of, text, text_of};

pub(super) const TABLE: &[(&str, Function)] = &[
    ("dict", dict),
    ("set", |arguments| {
        let mut changed = arguments.map(0)?;
        changed.insert(arguments.text(1)?.into(), arguments.at(2)?.clone());
        Ok(map(changed))
    }),
    ("unset", |arguments| {
        let mut changed = arguments.map(0)?;
        changed.remove(arguments.text(1)?.as_str());
        Ok(map(changed))
    }),
    ("get", |arguments| Ok(arguments.map(0)?.get(arguments.text(1)?.as_str()).cloned().unwrap_or_else(|| text("")))),
    ("hasKey", |arguments| Ok(Go::Bool(arguments.map(0)?.contains_key(arguments.text(1)?.as_str())))),
    ("keys", |arguments| {
        let mut keys = Vec::new();
        for one in arguments.values {
            keys.extend(map_of(one)?.into_keys().map(Go::String));
        }
        Ok(Go::List(keys.into()))
    }),
    ("values", |arguments| Ok(Go::List(arguments.map(0)?.into_values().collect()))),
    ("pick", |arguments| Ok(map(chosen(arguments, true)?))),
    ("omit", |arguments| Ok(map(chosen(arguments, false)?))),
    ("pluck", |arguments| {
        let key = arguments.text(0)?;
        let maps = arguments.rest(1).iter().map(map_of).collect::<Result<Vec<_>, _>>()?;
        Ok(Go::List(maps.iter().filter_map(|one| one.get(key.as_str()).cloned()).collect()))
    }),
    ("dig", dig),
];

fn dict(arguments: &Arguments<'_>) -> Result<Go, String> {
    let pairs = arguments.values.chunks(2);
    Ok(map(pairs.map(|pair| (text_of(&pair[0]).into(), pair.get(1).cloned().unwrap_or_else(|| text("")))).collect()))
}

fn chosen(arguments: &Arguments<'_>, named: bool) -> Result<Map, String> {
    let names: BTreeSet<String> = arguments.rest(1).iter().map(text_of).collect();
    Ok(arguments.map(0)?.into_iter().filter(|(key, _)| names.contains(key.as_ref()) == named).collect())
}

fn dig(arguments: &Arguments<'_>) -> Result<Go, String> {
    let [keys @ .., default, start] = arguments.values else {
        return Err("it takes keys, a default and a map".to_owned());
    };
    let mut here = start.clone();
    for key in keys {
        match map_of(&here)?.get(text_of(key).as_str()) {
            Some(below) => here = below.clone(),
            None => return Ok(default.clone()),
        }
    }
    Ok(here)
}
