//! Things of somebody else's that a spec may name: roles, a second network, a prefix list, a security group, launch
//! templates, a key pair and a placement group.

use karpool_sandbox::fixture::{VPC, build_region};
use serde_json::{Value as Json, json};

use crate::{ACCOUNT, Lab};

/// Roles, who may take them, and what is attached to them.
const ROLES: [(&str, &[&str], &[&str]); 4] = [
    ("ci", &["ec2.amazonaws.com"], &[]),
    ("cluster", &["eks.amazonaws.com"], &["AmazonEKSClusterPolicy"]),
    (
        "shared-nodes",
        &["ec2.amazonaws.com"],
        &[
            "AmazonEKSWorkerNodePolicy",
            "AmazonEKS_CNI_Policy",
            "AmazonEC2ContainerRegistryPullOnly",
            "AmazonSSMManagedInstanceCore",
        ],
    ),
    (
        "pods",
        &["pods.eks.amazonaws.com", "eks-fargate-pods.amazonaws.com"],
        &["AmazonEKSFargatePodExecutionRolePolicy"],
    ),
];

/// The path of a role that IAM Identity Center made.
const SSO: &str = "/aws-reserved/sso.amazonaws.com/eu-west-1/";

impl Lab {
    /// Gives the account everything that the tables of tests name.
    pub async fn furnish(&self) {
        self.give_ipv6();
        for (name, services, policies) in ROLES {
            self.trusted_role(name, "/", services, policies);
        }
        self.trusted_role("AWSReservedSSO_PlatformAdmin_0123456789abcdef", SSO, &["ec2.amazonaws.com"], &[]);
        self.iam("CreateInstanceProfile", json!({"InstanceProfileName": "shared-nodes"}));
        let input = json!({"InstanceProfileName": "shared-nodes", "RoleName": "shared-nodes"});
        self.iam("AddRoleToInstanceProfile", input);
        self.iam("CreateUser", json!({"UserName": "carol"}));
        self.deploying_role();
        self.second_network();
        self.zones();
        self.lists_and_groups();
        self.launch_templates();
        self.queue_key();
        // It shows everywhere.
        self.sandbox.clock().sleep(std::time::Duration::from_secs(30)).await;
    }

    fn ec2(&self, operation: &str, input: Json) -> Json {
        self.as_root(karpool_sandbox::ec2::handle, "ec2", operation, input)
    }

    fn forced(&self, prefix: &str, id: &str) {
        self.sandbox.meddle(|world| world.force_id(prefix, id));
    }

