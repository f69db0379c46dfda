//! OpenID Connect identity providers.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Tags, fault, tag};
use crate::call::{Call, Fault, Reply};
use crate::time::Time;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OidcProvider {
    pub arn: String,
    /// The issuer without `https://`.
    pub url: String,
    pub client_ids: Vec<String>,
    pub thumbprints: Vec<String>,
    pub created: Time,
    pub tags: Tags,
}

/// Source: IAM quotas, "Client IDs per OIDC provider" and "Thumbprints".
const CLIENT_IDS: usize = 100;
const THUMBPRINTS: usize = 5;

/// The provider that the request names.
pub(crate) fn open<'c>(call: &'c mut Call<'_>) -> Result<&'c mut OidcProvider, Fault> {
    let arn = call.text("OpenIDConnectProviderArn").unwrap_or_default();
    if !super::lookup::split_arn(&arn).is_some_and(|(_, resource)| resource.starts_with("oidc-provider/")) {
        return Err(fault::validation(format!("Invalid ARN: {arn}")));
    }
    call.account()
        .iam
        .oidc_providers
        .get_mut(&arn)
        .ok_or_else(|| fault::no_such_entity(format!("OpenIDConnect Provider not found for arn {arn}")))
}

fn texts(call: &Call<'_>, member: &str) -> Vec<String> {
    call.input[member].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Thumbprints are SHA-1 digests in hexadecimal.
fn thumbprints(call: &Call<'_>) -> Result<Vec<String>, Fault> {
    let list = texts(call, "ThumbprintList");
    if list.len() > THUMBPRINTS {
        return Err(fault::invalid_input("Thumbprint list must contain fewer than 5 entries."));
    }
    for one in &list {
        if one.len() != 40 {
            return Err(fault::constraint(one, "thumbprintList", "Member must have length equal to 40"));
        }
        if !one.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(fault::invalid_input("Thumbprint contains invalid characters"));
        }
    }
    Ok(list)
}

pub(crate) fn create(call: &mut Call<'_>) -> Reply {
    let given = call.text("Url").unwrap_or_default();
    let issuer = given.strip_prefix("https://").filter(|rest| !rest.is_empty() && !rest.contains(['?', '#', ' ']));
    let Some(url) = issuer.map(|rest| rest.trim_end_matches('/').to_owned()) else {
        return Err(fault::validation("Invalid Open ID Connect Provider URL"));
    };
    let thumbprints = thumbprints(call)?;
    let client_ids = texts(call, "ClientIDList");
    if client_ids.len() > CLIENT_IDS {
        return Err(fault::limit_exceeded(format!(
            "Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: {CLIENT_IDS}"
        )));
    }
    let tags = tag::given(call)?;
    let arn = format!("arn:{}:iam::{}:oidc-provider/{url}", call.partition, call.caller.account);
    if call.account().iam.oidc_providers.contains_key(&arn) {
        return Err(fault::already_exists(format!("Provider with url {given} already exists.")));
    }
    // Without thumbprints IAM looks up the certificate's own; here the issuer's name decides it.
    let thumbprints = if thumbprints.is_empty() { vec![thumbprint(&url)] } else { thumbprints };
    let reply = json!({"OpenIDConnectProviderArn": arn, "Tags": tag::shown(&tags)});
    let provider = OidcProvider { arn: arn.clone(), url, client_ids, thumbprints, created: call.now(), tags };
    call.account().iam.oidc_providers.insert(arn, provider);
    Ok(reply)
}

fn thumbprint(url: &str) -> String {
    use sha2::Digest;
    sha2::Sha256::digest(url.as_bytes()).iter().take(20).map(|b| format!("{b:02x}")).collect()
}

pub(crate) fn get(call: &mut Call<'_>) -> Reply {
    let provider = open(call)?;
    Ok(json!({
        "Url": provider.url,
        "ClientIDList": provider.client_ids,
        "ThumbprintList": provider.thumbprints,
        "CreateDate": provider.created.rfc3339(),
        "Tags": tag::shown(&provider.tags),
    }))
}

pub(crate) fn list(call: &mut Call<'_>) -> Reply {
    let list: Vec<Value> = call.account().iam.oidc_providers.keys().map(|arn| json!({ "Arn": arn })).collect();
    Ok(json!({ "OpenIDConnectProviderList": list }))
}

/// Deleting what is not there is no error. Source: IAM API Reference, DeleteOpenIDConnectProvider ("idempotent").
pub(crate) fn delete(call: &mut Call<'_>) -> Reply {
    match open(call).map(|provider| provider.arn.clone()) {
        Ok(arn) => {
            call.account().iam.oidc_providers.remove(&arn);
            Ok(json!({}))
        }
        Err(fault) if fault.code == "NoSuchEntity" => Ok(json!({})),
        Err(fault) => Err(fault),
    }
}

pub(crate) fn add_client_id(call: &mut Call<'_>) -> Reply {
    let id = call.text("ClientID").unwrap_or_default();
    let provider = open(call)?;
    if !provider.client_ids.contains(&id) {
        if provider.client_ids.len() >= CLIENT_IDS {
            return Err(fault::limit_exceeded(format!(
                "Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: {CLIENT_IDS}"
            )));
        }
        provider.client_ids.push(id);
    }
    Ok(json!({}))
}

pub(crate) fn remove_client_id(call: &mut Call<'_>) -> Reply {
    let id = call.text("ClientID").unwrap_or_default();
    open(call)?.client_ids.retain(|one| *one != id);
    Ok(json!({}))
}

pub(crate) fn update_thumbprints(call: &mut Call<'_>) -> Reply {
    let list = thumbprints(call)?;
    open(call)?.thumbprints = list;
    Ok(json!({}))
}
