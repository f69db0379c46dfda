//! Where on loopback a cluster's API is.

use std::io;
use std::net::TcpListener;

/// A free address: it is asked for and given back, so that it can be named before anybody listens.
pub(crate) fn free() -> io::Result<String> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.to_string())
}
