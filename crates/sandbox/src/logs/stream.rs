//! Log streams.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{constraint, group, page};
use crate::call::{Call, Fault, Reply};
use crate::time::Time;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Stream {
    pub name: String,
    pub created: Time,
}

fn name(call: &Call<'_>) -> Result<String, Fault> {
    let name = call.text("logStreamName").unwrap_or_default();
    if name.is_empty() || name.chars().count() > 512 || name.contains([':', '*']) {
        return Err(constraint(&name, "logStreamName", "Member must satisfy regular expression pattern: [^:*]*"));
    }
    Ok(name)
}

pub(crate) fn create(call: &mut Call<'_>) -> Reply {
    let name = name(call)?;
    let now = call.now();
    let streams = &mut group::open(call)?.streams;
    if streams.contains_key(&name) {
        return Err(Fault::new(400, "ResourceAlreadyExistsException", "The specified log stream already exists"));
    }
    streams.insert(name.clone(), Stream { name, created: now });
    Ok(json!({}))
}

pub(crate) fn delete(call: &mut Call<'_>) -> Reply {
    let name = name(call)?;
    match group::open(call)?.streams.remove(&name) {
        Some(_) => Ok(json!({})),
        None => Err(Fault::new(400, "ResourceNotFoundException", "The specified log stream does not exist.")),
    }
}

pub(crate) fn describe(call: &mut Call<'_>) -> Reply {
    let prefix = call.text("logStreamNamePrefix").unwrap_or_default();
    let group = group::open(call)?;
    let items = group
        .streams
        .values()
        .filter(|stream| stream.name.starts_with(&prefix))
        .map(|stream| {
            let arn = format!("{}:log-stream:{}", group.arn, stream.name);
            let shown =
                json!({"logStreamName": stream.name, "creationTime": stream.created.0, "arn": arn, "storedBytes": 0});
            (stream.name.clone(), shown)
        })
        .collect();
    page(call, "logStreams", items)
}
