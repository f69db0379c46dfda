//! Amazon resource names.

use std::fmt;
use std::str::FromStr;

use super::text::{Invalid, unit};

const UNIT: &str = "an ARN (`arn:aws:iam::111122223333:role/name`)";

/// An ARN, in its parts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Arn {
    pub partition: String,
    pub service: String,
    pub region: String,
    pub account: String,
    pub resource: String,
}

impl Arn {
    /// Parses the text.
    ///
    /// # Errors
    /// When it is not an ARN.
    pub fn new(text: impl AsRef<str>) -> Result<Arn, Invalid> {
        text.as_ref().parse()
    }

    /// The kind of an IAM resource: `role`, `user`, `policy`; what stands before the first `/` or `:`.
    pub fn kind(&self) -> &str {
        self.resource.split(['/', ':']).next().unwrap_or_default()
    }

    /// The last part of the resource: a role's name without its path.
    pub fn name(&self) -> &str {
        self.resource.rsplit(['/', ':']).next().unwrap_or_default()
    }

    /// The path of an IAM resource, `/` when it has none.
    pub fn path(&self) -> &str {
        let Some(start) = self.resource.find('/') else { return "/" };
        let end = self.resource.rfind('/').unwrap_or(start);
        &self.resource[start..=end]
    }
}

impl FromStr for Arn {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Arn, Invalid> {
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        let [prefix, partition, service, region, account, resource] = parts[..] else {
            return Err(Invalid::new(UNIT, text, "an ARN has six parts, separated by `:`"));
        };
        if prefix != "arn" {
            return Err(Invalid::new(UNIT, text, "an ARN begins with `arn:`"));
        }
        if !partition.starts_with("aws") {
            return Err(Invalid::new(UNIT, text, format!("`{partition}` is not a partition")));
        }
        if service.is_empty() || resource.is_empty() {
            return Err(Invalid::new(UNIT, text, "the service and the resource are not empty"));
        }
        let numeric = account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit());
        if !(account.is_empty() || account == "aws" || numeric) {
            return Err(Invalid::new(UNIT, text, format!("`{account}` is not an account of 12 digits")));
        }
        let own = str::to_owned;
        Ok(Arn {
            partition: own(partition),
            service: own(service),
            region: own(region),
            account: own(account),
            resource: own(resource),
        })
    }
}

impl fmt::Display for Arn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Arn { partition, service, region, account, resource } = self;
        write!(f, "arn:{partition}:{service}:{region}:{account}:{resource}")
    }
}

unit!(Arn, "arn", "an ARN (`arn:aws:iam::111122223333:role/name`)");
