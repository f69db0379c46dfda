//! What a document asks for.

use serde_json::Value;

use crate::compose::Piece;
use crate::error::{Error, Kind};
use crate::run::Target;
use crate::spec::{Document, PieceSpec, Problems, Spec, check_spec};

/// What a document asks for: a whole stack, or one part of a stack alone (a document with a field `piece`).
#[derive(Clone, Debug)]
pub enum Subject {
    Stack(Box<Spec>),
    Piece(Box<Piece>),
}

/// A document that was checked.
#[derive(Clone, Debug)]
pub struct Opened {
    /// What it asks for, unless there is an error.
    pub subject: Option<Subject>,
    /// Everything that is wrong or may surprise.
    pub problems: Problems,
    /// What it asks for as data, in the form that a document without problems has; null with an error.
    pub written: Value,
}

impl Subject {
    /// Finds what a document asks for, and everything that is wrong with it. Makes no call.
    pub fn open(document: &Document) -> Opened {
        if document.is_piece() {
            let rules = |written: &PieceSpec| check_spec(&Piece::from(written.clone()).spec);
            let (written, problems) = document.check_piece(rules);
            let data = serde_json::to_value(&written).unwrap_or_default();
            let subject = written.map(|written| Subject::Piece(Box::new(written.into())));
            return Opened { subject, problems, written: data };
        }
        let checked = document.check();
        let written = serde_json::to_value(&checked.spec).unwrap_or_default();
        let subject = checked.spec.map(|spec| Subject::Stack(Box::new(spec)));
        Opened { subject, problems: checked.problems, written }
    }

    /// What it is called: the stack's name, or the part's.
    pub fn name(&self) -> &str {
        match self {
            Subject::Stack(spec) => &spec.name,
            Subject::Piece(piece) => piece.part.label().1,
        }
    }

    /// What tells it from all others: `us-east-1/dev`, and for one part alone its kind and name besides.
    pub fn owner(&self) -> String {
        let spec = self.spec();
        let stack = format!("{}/{}", spec.region, spec.name);
        match self {
            Subject::Stack(_) => stack,
            Subject::Piece(piece) => {
                let (kind, name) = piece.part.label();
                format!("{stack}/{kind}/{name}")
            }
        }
    }

    /// The stack, for what can be asked of a whole one only.
    ///
    /// # Errors
    /// `InvalidSpec` for one part alone.
    pub fn stack(&self) -> Result<&Spec, Error> {
        match self {
            Subject::Stack(spec) => Ok(spec),
            Subject::Piece(_) => {
                let message = "this can be asked of a whole stack, not of one part alone";
                Err(Error::new(Kind::InvalidSpec, message).with_hint("give the spec of its stack"))
            }
        }
    }
}

impl Target for Subject {
    fn spec(&self) -> &Spec {
        match self {
            Subject::Stack(spec) => spec,
            Subject::Piece(piece) => &piece.spec,
        }
    }

    fn piece(&self) -> Option<&Piece> {
        match self {
            Subject::Stack(_) => None,
            Subject::Piece(piece) => Some(piece),
        }
    }
}

impl From<PieceSpec> for Piece {
    fn from(written: PieceSpec) -> Piece {
        match written {
            PieceSpec::Cluster { cluster_name: of, region, cluster, network } => {
                Piece::cluster(&of, region, cluster, network)
            }
            PieceSpec::NodePool { cluster_name: of, region, name, node_pool } => {
                Piece::node_pool(&of, region, &name, node_pool)
            }
            PieceSpec::NodeClass { cluster_name: of, region, name, node_class } => {
                Piece::node_class(&of, region, &name, node_class)
            }
            PieceSpec::KarpenterRole { cluster_name: of, region, karpenter_role, node_role } => {
                Piece::karpenter_role(&of, region, karpenter_role, node_role.unwrap_or_default())
            }
            PieceSpec::NodeRole { cluster_name: of, region, node_role } => Piece::node_role(&of, region, node_role),
            PieceSpec::InstanceProfile { cluster_name: of, region, instance_profile } => {
                Piece::instance_profile(&of, region, instance_profile)
            }
            PieceSpec::PodIdentityAssociation { cluster_name: of, region, pod_identity_association } => {
                Piece::pod_identity_association(&of, region, pod_identity_association)
            }
            PieceSpec::InterruptionQueue { cluster_name: of, region, interruption_queue } => {
                Piece::interruption_queue(&of, region, interruption_queue)
            }
            PieceSpec::KarpenterChart { cluster_name: of, region, karpenter_chart } => {
                Piece::karpenter_chart(&of, region, karpenter_chart)
            }
            PieceSpec::AccessEntry { cluster_name: of, region, access_entry } => {
                Piece::access_entry(&of, region, access_entry)
            }
            PieceSpec::Addon { cluster_name: of, region, name, addon } => Piece::addon(&of, region, &name, addon),
            PieceSpec::NodeGroup { cluster_name: of, region, name, node_group, network } => {
                Piece::node_group(&of, region, &name, node_group, network)
            }
        }
    }
}
