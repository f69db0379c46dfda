//! The read side of the OCI distribution API, with the anonymous bearer tokens of a public registry.

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use serde_json::json;

use super::chart::{MANIFEST_TYPE, Stock, digest, stock};

/// The one repository. The separate CRD chart of upstream is not offered.
const REPOSITORY: &str = "karpenter/karpenter";
const SERVICE: &str = "sandbox-registry";

/// Whether a request is of a registry client. No AWS service has these paths.
pub fn is_for(request: &Request<Bytes>) -> bool {
    let path = request.uri().path();
    path == "/v2" || path.starts_with("/v2/") || matches!(path, "/token" | "/token/")
}

/// Answers one request of a registry client.
pub fn handle(request: &Request<Bytes>) -> Response<Bytes> {
    let path = request.uri().path();
    if path == "/token" || path == "/token/" {
        return token(request);
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return error(StatusCode::METHOD_NOT_ALLOWED, "UNSUPPORTED", "the registry is read-only");
    }
    let Some(rest) = path.strip_prefix("/v2").filter(|rest| rest.is_empty() || rest.starts_with('/')) else {
        return error(StatusCode::NOT_FOUND, "NOT_FOUND", "no such page");
    };
    if !authorized(request) {
        return challenge(request);
    }
    let rest = rest.trim_matches('/');
    let mut response = match Target::parse(rest) {
        Target::Root => json_response(StatusCode::OK, &json!({})),
        Target::Tags(repository) if repository == REPOSITORY => tags(request, stock()),
        Target::Manifest(repository, reference) if repository == REPOSITORY => manifest(stock(), reference),
        Target::Blob(repository, wanted) if repository == REPOSITORY => blob(stock(), wanted),
        Target::Tags(repository) | Target::Manifest(repository, _) | Target::Blob(repository, _) => error(
            StatusCode::NOT_FOUND,
            "NAME_UNKNOWN",
            &format!("The repository with name '{repository}' does not exist in the registry"),
        ),
        Target::Unknown => error(StatusCode::NOT_FOUND, "NOT_FOUND", "no such page"),
    };
    if request.method() == Method::HEAD {
        // The length of the body that GET would send stays in the headers.
        *response.body_mut() = Bytes::new();
    }
    response
}

enum Target<'a> {
    Root,
    Tags(&'a str),
    Manifest(&'a str, &'a str),
    Blob(&'a str, &'a str),
    Unknown,
}

impl Target<'_> {
    fn parse(path: &str) -> Target<'_> {
        if path.is_empty() {
            return Target::Root;
        }
        if let Some(repository) = path.strip_suffix("/tags/list") {
            return Target::Tags(repository);
        }
        match (path.rsplit_once("/manifests/"), path.rsplit_once("/blobs/")) {
            (Some((repository, reference)), _) => Target::Manifest(repository, reference),
            (None, Some((repository, wanted))) => Target::Blob(repository, wanted),
            (None, None) => Target::Unknown,
        }
    }
}

/// The token of a scope: anyone may have it, and it opens only what it was asked for.
fn token_of(scope: &str) -> String {
    digest(format!("{SERVICE} {scope}").as_bytes()).replace("sha256:", "anonymous-")
}

fn scope_of(path: &str) -> String {
    let repository = match Target::parse(path.trim_start_matches("/v2").trim_matches('/')) {
        Target::Tags(repository) | Target::Manifest(repository, _) | Target::Blob(repository, _) => repository,
        Target::Root | Target::Unknown => "",
    };
    if repository.is_empty() { "aws".to_owned() } else { format!("repository:{repository}:pull") }
}

fn query(request: &Request<Bytes>, name: &str) -> Option<String> {
    let query = request.uri().query().unwrap_or_default();
    url::form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

fn token(request: &Request<Bytes>) -> Response<Bytes> {
    let scope = query(request, "scope").filter(|s| !s.is_empty()).unwrap_or_else(|| "aws".to_owned());
    json_response(StatusCode::OK, &json!({"token": token_of(&scope), "expires_in": 3600}))
}

fn authorized(request: &Request<Bytes>) -> bool {
    let header = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let Some((scheme, given)) = header.and_then(|value| value.split_once(' ')) else { return false };
    scheme.eq_ignore_ascii_case("bearer") && given.trim() == token_of(&scope_of(request.uri().path()))
}

fn challenge(request: &Request<Bytes>) -> Response<Bytes> {
    let host = request.headers().get(header::HOST).and_then(|value| value.to_str().ok());
    let host = host.or(request.uri().host()).unwrap_or("localhost");
    let scope = scope_of(request.uri().path());
    let value = format!("Bearer realm=\"http://{host}/token/\",service=\"{SERVICE}\",scope=\"{scope}\"");
    let mut response = error(StatusCode::UNAUTHORIZED, "UNAUTHORIZED", "Not Authorized");
    if let Ok(value) = HeaderValue::from_str(&value) {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, value);
    }
    response
}

