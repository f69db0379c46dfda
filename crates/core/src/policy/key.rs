//! Policies of KMS keys.

use super::document::Statement;

/// What a service does with a key that encrypts its data.
/// Source: CloudWatch Logs user guide, "Set permissions on the KMS key".
pub const SERVICE_ACTIONS: [&str; 5] =
    ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"];

/// What CloudWatch Logs cannot do without. Source: as above.
pub const LOGS_NEED: [&str; 3] = ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey"];

/// What EventBridge needs to send to a queue that is encrypted.
/// Source: SQS developer guide, "Configure KMS permissions for AWS services".
pub const EVENTS_NEED: [&str; 2] = ["kms:Decrypt", "kms:GenerateDataKey"];

/// The service that sends events.
pub const EVENTS: &str = "events.amazonaws.com";

/// EventBridge, for whatever queue has the key.
pub fn events() -> Statement {
    Statement::allow(EVENTS_NEED).sid("EventBridge").principal_of("Service", [EVENTS]).on(["*"])
}

/// The account decides by IAM who may use the key; without this statement nobody could change it any more.
/// Source: KMS developer guide, "Default key policy".
pub fn account(partition: &str, account: &str) -> Statement {
    Statement::allow(["kms:*"])
        .sid("EnableIAMUserPermissions")
        .principal_of("AWS", [format!("arn:{partition}:iam::{account}:root")])
        .on(["*"])
}

/// CloudWatch Logs for one log group.
pub fn logs(service: &str, log_group_arn: &str) -> Statement {
    Statement::allow(SERVICE_ACTIONS).sid("CloudWatchLogs").principal_of("Service", [service]).on(["*"]).when(
        "ArnEquals",
        "kms:EncryptionContext:aws:logs:arn",
        [log_group_arn],
    )
}
