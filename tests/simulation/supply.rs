//! What somebody else made in the account before a story begins, and what specs may name.

use karpool_sandbox::{Call, Reply, ec2, iam, kms};
use karpool_tests::Lab;
use serde_json::{Value as Json, json};

/// How a spec names what gets its id only when it is made.
pub const KEY: &str = "arn:aws:kms:us-east-1:111122223333:key/00000000-0000-4000-8000-000000000001";
pub const GROUP: &str = "sg-0f000000000000001";
pub const LIST: &str = "pl-0f000000000000001";
pub const SUBNET: &str = "subnet-0f000000000000001";
pub const OTHER_SUBNET: &str = "subnet-0f000000000000002";
pub const IMAGE: &str = "ami-0f000000000000001";

/// Roles: name, path, the services that may act as it, and its policies.
const ROLES: [(&str, &str, &[&str], &[&str]); 6] = [
    (
        "shared-nodes",
        "/",
        &["ec2.amazonaws.com"],
        &["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryPullOnly"],
    ),
    ("shared-cluster", "/", &["eks.amazonaws.com"], &["AmazonEKSClusterPolicy"]),
    ("shared-controller", "/", &["pods.eks.amazonaws.com"], &["AdministratorAccess"]),
    (
        "shared-pods",
        "/",
        &["eks-fargate-pods.amazonaws.com", "pods.eks.amazonaws.com"],
        &["AmazonEKSFargatePodExecutionRolePolicy"],
    ),
    ("platform-admin", "/", &["ec2.amazonaws.com"], &[]),
    (
        "AWSReservedSSO_AdministratorAccess_0123456789abcdef",
        "/aws-reserved/sso.amazonaws.com/us-east-1/",
        &["ec2.amazonaws.com"],
        &[],
    ),
];

struct Hand<'a>(&'a Lab);

impl Hand<'_> {
    fn call(&self, of: (fn(&mut Call<'_>) -> Reply, &'static str), operation: &str, input: Json) -> Json {
        self.0.as_root(of.0, of.1, operation, input)
    }

    fn ec2(&self, operation: &str, input: Json) -> Json {
        self.call((ec2::handle, "ec2"), operation, input)
    }

    fn iam(&self, operation: &str, input: Json) -> Json {
        self.call((iam::handle, "iam"), operation, input)
    }

    fn kms(&self, operation: &str, input: Json) -> Json {
        self.call((kms::handle, "kms"), operation, input)
    }

    fn roles(&self) {
        for (name, path, services, policies) in ROLES {
            let trust = json!({"Version": "2012-10-17", "Statement": [
                {"Effect": "Allow", "Principal": {"Service": services}, "Action": ["sts:AssumeRole", "sts:TagSession"]},
            ]});
            let input = json!({"RoleName": name, "Path": path, "AssumeRolePolicyDocument": trust.to_string()});
            self.iam("CreateRole", input);
            for policy in policies {
                let arn = format!("arn:aws:iam::aws:policy/{policy}");
                self.iam("AttachRolePolicy", json!({"RoleName": name, "PolicyArn": arn}));
            }
        }
        self.iam("CreateInstanceProfile", json!({"InstanceProfileName": "shared-nodes"}));
        let input = json!({"InstanceProfileName": "shared-nodes", "RoleName": "shared-nodes"});
        self.iam("AddRoleToInstanceProfile", input);
    }

    /// A key that every service of the account may use.
    fn key(&self) -> Json {
        let policy = json!({"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "kms:*", "Resource": "*"},
            {"Effect": "Allow", "Principal": {"Service": ["events.amazonaws.com", "sqs.amazonaws.com", "logs.us-east-1.amazonaws.com"]},
                "Action": ["kms:GenerateDataKey*", "kms:Decrypt*", "kms:Encrypt*", "kms:ReEncrypt*", "kms:Describe*"], "Resource": "*"},
        ]});
        let key = self.kms("CreateKey", json!({"Policy": policy.to_string()}))["KeyMetadata"].clone();
        self.kms("CreateAlias", json!({"AliasName": "alias/nodes", "TargetKeyId": key["KeyId"]}));
        key["Arn"].clone()
    }

    /// A group whose members reach each other.
    fn group(&self) -> Json {
        let input = json!({"GroupName": "nodes", "GroupDescription": "nodes", "VpcId": karpool_sandbox::fixture::VPC});
        let id = self.ec2("CreateSecurityGroup", input)["groupId"].clone();
        let input = json!({"ResourceId": [id], "Tag": [{"Key": "role", "Value": "nodes"}]});
        self.ec2("CreateTags", input);
        let all = json!([{"IpProtocol": "-1", "Groups": [{"GroupId": id}]}]);
        self.ec2("AuthorizeSecurityGroupIngress", json!({"GroupId": id, "IpPermissions": all}));
        id
    }

    fn list(&self) -> Json {
        let entries = json!([{"Cidr": "10.20.0.0/16", "Description": "branches"}]);
        let input = json!({"PrefixListName": "branches", "AddressFamily": "IPv4", "MaxEntries": 5, "Entry": entries});
        self.ec2("CreateManagedPrefixList", input)["prefixList"]["prefixListId"].clone()
    }

    fn subnet(&self, index: usize) -> Json {
        let found = self.ec2("DescribeSubnets", json!({"Filter": [{"Name": "tag:tier", "Value": ["private"]}]}));
        found["subnetSet"][index]["subnetId"].clone()
    }

    fn image(&self) -> Json {
        let filter = json!([
            {"Name": "name", "Value": ["amazon-eks-node-al2023-x86_64-standard-1.35-*"]},
        ]);
        self.ec2("DescribeImages", json!({"Filter": filter}))["imagesSet"][0]["imageId"].clone()
    }
}

/// What a spec writes, and the id that it has in this account.
pub type Names = Vec<(&'static str, String)>;

/// Makes all of it.
pub fn stock(lab: &Lab) -> Names {
    let hand = Hand(lab);
    hand.roles();
    let public =
        "c3NoLWVkMjU1MTkgQUFBQUMzTnphQzFsWkRJMU5URTVBQUFBSUV4YW1wbGVFeGFtcGxlRXhhbXBsZUV4YW1wbGVFeGFtcGxlRXhhbSBvcHM=";
    hand.ec2("ImportKeyPair", json!({"KeyName": "operators", "PublicKeyMaterial": public}));
    let tags = json!([{"Key": "Name", "Value": "shared"}, {"Key": "environment", "Value": "development"}]);
    hand.ec2("CreateTags", json!({"ResourceId": [karpool_sandbox::fixture::VPC], "Tag": tags}));
    let made = [
        (KEY, hand.key()),
        (GROUP, hand.group()),
        (LIST, hand.list()),
        (SUBNET, hand.subnet(0)),
        (OTHER_SUBNET, hand.subnet(1)),
        (IMAGE, hand.image()),
    ];
    let id = |value: Json| value.as_str().unwrap_or_else(|| panic!("no id: {value}")).to_owned();
    made.into_iter().map(|(name, value)| (name, id(value))).collect()
}

/// A spec with the ids that the account's things really have.
pub fn named(spec: &str, names: &Names) -> String {
    names.iter().fold(spec.to_owned(), |spec, (name, real)| spec.replace(name, real))
}
