//! What comes from a registry: bytes up to a limit, whatever the registry says of their number.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::AsyncWrite;

/// Larger than any packed chart that is sane (Karpenter's is about 0.1 MiB).
pub(super) const LARGEST_CHART: usize = 16 * 1024 * 1024;
/// What registries take themselves. Source: OCI distribution specification 1.1, "Pushing manifests".
pub(super) const LARGEST_MANIFEST: usize = 4 * 1024 * 1024;

/// What has come so far, and how much may come.
#[derive(Debug)]
pub(super) struct Layer {
    bytes: Vec<u8>,
    most: usize,
}

impl Layer {
    pub(super) fn up_to(most: usize) -> Layer {
        Layer { bytes: Vec::new(), most }
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

impl AsyncWrite for Layer {
    fn poll_write(mut self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.bytes.len() + bytes.len() > self.most {
            let reason = format!("what the registry gives is larger than {} MiB", self.most >> 20);
            return Poll::Ready(Err(io::Error::new(io::ErrorKind::FileTooLarge, reason)));
        }
        self.bytes.extend_from_slice(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
