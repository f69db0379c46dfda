//! Signature Version 4: who signed a request, and is the signature right?

mod canonical;
mod parse;
mod refusal;

use bytes::Bytes;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::Request;
use sha2::{Digest as _, Sha256};

use crate::call::Caller;
use crate::time::Time;
use crate::world::World;

pub use parse::{Signature, parse};
pub use refusal::Refusal;

/// How far a request's date may be from the clock of the one who checks it.
///
/// AWS allows 5 minutes; a simulated clock runs fast, so that a stalled thread costs simulated minutes.
const SKEW_SECONDS: u64 = 15 * 60;

/// A key pair that can sign.
struct Key {
    secret: String,
    token: Option<String>,
    expires: Option<Time>,
    active: bool,
    caller: Caller,
}

/// Checks a signature at the moment `now` of the signer's clock and says who signed.
///
/// # Errors
/// The reason for which AWS would refuse the request.
pub fn verify(world: &World, request: &Request<Bytes>, signature: &Signature, now: Time) -> Result<Caller, Refusal> {
    let key = find_key(world, &signature.key_id).filter(|key| key.active).ok_or(Refusal::UnknownKey)?;
    if key.token != signature.token {
        return Err(Refusal::UnknownKey);
    }
    let body_hash = canonical::body_hash(request, signature)?;
    let text = canonical::string_to_sign(request, signature, &body_hash)?;
    let expected = hex(&hmac(&signing_key(&key.secret, signature), text.as_bytes()));
    if !equal(expected.as_bytes(), signature.signature.as_bytes()) {
        return Err(Refusal::Mismatch);
    }
    // A session outlives its end on the world's clock, a signature on the signer's.
    if key.expires.is_some_and(|expires| world.now >= expires) {
        return Err(Refusal::ExpiredToken);
    }
    in_time(signature, now)?;
    Ok(key.caller)
}

fn in_time(signature: &Signature, now: Time) -> Result<(), Refusal> {
    let signed = signature.time()?;
    let lasts = std::time::Duration::from_secs(signature.expires.unwrap_or(SKEW_SECONDS));
    if signed + lasts < now {
        return Err(Refusal::Expired(format!("Signature expired: {} is now earlier than {now}", signed + lasts)));
    }
    if signed > now + std::time::Duration::from_secs(SKEW_SECONDS) {
        return Err(Refusal::Expired(format!("Signature not yet current: {signed} is still later than {now}")));
    }
    Ok(())
}

fn find_key(world: &World, id: &str) -> Option<Key> {
    for account in world.accounts.values() {
        if let Some(session) = account.sessions.get(id) {
            return Some(Key {
                secret: session.secret_access_key.clone(),
                token: Some(session.session_token.clone()),
                expires: Some(session.expires),
                active: true,
                caller: session.caller.clone(),
            });
        }
        for user in account.iam.users.values() {
            if let Some(key) = user.access_keys.iter().find(|key| key.id == id) {
                let caller = Caller { arn: user.arn.clone(), user_id: user.id.clone(), account: account.id.clone() };
                return Some(Key {
                    secret: key.secret.clone(),
                    token: None,
                    expires: None,
                    active: key.active,
                    caller,
                });
            }
        }
    }
    None
}

/// Source: AWS Signature Version 4, "Derive a signing key".
fn signing_key(secret: &str, signature: &Signature) -> Vec<u8> {
    let date = hmac(format!("AWS4{secret}").as_bytes(), signature.scope_date().as_bytes());
    let region = hmac(&date, signature.region.as_bytes());
    let service = hmac(&region, signature.service.as_bytes());
    hmac(&service, b"aws4_request")
}

fn hmac(key: &[u8], data: &[u8]) -> Vec<u8> {
    match Hmac::<Sha256>::new_from_slice(key) {
        Ok(mut mac) => {
            mac.update(data);
            mac.finalize().into_bytes().to_vec()
        }
        // HMAC takes keys of any length.
        Err(_) => Vec::new(),
    }
}

fn sha256_hex(data: &[u8]) -> String {
    hex(&Sha256::digest(data))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn equal(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
}
