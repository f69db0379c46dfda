//! What Karpenter needs of AWS. All of it but the controller's identity needs only names, so it is made while the
//! control plane is.

use super::controller::parse_statement;
use super::key::{KeyService, KeyUse};
use super::node_role::NodeIdentity;
use super::{Composer, ControlPlane, of_role};
use crate::catalog::interruption;
use crate::error::Result;
use crate::graph::{Output, Value};
use crate::node::{Declare, Handle};
use crate::policy::key;
use crate::resource::aws::Name;
use crate::resource::aws::event_rule::{NamePrefix, Rule, RuleName, Target};
use crate::resource::aws::sqs_queue::Queue;
use crate::spec::resolved::ResolvedKarpenter;

/// What the chart and the classes take from here.
pub(super) struct Karpenter {
    /// Everything that must be there before a controller pod is admitted.
    pub before_pods: Vec<Output<()>>,
    /// How nodes get their role.
    pub node_identity: NodeIdentity,
    /// What must be there before the first node registers.
    pub before_nodes: Vec<Output<()>>,
    /// The going of associations that left the spec.
    pub stale_associations: usize,
}

impl Composer<'_> {
    pub(super) fn compose_karpenter(&mut self, control_plane: &ControlPlane) -> Result<Option<Karpenter>> {
        let Some(wanted) = self.resolved.karpenter.clone() else {
            self.prune_interruption(&[], &[]);
            // A controller that stays gets new pods, and their role is another then: only one that goes needs the old.
            let associations = self.prune_associations(control_plane);
            self.outlive_controller.push(associations);
            self.prune_entries(control_plane);
            return Ok(None);
        };
        let node_role = self.compose_node_role();
        let node_identity = self.compose_profile(&wanted, &node_role);
        self.find_profiles(&wanted, &node_role);
        let mut before_nodes = self.compose_node_entry(&node_role, control_plane);
        before_nodes.extend(self.compose_class_entries(&node_role, control_plane));
        before_nodes.extend(self.compose_spot_role());
        let queue = self.compose_interruption(&wanted);
        let controller = self.compose_controller_role(&wanted, control_plane)?;
        let mut before_pods = self.compose_identity(&wanted, &controller, control_plane);
        let stale_associations = self.prune_associations(control_plane);
        self.prune_entries(control_plane);
        before_pods.extend(queue.map(|queue| queue.done()));
        self.output("karpenter.controllerRoleArn", of_role(controller.role.as_ref(), controller.arn));
        self.output("karpenter.namespace", Output::constant(wanted.namespace.clone()));
        self.output("karpenter.serviceAccount", Output::constant(wanted.service_account.clone()));
        Ok(Some(Karpenter { before_pods, node_identity, before_nodes, stale_associations }))
    }

    fn compose_interruption(&mut self, wanted: &ResolvedKarpenter) -> Option<Handle<Queue>> {
        if !wanted.interruption.enabled {
            self.prune_interruption(&[], &[]);
            return None;
        }
        let (queue, rules) = self.compose_queue(wanted);
        self.prune_interruption(std::slice::from_ref(&queue), &rules);
        Some(queue)
    }

    pub(super) fn compose_queue(&mut self, wanted: &ResolvedKarpenter) -> (Handle<Queue>, Vec<Handle<Rule>>) {
        let names = self.resolved.names.clone();
        let arn = names.queue_arn(&self.facts.account);
        let id = "sqs.queue/interruption";
        let mut policy = interruption::queue_policy(&arn);
        let extra = wanted.interruption.extra_statements.iter();
        policy.statements.extend(extra.filter_map(|statement| parse_statement(statement).ok()));
        let want = Queue {
            name: names.queue().to_owned(),
            retention: 300,
            kms_key: wanted.interruption.encryption.key().map(ToString::to_string),
            policy,
            tags: self.tags_and(id, wanted.interruption.tags.clone()),
        };
        let key = want.kms_key.clone().map(|arn| self.find_queue_key(arn));
        let why = "tells Karpenter of interruptions before they happen, so that nodes are drained in time";
        type Found = Option<Value<Option<String>>>;
        let queue = self.graph.add(id, why, key, move |_: Found| (Name::new(&want.name), want.clone()));
        let (queue_name, queue_arn) = (names.queue().to_owned(), arn.clone());
        self.output("karpenter.queueName", queue.done().map(move |()| queue_name.clone()));
        self.output("karpenter.queueArn", queue.done().map(move |()| queue_arn.clone()));
        self.output("karpenter.queueUrl", queue.output(|live| live.url()));
        let (minor, tags) = (wanted.version.semver().minor, &wanted.interruption.tags);
        let rules: Vec<Handle<Rule>> =
            interruption::rules(minor).map(|rule| self.compose_rule(rule, &arn, &queue, tags)).collect();
        (queue, rules)
    }

    /// A queue whose key does not let EventBridge in gets no events, and nobody says so.
    fn find_queue_key(&mut self, arn: String) -> Output<Option<String>> {
        let service = KeyService { name: key::EVENTS.to_owned(), statement: key::events(), actions: &key::EVENTS_NEED };
        let why = "encrypts the interruption queue";
        let path = "karpenter.interruption.encryption.kmsKey";
        self.find_key(arn, &KeyUse { role: "queue", why, path, service: Some(service) })
    }

    fn compose_rule(
        &mut self,
        rule: &'static interruption::Rule,
        queue_arn: &str,
        queue: &Handle<Queue>,
        tags: &crate::spec::Texts,
    ) -> Handle<Rule> {
        let id = format!("events.rule/{}", rule.name);
        let want = Rule {
            name: self.resolved.names.rule(rule.name),
            description: format!("{} to Karpenter's interruption queue", rule.detail_type),
            pattern: rule.event_pattern(),
            target: Target { id: interruption::TARGET_ID.to_owned(), arn: queue_arn.to_owned() },
            tags: self.tags_and(&id, tags.clone()),
        };
        let why = "sends these events to the interruption queue";
        let prefix = self.rule_prefix();
        self.graph.add(id, why, queue.done(), move |_| {
            (RuleName { name: want.name.clone(), prefix: prefix.clone() }, want.clone())
        })
    }

    /// The beginning of every rule's name: also of those that had to be shortened.
    fn rule_prefix(&self) -> String {
        self.resolved.names.rule("").chars().take(40).collect()
    }

    fn prune_interruption(&mut self, queues: &[Handle<Queue>], rules: &[Handle<Rule>]) {
        let (stack, anywhere) = (self.stack(), self.purpose.looks_further());
        let scope = NamePrefix { prefix: self.rule_prefix(), stack: stack.clone(), anywhere };
        let rules = self.graph.prune("events.rule/*", rules, (), move |()| scope.clone());
        let scope = NamePrefix { prefix: self.resolved.names.queue().to_owned(), stack, anywhere };
        let queue = self.graph.prune("sqs.queue/*", queues, (), move |()| scope.clone());
        self.graph.removed_after(queue, rules);
        self.outlive_controller.extend([rules, queue]);
    }
}
