//! Creates that tag: who sends tags along needs the permission to tag as well.

use serde_json::Value;

use super::resource;
use crate::call::Call;

/// Service, operation, the member with the tags, the action, and what gets the tags.
type Row = (&'static str, &'static str, &'static str, &'static str, Option<Part>);

/// The member with the name of a part of a cluster, and the part's word in an ARN; without one the tags are for what the
/// operation itself is about.
type Part = (&'static str, &'static str);

/// Source: the API reference's page of each operation ("to do so, you must have the ... permission"), IAM user guide
/// "Tags for AWS Identity and Access Management resources", and the Service Authorization Reference's resource types.
#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("eks", "AssociateIdentityProviderConfig", "tags", "eks:TagResource", None),
    ("eks", "CreateAccessEntry", "tags", "eks:TagResource", None),
    ("eks", "CreateAddon", "tags", "eks:TagResource", Some(("addonName", "addon"))),
    ("eks", "CreateCluster", "tags", "eks:TagResource", None),
    ("eks", "CreateFargateProfile", "tags", "eks:TagResource", Some(("fargateProfileName", "fargateprofile"))),
    ("eks", "CreateNodegroup", "tags", "eks:TagResource", Some(("nodegroupName", "nodegroup"))),
    ("eks", "CreatePodIdentityAssociation", "tags", "eks:TagResource", None),
    ("events", "PutRule", "Tags", "events:TagResource", None),
    ("iam", "CreateInstanceProfile", "Tags", "iam:TagInstanceProfile", None),
    ("iam", "CreateOpenIDConnectProvider", "Tags", "iam:TagOpenIDConnectProvider", None),
    ("iam", "CreatePolicy", "Tags", "iam:TagPolicy", None),
    ("iam", "CreateRole", "Tags", "iam:TagRole", None),
    ("iam", "CreateUser", "Tags", "iam:TagUser", None),
    ("kms", "CreateKey", "Tags", "kms:TagResource", None),
    ("logs", "CreateLogGroup", "tags", "logs:TagResource", None),
    ("sqs", "CreateQueue", "tags", "sqs:TagQueue", None),
    ("ssm", "PutParameter", "Tags", "ssm:AddTagsToResource", None),
];

/// Action and resources that a create with tags needs besides its own.
pub(crate) fn list(call: &Call<'_>) -> Vec<(&'static str, String)> {
    let row = ROWS.iter().find(|row| row.0 == call.service && row.1 == call.operation);
    let Some((_, _, _, action, part)) = row.filter(|row| is_given(&call.input[row.2])) else { return Vec::new() };
    let whole = resource::list(call);
    let within = |arn: String| match part {
        Some((member, kind)) => {
            let name = call.input[*member].as_str().unwrap_or_default();
            format!("{}/{name}/*", arn.replacen(":cluster/", &format!(":{kind}/"), 1))
        }
        None => arn,
    };
    whole.into_iter().map(|arn| (*action, within(arn))).collect()
}

fn is_given(tags: &Value) -> bool {
    tags.as_array().is_some_and(|list| !list.is_empty()) || tags.as_object().is_some_and(|map| !map.is_empty())
}
