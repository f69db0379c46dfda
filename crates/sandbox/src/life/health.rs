//! Whether a started container does what it should.

use serde_json::Value;

use super::pass::Pass;
use super::{aws, karpenter, object, process};
use crate::iam;
use crate::iam::policy::{Context, Decision};

/// What the first readiness probe finds.
pub(crate) enum Health {
    Ready,
    /// Not yet, but it may come.
    Waiting,
    /// The process has ended.
    Ended {
        code: i32,
        message: String,
    },
}

pub(crate) fn of(pass: &Pass<'_>, pod: &Value) -> Health {
    if let Some(health) = process::health(pass, pod) {
        return health;
    }
    match object::label(pod, "app.kubernetes.io/name") {
        Some("karpenter") => karpenter::startup::check(pass, pod),
        _ if object::label(pod, "k8s-app") == Some("aws-node") && !may_assign(pass, pod) => Health::Waiting,
        _ => Health::Ready,
    }
}

/// Whether the network plugin may give addresses to pods: by its own role, or by the node's.
fn may_assign(pass: &Pass<'_>, pod: &Value) -> bool {
    let role = karpenter::settings::role_arn(pass, pod).or_else(|| node_role(pass, pod));
    let caller = role.and_then(|arn| karpenter::settings::session(pass, &arn, object::name(pod)));
    caller.is_some_and(|caller| {
        let cluster = aws::cluster(pass.world, &pass.arn);
        let ipv6 = cluster.is_some_and(|cluster| cluster.network.ip_family == "ipv6");
        let (action, any) = (if ipv6 { "ec2:AssignIpv6Addresses" } else { "ec2:AssignPrivateIpAddresses" }, "*");
        iam::allows(pass.world, &caller, action, any, &Context::default()) == Decision::Allowed
    })
}

fn node_role(pass: &Pass<'_>, pod: &Value) -> Option<String> {
    let node = pass.get("nodes", "", super::pod::node_name(pod))?;
    let instance = object::text(&node, "/spec/providerID").rsplit('/').next()?;
    let (profile, _) = aws::regional(pass.world, &pass.arn)?.ec2.instances.get(instance)?.profile.as_ref()?;
    let role = iam::instance_profile_by_arn(pass.world, profile)?.role.as_deref()?;
    Some(iam::find_role(pass.world, aws::account(&pass.arn), role)?.arn.clone())
}
