//! Where the roles, profiles and policies of a stack live.

use crate::resource::{Key, Staying};

/// All roles of a stack: they live under one path.
#[derive(Clone, Debug, PartialEq)]
pub struct RolePath {
    pub path: String,
    pub stack: String,
    /// Also those under other paths, if this is a part of their name: the cluster's.
    pub anywhere: Option<String>,
    /// Whose roles and profiles are not taken from under them.
    pub staying: Option<Staying>,
}

impl RolePath {
    /// Where to begin to look.
    pub(in super::super) fn prefix(&self) -> &str {
        if self.anywhere.is_some() { "/" } else { &self.path }
    }

    /// Whether something may be the stack's, by its path and name. IAM's lists do not show tags, so each of these is
    /// looked at by itself.
    pub(in super::super) fn may_hold(&self, path: &str, name: &str) -> bool {
        let named = |cluster: &String| format!("-{name}-").contains(&format!("-{cluster}-"));
        path.starts_with(&self.path) || self.anywhere.as_ref().is_some_and(named)
    }
}

impl std::fmt::Display for RolePath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.path)
    }
}

impl Key for RolePath {}
