//! Options of a NodeClass's instances that newer versions of Karpenter brought.

use super::Subject;
use crate::spec::check::problem::{Problem, Problems};
use crate::spec::node_class::{InterfaceType, NetworkInterface};
use crate::spec::path::Path;
use crate::spec::resolved::ResolvedNodeClass;
use crate::units::Duration;

/// A field, the Karpenter minor that brought it, and whether the class gives it.
struct Since(&'static str, u64, fn(&ResolvedNodeClass) -> bool);

/// Source: Karpenter's EC2NodeClass definition at every minor tag.
const SINCE: [Since; 8] = [
    Since("capacityReservations", 3, |class| !class.capacity_reservations.is_empty()),
    Since("ipPrefixCount", 8, |class| class.ip_prefix_count.is_some()),
    Since("capacityReservations", 8, |class| {
        class.capacity_reservations.iter().any(|term| term.instance_match_criteria.is_some())
    }),
    Since("placementGroup", 11, |class| class.placement_group.is_some()),
    Since("networkInterfaces", 11, |class| !class.network_interfaces.is_empty()),
    Since("connectionTracking", 13, |class| class.connection_tracking.is_some()),
    Since("cpuOptions", 13, |class| class.cpu_options.is_some()),
    Since("volumes", 5, |class| class.volumes.iter().any(|volume| volume.initialization_rate.is_some())),
];

pub(super) fn check(path: &Path, class: &ResolvedNodeClass, subject: &Subject<'_>, problems: &mut Problems) {
    if let Some(karpenter) = &subject.full.karpenter {
        for Since(field, minor, given) in SINCE {
            if given(class) && !karpenter.version.at_least(1, minor) {
                let message = format!("it is known to Karpenter since 1.{minor}, and this is {}", karpenter.version);
                problems.error(&path.field(field), message);
            }
        }
    }
    placement(&path.field("placementGroup"), class, problems);
    interfaces(&path.field("networkInterfaces"), &class.network_interfaces, problems);
    tracking(&path.field("connectionTracking"), class, problems);
    initialization(&path.field("volumes"), class, problems);
    if class.context.as_ref().is_some_and(String::is_empty) {
        problems.error(&path.field("context"), "it is empty");
    }
}

fn placement(path: &Path, class: &ResolvedNodeClass, problems: &mut Problems) {
    let Some(group) = &class.placement_group else { return };
    match (&group.name, &group.id) {
        (None, None) => problems.error(path, "`name` or `id` is missing"),
        (Some(_), Some(_)) => problems.error(path, "`name` and `id` are both given; a group is named in one way"),
        (Some(name), None) if name.is_empty() => problems.error(&path.field("name"), "it is empty"),
        (None, Some(id)) => {
            let plain = id.strip_prefix("pg-").unwrap_or_default();
            if plain.is_empty() || !plain.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()) {
                let problem = Problem::error(&path.field("id"), format!("`{id}` is not a placement group's id"));
                problems.push(problem.hint("it looks like `pg-0a1b2c3d4e5f60718`; a name goes into `name`"));
            }
        }
        _ => {}
    }
}

/// Source: Karpenter's EC2NodeClass definition, networkInterfaces.
fn interfaces(path: &Path, all: &[NetworkInterface], problems: &mut Problems) {
    if all.is_empty() {
        return;
    }
    if all.len() > 150 {
        problems.error(path, format!("there are {} interfaces; a NodeClass has at most 150", all.len()));
    }
    let first = |one: &NetworkInterface| {
        one.device_index == 0 && one.network_card_index == 0 && one.interface_type == InterfaceType::Interface
    };
    if !all.iter().any(first) {
        let problem = Problem::error(path, "the primary interface is missing");
        problems.push(problem.hint("add {deviceIndex: 0, networkCardIndex: 0, interfaceType: interface}"));
    }
    for (index, one) in all.iter().enumerate() {
        let before = &all[..index];
        let card = one.network_card_index;
        if before.iter().any(|other| other.network_card_index == card && other.device_index == one.device_index) {
            let message = format!("device {} of card {card} is there twice", one.device_index);
            problems.error(&path.index(index), message);
        }
        let efa = |other: &NetworkInterface| {
            other.network_card_index == card && other.interface_type == InterfaceType::EfaOnly
        };
        if efa(one) && before.iter().any(efa) {
            problems.error(&path.index(index), format!("card {card} has two `efa-only` interfaces; one is allowed"));
        }
    }
}

/// Source: Karpenter's EC2NodeClass definition, connectionTracking; EC2 user guide, "Idle connection tracking timeout".
fn tracking(path: &Path, class: &ResolvedNodeClass, problems: &mut Problems) {
    let Some(given) = &class.connection_tracking else { return };
    let rows = [
        ("tcpEstablishedTimeout", given.tcp_established_timeout, 60, 432_000),
        ("udpStreamTimeout", given.udp_stream_timeout, 60, 180),
        ("udpTimeout", given.udp_timeout, 30, 60),
    ];
    if rows.iter().all(|(_, value, _, _)| value.is_none()) {
        problems.error(path, "no time is given: `tcpEstablishedTimeout`, `udpStreamTimeout` or `udpTimeout`");
    }
    for (field, value, least, most) in rows {
        if let Some(value) = value.filter(|value| !(least..=most).contains(&value.as_secs())) {
            let (least, most) = (Duration::from_secs(least), Duration::from_secs(most));
            problems.error(&path.field(field), format!("{value} is not {least} to {most}"));
        }
    }
}

/// Source: Karpenter's EC2NodeClass definition, ebs.volumeInitializationRate.
fn initialization(path: &Path, class: &ResolvedNodeClass, problems: &mut Problems) {
    for (index, volume) in class.volumes.iter().enumerate() {
        let Some(rate) = volume.initialization_rate else { continue };
        let place = path.index(index).field("initializationRate");
        if !(100..=300).contains(&rate) {
            problems.error(&place, format!("{rate} is not 100 to 300"));
        }
        if volume.snapshot_id.is_none() {
            let problem = Problem::error(&place, "there is no snapshot whose blocks would be fetched");
            problems.push(problem.hint("give `snapshotId`, or leave it out"));
        }
    }
}
