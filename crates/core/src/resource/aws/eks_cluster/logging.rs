//! Which logs the control plane writes, as EKS is told.

use std::collections::BTreeSet;

use aws_sdk_eks::types as eks;

/// Source: EKS API reference, LogSetup.types, 2026-11.
const LOG_TYPES: [&str; 5] = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

/// Turns the wanted types on; on an update also the others off, because a type that is not named stays as it is.
pub(super) fn logging(wanted: &BTreeSet<String>, create: bool) -> eks::Logging {
    let setup = |types: Vec<&str>, on: bool| {
        let types: Vec<eks::LogType> = types.into_iter().map(eks::LogType::from).collect();
        (!types.is_empty()).then(|| eks::LogSetup::builder().set_types(Some(types)).enabled(on).build())
    };
    let on = setup(LOG_TYPES.into_iter().filter(|name| wanted.contains(*name)).collect(), true);
    let off = setup(LOG_TYPES.into_iter().filter(|name| !wanted.contains(*name)).collect(), false);
    let off = off.filter(|_| !create);
    eks::Logging::builder().set_cluster_logging(Some(on.into_iter().chain(off).collect())).build()
}
