//! What the Karpenter controller may do, as six inline policies: one statement table for all versions, filled in with
//! the names of a cluster.

mod comparison;
mod statements;

use std::collections::BTreeMap;

pub use comparison::differences;

use crate::policy::{Document, Statement};
use statements::{Area, Condition, ROWS, Row, Since};

/// Everything a controller policy depends on. All of it is known before anything exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameters {
    /// Name of the cluster.
    pub cluster: String,
    /// `aws`, `aws-cn`, `aws-us-gov`, ...
    pub partition: String,
    /// Region of the cluster.
    pub region: String,
    /// Account of the cluster.
    pub account: String,
    /// The roles that nodes may be given.
    pub node_role_arns: Vec<String>,
    /// The interruption queue; without it the policy about it is left out.
    pub queue_arn: Option<String>,
    /// Whether the instance profile is made by us: the controller then needs no right to write profiles.
    pub instance_profile_is_ours: bool,
    /// Whether the controller runs with `isolatedVPC`: it then does not look at instance profiles either.
    pub isolated: bool,
    /// Minor of the controller's version: 14 for 1.14.1.
    pub karpenter_minor: u64,
}

/// The inline policies of the controller role: name and document, in a fixed order.
pub fn policies(parameters: &Parameters) -> Vec<(&'static str, Document)> {
    Area::ALL
        .iter()
        .filter(|area| **area != Area::Interruption || parameters.queue_arn.is_some())
        .filter_map(|area| {
            let rows = ROWS.iter().filter(|row| row.area == *area && wanted(row, parameters));
            let statements: Vec<Statement> = rows.map(|row| fill(row, parameters)).collect();
            (!statements.is_empty()).then(|| (area.policy_name(), Document::new(statements)))
        })
        .collect()
}

fn wanted(row: &Row, parameters: &Parameters) -> bool {
    let unused_write = row.writes_profiles && parameters.instance_profile_is_ours;
    // With a given profile and isolatedVPC the controller makes no IAM call at all (Karpenter 1.8.3 and later).
    let unused_read = row.reads_profiles && parameters.instance_profile_is_ours && parameters.isolated;
    parameters.karpenter_minor.max(statements::OLDEST_MINOR) >= row.since && !unused_write && !unused_read
}

fn fill(row: &Row, parameters: &Parameters) -> Statement {
    let placeholders = placeholders(parameters);
    let minor = parameters.karpenter_minor.max(statements::OLDEST_MINOR);
    let offered = |list: &'static [Since]| list.iter().filter(move |item| minor >= item.1).map(|item| item.0);
    let resources = offered(row.resources).flat_map(|resource| match resource {
        "${NodeRoleArn}" => parameters.node_role_arns.clone(),
        other => vec![replace(other, &placeholders)],
    });
    let mut statement = Statement::allow(offered(row.actions)).sid(row.sid).on(resources);
    for Condition(operator, key, values) in row.conditions {
        let values = values.iter().map(|value| replace(value, &placeholders));
        statement = statement.when(operator, replace(key, &placeholders), values);
    }
    statement
}

fn placeholders(parameters: &Parameters) -> BTreeMap<&'static str, &str> {
    BTreeMap::from([
        ("${ClusterName}", parameters.cluster.as_str()),
        ("${Partition}", parameters.partition.as_str()),
        ("${Region}", parameters.region.as_str()),
        ("${AccountId}", parameters.account.as_str()),
        ("${QueueArn}", parameters.queue_arn.as_deref().unwrap_or_default()),
    ])
}

fn replace(text: &str, placeholders: &BTreeMap<&'static str, &str>) -> String {
    placeholders.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters() -> Parameters {
        Parameters {
            cluster: "c".repeat(100),
            partition: "aws-us-gov".into(),
            region: "us-gov-west-1".into(),
            account: "111122223333".into(),
            node_role_arns: vec!["arn:aws-us-gov:iam::111122223333:role/node".into()],
            queue_arn: Some("arn:aws-us-gov:sqs:us-gov-west-1:111122223333:q".into()),
            instance_profile_is_ours: false,
            isolated: false,
            karpenter_minor: 14,
        }
    }

    #[test]
    fn six_policies_fit_inline_at_the_longest_name() {
        let policies = policies(&parameters());
        assert_eq!(policies.len(), 6);
        let size: usize = policies.iter().map(|(_, document)| document.size()).sum();
        // IAM: 10,240 characters of inline policy per role.
        assert!(size > 7_000 && size < 10_240, "{size}");
    }

    #[test]
    fn rights_that_are_not_needed_are_left_out() {
        let mut given = parameters();
        given.instance_profile_is_ours = true;
        given.queue_arn = None;
        let text: String = policies(&given).iter().map(|(_, document)| document.to_json()).collect();
        assert!(!text.contains("iam:CreateInstanceProfile") && !text.contains("sqs:"));
        assert!(text.contains("iam:ListInstanceProfiles") && text.contains("iam:PassRole"));
        given.isolated = true;
        let text: String = policies(&given).iter().map(|(_, document)| document.to_json()).collect();
        assert!(!text.contains("InstanceProfile\""));
    }

    #[test]
    fn older_versions_get_what_they_knew() {
        let mut old = parameters();
        old.karpenter_minor = 9;
        let text: String = policies(&old).iter().map(|(_, document)| document.to_json()).collect();
        assert_eq!(policies(&old).len(), 5);
        assert!(!text.contains("placement-group") && !text.contains("ec2:DescribeInstanceStatus"));
    }
}
