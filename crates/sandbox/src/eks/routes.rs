//! The paths of the EKS API.

use http::Method;
use serde_json::Value;

use super::route::Parameter::{self, Boolean, List, Number, Text};
use super::route::{self, Route};

const NONE: &[(&str, Parameter)] = &[];
const PAGE: &[(&str, Parameter)] = &[("maxResults", Number), ("nextToken", Text)];

const fn row(
    operation: &'static str,
    method: &'static str,
    template: &'static str,
    query: &'static [(&'static str, Parameter)],
) -> Route {
    Route { operation, method, template, query }
}

/// Source: Amazon EKS API reference, "Request Syntax" of each action.
#[rustfmt::skip]
const ROUTES: &[Route] = &[
    row("AssociateAccessPolicy", "POST", "/clusters/{clusterName}/access-entries/{principalArn}/access-policies", NONE),
    row("AssociateEncryptionConfig", "POST", "/clusters/{clusterName}/encryption-config/associate", NONE),
    row("AssociateIdentityProviderConfig", "POST", "/clusters/{clusterName}/identity-provider-configs/associate", NONE),
    row("CreateAccessEntry", "POST", "/clusters/{clusterName}/access-entries", NONE),
    row("CreateAddon", "POST", "/clusters/{clusterName}/addons", NONE),
    row("CreateCluster", "POST", "/clusters", NONE),
    row("CreateFargateProfile", "POST", "/clusters/{clusterName}/fargate-profiles", NONE),
    row("CreateNodegroup", "POST", "/clusters/{clusterName}/node-groups", NONE),
    row("CreatePodIdentityAssociation", "POST", "/clusters/{clusterName}/pod-identity-associations", NONE),
    row("DeleteAccessEntry", "DELETE", "/clusters/{clusterName}/access-entries/{principalArn}", NONE),
    row("DeleteAddon", "DELETE", "/clusters/{clusterName}/addons/{addonName}", &[("preserve", Boolean)]),
    row("DeleteCluster", "DELETE", "/clusters/{name}", NONE),
    row("DeleteFargateProfile", "DELETE", "/clusters/{clusterName}/fargate-profiles/{fargateProfileName}", NONE),
    row("DeleteNodegroup", "DELETE", "/clusters/{clusterName}/node-groups/{nodegroupName}", NONE),
    row("DeletePodIdentityAssociation", "DELETE", "/clusters/{clusterName}/pod-identity-associations/{associationId}", NONE),
    row("DescribeAccessEntry", "GET", "/clusters/{clusterName}/access-entries/{principalArn}", NONE),
    row("DescribeAddon", "GET", "/clusters/{clusterName}/addons/{addonName}", NONE),
    row("DescribeAddonConfiguration", "GET", "/addons/configuration-schemas", &[("addonName", Text), ("addonVersion", Text)]),
    row("DescribeAddonVersions", "GET", "/addons/supported-versions", &[("addonName", Text), ("kubernetesVersion", Text), ("maxResults", Number), ("nextToken", Text), ("owners", List), ("publishers", List), ("types", List)]),
    row("DescribeCluster", "GET", "/clusters/{name}", NONE),
    row("DescribeClusterVersions", "GET", "/cluster-versions", &[("clusterType", Text), ("clusterVersions", List), ("defaultOnly", Boolean), ("includeAll", Boolean), ("maxResults", Number), ("nextToken", Text), ("status", Text), ("versionStatus", Text)]),
    row("DescribeFargateProfile", "GET", "/clusters/{clusterName}/fargate-profiles/{fargateProfileName}", NONE),
    row("DescribeIdentityProviderConfig", "POST", "/clusters/{clusterName}/identity-provider-configs/describe", NONE),
    row("DescribeInsight", "GET", "/clusters/{clusterName}/insights/{id}", NONE),
    row("DescribeInsightsRefresh", "GET", "/clusters/{clusterName}/insights-refresh", NONE),
    row("DescribeNodegroup", "GET", "/clusters/{clusterName}/node-groups/{nodegroupName}", NONE),
    row("DescribePodIdentityAssociation", "GET", "/clusters/{clusterName}/pod-identity-associations/{associationId}", NONE),
    row("DescribeUpdate", "GET", "/clusters/{name}/updates/{updateId}", &[("addonName", Text), ("nodegroupName", Text)]),
    row("DisassociateAccessPolicy", "DELETE", "/clusters/{clusterName}/access-entries/{principalArn}/access-policies/{policyArn}", NONE),
    row("DisassociateIdentityProviderConfig", "POST", "/clusters/{clusterName}/identity-provider-configs/disassociate", NONE),
    row("ListAccessEntries", "GET", "/clusters/{clusterName}/access-entries", &[("associatedPolicyArn", Text), ("maxResults", Number), ("nextToken", Text)]),
    row("ListAccessPolicies", "GET", "/access-policies", PAGE),
    row("ListAddons", "GET", "/clusters/{clusterName}/addons", PAGE),
    row("ListAssociatedAccessPolicies", "GET", "/clusters/{clusterName}/access-entries/{principalArn}/access-policies", PAGE),
    row("ListClusters", "GET", "/clusters", &[("include", List), ("maxResults", Number), ("nextToken", Text)]),
    row("ListFargateProfiles", "GET", "/clusters/{clusterName}/fargate-profiles", PAGE),
    row("ListIdentityProviderConfigs", "GET", "/clusters/{clusterName}/identity-provider-configs", PAGE),
    row("ListInsights", "POST", "/clusters/{clusterName}/insights", NONE),
    row("ListNodegroups", "GET", "/clusters/{clusterName}/node-groups", PAGE),
    row("ListPodIdentityAssociations", "GET", "/clusters/{clusterName}/pod-identity-associations", &[("maxResults", Number), ("namespace", Text), ("nextToken", Text), ("serviceAccount", Text)]),
    row("ListTagsForResource", "GET", "/tags/{resourceArn}", NONE),
    row("ListUpdates", "GET", "/clusters/{name}/updates", &[("addonName", Text), ("maxResults", Number), ("nextToken", Text), ("nodegroupName", Text)]),
    row("StartInsightsRefresh", "POST", "/clusters/{clusterName}/insights-refresh", NONE),
    row("TagResource", "POST", "/tags/{resourceArn}", NONE),
    row("UntagResource", "DELETE", "/tags/{resourceArn}", &[("tagKeys", List)]),
    row("UpdateAccessEntry", "POST", "/clusters/{clusterName}/access-entries/{principalArn}", NONE),
    row("UpdateAddon", "POST", "/clusters/{clusterName}/addons/{addonName}/update", NONE),
    row("UpdateClusterConfig", "POST", "/clusters/{name}/update-config", NONE),
    row("UpdateClusterVersion", "POST", "/clusters/{name}/updates", NONE),
    row("UpdateNodegroupConfig", "POST", "/clusters/{clusterName}/node-groups/{nodegroupName}/update-config", NONE),
    row("UpdateNodegroupVersion", "POST", "/clusters/{clusterName}/node-groups/{nodegroupName}/update-version", NONE),
    row("UpdatePodIdentityAssociation", "POST", "/clusters/{clusterName}/pod-identity-associations/{associationId}", NONE),
];

