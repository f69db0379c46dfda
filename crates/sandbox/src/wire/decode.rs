//! From an HTTP request to an operation and its input.

use bytes::Bytes;
use http::{Method, Request};
use serde_json::{Map, Value};

use super::form::{fold, pairs};
use super::service::{Protocol, SERVICES, Service};
use crate::call::Fault;

/// Finds the service of a request: by its signature's scope, else by host, target or API version.
pub(crate) fn service_of(request: &Request<Bytes>, signing: Option<&str>) -> Option<&'static Service> {
    if let Some(name) = signing {
        return Service::by_signing(name);
    }
    let target = request.headers().get("x-amz-target").and_then(|value| value.to_str().ok());
    if let Some((prefix, _)) = target.and_then(|target| target.split_once('.')) {
        return SERVICES.iter().find(|service| service.target == prefix);
    }
    let host = request.uri().host().unwrap_or_default();
    let label = host.split('.').next().unwrap_or_default();
    if let Some(found) = SERVICES.iter().find(|service| host.contains(".amazonaws.") && service.host == label) {
        return Some(found);
    }
    let (_, version) = form(request)?.into_iter().find(|(name, _)| name == "Version")?;
    SERVICES.iter().find(|service| service.speaks_xml() && service.target == version)
}

/// Takes a request apart.
///
/// # Errors
/// The service's own error for malformed input.
pub(crate) fn decode(service: &Service, request: &Request<Bytes>) -> Result<(String, Value), Fault> {
    match service.protocol {
        Protocol::Query | Protocol::Ec2 => decode_query(request),
        Protocol::Json10 | Protocol::Json11 => decode_target(service, request),
        Protocol::RestJson => super::path::decode(service, request),
    }
}

fn form(request: &Request<Bytes>) -> Option<Vec<(String, String)>> {
    if request.method() == Method::GET {
        return pairs(request.uri().query().unwrap_or_default());
    }
    pairs(std::str::from_utf8(request.body()).ok()?.trim())
}

fn decode_query(request: &Request<Bytes>) -> Result<(String, Value), Fault> {
    let malformed = || Fault::new(400, "MalformedQueryString", "The query string contains a syntax error");
    let mut pairs = form(request).ok_or_else(malformed)?;
    let mut operation = None;
    pairs.retain(|(name, value)| match name.as_str() {
        "Action" => {
            operation = Some(value.clone());
            false
        }
        "Version" => false,
        name => !name.starts_with("X-Amz-"),
    });
    let operation = operation.filter(|name| !name.is_empty()).ok_or_else(|| {
        Fault::new(400, "MissingAction", "The request is missing an action or a required parameter: Action")
    })?;
    Ok((operation, fold(&pairs).ok_or_else(malformed)?))
}

fn decode_target(service: &Service, request: &Request<Bytes>) -> Result<(String, Value), Fault> {
    let target = request.headers().get("x-amz-target").and_then(|value| value.to_str().ok());
    let operation = target
        .and_then(|target| target.split_once('.'))
        .filter(|(prefix, operation)| *prefix == service.target && !operation.is_empty())
        .map(|(_, operation)| operation.to_owned())
        .ok_or_else(|| Fault::new(400, "UnknownOperationException", "X-Amz-Target names no operation"))?;
    Ok((operation, json(request.body())?))
}

/// A JSON object; no body is an empty one.
pub(super) fn json(body: &Bytes) -> Result<Value, Fault> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Value::Object(Map::new()));
    }
    match serde_json::from_slice(body) {
        Ok(value @ Value::Object(_)) => Ok(value),
        Ok(_) => Err(Fault::new(400, "SerializationException", "Start of structure or map expected")),
        Err(error) => Err(Fault::new(400, "SerializationException", format!("malformed JSON: {error}"))),
    }
}
