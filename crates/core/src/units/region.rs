//! Regions, their partition and the names that follow from it.

use super::text::text_unit;
use crate::catalog::partition::{self, Partition};

text_unit!(
    /// A region of AWS. A region that the catalogue does not name is accepted when it has a region's form.
    Region, "region", "a region (`us-east-1`)", check
);

impl Region {
    /// The partition that the region belongs to.
    pub fn partition(&self) -> &'static Partition {
        partition::of_region(self.as_str())
    }

    /// The domain of the region's service endpoints and service principals: `amazonaws.com`.
    pub fn dns_suffix(&self) -> &'static str {
        self.partition().dns_suffix
    }

    /// An ARN in this region.
    pub fn arn(&self, service: &str, account: &str, resource: &str) -> String {
        format!("arn:{}:{service}:{}:{account}:{resource}", self.partition().name, self.as_str())
    }

    /// An ARN of IAM, which is global in its partition.
    pub fn iam_arn(&self, account: &str, resource: &str) -> String {
        format!("arn:{}:iam::{account}:{resource}", self.partition().name)
    }
}

/// What stands before the number of every region, those of tomorrow too.
const DIRECTIONS: [&str; 9] =
    ["central", "east", "north", "northeast", "northwest", "south", "southeast", "southwest", "west"];

fn check(text: &str) -> Result<(), String> {
    if partition::is_known(text) {
        return Ok(());
    }
    let parts: Vec<&str> = text.split('-').collect();
    let number = parts.last().is_some_and(|last| last.len() == 1 && last.bytes().all(|b| b.is_ascii_digit()));
    let words = parts.iter().rev().skip(1).all(|word| word.len() >= 2 && word.bytes().all(|b| b.is_ascii_lowercase()));
    let direction = parts.iter().rev().nth(1).is_some_and(|word| DIRECTIONS.contains(word));
    if parts.len() >= 3 && number && words && direction {
        return Ok(());
    }
    match partition::nearest(text) {
        Some(near) => Err(format!("did you mean `{near}`?")),
        None => Err("a region looks like `us-east-1`".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_of_tomorrow_are_taken_and_slips_are_not() {
        for region in ["us-east-1", "eusc-de-east-1", "us-gov-west-1", "ap-southeast-9", "eu-northwest-1"] {
            assert!(Region::new(region).is_ok(), "{region}");
        }
        for (slip, meant) in [("us-esat-1", "us-east-1"), ("eu-centarl-1", "eu-central-1")] {
            let said = Region::new(slip).expect_err(slip).to_string();
            assert!(said.ends_with(&format!("did you mean `{meant}`?")), "{said}");
        }
    }
}
