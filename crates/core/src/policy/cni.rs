//! What the VPC CNI does on nodes of a cluster of IPv6.

use super::document::{Document, Statement};

/// An inline policy of each node role: a managed one would have one name in the account, and two clusters would meet.
/// Source: VPC CNI's documentation, "IAM policies for IPv6"; the action on interfaces is on them alone.
pub fn ipv6(partition: &str) -> Document {
    Document::new(vec![
        Statement::allow([
            "ec2:AssignIpv6Addresses",
            "ec2:DescribeInstances",
            "ec2:DescribeTags",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeInstanceTypes",
        ])
        .sid("AssignIpv6")
        .on(["*"]),
        Statement::allow(["ec2:CreateTags"])
            .sid("TagInterfaces")
            .on([format!("arn:{partition}:ec2:*:*:network-interface/*")]),
    ])
}
