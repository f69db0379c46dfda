//! The wire: how requests of each AWS protocol become a [`crate::Call`], and how answers go back.

mod decode;
mod encode;
mod form;
pub(crate) mod member;
mod path;
pub mod service;
pub mod shape;
mod xml;

pub(crate) use decode::{decode, service_of};
pub(crate) use encode::{encode, encode_unsent};
pub(crate) use form::{pairs, unescape};
pub use service::{Protocol, SERVICES, Service};
