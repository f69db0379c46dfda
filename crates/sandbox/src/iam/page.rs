//! Lists in pages: Marker, MaxItems, IsTruncated.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::fault;
use crate::call::{Call, Reply};

/// Source: IAM API Reference, MaxItems ("If you do not include this parameter, the number of items defaults to 100").
const DEFAULT: usize = 100;

/// Answers one page of `items`, which are sorted by their keys.
pub(crate) fn answer(call: &Call<'_>, member: &str, items: Vec<(String, Value)>) -> Reply {
    let size = match call.text("MaxItems") {
        None => DEFAULT,
        Some(text) => text
            .parse::<usize>()
            .ok()
            .filter(|n| (1..=1000).contains(n))
            .ok_or_else(|| fault::constraint(&text, "maxItems", "Member must have value between 1 and 1000"))?,
    };
    let after = match call.text("Marker") {
        None => None,
        Some(marker) => Some(decode(&marker).ok_or_else(|| fault::validation("Invalid Marker."))?),
    };
    let rest: Vec<(String, Value)> =
        items.into_iter().filter(|(key, _)| after.as_ref().is_none_or(|after| key > after)).collect();
    let truncated = rest.len() > size;
    let marker = truncated.then(|| URL_SAFE_NO_PAD.encode(format!("after:{}", rest[size - 1].0)));
    let page: Vec<Value> = rest.into_iter().take(size).map(|(_, value)| value).collect();
    let mut reply = json!({ member: page, "IsTruncated": truncated });
    if let Some(marker) = marker {
        reply["Marker"] = marker.into();
    }
    Ok(reply)
}

fn decode(marker: &str) -> Option<String> {
    let bytes = URL_SAFE_NO_PAD.decode(marker).ok()?;
    String::from_utf8(bytes).ok()?.strip_prefix("after:").map(str::to_owned)
}
