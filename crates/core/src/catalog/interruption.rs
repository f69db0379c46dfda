//! The interruption queue and the events that reach it: attributes, queue policy, rules.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::policy::{Document, Effect, Principal, Statement};

/// Id of the one target of every rule.
pub const TARGET_ID: &str = "KarpenterInterruptionQueueTarget";

/// Queue attributes that are always set. Source: Karpenter's getting-started template, `KarpenterInterruptionQueue`.
pub const QUEUE_ATTRIBUTES: &[(&str, &str)] = &[("MessageRetentionPeriod", "300"), ("SqsManagedSseEnabled", "true")];

/// One event rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Id in upstream's template, and our logical id's last part.
    pub id: &'static str,
    /// Last part of the rule's name, in the words of this project.
    pub name: &'static str,
    /// `source` of the event pattern.
    pub source: &'static str,
    /// `detail-type` of the event pattern.
    pub detail_type: &'static str,
    /// Karpenter minor that first acts on it.
    pub since_minor: u64,
}

/// The five rules. Source: the same template; `since` from its history.
pub const RULES: &[Rule] = &[
    Rule {
        id: "ScheduledChangeRule",
        name: "scheduled-change",
        source: "aws.health",
        detail_type: "AWS Health Event",
        since_minor: 0,
    },
    Rule {
        id: "SpotInterruptionRule",
        name: "spot-interruption",
        source: "aws.ec2",
        detail_type: "EC2 Spot Instance Interruption Warning",
        since_minor: 0,
    },
    Rule {
        id: "RebalanceRule",
        name: "rebalance",
        source: "aws.ec2",
        detail_type: "EC2 Instance Rebalance Recommendation",
        since_minor: 0,
    },
    Rule {
        id: "InstanceStateChangeRule",
        name: "instance-state-change",
        source: "aws.ec2",
        detail_type: "EC2 Instance State-change Notification",
        since_minor: 0,
    },
    Rule {
        id: "CapacityReservationInterruptionRule",
        name: "capacity-reservation-interruption",
        source: "aws.ec2",
        detail_type: "EC2 Capacity Reservation Instance Interruption Warning",
        since_minor: 10,
    },
];

impl Rule {
    /// The event pattern that EventBridge is given.
    pub fn event_pattern(&self) -> Value {
        json!({"source": [self.source], "detail-type": [self.detail_type]})
    }
}

/// The rules a controller of this minor acts on.
pub fn rules(karpenter_minor: u64) -> impl Iterator<Item = &'static Rule> {
    RULES.iter().filter(move |rule| karpenter_minor >= rule.since_minor)
}

/// Attributes of the queue. With a KMS key the key replaces SQS's own encryption: both together are refused by SQS.
pub fn queue_attributes(kms_key: Option<&str>) -> BTreeMap<String, String> {
    let mut attributes: BTreeMap<String, String> =
        QUEUE_ATTRIBUTES.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    if let Some(key) = kms_key {
        attributes.insert("SqsManagedSseEnabled".to_owned(), "false".to_owned());
        attributes.insert("KmsMasterKeyId".to_owned(), key.to_owned());
    }
    attributes
}

/// The queue's policy: EventBridge may send, nobody may use plain HTTP.
pub fn queue_policy(queue_arn: &str) -> Document {
    let send = Statement::allow(["sqs:SendMessage"])
        .principal_of("Service", ["events.amazonaws.com", "sqs.amazonaws.com"])
        .on([queue_arn]);
    let mut deny =
        Statement::allow(["sqs:*"]).sid("DenyHTTP").on([queue_arn]).when("Bool", "aws:SecureTransport", ["false"]);
    deny.effect = Effect::Deny;
    deny.principal = Some(Principal::Everyone);
    let mut document = Document::new(vec![send, deny]);
    document.id = Some("EC2InterruptionPolicy".to_owned());
    document
}
