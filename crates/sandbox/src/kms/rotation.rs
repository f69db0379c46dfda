//! Automatic rotation.

use std::time::Duration;

use serde_json::json;

use super::{Key, fault, lookup};
use crate::call::{Call, Fault, Reply};

/// Source: KMS API Reference, EnableKeyRotation.
const DEFAULT_DAYS: i64 = 365;

fn open<'c>(call: &'c mut Call<'_>) -> Result<&'c mut Key, Fault> {
    let key = lookup::open_alive(call)?;
    super::key::refuse_aws(key)?;
    if !key.is_symmetric() {
        return Err(Fault::new(400, "UnsupportedOperationException", "The key does not support rotation."));
    }
    if !key.enabled {
        return Err(Fault::new(400, "DisabledException", format!("{} is disabled.", key.arn)));
    }
    Ok(key)
}

pub(crate) fn enable(call: &mut Call<'_>) -> Reply {
    let days = call.input["RotationPeriodInDays"].as_i64();
    if let Some(n) = days.filter(|n| !(90..=2560).contains(n)) {
        let rule = if n < 90 { "greater than or equal to 90" } else { "less than or equal to 2560" };
        let rule = format!("Member must have value {rule}");
        return Err(fault::constraint(&n.to_string(), "rotationPeriodInDays", &rule));
    }
    let now = call.now();
    let key = open(call)?;
    let (old, since) = key.rotation.unwrap_or((DEFAULT_DAYS, now));
    key.rotation = Some((days.unwrap_or(old), since));
    Ok(json!({}))
}

pub(crate) fn disable(call: &mut Call<'_>) -> Reply {
    open(call)?.rotation = None;
    Ok(json!({}))
}

pub(crate) fn status(call: &mut Call<'_>) -> Reply {
    let key = lookup::open(call)?;
    if !key.is_symmetric() {
        return Err(Fault::new(400, "UnsupportedOperationException", "The key does not support rotation."));
    }
    let mut shown = json!({ "KeyId": key.arn, "KeyRotationEnabled": key.rotation.is_some() });
    if let Some((days, since)) = key.rotation {
        shown["RotationPeriodInDays"] = days.into();
        let next = since + Duration::from_secs(86_400 * days.max(0) as u64);
        shown["NextRotationDate"] = next.epoch_seconds().into();
    }
    Ok(shown)
}
