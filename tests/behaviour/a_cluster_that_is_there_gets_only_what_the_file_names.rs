//! `kubernetes.existing: true`: nothing of the cluster is changed that the file does not name, and destroy takes only
//! what it added.

use karpool::{Apply, Piece};
use karpool_tests::{Lab, SMALLEST, spec};
use serde_json::{Value, json};

const FILE: &str = "
name: dev
region: us-east-1
kubernetes: {existing: true}
network: {vpcId: vpc-0a1b2c3d4e5f60718, subnets: {tags: {tier: private}}}
";

fn ec2(lab: &Lab, operation: &str, input: Value) -> Value {
    lab.as_root(karpool_sandbox::ec2::handle, "ec2", operation, input)
}

/// A control plane that somebody else made.
async fn lab() -> Lab {
    let lab = Lab::new().await;
    let form = json!({"piece": "cluster", "clusterName": "dev", "region": "us-east-1", "cluster": {},
        "network": {"vpcId": "vpc-0a1b2c3d4e5f60718", "subnets": {"tags": {"tier": "private"}}}});
    let written: karpool::spec::PieceSpec = serde_json::from_value(form).expect("a piece");
    let piece = Piece::from(written);
    let report = karpool::apply(&piece, &lab.world, &Apply::new()).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    lab
}

#[tokio::test(start_paused = true)]
async fn a_cluster_that_is_there_gets_only_what_the_file_names() {
    let lab = lab().await;
    let (before, cluster) = (lab.inventory(), lab.cluster());
    let text = format!("{FILE}access: {{admins: [alice]}}\naddons: {{kube-proxy: {{preserve: true}}}}\n");
    lab.apply_ok(&text).await;
    let now = lab.cluster();
    for part in ["version", "logging", "vpc", "tags", "role_arn", "nodegroups"] {
        assert_eq!(now[part], cluster[part], "{part}");
    }
    assert_eq!(now["addons"].as_object().map(serde_json::Map::len), Some(1));
    assert!(lab.plan(&spec(&text)).await.expect("a plan").is_idle());
    let report = lab.destroy(&spec(&text)).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    assert_eq!(lab.inventory(), before);
    assert_eq!(lab.cluster()["access_entries"], cluster["access_entries"]);
    assert_eq!(lab.cluster()["addons"], json!({}));
    // `preserve` is honoured by destroy as well: EKS lets go of the addon, its objects stay.
    assert_eq!(lab.object("daemonsets.apps", "kube-proxy")["metadata"]["name"], "kube-proxy");
}

#[tokio::test(start_paused = true)]
async fn nodes_of_a_cluster_that_is_there_may_wear_a_group_of_ours() {
    let lab = lab().await;
    let before = lab.inventory();
    let group = "nodeGroups: {system: {taints: off}}\naddons: {vpc-cni: {}, kube-proxy: {}}\n";
    let file = FILE.replace("tier: private}}}", "tier: private}}, nodeSecurityGroup: {create: {}}}");
    let text = format!("{file}{group}");
    lab.apply_ok(&text).await;
    assert!(lab.plan(&spec(&text)).await.expect("a plan").is_idle());
    let named = json!({"Filter": [{"Name": "group-name", "Value": ["dev-node"]}]});
    let id = ec2(&lab, "DescribeSecurityGroups", named)["securityGroupInfo"][0]["groupId"].clone();
    let instances = ec2(&lab, "DescribeInstances", json!({"Filter": [{"Name": "instance.group-id", "Value": [id]}]}));
    assert!(!instances["reservationSet"].as_array().expect("instances").is_empty(), "{instances}");
    let report = lab.destroy(&spec(&text)).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    assert_eq!(lab.inventory(), before);
}

