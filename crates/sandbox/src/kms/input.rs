//! What KMS's input members may be.
//!
//! Source: KMS API Reference, the "Request Parameters" of each operation.

use crate::wire::member::Member;
use crate::wire::shape::Kind;

const fn text(min: usize, max: usize, pattern: &'static str) -> Kind {
    Kind::Text { min, max, pattern }
}

const KEY: Kind = text(1, 2048, "");
const PRINCIPAL: Kind = text(1, 256, r"[\w+=,.@:/-]+");

pub(crate) const MEMBERS: &[Member] = &[
    ("AliasName", text(1, 256, "[a-zA-Z0-9:/_-]+")),
    ("BypassPolicyLockoutSafetyCheck", Kind::Boolean),
    ("Description", text(0, 8192, "")),
    ("GrantId", text(1, 128, "")),
    ("GranteePrincipal", PRINCIPAL),
    ("KeyId", KEY),
    ("KeyUsage", Kind::Enum(&["SIGN_VERIFY", "ENCRYPT_DECRYPT", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT"])),
    ("Limit", Kind::Integer { min: 1, max: 1000 }),
    ("Marker", text(1, 1024, r"[\u0020-\u00FF]*")),
    ("MultiRegion", Kind::Boolean),
    ("Name", text(1, 256, "[a-zA-Z0-9:/_-]+")),
    ("Origin", Kind::Enum(&["AWS_KMS", "EXTERNAL", "AWS_CLOUDHSM", "EXTERNAL_KEY_STORE"])),
    ("PendingWindowInDays", Kind::Integer { min: 1, max: 365 }),
    ("Policy", text(1, 131_072, r"[\u0009\u000A\u000D\u0020-\u00FF]+")),
    ("PolicyName", text(1, 128, r"[\w]+")),
    ("RetiringPrincipal", PRINCIPAL),
    ("RotationPeriodInDays", Kind::Integer { min: 90, max: 2560 }),
    ("TagKeys[]", text(1, 128, "")),
    ("Tags[].TagKey!", text(1, 128, "")),
    ("Tags[].TagValue!", text(0, 256, "")),
    ("TargetKeyId", KEY),
];
