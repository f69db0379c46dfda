//! A key that is there and not ours: whether it can be used for what the spec gives it for.

use aws_sdk_kms::types as kms;

use crate::error::{Answer, Error, Kind as ErrorKind, Result};
use crate::policy::Document;
use crate::resource::{Kind, Query};
use crate::world::World;

#[derive(Clone, Debug, Default)]
pub struct FindKey {
    /// The ARN of a key or of its alias.
    pub arn: String,
    /// The field that gives it.
    pub path: String,
    /// Names of the service that has to be in the key's policy, when it asks as itself and not as the caller.
    pub services: Vec<String>,
    /// What it has to be allowed.
    pub actions: Vec<String>,
    /// The statement that the policy needs then, as JSON.
    pub statement: String,
}

#[derive(Clone, Debug)]
pub struct KeyFound {
    /// Of the key itself, not of its alias.
    pub arn: String,
    warning: Option<String>,
}

impl Query for FindKey {
    const KIND: Kind = Kind("kms.key");
    type Answer = KeyFound;

    async fn find(&self, world: &World) -> Result<KeyFound> {
        let found = world.kms().describe_key().key_id(&self.arn).send().await.found("kms:DescribeKey")?;
        let metadata = found.and_then(|answer| answer.key_metadata).ok_or_else(|| {
            let text = format!("{}: there is no key {}", self.path, self.arn);
            Error::new(ErrorKind::Preflight, text).with_hint("check the ARN, its region and its account")
        })?;
        self.require_usable(&metadata)?;
        let warning = self.require_policy(&metadata, world).await?;
        Ok(KeyFound { arn: metadata.arn.unwrap_or_default(), warning })
    }

    fn warnings(found: &KeyFound) -> Vec<String> {
        found.warning.iter().cloned().collect()
    }
}

impl FindKey {
    fn require_usable(&self, key: &kms::KeyMetadata) -> Result<()> {
        let refuse = |why: String, hint: &str| {
            Err(Error::new(ErrorKind::Preflight, format!("{}: the key {} {why}", self.path, self.arn)).with_hint(hint))
        };
        if key.key_state != Some(kms::KeyState::Enabled) {
            let state = key.key_state.as_ref().map_or("unknown", |state| state.as_str());
            return refuse(format!("is {state}"), "enable it, or name another key");
        }
        match &key.key_spec {
            Some(kms::KeySpec::SymmetricDefault) => Ok(()),
            other => {
                let spec = other.as_ref().map_or("unknown", |spec| spec.as_str());
                refuse(format!("is of the kind {spec}"), "name a symmetric key (SYMMETRIC_DEFAULT)")
            }
        }
    }

    /// A service that encrypts as itself needs a statement in the key's own policy.
    async fn require_policy(&self, key: &kms::KeyMetadata, world: &World) -> Result<Option<String>> {
        if self.services.is_empty() {
            return Ok(None);
        }
        let (name, statement) = (self.services.join(" or "), &self.statement);
        let policy = world.kms().get_key_policy().key_id(&key.key_id).send().await;
        let policy = match policy.found("kms:GetKeyPolicy") {
            Err(error) if error.is(ErrorKind::Denied) => {
                let text = format!("{}: the policy of {} cannot be read", self.path, self.arn);
                return Ok(Some(format!("{text}; it has to let {name} use the key: {statement}")));
            }
            other => other?.and_then(|answer| answer.policy).unwrap_or_else(|| "{\"Statement\": []}".into()),
        };
        let policy = Document::parse(&policy)
            .map_err(|error| Error::bug(format!("KMS gave a policy that cannot be read: {error}")))?;
        if self.actions.iter().all(|action| policy.may_allow_service(&self.services, action)) {
            return Ok(None);
        }
        let text = format!("{}: the policy of {} does not let {name} use the key", self.path, self.arn);
        Err(Error::new(ErrorKind::Preflight, text).with_hint(format!("add to the key's policy: {statement}")))
    }
}