#[tokio::test(start_paused = true)]
async fn nodes_of_a_cluster_that_is_there_may_wear_a_group_that_is_there() {
    let lab = lab().await;
    let vpc = "vpc-0a1b2c3d4e5f60718";
    let input = json!({"GroupName": "theirs", "GroupDescription": "theirs", "VpcId": vpc});
    let id = ec2(&lab, "CreateSecurityGroup", input)["groupId"].as_str().expect("an id").to_owned();
    let group = "nodeGroups: {system: {taints: off}}\naddons: {vpc-cni: {}, kube-proxy: {}}\n";
    let file = FILE.replace("tier: private}}}", &format!("tier: private}}}}, nodeSecurityGroup: {{id: {id}}}}}"));
    let errors = lab.plan(&spec(&format!("{file}{group}"))).await.expect_err("it lets nobody in");
    assert!(format!("{errors:?}").contains(&id), "{errors:?}");
    let all = json!([{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "10.0.0.0/16"}]}]);
    ec2(&lab, "AuthorizeSecurityGroupIngress", json!({"GroupId": id, "IpPermissions": all}));
    let cluster = lab.as_root(karpool_sandbox::eks::handle, "eks", "DescribeCluster", json!({"name": "dev"}));
    let of_eks = cluster["cluster"]["resourcesVpcConfig"]["clusterSecurityGroupId"].clone();
    ec2(&lab, "AuthorizeSecurityGroupIngress", json!({"GroupId": of_eks, "IpPermissions": all}));
    lab.apply_ok(&format!("{file}{group}")).await;
    assert!(lab.plan(&spec(&format!("{file}{group}"))).await.expect("a plan").is_idle());
}

#[tokio::test(start_paused = true)]
async fn the_stacks_own_cluster_is_not_taken_for_somebody_elses() {
    let lab = Lab::new().await;
    lab.apply_ok(SMALLEST).await;
    let before = lab.inventory();
    let existing = spec(&format!("{SMALLEST}kubernetes: {{existing: true}}\n"));
    let said = "this stack made the cluster dev itself";
    let plan = lab.plan(&existing).await.expect("nothing is deleted by it");
    assert!(plan.warnings.iter().any(|warning| warning.contains(said)), "{:#?}", plan.warnings);
    let prune = Apply::new().prune(true);
    let errors =
        karpool::plan(&existing, &lab.world, &prune).await.expect_err("the cluster's roles look like leftovers");
    assert!(format!("{errors:?}").contains(said), "{errors:?}");
    let errors = lab.destroy(&existing).await.expect_err("the cluster would lose its role");
    assert!(format!("{errors:?}").contains(said), "{errors:?}");
    assert_eq!(lab.inventory(), before);
}

/// Karpenter with nodes and addons that it stands on.
const BELOW: &str = "nodeGroups: {system: {taints: off}}
addons: {vpc-cni: {}, kube-proxy: {}, coredns: {}, eks-pod-identity-agent: {}}
";

#[tokio::test(start_paused = true)]
async fn a_namespace_that_left_the_file_is_pruned_with_what_is_ours_in_it() {
    let lab = lab().await;
    let (with, without) = (format!("{FILE}{BELOW}karpenter: {{namespace: karpenter}}\n"), format!("{FILE}{BELOW}"));
    lab.apply_ok(&with).await;
    let ours = |lab: &Lab| {
        let all = ["namespaces", "deployments.apps", "serviceaccounts", "clusterroles.rbac.authorization.k8s.io"];
        let all = all.into_iter().flat_map(|kind| lab.objects(kind));
        all.filter(|object| !object["metadata"]["labels"]["karpool.dev/stack"].is_null()).count()
    };
    assert!(ours(&lab) > 3);
    let options = Apply::new().prune(true);
    let note = json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "note", "namespace": "karpenter"}});
    lab.as_cluster_admin(|client| client.create(note)).expect("taken in");
    let report = karpool::apply(&spec(&without), &lab.world, &options).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    assert_eq!(report.left, ["kubernetes.namespace/karpenter"], "it takes with it what others have put there");
    assert!(report.warnings.iter().any(|text| text.contains("ConfigMap/note")), "{:#?}", report.warnings);
    assert_eq!(lab.object("configmaps", "note")["metadata"]["namespace"], "karpenter");
    let place = karpool_sandbox::kubernetes::Place::new("configmaps", "karpenter", "note");
    lab.as_cluster_admin(|client| client.delete(&place)).expect("deleted");
    let report = karpool::apply(&spec(&without), &lab.world, &options).await.expect("a report");
    assert!(report.is_ok() && report.left.is_empty(), "{report:#?}");
    assert_eq!(ours(&lab), 0);
    assert!(karpool::plan(&spec(&without), &lab.world, &options).await.expect("a plan").is_idle());
}

