//! The managers of an object's fields, read from and written to `metadata.managedFields`.

use serde_json::{Map, Value, json};

use super::compare::{Comparison, compare, ownable};
use super::field_set::FieldSet;
use crate::kubernetes::schema::Schema;
use crate::time::Time;

/// One manager with its fields.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Manager {
    pub(crate) name: String,
    pub(crate) applies: bool,
    pub(crate) api_version: String,
    pub(crate) subresource: String,
    pub(crate) time: String,
    pub(crate) fields: FieldSet,
}

/// Who writes, and when.
#[derive(Clone, Debug)]
pub(crate) struct Writer {
    pub(crate) name: String,
    pub(crate) api_version: String,
    /// `status` or empty.
    pub(crate) subresource: String,
    pub(crate) now: Time,
}

impl Manager {
    fn read(entry: &Value) -> Manager {
        let text = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
        Manager {
            name: text("manager"),
            applies: entry["operation"] == "Apply",
            api_version: text("apiVersion"),
            subresource: text("subresource"),
            time: text("time"),
            fields: FieldSet::decode(&entry["fieldsV1"]),
        }
    }

    fn write(&self) -> Value {
        let mut entry = Map::new();
        entry.insert("manager".to_owned(), json!(self.name));
        entry.insert("operation".to_owned(), json!(if self.applies { "Apply" } else { "Update" }));
        entry.insert("apiVersion".to_owned(), json!(self.api_version));
        entry.insert("time".to_owned(), json!(self.time));
        entry.insert("fieldsType".to_owned(), json!("FieldsV1"));
        entry.insert("fieldsV1".to_owned(), self.fields.encode());
        if !self.subresource.is_empty() {
            entry.insert("subresource".to_owned(), json!(self.subresource));
        }
        Value::Object(entry)
    }

    pub(crate) fn is_update_of(&self, writer: &Writer) -> bool {
        !self.applies
            && self.name == writer.name
            && self.api_version == writer.api_version
            && self.subresource == writer.subresource
    }

    pub(crate) fn is_apply_of(&self, writer: &Writer) -> bool {
        self.applies && self.name == writer.name && self.subresource == writer.subresource
    }
}

pub(crate) fn read(object: &Value) -> Vec<Manager> {
    let entries = object["metadata"]["managedFields"].as_array();
    entries.into_iter().flatten().map(Manager::read).collect()
}

/// Writes the managers into the object: appliers first, then by time and name; those without fields are gone.
pub(crate) fn write(object: &mut Value, mut managers: Vec<Manager>) {
    managers.retain(|manager| !manager.fields.is_empty());
    managers.sort_by(|a, b| {
        (!a.applies, &a.time, &a.name, &a.api_version, &a.subresource).cmp(&(
            !b.applies,
            &b.time,
            &b.name,
            &b.api_version,
            &b.subresource,
        ))
    });
    let Some(metadata) = object.get_mut("metadata").and_then(Value::as_object_mut) else { return };
    if managers.is_empty() {
        metadata.shift_remove("managedFields");
    } else {
        metadata.insert("managedFields".to_owned(), managers.iter().map(Manager::write).collect());
    }
}

/// Records a create or update: the writer owns what it changed, and nobody else does.
pub(crate) fn record_update(old: &Value, new: &mut Value, schema: &Schema, typed: bool, writer: &Writer) {
    let changes: Comparison = compare(&ownable(old), &ownable(new), schema, typed);
    let mut managers = read(old);
    for manager in &mut managers {
        if !manager.is_update_of(writer) {
            manager.fields.subtract(&changes.modified);
            manager.fields.subtract(&changes.added);
        }
        manager.fields.subtract(&changes.removed);
    }
    let mut mine = changes.modified;
    mine.union(&changes.added);
    if !mine.is_empty() {
        let time = writer.now.rfc3339();
        match managers.iter_mut().find(|manager| manager.is_update_of(writer)) {
            Some(manager) => {
                let before = manager.fields.clone();
                manager.fields.union(&mine);
                if manager.fields != before {
                    manager.time = time;
                }
            }
            None => managers.push(Manager {
                name: writer.name.clone(),
                applies: false,
                api_version: writer.api_version.clone(),
                subresource: writer.subresource.clone(),
                time,
                fields: mine,
            }),
        }
    }
    write(new, managers);
}
