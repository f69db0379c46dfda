//! Which key encrypts something.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::units::Arn;

/// A key of KMS: the service's own, one that karpool makes, or one that is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum KmsKey {
    /// By a word.
    Word(KmsKeyWord),
    /// The ARN of a key or of its alias.
    Given(Arn),
}

/// Words for keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum KmsKeyWord {
    /// The service's own key.
    Aws,
    /// karpool makes one, with an alias, rotation and a policy.
    Create,
}

impl KmsKey {
    /// The service's own key.
    pub const AWS: KmsKey = KmsKey::Word(KmsKeyWord::Aws);
    /// One that karpool makes.
    pub const CREATE: KmsKey = KmsKey::Word(KmsKeyWord::Create);

    /// The ARN, when the key is there already.
    pub fn given(&self) -> Option<&Arn> {
        match self {
            KmsKey::Given(arn) => Some(arn),
            KmsKey::Word(_) => None,
        }
    }
}

impl Default for KmsKey {
    fn default() -> KmsKey {
        KmsKey::AWS
    }
}

impl From<Arn> for KmsKey {
    fn from(arn: Arn) -> KmsKey {
        KmsKey::Given(arn)
    }
}
