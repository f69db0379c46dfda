//! What lives in the account and its clusters, as tests look at it.

use karpool_sandbox::iam;
use serde_json::Value as Json;

use crate::Lab;

impl Lab {
    /// The objects of a resource (`nodepools.karpenter.sh`) in the account's first cluster.
    pub fn objects(&self, resource: &str) -> Vec<Json> {
        self.sandbox.inspect(|world| {
            let cluster = world.clusters.values().next();
            cluster.map(|cluster| cluster.stored(resource).cloned().collect()).unwrap_or_default()
        })
    }

    /// An object by its name.
    pub fn object(&self, resource: &str, name: &str) -> Json {
        let found = self.objects(resource).into_iter().find(|object| object["metadata"]["name"] == name);
        found.unwrap_or_else(|| panic!("there is no {resource} {name}"))
    }

    /// A role as IAM keeps it: trust, inline policies, attachments.
    pub fn role(&self, name: &str) -> Json {
        self.sandbox.inspect(|world| {
            let role = iam::find_role(world, crate::ACCOUNT, name);
            serde_json::to_value(role.unwrap_or_else(|| panic!("there is no role {name}"))).expect("a role is data")
        })
    }

    /// What EKS keeps of the cluster `dev`.
    pub fn cluster(&self) -> Json {
        self.sandbox.inspect(|world| {
            let arn = format!("arn:aws:eks:us-east-1:{}:cluster/dev", crate::ACCOUNT);
            serde_json::to_value(karpool_sandbox::eks::find_cluster(world, &arn)).expect("a cluster is data")
        })
    }
}