/// Operation and path and query members of a request; `None` when no operation has this method and path.
///
/// `path` is still encoded (an ARN in it has `%2F`), `query` is decoded.
pub fn route(method: &Method, path: &str, query: &[(String, String)]) -> Option<(&'static str, Value)> {
    route::find(ROUTES, method, path, query)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_encoded_arn_is_one_segment() {
        let path = "/clusters/dev/access-entries/arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2Fnode";
        let (operation, input) = route(&Method::GET, path, &[]).unwrap();
        assert_eq!(operation, "DescribeAccessEntry");
        assert_eq!(input, json!({"clusterName": "dev", "principalArn": "arn:aws:iam::111122223333:role/node"}));
        assert!(route(&Method::GET, "/clusters/dev/nothing", &[]).is_none());
    }

    #[test]
    fn repeated_parameters_make_a_list_and_numbers_are_numbers() {
        let pair = |k: &str, v: &str| (k.to_owned(), v.to_owned());
        let (_, input) = route(&Method::DELETE, "/tags/a", &[pair("tagKeys", "x"), pair("tagKeys", "y")]).unwrap();
        assert_eq!(input["tagKeys"], json!(["x", "y"]));
        let (_, input) = route(&Method::GET, "/clusters", &[pair("maxResults", "7"), pair("nextToken", "12")]).unwrap();
        assert_eq!(input, json!({"maxResults": 7, "nextToken": "12"}));
    }
}
