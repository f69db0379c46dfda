//! One server-side apply.

use serde_json::Value;

use super::compare::{compare, ownable};
use super::conflict::conflict;
use super::field_set::FieldSet;
use super::managers::{Manager, Writer, read, write};
use super::merge::{merge, remove_left};
use crate::kubernetes::schema::Schema;
use crate::kubernetes::status::Status;

/// A merged object whose managers are up to date.
#[derive(Debug)]
pub(crate) struct Applied {
    pub(crate) object: Value,
}

/// Lays a configuration over the live object (an object with nothing but its identity when there is none).
///
/// # Errors
/// 409 when another manager owns a field that would change and `force` is not set.
pub(crate) fn apply(
    live: &Value,
    config: &Value,
    (schema, typed): (&Schema, bool),
    writer: &Writer,
    force: bool,
) -> Result<Applied, Status> {
    let mut managers = read(live);
    let wanted = ownable(config);
    let mine = if wanted.as_object().is_some_and(serde_json::Map::is_empty) {
        FieldSet::default()
    } else {
        FieldSet::of(&wanted, schema)
    };
    let last = managers.iter().find(|one| one.is_apply_of(writer)).map(|one| one.fields.clone());
    let mut object = merge(live, config, schema);
    if let Some(last) = &last {
        let mut owned = mine.clone();
        for manager in managers.iter().filter(|one| !one.is_apply_of(writer)) {
            owned.union(&manager.fields);
        }
        remove_left(&mut object, schema, last, &owned);
    }
    let changes = compare(&ownable(live), &ownable(&object), schema, typed);
    let mut touched = changes.modified.clone();
    touched.union(&changes.added);
    let conflicts: Vec<(&Manager, Vec<String>)> = managers
        .iter()
        .filter(|one| !one.is_apply_of(writer))
        .map(|one| (one, one.fields.intersection(&touched).paths()))
        .filter(|(_, paths)| !paths.is_empty())
        .collect();
    if !conflicts.is_empty() && !force {
        return Err(conflict(&conflicts));
    }
    for manager in managers.iter_mut().filter(|one| !one.is_apply_of(writer)) {
        manager.fields.subtract(&touched);
        manager.fields.subtract(&changes.removed);
    }
    set_mine(&mut managers, mine, writer);
    write(&mut object, managers);
    Ok(Applied { object })
}

fn set_mine(managers: &mut Vec<Manager>, fields: FieldSet, writer: &Writer) {
    match managers.iter_mut().find(|one| one.is_apply_of(writer)) {
        Some(manager) if manager.fields == fields && manager.api_version == writer.api_version => {}
        Some(manager) => {
            manager.fields = fields;
            manager.api_version.clone_from(&writer.api_version);
            manager.time = writer.now.rfc3339();
        }
        None => managers.push(Manager {
            name: writer.name.clone(),
            applies: true,
            api_version: writer.api_version.clone(),
            subresource: writer.subresource.clone(),
            time: writer.now.rfc3339(),
            fields,
        }),
    }
}
