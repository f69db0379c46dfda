//! What stands in a service account token.
//!
//! Source: Kubernetes documentation, "Managing Service Accounts", schema for service account private claims.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::cluster::{Cluster, IssuedToken};
use super::operation::Target;

/// The audience of a token that was asked for without one.
const API: &str = "https://kubernetes.default.svc";

impl Cluster {
    /// A token in the form of a JWT. The cluster knows again what it has issued, and publishes no keys by which
    /// others could: its signature is a random text.
    pub(super) fn write_token(&mut self, target: &Target, issued: &IssuedToken, spec: &Value) -> String {
        let seconds = |time: crate::time::Time| time.0.div_euclid(1000);
        let mut private = json!({
            "namespace": issued.namespace,
            "serviceaccount": { "name": issued.service_account, "uid": issued.uid },
        });
        let bound = &spec["boundObjectRef"];
        if bound["kind"] == "Pod" {
            private["pod"] = json!({ "name": bound["name"], "uid": bound["uid"] });
        }
        let claims = json!({
            "aud": spec["audiences"].as_array().cloned().unwrap_or_else(|| vec![json!(API)]),
            "exp": seconds(issued.expires),
            "iat": seconds(self.now),
            "nbf": seconds(self.now),
            "iss": self.issuer,
            "jti": self.uuid(),
            "kubernetes.io": private,
            "sub": format!("system:serviceaccount:{}:{}", target.namespace, target.name),
        });
        let head = json!({ "alg": "RS256", "kid": self.name, "typ": "JWT" });
        let signature = self.uuid();
        [head.to_string(), claims.to_string(), signature].map(|part| URL_SAFE_NO_PAD.encode(part)).join(".")
    }
}
