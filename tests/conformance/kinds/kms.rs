//! Rows of KMS.

use karpool::Specimen;
use karpool::resource::Owner;
use karpool::resource::aws::kms_key::{Key, KeyAlias};
use serde_json::{Value as Json, json};

use super::{document, repaint, tags};
use crate::bench::{ACCOUNT_ID, Bench};
use crate::hand::MARKS;
use crate::row::{Drift, Row};

pub struct KeyRow;

const ALIAS: &str = "alias/karpool/specimen/secrets";

fn policy(sid: &str) -> karpool::policy::Document {
    document(&format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"{sid}","Effect":"Allow",
            "Principal":{{"AWS":"arn:aws:iam::{ACCOUNT_ID}:root"}},"Action":"kms:*","Resource":"*"}}]}}"#
    ))
}

fn key_id(bench: &Bench) -> Json {
    bench.kms("DescribeKey", json!({"KeyId": ALIAS}))["KeyMetadata"]["KeyId"].clone()
}

impl Row for KeyRow {
    type Of = Key;
    const STEADY: &'static [(&'static str, &'static str)] =
        &[("description", "asked for at creation; it says what the alias says")];

    fn specimen(_: &Bench, owner: Owner) -> Specimen<Key> {
        let key = KeyAlias { alias: ALIAS.into(), stack: owner.stack.clone(), id: owner.id.clone(), key: None };
        let want = Key { description: "a specimen".into(), policy: policy("Account"), tags: tags(owner) };
        Specimen::new("kms.key/specimen", key, want)
    }

    fn drifts(_: &Bench) -> Vec<Drift<Key>> {
        vec![
            Drift::stranger("policy", "policy", |bench| {
                let other = policy("Account").to_json().replace("kms:*", "kms:Describe*");
                let both = other.replace("\"Statement\":[", "\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"*\"},\"Action\":\"kms:*\",\"Resource\":\"*\"},");
                let input = json!({"KeyId": key_id(bench), "PolicyName": "default", "Policy": both});
                bench.kms("PutKeyPolicy", input);
            }),
            Drift::stranger("policy", "enabled", |bench| {
                bench.kms("DisableKey", json!({"KeyId": key_id(bench)}));
            }),
            Drift::stranger("policy", "keyRotationEnabled", |bench| {
                bench.kms("DisableKeyRotation", json!({"KeyId": key_id(bench)}));
            }),
            Drift::made("tags", "tags.", |want: &mut Key| repaint(&mut want.tags)),
        ]
    }

    fn unmark(bench: &Bench) {
        bench.kms("UntagResource", json!({"KeyId": key_id(bench), "TagKeys": MARKS}));
    }
}
