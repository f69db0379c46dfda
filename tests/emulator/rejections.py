"""What EC2 and IAM refuse, by the code that they refuse it with: two servers that know nothing of each other agree.

A row is a service, an operation, what it is asked for, and the code. `{vpc}`, `{group}`, `{role}`, `{policy}` and
`{profile}` stand for things that are there.
"""

TRUST = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}'

ROWS = [
    ("ec2", "describe_vpcs", {"VpcIds": ["vpc-0a1b2c3d4e5f60000"]}, "InvalidVpcID.NotFound"),
    ("ec2", "describe_subnets", {"SubnetIds": ["subnet-0a1b2c3d4e5f60000"]}, "InvalidSubnetID.NotFound"),
    ("ec2", "describe_security_groups", {"GroupIds": ["sg-0a1b2c3d4e5f60000"]}, "InvalidGroup.NotFound"),
    ("ec2", "describe_instances", {"InstanceIds": ["i-0a1b2c3d4e5f60000"]}, "InvalidInstanceID.NotFound"),
    ("ec2", "terminate_instances", {"InstanceIds": ["i-0a1b2c3d4e5f60000"]}, "InvalidInstanceID.NotFound"),
    ("ec2", "delete_security_group", {"GroupId": "sg-0a1b2c3d4e5f60000"}, "InvalidGroup.NotFound"),
    ("ec2", "create_security_group", {"GroupName": "x", "Description": "x", "VpcId": "vpc-0a1b2c3d4e5f60000"},
     "InvalidVpcID.NotFound"),
    ("ec2", "create_security_group", {"GroupName": "there", "Description": "x", "VpcId": "{vpc}"},
     "InvalidGroup.Duplicate"),
    ("ec2", "authorize_security_group_ingress", {"GroupId": "{group}", "IpPermissions": [
        {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}]},
     "InvalidPermission.Duplicate"),
    ("ec2", "revoke_security_group_ingress", {"GroupId": "{group}", "IpPermissions": [
        {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}]},
     "InvalidPermission.NotFound"),
    ("ec2", "describe_launch_template_versions", {"LaunchTemplateName": "nobody"},
     "InvalidLaunchTemplateName.NotFoundException"),
    ("ec2", "delete_launch_template", {"LaunchTemplateName": "nobody"}, "InvalidLaunchTemplateName.NotFoundException"),
    ("ec2", "create_launch_template", {"LaunchTemplateName": "there", "LaunchTemplateData": {"InstanceType": "m7i.large"}},
     "InvalidLaunchTemplateName.AlreadyExistsException"),
    ("iam", "get_role", {"RoleName": "nobody"}, "NoSuchEntity"),
    ("iam", "delete_role", {"RoleName": "nobody"}, "NoSuchEntity"),
    ("iam", "create_role", {"RoleName": "{role}", "AssumeRolePolicyDocument": TRUST}, "EntityAlreadyExists"),
    ("iam", "create_role", {"RoleName": "wrong", "AssumeRolePolicyDocument": "{"}, "MalformedPolicyDocument"),
    ("iam", "put_role_policy", {"RoleName": "nobody", "PolicyName": "p", "PolicyDocument": TRUST}, "NoSuchEntity"),
    ("iam", "put_role_policy", {"RoleName": "{role}", "PolicyName": "p", "PolicyDocument": "{}"},
     "MalformedPolicyDocument"),
    ("iam", "get_role_policy", {"RoleName": "{role}", "PolicyName": "nobody"}, "NoSuchEntity"),
    ("iam", "delete_role_policy", {"RoleName": "{role}", "PolicyName": "nobody"}, "NoSuchEntity"),
    ("iam", "attach_role_policy", {"RoleName": "{role}", "PolicyArn": "arn:aws:iam::{account}:policy/nobody"},
     "NoSuchEntity"),
    ("iam", "detach_role_policy", {"RoleName": "{role}", "PolicyArn": "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"},
     "NoSuchEntity"),
    ("iam", "get_policy", {"PolicyArn": "arn:aws:iam::{account}:policy/nobody"}, "NoSuchEntity"),
    ("iam", "get_instance_profile", {"InstanceProfileName": "nobody"}, "NoSuchEntity"),
    ("iam", "create_instance_profile", {"InstanceProfileName": "{profile}"}, "EntityAlreadyExists"),
    ("iam", "add_role_to_instance_profile", {"InstanceProfileName": "nobody", "RoleName": "{role}"}, "NoSuchEntity"),
    ("iam", "add_role_to_instance_profile", {"InstanceProfileName": "{profile}", "RoleName": "{role}"}, "LimitExceeded"),
    ("iam", "delete_instance_profile", {"InstanceProfileName": "{profile}"}, "DeleteConflict"),
    ("iam", "delete_role", {"RoleName": "{role}"}, "DeleteConflict"),
    ("iam", "get_open_id_connect_provider",
     {"OpenIDConnectProviderArn": "arn:aws:iam::{account}:oidc-provider/nobody.example"}, "NoSuchEntity"),
]

# Where moto is known to answer otherwise than AWS: the operation and AWS's code, moto's answer, and the reason. One that
# has gone fails the suite.
KNOWN = {
    ("create_security_group", "InvalidVpcID.NotFound"): ("accepted", "it does not look whether the VPC is there"),
    ("delete_launch_template", "InvalidLaunchTemplateName.NotFoundException"):
        ("MissingParameter", "a name that it does not know is no name to it"),
    ("create_role", "MalformedPolicyDocument"): ("accepted", "it does not read trust policies"),
}