fn tags(request: &Request<Bytes>, stock: &Stock) -> Response<Bytes> {
    let after = query(request, "last").unwrap_or_default();
    let limit = query(request, "n").and_then(|n| n.parse().ok()).unwrap_or(1000usize);
    let mut rest = stock.tags.keys().filter(|tag| **tag > after.as_str());
    let page: Vec<&str> = rest.by_ref().take(limit).copied().collect();
    let mut response = json_response(StatusCode::OK, &json!({"name": REPOSITORY, "tags": page}));
    if let (Some(last), Some(_)) = (page.last(), rest.next()) {
        let link = format!("</v2/{REPOSITORY}/tags/list?n={limit}&last={last}>; rel=\"next\"");
        if let Ok(link) = HeaderValue::from_str(&link) {
            response.headers_mut().insert(header::LINK, link);
        }
    }
    response
}

fn manifest(stock: &Stock, reference: &str) -> Response<Bytes> {
    let wanted = stock.tags.get(reference).map_or(reference, String::as_str);
    match stock.manifests.get(wanted) {
        Some(bytes) => content(bytes, wanted, MANIFEST_TYPE),
        None => error(StatusCode::NOT_FOUND, "MANIFEST_UNKNOWN", "Requested image not found"),
    }
}

fn blob(stock: &Stock, wanted: &str) -> Response<Bytes> {
    match stock.blobs.get(wanted) {
        Some(bytes) => content(bytes, wanted, "application/octet-stream"),
        None => error(StatusCode::NOT_FOUND, "BLOB_UNKNOWN", "blob unknown to registry"),
    }
}

fn content(bytes: &[u8], digest: &str, media_type: &'static str) -> Response<Bytes> {
    let mut response = Response::new(Bytes::copy_from_slice(bytes));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    if let Ok(digest) = HeaderValue::from_str(digest) {
        headers.insert("docker-content-digest", digest);
    }
    response
}

fn json_response(status: StatusCode, body: &serde_json::Value) -> Response<Bytes> {
    let body = body.to_string();
    let mut response = Response::new(Bytes::from(body.clone()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    headers.insert("docker-distribution-api-version", HeaderValue::from_static("registry/2.0"));
    response
}

fn error(status: StatusCode, code: &str, message: &str) -> Response<Bytes> {
    json_response(status, &json!({"errors": [{"code": code, "message": message}]}))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(path: &str, token: Option<&str>) -> Response<Bytes> {
        let mut request = Request::get(path).header(header::HOST, "127.0.0.1:5000");
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        handle(&request.body(Bytes::new()).unwrap())
    }

    fn pull(path: &str) -> Response<Bytes> {
        get(path, Some(&token_of("repository:karpenter/karpenter:pull")))
    }

    #[test]
    fn a_client_pulls_the_chart_by_its_tag() {
        let refused = get("/v2/karpenter/karpenter/manifests/1.14.1", None);
        assert_eq!(refused.status(), 401);
        let challenge = refused.headers()[header::WWW_AUTHENTICATE].to_str().unwrap().to_owned();
        assert!(challenge.contains("http://127.0.0.1:5000/token/"), "{challenge}");

        let given = get("/token/?service=x&scope=repository:karpenter/karpenter:pull", None);
        let given: serde_json::Value = serde_json::from_slice(given.body()).unwrap();
        let response =
            get("/v2/karpenter/karpenter/manifests/1.14.1", Some(given["token"].as_str().unwrap_or_default()));
        assert_eq!(response.status(), 200);
        let manifest: serde_json::Value = serde_json::from_slice(response.body()).unwrap();
        let layer = manifest["layers"][0]["digest"].as_str().unwrap();
        let archive = pull(&format!("/v2/karpenter/karpenter/blobs/{layer}"));
        assert_eq!(digest(archive.body()), layer);
        assert_eq!(Some(archive.body().to_vec()), super::super::chart_archive("1.14.1"));
    }

    #[test]
    fn what_is_not_there_is_named() {
        assert_eq!(pull("/v2/karpenter/karpenter/manifests/0.0.1").status(), 404);
        let other =
            get("/v2/karpenter/karpenter-crd/tags/list", Some(&token_of("repository:karpenter/karpenter-crd:pull")));
        assert_eq!(other.status(), 404);
        assert!(String::from_utf8_lossy(other.body()).contains("NAME_UNKNOWN"));
    }

    #[test]
    fn tags_come_in_pages() {
        let page = pull("/v2/karpenter/karpenter/tags/list?n=2&last=1.12.2");
        let body: serde_json::Value = serde_json::from_slice(page.body()).unwrap();
        assert_eq!(body["tags"], json!(["1.13.0", "1.13.1"]));
        assert!(page.headers().contains_key(header::LINK));
    }
}
