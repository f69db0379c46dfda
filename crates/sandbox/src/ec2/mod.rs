//! EC2: networks, security groups, launch templates, instances and what is known about instance types and images.
//!
//! Every answer is rendered as the tree of the real API, and filters are tables of paths into that tree, so an
//! answer and the filters over it can't disagree.

mod account_attribute;
mod address;
mod availability_zone;
mod cidr;
mod endpoint_service;
mod fault;
mod filter;
mod fleet;
pub mod image;
mod input;
pub mod instance;
mod instance_launch;
mod instance_lifecycle;
mod instance_request;
mod instance_status;
pub mod instance_type;
mod instance_type_answer;
mod internet_gateway;
mod key_pair;
pub mod launch_template;
mod launch_template_data;
mod launch_template_version;
mod listing;
mod nat_gateway;
pub mod network_interface;
mod noun;
mod operation;
mod permission;
mod placement_group;
mod prefix_list;
mod reachability;
pub mod region;
mod route;
mod route_table;
pub mod security_group;
pub mod security_group_rule;
mod spot_price;
mod state;
pub mod subnet;
mod tag;
mod tick;
mod token;
mod volume;
pub mod vpc;
mod vpc_cidr;
mod vpc_endpoint;

pub use instance::Instance;
pub use instance_launch::{Launch, run_instances};
pub use instance_lifecycle::{interrupt_spot, terminate_instances};
pub use launch_template::LaunchTemplate;
pub(crate) use launch_template_data::decode_user_data;
pub use network_interface::{
    NetworkInterface, attach_node_interface, create_cluster_interfaces, delete_cluster_interfaces,
};
pub use reachability::{End, reaches};
pub use security_group::{SecurityGroup, create_security_group_for_cluster, delete_security_group_for_cluster};
pub use state::{
    State, find_instance, find_launch_template, find_security_group, find_subnet, find_vpc, free_addresses,
};
pub use subnet::Subnet;
pub use tick::tick;
pub use vpc::Vpc;

use crate::call::{Call, Reply};

/// Tags of one resource.
pub type Tags = std::collections::BTreeMap<String, String>;

pub(crate) use operation::operations;

/// Answers one EC2 call.
pub fn handle(call: &mut Call<'_>) -> Reply {
    operation::run(call)
}
#[cfg(test)]
mod tests;
