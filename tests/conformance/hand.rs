//! Calls as the account's root, in no simulated time.

use karpool_sandbox::{Call, Reply, ec2, eks, events, iam, kms, logs, sqs};
use serde_json::{Value as Json, json};

use crate::bench::Bench;

impl Bench {
    fn call(&self, service: fn(&mut Call<'_>) -> Reply, name: &'static str, operation: &str, input: Json) -> Json {
        self.lab.as_root(service, name, operation, input)
    }

    pub fn iam(&self, operation: &str, input: Json) -> Json {
        self.call(iam::handle, "iam", operation, input)
    }

    pub fn eks(&self, operation: &str, input: Json) -> Json {
        self.call(eks::handle, "eks", operation, input)
    }

    pub fn ec2_call(&self, operation: &str, input: Json) -> Json {
        self.call(ec2::handle, "ec2", operation, input)
    }

    pub fn sqs(&self, operation: &str, input: Json) -> Json {
        self.call(sqs::handle, "sqs", operation, input)
    }

    pub fn events(&self, operation: &str, input: Json) -> Json {
        self.call(events::handle, "events", operation, input)
    }

    pub fn kms(&self, operation: &str, input: Json) -> Json {
        self.call(kms::handle, "kms", operation, input)
    }

    pub fn logs(&self, operation: &str, input: Json) -> Json {
        self.call(logs::handle, "logs", operation, input)
    }

    /// A role that a service may act as, with managed policies.
    pub fn make_role(&self, name: &str, service: &str, policies: &[&str]) -> String {
        let trust = json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"Service": service}, "Action": ["sts:AssumeRole", "sts:TagSession"],
        }]});
        self.iam("CreateRole", json!({"RoleName": name, "AssumeRolePolicyDocument": trust.to_string()}));
        for policy in policies {
            let arn = format!("arn:aws:iam::aws:policy/{policy}");
            self.iam("AttachRolePolicy", json!({"RoleName": name, "PolicyArn": arn}));
        }
        format!("arn:aws:iam::{}:role/{name}", crate::bench::ACCOUNT_ID)
    }

    /// Takes the owner's marks off something of EC2.
    pub fn untag_ec2(&self, id: &str) {
        let keys: Vec<Json> = MARKS.iter().map(|key| json!({"Key": key})).collect();
        self.ec2_call("DeleteTags", json!({"ResourceId": [id], "Tag": keys}));
    }
}

/// The keys of every owner's marks.
pub const MARKS: [&str; 4] = ["karpool.dev/stack", "karpool.dev/id", "karpool.dev/tags", "karpool.dev/adopted"];
