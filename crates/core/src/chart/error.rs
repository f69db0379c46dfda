//! Everything that can go wrong between a chart's name and its objects.

/// Why a chart could not be fetched, unpacked or rendered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The text is no chart source.
    #[error("`{text}` is no chart source: {reason}")]
    Source {
        /// The text as given.
        text: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The registry or the disk has no such chart.
    #[error("chart {reference} was not found")]
    NotFound {
        /// What was asked for.
        reference: String,
    },
    /// The registry refused an anonymous pull.
    #[error("the registry refused to give out {reference} ({status})")]
    Denied {
        /// What was asked for.
        reference: String,
        /// HTTP status, or what the registry said.
        status: String,
    },
    /// The file of logins that was named has none that can be used.
    #[error("{path} gives no login: {reason}")]
    Login {
        /// The file.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The registry could not be reached, or kept failing.
    #[error("chart {reference} could not be pulled: {reason}")]
    Unreachable {
        /// What was asked for.
        reference: String,
        /// The last failure.
        reason: String,
    },
    /// No network was allowed and the cache does not hold the chart.
    #[error("chart {reference} is not in the cache {cache}, and this run is offline")]
    Offline {
        /// What was asked for.
        reference: String,
        /// Where it was looked for.
        cache: String,
    },
    /// What came is not what its digest says.
    #[error("chart {reference} has the digest {found}, not {expected}")]
    DigestMismatch {
        /// What was asked for.
        reference: String,
        /// The digest that was expected.
        expected: String,
        /// The digest of what came.
        found: String,
    },
    /// The chart is another version than was asked for.
    #[error("{reference} holds version {found}, not {expected}")]
    WrongVersion {
        /// What was read.
        reference: String,
        /// The version that was asked for.
        expected: String,
        /// The version in `Chart.yaml`.
        found: String,
    },
    /// The archive tries something an archive of a chart never needs.
    #[error("the chart archive is not safe to unpack: {reason}")]
    Hostile {
        /// What it tries.
        reason: String,
    },
    /// The archive or directory is no chart.
    #[error("{reference} is no Helm chart: {reason}")]
    NotAChart {
        /// What was read.
        reference: String,
        /// What is missing or wrong.
        reason: String,
    },
    /// A template failed.
    #[error("template {template} failed: {reason}")]
    Template {
        /// Path of the template in the chart.
        template: String,
        /// What the template engine says.
        reason: String,
    },
    /// A template gave something that is no object.
    #[error("template {template} did not give a Kubernetes object: {reason}")]
    Object {
        /// Path of the template in the chart.
        template: String,
        /// What is wrong.
        reason: String,
    },
    /// The chart runs a hook, which a declarative apply does not.
    #[error("the chart's {kind} {name} is a Helm hook ({hook}); hooks are not run")]
    Hook {
        /// Kind of the object.
        kind: String,
        /// Name of the object.
        name: String,
        /// Value of the annotation.
        hook: String,
    },
    /// A release record could not be read or written.
    #[error("the Helm release record cannot be read: {reason}")]
    Record {
        /// What is wrong.
        reason: String,
    },
    /// The local disk failed.
    #[error("{path}: {reason}")]
    Disk {
        /// The file or folder.
        path: String,
        /// What the system says.
        reason: String,
    },
}

impl Error {
    /// What to try next, where something is known.
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Error::Denied { .. } => {
                "charts are pulled anonymously and Docker's stored logins are not used, unless HELM_REGISTRY_CONFIG names \
                 a file of logins; or give a public mirror, a directory or a .tgz as `karpenter.chart`"
            }
            Error::Login { .. } => {
                "`helm registry login --registry-config FILE` writes such a file; or take HELM_REGISTRY_CONFIG away"
            }
            Error::NotFound { .. } => {
                "chart tags carry no leading `v` since Karpenter 0.35; check `karpenter.version` and `karpenter.chart`"
            }
            Error::Unreachable { .. } => "check the network and proxy, or give a .tgz or a mirror as `karpenter.chart`",
            Error::Offline { .. } => "run once online, or give a directory or a .tgz as `karpenter.chart`",
            Error::DigestMismatch { .. } => "the tag was moved or a proxy changed the content; check the pinned digest",
            Error::Hook { .. } => "this chart version is not supported; use Karpenter 1.1 or later",
            Error::WrongVersion { .. } => "make `karpenter.version` and the chart agree",
            _ => return None,
        })
    }

    /// Whether the same call may succeed later.
    pub fn is_transient(&self) -> bool {
        matches!(self, Error::Unreachable { .. })
    }
}

impl Error {
    pub(super) fn disk(path: &std::path::Path, error: &std::io::Error) -> Error {
        match error.kind() {
            std::io::ErrorKind::NotFound => Error::NotFound { reference: path.display().to_string() },
            _ => Error::Disk { path: path.display().to_string(), reason: error.to_string() },
        }
    }
}
