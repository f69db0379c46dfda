//! The whole life of a cluster, from an account with a network to nodes that come and go.

use std::time::Duration;

use serde_json::{Value, json};

use super::{AddonHealth, addon_health, condition, object};
use crate::call::{Call, Caller, Reply};
use crate::fixture;
use crate::kubernetes::{Place, User};
use crate::time::Time;
use crate::wire::Service;
use crate::world::World;

mod disruption;

const REGION: &str = "us-east-1";
const CLUSTER: &str = "arn:aws:eks:us-east-1:111122223333:cluster/dev";
const CLAIMS: &str = "nodeclaims.karpenter.sh";

struct Account(World);

impl Account {
    fn fresh() -> Account {
        let mut world = World { now: Time(1_795_000_000_000), seed: 7, ..World::default() };
        fixture::build_account(&mut world, fixture::ACCOUNT, "aws", REGION).unwrap();
        fixture::build_region(&mut world, fixture::ACCOUNT, "aws", REGION).unwrap();
        Account(world)
    }

    fn call(&mut self, service: &str, operation: &str, input: Value) -> Reply {
        let service = Service::by_name(service).unwrap();
        let account = fixture::ACCOUNT.to_owned();
        let caller = Caller { arn: format!("arn:aws:iam::{account}:root"), user_id: account.clone(), account };
        (service.handler)(&mut Call {
            world: &mut self.0,
            service: service.name,
            operation: operation.to_owned(),
            input,
            caller,
            region: REGION.to_owned(),
            partition: "aws".to_owned(),
        })
    }

    fn must(&mut self, service: &str, operation: &str, input: Value) -> Value {
        self.call(service, operation, input).unwrap_or_else(|fault| panic!("{operation}: {fault:?}"))
    }

    fn pass(&mut self, seconds: u64) {
        let now = self.0.now;
        self.0.advance(now + Duration::from_secs(seconds));
    }

    /// Lives until something holds; fails after a limit.
    fn until(&mut self, what: &str, limit: u64, holds: impl Fn(&World) -> bool) {
        for _ in 0..limit {
            if holds(&self.0) {
                return;
            }
            self.pass(1);
        }
        panic!("{what} does not happen within {limit} s\n{}", self.state());
    }

    fn state(&self) -> String {
        let mut text = String::new();
        for resource in ["nodes", "pods", "ec2nodeclasses.karpenter.k8s.aws", "nodepools.karpenter.sh", CLAIMS] {
            for found in self.0.clusters[CLUSTER].stored(resource) {
                let name = object::name(found);
                let conditions: Vec<String> = object::list(found, "/status/conditions")
                    .iter()
                    .map(|c| format!("{}={} {} {}", c["type"], c["status"], c["reason"], c["message"]))
                    .collect();
                text += &format!(
                    "{resource} {name} {}\n  {}\n",
                    found["status"]["containerStatuses"],
                    conditions.join("\n  ")
                );
            }
        }
        for event in self.0.clusters[CLUSTER].stored("events") {
            text += &format!("{} {} {}\n", event["involvedObject"]["name"], event["reason"], event["message"]);
        }
        text
    }

    fn apply(&mut self, object: Value) {
        let now = self.0.now;
        let cluster = self.0.clusters.get_mut(CLUSTER).unwrap();
        let applied = cluster.client(now, User::control_plane("admin")).apply("test", true, object);
        applied.unwrap_or_else(|status| panic!("{status:?}"));
    }

    fn delete(&mut self, place: &Place) {
        let now = self.0.now;
        let cluster = self.0.clusters.get_mut(CLUSTER).unwrap();
        cluster.client(now, User::control_plane("admin")).delete(place).unwrap();
    }

