//! Address ranges and the addresses handed out of them.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use super::State;
use super::fault::{invalid_parameter, refuse};
use crate::call::Fault;

/// EC2 keeps the first four addresses and the last one of every subnet. Source: VPC user guide, "Subnet sizing".
const RESERVED: u32 = 5;

/// A CIDR block of a VPC or subnet, its host bits cleared as EC2 does.
pub(crate) fn parse(given: &str) -> Result<Ipv4Net, Fault> {
    match given.parse::<Ipv4Net>() {
        Ok(net) => Ok(net.trunc()),
        Err(_) => Err(invalid_parameter(given, "cidrBlock", "This is not a valid CIDR block.")),
    }
}

/// Between /16 and /28. Source: VPC user guide, "VPC CIDR blocks" and "Subnet sizing".
pub(crate) fn check_size(net: Ipv4Net, code: &str) -> Result<(), Fault> {
    if (16..=28).contains(&net.prefix_len()) {
        return Ok(());
    }
    Err(refuse(code, format!("The CIDR '{net}' is invalid.")))
}

pub(crate) fn overlap(a: Ipv4Net, b: Ipv4Net) -> bool {
    a.contains(&b) || b.contains(&a)
}

/// Addresses of a subnet that are in use.
fn used(state: &State, subnet: &str) -> BTreeSet<Ipv4Addr> {
    let interfaces = state.network_interfaces.values().filter(|interface| interface.subnet == subnet);
    interfaces.flat_map(|interface| interface.addresses()).collect()
}

pub(crate) fn free_addresses(state: &State, subnet: &str) -> u32 {
    let Some(net) = state.subnets.get(subnet).map(|s| s.cidr) else { return 0 };
    let size = 1_u32 << (32 - net.prefix_len());
    size.saturating_sub(RESERVED).saturating_sub(used(state, subnet).len() as u32)
}

/// The lowest free address of a subnet, or the one asked for.
///
/// # Errors
/// InsufficientFreeAddressesInSubnet, or the address is taken or not in the subnet.
pub(crate) fn choose_address(state: &State, subnet: &str, wanted: Option<Ipv4Addr>) -> Result<Ipv4Addr, Fault> {
    let full = || {
        refuse(
            "InsufficientFreeAddressesInSubnet",
            format!(
                "There are not enough free addresses in subnet '{subnet}' to satisfy the requested number of instances."
            ),
        )
    };
    let net = state.subnets.get(subnet).map(|s| s.cidr).ok_or_else(full)?;
    let used = used(state, subnet);
    let first = u32::from(net.network()) + 4;
    let last = u32::from(net.broadcast()).saturating_sub(1);
    match wanted {
        None => (first..=last).map(Ipv4Addr::from).find(|address| !used.contains(address)).ok_or_else(full),
        Some(address) if !(first..=last).contains(&u32::from(address)) => Err(invalid_parameter(
            &address.to_string(),
            "address",
            "Address does not fall within the subnet's address range.",
        )),
        Some(address) if used.contains(&address) => {
            Err(refuse("InvalidIPAddress.InUse", format!("Address {address} is in use.")))
        }
        Some(address) => Ok(address),
    }
}
