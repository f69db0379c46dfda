//! Ids that AWS chooses, and the account's.

use super::text::text_unit;

/// `prefix-` and 8 or 17 hexadecimal digits.
/// Source: EC2 user guide, "Resource IDs".
fn prefixed(text: &str, prefix: &str) -> Result<(), String> {
    let Some(rest) = text.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('-')) else {
        return Err(format!("it must begin with `{prefix}-`"));
    };
    if !rest.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)) {
        return Err(format!("after `{prefix}-` only digits and the letters a to f may follow"));
    }
    match rest.len() {
        8 | 17 => Ok(()),
        n => Err(format!("8 or 17 digits follow `{prefix}-`, not {n}")),
    }
}

text_unit!(
    /// A VPC.
    VpcId, "vpc-id", "a VPC id (`vpc-0a1b2c3d4e5f60718`)", |text| prefixed(text, "vpc")
);
text_unit!(
    /// A subnet.
    SubnetId, "subnet-id", "a subnet id (`subnet-0a1b2c3d4e5f60718`)", |text| prefixed(text, "subnet")
);
text_unit!(
    /// A security group.
    SecurityGroupId, "security-group-id", "a security group id (`sg-0a1b2c3d4e5f60718`)", |text| prefixed(text, "sg")
);
text_unit!(
    /// A managed prefix list.
    PrefixListId, "prefix-list-id", "a prefix list id (`pl-0a1b2c3d4e5f60718`)", |text| prefixed(text, "pl")
);
text_unit!(
    /// A machine image.
    AmiId, "ami-id", "an AMI id (`ami-0a1b2c3d4e5f60718`)", |text| prefixed(text, "ami")
);
text_unit!(
    /// A launch template.
    LaunchTemplateId, "launch-template-id", "a launch template id (`lt-0a1b2c3d4e5f60718`)", |text| prefixed(text, "lt")
);
text_unit!(
    /// A volume snapshot.
    SnapshotId, "snapshot-id", "a snapshot id (`snap-0a1b2c3d4e5f60718`)", |text| prefixed(text, "snap")
);

text_unit!(
    /// An AWS account.
    AccountId, "account-id", "an account id (12 digits, in quotes)", |text| {
        if text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit()) {
            Ok(())
        } else {
            Err("it must have 12 digits".into())
        }
    }
);

text_unit!(
    /// The name of an EKS cluster.
    ///
    /// Source: EKS API, CreateCluster.name: 1 to 100 of letters, digits, `-` and `_`, the first a letter or digit.
    ClusterName, "cluster-name", "a cluster name", |text| {
        let first = text.chars().next().is_some_and(|c| c.is_ascii_alphanumeric());
        if !first {
            return Err("it must begin with a letter or a digit".into());
        }
        if !text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') {
            return Err("it may only have letters, digits, `-` and `_`".into());
        }
        if text.len() > 100 { Err(format!("it has {} characters, at most 100 are allowed", text.len())) } else { Ok(()) }
    }
);
