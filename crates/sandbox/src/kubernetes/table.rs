//! Answers as tables, for people.

use serde_json::{Value, json};

use super::cluster::Cluster;
use super::resource::Resource;
use super::table_column::{Column, cells, columns};

/// The form in which a client wants objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Plain,
    Table,
    Metadata,
}

impl Form {
    pub(crate) fn of(accept: &str) -> Form {
        for one in accept.split(',') {
            if one.contains("as=Table") {
                return Form::Table;
            }
            if one.contains("as=PartialObjectMetadata") {
                return Form::Metadata;
            }
            if one.trim().starts_with("application/json") {
                return Form::Plain;
            }
        }
        Form::Plain
    }
}

/// Only the metadata of an object.
pub(crate) fn partial(object: Value) -> Value {
    json!({ "kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": object["metadata"] })
}

/// Objects as rows. `include` is `None`, `Object`, or by default `Metadata`.
pub(crate) fn table(
    cluster: &Cluster,
    resource: &Resource,
    objects: Vec<Value>,
    metadata: &Value,
    include: &str,
) -> Value {
    let columns: Vec<Column> = columns(cluster, resource);
    let definitions: Vec<Value> = columns
        .iter()
        .map(|one| {
            let format = if one.name == "Name" { "name" } else { "" };
            json!({ "name": one.name, "type": one.kind, "format": format, "description": "", "priority": one.priority })
        })
        .collect();
    let rows: Vec<Value> = objects
        .into_iter()
        .map(|object| {
            let cells = cells(&columns, &object, cluster.now);
            match include {
                "None" => json!({ "cells": cells }),
                "Object" => json!({ "cells": cells, "object": object }),
                _ => json!({ "cells": cells, "object": partial(object) }),
            }
        })
        .collect();
    json!({ "kind": "Table", "apiVersion": "meta.k8s.io/v1", "metadata": metadata,
        "columnDefinitions": definitions, "rows": rows })
}
