//! AssumeRoleWithWebIdentity: a service account's token for credentials of a role.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::trust;
use crate::call::{Call, Fault, Reply};
use crate::iam::policy::{Context, Requester};
use crate::{eks, kubernetes};

pub(super) fn assume_role(call: &mut Call<'_>) -> Reply {
    let token = call.text("WebIdentityToken").unwrap_or_default();
    let claims = claims(&token).ok_or_else(|| invalid("The ID Token provided is not a valid JWT"))?;
    let text = |name: &str| claims[name].as_str().unwrap_or_default().to_owned();
    let (issuer, subject) = (text("iss"), text("sub"));
    let audiences: Vec<String> = match &claims["aud"] {
        Value::String(one) => vec![one.clone()],
        Value::Array(many) => many.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect(),
        _ => Vec::new(),
    };
    if claims["exp"].as_f64().is_some_and(|end| end < call.now().epoch_seconds()) {
        return Err(Fault::new(400, "ExpiredTokenException", "Token expired"));
    }
    if !is_issued(call, &issuer, &token, &subject) {
        return Err(invalid("Couldn't verify the token's signature with the keys of its issuer"));
    }
    let provider = provider(call, &issuer)
        .ok_or_else(|| invalid(&format!("No OpenIDConnect provider found in your account for {issuer}")))?;
    let Some(audience) = audiences.iter().find(|audience| provider.audiences.contains(audience)) else {
        return Err(invalid("Incorrect token audience"));
    };
    let host = issuer.trim_start_matches("https://");
    let mut context = Context::new();
    context.set(&format!("{host}:sub"), subject.clone()).set(&format!("{host}:aud"), audience.clone());
    let requester = Requester { values: vec![("Federated", provider.arn.clone())] };
    let Some(role) = trust::open_role(call, &requester, "sts:AssumeRoleWithWebIdentity", &context) else {
        let text = "Not authorized to perform sts:AssumeRoleWithWebIdentity";
        return Err(Fault::new(403, "AccessDenied", text));
    };
    let mut answer = trust::open_session(call, &role)?;
    answer["SubjectFromWebIdentityToken"] = subject.into();
    answer["Provider"] = provider.arn.into();
    answer["Audience"] = audience.as_str().into();
    Ok(answer)
}

fn invalid(text: &str) -> Fault {
    Fault::new(400, "InvalidIdentityToken", text)
}

/// Whether a cluster of this world issued the token for this subject.
fn is_issued(call: &mut Call<'_>, issuer: &str, token: &str, subject: &str) -> bool {
    let world = &*call.world;
    let mut arns = world.clusters.keys();
    let arn = arns.find(|arn| eks::find_cluster(world, arn).is_some_and(|cluster| cluster.issuer() == issuer)).cloned();
    let now = call.now();
    let user = arn.and_then(|arn| kubernetes::authenticate(call.world, &arn, Some(token), now).ok());
    user.is_some_and(|user| user.name == subject)
}

struct Provider {
    arn: String,
    audiences: Vec<String>,
}

/// The role's account must have an identity provider for the issuer.
fn provider(call: &Call<'_>, issuer: &str) -> Option<Provider> {
    let role = call.text("RoleArn")?;
    let account = call.world.accounts.get(role.split(':').nth(4)?)?;
    let host = issuer.trim_start_matches("https://");
    let (arn, found) = account
        .iam
        .oidc_providers
        .iter()
        .find(|(arn, _)| arn.split_once("oidc-provider/").is_some_and(|(_, url)| url == host))?;
    Some(Provider { arn: arn.clone(), audiences: found.client_ids.clone() })
}

fn claims(token: &str) -> Option<Value> {
    let mut parts = token.split('.');
    let (_header, payload, _signature) = (parts.next()?, parts.next()?, parts.next()?);
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
}
