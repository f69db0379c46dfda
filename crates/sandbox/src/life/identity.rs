//! AWS credentials for pods: pod identity associations and roles of service accounts.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::time::Time;
use crate::world::World;

/// The associations of one cluster that take effect at admission now.
#[derive(Clone, Debug, Default)]
pub(crate) struct Identities {
    region: String,
    /// Namespace and service account -> role ARN.
    roles: BTreeMap<(String, String), String>,
}

impl Identities {
    pub(crate) fn of(world: &World, arn: &str, now: Time) -> Identities {
        let mut roles = BTreeMap::new();
        for association in super::aws::associations(world, arn) {
            if now >= association.effective {
                roles.insert((association.namespace, association.service_account), association.role_arn);
            }
        }
        Identities { region: super::aws::region(arn).to_owned(), roles }
    }

    pub(crate) fn role(&self, namespace: &str, account: &str) -> Option<&str> {
        self.roles.get(&(namespace.to_owned(), account.to_owned())).map(String::as_str)
    }

    /// Adds environment and token volume to every container; a pod identity wins over a role annotation.
    pub(crate) fn inject(&self, namespace: &str, account: &str, annotated: Option<&str>, spec: &mut Value) {
        let kind = match (self.role(namespace, account), annotated) {
            (Some(_), _) => POD_IDENTITY,
            (None, Some(_)) => WEB_IDENTITY,
            (None, None) => return,
        };
        let mut environment = vec![
            ("AWS_STS_REGIONAL_ENDPOINTS", "regional".to_owned()),
            ("AWS_DEFAULT_REGION", self.region.clone()),
            ("AWS_REGION", self.region.clone()),
        ];
        match annotated {
            Some(role) if kind.volume == WEB_IDENTITY.volume => environment.push(("AWS_ROLE_ARN", role.to_owned())),
            _ => environment.push(("AWS_CONTAINER_CREDENTIALS_FULL_URI", CREDENTIALS_URI.to_owned())),
        }
        environment.push((kind.token_variable, format!("{}/{}", kind.directory, kind.file)));
        for list in ["containers", "initContainers"] {
            for container in spec[list].as_array_mut().into_iter().flatten() {
                extend(container, &environment, &kind);
            }
        }
        let token = json!({"serviceAccountToken":
            {"audience": kind.audience, "expirationSeconds": 86_400, "path": kind.file}});
        let volume = json!({"name": kind.volume, "projected": {"sources": [token]}});
        match spec["volumes"].as_array_mut() {
            Some(volumes) => volumes.push(volume),
            None => spec["volumes"] = json!([volume]),
        }
    }
}

/// Where the pod identity agent answers on every node. Source: EKS pod identity, link-local address.
const CREDENTIALS_URI: &str = "http://169.254.170.23/v1/credentials";

struct Kind {
    volume: &'static str,
    audience: &'static str,
    directory: &'static str,
    file: &'static str,
    token_variable: &'static str,
}

/// Source: what the EKS admission webhook writes for pod identities.
const POD_IDENTITY: Kind = Kind {
    volume: "eks-pod-identity-token",
    audience: "pods.eks.amazonaws.com",
    directory: "/var/run/secrets/pods.eks.amazonaws.com/serviceaccount",
    file: "eks-pod-identity-token",
    token_variable: "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
};

/// Source: what the EKS admission webhook writes for annotated service accounts.
const WEB_IDENTITY: Kind = Kind {
    volume: "aws-iam-token",
    audience: "sts.amazonaws.com",
    directory: "/var/run/secrets/eks.amazonaws.com/serviceaccount",
    file: "token",
    token_variable: "AWS_WEB_IDENTITY_TOKEN_FILE",
};

fn extend(container: &mut Value, environment: &[(&str, String)], kind: &Kind) {
    let mut entries = container["env"].as_array().cloned().unwrap_or_default();
    for (name, value) in environment {
        if !entries.iter().any(|entry| entry["name"] == *name) {
            entries.push(json!({"name": name, "value": value}));
        }
    }
    container["env"] = Value::Array(entries);
    let mount = json!({"name": kind.volume, "mountPath": kind.directory, "readOnly": true});
    match container["volumeMounts"].as_array_mut() {
        Some(mounts) => mounts.push(mount),
        None => container["volumeMounts"] = json!([mount]),
    }
}

/// The value of a container's variable.
pub(crate) fn variable<'a>(container: &'a Value, name: &str) -> Option<&'a str> {
    container["env"].as_array()?.iter().find(|entry| entry["name"] == name)?["value"].as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_effective_association_reaches_the_pod() {
        let key = ("kube-system".to_owned(), "karpenter".to_owned());
        let identities = Identities {
            region: "eu-west-1".to_owned(),
            roles: BTreeMap::from([(key, "arn:aws:iam::1:role/r".to_owned())]),
        };
        let bare = json!({"containers": [{"name": "controller"}]});
        let mut with = bare.clone();
        identities.inject("kube-system", "karpenter", None, &mut with);
        let uri = variable(&with["containers"][0], "AWS_CONTAINER_CREDENTIALS_FULL_URI");
        assert_eq!(uri, Some("http://169.254.170.23/v1/credentials"));
        assert_eq!(with["volumes"][0]["projected"]["sources"][0]["serviceAccountToken"]["path"], POD_IDENTITY.file);
        let mut without = bare.clone();
        identities.inject("default", "karpenter", None, &mut without);
        assert_eq!(without, bare);
        let mut irsa = bare.clone();
        identities.inject("default", "karpenter", Some("arn:aws:iam::1:role/s"), &mut irsa);
        assert_eq!(variable(&irsa["containers"][0], "AWS_ROLE_ARN"), Some("arn:aws:iam::1:role/s"));
        assert_eq!(variable(&irsa["containers"][0], "AWS_CONTAINER_CREDENTIALS_FULL_URI"), None);
    }
}
