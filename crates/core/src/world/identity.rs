//! Who is calling.

use aws_types::SdkConfig;
use serde::{Deserialize, Serialize};

use crate::error::{Answer, Error, Result};

/// The caller, as STS names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Twelve digits.
    pub account: String,
    /// `arn:aws:sts::111122223333:assumed-role/admin/alice`.
    pub arn: String,
}

impl Identity {
    /// The principal that access entries and policies know: a session's role, or the user itself.
    pub fn principal(&self) -> String {
        let parts: Vec<&str> = self.arn.splitn(6, ':').collect();
        match parts.as_slice() {
            [arn, partition, "sts", _, account, rest] if rest.starts_with("assumed-role/") => {
                let role = rest.split('/').nth(1).unwrap_or_default();
                format!("{arn}:{partition}:iam::{account}:role/{role}")
            }
            _ => self.arn.clone(),
        }
    }
}

pub(super) async fn ask(config: &SdkConfig) -> Result<Identity> {
    let answer = client!(aws_sdk_sts, config).get_caller_identity().send().await.of("sts:GetCallerIdentity")?;
    match (answer.account, answer.arn) {
        (Some(account), Some(arn)) => Ok(Identity { account, arn }),
        _ => Err(Error::bug("sts:GetCallerIdentity answered no account")),
    }
}
