//! From a reply to an HTTP response.

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode};
use serde_json::{Map, Value};

use super::service::{Protocol, Service};
use super::xml;
use crate::call::{Fault, Reply};

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// SQS names its errors in two ways: the shape of the JSON protocol and the code of the older query protocol.
///
/// Source: `awsQueryError` traits of the public SQS model.
const SQS_CODES: &[(&str, &str)] = &[
    ("QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue"),
    ("QueueNameExists", "QueueAlreadyExists"),
    ("QueueDeletedRecently", "AWS.SimpleQueueService.QueueDeletedRecently"),
    ("PurgeQueueInProgress", "AWS.SimpleQueueService.PurgeQueueInProgress"),
    ("UnsupportedOperation", "AWS.SimpleQueueService.UnsupportedOperation"),
    ("EmptyBatchRequest", "AWS.SimpleQueueService.EmptyBatchRequest"),
    ("TooManyEntriesInBatchRequest", "AWS.SimpleQueueService.TooManyEntriesInBatchRequest"),
    ("BatchEntryIdsNotDistinct", "AWS.SimpleQueueService.BatchEntryIdsNotDistinct"),
    ("InvalidBatchEntryId", "AWS.SimpleQueueService.InvalidBatchEntryId"),
    ("MessageNotInflight", "AWS.SimpleQueueService.MessageNotInflight"),
    ("BatchRequestTooLong", "AWS.SimpleQueueService.BatchRequestTooLong"),
    ("KmsAccessDenied", "KMS.AccessDeniedException"),
    ("KmsDisabled", "KMS.DisabledException"),
    ("KmsInvalidState", "KMS.InvalidStateException"),
    ("KmsNotFound", "KMS.NotFoundException"),
];

/// Writes a reply as the service's protocol has it.
pub(crate) fn encode(service: &Service, operation: &str, request_id: &str, reply: &Reply) -> Response<Bytes> {
    let (status, body) = match reply {
        Ok(result) => (200, success(service, operation, request_id, result)),
        Err(fault) => (fault.status, failure(service, request_id, fault)),
    };
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert("content-type", HeaderValue::from_static(service.content_type()));
    set(headers, "x-amzn-requestid", request_id);
    if let Err(fault) = reply {
        if service.protocol == Protocol::RestJson {
            set(headers, "x-amzn-errortype", &fault.code);
        }
        if service.name == "sqs" {
            let blame = if fault.status < 500 { "Sender" } else { "Receiver" };
            set(headers, "x-amzn-query-error", &format!("{};{blame}", sqs_code(&fault.code).1));
        }
    }
    response
}

/// An error to a request whose service is not known.
///
/// A form came from a client that reads XML, anything else from one that reads JSON or the headers.
pub(crate) fn encode_unsent(request_id: &str, fault: &Fault, form: bool) -> Response<Bytes> {
    let (kind, body) = if form {
        ("text/xml", query_failure("", request_id, fault))
    } else {
        ("application/json", serde_json::json!({ "__type": fault.code, "message": fault.message }).to_string())
    };
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = StatusCode::from_u16(fault.status).unwrap_or(StatusCode::BAD_REQUEST);
    set(response.headers_mut(), "content-type", kind);
    set(response.headers_mut(), "x-amzn-errortype", &fault.code);
    set(response.headers_mut(), "x-amzn-requestid", request_id);
    response
}

fn set(headers: &mut http::HeaderMap, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// Both names of an SQS error: the JSON protocol's and the query protocol's.
fn sqs_code(code: &str) -> (&str, &str) {
    SQS_CODES.iter().find(|(json, query)| *json == code || *query == code).copied().unwrap_or((code, code))
}

fn success(service: &Service, operation: &str, request_id: &str, result: &Value) -> String {
    let mut out = String::new();
    match service.protocol {
        Protocol::Json10 | Protocol::Json11 | Protocol::RestJson => return without_nulls(result).to_string(),
        Protocol::Query => {
            out.push_str(&format!("<{operation}Response xmlns=\"{}\">", service.namespace));
            if !result.is_null() {
                xml::element(&mut out, &format!("{operation}Result"), result, "member");
            }
            out.push_str(&format!("<ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata>"));
        }
        Protocol::Ec2 => {
            out.push_str(XML);
            out.push_str(&format!("<{operation}Response xmlns=\"{}\">", service.namespace));
            out.push_str(&format!("<requestId>{request_id}</requestId>"));
            match result {
                Value::Object(members) if !members.is_empty() => xml::content(&mut out, result, "item"),
                _ => out.push_str("<return>true</return>"),
            }
        }
    }
    out.push_str(&format!("</{operation}Response>"));
    out
}

/// JSON answers leave out members without a value; a void result is an empty object.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Null => Value::Object(Map::new()),
        Value::Object(members) => Value::Object(
            members
                .iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(name, value)| (name.clone(), without_nulls(value)))
                .collect(),
        ),
        Value::Array(elements) => {
            Value::Array(elements.iter().filter(|value| !value.is_null()).map(without_nulls).collect())
        }
        scalar => scalar.clone(),
    }
}

