//! Keys.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::lookup::{self, Names};
use super::{Grant, fault, page, policy, tag};
use crate::call::{Call, Fault, Reply};
use crate::iam::policy::{Document, Kind};
use crate::time::Time;

const DAY: Duration = Duration::from_secs(86_400);
const SYMMETRIC: &str = "SYMMETRIC_DEFAULT";

/// Key specs with what they can be used for and their algorithms' member and names.
///
/// Source: KMS API Reference, CreateKey.
const SPECS: &[(&str, &[&str], &str, &[&str])] = &[
    (SYMMETRIC, &["ENCRYPT_DECRYPT"], "EncryptionAlgorithms", &[SYMMETRIC]),
    (
        "RSA_2048",
        &["ENCRYPT_DECRYPT", "SIGN_VERIFY"],
        "EncryptionAlgorithms",
        &["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"],
    ),
    (
        "RSA_3072",
        &["ENCRYPT_DECRYPT", "SIGN_VERIFY"],
        "EncryptionAlgorithms",
        &["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"],
    ),
    (
        "RSA_4096",
        &["ENCRYPT_DECRYPT", "SIGN_VERIFY"],
        "EncryptionAlgorithms",
        &["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"],
    ),
    ("ECC_NIST_P256", &["SIGN_VERIFY", "KEY_AGREEMENT"], "SigningAlgorithms", &["ECDSA_SHA_256"]),
    ("ECC_NIST_P384", &["SIGN_VERIFY", "KEY_AGREEMENT"], "SigningAlgorithms", &["ECDSA_SHA_384"]),
    ("ECC_NIST_P521", &["SIGN_VERIFY", "KEY_AGREEMENT"], "SigningAlgorithms", &["ECDSA_SHA_512"]),
    ("ECC_SECG_P256K1", &["SIGN_VERIFY"], "SigningAlgorithms", &["ECDSA_SHA_256"]),
    ("HMAC_256", &["GENERATE_VERIFY_MAC"], "MacAlgorithms", &["HMAC_SHA_256"]),
    ("HMAC_512", &["GENERATE_VERIFY_MAC"], "MacAlgorithms", &["HMAC_SHA_512"]),
];

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Key {
    pub id: String,
    pub arn: String,
    pub account: String,
    pub created: Time,
    pub description: String,
    pub usage: String,
    pub spec: String,
    pub multi_region: bool,
    /// Whether AWS made it for a service.
    pub aws_managed: bool,
    pub enabled: bool,
    /// When it will be gone, once its deletion is scheduled.
    pub deletion: Option<Time>,
    pub policy: String,
    /// Ids of the users and roles that the policy names, by ARN.
    pub policy_ids: BTreeMap<String, String>,
    /// Rotation period in days and since when, if it rotates.
    pub rotation: Option<(i64, Time)>,
    pub grants: BTreeMap<String, Grant>,
    pub tags: BTreeMap<String, String>,
    pub tags_changed: Time,
}

impl Key {
    /// Whether services can encrypt with it.
    pub fn is_usable(&self) -> bool {
        self.enabled && self.deletion.is_none() && self.spec == SYMMETRIC
    }

    pub(crate) fn is_symmetric(&self) -> bool {
        self.spec == SYMMETRIC
    }

    pub(crate) fn document(&self) -> Option<Document> {
        Document::parse(&self.policy, Kind::Resource).ok()
    }

    fn state(&self) -> &'static str {
        match (self.deletion, self.enabled) {
            (Some(_), _) => "PendingDeletion",
            (None, true) => "Enabled",
            (None, false) => "Disabled",
        }
    }

    fn show(&self) -> Value {
        let mut shown = json!({
            "AWSAccountId": self.account,
            "KeyId": self.id,
            "Arn": self.arn,
            "CreationDate": self.created.epoch_seconds(),
            "Enabled": self.state() == "Enabled",
            "Description": self.description,
            "KeyUsage": self.usage,
            "KeyState": self.state(),
            "Origin": "AWS_KMS",
            "KeyManager": if self.aws_managed { "AWS" } else { "CUSTOMER" },
            "CustomerMasterKeySpec": self.spec,
            "KeySpec": self.spec,
            "MultiRegion": self.multi_region,
        });
        if let Some(at) = self.deletion {
            shown["DeletionDate"] = at.epoch_seconds().into();
        }
        if let Some((_, _, member, algorithms)) = SPECS.iter().find(|(spec, ..)| *spec == self.spec) {
            shown[*member] = json!(algorithms);
        }
        if self.multi_region {
            let region = self.arn.split(':').nth(3).unwrap_or_default();
            shown["MultiRegionConfiguration"] = json!({
                "MultiRegionKeyType": "PRIMARY", "PrimaryKey": {"Arn": self.arn, "Region": region}, "ReplicaKeys": [],
            });
        }
        shown
    }
}

