//! The dry runs by which a class's permissions are checked.

use std::time::Duration;

use serde_json::{Value, json};

use super::api::tag_specification;
use super::settings::Controller;
use super::{State, launch};
use crate::call::Fault;
use crate::life::object;
use crate::life::pass::Pass;

/// How long a result holds, a bad one too. Source: Karpenter 1.14.1, its cache of validations.
const KEPT: Duration = Duration::from_secs(30 * 60);

/// What the dry runs say.
pub(crate) enum Verdict {
    Succeeded,
    Failed {
        reason: &'static str,
        message: String,
    },
    /// AWS could not be asked, or answered something that has nothing to do with permissions.
    Open(String),
}

/// The result for a class, from memory if nothing has changed.
pub(crate) fn check(
    controller: &Controller,
    pass: &mut Pass<'_>,
    state: &mut State,
    (class, status): (&Value, &Value),
) -> Verdict {
    if !controller.dry_run {
        return Verdict::Succeeded;
    }
    let mark = object::fingerprint(&format!(
        "{}{}{}{}",
        class["spec"], class["metadata"]["annotations"], status["instanceProfile"], status["securityGroups"]
    ));
    if let Some((known, at, failure)) = state.validated.get(object::uid(class))
        && *known == mark
        && pass.now < *at + KEPT
    {
        return if failure.is_empty() { Verdict::Succeeded } else { failed(failure) };
    }
    let verdict = dry_run(controller, pass, class, status);
    let failure = match &verdict {
        Verdict::Succeeded => String::new(),
        Verdict::Failed { reason, message } => format!("{reason}\n{message}"),
        Verdict::Open(_) => return verdict,
    };
    state.validated.insert(object::uid(class).to_owned(), (mark, pass.now, failure));
    verdict
}

const REASONS: &[(&str, &str)] = &[
    ("CreateLaunchTemplate", "CreateLaunchTemplateAuthCheckFailed"),
    ("CreateFleet", "CreateFleetAuthCheckFailed"),
    ("RunInstances", "RunInstancesAuthCheckFailed"),
];

fn failed(kept: &str) -> Verdict {
    let (reason, message) = kept.split_once('\n').unwrap_or((kept, ""));
    let known = REASONS.iter().find(|(_, known)| *known == reason).map_or("AuthCheckFailed", |(_, known)| *known);
    Verdict::Failed { reason: known, message: message.to_owned() }
}

fn dry_run(controller: &Controller, pass: &mut Pass<'_>, class: &Value, status: &Value) -> Verdict {
    let pool = "validation";
    let Some(image) = status["amis"][0]["id"].as_str() else { return Verdict::Open("no image".to_owned()) };
    let template = match launch::template(controller, pass, (class, status), (image, pool)) {
        Ok(name) => name,
        Err(fault) => return judge("CreateLaunchTemplate", Err(fault)).unwrap_or(Verdict::Succeeded),
    };
    let arm = image_is_arm(status);
    let kind = if arm { "m6g.large" } else { "m5.large" };
    let tags = controller.tags(class, pool);
    let kinds = ["instance", "volume", "network-interface"];
    let mut tagged: Vec<Value> = kinds.iter().map(|kind| tag_specification(kind, &tags)).collect();
    let run = json!({
        "DryRun": "true", "MinCount": "1", "MaxCount": "1", "InstanceType": kind,
        "SubnetId": status["subnets"][0]["id"], "TagSpecification": tagged,
        "LaunchTemplate": {"LaunchTemplateName": template, "Version": "$Latest"},
    });
    tagged.push(tag_specification("fleet", &tags));
    let fleet = json!({
        "DryRun": "true", "Type": "instant", "TagSpecification": tagged,
        "TargetCapacitySpecification": {"DefaultTargetCapacityType": "on-demand", "TotalTargetCapacity": "1"},
        "LaunchTemplateConfigs": [{
            "LaunchTemplateSpecification": {"LaunchTemplateName": template, "Version": "$Latest"},
            "Overrides": [{"InstanceType": kind, "SubnetId": status["subnets"][0]["id"]}],
        }],
    });
    for (operation, input) in [("CreateFleet", fleet), ("RunInstances", run)] {
        let answer = controller.call(pass, "ec2", operation, input).map(|_| ());
        if let Some(verdict) = judge(operation, answer) {
            return verdict;
        }
    }
    launch::delete_templates(controller, pass, class, Some(pool));
    Verdict::Succeeded
}

fn image_is_arm(status: &Value) -> bool {
    object::text(status, "/amis/0/requirements/0/values/0") == "arm64"
}

/// Only a refusal for lack of permission is a failure; `DryRunOperation` is the good answer.
fn judge(operation: &'static str, answer: Result<(), Fault>) -> Option<Verdict> {
    let fault = answer.err()?;
    let message = format!("{}: {}", fault.code, fault.message);
    match fault.code.as_str() {
        "DryRunOperation" => None,
        "UnauthorizedOperation" | "AccessDenied" | "AccessDeniedException" => {
            let reason = REASONS.iter().find(|(name, _)| *name == operation).map_or("AuthCheckFailed", |(_, r)| *r);
            Some(Verdict::Failed { reason, message })
        }
        _ => Some(Verdict::Open(message)),
    }
}