/// An error of the query protocol.
fn query_failure(namespace: &str, request_id: &str, fault: &Fault) -> String {
    let blame = if fault.status < 500 { "Sender" } else { "Receiver" };
    let (code, message) = (escaped(&fault.code), escaped(&fault.message));
    format!(
        "<ErrorResponse xmlns=\"{namespace}\"><Error><Type>{blame}</Type><Code>{code}</Code>\
         <Message>{message}</Message></Error><RequestId>{request_id}</RequestId></ErrorResponse>"
    )
}

fn failure(service: &Service, request_id: &str, fault: &Fault) -> String {
    match service.protocol {
        Protocol::Query => query_failure(service.namespace, request_id, fault),
        Protocol::Ec2 => {
            let (code, message) = (escaped(&fault.code), escaped(&fault.message));
            format!(
                "{XML}<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors>\
                 <RequestID>{request_id}</RequestID></Response>"
            )
        }
        Protocol::Json10 | Protocol::Json11 | Protocol::RestJson => {
            let mut body = Map::new();
            match service.name {
                "sqs" => {
                    body.insert("__type".into(), format!("com.amazonaws.sqs#{}", sqs_code(&fault.code).0).into());
                }
                _ if service.protocol != Protocol::RestJson => {
                    body.insert("__type".into(), fault.code.clone().into());
                }
                _ => {}
            }
            if let Value::Object(members) = &fault.members {
                body.extend(members.iter().map(|(name, value)| (name.clone(), value.clone())));
            }
            body.insert("message".into(), fault.message.clone().into());
            Value::Object(body).to_string()
        }
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    xml::escape(&mut out, text);
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn sent(service: &str, reply: Reply) -> Response<Bytes> {
        encode(Service::by_name(service).expect("a service"), "DoIt", "id-1", &reply)
    }

    #[test]
    fn every_protocol_has_its_own_error() {
        let fault = || Err(Fault::new(400, "Bad<", "no & no"));
        assert_eq!(
            sent("ec2", fault()).into_body(),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Errors><Error>\
             <Code>Bad&lt;</Code><Message>no &amp; no</Message></Error></Errors><RequestID>id-1</RequestID></Response>"
        );
        assert!(sent("iam", fault()).body().starts_with(b"<ErrorResponse xmlns=\"https://iam.amazonaws.com/doc/"));
        assert_eq!(sent("kms", fault()).into_body(), r#"{"__type":"Bad<","message":"no & no"}"#);
        let response = sent("eks", Err(Fault { members: json!({"clusterName": "c"}), ..Fault::new(404, "Gone", "m") }));
        assert_eq!(response.headers()["x-amzn-errortype"], "Gone");
        assert_eq!(response.into_body(), r#"{"clusterName":"c","message":"m"}"#);
    }

    #[test]
    fn a_queue_error_carries_both_of_its_names() {
        let response = sent("sqs", Err(Fault::new(400, "AWS.SimpleQueueService.NonExistentQueue", "gone")));
        assert_eq!(response.headers()["x-amzn-query-error"], "AWS.SimpleQueueService.NonExistentQueue;Sender");
        assert_eq!(response.into_body(), r#"{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"gone"}"#);
    }

    #[test]
    fn void_results_keep_the_form_that_clients_expect() {
        assert!(sent("ec2", Ok(Value::Null)).body().ends_with(b"<return>true</return></DoItResponse>"));
        assert_eq!(sent("sqs", Ok(Value::Null)).into_body(), "{}");
        assert!(!String::from_utf8_lossy(sent("iam", Ok(Value::Null)).body()).contains("DoItResult"));
    }
}