/// A new key with the default policy, not yet stored.
pub(crate) fn build(call: &mut Call<'_>, description: String) -> Key {
    let id = call.world.uuid();
    let now = call.now();
    Key {
        arn: format!("arn:{}:kms:{}:{}:key/{id}", call.partition, call.region, call.caller.account),
        id,
        account: call.account_id(),
        created: now,
        description,
        usage: "ENCRYPT_DECRYPT".into(),
        spec: SYMMETRIC.into(),
        multi_region: false,
        aws_managed: false,
        enabled: true,
        deletion: None,
        policy: policy::default(&call.partition, &call.caller.account),
        policy_ids: BTreeMap::new(),
        rotation: None,
        grants: BTreeMap::new(),
        tags: BTreeMap::new(),
        tags_changed: now,
    }
}

pub(crate) fn create(call: &mut Call<'_>) -> Reply {
    let tags = tag::given(call)?;
    let spec = call.text("KeySpec").or_else(|| call.text("CustomerMasterKeySpec")).unwrap_or_else(|| SYMMETRIC.into());
    let Some((_, usages, ..)) = SPECS.iter().find(|(name, ..)| *name == spec) else {
        let names: Vec<&str> = SPECS.iter().map(|(name, ..)| *name).collect();
        let rule = format!("Member must satisfy enum value set: [{}]", names.join(", "));
        return Err(fault::constraint(&spec, "keySpec", &rule));
    };
    let usage = match call.text("KeyUsage") {
        Some(usage) => usage,
        None if usages.len() == 1 => usages[0].to_owned(),
        None if spec.starts_with("RSA") || spec.starts_with("ECC") => {
            return Err(fault::validation("You must specify a KeyUsage value for an asymmetric CMK."));
        }
        None => "ENCRYPT_DECRYPT".into(),
    };
    if !usages.contains(&usage.as_str()) {
        return Err(fault::validation(format!("KeyUsage {usage} is not compatible with KeySpec {spec}")));
    }
    let description = call.text("Description").unwrap_or_default();
    let mut key = build(call, description);
    (key.spec, key.usage, key.tags) = (spec, usage, tags);
    key.multi_region = call.input["MultiRegion"].as_bool().unwrap_or(false);
    if key.multi_region {
        key.id = format!("mrk-{}", key.id.replace('-', ""));
        key.arn = format!("arn:{}:kms:{}:{}:key/{}", call.partition, call.region, call.caller.account, key.id);
    }
    if call.text("Policy").is_some() {
        (key.policy, key.policy_ids) = policy::given(call, &key.arn)?;
    }
    let shown = key.show();
    call.regional().kms.keys.insert(key.id.clone(), key);
    Ok(json!({ "KeyMetadata": shown }))
}

pub(crate) fn describe(call: &mut Call<'_>) -> Reply {
    let id = lookup::id(call, "KeyId", Names::KeysAndAliases)?;
    let shown = call.regional().kms.keys.get(&id).map(Key::show);
    shown
        .map(|shown| json!({ "KeyMetadata": shown }))
        .ok_or_else(|| fault::not_found(format!("Key '{id}' does not exist")))
}

pub(crate) fn list(call: &mut Call<'_>) -> Reply {
    let keys = call.regional().kms.keys.values();
    let items = keys.map(|key| (key.id.clone(), json!({"KeyId": key.id, "KeyArn": key.arn}))).collect();
    page(call, "Keys", items)
}

fn switch(call: &mut Call<'_>, on: bool) -> Reply {
    let key = lookup::open_alive(call)?;
    refuse_aws(key)?;
    key.enabled = on;
    Ok(json!({}))
}

/// Keys that AWS manages can't be changed by customers.
pub(crate) fn refuse_aws(key: &Key) -> Result<(), Fault> {
    if key.aws_managed {
        return Err(Fault::new(400, "AccessDeniedException", format!("{} is managed by AWS.", key.arn)));
    }
    Ok(())
}

pub(crate) fn enable(call: &mut Call<'_>) -> Reply {
    switch(call, true)
}

pub(crate) fn disable(call: &mut Call<'_>) -> Reply {
    switch(call, false)
}

pub(crate) fn update_description(call: &mut Call<'_>) -> Reply {
    let description = call.text("Description").unwrap_or_default();
    lookup::open_alive(call)?.description = description;
    Ok(json!({}))
}

pub(crate) fn schedule_deletion(call: &mut Call<'_>) -> Reply {
    let days = call.input["PendingWindowInDays"].as_i64().unwrap_or(30);
    if !(7..=30).contains(&days) {
        return Err(fault::validation("PendingWindowInDays must be between 7 and 30 (inclusive)"));
    }
    let now = call.now();
    let key = lookup::open_alive(call)?;
    refuse_aws(key)?;
    let at = now + DAY * days as u32;
    key.deletion = Some(at);
    key.enabled = false;
    Ok(json!({
        "KeyId": key.arn,
        "DeletionDate": at.epoch_seconds(),
        "KeyState": key.state(),
        "PendingWindowInDays": days,
    }))
}

/// A key whose deletion is cancelled is disabled.
pub(crate) fn cancel_deletion(call: &mut Call<'_>) -> Reply {
    let key = lookup::open(call)?;
    if key.deletion.take().is_none() {
        return Err(fault::invalid_state(format!("{} is not pending deletion.", key.arn)));
    }
    key.enabled = false;
    Ok(json!({ "KeyId": key.arn }))
}
