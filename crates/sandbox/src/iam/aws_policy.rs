//! Managed policies that AWS owns.
//!
//! Names and paths are AWS's ("AWS Managed Policy Reference Guide"); the documents here are shorter and only say
//! what nodes, controllers and clusters need of them.

use serde_json::json;

pub(crate) struct AwsPolicy {
    pub(crate) name: &'static str,
    pub(crate) path: &'static str,
    /// Allowed actions, on every resource.
    pub(crate) actions: &'static [&'static str],
}

const fn row(name: &'static str, path: &'static str, actions: &'static [&'static str]) -> AwsPolicy {
    AwsPolicy { name, path, actions }
}

const ECR_PULL: &[&str] =
    &["ecr:GetAuthorizationToken", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:BatchImportUpstreamImage"];
const ECR_READ: &[&str] = &[
    "ecr:GetAuthorizationToken",
    "ecr:BatchCheckLayerAvailability",
    "ecr:GetDownloadUrlForLayer",
    "ecr:GetRepositoryPolicy",
    "ecr:DescribeRepositories",
    "ecr:ListImages",
    "ecr:DescribeImages",
    "ecr:BatchGetImage",
    "ecr:ListTagsForResource",
    "ecr:DescribeImageScanFindings",
    "ecr:GetLifecyclePolicy",
    "ecr:GetLifecyclePolicyPreview",
];
const CLUSTER: &[&str] = &[
    "autoscaling:DescribeAutoScalingGroups",
    "autoscaling:UpdateAutoScalingGroup",
    "ec2:AttachVolume",
    "ec2:AuthorizeSecurityGroupIngress",
    "ec2:CreateRoute",
    "ec2:CreateSecurityGroup",
    "ec2:CreateTags",
    "ec2:CreateVolume",
    "ec2:DeleteRoute",
    "ec2:DeleteSecurityGroup",
    "ec2:DeleteVolume",
    "ec2:Describe*",
    "ec2:DetachVolume",
    "ec2:ModifyInstanceAttribute",
    "ec2:ModifyVolume",
    "ec2:RevokeSecurityGroupIngress",
    "elasticloadbalancing:*",
    "kms:DescribeKey",
];
const WORKER: &[&str] = &[
    "ec2:DescribeInstances",
    "ec2:DescribeInstanceTypes",
    "ec2:DescribeRouteTables",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVolumes",
    "ec2:DescribeVolumesModifications",
    "ec2:DescribeVpcs",
    "eks:DescribeCluster",
    "eks-auth:AssumeRoleForPodIdentity",
];
const CNI: &[&str] = &[
    "ec2:AssignPrivateIpAddresses",
    "ec2:AttachNetworkInterface",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeInstances",
    "ec2:DescribeTags",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeInstanceTypes",
    "ec2:DescribeSubnets",
    "ec2:DetachNetworkInterface",
    "ec2:ModifyNetworkInterfaceAttribute",
    "ec2:UnassignPrivateIpAddresses",
    "ec2:CreateTags",
];
const SSM_CORE: &[&str] = &[
    "ssm:DescribeAssociation",
    "ssm:GetDeployablePatchSnapshotForInstance",
    "ssm:GetDocument",
    "ssm:DescribeDocument",
    "ssm:GetManifest",
    "ssm:GetParameter",
    "ssm:GetParameters",
    "ssm:ListAssociations",
    "ssm:ListInstanceAssociations",
    "ssm:PutInventory",
    "ssm:PutComplianceItems",
    "ssm:PutConfigurePackageResult",
    "ssm:UpdateAssociationStatus",
    "ssm:UpdateInstanceAssociationStatus",
    "ssm:UpdateInstanceInformation",
    "ssmmessages:*",
    "ec2messages:*",
];
const CLOUDWATCH_AGENT: &[&str] = &[
    "cloudwatch:PutMetricData",
    "ec2:DescribeVolumes",
    "ec2:DescribeTags",
    "logs:PutLogEvents",
    "logs:PutRetentionPolicy",
    "logs:DescribeLogStreams",
    "logs:DescribeLogGroups",
    "logs:CreateLogStream",
    "logs:CreateLogGroup",
    "ssm:GetParameter",
];
const EBS_CSI: &[&str] = &[
    "ec2:DescribeAvailabilityZones",
    "ec2:DescribeInstances",
    "ec2:DescribeSnapshots",
    "ec2:DescribeTags",
    "ec2:DescribeVolumes",
    "ec2:DescribeVolumesModifications",
    "ec2:DescribeVolumeStatus",
    "ec2:CreateSnapshot",
    "ec2:ModifyVolume",
    "ec2:AttachVolume",
    "ec2:DetachVolume",
    "ec2:CreateVolume",
    "ec2:EnableFastSnapshotRestores",
    "ec2:CreateTags",
    "ec2:DeleteTags",
    "ec2:DeleteVolume",
    "ec2:DeleteSnapshot",
    "ec2:LockSnapshot",
];
const EFS_CSI: &[&str] = &[
    "elasticfilesystem:Describe*",
    "elasticfilesystem:CreateAccessPoint",
    "elasticfilesystem:TagResource",
    "elasticfilesystem:DeleteAccessPoint",
    "ec2:DescribeAvailabilityZones",
];
const VPC_CONTROLLER: &[&str] = &[
    "ec2:CreateNetworkInterface",
    "ec2:CreateNetworkInterfacePermission",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:AttachNetworkInterface",
    "ec2:DetachNetworkInterface",
    "ec2:ModifyNetworkInterfaceAttribute",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
    "ec2:CreateTags",
];
const EC2_READ: &[&str] = &[
    "ec2:Describe*",
    "ec2:Get*",
    "elasticloadbalancing:Describe*",
    "cloudwatch:ListMetrics",
    "cloudwatch:GetMetricStatistics",
    "cloudwatch:Describe*",
    "autoscaling:Describe*",
];
const READ: &[&str] = &[
    "autoscaling:Describe*",
    "cloudwatch:Describe*",
    "cloudwatch:Get*",
    "cloudwatch:List*",
    "ec2:Describe*",
    "ec2:Get*",
    "ecr:Describe*",
    "ecr:Get*",
    "ecr:List*",
    "eks:Describe*",
    "eks:List*",
    "elasticloadbalancing:Describe*",
    "events:Describe*",
    "events:List*",
    "events:TestEventPattern",
    "iam:Generate*",
    "iam:Get*",
    "iam:List*",
    "iam:Simulate*",
    "kms:Describe*",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:List*",
    "logs:Describe*",
    "logs:Get*",
    "logs:List*",
    "pricing:GetProducts",
    "s3:Get*",
    "s3:List*",
    "servicequotas:Get*",
    "servicequotas:List*",
    "sqs:GetQueueAttributes",
    "sqs:GetQueueUrl",
    "sqs:List*",
    "ssm:Describe*",
    "ssm:Get*",
    "ssm:List*",
    "sts:Get*",
    "tag:Get*",
];
const LINKED: &[&str] = &["ec2:*", "autoscaling:*", "eks:*", "iam:PassRole", "iam:GetRole", "logs:*"];

pub(crate) const POLICIES: &[AwsPolicy] = &[
    row("AdministratorAccess", "/", &["*"]),
    row("PowerUserAccess", "/", &["ec2:*", "eks:*", "sqs:*", "events:*", "logs:*", "kms:*", "ssm:*", "tag:*", "sts:*"]),
    row("ReadOnlyAccess", "/", READ),
    row("ViewOnlyAccess", "/job-function/", &["ec2:Describe*", "eks:ListClusters", "iam:List*", "sqs:ListQueues"]),
    row("IAMFullAccess", "/", &["iam:*"]),
    row("IAMReadOnlyAccess", "/", &["iam:Generate*", "iam:Get*", "iam:List*", "iam:Simulate*"]),
    row("AmazonEC2FullAccess", "/", &["ec2:*", "elasticloadbalancing:*", "cloudwatch:*", "autoscaling:*"]),
    row("AmazonEC2ReadOnlyAccess", "/", EC2_READ),
    row("AmazonSQSFullAccess", "/", &["sqs:*"]),
    row("AmazonSQSReadOnlyAccess", "/", &["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:List*"]),
    row("AmazonEventBridgeFullAccess", "/", &["events:*", "schemas:*", "pipes:*", "scheduler:*"]),
    row("CloudWatchLogsFullAccess", "/", &["logs:*", "cloudwatch:GenerateQuery"]),
    row("CloudWatchAgentServerPolicy", "/", CLOUDWATCH_AGENT),
    row("AmazonS3FullAccess", "/", &["s3:*", "s3-object-lambda:*"]),
    row("AmazonS3ReadOnlyAccess", "/", &["s3:Get*", "s3:List*", "s3:Describe*"]),
    row("AmazonSSMManagedInstanceCore", "/", SSM_CORE),
    row("AmazonSSMManagedEC2InstanceDefaultPolicy", "/", SSM_CORE),
    row("AmazonSSMReadOnlyAccess", "/", &["ssm:Describe*", "ssm:Get*", "ssm:List*"]),
    row("AmazonSSMPatchAssociation", "/", &["ssm:DescribeEffectivePatchesForPatchBaseline", "ssm:GetPatchBaseline"]),
    row("AmazonEC2ContainerRegistryPullOnly", "/", ECR_PULL),
    row("AmazonEC2ContainerRegistryReadOnly", "/", ECR_READ),
    row("AmazonEC2ContainerRegistryPowerUser", "/", &["ecr:*"]),
    row("AmazonEC2ContainerRegistryFullAccess", "/", &["ecr:*"]),
    row("AmazonEKSClusterPolicy", "/", CLUSTER),
    row("AmazonEKSServicePolicy", "/", CLUSTER),
    row("AmazonEKSWorkerNodePolicy", "/", WORKER),
    row("AmazonEKSWorkerNodeMinimalPolicy", "/", &["eks-auth:AssumeRoleForPodIdentity"]),
    row("AmazonEKS_CNI_Policy", "/", CNI),
    row("AmazonEKSVPCResourceController", "/", VPC_CONTROLLER),
    row("AmazonEKSFargatePodExecutionRolePolicy", "/", ECR_READ),
    row("AmazonEKSBlockStoragePolicy", "/", EBS_CSI),
    row(
        "AmazonEKSComputePolicy",
        "/",
        &[
            "ec2:CreateFleet",
            "ec2:RunInstances",
            "ec2:CreateLaunchTemplate",
            "ec2:CreateTags",
            "iam:AddRoleToInstanceProfile",
            "iam:CreateInstanceProfile",
        ],
    ),
    row("AmazonEKSLoadBalancingPolicy", "/", &["ec2:Describe*", "elasticloadbalancing:*"]),
    row("AmazonEKSNetworkingPolicy", "/", VPC_CONTROLLER),
    row("AmazonEBSCSIDriverPolicy", "/service-role/", EBS_CSI),
    row("AmazonEBSCSIDriverPolicyV2", "/", EBS_CSI),
    row("AmazonEFSCSIDriverPolicy", "/service-role/", EFS_CSI),
    row("AmazonVPCFullAccess", "/", &["ec2:*"]),
    row("AmazonVPCReadOnlyAccess", "/", &["ec2:Describe*"]),
    row("AmazonRoute53FullAccess", "/", &["route53:*", "route53domains:*"]),
    row("ElasticLoadBalancingFullAccess", "/", &["elasticloadbalancing:*", "ec2:Describe*"]),
    row("AutoScalingFullAccess", "/", &["autoscaling:*", "cloudwatch:PutMetricAlarm", "ec2:Describe*"]),
    row("SecretsManagerReadWrite", "/", &["secretsmanager:*", "kms:DescribeKey", "kms:ListAliases", "kms:ListKeys"]),
    row(
        "AWSXRayDaemonWriteAccess",
        "/",
        &["xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules"],
    ),
    row("AmazonPrometheusRemoteWriteAccess", "/", &["aps:RemoteWrite"]),
    row("AWSEC2SpotServiceRolePolicy", "/aws-service-role/", LINKED),
    row("AWSEC2SpotFleetServiceRolePolicy", "/aws-service-role/", LINKED),
    row("AWSEC2FleetServiceRolePolicy", "/aws-service-role/", LINKED),
    row("AmazonEKSServiceRolePolicy", "/aws-service-role/", LINKED),
    row("AWSServiceRoleForAmazonEKSNodegroup", "/aws-service-role/", LINKED),
    row("AmazonEKSForFargateServiceRolePolicy", "/aws-service-role/", LINKED),
    row("AutoScalingServiceRolePolicy", "/aws-service-role/", LINKED),
    row("AWSElasticLoadBalancingServiceRolePolicy", "/aws-service-role/", LINKED),
];

/// The row of an ARN, whatever the partition.
pub(crate) fn find(arn: &str) -> Option<&'static AwsPolicy> {
    let resource = arn.strip_prefix("arn:")?.split_once(":iam::aws:policy")?.1;
    let (path, name) = resource.rsplit_once('/')?;
    POLICIES.iter().find(|row| row.name == name && row.path.strip_suffix('/') == Some(path))
}

pub(crate) fn arn(row: &AwsPolicy, partition: &str) -> String {
    format!("arn:{partition}:iam::aws:policy{}{}", row.path, row.name)
}

/// The policy's text.
pub(crate) fn document(row: &AwsPolicy) -> String {
    json!({
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": row.actions, "Resource": "*"}],
    })
    .to_string()
}

/// The stable id AWS would have given it: `ANPA` and 17 characters that the name decides.
pub(crate) fn id(row: &AwsPolicy) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut mixed = row
        .name
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let mut id = String::from("ANPA");
    for _ in 0..17 {
        id.push(char::from(ALPHABET[(mixed >> 59) as usize]));
        mixed = mixed.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(0x1405_7B7E_F767_814F);
    }
    id
}
