//! What CloudWatch Logs' input members may be.
//!
//! Source: CloudWatch Logs API Reference, the "Request Parameters" of each operation.

use crate::wire::member::Member;
use crate::wire::shape::Kind;

const fn text(min: usize, max: usize, pattern: &'static str) -> Kind {
    Kind::Text { min, max, pattern }
}

const GROUP: Kind = text(1, 512, r"[\.\-_/#A-Za-z0-9]+");
const STREAM: Kind = text(1, 512, "[^:*]*");

pub(crate) const MEMBERS: &[Member] = &[
    ("deletionProtectionEnabled", Kind::Boolean),
    ("kmsKeyId", text(0, 256, "")),
    ("limit", Kind::Integer { min: 1, max: 50 }),
    ("logGroupClass", Kind::Enum(&["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"])),
    ("logGroupIdentifier", text(1, 2048, r"[\w#+=/:,.@-]*")),
    ("logGroupIdentifiers", Kind::List { min: 1, max: 50 }),
    ("logGroupName", GROUP),
    ("logGroupNamePattern", text(0, 512, r"[\.\-_/#A-Za-z0-9]*")),
    ("logGroupNamePrefix", GROUP),
    ("logStreamName", STREAM),
    ("logStreamNamePrefix", STREAM),
    ("nextToken", text(1, usize::MAX, "")),
    ("resourceArn", text(1, 1011, r"[\w+=/:,.@\-*]*")),
    ("resourceIdentifier", text(1, 2048, r"[\w+=/:,.@\-\*]*")),
    ("retentionInDays", Kind::Integer { min: i64::MIN, max: i64::MAX }),
    ("tagKeys", Kind::List { min: 0, max: 50 }),
    ("tagKeys[]", text(1, 128, r"([\p{L}\p{Z}\p{N}_.:/=+\-@]+)")),
    ("tags", Kind::Map { min: 1, max: 50 }),
];
