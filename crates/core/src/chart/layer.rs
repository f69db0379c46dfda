//! A layer that comes from a registry: bytes up to a limit, whatever the registry says of their number.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::AsyncWrite;

/// Larger than any packed chart that is sane (Karpenter's is about 0.1 MiB).
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// What has come so far.
#[derive(Debug, Default)]
pub(super) struct Layer(Vec<u8>);

impl Layer {
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

impl AsyncWrite for Layer {
    fn poll_write(mut self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        if self.0.len() + bytes.len() > MOST_BYTES {
            let reason = format!("it is larger than {} MiB, packed", MOST_BYTES >> 20);
            return Poll::Ready(Err(io::Error::new(io::ErrorKind::FileTooLarge, reason)));
        }
        self.0.extend_from_slice(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
