//! What IAM's input members may be.
//!
//! Source: IAM API Reference, the "Request Parameters" of each operation; most members have one constraint
//! everywhere.

use super::fault;
use crate::call::{Call, Fault};
use crate::wire::member::Member;
use crate::wire::shape::Kind;

const fn text(min: usize, max: usize, pattern: &'static str) -> Kind {
    Kind::Text { min, max, pattern }
}

const NAME: &str = r"[\w+=,.@-]+";
const PATH: &str = r"(\u002F)|(\u002F[\u0021-\u007E]+\u002F)";
const DOCUMENT: Kind = text(1, 131_072, r"[\u0009\u000A\u000D\u0020-\u00FF]+");
const ARN: Kind = text(20, 2048, "");

pub(crate) const MEMBERS: &[Member] = &[
    ("AWSServiceName", text(1, 128, NAME)),
    ("AccessKeyId", text(16, 128, r"[\w]+")),
    ("ActionNames", Kind::List { min: 0, max: usize::MAX }),
    ("ActionNames[]", text(3, 128, "")),
    ("AssumeRolePolicyDocument", DOCUMENT),
    ("CallerArn", text(1, 2048, "")),
    ("ClientID", text(1, 255, "")),
    ("ClientIDList[]", text(1, 255, "")),
    ("CustomSuffix", text(1, 64, NAME)),
    ("DeletionTaskId", text(1, 1000, "")),
    ("CreatePolicy:Description", text(0, 1000, "")),
    ("Description", text(0, 1000, r"[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*")),
    ("EntityFilter", Kind::Enum(&["User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy"])),
    ("InstanceProfileName", text(1, 128, NAME)),
    ("Marker", text(1, 320, r"[\u0020-\u00FF]+")),
    ("MaxItems", Kind::Integer { min: 1, max: 1000 }),
    ("MaxSessionDuration", Kind::Integer { min: 3600, max: 43200 }),
    ("MaxSigninSessionDuration", Kind::Integer { min: 3600, max: 7_776_000 }),
    ("OnlyAttached", Kind::Boolean),
    ("OpenIDConnectProviderArn", ARN),
    ("Path", text(1, 512, PATH)),
    ("PathPrefix", text(1, 512, r"\u002F[\u0021-\u007F]*")),
    ("PermissionsBoundary", ARN),
    ("PolicyArn", ARN),
    ("PolicyDocument", DOCUMENT),
    ("PolicyName", text(1, 128, NAME)),
    ("PolicySourceArn", ARN),
    ("PolicyUsageFilter", Kind::Enum(&["PermissionsPolicy", "PermissionsBoundary"])),
    ("ResourceHandlingOption", text(1, 64, "")),
    ("ResourceOwner", text(1, 2048, "")),
    ("RoleName", text(1, 64, NAME)),
    ("Scope", Kind::Enum(&["All", "AWS", "Local"])),
    ("SetAsDefault", Kind::Boolean),
    ("Status", Kind::Enum(&["Active", "Inactive"])),
    ("TagKeys", Kind::List { min: 0, max: 50 }),
    ("TagKeys[]", text(1, 128, r"[\p{L}\p{Z}\p{N}_.:/=+\-@]+")),
    ("Tags", Kind::List { min: 0, max: 50 }),
    ("Tags[].Key!", text(1, 128, r"[\p{L}\p{Z}\p{N}_.:/=+\-@]+")),
    ("Tags[].Value!", text(0, 256, r"[\p{L}\p{Z}\p{N}_.:/=+\-@]*")),
    ("ThumbprintList[]", text(40, 40, "")),
    ("Url", text(1, 255, "")),
    ("UserName", text(1, 64, NAME)),
    ("VersionId", text(0, usize::MAX, r"v[1-9][0-9]*(\.[A-Za-z0-9-]*)?")),
];

/// Members that name something by its ARN.
const ARNS: &[&str] = &["OpenIDConnectProviderArn", "PermissionsBoundary", "PolicyArn", "PolicySourceArn"];

/// An account knows no ARNs of other partitions, not even those of AWS's own policies there.
pub(crate) fn check_partition(call: &Call<'_>) -> Result<(), Fault> {
    let given = ARNS.iter().filter_map(|member| call.input[*member].as_str());
    let mut partitions = given.filter_map(|arn| arn.strip_prefix("arn:")?.split(':').next());
    match partitions.find(|partition| *partition != call.partition) {
        Some(partition) => Err(fault::validation(format!("Invalid ARN partition: {partition}"))),
        None => Ok(()),
    }
}
