//! A stranger's hand on what Karpenter needs, in both worlds; and what status says of it.

use karpool::spec::Spec;
use karpool::status::{Status, StatusProblem};
use karpool_sandbox::kubernetes::Place;
use karpool_sandbox::{ec2, eks, iam};
use serde_json::{Value, json};

use crate::{ACCOUNT, Lab};

/// Name of the controller's role in the stack `dev`.
pub const CONTROLLER_ROLE: &str = "dev-us-east-1-karpenter-controller";
/// Name of the role of Karpenter's nodes in the stack `dev`.
pub const NODE_ROLE: &str = "dev-us-east-1-karpenter-node";
/// Who changes objects of the cluster here.
pub const EDITOR: &str = "kubectl-edit";
/// Where karpool's roles are.
const PATH: &str = "/karpool/us-east-1/dev/";

impl Lab {
    pub async fn status(&self, spec: &Spec) -> Status {
        karpool::status(spec, &self.world).await.expect("a status")
    }

    /// What status finds wrong.
    pub async fn problems(&self, spec: &Spec) -> Vec<StatusProblem> {
        self.status(spec).await.problems
    }

    /// Changes fields of an object of the cluster as `kubectl edit` does: they are the editor's then.
    pub fn edit(&self, object: Value) {
        self.as_cluster_admin(|client| client.apply(EDITOR, true, object)).expect("taken in");
    }

    /// Gives the class `default` other terms.
    pub fn edit_class(&self, field: &str, terms: Value) {
        self.edit(json!({"apiVersion": "karpenter.k8s.aws/v1", "kind": "EC2NodeClass",
            "metadata": {"name": "default"}, "spec": {field: terms}}));
    }

    /// Tells the controller a variable.
    pub fn edit_controller(&self, name: &str, value: &str) {
        let container = json!({"name": "controller", "env": [{"name": name, "value": value}]});
        self.edit(json!({"apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": {"name": "karpenter", "namespace": "kube-system"},
            "spec": {"template": {"spec": {"containers": [container]}}}}));
    }

    /// Names of the controller's pods that are not going.
    pub fn controller_pods(&self) -> Vec<String> {
        let pods = self.objects("pods");
        let own = pods.iter().filter(|pod| {
            pod["metadata"]["labels"]["app.kubernetes.io/name"] == "karpenter"
                && !pod["metadata"]["deletionTimestamp"].is_string()
        });
        own.filter_map(|pod| pod["metadata"]["name"].as_str().map(str::to_owned)).collect()
    }

    /// Ends the controller's pods; their Deployment makes others.
    pub fn restart_controller(&self) {
        for pod in self.controller_pods() {
            let place = Place::new("pods", "kube-system", &pod);
            self.as_cluster_admin(|client| client.delete(&place)).expect("deleted");
        }
    }

    pub fn delete_association(&self) {
        let input = json!({"clusterName": "dev", "namespace": "kube-system", "serviceAccount": "karpenter"});
        let listed = self.as_root(eks::handle, "eks", "ListPodIdentityAssociations", input);
        let id = listed["associations"][0]["associationId"].clone();
        let input = json!({"clusterName": "dev", "associationId": id});
        self.as_root(eks::handle, "eks", "DeletePodIdentityAssociation", input);
    }

    /// Deletes the entry by which Karpenter's nodes join.
    pub fn delete_node_entry(&self) {
        let principal = format!("arn:aws:iam::{ACCOUNT}:role{PATH}{NODE_ROLE}");
        self.as_root(eks::handle, "eks", "DeleteAccessEntry", json!({"clusterName": "dev", "principalArn": principal}));
    }

    pub fn delete_spot_role(&self) {
        let input = json!({"RoleName": "AWSServiceRoleForEC2Spot"});
        self.as_root(iam::handle, "iam", "DeleteServiceLinkedRole", input);
    }

    /// Takes the rule away by which the members of the cluster's own group reach each other; gives the group.
    pub fn revoke_self_rule(&self) -> String {
        let cluster = self.as_root(eks::handle, "eks", "DescribeCluster", json!({"name": "dev"}));
        let group = cluster["cluster"]["resourcesVpcConfig"]["clusterSecurityGroupId"].as_str().expect("a group");
        let input = json!({"GroupId": group, "IpPermissions": [self_rule(group)]});
        self.as_root(ec2::handle, "ec2", "RevokeSecurityGroupIngress", input);
        group.to_owned()
    }

    /// Does what status says about the rule.
    pub fn authorize_self_rule(&self, group: &str) {
        let input = json!({"GroupId": group, "IpPermissions": [self_rule(group)]});
        self.as_root(ec2::handle, "ec2", "AuthorizeSecurityGroupIngress", input);
    }

    /// The controller's inline policies: name and document.
    pub fn controller_policies(&self) -> Vec<(String, Value)> {
        let role = self.role(CONTROLLER_ROLE);
        let inline = role["inline"].as_object().into_iter().flatten();
        let read = |text: &Value| serde_json::from_str(text.as_str().unwrap_or_default()).expect("a document");
        inline.map(|(name, text)| (name.clone(), read(text))).collect()
    }

    /// Takes one statement away from the controller's policies.
    pub fn take_statement(&self, sid: &str) {
        for (name, mut document) in self.controller_policies() {
            let statements = document["Statement"].as_array_mut().expect("statements");
            let before = statements.len();
            statements.retain(|statement| statement["Sid"] != sid);
            let (empty, changed) = (statements.is_empty(), statements.len() < before);
            let policy = json!({"RoleName": CONTROLLER_ROLE, "PolicyName": name});
            if empty {
                self.as_root(iam::handle, "iam", "DeleteRolePolicy", policy);
            } else if changed {
                let mut policy = policy;
                policy["PolicyDocument"] = json!(document.to_string());
                self.as_root(iam::handle, "iam", "PutRolePolicy", policy);
            }
        }
    }

    /// Every statement that the controller's policies have.
    pub fn statements(&self) -> Vec<String> {
        let policies = self.controller_policies();
        let statements =
            policies.iter().flat_map(|(_, document)| document["Statement"].as_array().into_iter().flatten());
        statements.filter_map(|one| one["Sid"].as_str().map(str::to_owned)).collect()
    }
}

fn self_rule(group: &str) -> Value {
    json!({"IpProtocol": "-1", "Groups": [{"GroupId": group}]})
}