#[tokio::test(start_paused = true)]
async fn what_others_have_put_there_stays_when_the_stack_goes() {
    let lab = lab().await;
    let text = format!("{FILE}{BELOW}karpenter: {{namespace: karpenter}}\n");
    lab.apply_ok(&text).await;
    let note = json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "note", "namespace": "karpenter"}});
    let overlay = json!({"apiVersion": "karpenter.sh/v1alpha1", "kind": "NodeOverlay", "metadata": {"name": "theirs"},
        "spec": {"requirements": [], "priceAdjustment": "+5%"}});
    for object in [note, overlay] {
        lab.as_cluster_admin(|client| client.create(object)).expect("taken in");
    }
    let plan = karpool::plan_destroy(&spec(&text), &lab.world, &Apply::new()).await.expect("a plan");
    let stay = ["kubernetes.namespace/karpenter", "kubernetes.custom_resource_definition/nodeoverlays.karpenter.sh"];
    let owned = ["ConfigMap/note", "NodeOverlay/theirs"];
    for (id, whose) in stay.into_iter().zip(owned) {
        assert!(plan.changes.iter().all(|change| change.id != id), "{:#?}", plan.changes);
        let said = |text: &&String| text.starts_with(&format!("{id} stays: ")) && text.contains(whose);
        assert!(plan.warnings.iter().any(|text| said(&text)), "{:#?}", plan.warnings);
    }
    let report = lab.destroy(&spec(&text)).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    assert_eq!(lab.object("configmaps", "note")["metadata"]["namespace"], "karpenter");
    assert_eq!(lab.object("nodeoverlays.karpenter.sh", "theirs")["kind"], "NodeOverlay");
    let left = lab.objects("customresourcedefinitions.apiextensions.k8s.io");
    assert_eq!(left.len(), 1, "those that nobody uses are gone");
    let places = [("configmaps", "karpenter", "note"), ("nodeoverlays.karpenter.sh", "", "theirs")];
    for (kind, namespace, name) in places {
        let place = karpool_sandbox::kubernetes::Place::new(kind, namespace, name);
        lab.as_cluster_admin(|client| client.delete(&place)).expect("deleted");
    }
    let report = lab.destroy(&spec(&text)).await.expect("a report");
    assert!(report.is_ok(), "{:#?}", report.errors().collect::<Vec<_>>());
    assert!(lab.objects("customresourcedefinitions.apiextensions.k8s.io").is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_namespace_that_was_there_is_not_pruned() {
    let lab = lab().await;
    let space = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "karpenter"}});
    lab.as_cluster_admin(|client| client.create(space)).expect("taken in");
    lab.apply_ok(&format!("{FILE}{BELOW}karpenter: {{namespace: karpenter}}\n")).await;
    let options = Apply::new().prune(true);
    let report = karpool::apply(&spec(&format!("{FILE}{BELOW}")), &lab.world, &options).await.expect("a report");
    assert!(report.is_ok() && report.left.is_empty(), "{report:#?}");
    assert_eq!(lab.object("namespaces", "karpenter")["status"]["phase"], "Active");
}

#[tokio::test(start_paused = true)]
async fn the_role_of_a_group_that_is_there_is_given_by_its_arn() {
    let lab = lab().await;
    let group = json!({"piece": "nodeGroup", "clusterName": "dev", "region": "us-east-1", "name": "system",
        "nodeGroup": {"taints": "off"},
        "network": {"vpcId": "vpc-0a1b2c3d4e5f60718", "subnets": {"tags": {"tier": "private"}}}});
    let addons = "addons: {vpc-cni: {}, kube-proxy: {}, coredns: {}, eks-pod-identity-agent: {}}\n";
    let written: karpool::spec::PieceSpec = serde_json::from_value(group).expect("a piece");
    let (piece, below) = (Piece::from(written), spec(&format!("{FILE}{addons}")));
    let options = Apply::new();
    let (made, net) = futures::join!(karpool::apply(&piece, &lab.world, &options), lab.apply(&below));
    assert!(made.expect("a report").is_ok() && net.expect("a report").is_ok());
    let groups = lab.cluster()["nodegroups"].clone();
    let role = groups.as_object().and_then(|groups| groups.values().next()).expect("a group")["node_role"].clone();
    let role = role.as_str().expect("an ARN");
    let text = format!("{FILE}{addons}karpenter: {{}}\nnodeRole: {{arn: \"{role}\", accessEntry: skip}}\n");
    let text = format!("{text}nodeClasses: {{default: {{}}}}\nnodePools: {{default: {{nodeClass: default}}}}\n");
    lab.apply_ok(&text).await;
    assert!(lab.plan(&spec(&text)).await.expect("a plan").is_idle());
}
