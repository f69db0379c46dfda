//! What every namespace gets: the default service account and the cluster's root certificate.

use serde_json::json;

use super::object;
use super::pass::Pass;

pub(crate) fn run(pass: &mut Pass<'_>) {
    for namespace in pass.list("namespaces").iter() {
        let name = object::name(namespace);
        if object::is_leaving(namespace) {
            continue;
        }
        if pass.get("serviceaccounts", name, "default").is_none() {
            let account = json!({"apiVersion": "v1", "kind": "ServiceAccount",
                "metadata": {"name": "default", "namespace": name}});
            pass.create(account);
        }
    }
}
