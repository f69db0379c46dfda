//! What is looked at beside what a status shows.

use std::collections::BTreeSet;

use futures::future::{join_all, join5};
use serde_json::Value as Json;

use crate::catalog::controller_policy;
use crate::error::{Error, Result};
use crate::graph::Value;
use crate::policy::{Document, Statement};
use crate::resource::Resource;
use crate::resource::aws::Name;
use crate::resource::aws::eks_access_entry::{AccessEntry, EntryKey};
use crate::resource::aws::eks_cluster;
use crate::resource::aws::eks_pod_identity_association::{PodIdentityAssociation, ServiceAccount};
use crate::resource::aws::iam_role::Role;
use crate::resource::aws::iam_service_linked_role::ServiceLinkedRole;
use crate::resource::aws::{ec2_security_group_rule, sqs_queue::Queue};
use crate::spec::resolved::{Resolved, ResolvedKarpenter};
use crate::spec::{CapacityType, Identity, NodeAccessEntry, NodeSecurityGroup};
use crate::world::World;

/// All that rules look at.
pub(in crate::status) struct Evidence {
    pub(in crate::status) at: jiff::Timestamp,
    pub(in crate::status) account: Account,
    /// The queue that the controller should listen to.
    pub(in crate::status) queue: Option<String>,
    pub(in crate::status) classes: Vec<Json>,
    pub(in crate::status) pools: Vec<Json>,
    pub(in crate::status) claims: Vec<Json>,
    /// The controller's.
    pub(in crate::status) deployments: Vec<Json>,
    /// What keeps pods of a Deployment from being available, with the Deployment's node.
    pub(in crate::status) troubles: Vec<(String, String)>,
}

/// What was seen of the account. What is `None` was not asked for, or could not be read, and no rule speaks of it.
#[derive(Default)]
pub(in crate::status) struct Account {
    pub(super) association: Option<Association>,
    pub(super) controller_role: Option<ControllerRole>,
    pub(super) entries: Vec<Entry>,
    pub(super) queue_exists: Option<bool>,
    pub(super) spot_role: Option<bool>,
    pub(super) self_rule: Option<SelfRule>,
}

pub(super) struct Association {
    /// Namespace and name.
    pub(super) service_account: String,
    pub(super) wanted: String,
    pub(super) live: Option<String>,
}

pub(super) struct ControllerRole {
    pub(super) name: String,
    pub(super) exists: bool,
    /// Name and actions of statements that it should have.
    pub(super) missing: Vec<(String, Vec<String>)>,
}

pub(super) struct Entry {
    pub(super) role: String,
    /// Of the entry, if there is one.
    pub(super) kind: Option<String>,
    pub(super) lets_nodes_in: bool,
}

pub(super) struct SelfRule {
    pub(super) group: String,
    pub(super) region: String,
    pub(super) is_there: bool,
}

/// Types of entries that nodes join by. Source: EKS API, CreateAccessEntry.type.
const OF_NODES: [&str; 4] = ["EC2_LINUX", "EC2_WINDOWS", "EC2", "HYBRID_LINUX"];

/// Looks at the account; what cannot be read is told.
pub(in crate::status) async fn read(
    resolved: &Resolved,
    account: &str,
    cluster: &eks_cluster::Live,
    world: &World,
) -> (Account, Vec<Error>) {
    let Some(wanted) = &resolved.karpenter else { return (Account::default(), Vec::new()) };
    let ((association, role), entries, queue, spot, rule) = join5(
        futures::future::join(association(resolved, wanted, account, world), role(resolved, wanted, account, world)),
        entries(resolved, account, cluster, world),
        queue(resolved, wanted, world),
        spot_role(resolved, world),
        self_rule(resolved, cluster, world),
    )
    .await;
    let mut unknown = Vec::new();
    let found = Account {
        association: known(association, &mut unknown),
        controller_role: known(role, &mut unknown),
        entries: entries.into_iter().filter_map(|entry| known(entry.map(Some), &mut unknown)).collect(),
        queue_exists: known(queue, &mut unknown),
        spot_role: known(spot, &mut unknown),
        self_rule: known(rule, &mut unknown),
    };
    (found, unknown)
}

fn known<T>(read: Result<Option<T>>, unknown: &mut Vec<Error>) -> Option<T> {
    read.unwrap_or_else(|error| {
        unknown.push(error);
        None
    })
}

