//! What can be done to stored objects.

mod admission;
mod apply;
mod create;
mod delete;
mod list;
mod metadata;
mod patch;
mod pod;
mod subresource;
mod update;

use super::options::FieldValidation;
use super::request::User;

pub(crate) use delete::DeleteOptions;
pub(crate) use list::ListQuery;
pub(crate) use patch::PatchKind;
pub(crate) use pod::unreachable_log;

/// How a write is to be done.
#[derive(Clone, Debug, Default)]
pub(crate) struct Act {
    pub(crate) user: User,
    pub(crate) manager: String,
    pub(crate) dry_run: bool,
    pub(crate) validation: FieldValidation,
    /// `status`, `scale`, or empty.
    pub(crate) subresource: String,
}

/// Where a write goes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Target {
    pub(crate) resource: super::resource::Resource,
    pub(crate) namespace: String,
    pub(crate) name: String,
}

impl Target {
    pub(crate) fn not_found(&self) -> super::status::Status {
        super::status::Status::not_found(&self.resource.plural, &self.resource.group, &self.name)
    }
}
