//! What AWS's error codes mean. Codes and types only, never message text.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::request_id::RequestId;

use super::{Error, Kind, Retry};

/// (code, kind, retry). Codes mean the same in every API that uses them.
/// Source: the error shapes of the SDK crates, and "Common errors" of each API reference, 2026-11.
const CODES: &[(&str, Kind, Retry)] = &[
    ("AccessDenied", Kind::Denied, Retry::Never),
    ("AccessDeniedException", Kind::Denied, Retry::Never),
    ("UnauthorizedOperation", Kind::Denied, Retry::Never),
    ("AuthorizationError", Kind::Denied, Retry::Never),
    ("NotAuthorized", Kind::Denied, Retry::Never),
    ("OptInRequired", Kind::Denied, Retry::Never),
    ("AuthFailure", Kind::Credentials, Retry::Never),
    ("ExpiredToken", Kind::Credentials, Retry::Never),
    ("ExpiredTokenException", Kind::Credentials, Retry::Never),
    ("InvalidClientTokenId", Kind::Credentials, Retry::Never),
    ("UnrecognizedClientException", Kind::Credentials, Retry::Never),
    ("InvalidAccessKeyId", Kind::Credentials, Retry::Never),
    ("SignatureDoesNotMatch", Kind::Credentials, Retry::Never),
    ("InvalidSignatureException", Kind::Credentials, Retry::Never),
    ("MissingAuthenticationToken", Kind::Credentials, Retry::Never),
    ("IncompleteSignature", Kind::Credentials, Retry::Never),
    ("RequestExpired", Kind::Credentials, Retry::Never),
    ("Throttling", Kind::Quota, Retry::Soon),
    ("ThrottlingException", Kind::Quota, Retry::Soon),
    ("ThrottledException", Kind::Quota, Retry::Soon),
    ("RequestThrottled", Kind::Quota, Retry::Soon),
    ("RequestLimitExceeded", Kind::Quota, Retry::Soon),
    ("TooManyRequestsException", Kind::Quota, Retry::Soon),
    ("SlowDown", Kind::Quota, Retry::Soon),
    ("LimitExceeded", Kind::Quota, Retry::Never),
    ("LimitExceededException", Kind::Quota, Retry::Never),
    ("ResourceLimitExceededException", Kind::Quota, Retry::Never),
    ("OverLimit", Kind::Quota, Retry::Never),
    ("InstanceLimitExceeded", Kind::Quota, Retry::Never),
    ("VcpuLimitExceeded", Kind::Quota, Retry::Never),
    ("RulesPerSecurityGroupLimitExceeded", Kind::Quota, Retry::Never),
    ("TagLimitExceeded", Kind::Quota, Retry::Never),
    ("NoSuchEntity", Kind::NotFound, Retry::Never),
    ("ResourceNotFoundException", Kind::NotFound, Retry::Never),
    ("NotFoundException", Kind::NotFound, Retry::Never),
    ("ParameterNotFound", Kind::NotFound, Retry::Never),
    ("QueueDoesNotExist", Kind::NotFound, Retry::Never),
    ("AWS.SimpleQueueService.NonExistentQueue", Kind::NotFound, Retry::Never),
    ("InvalidVpcID.NotFound", Kind::NotFound, Retry::Never),
    ("InvalidSubnetID.NotFound", Kind::NotFound, Retry::Never),
    ("InvalidGroup.NotFound", Kind::NotFound, Retry::Never),
    ("InvalidLaunchTemplateName.NotFoundException", Kind::NotFound, Retry::Never),
    ("InvalidLaunchTemplateId.NotFound", Kind::NotFound, Retry::Never),
    ("InvalidLaunchTemplateId.VersionNotFound", Kind::NotFound, Retry::Never),
    ("InvalidVpcEndpointId.NotFound", Kind::NotFound, Retry::Never),
    ("InvalidNetworkInterfaceID.NotFound", Kind::NotFound, Retry::Never),
    ("InvalidPermission.NotFound", Kind::NotFound, Retry::Never),
    ("InvalidSecurityGroupRuleId.NotFound", Kind::NotFound, Retry::Never),
    ("EntityAlreadyExists", Kind::Changed, Retry::Lost),
    ("ResourceInUseException", Kind::Changed, Retry::Lost),
    ("ResourceAlreadyExistsException", Kind::Changed, Retry::Lost),
    ("InvalidLaunchTemplateName.AlreadyExistsException", Kind::Changed, Retry::Lost),
    ("InvalidPermission.Duplicate", Kind::Changed, Retry::Lost),
    ("InvalidGroup.Duplicate", Kind::Changed, Retry::Lost),
    ("QueueNameExists", Kind::Changed, Retry::Lost),
    ("QueueAlreadyExists", Kind::Changed, Retry::Lost),
    ("AlreadyExistsException", Kind::Changed, Retry::Lost),
    ("KMSInvalidStateException", Kind::Changed, Retry::Lost),
    ("ConcurrentModification", Kind::Changed, Retry::Lost),
    ("ConcurrentModificationException", Kind::Changed, Retry::Lost),
    ("OperationAbortedException", Kind::Changed, Retry::Lost),
    ("QueueDeletedRecently", Kind::Changed, Retry::Soon),
    ("AWS.SimpleQueueService.QueueDeletedRecently", Kind::Changed, Retry::Soon),
    ("DeleteConflict", Kind::Broken, Retry::Soon),
    ("DependencyViolation", Kind::Broken, Retry::Soon),
    ("InvalidParameterException", Kind::Broken, Retry::Never),
    ("InvalidParameterValue", Kind::Broken, Retry::Never),
    ("InvalidParameterValueException", Kind::Broken, Retry::Never),
    ("InvalidAttributeValue", Kind::Broken, Retry::Never),
    ("InvalidRequestException", Kind::Broken, Retry::Never),
    ("ValidationError", Kind::Broken, Retry::Never),
    ("ValidationException", Kind::Broken, Retry::Never),
    ("InvalidInput", Kind::Broken, Retry::Never),
    ("MalformedPolicyDocument", Kind::Broken, Retry::Never),
    ("MalformedPolicyDocumentException", Kind::Broken, Retry::Never),
    ("InvalidArnException", Kind::Broken, Retry::Never),
    ("InvalidAliasNameException", Kind::Broken, Retry::Never),
    ("DisabledException", Kind::Broken, Retry::Never),
    ("RouteAlreadyExists", Kind::Changed, Retry::Lost),
    ("InvalidParameter", Kind::Broken, Retry::Never),
    ("InvalidServiceName", Kind::Preflight, Retry::Never),
    ("UnsupportedAvailabilityZoneException", Kind::Preflight, Retry::Never),
    ("InternalError", Kind::Broken, Retry::Lost),
    ("InternalFailure", Kind::Broken, Retry::Lost),
    ("InternalServerError", Kind::Broken, Retry::Lost),
    ("InternalServiceError", Kind::Broken, Retry::Lost),
    ("ServiceFailure", Kind::Broken, Retry::Lost),
    ("ServerException", Kind::Broken, Retry::Lost),
    ("KMSInternalException", Kind::Broken, Retry::Lost),
    ("DependencyTimeoutException", Kind::Broken, Retry::Lost),
    ("ServiceUnavailable", Kind::Unreachable, Retry::Lost),
    ("ServiceUnavailableException", Kind::Unreachable, Retry::Lost),
    ("Unavailable", Kind::Unreachable, Retry::Lost),
    ("NotImplemented", Kind::Bug, Retry::Never),
];

