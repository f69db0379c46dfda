//! Rows of CloudWatch Logs.

use karpool::Specimen;
use karpool::graph::Value;
use karpool::resource::Owner;
use karpool::resource::aws::{Name, log_group::LogGroup};
use serde_json::json;

use super::{repaint, tags};
use crate::bench::{ACCOUNT_ID, Bench, REGION};
use crate::hand::MARKS;
use crate::row::{Drift, Marks, Row, Then};

pub struct LogGroupRow;

const NAME: &str = "/aws/eks/specimen/cluster";

impl Row for LogGroupRow {
    type Of = LogGroup;
    const MARKS: Marks = Marks::TagsOrFree;
    const STEADY: &'static [(&'static str, &'static str)] = &[
        ("name", "the key"),
        ("kms_key", "a_given_key_is_looked_at_before_anything_is_made and a_key_is_made_once move it"),
    ];

    fn specimen(_: &Bench, owner: Owner) -> Specimen<LogGroup> {
        let want = LogGroup {
            name: NAME.into(),
            retention: Some(7),
            class: "STANDARD".into(),
            kms_key: Value::Known(None),
            tags: tags(owner),
        };
        Specimen::new("logs.log_group/specimen", Name::new(NAME), want)
    }

    fn drifts(_: &Bench) -> Vec<Drift<LogGroup>> {
        vec![
            Drift::made("retention", "retentionInDays", |want: &mut LogGroup| want.retention = Some(30)),
            Drift::made("retention", "retentionInDays", |want: &mut LogGroup| want.retention = None),
            Drift::made("class", "logGroupClass", |want: &mut LogGroup| want.class = "INFREQUENT_ACCESS".into())
                .then(Then::Refused),
            Drift::made("tags", "tags.", |want: &mut LogGroup| repaint(&mut want.tags)),
        ]
    }

    fn unmark(bench: &Bench) {
        let arn = format!("arn:aws:logs:{REGION}:{ACCOUNT_ID}:log-group:{NAME}");
        bench.logs("UntagResource", json!({"resourceArn": arn, "tagKeys": MARKS}));
    }
}
