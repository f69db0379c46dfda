//! Maps laid over one another: `merge` and its kin. Go lays every map into the first where it lies, and maps below it
//! that came from elsewhere are changed for everybody; where that would show, the answer is a refusal.

use std::collections::BTreeMap;
use std::sync::Arc;

use gotmpl::Value as Go;

use super::super::arguments::{Arguments, Function, Map, map, map_of};

/// The functions that lay maps over one another. Their first argument is the mask that `tree::prepare` writes: a `1` for
/// every map that nobody else holds, down to its leaves.
pub(super) const TABLE: &[(&str, Function)] = &[
    ("merge", |arguments| merged("merge", arguments)),
    ("mustMerge", |arguments| merged("mustMerge", arguments)),
    ("mergeOverwrite", |arguments| merged("mergeOverwrite", arguments)),
    ("mustMergeOverwrite", |arguments| merged("mustMergeOverwrite", arguments)),
];

/// A map, and who holds it.
struct Layer {
    map: Map,
    /// Nobody else holds the map itself.
    own: bool,
    /// Nobody else holds the maps below it, as far as `below` does not say otherwise.
    own_below: bool,
    below: BTreeMap<Arc<str>, Layer>,
}

/// Lays the later maps under (or, where the function overwrites, over) the first.
fn merged(name: &str, arguments: &Arguments<'_>) -> Result<Go, String> {
    let mask = arguments.text(0)?;
    let mut own = mask.chars().map(|one| one == '1');
    let mut own = || own.next().unwrap_or(false);
    let mut result = Layer { map: arguments.map(1)?, own: true, own_below: own(), below: BTreeMap::new() };
    for one in arguments.rest(2) {
        result.lay(&map_of(one)?, own(), name.ends_with("Overwrite")).map_err(|Shared| {
            format!("`{name}` changes a map in place that is used elsewhere, which is not supported; deepCopy it first")
        })?;
    }
    Ok(map(result.map))
}

/// A change would show elsewhere.
struct Shared;

impl Layer {
    fn lay(&mut self, source: &Map, own: bool, overwrite: bool) -> Result<(), Shared> {
        for (key, new) in source {
            match (self.map.get(key), new) {
                (Some(Go::Map(old)), Go::Map(new)) => {
                    let below = || Layer {
                        map: old.as_ref().clone(),
                        own: self.own_below,
                        own_below: self.own_below,
                        below: BTreeMap::new(),
                    };
                    let below = self.below.entry(key.clone()).or_insert_with(below);
                    below.lay(new, own, overwrite)?;
                    self.map.insert(key.clone(), map(below.map.clone()));
                }
                // An empty value counts as not given, and nothing fills no gap, as in Go's mergo.
                (Some(old), _) if old.is_truthy() && !overwrite => {}
                (_, Go::Nil) if !overwrite => {}
                (Some(old), new) if old == new => {}
                _ if !self.own => return Err(Shared),
                (_, new) => {
                    self.map.insert(key.clone(), new.clone());
                    self.below.remove(key);
                    if let Go::Map(new) = new {
                        let new = new.as_ref().clone();
                        self.below.insert(key.clone(), Layer { map: new, own, own_below: own, below: BTreeMap::new() });
                    }
                }
            }
        }
        Ok(())
    }
}