    fn role(&mut self, name: &str, service: &str, policies: &[&str]) {
        let trust = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
            "Principal": {"Service": service}, "Action": ["sts:AssumeRole", "sts:TagSession"]}]});
        let input = json!({"RoleName": name, "AssumeRolePolicyDocument": trust.to_string()});
        self.must("iam", "CreateRole", input);
        for policy in policies {
            let input = json!({"RoleName": name, "PolicyArn": format!("arn:aws:iam::aws:policy/{policy}")});
            self.must("iam", "AttachRolePolicy", input);
        }
    }

    /// Cluster, addons, identity and a tainted group of two nodes.
    fn with_cluster() -> Account {
        let mut account = Account::fresh();
        account.role("cluster", "eks.amazonaws.com", &["AmazonEKSClusterPolicy"]);
        let node = ["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryPullOnly"];
        account.role("node", "ec2.amazonaws.com", &node);
        account.role("controller", "pods.eks.amazonaws.com", &["AdministratorAccess"]);
        account.must("iam", "CreateInstanceProfile", json!({"InstanceProfileName": "node"}));
        let input = json!({"InstanceProfileName": "node", "RoleName": "node"});
        account.must("iam", "AddRoleToInstanceProfile", input);
        account.must("iam", "CreateServiceLinkedRole", json!({"AWSServiceName": "spot.amazonaws.com"}));
        account.pass(15);
        let filters = json!({"Filter": [{"Name": "tag:tier", "Value": ["private"]}]});
        let subnets = account.must("ec2", "DescribeSubnets", filters);
        let subnets: Vec<Value> = object::list(&subnets, "/subnetSet").iter().map(|s| s["subnetId"].clone()).collect();
        let role = |name: &str| format!("arn:aws:iam::111122223333:role/{name}");
        let input = json!({"name": "dev", "roleArn": role("cluster"), "bootstrapSelfManagedAddons": false,
            "resourcesVpcConfig": {"subnetIds": subnets, "endpointPrivateAccess": true, "endpointPublicAccess": true},
            "accessConfig": {"authenticationMode": "API"}});
        account.must("eks", "CreateCluster", input);
        account.until("the cluster", 1200, |world| super::aws::cluster(world, CLUSTER).is_some_and(|c| c.is_up()));
        for name in ["vpc-cni", "kube-proxy", "coredns", "eks-pod-identity-agent"] {
            account.must("eks", "CreateAddon", json!({"clusterName": "dev", "addonName": name}));
        }
        let input = json!({"clusterName": "dev", "namespace": "kube-system", "serviceAccount": "karpenter",
            "roleArn": role("controller")});
        account.must("eks", "CreatePodIdentityAssociation", input);
        let input = json!({"clusterName": "dev", "nodegroupName": "system", "nodeRole": role("node"),
            "subnets": subnets, "scalingConfig": {"minSize": 2, "maxSize": 2, "desiredSize": 2},
            "instanceTypes": ["m5.large"], "labels": {"pool": "system"},
            "taints": [{"key": "CriticalAddonsOnly", "value": "true", "effect": "NO_SCHEDULE"}]});
        account.must("eks", "CreateNodegroup", input);
        account
    }

    fn with_karpenter() -> Account {
        let mut account = Account::with_cluster();
        account.until("DNS", 600, |world| available(world, "coredns") == 2);
        for text in [
            include_str!("../../chart/karpenter/crds/ec2nodeclasses.yaml"),
            include_str!("../../chart/karpenter/crds/nodepools.yaml"),
            include_str!("../../chart/karpenter/crds/nodeclaims.yaml"),
        ] {
            account.apply(serde_saphyr::from_str(&text.replace("#since:", "# ")).unwrap());
        }
        account.apply(json!({"apiVersion": "v1", "kind": "ServiceAccount",
            "metadata": {"name": "karpenter", "namespace": "kube-system"}}));
        account.apply(json!({"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding",
            "metadata": {"name": "karpenter"},
            "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "cluster-admin"},
            "subjects": [{"kind": "ServiceAccount", "name": "karpenter", "namespace": "kube-system"}]}));
        account.apply(controller());
        account.until("the controller", 240, |world| available(world, "karpenter") == 2);
        account
    }
}

