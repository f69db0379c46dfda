//! Keys: the service's own, ours, or one that is there and is looked at before anything leans on it.

use super::Composer;
use crate::graph::{Output, Value};
use crate::node::{Declare, Handle};
use crate::policy::{Document, Statement, key};
use crate::resource::aws::eks_cluster::Cluster;
use crate::resource::aws::kms_key::{Key, KeyAlias, Live, OwnedKeys};
use crate::resource::aws::log_group::LogGroup;
use crate::resource::query::FindKey;
use crate::spec::KmsKey;

/// What keys of ours are for.
const ROLES: [&str; 2] = ["secrets", "logs"];

/// What a key is for.
pub(super) struct KeyUse {
    /// `secrets`: the end of the alias and of the node's identity.
    pub role: &'static str,
    pub why: &'static str,
    /// The field of the spec.
    pub path: &'static str,
    pub service: Option<KeyService>,
}

/// A service that uses a key as itself, and not as the caller.
pub(super) struct KeyService {
    pub name: String,
    /// The statement of the key's policy that lets it.
    pub statement: Statement,
    /// What the statement has to allow.
    pub actions: &'static [&'static str],
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

    pub(super) fn find_key(&mut self, arn: String, usage: &KeyUse) -> Output<Option<String>> {
        let mut query = FindKey { arn, path: usage.path.to_owned(), ..FindKey::default() };
        if let Some(service) = &usage.service {
            query.services = vec![service.name.clone()];
            query.actions = service.actions.iter().map(|action| (*action).to_owned()).collect();
            query.statement = serde_json::to_string(&service.statement).unwrap_or_default();
        }
        let id = format!("kms.key/{}", usage.role);
        self.graph.find(id, (), move |()| query.clone()).output(|key| Some(key.arn.clone()))
    }

    fn create_key(&mut self, usage: KeyUse) -> Output<Option<String>> {
        let id = format!("kms.key/{}", usage.role);
        let mut statements = vec![key::account(self.facts.partition, &self.facts.account)];
        statements.extend(usage.service.map(|service| service.statement));
        let want = Key {
            description: format!("{}: {}", self.resolved.name, usage.why),
            policy: Document::new(statements),
            tags: self.tags(&id),
        };
        let at = self.key_alias(usage.role);
        let handle = self.graph.add(id, usage.why, (), move |()| (at.clone(), want.clone()));
        handle.output(|live: &Live| match live.arn() {
            Value::Known(arn) => Value::Known(Some(arn)),
            Value::Pending(origin) => Value::Pending(origin),
        })
    }

    fn key_alias(&self, role: &str) -> KeyAlias {
        KeyAlias {
            alias: self.resolved.names.key_alias(role),
            stack: self.stack(),
            id: format!("kms.key/{role}"),
            key: None,
        }
    }

    /// Keys of ours that nothing encrypts with any more. What was written with one stays unreadable without it, so only
    /// destroy takes them.
    pub(super) fn prune_keys(&mut self) {
        if self.purpose != super::Purpose::Destroy || self.resolved.kubernetes.existing {
            return;
        }
        let keys = ROLES.iter().map(|role| self.key_alias(role)).collect();
        let scope = OwnedKeys { stack: self.stack(), keys };
        let wanted = self.handles::<Key>();
        let mut users: Vec<Output<()>> = self.handles::<LogGroup>().iter().map(Handle::done).collect();
        users.extend(self.handles::<Cluster>().iter().map(Handle::done));
        self.graph.prune::<Key, _>("kms.key/*", &wanted, users, move |_: Vec<Value<()>>| scope.clone());
    }
}
