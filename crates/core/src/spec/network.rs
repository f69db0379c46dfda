//! Where the cluster lives and who reaches it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::section::{Texts, section};
use super::security_group::NodeSecurityGroup;
use crate::units::{Cidr, Invalid, PrefixListId, SubnetId, VpcId};

section! {
    /// The network: a VPC that is there, its subnets, and the way to the API server.
    pub struct Network {
        /// The VPC: its id, or the tags or name by which exactly one is found.
        vpc_id: Vpc,
        /// The nodes' subnets: ids, or tags.
        subnets: Subnets,
        /// The subnets of the control plane's interfaces, in two zones or more.
        ///
        /// Default: `subnets`. Wire: `eks:CreateCluster.resourcesVpcConfig.subnetIds`.
        control_plane_subnets: Subnets,
        /// How the API server is reached.
        endpoint: Endpoint,
        /// The security group of nodes: `cluster` (the one that EKS makes), `{create}`, or `{id}` of one that is there.
        /// A change of it replaces nodes.
        ///
        /// Default: `cluster`. Wire: `ec2:CreateSecurityGroup`, `ec2:CreateLaunchTemplate`, EC2NodeClass
        /// `spec.securityGroupSelectorTerms`.
        node_security_group: NodeSecurityGroup,
        /// How a NodeClass finds subnets and the security group: `ids`, or `tags` (`karpenter.sh/discovery` is put on
        /// the nodes' subnets and on exactly one security group; one cluster per subnet).
        ///
        /// Default: `ids`. Wire: `ec2:CreateTags`, EC2NodeClass `spec.subnetSelectorTerms`.
        discovery: Discovery,
        /// VPC endpoints of the services that nodes and Karpenter call: `none`, `verify` (they have to be there), or
        /// `create` (those that are not there are made).
        ///
        /// Default: `none`, and `create` with `private`. Wire: `ec2:CreateVpcEndpoint`.
        endpoints: Endpoints,
        /// Nodes do not leave the VPC: the API server is private only, VPC endpoints are there, the controller calls
        /// nothing that has none, and images come from a mirror.
        ///
        /// Default: `false`. Wire: chart value `settings.isolatedVPC`.
        private: bool,
    }
}

impl Network {
    /// The network in this VPC.
    ///
    /// # Errors
    /// When the text is not a VPC id.
    pub fn vpc(id: impl AsRef<str>) -> Result<Network, Invalid> {
        Ok(Network::default().vpc_id(Vpc::Id(VpcId::new(id)?)))
    }

    /// The nodes' subnets are those that carry this tag.
    #[must_use]
    pub fn subnets_tagged(self, key: &str, value: &str) -> Network {
        self.subnets(Subnets::tagged(key, value))
    }
}

/// A VPC: by id, by tags or by its `Name` tag.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Vpc {
    Id(VpcId),
    Tagged(Tagged),
    Named(Named),
}

impl From<VpcId> for Vpc {
    fn from(id: VpcId) -> Vpc {
        Vpc::Id(id)
    }
}

/// What carries all of these tags.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tagged {
    /// Keys and values; all must be there.
    pub tags: Texts,
}

/// What has this `Name` tag.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// The value of the tag `Name`.
    pub name: String,
}

/// Subnets: by id or by tags.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Subnets {
    Ids(Vec<SubnetId>),
    Tagged(Tagged),
}

impl Subnets {
    /// The subnets that carry this tag.
    pub fn tagged(key: &str, value: &str) -> Subnets {
        Subnets::Tagged(Tagged { tags: [(key.to_owned(), value.to_owned())].into() })
    }
}

impl From<Vec<SubnetId>> for Subnets {
    fn from(ids: Vec<SubnetId>) -> Subnets {
        Subnets::Ids(ids)
    }
}

section! {
    /// How the API server is reached.
    pub struct Endpoint {
        /// From inside the VPC, and from networks that are connected to it.
        ///
        /// Default: `true`. Wire: `eks:CreateCluster.resourcesVpcConfig.endpointPrivateAccess`.
        private: bool,
        /// From the internet: `false`, `true` for every address, or `{cidrs}` for some.
        ///
        /// Default: `true`. Wire: `eks:CreateCluster.resourcesVpcConfig.endpointPublicAccess`, `publicAccessCidrs`.
        public: PublicEndpoint,
        /// Networks that may reach the private endpoint on port 443: VPNs, peered VPCs.
        ///
        /// Default: none. Wire: `ec2:AuthorizeSecurityGroupIngress` on the cluster's security group.
        vpn_cidrs: Vec<VpnCidr>,
    }
}

/// Who reaches the API server from the internet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum PublicEndpoint {
    /// Everybody, or nobody.
    Everybody(bool),
    /// These ranges.
    From(PublicRanges),
}

/// Ranges that reach the public endpoint.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublicRanges {
    /// Ranges of addresses; at most 40.
    pub cidrs: Vec<Cidr>,
}

impl From<Vec<Cidr>> for PublicEndpoint {
    fn from(cidrs: Vec<Cidr>) -> PublicEndpoint {
        PublicEndpoint::From(PublicRanges { cidrs })
    }
}

impl From<bool> for PublicEndpoint {
    fn from(everybody: bool) -> PublicEndpoint {
        PublicEndpoint::Everybody(everybody)
    }
}

section! {
    /// A network that may reach the private endpoint: a range or a prefix list.
    pub struct VpnCidr {
        /// A range of addresses.
        cidr: Cidr,
        /// A managed prefix list.
        prefix_list: PrefixListId,
        /// What it is, as the rule's description.
        ///
        /// Shape: at most 255 of letters, digits, spaces and `._-:/()#,@[]+=&;{}!$*`.
        description: String,
    }
}

/// How a NodeClass finds subnets and security groups.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Discovery {
    #[default]
    Ids,
    Tags,
}

/// VPC endpoints.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Endpoints {
    #[default]
    None,
    Verify,
    Create,
}