const HINTS: &[(Kind, &str)] = &[
    (
        Kind::Credentials,
        "check the profile, or sign in again (`aws sso login`); `aws sts get-caller-identity` shows who is calling",
    ),
    (Kind::Denied, "give the caller this permission, or run as a role that has it"),
    (Kind::Unreachable, "check the network, the region's name and AWS_ENDPOINT_URL"),
    (Kind::Quota, "ask for a higher limit in Service Quotas, or run again later"),
];

/// Turns any SDK error into ours; `doing` is `service:Operation`.
pub(super) fn from_sdk<E>(error: SdkError<E, HttpResponse>, doing: &str) -> Error
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    let request_id = error.request_id().map(str::to_owned);
    let found = match &error {
        SdkError::ServiceError(service) => {
            from_code(service.err().code(), service.err().message(), service.raw().status().as_u16())
        }
        SdkError::ConstructionFailure(_) => Error::bug("the request could not be built"),
        SdkError::TimeoutError(_) => Error::new(Kind::Unreachable, "no answer in time").with_retry(Retry::Lost),
        SdkError::DispatchFailure(failure) if failure.is_other() || failure.is_user() => credentials_or_bug(failure),
        SdkError::DispatchFailure(_) => {
            Error::new(Kind::Unreachable, "the endpoint could not be reached").with_retry(Retry::Lost)
        }
        _ => Error::new(Kind::Unreachable, "the answer was cut off").with_retry(Retry::Lost),
    };
    let hint = HINTS.iter().find(|(kind, _)| found.is(*kind)).map(|(_, hint)| *hint);
    let mut found = found.while_doing(doing).with_request_id(request_id.as_deref());
    if let Some(hint) = hint {
        found = found.with_hint(hint);
    }
    found.caused_by(Flat(describe(&error)))
}

/// The SDK reports a missing credential as a dispatch failure that is neither I/O nor a timeout.
fn credentials_or_bug(failure: &aws_smithy_runtime_api::client::result::DispatchFailure) -> Error {
    let mut source: Option<&(dyn std::error::Error + 'static)> = failure.as_connector_error().map(|e| e as _);
    while let Some(error) = source {
        if error.is::<aws_credential_types::provider::error::CredentialsError>() {
            return Error::new(Kind::Credentials, "no usable AWS credentials were found");
        }
        source = error.source();
    }
    Error::new(Kind::Unreachable, "the endpoint could not be reached").with_retry(Retry::Lost)
}

fn from_code(code: Option<&str>, message: Option<&str>, status: u16) -> Error {
    let code = code.unwrap_or("");
    let message = message.filter(|m| !m.is_empty()).unwrap_or(code);
    match CODES.iter().find(|(known, _, _)| *known == code) {
        Some((_, kind, retry)) => Error::new(*kind, message).with_retry(*retry).with_code(code),
        None if status >= 500 => Error::new(Kind::Broken, message).with_retry(Retry::Lost).with_code(code),
        None => Error::bug(format!("unknown error code {code} (HTTP {status}): {message}")).with_code(code),
    }
}

/// The chain of causes as one text: SDK errors are not `Clone` and hold response bodies.
fn describe(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

#[derive(Debug)]
struct Flat(String);

impl std::fmt::Display for Flat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Flat {}
