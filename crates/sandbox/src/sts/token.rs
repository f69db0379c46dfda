//! The tokens with which clients of a cluster say who they are: a presigned GetCallerIdentity.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use http::{Request, Uri};

use crate::call::Caller;
use crate::sign::{self, Refusal};
use crate::time::Time;
use crate::wire::pairs;
use crate::world::World;

const PREFIX: &str = "k8s-aws-v1.";
/// The header that binds a token to one cluster.
const CLUSTER_HEADER: &str = "x-k8s-aws-id";
/// How old a token may be, whatever its own expiry says.
const LASTS: Duration = Duration::from_secs(15 * 60);
/// Parameters that a token's URL may have.
///
/// Source: aws-iam-authenticator, "API Authorization from Outside a Cluster" of its README.
const PARAMETERS: &[&str] = &[
    "Action",
    "Version",
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-Security-Token",
    "X-Amz-Signature",
    "X-Amz-SignedHeaders",
    "x-amz-user-agent",
];

/// Why a token proves nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadToken {
    #[error("not an EKS token: {0}")]
    Malformed(&'static str),
    #[error("the token is older than 15 minutes")]
    Expired,
    #[error("the token's signature is refused: {0:?}")]
    Refused(Refusal),
}

/// Finds who made a token for the cluster; `now` is the moment on the token maker's clock.
///
/// # Errors
/// When the text is no token, is too old, was made for another cluster, or its signature is wrong.
pub fn verify_token(world: &World, token: &str, now: Time, cluster_name: &str) -> Result<Caller, BadToken> {
    let encoded = token.strip_prefix(PREFIX).ok_or(BadToken::Malformed("no k8s-aws-v1. prefix"))?;
    let url = URL_SAFE_NO_PAD
        .decode(encoded.trim_end_matches('='))
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or(BadToken::Malformed("no base64 text"))?;
    let uri: Uri = url.parse().map_err(|_| BadToken::Malformed("no URL inside"))?;
    check_url(&uri)?;
    let request = Request::get(uri)
        .header(CLUSTER_HEADER, cluster_name)
        .body(Bytes::new())
        .map_err(|_| BadToken::Malformed("no request inside"))?;
    let signature =
        sign::parse(&request).map_err(BadToken::Refused)?.ok_or(BadToken::Malformed("the URL is not presigned"))?;
    if signature.service != "sts" || !signature.signed_headers.iter().any(|name| name == CLUSTER_HEADER) {
        return Err(BadToken::Malformed("not signed for sts with the cluster's name"));
    }
    if signature.time().map_err(BadToken::Refused)? + LASTS < now {
        return Err(BadToken::Expired);
    }
    // Tokens commonly carry an expiry of 60 s and are good for 15 minutes all the same.
    let lenient = sign::Signature { expires: Some(LASTS.as_secs()), ..signature };
    sign::verify(world, &request, &lenient, now).map_err(BadToken::Refused)
}

fn check_url(uri: &Uri) -> Result<(), BadToken> {
    let host = uri.host().unwrap_or_default();
    let is_sts = host.starts_with("sts.") && (host.ends_with(".amazonaws.com") || host.ends_with(".amazonaws.com.cn"));
    let is_loopback = host == "localhost" || host.starts_with("127.");
    if !(is_sts || is_loopback) || uri.path() != "/" {
        return Err(BadToken::Malformed("not a URL of STS"));
    }
    let pairs = pairs(uri.query().unwrap_or_default()).ok_or(BadToken::Malformed("malformed query"))?;
    if pairs.iter().any(|(name, _)| !PARAMETERS.iter().any(|known| known.eq_ignore_ascii_case(name))) {
        return Err(BadToken::Malformed("a parameter that does not belong there"));
    }
    if !pairs.iter().any(|(name, value)| name == "Action" && value == "GetCallerIdentity") {
        return Err(BadToken::Malformed("not GetCallerIdentity"));
    }
    Ok(())
}
