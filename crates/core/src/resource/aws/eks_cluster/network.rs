//! Where the control plane's interfaces are, what they wear, and who reaches the API server.

use std::collections::BTreeSet;

use aws_sdk_eks::types as eks;
use aws_sdk_eks::types::builders::VpcConfigRequestBuilder;
use serde::Serialize;

use super::{Cluster, Live};
use crate::error::{Error, Result};
use crate::graph::Value;
use crate::resource::Diff;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EndpointAccess {
    pub private: bool,
    pub public: bool,
    /// Compared only while the public endpoint is on.
    pub public_cidrs: BTreeSet<String>,
}

impl Cluster {
    pub(super) fn diff_endpoint(&self, live: &Live, diff: &mut Diff) {
        let (from, to) = (&live.endpoint, &self.endpoint);
        diff.compare("resourcesVpcConfig.endpointPrivateAccess", &from.private, &to.private);
        diff.compare("resourcesVpcConfig.endpointPublicAccess", &from.public, &to.public);
        if to.public {
            diff.compare("resourcesVpcConfig.publicAccessCidrs", &from.public_cidrs, &to.public_cidrs);
        }
    }

    /// Subnets and security groups: EKS takes both together or neither.
    pub(super) fn networks(&self, config: VpcConfigRequestBuilder) -> Result<VpcConfigRequestBuilder> {
        let list = |ids: &Value<BTreeSet<String>>| Ok::<Vec<String>, Error>(ids.known()?.iter().cloned().collect());
        let groups = list(&self.security_groups)?;
        Ok(config.set_subnet_ids(Some(list(&self.subnets)?)).set_security_group_ids(Some(groups)))
    }

    pub(super) fn vpc_config(&self, with_subnets: bool) -> Result<eks::VpcConfigRequest> {
        let mut config = eks::VpcConfigRequest::builder()
            .endpoint_private_access(self.endpoint.private)
            .endpoint_public_access(self.endpoint.public);
        if self.endpoint.public {
            config = config.set_public_access_cidrs(Some(self.endpoint.public_cidrs.iter().cloned().collect()));
        }
        if with_subnets {
            config = self.networks(config)?;
        }
        Ok(config.build())
    }
}
