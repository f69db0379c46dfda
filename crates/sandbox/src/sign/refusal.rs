//! Why a request's signature is refused, and how each protocol says so.

use crate::call::Fault;
use crate::wire::{Protocol, Service};

/// Why a signature was not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No signature at all.
    Missing,
    /// Parts of the signature are missing or malformed.
    Incomplete(String),
    /// The access key is not known, inactive, or its session token is another.
    UnknownKey,
    Mismatch,
    /// The signature is too old or from the future.
    Expired(String),
    /// The session's credentials are past their end.
    ExpiredToken,
}

/// Status and code of one refusal in each protocol: query, EC2, JSON 1.0 (SQS), JSON 1.1, REST-JSON.
type Row = [(u16, &'static str); 5];

/// Source: "Common errors" of the IAM, EC2, SQS, KMS and EKS API references.
const MISSING: Row = [
    (403, "MissingAuthenticationToken"),
    (401, "AuthFailure"),
    (403, "MissingAuthenticationToken"),
    (400, "MissingAuthenticationTokenException"),
    (403, "MissingAuthenticationTokenException"),
];
const INCOMPLETE: Row = [
    (400, "IncompleteSignature"),
    (401, "AuthFailure"),
    (400, "IncompleteSignature"),
    (400, "IncompleteSignatureException"),
    (403, "IncompleteSignatureException"),
];
const UNKNOWN_KEY: Row = [
    (403, "InvalidClientTokenId"),
    (401, "AuthFailure"),
    (403, "InvalidClientTokenId"),
    (400, "UnrecognizedClientException"),
    (403, "UnrecognizedClientException"),
];
const MISMATCH: Row = [
    (403, "SignatureDoesNotMatch"),
    (401, "AuthFailure"),
    (403, "SignatureDoesNotMatch"),
    (400, "InvalidSignatureException"),
    (403, "InvalidSignatureException"),
];
const EXPIRED: Row = [
    (403, "SignatureDoesNotMatch"),
    (400, "RequestExpired"),
    (403, "SignatureDoesNotMatch"),
    (400, "InvalidSignatureException"),
    (403, "InvalidSignatureException"),
];
const EXPIRED_TOKEN: Row = [
    (403, "ExpiredToken"),
    (400, "RequestExpired"),
    (403, "ExpiredToken"),
    (400, "ExpiredTokenException"),
    (403, "ExpiredTokenException"),
];

impl Refusal {
    fn row(&self) -> &'static Row {
        match self {
            Refusal::Missing => &MISSING,
            Refusal::Incomplete(_) => &INCOMPLETE,
            Refusal::UnknownKey => &UNKNOWN_KEY,
            Refusal::Mismatch => &MISMATCH,
            Refusal::Expired(_) => &EXPIRED,
            Refusal::ExpiredToken => &EXPIRED_TOKEN,
        }
    }

    fn text(&self) -> &str {
        match self {
            Refusal::Missing => "Request is missing Authentication Token",
            Refusal::Incomplete(text) | Refusal::Expired(text) => text,
            Refusal::UnknownKey => "The security token included in the request is invalid.",
            Refusal::Mismatch => {
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret \
                 Access Key and signing method. Consult the service documentation for details."
            }
            Refusal::ExpiredToken => "The security token included in the request is expired",
        }
    }

    /// The service's error.
    pub fn fault(&self, service: &Service) -> Fault {
        let column = match service.protocol {
            Protocol::Query => 0,
            Protocol::Ec2 => 1,
            Protocol::Json10 => 2,
            Protocol::Json11 => 3,
            Protocol::RestJson => 4,
        };
        let (status, code) = self.row()[column];
        let text = match code {
            "AuthFailure" => "AWS was not able to validate the provided access credentials",
            "RequestExpired" => "Request has expired.",
            _ => self.text(),
        };
        Fault::new(status, code, text)
    }
}
