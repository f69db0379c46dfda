//! The one public error: what kind, where, while doing what, and what to do about it.
#![doc = include_str!("../../docs/errors.md")]

mod answer;
mod aws;
mod errors;
mod kubernetes;

use std::fmt;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub(crate) use answer::Answer;
pub use errors::Errors;
pub(crate) use kubernetes::{CONTESTED, from_kubernetes};

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, as far as a program may want to decide on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub enum Kind {
    /// The spec is wrong; nothing was called or written.
    InvalidSpec,
    /// The account does not fit the spec: a missing subnet, the wrong account, an overlapping range.
    Preflight,
    /// No credentials, or credentials that AWS does not accept.
    Credentials,
    /// The caller is known and may not do this.
    Denied,
    /// Something with our name exists and belongs to somebody else.
    NotOurs,
    /// A field that can never be changed differs.
    Immutable,
    /// A limit of the account.
    Quota,
    /// It did not become ready in time; running again goes on.
    Timeout,
    /// The service says that the thing has failed.
    Broken,
    /// No answer: no route, no name, connection refused.
    Unreachable,
    /// The world is not as the plan saw it.
    Changed,
    /// The run was cancelled; running again goes on.
    Cancelled,
    /// Something that the spec names does not exist.
    NotFound,
    /// A defect of karpool, or an answer that it does not know.
    Bug,
}

impl Kind {
    pub const ALL: [Kind; 14] = [
        Kind::InvalidSpec,
        Kind::Preflight,
        Kind::Credentials,
        Kind::Denied,
        Kind::NotOurs,
        Kind::Immutable,
        Kind::Quota,
        Kind::Timeout,
        Kind::Broken,
        Kind::Unreachable,
        Kind::Changed,
        Kind::Cancelled,
        Kind::NotFound,
        Kind::Bug,
    ];

    /// The documented exit code of a command that ends with this kind.
    pub fn exit_code(self) -> u8 {
        match self {
            Kind::InvalidSpec => 2,
            Kind::Credentials | Kind::Denied => 4,
            Kind::NotOurs | Kind::Immutable | Kind::Changed => 5,
            Kind::Timeout => 6,
            Kind::Preflight => 7,
            Kind::Unreachable => 8,
            Kind::Cancelled => 130,
            Kind::Quota | Kind::Broken | Kind::NotFound | Kind::Bug => 1,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// Whether doing the same again may help.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Retry {
    #[default]
    Never,
    /// The service asks for patience: throttling, an operation under way.
    Soon,
    /// The answer was lost: the effect may have happened, so look before doing anything again.
    Lost,
}

/// An error with its kind, place and hint. Cheap to clone.
#[derive(Clone)]
pub struct Error(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    kind: Kind,
    retry: Retry,
    message: String,
    node: Option<String>,
    doing: Option<String>,
    hint: Option<String>,
    code: Option<String>,
    request_id: Option<String>,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    pub fn new(kind: Kind, message: impl Into<String>) -> Error {
        Error(Arc::new(Inner {
            kind,
            retry: Retry::Never,
            message: message.into(),
            node: None,
            doing: None,
            hint: None,
            code: None,
            request_id: None,
            source: None,
        }))
    }

    pub fn bug(message: impl Into<String>) -> Error {
        Error::new(Kind::Bug, message)
    }

    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    pub fn retry(&self) -> Retry {
        self.0.retry
    }

    /// What failed, in one sentence, without the node and the hint.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The node of the graph: `karpenter.node_pool/x86`.
    pub fn node(&self) -> Option<&str> {
        self.0.node.as_deref()
    }

    /// The call or step: `eks:CreateCluster`.
    pub fn doing(&self) -> Option<&str> {
        self.0.doing.as_deref()
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }

    /// The service's own error code: `ResourceInUseException`, `AlreadyExists`.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    pub fn is(&self, kind: Kind) -> bool {
        self.kind() == kind
    }

    fn edit(mut self, change: impl FnOnce(&mut Inner)) -> Error {
        change(Arc::make_mut(&mut self.0));
        self
    }

    /// Names the node; an error that already has one keeps it, because the innermost is the true one.
    #[must_use]
    pub fn at(self, node: &str) -> Error {
        self.edit(|e| {
            e.node.get_or_insert_with(|| node.to_owned());
        })
    }

    #[must_use]
    pub fn while_doing(self, doing: impl Into<String>) -> Error {
        self.edit(|e| {
            e.doing.get_or_insert_with(|| doing.into());
        })
    }

    #[must_use]
    pub fn with_hint(self, hint: impl Into<String>) -> Error {
        self.edit(|e| e.hint = Some(hint.into()))
    }

    #[must_use]
    pub fn with_retry(self, retry: Retry) -> Error {
        self.edit(|e| e.retry = retry)
    }

    #[must_use]
    pub fn with_kind(self, kind: Kind) -> Error {
        self.edit(|e| e.kind = kind)
    }

    #[must_use]
    pub fn with_code(self, code: impl Into<String>) -> Error {
        self.edit(|e| e.code = Some(code.into()))
    }

    #[must_use]
    pub fn with_request_id(self, id: Option<&str>) -> Error {
        self.edit(|e| e.request_id = id.map(str::to_owned))
    }

    #[must_use]
    pub fn caused_by(self, source: impl std::error::Error + Send + Sync + 'static) -> Error {
        self.edit(|e| e.source = Some(Arc::new(source)))
    }

    /// The error as data, for reports and bindings.
    pub fn record(&self) -> ErrorRecord {
        ErrorRecord {
            kind: self.kind(),
            message: self.0.message.clone(),
            node: self.0.node.clone(),
            doing: self.0.doing.clone(),
            hint: self.0.hint.clone(),
            code: self.0.code.clone(),
            request_id: self.0.request_id.clone(),
        }
    }
}

/// An error as plain data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ErrorRecord {
    /// What went wrong, as far as a program may want to decide on it.
    pub kind: Kind,
    /// What failed, with the value.
    pub message: String,
    /// The node of the graph: `karpenter.node_pool/x86`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node: Option<String>,
    /// The call or step: `eks:CreateCluster`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doing: Option<String>,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The service's own error code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The service's id of the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(node) = &self.0.node {
            write!(f, "{node}: ")?;
        }
        f.write_str(&self.0.message)?;
        if let Some(doing) = &self.0.doing {
            write!(f, " ({doing}")?;
            if let Some(code) = &self.0.code {
                write!(f, ": {code}")?;
            }
            f.write_str(")")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {self}", self.0.kind)?;
        if let Some(hint) = &self.0.hint {
            write!(f, " [hint: {hint}]")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|e| e as &(dyn std::error::Error + 'static))
    }
}
