//! Bodies of answers: bytes, streams, and streams that break.

use std::io;

use bytes::Bytes;
use futures::StreamExt as _;
use http_body::Frame;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, StreamBody};

/// Any error, as HTTP libraries pass it on.
pub(crate) type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The body of an answer.
pub(crate) type Body = UnsyncBoxBody<Bytes, BoxError>;

pub(crate) fn full(bytes: Bytes) -> Body {
    Full::new(bytes).map_err(|never| match never {}).boxed_unsync()
}

/// A body that is reset after its first half.
pub(super) fn torn(bytes: &Bytes) -> Body {
    let half = bytes.slice(..bytes.len() / 2);
    let frames = futures::stream::iter([Ok(Frame::data(half)), Err(reset().into())]);
    BodyExt::boxed_unsync(StreamBody::new(frames))
}

pub(super) fn stream(chunks: impl futures::Stream<Item = Result<Bytes, BoxError>> + Send + 'static) -> Body {
    BodyExt::boxed_unsync(StreamBody::new(chunks.map(|chunk| chunk.map(Frame::data))))
}

pub(crate) fn reset() -> io::Error {
    io::Error::new(io::ErrorKind::ConnectionReset, "connection reset by peer")
}
