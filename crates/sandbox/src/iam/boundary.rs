//! Permissions boundaries.

use serde_json::{Value, json};

use super::{attachment, fault, role, user};
use crate::call::{Call, Fault, Reply};

/// The boundary that a request sets, if it sets one.
pub(crate) fn given(call: &mut Call<'_>) -> Result<Option<String>, Fault> {
    let Some(arn) = call.text("PermissionsBoundary") else {
        return Ok(None);
    };
    attachment::check_arn(&arn)?;
    if attachment::exists(call, &arn) {
        Ok(Some(arn))
    } else {
        Err(fault::no_such_entity(format!("Scope ARN: {arn} does not exist or is not attachable.")))
    }
}

pub(crate) fn shown(boundary: Option<&str>) -> Value {
    match boundary {
        Some(arn) => json!({"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": arn}),
        None => Value::Null,
    }
}

/// `PutRolePermissionsBoundary` and its sibling for users.
pub(crate) fn put(call: &mut Call<'_>) -> Reply {
    let boundary = given(call)?;
    set(call, boundary)
}

/// `DeleteRolePermissionsBoundary` and its sibling for users.
pub(crate) fn delete(call: &mut Call<'_>) -> Reply {
    set(call, None)
}

fn set(call: &mut Call<'_>, boundary: Option<String>) -> Reply {
    if call.operation.contains("Role") {
        role::open_own(call)?.boundary = boundary;
    } else {
        user::open(call)?.boundary = boundary;
    }
    Ok(json!({}))
}
