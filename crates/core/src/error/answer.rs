//! Reading an SDK answer: a value, an absence, or an error of ours.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::{Kind, Result, aws};

pub(crate) trait Answer<T>: Sized {
    /// The value, or our error. `doing` is `service:Operation`.
    fn of(self, doing: &str) -> Result<T>;

    /// As [`Answer::of`], with "there is no such thing" as `None`.
    fn found(self, doing: &str) -> Result<Option<T>> {
        match self.of(doing) {
            Ok(value) => Ok(Some(value)),
            Err(error) if error.is(Kind::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// As [`Answer::found`], for reads of what a cluster contains. EKS refuses to look while the cluster is being made
    /// or deleted, or is not set up for such things: then there is nothing.
    fn found_inside(self, doing: &str) -> Result<Option<T>> {
        match self.found(doing) {
            Err(error) if error.code() == Some("InvalidRequestException") => Ok(None),
            other => other,
        }
    }
}

impl<T, E> Answer<T> for std::result::Result<T, SdkError<E, HttpResponse>>
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    fn of(self, doing: &str) -> Result<T> {
        self.map_err(|error| aws::from_sdk(error, doing))
    }
}
