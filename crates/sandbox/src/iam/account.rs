//! What concerns the account as a whole.

use serde_json::{Map, Value, json};

use crate::call::{Call, Reply};

/// Default quotas of an account.
///
/// Source: IAM User Guide, "IAM and AWS STS quotas".
const QUOTAS: &[(&str, u64)] = &[
    ("UsersQuota", 5000),
    ("Groups", 0),
    ("GroupsQuota", 300),
    ("ServerCertificates", 0),
    ("ServerCertificatesQuota", 20),
    ("UserPolicySizeQuota", 2048),
    ("GroupPolicySizeQuota", 5120),
    ("GroupsPerUserQuota", 10),
    ("SigningCertificatesPerUserQuota", 2),
    ("AccessKeysPerUserQuota", 2),
    ("MFADevices", 0),
    ("MFADevicesInUse", 0),
    ("AccountMFAEnabled", 0),
    ("AccountAccessKeysPresent", 0),
    ("AccountSigningCertificatesPresent", 0),
    ("AttachedPoliciesPerGroupQuota", 10),
    ("AttachedPoliciesPerRoleQuota", 10),
    ("AttachedPoliciesPerUserQuota", 10),
    ("PoliciesQuota", 1500),
    ("PolicySizeQuota", 6144),
    ("PolicyVersionsInUseQuota", 10000),
    ("VersionsPerPolicyQuota", 5),
    ("GlobalEndpointTokenVersion", 1),
    ("AssumeRolePolicySizeQuota", 2048),
    ("InstanceProfilesQuota", 1000),
    ("RolePolicySizeQuota", 10240),
    ("RolesQuota", 1000),
];

/// `GetAccountSummary`.
pub(crate) fn summary(call: &mut Call<'_>) -> Reply {
    let state = &call.account().iam;
    let counts = [
        ("Users", state.users.len()),
        ("Roles", state.roles.len()),
        ("Policies", state.policies.len()),
        ("PolicyVersionsInUse", state.policies.values().map(|p| p.versions.len()).sum()),
        ("InstanceProfiles", state.instance_profiles.len()),
        ("Providers", state.oidc_providers.len()),
    ];
    let mut map: Map<String, Value> = QUOTAS.iter().map(|(key, value)| ((*key).to_owned(), json!(value))).collect();
    map.extend(counts.iter().map(|(key, value)| ((*key).to_owned(), json!(value))));
    // A map of the query protocol is a list of entries.
    let entries: Vec<Value> = map.into_iter().map(|(key, value)| json!({"key": key, "value": value})).collect();
    Ok(json!({ "SummaryMap": entries }))
}

/// `ListAccountAliases`.
pub(crate) fn aliases(_call: &mut Call<'_>) -> Reply {
    Ok(json!({"AccountAliases": [], "IsTruncated": false}))
}
