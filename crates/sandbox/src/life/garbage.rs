//! Pods whose node is gone, and pods that nothing will ever stop.

use super::pass::Pass;
use super::{object, pod};

pub(crate) fn run(pass: &mut Pass<'_>) {
    let nodes: Vec<String> = pass.list("nodes").iter().map(|node| object::name(node).to_owned()).collect();
    for pod in pass.list("pods").iter() {
        let host = pod::node_name(pod);
        let orphan = !host.is_empty() && !nodes.iter().any(|name| name == host);
        if orphan || (host.is_empty() && object::is_leaving(pod)) {
            let place = object::place("pods", pod);
            pass.control(|client| client.delete_now(&place));
        }
    }
}
