//! One thing alone, for a cluster that is there. It carries an owner tag of its own, so no stack prunes it and it
//! prunes nothing.

use super::{Composed, Composer, Purpose};
use crate::error::Result;
use crate::node::Resources;
use crate::resource::Facts;
use crate::spec::Spec;
use crate::spec::resolved::Resolved;

use std::collections::BTreeMap;

/// What a piece is, with its name in the stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Cluster,
    ControllerRole,
    NodeRole,
    PodIdentityAssociation { role_arn: String },
    InstanceProfile { name: Option<String>, path: Option<String>, role: String },
    InterruptionQueue,
    Chart,
    AccessEntry,
    Addon(String),
    NodeGroup(String),
    NodeClass(String),
    NodePool(String),
}

impl Part {
    /// Kind and name, as the owner tag has them.
    pub(crate) fn label(&self) -> (&'static str, &str) {
        match self {
            Part::Cluster => ("eks.cluster", "cluster"),
            Part::ControllerRole => ("iam.role", "karpenter-controller"),
            Part::NodeRole => ("iam.role", "karpenter-node"),
            Part::PodIdentityAssociation { .. } => ("eks.pod_identity_association", "karpenter"),
            Part::InstanceProfile { .. } => ("iam.instance_profile", "karpenter-node"),
            Part::InterruptionQueue => ("sqs.queue", "interruption"),
            Part::Chart => ("helm.release", "karpenter"),
            Part::AccessEntry => ("eks.access_entry", "entry"),
            Part::Addon(name) => ("eks.addon", name),
            Part::NodeGroup(name) => ("eks.node_group", name),
            Part::NodeClass(name) => ("karpenter.node_class", name),
            Part::NodePool(name) => ("karpenter.node_pool", name),
        }
    }
}

impl Part {
    /// Whether what stands under a path of the stack is about this, and not about what is left out around it.
    pub(crate) fn is_about(&self, path: &str) -> bool {
        let home = match self {
            Part::Cluster => return path.starts_with("kubernetes") || path.starts_with("network"),
            Part::ControllerRole => "karpenter.controllerRole".to_owned(),
            Part::NodeRole => "nodeRole".to_owned(),
            Part::PodIdentityAssociation { .. } | Part::Chart => "karpenter".to_owned(),
            Part::InstanceProfile { .. } => return false,
            Part::InterruptionQueue => "karpenter.interruption".to_owned(),
            Part::AccessEntry => "access.entries".to_owned(),
            Part::Addon(name) => format!("addons.{name}"),
            Part::NodeGroup(name) => format!("nodeGroups.{name}"),
            Part::NodeClass(name) => format!("nodeClasses.{name}"),
            Part::NodePool(name) => format!("nodePools.{name}"),
        };
        path.strip_prefix(&home).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    }
}

/// A part of a stack that is planned, applied and destroyed by itself.
///
/// The spec inside names the cluster and holds the part; everything else of it is left alone.
#[derive(Clone, Debug)]
pub struct Piece {
    pub(crate) spec: Spec,
    pub(crate) part: Part,
}

/// Composes one part. Everything it needs of the cluster is looked up.
pub(crate) fn compose_piece(
    resolved: &Resolved,
    part: &Part,
    facts: &Facts,
    prepared: Option<&super::Prepared>,
    force: bool,
) -> Result<Composed> {
    let (kind, name) = part.label();
    let mut composer = Composer {
        resolved,
        facts,
        prepared,
        purpose: Purpose::Apply,
        force,
        scope: resolved.names.piece(kind, name),
        graph: Resources::new(),
        outputs: BTreeMap::new(),
        outlive_controller: Vec::new(),
        policies: BTreeMap::new(),
        principals: Vec::new(),
    };
    composer.compose_part(part)?;
    Ok(Composed { graph: composer.graph, outputs: composer.outputs, access: None })
}

impl Composer<'_> {
    fn compose_part(&mut self, part: &Part) -> Result<()> {
        let network = self.compose_network();
        match part {
            Part::Cluster => self.compose_cluster_alone(network.as_ref()),
            Part::ControllerRole => {
                if let Some(wanted) = self.resolved.karpenter.clone() {
                    let control_plane = self.find_cluster();
                    self.compose_controller_role(&wanted, &control_plane)?;
                }
            }
            Part::NodeRole => drop(self.compose_node_role()),
            Part::InstanceProfile { name, path, role } => self.compose_profile_of((name.as_ref(), path.as_ref()), role),
            Part::InterruptionQueue => {
                if let Some(wanted) = self.resolved.karpenter.clone() {
                    self.compose_queue(&wanted);
                }
            }
            Part::PodIdentityAssociation { role_arn } => {
                let control_plane = self.find_cluster();
                if let Some(wanted) = self.resolved.karpenter.clone() {
                    self.compose_association(&wanted, role_arn, None, &control_plane);
                }
            }
            Part::Chart => {
                let control_plane = self.find_cluster();
                self.compose_chart_objects(&control_plane, &[], &[]);
            }
            Part::AccessEntry => {
                let mut control_plane = self.find_cluster();
                self.compose_access(&mut control_plane);
            }
            Part::Addon(name) => {
                let control_plane = self.find_cluster();
                if let Some(addon) = self.resolved.addons.get(name).cloned() {
                    self.compose_addon(name, &addon, &control_plane, &[]);
                }
            }
            Part::NodeGroup(name) => {
                let control_plane = self.find_cluster_and_groups();
                if let (Some(group), Some(network)) = (self.resolved.node_groups.get(name).cloned(), network) {
                    self.compose_node_group(name, &group, &control_plane, &network);
                }
            }
            Part::NodeClass(name) => {
                let control_plane = self.find_cluster_and_groups();
                if let Some(class) = self.resolved.node_classes.get(name).cloned() {
                    let controller = super::chart::Controller::default();
                    self.compose_class((name, &class), &control_plane, network.as_ref(), None, &controller);
                }
            }
            Part::NodePool(name) => {
                let control_plane = self.find_cluster();
                if let Some(pool) = self.resolved.node_pools.get(name).cloned() {
                    self.compose_pool(name, &pool, None, &control_plane, None);
                }
            }
        }
        Ok(())
    }

    /// A profile for a role that is named, wherever it comes from.
    fn compose_profile_of(&mut self, (name, path): (Option<&String>, Option<&String>), role: &str) {
        use crate::node::Declare;
        use crate::resource::aws::Name;
        use crate::resource::aws::iam_instance_profile::InstanceProfile;
        let id = "iam.instance_profile/karpenter-node";
        let want = InstanceProfile {
            name: name.cloned().unwrap_or_else(|| self.resolved.names.instance_profile()),
            path: path.cloned().unwrap_or_else(|| self.resolved.names.path()),
            role: role.to_owned(),
            tags: self.tags(id),
        };
        let made = self.graph.add(id, "gives instances a role", (), move |()| (Name::new(&want.name), want.clone()));
        self.output("instanceProfile.name", made.output(|live| live.name()));
    }
}
