//! The controller's role, and how its pods get it: by pod identity, or through the cluster's OIDC provider.

use std::collections::{BTreeMap, BTreeSet};

use super::{Composer, ControlPlane, Purpose, RoleShape};
use crate::catalog::controller_policy;
use crate::error::{Error, Result};
use crate::graph::Output;
use crate::node::{Declare, Ending, Handle};
use crate::policy::{Document, Statement, trust};
use crate::resource::aws::eks_pod_identity_association::{PodIdentityAssociation, ServiceAccount};
use crate::resource::aws::iam_policy::{Policy, PolicyArn};
use crate::resource::aws::iam_role::{self, Role};
use crate::resource::query::{FindNoAssociation, FindRole};
use crate::spec::Identity;
use crate::spec::name::RoleFor;
use crate::spec::resolved::ResolvedKarpenter;

/// The controller's role; without a handle it was there.
pub(super) struct ControllerRole {
    pub arn: String,
    pub role: Option<Handle<Role>>,
}

impl Composer<'_> {
    pub(super) fn compose_controller_role(
        &mut self,
        wanted: &ResolvedKarpenter,
        control_plane: &ControlPlane,
    ) -> Result<ControllerRole> {
        let given = &wanted.controller_role;
        if let Some(arn) = &given.arn {
            let by_agent = wanted.identity != Identity::Irsa;
            let query = FindRole {
                arn: arn.to_string(),
                path: "karpenter.controllerRole.arn".into(),
                service: by_agent.then(|| "pods.eks.amazonaws.com".into()),
                nodes: None,
            };
            self.find_role("iam.role/karpenter-controller", query);
            return Ok(ControllerRole { arn: arn.to_string(), role: None });
        }
        let names = self.resolved.names.clone();
        let name = given.name.clone().unwrap_or_else(|| names.role(RoleFor::Controller));
        let path = given.path.clone().unwrap_or_else(|| names.path());
        let arn = wanted.controller_role_arn(self.resolved, &self.facts.account);
        let extra = given.extra_trust.iter().map(parse_statement).collect::<Result<Vec<_>>>()?;
        let trust = match wanted.identity {
            Identity::Irsa => self.service_account_trust(&wanted.namespace, &wanted.service_account, control_plane),
            Identity::Auto | Identity::PodIdentity => Output::constant(trust::pod_identity()),
        };
        let mut inline = self.controller_policies(wanted);
        let mut attached = given.extra_policies.clone();
        let more = given.extra_statements.iter().map(parse_statement).collect::<Result<Vec<_>>>()?;
        let policy = self.place_extra(Document::new(more), &mut inline, &mut attached);
        let trust = match policy {
            Some(policy) => after(trust, policy),
            None => trust,
        };
        let shape = RoleShape {
            id: "iam.role/karpenter-controller".into(),
            why: "Karpenter's controller acts as this role",
            name,
            path,
            description: "Karpenter's controller",
            trust: trust.map(move |mut document| {
                document.statements.extend(extra.iter().cloned());
                document
            }),
            inline,
            attached,
            boundary: given.boundary.as_ref().map(ToString::to_string),
            max_session: i32::try_from(given.max_session.as_secs()).unwrap_or(3600),
            tags: given.tags.clone(),
        };
        Ok(ControllerRole { arn, role: Some(self.role(shape)) })
    }

    /// What gives the controller's pods their role; all of it comes before the first pod is admitted.
    pub(super) fn compose_identity(
        &mut self,
        wanted: &ResolvedKarpenter,
        controller: &ControllerRole,
        control_plane: &ControlPlane,
    ) -> Vec<Output<()>> {
        let mut before: Vec<Output<()>> = controller.role.iter().map(Handle::done).collect();
        match wanted.identity {
            Identity::Irsa => {
                before.extend(control_plane.oidc_provider.clone());
                self.find_no_association(wanted);
            }
            Identity::Auto | Identity::PodIdentity => {
                let role = controller.role.as_ref();
                before.push(self.compose_association(wanted, &controller.arn, role, control_plane).done());
            }
        }
        before
    }

    /// An association goes before what stands on the service account; only a prune takes it away.
    fn find_no_association(&mut self, wanted: &ResolvedKarpenter) {
        if self.purpose != Purpose::Apply {
            return;
        }
        let query = FindNoAssociation {
            cluster: self.resolved.name.to_string(),
            namespace: wanted.namespace.clone(),
            service_account: wanted.service_account.clone(),
        };
        self.graph.find("eks.pod_identity_association/karpenter", (), move |()| query.clone());
    }

    /// Extra statements stand inline while all of them fit, else in a managed policy of their own.
    fn place_extra(
        &mut self,
        extra: Document,
        inline: &mut BTreeMap<String, Document>,
        attached: &mut Vec<String>,
    ) -> Option<Output<()>> {
        if extra.statements.is_empty() {
            return None;
        }
        if inline.values().map(Document::size).sum::<usize>() + extra.size() <= iam_role::INLINE_LIMIT {
            inline.insert("Extra".into(), extra);
            return None;
        }
        let id = "iam.policy/karpenter-controller-extra";
        let names = &self.resolved.names;
        let (name, path) = (names.role(RoleFor::ControllerExtra), names.path());
        let arn = self.resolved.region.iam_arn(&self.facts.account, &format!("policy{path}{name}"));
        attached.push(arn.clone());
        let want = Policy { name, path, document: extra, tags: self.tags(id) };
        let why = "statements that the spec adds, and that are too long to stand inline on the role";
        Some(self.graph.add(id, why, (), move |()| (PolicyArn(arn.clone()), want.clone())).done())
    }

    fn controller_policies(&self, wanted: &ResolvedKarpenter) -> BTreeMap<String, Document> {
        let parameters = self.resolved.controller_parameters(wanted, &self.facts.account);
        let policies = controller_policy::policies(&parameters).into_iter();
        let mut inline: BTreeMap<String, Document> =
            policies.map(|(name, document)| (name.to_owned(), document)).collect();
        if let Some(key) = wanted.interruption.encryption.key().filter(|_| wanted.interruption.enabled) {
            // Source: SQS developer guide, "Key management": a consumer decrypts with the queue's key.
            let decrypt = Statement::allow(["kms:Decrypt"]).sid("AllowInterruptionQueueKey").on([key.to_string()]);
            inline.insert("KarpenterInterruptionKey".into(), Document::new(vec![decrypt]));
        }
        let parameters = self.resolved.image_parameter_arns(&self.facts.account);
        if !parameters.is_empty() {
            // Source: Karpenter's own policy lets it read AWS's public parameters alone.
            let read = Statement::allow(["ssm:GetParameter"]).sid("AllowImageParameters").on(parameters);
            inline.insert("KarpenterImageParameters".into(), Document::new(vec![read]));
        }
        let keys = self.volume_keys();
        if !keys.is_empty() {
            inline.insert("KarpenterVolumeKeys".into(), Document::new(keys));
        }
        inline
    }

    /// What EC2 does with the keys of nodes' volumes in the name of the controller, which launches them.
    /// Source: EBS user guide, "Requirements for Amazon EBS encryption": permissions of who launches.
    fn volume_keys(&self) -> Vec<Statement> {
        let volumes = self.resolved.node_classes.values().flat_map(|class| &class.volumes);
        let keys: BTreeSet<String> = volumes.filter_map(|volume| volume.kms_key.clone()).collect();
        let region = &self.resolved.region;
        let service = format!("ec2.{region}.{}", region.dns_suffix());
        let use_it = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncrypt*"];
        let statements = keys.into_iter().enumerate().flat_map(|(index, key)| {
            // An alias is no resource of a policy; the key behind it is told by a condition.
            let alias = key.rsplit(':').next().filter(|name| name.starts_with("alias/")).map(str::to_owned);
            let statement = |actions: &[&str], sid: &str| {
                let statement = Statement::allow(actions.iter().copied()).sid(&format!("{sid}{index}"));
                let statement = statement.when("StringEquals", "kms:ViaService", [service.clone()]);
                match &alias {
                    Some(alias) => {
                        statement.on(["*"]).when("ForAnyValue:StringEquals", "kms:ResourceAliases", [alias.clone()])
                    }
                    None if key.starts_with("arn:") => statement.on([key.clone()]),
                    None => statement.on([region.arn("kms", &self.facts.account, &format!("key/{key}"))]),
                }
            };
            let grant = statement(&["kms:CreateGrant"], "AllowVolumeKeyGrant");
            let grant = grant.when("Bool", "kms:GrantIsForAWSResource", ["true"]);
            [statement(&use_it, "AllowVolumeKey"), grant]
        });
        statements.collect()
    }

    pub(super) fn compose_association(
        &mut self,
        wanted: &ResolvedKarpenter,
        role_arn: &str,
        role: Option<&Handle<Role>>,
        control_plane: &ControlPlane,
    ) -> Handle<PodIdentityAssociation> {
        let id = "eks.pod_identity_association/karpenter";
        let key = ServiceAccount {
            cluster: self.resolved.name.to_string(),
            namespace: wanted.namespace.clone(),
            name: wanted.service_account.clone(),
        };
        let want = PodIdentityAssociation { role_arn: role_arn.to_owned(), tags: self.tags(id) };
        let needs = (role.map(Handle::done), control_plane.version.clone());
        let why = "gives the controller's pods the controller role";
        let handle = self.graph.add(id, why, needs, move |_| (key.clone(), want.clone()));
        self.inside(handle.node, control_plane, Ending::WithContainer);
        handle
    }

    pub(super) fn prune_associations(&mut self, control_plane: &ControlPlane) -> usize {
        let handles = self.handles::<PodIdentityAssociation>();
        let scope = self.cluster_scope();
        let needs = control_plane.version.clone();
        let prune = self.graph.prune("eks.pod_identity_association/*", &handles, needs, move |_| scope.clone());
        self.inside(prune, control_plane, Ending::WithContainer);
        prune
    }
}

/// The value, once something else is there as well.
fn after(trust: Output<Document>, other: Output<()>) -> Output<Document> {
    Output::all(vec![trust.map(Some), other.map(|()| None)])
        .map(|parts| parts.into_iter().flatten().next().unwrap_or_else(|| Document::new(Vec::new())))
}

pub(super) fn parse_statement(statement: &crate::spec::Open) -> Result<Statement> {
    serde_json::from_value(serde_json::Value::Object(statement.clone()))
        .map_err(|error| Error::new(crate::error::Kind::InvalidSpec, format!("extraStatements: {error}")))
}