fn controller() -> Value {
    let labels = json!({"app.kubernetes.io/name": "karpenter"});
    let own = json!({"matchLabels": labels});
    json!({"apiVersion": "apps/v1", "kind": "Deployment",
    "metadata": {"name": "karpenter", "namespace": "kube-system"},
    "spec": {"replicas": 2, "selector": own, "template": {"metadata": {"labels": labels}, "spec": {
        "serviceAccountName": "karpenter",
        "containers": [{"name": "controller", "image": "karpenter", "env": [{"name": "CLUSTER_NAME", "value": "dev"}]}],
        "tolerations": [{"key": "CriticalAddonsOnly", "operator": "Exists"}],
        "affinity": {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution":
            [{"topologyKey": "kubernetes.io/hostname", "labelSelector": own}]}},
    }}}})
}

fn available(world: &World, deployment: &str) -> i64 {
    let place = Place::new("deployments.apps", "kube-system", deployment);
    let found = world.clusters.get(CLUSTER).and_then(|cluster| cluster.peek(&place));
    found.and_then(|found| object::number(found, "/status/availableReplicas")).unwrap_or(0)
}

fn count(world: &World, resource: &str) -> usize {
    world.clusters[CLUSTER].stored(resource).count()
}

fn is_ready(world: &World, resource: &str) -> bool {
    let mut found = world.clusters[CLUSTER].stored(resource).peekable();
    found.peek().is_some() && found.all(|one| condition::is_true(one, "Ready"))
}

fn class() -> Value {
    json!({"apiVersion": "karpenter.k8s.aws/v1", "kind": "EC2NodeClass", "metadata": {"name": "default"},
    "spec": {
        "amiSelectorTerms": [{"alias": "al2023@latest"}], "instanceProfile": "node",
        "subnetSelectorTerms": [{"tags": {"tier": "private"}}],
        "securityGroupSelectorTerms": [{"tags": {"aws:eks:cluster-name": "dev"}}],
    }})
}

fn pool() -> Value {
    let requirement = |key: &str, values: &[&str]| json!({"key": key, "operator": "In", "values": values});
    json!({"apiVersion": "karpenter.sh/v1", "kind": "NodePool", "metadata": {"name": "general"},
    "spec": {
        "disruption": {"consolidationPolicy": "WhenEmpty", "consolidateAfter": "30s", "budgets": [{"nodes": "100%"}]},
        "template": {"spec": {
            "nodeClassRef": {"group": "karpenter.k8s.aws", "kind": "EC2NodeClass", "name": "default"},
            "requirements": [
                requirement("karpenter.sh/capacity-type", &["spot", "on-demand"]),
                requirement("karpenter.k8s.aws/instance-category", &["c", "m", "r"]),
            ],
        }},
    }})
}

fn workload(replicas: i64) -> Value {
    let labels = json!({"app": "web"});
    json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "namespace": "default"},
        "spec": {"replicas": replicas, "selector": {"matchLabels": labels}, "template": {
            "metadata": {"labels": labels},
            "spec": {"nodeSelector": {"kubernetes.io/arch": "arm64"},
                "containers": [{"name": "web", "image": "web", "resources": {"requests": {"cpu": "1"}}}]}}}})
}

#[test]
fn a_group_s_nodes_join_and_its_addons_come_up() {
    let mut account = Account::with_cluster();
    assert_eq!(addon_health(&account.0, CLUSTER, "vpc-cni"), AddonHealth::Healthy);
    account.pass(15);
    assert!(matches!(addon_health(&account.0, CLUSTER, "coredns"), AddonHealth::Degraded { .. }));
    account.until("two ready nodes", 400, |world| count(world, "nodes") == 2 && is_ready(world, "nodes"));
    account.until("DNS", 60, |world| addon_health(world, CLUSTER, "coredns") == AddonHealth::Healthy);
    let node = account.0.clusters[CLUSTER].stored("nodes").next().unwrap();
    assert_eq!(object::label(node, "pool"), Some("system"));
    assert_eq!(object::label(node, "eks.amazonaws.com/nodegroup"), Some("system"));
}

