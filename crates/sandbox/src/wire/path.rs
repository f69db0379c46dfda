//! Operations in method and path.

use http::Method;
use serde_json::Value;

use super::form::pairs;
use super::service::Service;
use crate::call::Fault;

/// Finds the operation of a REST-JSON request and merges body, path and query into one input.
pub(super) fn decode(service: &Service, request: &http::Request<bytes::Bytes>) -> Result<(String, Value), Fault> {
    let query = pairs(request.uri().query().unwrap_or_default())
        .ok_or_else(|| Fault::new(400, "SerializationException", "the query string is malformed"))?;
    let (method, path) = (request.method(), request.uri().path());
    let Some((operation, parameters)) = (service.route)(method, path, &query) else {
        let text = format!("the sandbox does not answer {method} {path}");
        return Err(Fault::new(501, "NotImplemented", text));
    };
    let mut input = match *method {
        Method::GET | Method::DELETE => Value::Object(Default::default()),
        _ => super::decode::json(request.body())?,
    };
    if let (Value::Object(input), Value::Object(parameters)) = (&mut input, parameters) {
        input.extend(parameters);
    }
    Ok((operation.to_owned(), input))
}