    fn trusted_role(&self, name: &str, path: &str, services: &[&str], policies: &[&str]) {
        let trust = json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"Service": services}, "Action": ["sts:AssumeRole", "sts:TagSession"],
        }]});
        let input = json!({"RoleName": name, "Path": path, "AssumeRolePolicyDocument": trust.to_string()});
        self.iam("CreateRole", input);
        for policy in policies {
            let arn = format!("arn:aws:iam::aws:policy/{policy}");
            self.iam("AttachRolePolicy", json!({"RoleName": name, "PolicyArn": arn}));
        }
    }

    /// A role that everybody in the account may take, and that may do everything.
    fn deploying_role(&self) {
        let trust = json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"AWS": format!("arn:aws:iam::{ACCOUNT}:root")}, "Action": "sts:AssumeRole",
        }]});
        let input = json!({"RoleName": "deployer", "AssumeRolePolicyDocument": trust.to_string()});
        self.iam("CreateRole", input);
        let policy = "arn:aws:iam::aws:policy/AdministratorAccess";
        self.iam("AttachRolePolicy", json!({"RoleName": "deployer", "PolicyArn": policy}));
    }

    /// A key `alias/queues` that lets EventBridge in.
    fn queue_key(&self) {
        let kms = |operation: &str, input: Json| self.as_root(karpool_sandbox::kms::handle, "kms", operation, input);
        let root = json!({"Effect": "Allow", "Principal": {"AWS": format!("arn:aws:iam::{ACCOUNT}:root")}, "Action": "kms:*", "Resource": "*"});
        let events = json!({"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": ["kms:GenerateDataKey", "kms:Decrypt"], "Resource": "*"});
        let policy = json!({"Version": "2012-10-17", "Statement": [root, events]}).to_string();
        let key = kms("CreateKey", json!({"Description": "queues", "Policy": policy}))["KeyMetadata"]["KeyId"].clone();
        kms("CreateAlias", json!({"AliasName": "alias/queues", "TargetKeyId": key}));
    }

    /// The ARN of the key of queues.
    pub fn furnished_key(&self) -> String {
        let input = json!({"KeyId": "alias/queues"});
        let found = self.as_root(karpool_sandbox::kms::handle, "kms", "DescribeKey", input);
        found["KeyMetadata"]["Arn"].as_str().expect("an ARN").to_owned()
    }

    /// A VPC `second` with private subnets in two zones.
    fn second_network(&self) {
        let tags = json!([{"Key": "Name", "Value": "second"}, {"Key": "environment", "Value": "second"}]);
        let vpc = self.ec2("CreateVpc", json!({"CidrBlock": "10.60.0.0/16"}))["vpc"]["vpcId"].clone();
        self.ec2("CreateTags", json!({"ResourceId": [vpc], "Tag": tags}));
        for (zone, block) in [("us-east-1a", "10.60.0.0/20"), ("us-east-1b", "10.60.16.0/20")] {
            let input = json!({"VpcId": vpc, "AvailabilityZone": zone, "CidrBlock": block});
            let subnet = self.ec2("CreateSubnet", input)["subnet"]["subnetId"].clone();
            let tags = json!([{"Key": "tier", "Value": "private"}]);
            self.ec2("CreateTags", json!({"ResourceId": [subnet], "Tag": tags}));
        }
    }

    /// Two of the three private subnets are marked as a part of their own.
    fn zones(&self) {
        let filters = json!([{"Name": "tag:tier", "Value": ["private"]}, {"Name": "vpc-id", "Value": [VPC]}]);
        let found = self.ec2("DescribeSubnets", json!({"Filter": filters}));
        let tags = json!([{"Key": "part", "Value": "first"}]);
        for subnet in found["subnetSet"].as_array().into_iter().flatten().take(2) {
            self.ec2("CreateTags", json!({"ResourceId": [subnet["subnetId"]], "Tag": tags}));
        }
    }

    fn lists_and_groups(&self) {
        self.forced("pl", "pl-0a1b2c3d4e5f60718");
        let entries = json!([{"Cidr": "10.20.0.0/16", "Description": "branch"}]);
        let input = json!({"PrefixListName": "branches", "AddressFamily": "IPv4", "MaxEntries": 5, "Entry": entries});
        self.ec2("CreateManagedPrefixList", input);
        self.forced("sg", "sg-0a1b2c3d4e5f60718");
        let input = json!({"GroupName": "bastion", "GroupDescription": "bastions", "VpcId": VPC});
        self.ec2("CreateSecurityGroup", input);
        let own = json!([{"IpProtocol": "-1", "Groups": [{"GroupId": "sg-0a1b2c3d4e5f60718"}]}, {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "10.0.0.0/16"}]}]);
        self.ec2("AuthorizeSecurityGroupIngress", json!({"GroupId": "sg-0a1b2c3d4e5f60718", "IpPermissions": own}));
        let tags = json!([{"Key": "role", "Value": "bastion"}]);
        self.ec2("CreateTags", json!({"ResourceId": ["sg-0a1b2c3d4e5f60718"], "Tag": tags}));
        self.ec2("CreatePlacementGroup", json!({"GroupName": "near", "Strategy": "cluster"}));
    }

    /// Two templates, the first with two versions, and its like in another region.
    fn launch_templates(&self) {
        let data = json!({"MetadataOptions": {"HttpTokens": "required"}});
        for (id, name) in [("lt-0a1b2c3d4e5f60718", "given"), ("lt-0a1b2c3d4e5f60719", "another")] {
            self.forced("lt", id);
            self.ec2("CreateLaunchTemplate", json!({"LaunchTemplateName": name, "LaunchTemplateData": data}));
        }
        let input = json!({"LaunchTemplateId": "lt-0a1b2c3d4e5f60718", "LaunchTemplateData": data});
        self.ec2("CreateLaunchTemplateVersion", input);
        // A region is furnished by the first call that comes from outside.
        self.sandbox.meddle(|world| build_region(world, ACCOUNT, "aws", "us-west-2")).expect("a region");
        self.forced("lt", "lt-0a1b2c3d4e5f60718");
        let (ec2, input) =
            (karpool_sandbox::ec2::handle, json!({"LaunchTemplateName": "given", "LaunchTemplateData": data}));
        self.as_root_in("us-west-2", ec2, ("ec2", "CreateLaunchTemplate"), input);
    }
}
