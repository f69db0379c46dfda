//! The wire: how requests of each AWS protocol become a [`crate::Call`], and how answers go back.

pub mod shape;
