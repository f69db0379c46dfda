//! Calls to AWS with the controller's own permissions.

use serde_json::{Value, json};

use super::settings::Controller;
use crate::call::{Call, Caller, Fault, Reply};
use crate::life::aws;
use crate::life::pass::Pass;
use crate::{ec2, eks, iam, sqs, ssm};

/// Calls an operation as `caller`, who must be allowed to.
pub(crate) fn call_as(
    pass: &mut Pass<'_>,
    caller: &Caller,
    service: &'static str,
    operation: &str,
    input: Value,
) -> Reply {
    let (region, partition) = (aws::region(&pass.arn).to_owned(), aws::partition(&pass.arn).to_owned());
    let handle: fn(&mut Call<'_>) -> Reply = match service {
        "ec2" => ec2::handle,
        "eks" => eks::handle,
        "iam" => iam::handle,
        "sqs" => sqs::handle,
        "ssm" => ssm::handle,
        _ => return Err(Fault::new(501, "NotImplemented", service)),
    };
    let mut call = Call {
        world: pass.world,
        service,
        operation: operation.to_owned(),
        input,
        caller: caller.clone(),
        region,
        partition,
    };
    iam::authorize(&mut call)?;
    handle(&mut call)
}

impl Controller {
    pub(crate) fn call(&self, pass: &mut Pass<'_>, service: &'static str, operation: &str, input: Value) -> Reply {
        call_as(pass, &self.caller, service, operation, input)
    }

    /// All items of an EC2 answer's set, page after page.
    pub(crate) fn all(
        &self,
        pass: &mut Pass<'_>,
        operation: &str,
        input: &Value,
        set: &str,
    ) -> Result<Vec<Value>, Fault> {
        let mut items = Vec::new();
        let mut input = input.clone();
        loop {
            let answer = self.call(pass, "ec2", operation, input.clone())?;
            items.extend(answer[set].as_array().into_iter().flatten().cloned());
            match answer["nextToken"].as_str().filter(|token| !token.is_empty()) {
                Some(token) => input["NextToken"] = json!(token),
                None => return Ok(items),
            }
        }
    }

    /// The tags that everything carries that is made for a pool.
    pub(crate) fn tags(&self, class: &Value, pool: &str) -> Vec<(String, String)> {
        let mut tags: Vec<(String, String)> = class["spec"]["tags"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(key, value)| (key.clone(), value.as_str().unwrap_or_default().to_owned()))
            .collect();
        let name = class["metadata"]["name"].as_str().unwrap_or_default();
        for (key, value) in [
            (format!("kubernetes.io/cluster/{}", self.cluster_name), "owned"),
            ("eks:eks-cluster-name".to_owned(), self.cluster_name.as_str()),
            ("karpenter.sh/nodepool".to_owned(), pool),
            ("karpenter.k8s.aws/ec2nodeclass".to_owned(), name),
        ] {
            tags.push((key, value.to_owned()));
        }
        tags
    }
}

/// Tags as EC2's requests write them, for one kind of resource.
pub(crate) fn tag_specification(kind: &str, tags: &[(String, String)]) -> Value {
    let list: Vec<Value> = tags.iter().map(|(key, value)| json!({"Key": key, "Value": value})).collect();
    json!({"ResourceType": kind, "Tag": list})
}
