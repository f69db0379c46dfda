use serde_json::Value;
use crate::life::pass::Pass;
use crate::life::health::Health;
pub(crate) fn check(_pass: &Pass<'_>, _pod: &Value) -> Health { Health::Waiting }
