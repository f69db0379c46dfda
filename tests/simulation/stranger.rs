//! A stranger's hand: it changes, deletes, unmarks and claims things by their services' own APIs.

use karpool_sandbox::{Call, Reply, ec2, eks, events, iam, logs, sqs};
use karpool_tests::Lab;
use serde_json::{Value as Json, json};

/// Something of the stack, by what its service calls it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    Role(String),
    Profile(String),
    Queue(String),
    Rule(String),
    LogGroup(String),
    LaunchTemplate(String),
    AccessEntry(String, String),
    Addon(String, String),
}

/// The keys of an owner's marks.
const MARKS: [&str; 4] = ["karpool.dev/stack", "karpool.dev/id", "karpool.dev/tags", "karpool.dev/adopted"];
const MARK: &str = "karpool.dev/stack";
/// What the marks of the story's own stack and parts begin with, and no neighbour's.
const OWNER: &str = "us-east-1/dev";
/// The marks of the cluster that is there, with its nodes and addons.
const GROUND: [&str; 5] = [
    "us-east-1/dev/eks.cluster/cluster",
    "us-east-1/dev/eks.node_group/system",
    "us-east-1/dev/eks.addon/vpc-cni",
    "us-east-1/dev/eks.addon/eks-pod-identity-agent",
    "us-east-1/dev/eks.addon/coredns",
];

