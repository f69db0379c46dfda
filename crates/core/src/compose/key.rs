//! Keys: the service's own, ours, or one that is there and is looked at before anything leans on it.

use super::Composer;
use crate::graph::{Output, Value};
use crate::node::Declare;
use crate::policy::{Document, Statement, key};
use crate::resource::aws::kms_key::{Key, KeyAlias, Live};
use crate::resource::query::FindKey;
use crate::spec::KmsKey;

/// What a key is for.
pub(super) struct KeyUse {
    /// `secrets`: the end of the alias and of the node's identity.
    pub role: &'static str,
    pub why: &'static str,
    /// The field of the spec.
    pub path: &'static str,
    /// The service that uses it as itself, and the statement that lets it.
    pub service: Option<(String, Statement)>,
}

impl Composer<'_> {
    /// The ARN of the key, or none for the service's own; and the node that gives it.
    pub(super) fn compose_key(&mut self, wanted: &KmsKey, usage: KeyUse) -> Output<Option<String>> {
        match wanted {
            KmsKey::Given(arn) => self.find_key(arn.to_string(), &usage),
            wanted if *wanted == KmsKey::CREATE => self.create_key(usage),
            KmsKey::Word(_) => Output::constant(None),
        }
    }

    fn find_key(&mut self, arn: String, usage: &KeyUse) -> Output<Option<String>> {
        let (services, statement) = match &usage.service {
            Some((service, statement)) => {
                let text = serde_json::to_string(statement).unwrap_or_default();
                (vec![service.clone()], text)
            }
            None => (Vec::new(), String::new()),
        };
        let query = FindKey { arn, path: usage.path.to_owned(), services, statement };
        let id = format!("kms.key/{}", usage.role);
        self.graph.find(id, (), move |()| query.clone()).output(|key| Some(key.arn.clone()))
    }

    fn create_key(&mut self, usage: KeyUse) -> Output<Option<String>> {
        let id = format!("kms.key/{}", usage.role);
        let mut statements = vec![key::account(self.facts.partition, &self.facts.account)];
        statements.extend(usage.service.map(|(_, statement)| statement));
        let want = Key {
            description: format!("{}: {}", self.resolved.name, usage.why),
            policy: Document::new(statements),
            tags: self.tags(&id),
        };
        let at = KeyAlias {
            alias: self.resolved.names.key_alias(usage.role),
            stack: self.stack(),
            id: id.clone(),
            key: None,
        };
        let handle = self.graph.add(id, usage.why, (), move |()| (at.clone(), want.clone()));
        handle.output(|live: &Live| match live.arn() {
            Value::Known(arn) => Value::Known(Some(arn)),
            Value::Pending(origin) => Value::Pending(origin),
        })
    }
}
