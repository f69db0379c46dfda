//! The names of things, all of them from the spec: what they are is known before anything exists.

use sha2::{Digest, Sha256};

use crate::catalog::managed_policies;
use crate::units::{ClusterName, Region};

/// IAM's limit for roles and instance profiles. Source: IAM user guide, "IAM and AWS STS quotas".
pub const ROLE_LIMIT: usize = 64;
/// Source: SQS developer guide, "Queue names".
pub const QUEUE_LIMIT: usize = 80;
/// Source: EventBridge API, PutRule.Name.
pub const RULE_LIMIT: usize = 64;
/// Source: EKS API, CreateNodegroup.nodegroupName.
pub const GROUP_LIMIT: usize = 63;
/// Source: EC2 API, CreateLaunchTemplate.LaunchTemplateName.
pub const LAUNCH_TEMPLATE_LIMIT: usize = 128;

/// Source: EC2 API, CreateSecurityGroup.GroupName.
pub const SECURITY_GROUP_LIMIT: usize = 255;

/// The first `digits` hexadecimal digits of a text's SHA-256.
pub fn short_hash(text: &str, digits: usize) -> String {
    let hash = Sha256::digest(text.as_bytes());
    let mut hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    hex.truncate(digits);
    hex
}

/// The name itself, or its beginning and a hash of the whole when it is longer than the limit.
pub fn shortened(name: &str, limit: usize) -> String {
    if name.chars().count() <= limit {
        return name.to_owned();
    }
    let kept: String = name.chars().take(limit.saturating_sub(9)).collect();
    format!("{}-{}", kept.trim_end_matches('-'), short_hash(name, 8))
}

/// What a name is for: one row, one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleFor<'a> {
    /// The control plane.
    Cluster,
    /// The nodes of a managed group.
    Group(&'a str),
    /// Karpenter's nodes; their instance profile has the same name.
    Nodes,
    /// Karpenter's controller.
    Controller,
    /// Karpenter's controller: the managed policy of what the spec adds.
    ControllerExtra,
    /// The pods of an addon.
    Addon(&'a str),
    /// Pods on Fargate, before they run: pulls their images.
    Fargate,
}

impl RoleFor<'_> {
    /// What stands for `{role}` in a template.
    pub fn text(self) -> String {
        match self {
            RoleFor::Cluster => "cluster".into(),
            RoleFor::Group(group) => format!("group-{group}"),
            RoleFor::Nodes => "karpenter-node".into(),
            RoleFor::Controller => "karpenter-controller".into(),
            RoleFor::ControllerExtra => "karpenter-controller-extra".into(),
            RoleFor::Addon(addon) => format!("addon-{addon}"),
            RoleFor::Fargate => "fargate".into(),
        }
    }
}

/// The names of one stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    cluster: ClusterName,
    region: Region,
    roles: String,
    path: String,
    node_security_group: Option<String>,
    name_tag: Option<String>,
    queue: String,
    rule_prefix: String,
}

/// The templates that names are made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Templates {
    pub roles: String,
    pub path: String,
    pub node_security_group: Option<String>,
    pub name_tag: Option<String>,
    pub queue: Option<String>,
    pub rule_prefix: Option<String>,
}

impl Default for Templates {
    fn default() -> Templates {
        Templates {
            roles: "{name}-{region}-{role}".into(),
            path: "/karpool/{region}/{name}/".into(),
            node_security_group: Some("{name}-node".into()),
            name_tag: Some("{name}-{role}".into()),
            queue: None,
            rule_prefix: None,
        }
    }
}

impl Names {
    pub fn new(cluster: ClusterName, region: Region, templates: Templates) -> Names {
        Names {
            queue: templates.queue.unwrap_or_else(|| shortened(cluster.as_str(), QUEUE_LIMIT)),
            rule_prefix: templates.rule_prefix.unwrap_or_else(|| cluster.to_string()),
            roles: templates.roles,
            path: templates.path,
            node_security_group: templates.node_security_group,
            name_tag: templates.name_tag,
            cluster,
            region,
        }
    }

    fn filled(&self, template: &str, role: &str) -> String {
        template
            .replace("{name}", self.cluster.as_str())
            .replace("{region}", self.region.as_str())
            .replace("{role}", role)
    }

    /// The owner: `<region>/<name>`.
    pub fn stack(&self) -> String {
        format!("{}/{}", self.region, self.cluster)
    }

    /// 16 hexadecimal digits that stand for the owner where its text is too long or not allowed.
    pub fn stack_hash(&self) -> String {
        short_hash(&self.stack(), 16)
    }

    /// The owner of a builder that is applied alone: `<region>/<cluster>/<kind>/<name>`.
    pub fn piece(&self, kind: &str, name: &str) -> String {
        format!("{}/{}/{kind}/{name}", self.region, self.cluster)
    }

