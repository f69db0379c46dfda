//! Reading a signature from the header or the query of a request.

use bytes::Bytes;
use http::Request;

use super::refusal::Refusal;
use crate::time::Time;
use crate::wire::pairs;

/// The parts of a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    pub key_id: String,
    /// `20261123T100000Z`
    pub date: String,
    /// Credential scope without the key: `20261123/us-east-1/eks/aws4_request`.
    pub scope: String,
    pub region: String,
    /// The service's signing name.
    pub service: String,
    pub signed_headers: Vec<String>,
    pub signature: String,
    pub token: Option<String>,
    /// Seconds that a presigned request lasts; `None` for a signed header.
    pub expires: Option<u64>,
}

impl Signature {
    pub(super) fn scope_date(&self) -> &str {
        self.scope.split('/').next().unwrap_or_default()
    }

    /// When it was signed, on the signer's clock.
    pub(crate) fn time(&self) -> Result<Time, Refusal> {
        let bad = || Refusal::Incomplete(format!("'{}' is not a date in ISO 8601 basic format", self.date));
        let text = self.date.strip_suffix('Z').ok_or_else(bad)?;
        let moment = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%S", text).map_err(|_| bad())?;
        let moment = moment.to_zoned(jiff::tz::TimeZone::UTC).map_err(|_| bad())?;
        Ok(Time(moment.timestamp().as_millisecond()))
    }
}

/// Reads the signature of a request; `None` when it carries none.
///
/// # Errors
/// [`Refusal::Incomplete`] when there is one, but not a whole one.
pub fn parse(request: &Request<Bytes>) -> Result<Option<Signature>, Refusal> {
    if let Some(header) = request.headers().get("authorization") {
        let header = header.to_str().map_err(|_| incomplete("Authorization header is not ASCII"))?;
        return from_header(request, header).map(Some);
    }
    let query = request.uri().query().unwrap_or_default();
    if query.contains("X-Amz-Signature=") { from_query(query).map(Some) } else { Ok(None) }
}

fn incomplete(text: impl Into<String>) -> Refusal {
    Refusal::Incomplete(text.into())
}

fn from_header(request: &Request<Bytes>, header: &str) -> Result<Signature, Refusal> {
    let fields = header
        .strip_prefix("AWS4-HMAC-SHA256")
        .ok_or_else(|| incomplete("Authorization header names no AWS4-HMAC-SHA256 algorithm"))?;
    let field = |name: &str| {
        fields
            .split(',')
            .find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='))
            .ok_or_else(|| incomplete(format!("Authorization header requires '{name}' parameter.")))
    };
    let text = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    Builder {
        credential: field("Credential")?.to_owned(),
        signed_headers: field("SignedHeaders")?.to_owned(),
        signature: field("Signature")?.to_owned(),
        date: text("x-amz-date").ok_or_else(|| incomplete("Authorization header requires an 'X-Amz-Date' header."))?,
        token: text("x-amz-security-token"),
        expires: None,
    }
    .build()
}

fn from_query(query: &str) -> Result<Signature, Refusal> {
    let pairs = pairs(query).ok_or_else(|| incomplete("the query string is malformed"))?;
    let find = |name: &str| pairs.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone());
    let field = |name: &str| find(name).ok_or_else(|| incomplete(format!("the query string requires '{name}'")));
    if field("X-Amz-Algorithm")? != "AWS4-HMAC-SHA256" {
        return Err(incomplete("X-Amz-Algorithm is not AWS4-HMAC-SHA256"));
    }
    let expires = match find("X-Amz-Expires") {
        None => super::SKEW_SECONDS,
        Some(text) => {
            text.parse().ok().filter(|n| (1..=604_800).contains(n)).ok_or_else(|| incomplete("bad X-Amz-Expires"))?
        }
    };
    Builder {
        credential: field("X-Amz-Credential")?,
        signed_headers: field("X-Amz-SignedHeaders")?,
        signature: field("X-Amz-Signature")?,
        date: field("X-Amz-Date")?,
        token: find("X-Amz-Security-Token"),
        expires: Some(expires),
    }
    .build()
}

struct Builder {
    credential: String,
    signed_headers: String,
    signature: String,
    date: String,
    token: Option<String>,
    expires: Option<u64>,
}

impl Builder {
    fn build(self) -> Result<Signature, Refusal> {
        let bad = || {
            incomplete(format!(
                "Credential must have the form key/date/region/service/aws4_request: '{}'",
                self.credential
            ))
        };
        let (key_id, scope) = self.credential.split_once('/').ok_or_else(bad)?;
        let [date, region, service, "aws4_request"] = scope.split('/').collect::<Vec<_>>()[..] else {
            return Err(bad());
        };
        if !self.date.starts_with(date) {
            return Err(incomplete("Date in Credential scope does not match the date of the request"));
        }
        let signature = Signature {
            key_id: key_id.to_owned(),
            region: region.to_owned(),
            service: service.to_owned(),
            scope: scope.to_owned(),
            date: self.date.clone(),
            signed_headers: self.signed_headers.split(';').map(str::to_ascii_lowercase).collect(),
            signature: self.signature.clone(),
            token: self.token.clone(),
            expires: self.expires,
        };
        signature.time()?;
        Ok(signature)
    }
}
