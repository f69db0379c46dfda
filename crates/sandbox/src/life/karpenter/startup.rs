//! What the controller checks before it says that it is ready.

use serde_json::{Value, json};

use super::settings;
use crate::iam;
use crate::iam::policy::{Context, Decision};
use crate::life::health::Health;
use crate::life::pass::Pass;
use crate::life::{aws, identity, object, process};

/// What must be allowed before anything else works. Source: the order of the controller's start.
const FIRST_CALLS: &[(&str, &str)] = &[("ec2:DescribeInstanceTypes", "ec2 api connectivity check failed")];

/// The outcome of the start, in the order in which the process does things.
pub(crate) fn check(pass: &Pass<'_>, pod: &Value) -> Health {
    match start(pass, pod) {
        Ok(()) => Health::Ready,
        Err(message) => Health::Ended { code: 1, message },
    }
}

fn start(pass: &Pass<'_>, pod: &Value) -> Result<(), String> {
    let container = &pod["spec"]["containers"][0];
    let variable = |name: &str| identity::variable(container, name).unwrap_or_default();
    resolve_names(pass, pod)?;
    let role = credentials(pass, pod)?;
    permissions(pass, pod, &role)?;
    let name = variable("CLUSTER_NAME");
    let own = aws::cluster(pass.world, &pass.arn);
    if own.is_none_or(|cluster| cluster.name != name) && variable("CLUSTER_ENDPOINT").is_empty() {
        return Err(format!(
            "failed detecting cluster endpoint, failed to resolve cluster endpoint, operation error EKS: \
             DescribeCluster, ResourceNotFoundException: No cluster found for name: {name}."
        ));
    }
    if variable("ENABLE_ZONAL_SHIFT") == "true" && !own.is_some_and(|cluster| cluster.zonal_shift) {
        return Err("panic: the cluster is not registered for zonal shift".to_owned());
    }
    for kind in [super::POOLS, super::CLAIMS, super::CLASSES] {
        if pass.get("customresourcedefinitions.apiextensions.k8s.io", "", kind).is_none() {
            return Err(format!("no matches for the kind of {kind}: the custom resource definition is not installed"));
        }
    }
    Ok(())
}

fn resolve_names(pass: &Pass<'_>, pod: &Value) -> Result<(), String> {
    if pass.cluster().is_some_and(|cluster| process::resolves_names(cluster, pod)) {
        return Ok(());
    }
    let region = aws::region(&pass.arn);
    Err(format!(
        "ec2 api connectivity check failed: dial tcp: lookup ec2.{region}.amazonaws.com: i/o timeout \
         (the cluster's DNS does not answer)"
    ))
}

fn credentials(pass: &Pass<'_>, pod: &Value) -> Result<String, String> {
    const NONE: &str = "ec2 api connectivity check failed, no valid credential providers in chain";
    let container = &pod["spec"]["containers"][0];
    let by_agent = identity::variable(container, "AWS_CONTAINER_CREDENTIALS_FULL_URI").is_some();
    if by_agent && !pass.cluster().is_some_and(|cluster| process::agent_runs(cluster, pod)) {
        return Err(format!("{NONE}: the pod identity agent does not answer on the node"));
    }
    let role_arn =
        settings::role_arn(pass, pod).ok_or_else(|| format!("{NONE}: the pod was admitted without AWS credentials"))?;
    let role = iam::usable_role(pass.world, aws::account(&pass.arn), &role_arn, pass.now)
        .map_err(|_| format!("{NONE}: AccessDeniedException: the role {role_arn} cannot be assumed"))?;
    let principal = "pods.eks.amazonaws.com";
    let trusted =
        ["sts:AssumeRole", "sts:TagSession"].iter().all(|action| iam::lookup::trusts_for(role, principal, action));
    if by_agent && !trusted {
        return Err(format!("{NONE}: AccessDeniedException: the role {role_arn} does not trust {principal}"));
    }
    let subject =
        format!("system:serviceaccount:{}:{}", object::namespace(pod), object::text(pod, "/spec/serviceAccountName"));
    let provider = pass
        .world
        .accounts
        .get(aws::account(&pass.arn))
        .is_some_and(|account| account.iam.oidc_providers.keys().any(|arn| role.trust.contains(arn.as_str())));
    let federated = role.trust.contains("sts:AssumeRoleWithWebIdentity") && role.trust.contains(&subject);
    let by_provider = federated && provider;
    if !by_agent && !by_provider {
        return Err(format!("{NONE}: AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity"));
    }
    Ok(role_arn)
}

fn permissions(pass: &Pass<'_>, pod: &Value, role: &str) -> Result<(), String> {
    let Some(caller) = settings::session(pass, role, object::name(pod)) else {
        return Err(format!("the role {role} does not exist"));
    };
    let mut context = Context::default();
    context.set("aws:RequestedRegion", aws::region(&pass.arn).to_owned());
    for (action, what) in FIRST_CALLS {
        if iam::allows(pass.world, &caller, action, "*", &context) != Decision::Allowed {
            return Err(format!("{what}: UnauthorizedOperation: {} is not authorized to perform {action}", caller.arn));
        }
    }
    let arn = json!(pass.arn);
    let describe = iam::allows(pass.world, &caller, "eks:DescribeCluster", arn.as_str().unwrap_or_default(), &context);
    let endpoint = identity::variable(&pod["spec"]["containers"][0], "CLUSTER_ENDPOINT").unwrap_or_default();
    if endpoint.is_empty() && describe != Decision::Allowed {
        return Err(format!(
            "failed detecting cluster endpoint: AccessDeniedException: {} is not authorized to perform eks:DescribeCluster",
            caller.arn
        ));
    }
    Ok(())
}
