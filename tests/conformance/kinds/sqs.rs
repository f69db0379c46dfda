//! Rows of SQS.

use karpool::Specimen;
use karpool::resource::Owner;
use karpool::resource::aws::{Name, sqs_queue::Queue};
use serde_json::json;

use super::{document, repaint, tags};
use crate::bench::{ACCOUNT_ID, Bench, REGION};
use crate::hand::MARKS;
use crate::row::{Drift, Row};

/// SQS takes any key's ARN; whether it works shows when a message comes.
const KEY: &str = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

pub struct QueueRow;

const NAME: &str = "specimen";

fn policy(service: &str) -> karpool::policy::Document {
    document(&format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"Events","Effect":"Allow","Principal":{{"Service":"{service}"}},
            "Action":"sqs:SendMessage","Resource":"arn:aws:sqs:{REGION}:{ACCOUNT_ID}:{NAME}"}}]}}"#
    ))
}

fn url(bench: &Bench) -> serde_json::Value {
    bench.sqs("GetQueueUrl", json!({"QueueName": NAME}))["QueueUrl"].clone()
}

impl Row for QueueRow {
    type Of = Queue;
    const STEADY: &'static [(&'static str, &'static str)] = &[("name", "the key")];

    fn specimen(_: &Bench, owner: Owner) -> Specimen<Queue> {
        let want = Queue {
            name: NAME.into(),
            retention: 300,
            kms_key: None,
            policy: policy("events.amazonaws.com"),
            tags: tags(owner),
        };
        Specimen::new("sqs.queue/specimen", Name::new(NAME), want)
    }

    fn drifts(_: &Bench) -> Vec<Drift<Queue>> {
        vec![
            Drift::made("retention", "messageRetentionPeriod", |want: &mut Queue| want.retention = 600),
            Drift::made("kms_key", "kmsMasterKeyId", |want: &mut Queue| want.kms_key = Some(KEY.into())),
            Drift::made("policy", "policy", |want: &mut Queue| want.policy = policy("sqs.amazonaws.com")),
            Drift::made("tags", "tags.", |want: &mut Queue| repaint(&mut want.tags)),
            Drift::stranger("policy", "policy", |bench| {
                bench.sqs("SetQueueAttributes", json!({"QueueUrl": url(bench), "Attributes": {"Policy": ""}}));
            }),
            Drift::stranger("policy", "sqsManagedSseEnabled", |bench| {
                let attributes = json!({"SqsManagedSseEnabled": "false"});
                bench.sqs("SetQueueAttributes", json!({"QueueUrl": url(bench), "Attributes": attributes}));
            }),
        ]
    }

    fn unmark(bench: &Bench) {
        bench.sqs("UntagQueue", json!({"QueueUrl": url(bench), "TagKeys": MARKS}));
    }
}
