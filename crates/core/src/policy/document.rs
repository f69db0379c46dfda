//! A policy document and its statements, as every spelling of them is read.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};

use super::canonical::Canonical;
use super::spelling::{condition_map, one_or_many, one_or_many_statements, principal};

/// Operator, then condition key, then values.
pub type Conditions = BTreeMap<String, BTreeMap<String, Vec<String>>>;

/// A whole policy: identity policy, trust policy or resource policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Document {
    /// Language version; AWS reads a missing one as `2008-10-17`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Free name of the document; resource policies show it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The statements; their order has no meaning.
    #[serde(rename = "Statement", with = "one_or_many_statements")]
    pub statements: Vec<Statement>,
}

/// Whether a statement allows or denies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Effect {
    /// The statement grants.
    Allow,
    /// The statement forbids, whatever else grants.
    Deny,
}

/// Whom a resource or trust policy speaks of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Principal {
    /// `"*"`.
    Everyone,
    /// Kind (`AWS`, `Service`, `Federated`) to names.
    Named(BTreeMap<String, Vec<String>>),
}

/// One statement of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Statement {
    /// Name of the statement inside the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// Allow or deny.
    pub effect: Effect,
    /// Who; only in trust and resource policies.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "principal")]
    pub principal: Option<Principal>,
    /// Everyone but these.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "principal")]
    pub not_principal: Option<Principal>,
    /// What may be done.
    #[serde(rename = "Action", default, skip_serializing_if = "Vec::is_empty", with = "one_or_many")]
    pub actions: Vec<String>,
    /// Everything but these.
    #[serde(rename = "NotAction", default, skip_serializing_if = "Vec::is_empty", with = "one_or_many")]
    pub not_actions: Vec<String>,
    /// On what.
    #[serde(rename = "Resource", default, skip_serializing_if = "Vec::is_empty", with = "one_or_many")]
    pub resources: Vec<String>,
    /// On everything but these.
    #[serde(rename = "NotResource", default, skip_serializing_if = "Vec::is_empty", with = "one_or_many")]
    pub not_resources: Vec<String>,
    /// Under which conditions.
    #[serde(rename = "Condition", default, skip_serializing_if = "BTreeMap::is_empty", with = "condition_map")]
    pub conditions: Conditions,
}

impl Statement {
    /// A statement that allows `actions` and says nothing else yet.
    pub fn allow<A: Into<String>>(actions: impl IntoIterator<Item = A>) -> Statement {
        Statement {
            sid: None,
            effect: Effect::Allow,
            principal: None,
            not_principal: None,
            actions: actions.into_iter().map(Into::into).collect(),
            not_actions: Vec::new(),
            resources: Vec::new(),
            not_resources: Vec::new(),
            conditions: Conditions::new(),
        }
    }

    /// The same statement with this `Sid`.
    pub fn sid(mut self, sid: &str) -> Statement {
        self.sid = Some(sid.to_owned());
        self
    }

    /// The same statement about these resources.
    pub fn on<R: Into<String>>(mut self, resources: impl IntoIterator<Item = R>) -> Statement {
        self.resources = resources.into_iter().map(Into::into).collect();
        self
    }

    /// The same statement for these principals of one kind (`Service`, `AWS`, `Federated`).
    pub fn principal_of<N: Into<String>>(mut self, kind: &str, names: impl IntoIterator<Item = N>) -> Statement {
        let names = names.into_iter().map(Into::into).collect();
        self.principal = Some(Principal::Named(BTreeMap::from([(kind.to_owned(), names)])));
        self
    }

    /// The same statement with one more condition.
    pub fn when<V: Into<String>>(
        mut self,
        operator: &str,
        key: impl Into<String>,
        values: impl IntoIterator<Item = V>,
    ) -> Statement {
        let values = values.into_iter().map(Into::into).collect();
        self.conditions.entry(operator.to_owned()).or_default().insert(key.into(), values);
        self
    }
}

impl Document {
    /// A document of the current language version.
    pub fn new(statements: Vec<Statement>) -> Document {
        Document { version: Some(super::LANGUAGE_VERSION.to_owned()), id: None, statements }
    }

    /// Reads JSON, or JSON in percent-encoding as IAM's read calls answer it.
    ///
    /// # Errors
    /// The text is neither, or not a policy document.
    pub fn parse(text: &str) -> Result<Document, serde_json::Error> {
        let trimmed = text.trim_start();
        if trimmed.starts_with('{') {
            return serde_json::from_str(trimmed);
        }
        serde_json::from_str(&percent_decode_str(trimmed).decode_utf8_lossy())
    }

    /// The minified JSON that is sent.
    pub fn to_json(&self) -> String {
        serde_json::to_value(self).map(|value| value.to_string()).unwrap_or_default()
    }

    /// Characters that count against IAM's policy size limits (white space is not counted).
    pub fn size(&self) -> usize {
        self.to_json().chars().count()
    }

    /// Whether both documents say the same: order, spelling of single values, letter case of actions and the two ways
    /// to write an account do not matter.
    pub fn means_the_same_as(&self, other: &Document) -> bool {
        Canonical::of(self) == Canonical::of(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_policy_mean_the_same() {
        let ours = Document::new(vec![
            Statement::allow(["sts:AssumeRole", "sts:TagSession"]).principal_of("AWS", ["111122223333"]),
        ]);
        let theirs = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Sid":"",
            "Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":["sts:TagSession","sts:assumerole"]}}"#;
        assert!(ours.means_the_same_as(&Document::parse(theirs).unwrap()));
    }

    #[test]
    fn percent_encoded_answers_are_read() {
        let text = "%7B%22Statement%22%3A%5B%7B%22Effect%22%3A%22Deny%22%2C%22Principal%22%3A%22%2A%22%2C\
                    %22Action%22%3A%22sqs%3A%2A%22%2C%22Resource%22%3A%22q%22%7D%5D%7D";
        let read = Document::parse(text).unwrap();
        assert_eq!(read.statements[0].effect, Effect::Deny);
        assert_eq!(read.statements[0].principal, Some(Principal::Everyone));
        assert_eq!(read.statements[0].actions, ["sqs:*"]);
    }

    #[test]
    fn another_condition_value_is_another_meaning() {
        let with = |value: &str| {
            Document::new(vec![Statement::allow(["a:B"]).on(["*"]).when(
                "StringEquals",
                "aws:RequestedRegion",
                [value],
            )])
        };
        assert!(with("us-east-1").means_the_same_as(&with("us-east-1")));
        assert!(!with("us-east-1").means_the_same_as(&with("us-east-2")));
    }

    #[test]
    fn writing_and_reading_keeps_the_document() {
        let document = Document::new(vec![
            Statement::allow(["a:B", "a:C"]).on(["x"]).when("Bool", "aws:SecureTransport", ["false"]).sid("One"),
        ]);
        let text = document.to_json();
        assert!(text.starts_with(r#"{"Version":"2012-10-17","Statement":[{"Sid":"One","Effect":"Allow""#), "{text}");
        assert!(text.contains(r#""Resource":"x""#));
        assert_eq!(Document::parse(&text).unwrap(), document);
    }
}
