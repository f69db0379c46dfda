//! The trust documents of the roles: who may become them.

use super::{Document, Statement};

/// EC2 instances (node roles). `url_suffix` is that of the partition: `amazonaws.com`, `amazonaws.com.cn`.
pub fn ec2(url_suffix: &str) -> Document {
    Document::new(vec![service(["sts:AssumeRole"], format!("ec2.{url_suffix}"))])
}

/// The EKS control plane (cluster role).
pub fn eks() -> Document {
    Document::new(vec![service(["sts:AssumeRole"], "eks.amazonaws.com".to_owned())])
}

/// Pods through EKS Pod Identity; it tags the session, so both actions are needed.
pub fn pod_identity() -> Document {
    Document::new(vec![service(["sts:AssumeRole", "sts:TagSession"], "pods.eks.amazonaws.com".to_owned())])
}

/// Pods on Fargate. `profiles` is the ARN of the cluster's profiles with a `*`.
pub fn fargate(profiles: &str) -> Document {
    let service = service(["sts:AssumeRole"], "eks-fargate-pods.amazonaws.com".to_owned());
    Document::new(vec![service.when("ArnLike", "aws:SourceArn", [profiles])])
}

/// One service account through the cluster's OIDC provider (IRSA). `issuer` is the URL without `https://`.
pub fn service_account(provider_arn: &str, issuer: &str, namespace: &str, name: &str) -> Document {
    Document::new(vec![
        Statement::allow(["sts:AssumeRoleWithWebIdentity"])
            .principal_of("Federated", [provider_arn])
            .when("StringEquals", format!("{issuer}:aud"), ["sts.amazonaws.com"])
            .when("StringEquals", format!("{issuer}:sub"), [format!("system:serviceaccount:{namespace}:{name}")]),
    ])
}

fn service<const N: usize>(actions: [&str; N], name: String) -> Statement {
    Statement::allow(actions).principal_of("Service", [name])
}
