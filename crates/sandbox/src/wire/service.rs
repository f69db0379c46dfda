//! The services that the sandbox answers, one row each.

use http::Method;
use serde_json::Value;

use crate::call::{Call, Reply};
use crate::{arc_zonal_shift, ec2, eks, eks_auth, events, iam, kms, logs, sqs, ssm, sts, tagging};

/// How a service puts operations, input and output on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// Form in, XML out, lists as `member`.
    Query,
    /// Form in, XML out, lists as `item`.
    Ec2,
    /// JSON with the operation in `X-Amz-Target`.
    Json10,
    Json11,
    /// JSON with the operation in method and path.
    RestJson,
}

/// An operation and the parameters of path and query, as a service's own table finds them.
pub type Route = fn(&Method, &str, &[(String, String)]) -> Option<(&'static str, Value)>;

/// One service.
#[derive(Clone, Copy)]
pub struct Service {
    /// As [`Call::service`] has it.
    pub name: &'static str,
    /// In the credential scope of a signature.
    pub signing: &'static str,
    /// First label of the endpoint's host.
    pub host: &'static str,
    pub protocol: Protocol,
    /// `X-Amz-Target` before the dot (JSON), the API's version (query).
    pub target: &'static str,
    pub namespace: &'static str,
    pub handler: fn(&mut Call<'_>) -> Reply,
    pub route: Route,
}

fn unserved(call: &mut Call<'_>) -> Reply {
    call.not_implemented()
}

fn no_route(_: &Method, _: &str, _: &[(String, String)]) -> Option<(&'static str, Value)> {
    None
}

/// Application Recovery Controller's zonal shift: the one path that Karpenter asks.
fn zonal_shift(method: &Method, path: &str, _: &[(String, String)]) -> Option<(&'static str, Value)> {
    let resource = path.strip_prefix("/managedresources/")?;
    let input = serde_json::json!({ "resourceIdentifier": super::unescape(resource)? });
    (method == Method::GET).then_some(("GetManagedResource", input))
}

const fn json(
    protocol: Protocol,
    name: &'static str,
    target: &'static str,
    handler: fn(&mut Call<'_>) -> Reply,
) -> Service {
    Service { name, signing: name, host: name, protocol, target, namespace: "", handler, route: no_route }
}

const fn query(
    protocol: Protocol,
    name: &'static str,
    target: &'static str,
    namespace: &'static str,
    handler: fn(&mut Call<'_>) -> Reply,
) -> Service {
    Service { name, signing: name, host: name, protocol, target, namespace, handler, route: no_route }
}

const fn rest(name: &'static str, signing: &'static str, handler: fn(&mut Call<'_>) -> Reply, route: Route) -> Service {
    let protocol = Protocol::RestJson;
    Service { name, signing, host: signing, protocol, target: "", namespace: "", handler, route }
}

/// Source: metadata of the services' public API models (protocol, targetPrefix, apiVersion, xmlNamespace, signingName).
pub const SERVICES: &[Service] = &[
    query(Protocol::Query, "iam", "2010-05-08", "https://iam.amazonaws.com/doc/2010-05-08/", iam::handle),
    query(Protocol::Query, "sts", "2011-06-15", "https://sts.amazonaws.com/doc/2011-06-15/", sts::handle),
    query(Protocol::Ec2, "ec2", "2016-11-15", "http://ec2.amazonaws.com/doc/2016-11-15/", ec2::handle),
    json(Protocol::Json10, "sqs", "AmazonSQS", sqs::handle),
    json(Protocol::Json11, "events", "AWSEvents", events::handle),
    json(Protocol::Json11, "logs", "Logs_20140328", logs::handle),
    json(Protocol::Json11, "kms", "TrentService", kms::handle),
    json(Protocol::Json11, "ssm", "AmazonSSM", ssm::handle),
    json(Protocol::Json11, "tagging", "ResourceGroupsTaggingAPI_20170126", tagging::handle),
    json(Protocol::Json11, "servicequotas", "ServiceQuotasV20190624", unserved),
    json(Protocol::Json11, "pricing", "AWSPriceListService", unserved),
    rest("eks", "eks", eks::handle, eks::route),
    rest("eks_auth", "eks-auth", eks_auth::handle, eks_auth::route),
    rest("arc_zonal_shift", "arc-zonal-shift", arc_zonal_shift::handle, zonal_shift),
];

impl Service {
    /// The service with this name in a credential scope.
    pub fn by_signing(name: &str) -> Option<&'static Service> {
        SERVICES.iter().find(|service| service.signing == name)
    }

    /// The service with this name in [`Call::service`].
    pub fn by_name(name: &str) -> Option<&'static Service> {
        SERVICES.iter().find(|service| service.name == name)
    }

    /// Content type of its answers.
    pub fn content_type(&self) -> &'static str {
        match self.protocol {
            Protocol::Query => "text/xml",
            Protocol::Ec2 => "text/xml;charset=UTF-8",
            Protocol::Json10 => "application/x-amz-json-1.0",
            Protocol::Json11 => "application/x-amz-json-1.1",
            Protocol::RestJson => "application/json",
        }
    }

    pub(crate) fn speaks_xml(&self) -> bool {
        matches!(self.protocol, Protocol::Query | Protocol::Ec2)
    }
}
