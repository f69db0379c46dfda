//! Where the objects of the stack are, for whoever else has a hand on them.

pub const NAMESPACE: &str = "/api/v1/namespaces/karpenter";
pub const SERVICE: &str = "/api/v1/namespaces/karpenter/services/karpenter";
pub const DEPLOYMENT: &str = "/apis/apps/v1/namespaces/karpenter/deployments/karpenter";
pub const BUDGETS: &str = "/apis/policy/v1/namespaces/karpenter/poddisruptionbudgets";
pub const BUDGET: &str = "/apis/policy/v1/namespaces/karpenter/poddisruptionbudgets/karpenter";
pub const ROLE: &str = "/apis/rbac.authorization.k8s.io/v1/clusterroles/karpenter";
pub const DEFINITIONS: &str = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
pub const POOL: &str = "/apis/karpenter.sh/v1/nodepools/main";
pub const POOLS: &str = "/apis/karpenter.sh/v1/nodepools";
pub const CLASSES: &str = "/apis/karpenter.k8s.aws/v1/ec2nodeclasses";
