//! `AssumeRoleForPodIdentity`: a pod's service account token for credentials of its role.

use std::collections::BTreeMap;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::call::{Call, Fault, Reply};
use crate::eks::{self, Association};
use crate::iam::{self, Role};
use crate::kubernetes;

/// Who pods' roles must trust, and the audience of the pods' tokens.
const SERVICE: &str = "pods.eks.amazonaws.com";

/// How long the credentials last. Source: EKS user guide, "How EKS Pod Identity works" (six hours).
const LASTS: Duration = Duration::from_secs(6 * 3600);

/// The longest session name. Source: STS API reference, `RoleSessionName`.
const SESSION_NAME: usize = 64;

fn refuse(code: &str, message: impl Into<String>) -> Fault {
    let status = if code == "ResourceNotFoundException" { 404 } else { 400 };
    Fault::new(status, code, message)
}

/// The pod behind a token.
struct Pod {
    namespace: String,
    service_account: String,
    name: String,
    uid: String,
}

pub(super) fn run(call: &mut Call<'_>) -> Reply {
    let cluster = call.text("clusterName").unwrap_or_default();
    let arn = format!("arn:{}:eks:{}:{}:cluster/{cluster}", call.partition, call.region, call.account_id());
    let up = eks::find_cluster(call.world, &arn).is_some_and(eks::Cluster::is_up);
    if !up {
        return Err(refuse("ResourceNotFoundException", format!("No cluster found for name: {cluster}.")));
    }
    let pod = pod(call, &arn)?;
    let association = association(call, &arn, &pod)?;
    let role = role(call, &association)?;
    let tail = call.world.uuid();
    let mut name = format!("eks-{cluster}-{}", pod.name);
    name.truncate(SESSION_NAME - tail.len() - 1);
    let expires = call.now() + LASTS;
    let session = call.world.open_session(&role.arn, &role.id, &format!("{name}-{tail}"), expires);
    if !association.disable_session_tags {
        let tags = session_tags(&arn, &cluster, &pod);
        if let Some(kept) = call.account().sessions.get_mut(&session.access_key_id) {
            kept.tags = tags;
        }
    }
    Ok(json!({
        "subject": { "namespace": pod.namespace, "serviceAccount": pod.service_account },
        "audience": SERVICE,
        "podIdentityAssociation": { "associationArn": association.arn, "associationId": association.id },
        "assumedRoleUser": { "arn": session.caller.arn, "assumeRoleId": session.caller.user_id },
        "credentials": {
            "sessionToken": session.session_token,
            "secretAccessKey": session.secret_access_key,
            "accessKeyId": session.access_key_id,
            "expiration": session.expires.epoch_seconds(),
        },
    }))
}

/// The pod of the token, which the cluster itself must have issued.
fn pod(call: &mut Call<'_>, cluster_arn: &str) -> Result<Pod, Fault> {
    let token = call.text("token").unwrap_or_default();
    let invalid = || refuse("InvalidTokenException", "The specified service account token is invalid");
    let payload = token.split('.').nth(1).and_then(|part| URL_SAFE_NO_PAD.decode(part.trim_end_matches('=')).ok());
    let claims: Value = payload.and_then(|bytes| serde_json::from_slice(&bytes).ok()).ok_or_else(invalid)?;
    let audiences = match &claims["aud"] {
        Value::Array(list) => list.clone(),
        one => vec![one.clone()],
    };
    if !audiences.iter().any(|audience| audience == SERVICE) {
        return Err(refuse("InvalidTokenException", format!("The token's audience must be {SERVICE}")));
    }
    let now = call.now();
    if claims["exp"].as_f64().is_some_and(|end| end <= now.epoch_seconds()) {
        return Err(refuse("ExpiredTokenException", "The specified service account token is expired"));
    }
    let user = kubernetes::authenticate(call.world, cluster_arn, Some(&token), now).map_err(|_| invalid())?;
    let account = user.name.strip_prefix("system:serviceaccount:").and_then(|rest| rest.split_once(':'));
    let (namespace, service_account) = account.ok_or_else(invalid)?;
    let bound = &claims["kubernetes.io"]["pod"];
    let text = |member: &str| bound[member].as_str().map(str::to_owned);
    Ok(Pod {
        namespace: namespace.to_owned(),
        service_account: service_account.to_owned(),
        name: text("name").unwrap_or_else(|| service_account.to_owned()),
        uid: text("uid").unwrap_or_default(),
    })
}

fn association(call: &Call<'_>, cluster_arn: &str, pod: &Pod) -> Result<Association, Fault> {
    let cluster = eks::find_cluster(call.world, cluster_arn);
    let all = cluster.map(|cluster| cluster.associations.values()).into_iter().flatten();
    let mut fitting = all.filter(|a| a.namespace == pod.namespace && a.service_account == pod.service_account);
    fitting.find(|a| a.effective <= call.now()).cloned().ok_or_else(|| {
        let text = format!("No association found for {}/{}", pod.namespace, pod.service_account);
        refuse("ResourceNotFoundException", text)
    })
}

/// The association's role, if it still exists and trusts the service.
fn role(call: &Call<'_>, association: &Association) -> Result<Role, Fault> {
    let found = iam::usable_role(call.world, &call.caller.account, &association.role_arn, call.now()).ok();
    let trusts = |role: &&Role| iam::trusts(role, SERVICE) && iam::lookup::trusts_for(role, SERVICE, "sts:TagSession");
    found.filter(trusts).cloned().ok_or_else(|| {
        let text = format!("Unauthorized Exception! EKS does not have permissions to assume {}", association.role_arn);
        refuse("AccessDeniedException", text)
    })
}

/// Source: EKS user guide, "Grant pods access to AWS resources based on tags".
fn session_tags(cluster_arn: &str, cluster: &str, pod: &Pod) -> BTreeMap<String, String> {
    [
        ("eks-cluster-arn", cluster_arn),
        ("eks-cluster-name", cluster),
        ("kubernetes-namespace", &pod.namespace),
        ("kubernetes-service-account", &pod.service_account),
        ("kubernetes-pod-name", &pod.name),
        ("kubernetes-pod-uid", &pod.uid),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(key, value)| (key.to_owned(), value.to_owned()))
    .collect()
}
