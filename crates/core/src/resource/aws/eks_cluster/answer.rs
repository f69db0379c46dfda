//! What EKS says of a cluster.

use aws_sdk_eks::types as eks;

use super::{EndpointAccess, Live, Settings};
use crate::error::{Error, Result};
use crate::graph::{Origin, Value};

pub(super) fn parse(cluster: eks::Cluster) -> Result<Live> {
    let name = cluster.name.clone().unwrap_or_default();
    let settings = Settings::parse(&cluster);
    let origin = Origin::new(&format!("eks.cluster/{name}"));
    let value = |text: Option<String>| {
        text.filter(|t| !t.is_empty()).map_or_else(|| Value::Pending(origin.clone()), Value::Known)
    };
    let vpc = cluster.resources_vpc_config.ok_or_else(|| Error::bug("a cluster without a VPC configuration"))?;
    let on = cluster.logging.and_then(|logging| logging.cluster_logging).unwrap_or_default();
    let logs =
        on.into_iter().filter(|setup| setup.enabled == Some(true)).flat_map(|setup| setup.types.unwrap_or_default());
    let issuer = cluster.identity.and_then(|identity| identity.oidc).and_then(|oidc| oidc.issuer);
    let issues = cluster.health.and_then(|health| health.issues).unwrap_or_default();
    let status = cluster.status.unwrap_or(eks::ClusterStatus::Creating);
    // An address shows before anybody is let in, and nothing may be asked there: not even by way of a preview.
    let endpoint = cluster.endpoint.filter(|_| status != eks::ClusterStatus::Creating);
    Ok(Live {
        arn: cluster.arn.unwrap_or_default(),
        status,
        version: cluster.version.unwrap_or_default(),
        platform_version: cluster.platform_version,
        role_arn: cluster.role_arn.unwrap_or_default(),
        endpoint_url: value(endpoint),
        certificate_authority: value(cluster.certificate_authority.and_then(|ca| ca.data)),
        issuer: value(issuer),
        security_group: value(vpc.cluster_security_group_id),
        vpc: value(vpc.vpc_id),
        settings,
        subnets: Value::Known(vpc.subnet_ids.unwrap_or_default().into_iter().collect()),
        security_groups: Value::Known(vpc.security_group_ids.unwrap_or_default().into_iter().collect()),
        endpoint: EndpointAccess {
            private: vpc.endpoint_private_access,
            public: vpc.endpoint_public_access,
            public_cidrs: vpc.public_access_cidrs.unwrap_or_default().into_iter().collect(),
        },
        logs: logs.map(|log| log.as_str().to_owned()).collect(),
        support: cluster
            .upgrade_policy
            .and_then(|policy| policy.support_type)
            .map(|s| s.as_str().to_owned())
            .unwrap_or_default(),
        deletion_protection: cluster.deletion_protection.unwrap_or(false),
        authentication: cluster
            .access_config
            .and_then(|access| access.authentication_mode)
            .map(|mode| mode.as_str().to_owned())
            .unwrap_or_default(),
        issues: issues.into_iter().filter_map(|issue| issue.message).collect(),
        tags: cluster.tags.unwrap_or_default().into_iter().collect(),
        name,
    })
}
