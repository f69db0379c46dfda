//! JSON patch (RFC 6902).

use serde_json::Value;

use crate::kubernetes::status::Status;

fn refused(why: impl std::fmt::Display) -> Status {
    Status::new(422, "Invalid", format!("the server rejected our request due to an error in our request: {why}"))
}

/// Applies a list of operations in order.
///
/// # Errors
/// 422 when an operation does not fit the document.
pub(crate) fn json(value: &Value, patch: &Value) -> Result<Value, Status> {
    let operations =
        patch.as_array().ok_or_else(|| Status::bad_request("error decoding patch: a JSON patch is a list"))?;
    let mut document = value.clone();
    for operation in operations {
        let path = operation["path"].as_str().unwrap_or_default();
        let from = operation["from"].as_str().unwrap_or_default();
        match operation["op"].as_str() {
            Some("add") => add(&mut document, path, operation["value"].clone())?,
            Some("remove") => {
                remove(&mut document, path)?;
            }
            Some("replace") => {
                remove(&mut document, path)?;
                add(&mut document, path, operation["value"].clone())?;
            }
            Some("move") => {
                let moved = remove(&mut document, from)?;
                add(&mut document, path, moved)?;
            }
            Some("copy") => {
                let copied = document.pointer(from).cloned().ok_or_else(|| refused(format!("no {from}")))?;
                add(&mut document, path, copied)?;
            }
            Some("test") => {
                if document.pointer(path) != Some(&operation["value"]) {
                    return Err(refused(format!("testing value {path} failed")));
                }
            }
            other => return Err(refused(format!("unexpected kind: {}", other.unwrap_or("unknown")))),
        }
    }
    Ok(document)
}

fn split(path: &str) -> Result<(&str, String), Status> {
    let (parent, last) = path.rsplit_once('/').ok_or_else(|| refused(format!("bad path \"{path}\"")))?;
    Ok((parent, last.replace("~1", "/").replace("~0", "~")))
}

fn add(document: &mut Value, path: &str, value: Value) -> Result<(), Status> {
    if path.is_empty() {
        *document = value;
        return Ok(());
    }
    let (parent, last) = split(path)?;
    let missing = || refused(format!("add operation does not apply: doc is missing path: \"{path}\": missing value"));
    match document.pointer_mut(parent).ok_or_else(missing)? {
        Value::Object(fields) => {
            fields.insert(last, value);
        }
        Value::Array(items) => {
            let at = if last == "-" { items.len() } else { last.parse().map_err(|_| missing())? };
            if at > items.len() {
                return Err(missing());
            }
            items.insert(at, value);
        }
        _ => return Err(missing()),
    }
    Ok(())
}

fn remove(document: &mut Value, path: &str) -> Result<Value, Status> {
    let (parent, last) = split(path)?;
    let missing =
        || refused(format!("remove operation does not apply: doc is missing path: \"{path}\": missing value"));
    match document.pointer_mut(parent).ok_or_else(missing)? {
        Value::Object(fields) => fields.shift_remove(&last).ok_or_else(missing),
        Value::Array(items) => {
            let at: usize = last.parse().map_err(|_| missing())?;
            if at < items.len() { Ok(items.remove(at)) } else { Err(missing()) }
        }
        _ => Err(missing()),
    }
}
