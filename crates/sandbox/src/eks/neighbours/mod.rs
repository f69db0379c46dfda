//! What EKS asks of the other services, and does in them on the user's behalf.

mod compute;
mod identity;
mod kubernetes;
mod network;

use serde_json::Value;

use super::place::Place;
use crate::call::{Call, Caller, Reply};
use crate::kms;
use crate::logs;
use crate::world::World;

pub(crate) use compute::{
    Launch, alive, architecture, delete_launch_template, image, key_pair_exists, launch_template, release_exists,
    run_instances, terminate_instances,
};
pub(crate) use identity::{
    Principal, caller_principal, delete_node_profile, ensure_linked_role, principal, require_existing_role,
    require_pass_role, require_pod_role, require_role, role_exists,
};
pub(crate) use kubernetes::{
    boot_kubernetes, certificate_authority, drained, node_group_issues, ready_nodes, relabel_nodes, share_access,
};
pub(crate) use network::{
    create_cluster_interfaces, create_cluster_security_group, delete_cluster_interfaces, delete_cluster_security_group,
    is_public_subnet, security_group_vpc, subnet, vpc_cidrs, zones,
};

/// What EKS finds of a KMS key.
pub(crate) enum Key {
    /// With the key's own ARN.
    Usable(String),
    Missing,
    Unusable,
}

pub(crate) fn key(world: &World, place: &Place, reference: &str) -> Key {
    match kms::resolve(world, &place.account, &place.region, reference) {
        None => Key::Missing,
        Some(key) if key.is_usable() => Key::Usable(key.arn.clone()),
        Some(_) => Key::Unusable,
    }
}

pub(crate) fn log_group_exists(world: &World, place: &Place, name: &str) -> bool {
    let regional = world.accounts.get(&place.account).and_then(|account| account.regions.get(&place.region));
    regional.is_some_and(|regional| regional.logs.groups.contains_key(name))
}

pub(crate) fn create_log_group(world: &mut World, place: &Place, name: &str) {
    logs::ensure_group(world, &place.account, &place.region, name);
}

/// 32 random hexadecimal digits.
pub(crate) fn hexadecimal(world: &mut World) -> String {
    format!("{:016x}{:016x}", world.draw(), world.draw())
}

/// Calls EC2 as EKS's service-linked role does.
fn ask_ec2(world: &mut World, place: &Place, operation: &str, input: Value) -> Reply {
    let role =
        format!("arn:{}:sts::{}:assumed-role/AWSServiceRoleForAmazonEKSNodegroup/EKS", place.partition, place.account);
    let mut call = Call {
        world,
        service: "ec2",
        operation: operation.to_owned(),
        input,
        caller: Caller { arn: role, user_id: "AROAEKSNODEGROUP:EKS".to_owned(), account: place.account.clone() },
        region: place.region.clone(),
        partition: place.partition.clone(),
    };
    crate::ec2::handle(&mut call)
}