    /// The name of an IAM role.
    pub fn role(&self, role: RoleFor<'_>) -> String {
        shortened(&self.filled(&self.roles, &role.text()), ROLE_LIMIT)
    }

    /// The IAM path of roles and instance profiles.
    pub fn path(&self) -> String {
        self.filled(&self.path, "")
    }

    /// The ARN of a role that karpool names.
    pub fn role_arn(&self, account: &str, role: RoleFor<'_>) -> String {
        self.region.iam_arn(account, &format!("role{}{}", self.path(), self.role(role)))
    }

    /// The name of the nodes' instance profile.
    pub fn instance_profile(&self) -> String {
        self.role(RoleFor::Nodes)
    }

    /// The name of the interruption queue.
    pub fn queue(&self) -> &str {
        &self.queue
    }

    /// The ARN of the interruption queue.
    pub fn queue_arn(&self, account: &str) -> String {
        self.region.arn("sqs", account, &self.queue)
    }

    /// The name of an event rule, by what it is about: `SpotInterruption`.
    pub fn rule(&self, about: &str) -> String {
        shortened(&format!("{}-{about}", self.rule_prefix), RULE_LIMIT)
    }

    /// The name of a group's launch template.
    pub fn launch_template(&self, group: &str) -> String {
        shortened(&format!("{}-{group}", self.cluster), LAUNCH_TEMPLATE_LIMIT)
    }

    /// The name of a node group: its name in the spec and a hash of what can never change.
    pub fn node_group(&self, group: &str, fixed: &str) -> String {
        let kept: String = group.chars().take(GROUP_LIMIT - 9).collect();
        format!("{kept}-{}", short_hash(fixed, 8))
    }

    /// The name of a Fargate profile: its name in the spec and a hash of what can never change.
    pub fn fargate_profile(&self, profile: &str, fixed: &str) -> String {
        format!("{profile}-{}", short_hash(fixed, 8))
    }

    /// The name of a security group, unique in its VPC: `dev-node`.
    pub fn security_group(&self, role: &str) -> String {
        shortened(&format!("{}-{role}", self.cluster), SECURITY_GROUP_LIMIT)
    }

    /// The `Name` tag of the nodes' security group, unless it is off.
    pub fn node_security_group_tag(&self) -> Option<String> {
        self.node_security_group.as_deref().map(|template| self.filled(template, "node"))
    }

    /// The alias of a key, by what it encrypts: `alias/karpool/dev/secrets`.
    pub fn key_alias(&self, role: &str) -> String {
        format!("alias/karpool/{}/{role}", self.cluster)
    }

    /// The log group that the control plane writes to; EKS fixes its name.
    pub fn log_group(&self) -> String {
        format!("/aws/eks/{}/cluster", self.cluster)
    }

    /// The `Name` tag of a thing, unless tags of that kind are off.
    pub fn tag(&self, role: &str) -> Option<String> {
        self.name_tag.as_deref().map(|template| self.filled(template, role))
    }

    /// The ARN of the cluster.
    pub fn cluster_arn(&self, account: &str) -> String {
        self.region.arn("eks", account, &format!("cluster/{}", self.cluster))
    }

    /// The ARN of a managed policy that is given by name or by ARN.
    pub fn policy_arn(&self, policy: &str) -> String {
        if policy.starts_with("arn:") {
            return policy.to_owned();
        }
        self.region.iam_arn("aws", &format!("policy/{}", managed_policies::resource(policy)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(cluster: &str) -> Names {
        let cluster = ClusterName::new(cluster).expect("a cluster name");
        Names::new(cluster, Region::new("us-east-1").expect("a region"), Templates::default())
    }

    #[test]
    fn long_names_are_cut_and_stay_apart() {
        assert_eq!(names("dev").role(RoleFor::Group("system")), "dev-us-east-1-group-system");
        let (one, two) = ("a".repeat(99) + "1", "a".repeat(99) + "2");
        let (one, two) = (names(&one), names(&two));
        assert_eq!(one.role(RoleFor::Cluster).len(), 64);
        assert_ne!(one.role(RoleFor::Cluster), two.role(RoleFor::Cluster));
        assert_ne!(one.role(RoleFor::Cluster), one.role(RoleFor::Nodes));
        assert!(one.queue().len() <= QUEUE_LIMIT && one.rule("SpotInterruption").len() <= RULE_LIMIT);
        assert_eq!(one.stack_hash().len(), 16);
    }

    #[test]
    fn arns_carry_path_and_partition() {
        let dev = names("dev");
        let arn = dev.role_arn("111122223333", RoleFor::Nodes);
        assert_eq!(arn, "arn:aws:iam::111122223333:role/karpool/us-east-1/dev/dev-us-east-1-karpenter-node");
        assert_eq!(dev.policy_arn("AmazonEKSWorkerNodePolicy"), "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy");
    }
}
