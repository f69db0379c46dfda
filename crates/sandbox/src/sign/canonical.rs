//! The canonical form of a request, which is what gets signed.

use bytes::Bytes;
use http::Request;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::parse::Signature;
use super::refusal::Refusal;
use super::sha256_hex;

/// Source: AWS Signature Version 4, "Create a canonical request": RFC 3986's unreserved characters stay.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
const RESERVED_IN_PATH: &AsciiSet = &RESERVED.remove(b'/');

/// The hash of the body as it was signed; a given hash must be the body's.
pub(super) fn body_hash(request: &Request<Bytes>, signature: &Signature) -> Result<String, Refusal> {
    let actual = sha256_hex(request.body());
    match request.headers().get("x-amz-content-sha256").and_then(|value| value.to_str().ok()) {
        Some(given) if signature.signed_headers.iter().any(|name| name == "x-amz-content-sha256") => {
            if given == "UNSIGNED-PAYLOAD" || given == actual { Ok(given.to_owned()) } else { Err(Refusal::Mismatch) }
        }
        _ => Ok(actual),
    }
}

pub(super) fn string_to_sign(
    request: &Request<Bytes>,
    signature: &Signature,
    body_hash: &str,
) -> Result<String, Refusal> {
    let canonical = canonical_request(request, signature, body_hash)?;
    let hash = sha256_hex(canonical.as_bytes());
    Ok(format!("AWS4-HMAC-SHA256\n{}\n{}\n{hash}", signature.date, signature.scope))
}

fn canonical_request(request: &Request<Bytes>, signature: &Signature, body_hash: &str) -> Result<String, Refusal> {
    let path = match request.uri().path() {
        "" => "/".to_owned(),
        // All services but S3 encode the path that goes over the wire once more.
        path => utf8_percent_encode(path, RESERVED_IN_PATH).to_string(),
    };
    let query = canonical_query(request.uri().query().unwrap_or_default())?;
    let mut headers = String::new();
    for name in &signature.signed_headers {
        let value = header(request, name)
            .ok_or_else(|| Refusal::Incomplete(format!("the signed header '{name}' is not in the request")))?;
        headers.push_str(&format!("{name}:{value}\n"));
    }
    if !signature.signed_headers.iter().any(|name| name == "host" || name == ":authority") {
        return Err(Refusal::Incomplete("'Host' or ':authority' must be a 'SignedHeader'".to_owned()));
    }
    let names = signature.signed_headers.join(";");
    Ok(format!("{}\n{path}\n{query}\n{headers}\n{names}\n{body_hash}", request.method()))
}

fn canonical_query(query: &str) -> Result<String, Refusal> {
    let mut pairs = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        if name == "X-Amz-Signature" {
            continue;
        }
        let again = |text: &str| {
            crate::wire::unescape(text)
                .map(|text| utf8_percent_encode(&text, RESERVED).to_string())
                .ok_or_else(|| Refusal::Incomplete("the query string is malformed".to_owned()))
        };
        pairs.push((again(name)?, again(value)?));
    }
    pairs.sort();
    Ok(pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&"))
}

/// A header's values, trimmed, runs of blanks made one, joined by commas.
fn header(request: &Request<Bytes>, name: &str) -> Option<String> {
    let mut values: Vec<String> = request
        .headers()
        .get_all(name)
        .iter()
        .map(|value| String::from_utf8_lossy(value.as_bytes()).split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    if values.is_empty() && name == "host" {
        values.push(request.uri().authority()?.to_string());
    }
    if values.is_empty() && name == "content-length" {
        values.push(request.body().len().to_string());
    }
    (!values.is_empty()).then(|| values.join(","))
}
