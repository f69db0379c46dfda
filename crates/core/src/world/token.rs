//! Tokens for the Kubernetes API of an EKS cluster: a presigned GetCallerIdentity.

use std::time::{Duration, SystemTime};

use aws_credential_types::provider::ProvideCredentials;
use aws_sigv4::http_request::{SignableBody, SignableRequest, SignatureLocation, SigningSettings, sign};
use aws_sigv4::sign::v4;
use aws_types::SdkConfig;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::Clock;
use crate::error::{Error, Kind, Result};
use crate::units::Region;

/// How long EKS accepts a token. Source: EKS user guide, "IAM roles for service accounts and tokens", 2026-11.
const ACCEPTED: Duration = Duration::from_secs(15 * 60);
/// What the presigned URL itself says.
const EXPIRES_IN: Duration = Duration::from_secs(60);

/// A bearer token and the moment after which it should not be used any more.
#[derive(Clone)]
pub struct Token {
    pub text: String,
    pub expires: SystemTime,
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Token").field("expires", &self.expires).finish_non_exhaustive()
    }
}

pub(super) async fn sign_in(config: &SdkConfig) -> Result<aws_credential_types::Credentials> {
    let missing = || {
        Error::new(Kind::Credentials, "no usable AWS credentials were found")
            .with_hint("check the profile, or sign in again (`aws sso login`)")
    };
    let provider = config.credentials_provider().ok_or_else(missing)?;
    provider.provide_credentials().await.map_err(|error| missing().caused_by(error))
}

pub(super) async fn issue(config: &SdkConfig, clock: &Clock, cluster: &str) -> Result<Token> {
    let credentials = sign_in(config).await?;
    let region = config.region().map(ToString::to_string).unwrap_or_default();
    let text = presign(credentials, &region, cluster, clock.now()).map_err(|error| Error::bug(error.to_string()))?;
    Ok(Token { text, expires: clock.now() + ACCEPTED - EXPIRES_IN })
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

fn presign(
    credentials: aws_credential_types::Credentials,
    region: &str,
    cluster: &str,
    now: SystemTime,
) -> Result<String, Failure> {
    let suffix = Region::new(region).map(|region| region.partition().dns_suffix)?;
    let host = format!("sts.{region}.{suffix}");
    let url = format!("https://{host}/?Action=GetCallerIdentity&Version=2011-06-15");
    let identity = credentials.into();
    let mut settings = SigningSettings::default();
    settings.expires_in = Some(EXPIRES_IN);
    settings.signature_location = SignatureLocation::QueryParams;
    let params =
        v4::SigningParams::builder().identity(&identity).region(region).name("sts").time(now).settings(settings);
    let headers = [("host", host.as_str()), ("x-k8s-aws-id", cluster)];
    let request = SignableRequest::new("GET", url.as_str(), headers.into_iter(), SignableBody::Bytes(&[]))?;
    let (instructions, _) = sign(request, &params.build()?.into())?.into_parts();
    let mut signed = url::Url::parse(&url)?;
    for (name, value) in instructions.params() {
        signed.query_pairs_mut().append_pair(name, value);
    }
    Ok(format!("k8s-aws-v1.{}", URL_SAFE_NO_PAD.encode(signed.as_str())))
}
