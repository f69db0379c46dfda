//! Instance types by name.

use super::text::text_unit;
use crate::catalog::instance_type::{self, Architecture};

text_unit!(
    /// An EC2 instance type.
    InstanceType, "instance-type", "an instance type (`m7g.large`)", |text| {
        let lower = |part: &str| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        match text.split_once('.') {
            Some((family, size)) if lower(family) && lower(size) => Ok(()),
            Some(_) => Err("it may only have lower-case letters, digits and `-`".into()),
            None => Err("it is a family, `.` and a size".into()),
        }
    }
);

impl InstanceType {
    /// `m7g` of `m7g.large`.
    pub fn family(&self) -> &str {
        self.as_str().split('.').next().unwrap_or_default()
    }

    /// `large` of `m7g.large`.
    pub fn size(&self) -> &str {
        self.as_str().split_once('.').map(|(_, size)| size).unwrap_or_default()
    }

    /// The processor's architecture, from the family's name.
    pub fn architecture(&self) -> Architecture {
        instance_type::architecture(self.family())
    }
}
