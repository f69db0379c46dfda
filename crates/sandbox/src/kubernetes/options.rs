//! The query parameters of a request.

use std::collections::BTreeMap;

use super::request::Request;
use super::status::Status;

/// Decoded query parameters; the last of several with one name counts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    values: BTreeMap<String, String>,
}

/// What is done about fields that the schema does not know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum FieldValidation {
    Ignore,
    #[default]
    Warn,
    Strict,
}

impl Options {
    pub(crate) fn of(request: &Request) -> Options {
        let pairs = url::form_urlencoded::parse(request.query.as_bytes());
        Options { values: pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect() }
    }

    pub(crate) fn get(&self, name: &str) -> &str {
        self.values.get(name).map(String::as_str).unwrap_or_default()
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    pub(crate) fn flag(&self, name: &str) -> bool {
        matches!(self.get(name), "true" | "1" | "True")
    }

    pub(crate) fn number(&self, name: &str) -> Option<u64> {
        self.get(name).parse().ok()
    }

    /// # Errors
    /// 422 for anything but `All`.
    pub(crate) fn dry_run(&self) -> Result<bool, Status> {
        match self.get("dryRun") {
            "" => Ok(false),
            "All" => Ok(true),
            other => Err(Status::new(
                422,
                "Invalid",
                format!("dryRun: Unsupported value: \"{other}\": supported values: \"All\""),
            )),
        }
    }

    pub(crate) fn field_validation(&self) -> FieldValidation {
        match self.get("fieldValidation") {
            "Strict" => FieldValidation::Strict,
            "Ignore" => FieldValidation::Ignore,
            _ => FieldValidation::Warn,
        }
    }
}
