//! Rows of EventBridge.

use karpool::Specimen;
use karpool::resource::Owner;
use karpool::resource::aws::event_rule::{Rule, RuleName, Target};
use serde_json::json;

use super::{repaint, tags};
use crate::bench::{ACCOUNT_ID, Bench, REGION};
use crate::hand::MARKS;
use crate::row::{Drift, Row};

pub struct RuleRow;

const NAME: &str = "specimen-SpotInterruption";

fn target(queue: &str) -> Target {
    Target { id: "queue".into(), arn: format!("arn:aws:sqs:{REGION}:{ACCOUNT_ID}:{queue}") }
}

impl Row for RuleRow {
    type Of = Rule;
    const STEADY: &'static [(&'static str, &'static str)] = &[("name", "the key")];

    fn specimen(_: &Bench, owner: Owner) -> Specimen<Rule> {
        let want = Rule {
            name: NAME.into(),
            description: "tells the queue".into(),
            pattern: json!({"source": ["aws.ec2"], "detail-type": ["EC2 Spot Instance Interruption Warning"]}),
            target: target("specimen"),
            tags: tags(owner),
        };
        let key = RuleName { name: NAME.into(), prefix: "specimen-".into() };
        Specimen::new("events.rule/specimen", key, want)
    }

    fn drifts(_: &Bench) -> Vec<Drift<Rule>> {
        vec![
            Drift::made("description", "description", |want: &mut Rule| want.description = "other".into()),
            Drift::made("pattern", "eventPattern", |want: &mut Rule| want.pattern = json!({"source": ["aws.s3"]})),
            Drift::made("target", "targets", |want: &mut Rule| want.target = target("other")),
            Drift::made("tags", "tags.", |want: &mut Rule| repaint(&mut want.tags)),
            Drift::stranger("pattern", "enabled", |bench| {
                bench.events("DisableRule", json!({"Name": NAME}));
            }),
            Drift::stranger("target", "targets", |bench| {
                bench.events("RemoveTargets", json!({"Rule": NAME, "Ids": ["queue"]}));
            }),
            Drift::stranger("target", "targets", |bench| {
                let more = json!([{"Id": "more", "Arn": target("more").arn}]);
                bench.events("PutTargets", json!({"Rule": NAME, "Targets": more}));
            }),
        ]
    }

    fn unmark(bench: &Bench) {
        let arn = format!("arn:aws:events:{REGION}:{ACCOUNT_ID}:rule/{NAME}");
        bench.events("UntagResource", json!({"ResourceARN": arn, "TagKeys": MARKS}));
    }
}
