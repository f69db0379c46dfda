//! Lists in pages.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use super::fault::invalid;
use crate::call::{Call, Reply};

/// How many a page has when the caller does not say. Source: EKS API reference, `maxResults` (at most 100).
const DEFAULT: usize = 100;

/// One page of a list under `member`, with `nextToken` unless it is the last.
///
/// The token names the place behind the last item and the list it belongs to.
pub(crate) fn page(call: &Call<'_>, member: &str, items: Vec<Value>) -> Reply {
    let size = call.input["maxResults"].as_u64().map_or(DEFAULT, |n| n.clamp(1, 100) as usize);
    let start = match call.text("nextToken") {
        None => 0,
        Some(token) => position(&token, &call.operation)
            .filter(|start| *start <= items.len())
            .ok_or_else(|| invalid("The specified nextToken is invalid."))?,
    };
    let end = (start + size).min(items.len());
    let next = (end < items.len()).then(|| BASE64_STANDARD.encode(format!("{}:{end}", call.operation)));
    Ok(json!({ member: items[start..end], "nextToken": next }))
}

fn position(token: &str, operation: &str) -> Option<usize> {
    let text = String::from_utf8(BASE64_STANDARD.decode(token).ok()?).ok()?;
    text.strip_prefix(operation)?.strip_prefix(':')?.parse().ok()
}