async fn association(
    resolved: &Resolved,
    wanted: &ResolvedKarpenter,
    account: &str,
    world: &World,
) -> Result<Option<Association>> {
    if wanted.identity == Identity::Irsa {
        return Ok(None);
    }
    let key = ServiceAccount {
        cluster: resolved.name.to_string(),
        namespace: wanted.namespace.clone(),
        name: wanted.service_account.clone(),
    };
    let live = PodIdentityAssociation::read(&key, world).await?;
    Ok(Some(Association {
        service_account: format!("{}/{}", key.namespace, key.name),
        wanted: wanted.controller_role_arn(resolved, account),
        live: live.map(|live| live.role_arn),
    }))
}

/// A role of somebody else's is not judged.
async fn role(
    resolved: &Resolved,
    wanted: &ResolvedKarpenter,
    account: &str,
    world: &World,
) -> Result<Option<ControllerRole>> {
    if wanted.controller_role.arn.is_some() {
        return Ok(None);
    }
    let arn = wanted.controller_role_arn(resolved, account);
    let name = arn.rsplit('/').next().unwrap_or_default().to_owned();
    let Some(live) = Role::read(&Name::new(&name), world).await? else {
        return Ok(Some(ControllerRole { name, exists: false, missing: Vec::new() }));
    };
    let policies = controller_policy::policies(&resolved.controller_parameters(wanted, account));
    let wanted = policies.into_iter().flat_map(|(_, document)| document.statements);
    let missing = wanted.filter(|statement| !live.inline.values().any(|document| holds(document, statement)));
    let missing = missing.map(|statement| (statement.sid.unwrap_or_default(), statement.actions)).collect();
    Ok(Some(ControllerRole { name, exists: true, missing }))
}

/// Whether a document has this statement, in whatever spelling.
fn holds(document: &Document, statement: &Statement) -> bool {
    let alone = |statement: &Statement| Document::new(vec![statement.clone()]);
    let wanted = alone(statement);
    document.statements.iter().any(|live| wanted.means_the_same_as(&alone(live)))
}

async fn entries(resolved: &Resolved, account: &str, cluster: &eks_cluster::Live, world: &World) -> Vec<Result<Entry>> {
    let Some(wanted) = &resolved.node_role else { return Vec::new() };
    // A cluster in this mode has no entries.
    if wanted.access_entry == NodeAccessEntry::Skip || cluster.authentication == "CONFIG_MAP" {
        return Vec::new();
    }
    let mut roles: BTreeSet<String> = resolved.further_role_arns(account);
    roles.insert(resolved.node_role_arn(account));
    let reads = roles.into_iter().map(|role| async move {
        let key = EntryKey { cluster: resolved.name.to_string(), principal: Value::Known(role.clone()) };
        let kind = AccessEntry::read(&key, world).await?.map(|live| live.kind);
        let lets_nodes_in = kind.as_deref().is_some_and(|kind| OF_NODES.contains(&kind));
        Ok(Entry { role, kind, lets_nodes_in })
    });
    join_all(reads).await
}

async fn queue(resolved: &Resolved, wanted: &ResolvedKarpenter, world: &World) -> Result<Option<bool>> {
    if !wanted.interruption.enabled {
        return Ok(None);
    }
    Ok(Some(Queue::read(&Name::new(resolved.names.queue()), world).await?.is_some()))
}

async fn spot_role(resolved: &Resolved, world: &World) -> Result<Option<bool>> {
    if !resolved.node_pools.values().any(|pool| pool.capacity_types.contains(&CapacityType::Spot)) {
        return Ok(None);
    }
    let (name, _) = ServiceLinkedRole::spot();
    Ok(Some(ServiceLinkedRole::read(&name, world).await?.is_some()))
}

/// The rule matters where nodes wear the cluster's own group.
async fn self_rule(resolved: &Resolved, cluster: &eks_cluster::Live, world: &World) -> Result<Option<SelfRule>> {
    let own = resolved.network.as_ref().map(|network| &network.node_security_group);
    let (Some(NodeSecurityGroup::Cluster(_)), Some(group)) = (own, cluster.security_group.as_known()) else {
        return Ok(None);
    };
    let rules = ec2_security_group_rule::rules_of(group, world).await?;
    let to_itself = |rule: &aws_sdk_ec2::types::SecurityGroupRule| {
        let of_group = rule.referenced_group_info.as_ref().and_then(|info| info.group_id.as_deref());
        let from_all = rule.cidr_ipv4.as_deref() == Some("0.0.0.0/0");
        rule.is_egress == Some(false)
            && rule.ip_protocol.as_deref() == Some("-1")
            && (of_group == Some(group.as_str()) || from_all)
    };
    let is_there = rules.iter().any(to_itself);
    Ok(Some(SelfRule { group: group.clone(), region: resolved.region.to_string(), is_there }))
}