fn call(lab: &Lab, handle: fn(&mut Call<'_>) -> Reply, name: &'static str, operation: &str, input: Json) -> Json {
    lab.as_root(handle, name, operation, input)
}

fn iam_call(lab: &Lab, operation: &str, input: Json) -> Json {
    call(lab, iam::handle, "iam", operation, input)
}

fn eks_call(lab: &Lab, operation: &str, input: Json) -> Json {
    call(lab, eks::handle, "eks", operation, input)
}

fn sqs_url(lab: &Lab, name: &str) -> Json {
    call(lab, sqs::handle, "sqs", "GetQueueUrl", json!({"QueueName": name}))["QueueUrl"].clone()
}

/// Everything that a stack or a part of the cluster `dev` has marked, in one order; the cluster that was there from the
/// start is nobody's to touch.
pub fn marked(lab: &Lab) -> Vec<Thing> {
    let accounts = lab.sandbox.inspect(|world| serde_json::to_value(&world.accounts).expect("a world is data"));
    let mut things = Vec::new();
    let is_ours =
        |tags: &Json| tags[MARK].as_str().is_some_and(|stack| stack.starts_with(OWNER) && !GROUND.contains(&stack));
    let each = |things: &mut Vec<Thing>, at: &Json, make: &dyn Fn(String) -> Thing| {
        let rows = at.as_object().into_iter().flatten().filter(|(_, thing)| is_ours(&thing["tags"]));
        things.extend(rows.map(|(name, _)| make(name.clone())));
    };
    for account in accounts.as_object().into_iter().flat_map(|accounts| accounts.values()) {
        each(&mut things, &account["iam"]["roles"], &Thing::Role);
        each(&mut things, &account["iam"]["instance_profiles"], &Thing::Profile);
        for region in account["regions"].as_object().into_iter().flat_map(|regions| regions.values()) {
            each(&mut things, &region["sqs"]["queues"], &Thing::Queue);
            each(&mut things, &region["events"]["rules"], &Thing::Rule);
            each(&mut things, &region["logs"]["groups"], &Thing::LogGroup);
            for (cluster, content) in region["eks"]["clusters"].as_object().into_iter().flatten() {
                each(&mut things, &content["access_entries"], &|name| Thing::AccessEntry(cluster.clone(), name));
                each(&mut things, &content["addons"], &|name| Thing::Addon(cluster.clone(), name));
            }
            let tags = region["ec2"]["tags"].as_object().into_iter().flatten();
            let templates = tags.filter(|(id, tags)| id.starts_with("lt-") && is_ours(tags));
            things.extend(templates.map(|(id, _)| Thing::LaunchTemplate(id.clone())));
        }
    }
    things.sort();
    things
}

impl Thing {
    /// Whether it stands in the account's inventory by itself; what is in a cluster goes with it.
    pub fn name(&self) -> Option<&str> {
        match self {
            Thing::Role(name)
            | Thing::Profile(name)
            | Thing::Queue(name)
            | Thing::Rule(name)
            | Thing::LogGroup(name)
            | Thing::LaunchTemplate(name) => Some(name),
            Thing::AccessEntry(..) | Thing::Addon(..) => None,
        }
    }

    fn arn(&self, lab: &Lab) -> Json {
        let at = |service: &str, rest: String| {
            json!(format!("arn:aws:{service}:{}:{}:{rest}", lab.sandbox.region(), karpool_tests::ACCOUNT))
        };
        match self {
            Thing::Rule(name) => at("events", format!("rule/{}", name.rsplit('/').next().unwrap_or(name))),
            Thing::LogGroup(name) => at("logs", format!("log-group:{name}")),
            Thing::AccessEntry(cluster, principal) => {
                let input = json!({"clusterName": cluster, "principalArn": principal});
                eks_call(lab, "DescribeAccessEntry", input)["accessEntry"]["accessEntryArn"].clone()
            }
            Thing::Addon(cluster, name) => {
                let input = json!({"clusterName": cluster, "addonName": name});
                eks_call(lab, "DescribeAddon", input)["addon"]["addonArn"].clone()
            }
            _ => Json::Null,
        }
    }

    /// Takes every mark off it, as if somebody else had made it.
    pub fn unmark(&self, lab: &Lab) {
        match self {
            Thing::Role(name) => drop(iam_call(lab, "UntagRole", json!({"RoleName": name, "TagKeys": MARKS}))),
            Thing::Profile(name) => {
                iam_call(lab, "UntagInstanceProfile", json!({"InstanceProfileName": name, "TagKeys": MARKS}));
            }
            Thing::Queue(name) => {
                let input = json!({"QueueUrl": sqs_url(lab, name), "TagKeys": MARKS});
                call(lab, sqs::handle, "sqs", "UntagQueue", input);
            }
            Thing::Rule(_) => {
                let input = json!({"ResourceARN": self.arn(lab), "TagKeys": MARKS});
                call(lab, events::handle, "events", "UntagResource", input);
            }
            Thing::LogGroup(_) => {
                let input = json!({"resourceArn": self.arn(lab), "tagKeys": MARKS});
                call(lab, logs::handle, "logs", "UntagResource", input);
            }
            Thing::LaunchTemplate(id) => {
                let keys: Vec<Json> = MARKS.iter().map(|key| json!({"Key": key})).collect();
                call(lab, ec2::handle, "ec2", "DeleteTags", json!({"ResourceId": [id], "Tag": keys}));
            }
            Thing::AccessEntry(..) | Thing::Addon(..) => {
                let input = json!({"resourceArn": self.arn(lab), "tagKeys": MARKS});
                eks_call(lab, "UntagResource", input);
            }
        }
    }

    /// Marks it as another stack's.
    pub fn claim(&self, lab: &Lab) {
        let (key, value) = (MARK, "us-east-1/somebody");
        match self {
            Thing::Role(name) => {
                iam_call(lab, "TagRole", json!({"RoleName": name, "Tags": [{"Key": key, "Value": value}]}));
            }
            Thing::Profile(name) => {
                let tags = json!([{"Key": key, "Value": value}]);
                iam_call(lab, "TagInstanceProfile", json!({"InstanceProfileName": name, "Tags": tags}));
            }
            Thing::Queue(name) => {
                let input = json!({"QueueUrl": sqs_url(lab, name), "Tags": {key: value}});
                call(lab, sqs::handle, "sqs", "TagQueue", input);
            }
            Thing::Rule(_) => {
                let input = json!({"ResourceARN": self.arn(lab), "Tags": [{"Key": key, "Value": value}]});
                call(lab, events::handle, "events", "TagResource", input);
            }
            Thing::LogGroup(_) => {
                let input = json!({"resourceArn": self.arn(lab), "tags": {key: value}});
                call(lab, logs::handle, "logs", "TagResource", input);
            }
            Thing::LaunchTemplate(id) => {
                let input = json!({"ResourceId": [id], "Tag": [{"Key": key, "Value": value}]});
                call(lab, ec2::handle, "ec2", "CreateTags", input);
            }
            Thing::AccessEntry(..) | Thing::Addon(..) => {
                eks_call(lab, "TagResource", json!({"resourceArn": self.arn(lab), "tags": {key: value}}));
            }
        }
    }

    /// Changes something of it that the spec decides.
    pub fn change(&self, lab: &Lab) {
        match self {
            Thing::Role(name) => {
                let document = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:ListAllMyBuckets","Resource":"*"}]}"#;
                let input = json!({"RoleName": name, "PolicyName": "stranger", "PolicyDocument": document});
                iam_call(lab, "PutRolePolicy", input);
                iam_call(lab, "UpdateRole", json!({"RoleName": name, "Description": "somebody was here"}));
            }
            Thing::Profile(name) => {
                let tags = json!([{"Key": "karpool.dev/id", "Value": "moved"}]);
                iam_call(lab, "TagInstanceProfile", json!({"InstanceProfileName": name, "Tags": tags}));
            }
            Thing::Queue(name) => {
                let input = json!({"QueueUrl": sqs_url(lab, name), "Attributes": {"MessageRetentionPeriod": "999"}});
                call(lab, sqs::handle, "sqs", "SetQueueAttributes", input);
            }
            Thing::Rule(name) => {
                let name = name.rsplit('/').next().unwrap_or(name);
                call(lab, events::handle, "events", "DisableRule", json!({"Name": name}));
            }
            Thing::LogGroup(name) => {
                let input = json!({"logGroupName": name, "retentionInDays": 1});
                call(lab, logs::handle, "logs", "PutRetentionPolicy", input);
            }
            Thing::LaunchTemplate(id) => {
                let input = json!({"ResourceId": [id], "Tag": [{"Key": "karpool.dev/id", "Value": "moved"}]});
                call(lab, ec2::handle, "ec2", "CreateTags", input);
            }
            Thing::AccessEntry(cluster, principal) => {
                let policy = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSEditPolicy";
                let scope = json!({"type": "namespace", "namespaces": ["stranger"]});
                let input = json!({"clusterName": cluster, "principalArn": principal, "policyArn": policy, "accessScope": scope});
                // An entry of nodes takes no policy; then nothing is changed.
                let described = json!({"clusterName": cluster, "principalArn": principal});
                if eks_call(lab, "DescribeAccessEntry", described)["accessEntry"]["type"] == "STANDARD" {
                    eks_call(lab, "AssociateAccessPolicy", input);
                }
            }
            Thing::Addon(..) => {
                let input = json!({"resourceArn": self.arn(lab), "tags": {"karpool.dev/id": "moved"}});
                eks_call(lab, "TagResource", input);
            }
        }
    }

    /// Deletes it, where nothing else holds it.
    pub fn delete(&self, lab: &Lab) {
        match self {
            Thing::Queue(name) => {
                call(lab, sqs::handle, "sqs", "DeleteQueue", json!({"QueueUrl": sqs_url(lab, name)}));
            }
            Thing::LogGroup(name) => {
                call(lab, logs::handle, "logs", "DeleteLogGroup", json!({"logGroupName": name}));
            }
            Thing::AccessEntry(cluster, principal) => {
                let input = json!({"clusterName": cluster, "principalArn": principal});
                eks_call(lab, "DeleteAccessEntry", input);
            }
            Thing::Rule(name) => {
                let name = name.rsplit('/').next().unwrap_or(name);
                let targets = call(lab, events::handle, "events", "ListTargetsByRule", json!({"Rule": name}));
                let ids: Vec<&Json> =
                    targets["Targets"].as_array().into_iter().flatten().map(|one| &one["Id"]).collect();
                if !ids.is_empty() {
                    call(lab, events::handle, "events", "RemoveTargets", json!({"Rule": name, "Ids": ids}));
                }
                call(lab, events::handle, "events", "DeleteRule", json!({"Name": name}));
            }
            other => other.change(lab),
        }
    }
}