#[test]
fn pending_pods_get_nodes_and_a_deleted_pool_takes_them_away() {
    let mut account = Account::with_karpenter();
    account.apply(class());
    account.apply(pool());
    account.until("a ready pool", 120, |world| is_ready(world, "nodepools.karpenter.sh"));
    account.apply(workload(3));
    account.until("the pods", 240, |world| {
        let place = Place::new("deployments.apps", "default", "web");
        let found = world.clusters[CLUSTER].peek(&place);
        found.and_then(|found| object::number(found, "/status/availableReplicas")) == Some(3)
    });
    assert!(is_ready(&account.0, CLAIMS), "{}", account.state());
    let claim = account.0.clusters[CLUSTER].stored(CLAIMS).next().unwrap();
    assert_eq!(object::label(claim, "kubernetes.io/arch"), Some("arm64"));
    assert_eq!(count(&account.0, CLAIMS), 1, "three pods share a machine");

    account.delete(&Place::cluster("nodepools.karpenter.sh", "general"));
    account.delete(&Place::cluster("ec2nodeclasses.karpenter.k8s.aws", "default"));
    account.until("everything gone", 300, |world| {
        count(world, CLAIMS) == 0
            && count(world, "nodepools.karpenter.sh") == 0
            && count(world, "ec2nodeclasses.karpenter.k8s.aws") == 0
            && count(world, "nodes") == 2
    });
    let filters = json!({"Filter": [{"Name": "tag:eks:eks-cluster-name", "Value": ["dev"]}]});
    let left = account.must("ec2", "DescribeLaunchTemplates", filters);
    assert_eq!(object::list(&left, "/launchTemplates").len(), 0, "{left}");
}

#[test]
fn an_empty_node_goes_and_a_drifted_one_is_replaced() {
    let mut account = Account::with_karpenter();
    account.apply(class());
    account.apply(pool());
    account.apply(workload(1));
    account.until("a node", 300, |world| count(world, CLAIMS) == 1 && is_ready(world, CLAIMS));
    let first = object::name(account.0.clusters[CLUSTER].stored(CLAIMS).next().unwrap()).to_owned();
    let mut changed = class();
    changed["spec"]["tags"] = json!({"team": "a"});
    account.apply(changed);
    account.until("the replacement", 400, |world| {
        let names: Vec<&str> = world.clusters[CLUSTER].stored(CLAIMS).map(object::name).collect();
        names.len() == 1 && names[0] != first && is_ready(world, CLAIMS)
    });
    account.apply(workload(0));
    account.until("no node", 300, |world| count(world, CLAIMS) == 0 && count(world, "nodes") == 2);
}

#[test]
fn a_role_made_again_is_not_let_in() {
    let mut account = Account::with_karpenter();
    account.apply(class());
    account.apply(pool());
    account.until("a ready pool", 120, |world| is_ready(world, "nodepools.karpenter.sh"));
    let cluster = super::aws::cluster(&account.0, CLUSTER).unwrap().name.clone();
    let arn = "arn:aws:iam::111122223333:role/node";
    let region = account.0.account(fixture::ACCOUNT, "aws").region(REGION);
    region.eks.clusters.get_mut(&cluster).unwrap().access_entries.get_mut(arn).unwrap().principal_id = "AROAOLD".into();
    let api = account.0.clusters.get_mut(CLUSTER).unwrap();
    api.access.get_mut(arn).unwrap().principal_id = "AROAOLD".into();
    account.apply(workload(1));
    account.pass(300);
    assert_eq!(count(&account.0, "nodes"), 2);
    let claim = account.0.clusters[CLUSTER].stored(CLAIMS).next().unwrap();
    assert!(condition::is_true(claim, "Launched") && !condition::is_true(claim, "Registered"));
}
