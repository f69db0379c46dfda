# What a stack of the modules `eks` and `karpenter` was called with. Names were given in full (no random suffixes).
name                                     = "shop"
region                                   = "us-east-1"
kubernetes_version                       = "1.35"
vpc_id                                   = "vpc-0a1b2c3d4e5f60718"
authentication_mode                      = "API_AND_CONFIG_MAP"
endpoint_public_access                   = true
endpoint_public_access_cidrs             = ["203.0.113.0/24"]
enable_cluster_creator_admin_permissions = true
tags                                     = { team = "shop" }

# module "karpenter"
iam_role_name                   = "KarpenterController-shop"
iam_role_use_name_prefix        = false
iam_role_path                   = "/"
iam_role_max_session_duration   = 7200
iam_role_policies               = { s3 = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess" }
queue_name                      = "Karpenter-shop"
rule_name_prefix                = "Karpenter-shop"
node_iam_role_name              = "Karpenter-shop"
node_iam_role_use_name_prefix   = false
node_iam_role_path              = "/"
node_iam_role_additional_policies = { ssm = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore" }
create_access_entry             = true
access_entry_type               = "EC2_LINUX"
create_pod_identity_association = true
namespace                       = "kube-system"
service_account                 = "karpenter"
enable_spot_termination         = true
