//! Rows of CloudWatch Logs.

use karpool::Specimen;
use karpool::resource::Owner;
use karpool::resource::aws::{Name, log_group::LogGroup};
use serde_json::json;

use super::{repaint, tags};
use crate::bench::{ACCOUNT_ID, Bench, REGION};
use crate::hand::MARKS;
use crate::row::{Drift, Marks, Row};

pub struct LogGroupRow;

const NAME: &str = "/aws/eks/specimen/cluster";

impl Row for LogGroupRow {
    type Of = LogGroup;
    const MARKS: Marks = Marks::TagsOrFree;
    const STEADY: &'static [(&'static str, &'static str)] = &[("name", "the key")];

    fn specimen(_: &Bench, owner: Owner) -> Specimen<LogGroup> {
        let want = LogGroup { name: NAME.into(), retention: Some(7), tags: tags(owner) };
        Specimen::new("logs.log_group/specimen", Name::new(NAME), want)
    }

    fn drifts(_: &Bench) -> Vec<Drift<LogGroup>> {
        vec![
            Drift::made("retention", "retentionInDays", |want: &mut LogGroup| want.retention = Some(30)),
            Drift::made("retention", "retentionInDays", |want: &mut LogGroup| want.retention = None),
            Drift::made("tags", "tags.", |want: &mut LogGroup| repaint(&mut want.tags)),
        ]
    }

    fn unmark(bench: &Bench) {
        let arn = format!("arn:aws:logs:{REGION}:{ACCOUNT_ID}:log-group:{NAME}");
        bench.logs("UntagResource", json!({"resourceArn": arn, "tagKeys": MARKS}));
    }
}
