//! What EventBridge's input members may be.
//!
//! Source: EventBridge API Reference, the "Request Parameters" of each operation.

use crate::wire::member::Member;
use crate::wire::shape::Kind;

const fn text(min: usize, max: usize, pattern: &'static str) -> Kind {
    Kind::Text { min, max, pattern }
}

const NAME: Kind = text(1, 64, r"[\.\-_A-Za-z0-9]+");
const ARN: Kind = text(1, 1600, "");
const BUS: &str = r"(arn:aws[\w-]*:events:[a-z]+-[a-z]+-[\w-]+:[0-9]{12}:event-bus\/)?[/\.\-_A-Za-z0-9]+";

pub(crate) const MEMBERS: &[Member] = &[
    ("Description", text(0, 512, "")),
    ("Entries", Kind::List { min: 1, max: 10 }),
    ("EventBusName", text(1, 1600, BUS)),
    ("EventPattern", text(0, 4096, "")),
    ("Force", Kind::Boolean),
    ("Ids", Kind::List { min: 1, max: 100 }),
    ("Ids[]", NAME),
    ("Limit", Kind::Integer { min: 1, max: 100 }),
    ("Name", NAME),
    ("NamePrefix", NAME),
    ("NextToken", text(1, 2048, "")),
    ("ResourceARN", ARN),
    ("RoleArn", ARN),
    ("Rule", NAME),
    ("ScheduleExpression", text(0, 256, "")),
    ("State", Kind::Enum(&["ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"])),
    ("TagKeys[]", text(1, 128, "")),
    ("Tags", Kind::List { min: 0, max: usize::MAX }),
    ("Tags[].Key!", text(1, 128, "")),
    ("Tags[].Value!", text(0, 256, "")),
    ("TargetArn", ARN),
    ("Targets", Kind::List { min: 1, max: 100 }),
    ("Targets[].Arn!", ARN),
    ("Targets[].Id!", NAME),
    ("Targets[].Input", text(0, 8192, "")),
    ("Targets[].InputPath", text(0, 256, "")),
    ("Targets[].RoleArn", ARN),
    ("Targets[].RetryPolicy.MaximumEventAgeInSeconds", Kind::Integer { min: 60, max: 86_400 }),
    ("Targets[].RetryPolicy.MaximumRetryAttempts", Kind::Integer { min: 0, max: 185 }),
];
