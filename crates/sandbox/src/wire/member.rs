//! Input tables by member: one row per member name, and for each operation the names that it takes.
//!
//! Most APIs give a member the same constraints wherever it occurs, so a service states them once and lists names
//! per operation: `"RoleName! Path Tags"`, where `!` marks what must be given.

use super::shape::{self, Kind, Row};
use crate::call::{Call, Fault};

/// A member and its constraint. `Tags[].Key!` speaks of every element of `Tags`, wherever that is taken;
/// `CreatePolicy:Description` of the member in one operation.
pub(crate) type Member = (&'static str, Kind);

/// Checks the call's input: `names` is the operation's list, `members` the service's table.
pub(crate) fn check(
    call: &Call<'_>,
    operation: &'static str,
    names: &'static str,
    members: &[Member],
) -> Result<(), Fault> {
    let mut rows = Vec::new();
    for name in names.split_whitespace() {
        let (plain, required) = mark(name);
        let own = |member: &str| member.split_once(':') == Some((operation, plain));
        let row = members.iter().find(|(member, _)| own(member));
        let row = row.or_else(|| members.iter().find(|(member, _)| *member == plain));
        let kind = row.map_or(Kind::Any, |(_, kind)| *kind);
        rows.push(Row { operation, member: plain, required, kind });
        rows.extend(
            members
                .iter()
                .filter(|(member, _)| member.strip_prefix(plain).is_some_and(|rest| rest.starts_with(['[', '.'])))
                .map(|(member, kind)| {
                    let (member, required) = mark(member);
                    Row { operation, member, required, kind: *kind }
                }),
        );
    }
    shape::check(call, &rows)
}

fn mark(name: &'static str) -> (&'static str, bool) {
    name.strip_suffix('!').map_or((name, false), |plain| (plain, true))
}
