//! Signing in to a registry, for those who ask for it: nothing is looked up by itself.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// A name and a password.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    /// The name.
    pub username: String,
    /// The password, or a token that stands for one.
    pub password: String,
}

impl fmt::Debug for Login {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Login").field("username", &self.username).finish_non_exhaustive()
    }
}

impl Login {
    /// The login for a host in a file as Docker and Helm write it (`auths`).
    ///
    /// # Errors
    /// Why the file has no login that could be used, in words: it is none, or a helper program keeps it.
    pub fn in_config(text: &str, host: &str) -> Result<Option<Login>, String> {
        let config: Value = serde_json::from_str(text).map_err(|error| format!("it is no JSON: {error}"))?;
        // Docker writes hosts with and without a scheme and a path.
        let names = [host.to_owned(), format!("https://{host}"), format!("https://{host}/v2/")];
        let entry = names.iter().map(|name| &config["auths"][name]).find(|entry| entry.is_object());
        if let Some(login) = entry.and_then(|entry| written(entry).transpose()) {
            return login.map(Some).map_err(|reason| format!("{host}: {reason}"));
        }
        let helper = config["credHelpers"][host].as_str();
        let helper = helper.or_else(|| entry.and_then(|_| config["credsStore"].as_str()));
        match helper {
            Some(helper) => {
                Err(format!("{host}: the password is kept by docker-credential-{helper}, which is not asked"))
            }
            None => Ok(None),
        }
    }
}

fn written(entry: &Value) -> Result<Option<Login>, String> {
    if let (Some(username), Some(password)) = (entry["username"].as_str(), entry["password"].as_str()) {
        return Ok(Some(Login { username: username.to_owned(), password: password.to_owned() }));
    }
    let Some(packed) = entry["auth"].as_str().filter(|packed| !packed.is_empty()) else { return Ok(None) };
    let unpacked = STANDARD.decode(packed).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let pair = unpacked.as_deref().and_then(|text| text.split_once(':'));
    let (username, password) = pair.ok_or("`auth` is not base64 of NAME:PASSWORD")?;
    Ok(Some(Login { username: username.to_owned(), password: password.trim_end_matches('\0').to_owned() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_found_by_its_host() {
        let text = format!(
            r#"{{"auths": {{"a.example": {{"auth": "{}"}}, "https://b.example": {{"username": "u",
            "password": "p"}}, "c.example": {{}}}}, "credsStore": "desktop", "credHelpers": {{"d.example": "ecr-login"}}}}"#,
            STANDARD.encode("me:secret:word")
        );
        let login = |username: &str, password: &str| {
            Some(Login { username: username.to_owned(), password: password.to_owned() })
        };
        assert_eq!(Login::in_config(&text, "a.example"), Ok(login("me", "secret:word")));
        assert_eq!(Login::in_config(&text, "b.example"), Ok(login("u", "p")));
        assert_eq!(Login::in_config(&text, "e.example"), Ok(None));
        for (host, helper) in [("c.example", "desktop"), ("d.example", "ecr-login")] {
            let reason = Login::in_config(&text, host).unwrap_err();
            assert!(reason.contains(host) && reason.contains(helper), "{reason}");
        }
        assert!(Login::in_config("{", "a").is_err());
        let harmed = r#"{"auths": {"a": {"auth": "!"}}}"#;
        assert!(Login::in_config(harmed, "a").unwrap_err().contains("NAME:PASSWORD"));
    }

    #[test]
    fn a_password_is_never_shown() {
        let login = Login { username: "me".into(), password: "secret".into() };
        assert!(!format!("{login:?}").contains("secret"));
    }
}
