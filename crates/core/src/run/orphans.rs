//! What workloads have made in the account through the cluster, and what would stay behind when it goes first.

use crate::apply::Located;
use crate::compose::ORPHANS;
use crate::error::{Error, Kind, Result};
use crate::node::Resources;

/// Deleting a cluster does not delete these, and nothing else would.
pub(super) fn refuse(graph: &Resources, located: &Located) -> Result<()> {
    let orphans = find(graph, located);
    if orphans.is_empty() {
        return Ok(());
    }
    let text =
        format!("these have load balancers or volumes that would stay behind and cost money: {}", orphans.join(", "));
    let hint = "delete them first, or let --delete-orphans do it: it deletes them while their controllers still run";
    Err(Error::new(Kind::Preflight, text).with_hint(hint))
}

/// `Service/default/web`, for each.
fn find(graph: &Resources, located: &Located) -> Vec<String> {
    let nodes = graph.iter().filter(|(_, declared)| declared.id.starts_with(ORPHANS) && declared.survives.is_some());
    let changes = nodes.flat_map(|(node, _)| located.remains[node].iter().flat_map(|remains| &remains.changes));
    changes.map(|change| change.key.clone()).collect()
}
